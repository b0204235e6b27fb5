"""Collects speakers and microphones: default device, volume and mute state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from selfhelp.core.model import Column, FactTable, Item, PrivacyClass, Scalar
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.report.collectors import Collector
from selfhelp.report.parallel_reads import read_or_note_failure

if TYPE_CHECKING:
    from selfhelp.machine.audio.sound_devices import AudioDevice, SoundState


COLUMNS = (
    Column("device", reveals=PrivacyClass.DEVICE, key=True),  # a headset has its owner's name
    Column("kind", key=True),
    Column("default", tracked=True),
    Column("muted", tracked=True),
    Column("volume", "%"),
)


class SoundCollector(Collector):
    """Input and output: the default device, its mute state and its volume."""

    id = "sound"
    title = N_("Sound")
    timeout = 9.0  # PowerShell and system_profiler are slow to start
    order = 82

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        """Read and return the facts for this section."""
        from selfhelp.machine.audio.sound import INPUTS, OUTPUTS

        return [
            *read_or_note_failure("speakers", lambda: _build_speaker_facts(OUTPUTS.read(machine))),
            *read_or_note_failure(
                "microphones", lambda: _build_direction_facts("microphones", INPUTS.read(machine))
            ),
        ]


def _build_speaker_facts(sound: SoundState) -> Sequence[Item | FactTable]:
    """Return general facts about sound, then facts about the speakers."""
    whole = [
        Item("sound service runs", sound.running, tracked=True),
        Item("sound hardware seen", sound.hardware),
    ]
    return [*whole, *_build_direction_facts("speakers", sound)]


def _build_direction_facts(name: str, sound: SoundState) -> Sequence[Item | FactTable]:
    if not sound.running:
        return []
    used, rows = sound.default_device, [_build_device_row(device) for device in sound.physical_devices]
    facts: list[Item | FactTable] = [Item(name, len(rows))]
    if used is not None:
        facts += [
            Item(f"default of the {name} muted", used.muted),
            Item(f"default of the {name} volume", used.volume_percent, "%"),
        ]
    return [*facts, FactTable(name, COLUMNS, rows)] if rows else facts


def _build_device_row(device: AudioDevice) -> Sequence[Scalar]:
    return (device.name, device.kind.value, device.used, device.muted, device.volume_percent)
