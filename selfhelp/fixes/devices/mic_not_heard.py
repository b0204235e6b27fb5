"""A user whom others can't hear: the microphone is muted, turned down, blocked, or not the default."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Json, Option
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.audio.audio_volume import (
    RestartSound,
    RestartSoundService,
    SetMute,
    SetVolume,
    UseAudioDevice,
)
from selfhelp.machine.audio.sound import INPUTS
from selfhelp.machine.audio.sound_devices import AudioDevice, AudioDirection, SoundState
from selfhelp.machine.devices.device_privacy import MICROPHONE, MICROPHONE_BLOCKED, AllowDevice, BlockedBy
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenPage

QUIET = 10  # percent
SPEAKING = 0.8  # the volume for a microphone that was turned down
DEVICE = "device"


class MicNotHeard(Fix):
    """Unmutes the microphone, turns it up, allows apps to use it, or chooses a real microphone.

    Nothing is recorded: the user and the other people in the call must check whether it works. macOS doesn't
    report which programs may use the microphone, so checking this permission is a manual step.
    """

    id = "mic-not-heard"
    title = N_("Fix your microphone")
    category = Category.AUDIO_VIDEO
    looks = N_("Checking the microphone and its permissions…")
    cheap = False  # many users mute their microphone on purpose
    collectors = ("sound", "hardware", "services", "errors")
    prevention = N_(
        "Make a test call before important meetings. Remember where your headset's "
        "mute switch is: apps can't unmute the headset for you."
    )
    by_hand = ("headset-switch", "plug-headset", "choose-in-call")

    def diagnose(self, machine: Machine) -> Finding | None:
        """Check the default microphone, and settings that block access to it."""
        sound = INPUTS.read(machine)
        blocked = MICROPHONE_BLOCKED.read(machine)
        if blocked is not BlockedBy.NOBODY:
            return _make_blocked_finding(machine, blocked)
        if not sound.running:
            return _make_service_finding(machine, sound)
        used = sound.default_device
        if used is None:
            return _make_no_device_finding(machine, sound)
        quiet = used.volume_percent is not None and used.volume_percent <= QUIET
        return _make_muted_finding(used, quiet, sound) if used.muted or quiet else None

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return why the fix can't run if policy or an administrator blocked the microphone."""
        if finding.data.get("blocked") in (BlockedBy.ORGANISATION, BlockedBy.COMPUTER):
            return N_("The microphone is turned off for this computer. Only the help desk can turn it on.")
        return None

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return a question asking which microphone to use, if this app can change it."""
        choices = finding.data.get("choices", ())
        if not choices or not finding.data["can_choose"]:
            return ()
        options = [
            Option(entry["id"], entry["name"], chosen=number == 0) for number, entry in enumerate(choices)
        ]
        return (ChoiceQuestion(DEVICE, N_("Which microphone do you use?"), options),)

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return the steps for the problem; manual steps come last."""
        data = finding.data
        if data["trouble"] == "blocked":
            if data["own_setting"]:
                return (AllowDevice(MICROPHONE, allowed=True),)
            return OpenPage("microphone-privacy"), ByHand("allow-microphone")
        if data["trouble"] == "silent":
            return _make_unmute_steps(data)
        if data["trouble"] == "choose":
            if not data["can_choose"]:
                return OpenPage("sound"), ByHand("choose-input")
            names = {entry["id"]: entry["name"] for entry in data["choices"]}
            chosen = answers.get(DEVICE, (data["choices"][0]["id"],))
            return [UseAudioDevice(AudioDirection.INPUT, key, names[key]) for key in chosen]
        if data["trouble"] == "service":
            return (RestartSound() if data["own_service"] else RestartSoundService(),)
        return (ByHand("plug-headset"),)


def _explain_block(machine: Machine, blocked: BlockedBy) -> Text:
    """Return an explanation that mentions only actions that the steps can perform."""
    if blocked is not BlockedBy.PERSON:
        return N_("No one can hear you in calls. Only the help desk can allow microphone access.")
    if machine.platform in AllowDevice.rows:
        return N_(
            "No one can hear you in calls. If you turned off microphone access yourself, we can allow "
            "it again."
        )
    return N_(
        "No one can hear you in calls. We'll open the settings so that you can allow microphone access again."
    )


def _make_blocked_finding(machine: Machine, blocked: BlockedBy) -> Finding:
    return Finding(
        N_("Apps aren't allowed to use the microphone."),
        _explain_block(machine, blocked),
        {"microphone blocked by": str(blocked)},
        {
            "trouble": "blocked",
            "blocked": str(blocked),
            "own_setting": machine.platform in AllowDevice.rows,
        },
    )


def _make_service_finding(machine: Machine, sound: SoundState) -> Finding:
    """Return the finding that the recording service isn't running.

    Raises:
        NotOfferedError: there's no sound hardware.
    """
    if not sound.hardware:
        raise NotOfferedError(N_("This computer doesn't seem to have any sound hardware."))
    return Finding(
        N_("The sound recording service isn't running."),
        N_("Apps can't record sound. We can restart the service."),
        {"sound service": "does not answer"},
        {"trouble": "service", "own_service": machine.platform in RestartSound.rows},
    )


def _make_no_device_finding(machine: Machine, sound: SoundState) -> Finding:
    """Return the finding that no real microphone is in use: none exists, or none is selected."""
    if not sound.physical_devices:
        return Finding(
            N_("No microphone found on this computer."),
            N_(
                "Others can't hear you. Plug in a headset. If your microphone is built in, contact the help "
                "desk."
            ),
            {"inputs": "none"},
            {"trouble": "none"},
        )
    can_choose = machine.platform in UseAudioDevice.rows
    return Finding(
        N_("A microphone is available, but none is selected."),
        N_("Others can't hear you. Choose the microphone you use.")
        if can_choose
        else N_(
            "Others can't hear you. We'll open the sound settings so that you can choose your microphone."
        ),
        _collect_evidence(sound),
        {
            "trouble": "choose",
            "can_choose": can_choose,
            "choices": [{"id": device.id, "name": device.name} for device in sound.physical_devices],
        },
    )


def _make_muted_finding(used: AudioDevice, quiet: bool, sound: SoundState) -> Finding:
    if used.muted:
        summary = N_("The microphone {name} is muted.", name=used.name)
        meaning = N_("Others can't hear you. We can unmute the microphone.")
    else:
        summary = N_(
            "The volume of the microphone {name} is set to {percent}%.",
            name=used.name,
            percent=used.volume_percent or 0,
        )
        meaning = N_("Others can hardly hear you. We can turn up the volume.")
    channels = len(used.volumes)
    data = {"trouble": "silent", "id": used.id, "name": used.name, "muted": used.muted, "channels": channels}
    return Finding(summary, meaning, _collect_evidence(sound), data | {"quiet": quiet})


def _make_unmute_steps(data: Json) -> Sequence[Step]:
    steps: list[Step] = []
    if data["muted"]:
        steps.append(SetMute(AudioDirection.INPUT, data["id"], data["name"], on=False))
    if data["quiet"]:
        volumes = (SPEAKING,) * data["channels"]
        steps.append(SetVolume(AudioDirection.INPUT, data["id"], data["name"], volumes))
    return steps


def _collect_evidence(sound: SoundState) -> dict[str, str]:
    return {f"input {n}": device.technical_facts for n, device in enumerate(sound.devices, 1)}
