"""Changes to sound: mute, volume, default device, and a restart of the sound service."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any, ClassVar

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.model import Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Native, Row, Step, elevate
from selfhelp.machine.audio.core_audio import set_mute, set_volumes
from selfhelp.machine.audio.pipewire import find_node_number
from selfhelp.machine.audio.sound import FULL, INPUTS, OUTPUTS, has_pulse_tools
from selfhelp.machine.audio.sound_devices import AudioDevice, AudioDirection

_PULSE = MappingProxyType({AudioDirection.OUTPUT: "sink", AudioDirection.INPUT: "source"})
_PROBES = MappingProxyType({AudioDirection.OUTPUT: OUTPUTS, AudioDirection.INPUT: INPUTS})

ROUNDING = 0.011
"""Maximum difference of a volume that was set and then read back."""

SETTLED = 0.5
"""Seconds to wait before checking the mute state, because another program may mute the device again."""

GONE = N_("This sound device is no longer available or can't be changed.")


def _run_volume_change(machine: Machine, *argv: str) -> str:
    """Run a command that changes the sound settings; return the command line for the journal.

    Raises:
        StepError: the command's exit status isn't 0.
    """
    output = machine.change(Command(argv))
    if output.code != 0:
        raise StepError(N_("The sound settings couldn't be changed."), detail=output.stderr.strip()[:500])
    return " ".join(argv)


def _find_current_device(machine: Machine, flow: str, device: str) -> AudioDevice:
    """Return the current state of the device.

    Raises:
        ProbeError: the device no longer exists.
    """
    for found in _PROBES[AudioDirection(flow)].read(machine).devices:
        if found.id == device if device else found.used:
            return found
    raise ProbeError(GONE, detail=device)


@dataclass(frozen=True, slots=True)
class _AudioDeviceStep(Step):
    """Base class of changes to one audio device.

    Attributes:
        flow: output or input.
        device: the system's name for it; "" on macOS, where only the default device can be changed.
        name: its display name, for the sentence; external text.
    """

    flow: str
    device: str
    name_shown: str


def _change_volume_linux(
    step: _AudioDeviceStep, machine: Machine, pulse: tuple[str, ...], own: tuple[str, ...]
) -> str:
    """Change a device with ``pactl``, or else PipeWire's ``wpctl``; return the command line.

    Args:
        step: the step with the device.
        machine: the computer.
        pulse: the verb of ``pactl`` and the arguments after the device.
        own: the verb of ``wpctl`` and the arguments after the device.
    """
    if has_pulse_tools(machine):
        return _run_volume_change(machine, "pactl", pulse[0], step.device, *pulse[1:])
    number = find_node_number(machine, AudioDirection(step.flow), step.device)
    return _run_volume_change(machine, "wpctl", own[0], number, *own[1:])


def _set_mute_linux(step: SetMute, machine: Machine, _: Progress) -> str:
    value = str(int(step.on))
    return _change_volume_linux(
        step, machine, (f"set-{_PULSE[AudioDirection(step.flow)]}-mute", value), ("set-mute", value)
    )


def _require_default_device(step: _AudioDeviceStep, machine: Machine) -> None:
    """Check that the device is the default device, the only device that macOS changes.

    Raises:
        ProbeError: another device is the default now.
    """
    used = _find_current_device(machine, step.flow, "")
    if used.name != step.name_shown:
        raise ProbeError(GONE, detail=f"in use: {used.name}")


def _set_mute_macos(step: SetMute, machine: Machine, _: Progress) -> str:
    _require_default_device(step, machine)
    word = "with" if step.on else "without"
    return _run_volume_change(machine, "osascript", "-e", f"set volume {word} output muted")


def _set_mute_windows(step: SetMute, machine: Machine, _: Progress) -> str:
    machine.change(Native(set_mute, {"device": step.device, "on": step.on}))
    return f"muted {step.on}"


@dataclass(frozen=True, slots=True)
class SetMute(_AudioDeviceStep):
    """Step that mutes or unmutes a device."""

    on: bool

    name: ClassVar[str] = "mute"
    duration: ClassVar[timedelta] = timedelta(seconds=2)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {
            Platform.LINUX: _set_mute_linux,
            Platform.MACOS: _set_mute_macos,
            Platform.WINDOWS: _set_mute_windows,
        }
    )

    def perform(self, machine: Machine, progress: Progress) -> str | None:
        """Change the mute state; after unmuting, wait until other programs have reacted."""
        done = Step.perform(self, machine, progress)
        if not self.on:
            time.sleep(SETTLED)
        return done

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the device."""
        if self.on:
            return N_("Mute {device}.", device=self.name_shown)
        return N_("Unmute {device}.", device=self.name_shown)

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the current mute state."""
        return SetMute(
            self.flow,
            self.device,
            self.name_shown,
            _find_current_device(machine, self.flow, self.device).muted,
        )


def _set_volume_linux(step: SetVolume, machine: Machine, _: Progress) -> str:
    values = [str(round(volume * FULL)) for volume in step.volumes]
    pulse = (f"set-{_PULSE[AudioDirection(step.flow)]}-volume", *values)
    return _change_volume_linux(step, machine, pulse, ("set-volume", f"{max(step.volumes):.4f}"))


def _set_volume_macos(step: SetVolume, machine: Machine, _: Progress) -> str:
    _require_default_device(step, machine)
    percent = round(100 * max(step.volumes))
    return _run_volume_change(machine, "osascript", "-e", f"set volume {step.flow} volume {percent}")


def _set_volume_windows(step: SetVolume, machine: Machine, _: Progress) -> str:
    machine.change(Native(set_volumes, {"device": step.device, "volumes": list(step.volumes)}))
    return f"volumes {step.volumes}"


@dataclass(frozen=True, slots=True)
class SetVolume(_AudioDeviceStep):
    """Step that sets the volume of a device, per channel.

    Attributes:
        volumes: the volume of each channel; 1.0 is full.
    """

    volumes: tuple[float, ...]

    name: ClassVar[str] = "set-volume"
    duration: ClassVar[timedelta] = timedelta(seconds=2)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {
            Platform.LINUX: _set_volume_linux,
            Platform.MACOS: _set_volume_macos,
            Platform.WINDOWS: _set_volume_windows,
        }
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the device and the volume."""
        percent = round(100 * max(self.volumes, default=0))
        return N_("Set the volume of {device} to {percent}%.", device=self.name_shown, percent=percent)

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the current volume."""
        volumes = _find_current_device(machine, self.flow, self.device).volumes
        return SetVolume(self.flow, self.device, self.name_shown, volumes)

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the former volume is set, apart from rounding."""
        now = _find_current_device(machine, self.flow, self.device).volumes
        wanted = back.volumes if isinstance(back, SetVolume) else ()
        return abs(max(now, default=0) - max(wanted, default=0)) <= ROUNDING


def _use_device_linux(step: UseAudioDevice, machine: Machine, _: Progress) -> str:
    return _change_volume_linux(
        step, machine, (f"set-default-{_PULSE[AudioDirection(step.flow)]}",), ("set-default",)
    )


@dataclass(frozen=True, slots=True)
class UseAudioDevice(_AudioDeviceStep):
    """Step that makes a device the default.

    This works on Linux only. Windows has no documented API for it and macOS has no command, so the settings
    are opened there.
    """

    name: ClassVar[str] = "use-sound-device"
    duration: ClassVar[timedelta] = timedelta(seconds=2)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _use_device_linux})

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the device."""
        if self.flow == AudioDirection.INPUT:
            return N_("Use {device} as the microphone.", device=self.name_shown)
        return N_("Use {device} as the speaker.", device=self.name_shown)

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the current default device, even if it is a dummy."""
        devices = _PROBES[AudioDirection(self.flow)].read(machine).devices
        used = next((device for device in devices if device.used), None)
        return UseAudioDevice(self.flow, used.id, used.name) if used else None


def _restart_sound_linux(_step: Any, machine: Machine, _progress: Progress) -> str:
    """Restart the user's sound services; the unit names belong to PipeWire and PulseAudio."""
    units = ("wireplumber", "pipewire", "pipewire-pulse", "pulseaudio")
    return _run_volume_change(
        machine, "systemctl", "--user", "restart", *_filter_installed_units(machine, units)
    )


def _filter_installed_units(machine: Machine, units: Sequence[str]) -> Sequence[str]:
    """Return the units that exist on this computer.

    Raises:
        StepError: no unit exists, or systemd doesn't manage the session.
    """
    states = [
        (unit, machine.run(Command(("systemctl", "--user", "show", "--property=LoadState", unit))).stdout)
        for unit in units
    ]
    found = [unit for unit, state in states if state.strip() == "LoadState=loaded"]
    if not found:
        raise StepError(N_("This computer's sound service can't be restarted from here."))
    return found


@dataclass(frozen=True, slots=True)
class RestartSound(Step):
    """Step that restarts the user's sound service. There is nothing to undo."""

    name: ClassVar[str] = "restart-sound"
    risk: ClassVar[Text | None] = N_("If you're in a call, you'll lose sound for a few seconds.")
    duration: ClassVar[timedelta] = timedelta(seconds=10)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _restart_sound_linux})

    def describe_action(self) -> Text:
        """Return the sentence shown before restarting the sound service."""
        return N_("Restart the sound service.")


@dataclass(frozen=True, slots=True)
class RestartSoundService(elevate.ElevatedStep):
    """Step that restarts the computer's sound service; this needs administrator permission."""

    name: ClassVar[str] = "restart-sound-service"
    risk: ClassVar[Text | None] = N_("If you're in a call, you'll lose sound for a few seconds.")
    duration: ClassVar[timedelta] = timedelta(seconds=15)
    operations: ClassVar[Mapping[Platform, str]] = MappingProxyType(
        {Platform.WINDOWS: "restart-audio-service", Platform.MACOS: "restart-audio-service"}
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before restarting the sound service."""
        return N_("Restart the sound service.")
