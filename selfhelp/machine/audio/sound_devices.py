"""Types for speakers and microphones, shared by all systems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class AudioDirection(StrEnum):
    """The direction of sound: to a speaker or from a microphone."""

    OUTPUT = "output"
    INPUT = "input"


class AudioDeviceType(StrEnum):
    """Type of an audio device, by its use."""

    HEADSET = "headset"  # headphones or a headset, by cable or Bluetooth
    SCREEN = "screen"  # the speakers of a display (HDMI, DisplayPort)
    OTHER = "other"
    NOTHING = "nothing"  # a placeholder for a missing device, or the monitor of an output


@dataclass(frozen=True, slots=True)
class AudioDevice:
    """A speaker or a microphone.

    Attributes:
        id: the system's identifier; "" on macOS, where only the default device can be changed.
        name: its display name; external text.
        kind: its type.
        used: whether it is the default device.
        muted: whether it is muted.
        volumes: the volume of each channel, 1.0 is full; empty without a volume control.
    """

    id: str
    name: str
    kind: AudioDeviceType
    used: bool
    muted: bool = False
    volumes: tuple[float, ...] = ()

    @property
    def volume_percent(self) -> int | None:
        """Volume of the loudest channel in percent; None if the device has no volume control."""
        return round(100 * max(self.volumes)) if self.volumes else None

    @property
    def technical_facts(self) -> str:
        """Main facts about the device for a technician, in English."""
        level = "no volume of its own" if self.volume_percent is None else f"{self.volume_percent} %"
        more = [word for word, said in (("used", self.used), ("muted", self.muted)) if said]
        return f"{self.name} ({', '.join([str(self.kind), level, *more])})"


@dataclass(frozen=True, slots=True)
class SoundState:
    """The sound devices of one direction: input or output.

    Attributes:
        running: whether the sound service responds.
        hardware: whether the system has sound hardware.
        devices: the available devices.
    """

    running: bool
    hardware: bool
    devices: Sequence[AudioDevice] = ()

    @property
    def default_device(self) -> AudioDevice | None:
        """The default device; None if it is a dummy."""
        return next((d for d in self.devices if d.used and d.kind is not AudioDeviceType.NOTHING), None)

    @property
    def physical_devices(self) -> Sequence[AudioDevice]:
        """The real devices, without dummies."""
        return [device for device in self.devices if device.kind is not AudioDeviceType.NOTHING]
