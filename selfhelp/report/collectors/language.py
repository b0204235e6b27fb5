"""Collects the user's language, keyboard and time zone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from selfhelp.core.model import FactTable, Item, PrivacyClass
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.report.collectors import Collector
from selfhelp.report.parallel_reads import LOADING, Part, collect_parts

if TYPE_CHECKING:
    from selfhelp.machine.desktop.keyboard_layout import KeyboardSettings
    from selfhelp.machine.desktop.language import LanguageSettings

WAIT = 8.5


class LanguageCollector(Collector):
    """Language, formats, keyboard layouts and time zone."""

    id = "language"
    title = N_("Language, keyboard and time zone")
    timeout = 9.0  # PowerShell is slow to start
    order = 128

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        """Read and return the facts for this section.

        Raises:
            ProbeError: nothing at all could be read.
        """
        return collect_parts(machine, _load_parts(), WAIT)


def _iter_language_facts(found: LanguageSettings) -> Iterator[Item]:
    yield Item("language of this session", found.session, tracked=True)
    yield Item("dates and numbers", found.formats, tracked=True)
    yield Item("language of the system", found.system)
    yield Item("preferred languages", ", ".join(found.preferred))


def _iter_keyboard_facts(found: KeyboardSettings) -> Iterator[Item]:
    yield Item("keyboard layout in use", found.used, reveals=PrivacyClass.TEXT)
    yield Item("keyboard layouts", ", ".join(found.own), reveals=PrivacyClass.TEXT, tracked=True)
    yield Item("set up with", ", ".join(dict.fromkeys(found.setup)), reveals=PrivacyClass.TEXT)
    yield Item("input methods", ", ".join(name for _, name in found.methods), reveals=PrivacyClass.TEXT)
    yield Item("remote session", found.remote)


def _iter_time_zone_facts(found: tuple[str, int]) -> Iterator[Item]:
    yield Item("time zone", found[0], tracked=True)
    yield Item("ahead of UTC", found[1], "min")


def _load_parts() -> Mapping[str, Part]:
    """Return the section's parts; their probes are imported on the section's own thread."""
    with LOADING:
        from selfhelp.machine.desktop.keyboard_layout import KEYBOARD
        from selfhelp.machine.desktop.language import LANGUAGE, read_time_zone

    return {
        "language": (LANGUAGE.read, _iter_language_facts),
        "keyboard": (KEYBOARD.read, _iter_keyboard_facts),
        "time zone": (read_time_zone, _iter_time_zone_facts),
    }
