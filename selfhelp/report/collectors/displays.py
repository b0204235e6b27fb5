"""Collects the connected displays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from selfhelp.core.model import Column, FactTable, Item, PrivacyClass, Scalar
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.report.collectors import Collector

if TYPE_CHECKING:
    from selfhelp.machine.display.display_facts import Display


COLUMNS = (
    Column("screen", key=True),
    Column("model", reveals=PrivacyClass.TEXT, key=True),  # a tablet used as a screen has its owner's name
    Column("pixels", tracked=True),
    Column("refresh rate", "Hz", tracked=True),
    Column("scale", "%", tracked=True),
    Column("main", tracked=True),
    Column("diagonal", "in"),
)


class DisplaysCollector(Collector):
    """Displays: resolution, refresh rate and scale."""

    id = "displays"
    title = N_("Displays")
    timeout = 9.0  # PowerShell and system_profiler are slow to start
    order = 80

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        """Read and return the facts for this section."""
        from selfhelp.machine.display.displays import DISPLAYS

        rows = [_build_display_row(display) for display in DISPLAYS.read(machine)]
        count = Item("screens", len(rows))
        return [count, FactTable("connected screens", COLUMNS, rows)] if rows else [count]


def _build_display_row(d: Display) -> Sequence[Scalar]:
    pixels = d.mode or ("on" if d.on else "off")
    return (d.socket, d.model, pixels, d.rate, d.scale, d.main, d.inches)
