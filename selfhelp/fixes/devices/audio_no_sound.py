"""No sound: the output is muted, turned down, or set to another device."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Json, Option
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.audio.audio_streams import STREAMS, AudioStream, MuteProgram
from selfhelp.machine.audio.audio_volume import (
    RestartSound,
    RestartSoundService,
    SetMute,
    SetVolume,
    UseAudioDevice,
)
from selfhelp.machine.audio.sound import OUTPUTS
from selfhelp.machine.audio.sound_devices import AudioDevice, AudioDeviceType, AudioDirection, SoundState
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenPage

QUIET = 5  # percent; practically inaudible
GENTLE = 0.3  # the volume for a silent device: sudden loud sound in a headset hurts
DEVICE = "device"


class AudioNoSound(Fix):
    """Unmutes the speakers, turns them up a little, or switches to the headset.

    This app can't detect audible sound. So a headset that is turned off is left to the manual steps; on
    Windows and macOS, so is a program that is muted separately. Windows has no documented way to choose the
    device, so its settings are opened.
    """

    id = "audio-no-sound"
    title = N_("Fix the sound")
    category = Category.AUDIO_VIDEO
    looks = N_("Checking speakers and volume…")
    cheap = False  # many users mute their computer on purpose
    collectors = ("sound", "hardware", "services", "errors")
    prevention = N_(
        "Check the speaker icon on your screen before a meeting. Plug in your headset before you start the "
        "call, so that the call app detects it."
    )
    by_hand = ("volume-key", "plug-headset", "choose-in-call")

    def diagnose(self, machine: Machine) -> Finding | None:
        """Check the default output device, and look for a more suitable device."""
        sound = OUTPUTS.read(machine)
        if not sound.running:
            return _make_service_finding(machine, sound)
        used = sound.default_device
        if used is None:
            return _make_no_device_finding(machine, sound)
        quiet = used.volume_percent is not None and used.volume_percent <= QUIET
        if used.muted or quiet:
            return _make_muted_finding(used, quiet, sound)
        headset = next(
            (device for device in sound.physical_devices if device.kind is AudioDeviceType.HEADSET), None
        )
        if used.kind is AudioDeviceType.SCREEN and headset is not None:
            summary = N_("Sound is playing from the display {name}, not from your headset.", name=used.name)
            return _make_choice_finding(machine, summary, sound, headset)
        muted = [stream for stream in STREAMS.read(machine) if stream.muted]
        return _make_muted_programs_finding(muted) if muted else None

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return a question asking which output device to use, if this app can change it."""
        choices = finding.data.get("choices", ())
        if not choices or not finding.data["can_choose"]:
            return ()
        options = [
            Option(entry["id"], entry["name"], chosen=entry["id"] == finding.data["best"])
            for entry in choices
        ]
        return (ChoiceQuestion(DEVICE, N_("Where should the sound play?"), options),)

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return the steps for the device's problem; manual steps come last."""
        data = finding.data
        if data["trouble"] == "silent":
            return _make_unmute_steps(data)
        if data["trouble"] == "choose":
            if not data["can_choose"]:
                return OpenPage("sound"), ByHand("choose-output")
            names = {entry["id"]: entry["name"] for entry in data["choices"]}
            return [
                UseAudioDevice(AudioDirection.OUTPUT, key, names[key])
                for key in answers.get(DEVICE, (data["best"],))
            ]
        if data["trouble"] == "programs":
            return [MuteProgram(number, program, on=False) for number, program in data["programs"]]
        if data["trouble"] == "service":
            return (RestartSound() if data["own_service"] else RestartSoundService(),)
        return (ByHand("plug-headset"),)


def _make_service_finding(machine: Machine, sound: SoundState) -> Finding:
    """Return the finding that the sound service isn't running.

    Raises:
        NotOfferedError: there's no sound hardware.
    """
    if not sound.hardware:
        raise NotOfferedError(N_("This computer doesn't seem to have any sound hardware."))
    return Finding(
        N_("The sound service isn't running."),
        N_("Apps can't play sound. We can restart the service."),
        {"sound service": "does not answer"},
        {"trouble": "service", "own_service": machine.platform in RestartSound.rows},
    )


def _make_no_device_finding(machine: Machine, sound: SoundState) -> Finding:
    """Return the finding that no real output device is in use: none exists, or none is selected."""
    if sound.physical_devices:
        summary = N_("No speaker is selected.")
        return _make_choice_finding(machine, summary, sound, sound.physical_devices[0])
    return Finding(
        N_("No speakers or headset found on this computer."),
        N_(
            "Your speakers or headset may be unplugged or broken. Plug them in again. If "
            "that doesn't help, contact the help desk."
        ),
        {"outputs": "none"},
        {"trouble": "none"},
    )


def _make_muted_finding(used: AudioDevice, quiet: bool, sound: SoundState) -> Finding:
    if used.muted:
        summary = N_("{name} is muted.", name=used.name)
        meaning = N_("Sound is playing, but you can't hear it. We can unmute it.")
    else:
        summary = N_(
            "The volume of {name} is set to {percent}%.", name=used.name, percent=used.volume_percent or 0
        )
        meaning = N_("Sound is playing, but you can hardly hear it. We can turn it up a little.")
    channels = len(used.volumes)
    data = {"trouble": "silent", "id": used.id, "name": used.name, "muted": used.muted, "channels": channels}
    return Finding(summary, meaning, _collect_evidence(sound), data | {"quiet": quiet})


def _make_muted_programs_finding(muted: Sequence[AudioStream]) -> Finding:
    names = ", ".join(dict.fromkeys(stream.program for stream in muted))
    return Finding(
        N_("{program} is playing sound but is muted.", program=names),
        N_("You can hear other apps. We can unmute this one."),
        {f"program {n}": f"{stream.program} (muted)" for n, stream in enumerate(muted, 1)},
        {"trouble": "programs", "programs": [[stream.number, stream.program] for stream in muted]},
    )


def _make_choice_finding(machine: Machine, summary: Text, sound: SoundState, best: AudioDevice) -> Finding:
    can_choose = machine.platform in UseAudioDevice.rows
    meaning = (
        N_("Choose where sound should play, and we'll change the setting.")
        if can_choose
        else N_("We'll open the sound settings so that you can choose where sound plays.")
    )
    choices = [{"id": device.id, "name": device.name} for device in sound.physical_devices]
    data = {"trouble": "choose", "can_choose": can_choose, "choices": choices, "best": best.id}
    return Finding(summary, meaning, _collect_evidence(sound), data)


def _make_unmute_steps(data: Json) -> Sequence[Step]:
    """Return the steps that unmute the device at a low volume."""
    steps: list[Step] = []
    if data["quiet"]:
        volumes = (GENTLE,) * data["channels"]
        steps.append(SetVolume(AudioDirection.OUTPUT, data["id"], data["name"], volumes))
    if data["muted"]:
        steps.append(SetMute(AudioDirection.OUTPUT, data["id"], data["name"], on=False))
    return steps


def _collect_evidence(sound: SoundState) -> dict[str, str]:
    return {f"output {n}": device.technical_facts for n, device in enumerate(sound.devices, 1)}
