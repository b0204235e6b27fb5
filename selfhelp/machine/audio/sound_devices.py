"""Facts about speakers and microphones, common to all systems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class AudioDirection(StrEnum):
    """Which way the sound goes: out of a speaker or into a microphone."""

    OUTPUT = "output"
    INPUT = "input"


class AudioDeviceType(StrEnum):
    """The type of a device, as far as known."""

    HEADSET = "headset"  # worn on the head, by cable or Bluetooth
    SCREEN = "screen"  # the speakers of a screen (HDMI, DisplayPort)
    OTHER = "other"
    NOTHING = "nothing"  # stands in where there's no device, or only listens to an output


@dataclass(frozen=True, slots=True)
class AudioDevice:
    """A speaker or a microphone.

    Attributes:
        id: what the system calls it; empty on macOS, where only the device in use can be changed.
        name: what people call it; foreign text.
        kind: what it is.
        used: whether programs use it unless they were told otherwise.
        muted: whether it is turned off.
        volumes: one for each channel, 1.0 is full; empty if the device has no volume of its own.
    """

    id: str
    name: str
    kind: AudioDeviceType
    used: bool
    muted: bool = False
    volumes: tuple[float, ...] = ()

    @property
    def volume_percent(self) -> int | None:
        """The volume of its loudest channel in percent; None if it has no volume control."""
        return round(100 * max(self.volumes)) if self.volumes else None

    @property
    def technical_facts(self) -> str:
        """The main facts for a technician, in English."""
        level = "no volume of its own" if self.volume_percent is None else f"{self.volume_percent} %"
        more = [word for word, said in (("used", self.used), ("muted", self.muted)) if said]
        return f"{self.name} ({', '.join([str(self.kind), level, *more])})"


@dataclass(frozen=True, slots=True)
class SoundState:
    """The sound of this computer in one direction: input or output.

    Attributes:
        running: whether the system's sound service answers.
        hardware: whether the system sees any sound hardware.
        devices: what can be used.
    """

    running: bool
    hardware: bool
    devices: Sequence[AudioDevice] = ()

    @property
    def default_device(self) -> AudioDevice | None:
        """The default device, if it is a real one."""
        return next((d for d in self.devices if d.used and d.kind is not AudioDeviceType.NOTHING), None)

    @property
    def physical_devices(self) -> Sequence[AudioDevice]:
        """The real devices, without dummies."""
        return [device for device in self.devices if device.kind is not AudioDeviceType.NOTHING]
