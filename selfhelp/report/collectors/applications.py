"""Collects the installed apps; browsers, office and meeting apps first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from selfhelp.core.model import Column, FactTable, Item
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.machine.apps.applications import APPLICATIONS, Applications, InstalledApplication
from selfhelp.machine.apps.default_browser import DEFAULT_BROWSER
from selfhelp.machine.apps.office_suite import SUITE, OfficeSuite
from selfhelp.report.collectors import Collector
from selfhelp.report.parallel_reads import Part, collect_parts

WAIT = 8.5

COLUMNS = (Column("program", key=True), Column("version", tracked=True), Column("source"))
KNOWN = (Column("kind"), Column("program"), Column("version"), Column("source"))

KINDS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        kind: re.compile(rf"(?:\w+\.)*(?:{names})", re.IGNORECASE)
        for kind, names in {
            "browser": r"firefox(?:-esr)?$|mozilla firefox\b|google[ -]chrome\b|chromium(?:-browser)?$"
            r"|microsoft[ -]edge(?!.*(?:webview|update))\b|brave\b(?!.*keyring)|opera\b|vivaldi\b|safari$",
            "office": r"libreoffice(?:-core)?$|libreoffice \d|onlyoffice\b|wps[ -]office|microsoft 365\b"
            r"|microsoft office\b|microsoft (?:word|excel|powerpoint)\b",
            "mail": r"(?:mozilla )?thunderbird(?:$| \()|evolution$|(?:microsoft )?outlook\b|geary$|kmail$",
            "meetings": r"(?:microsoft )?teams\b|teams-for-linux$|zoom(?:$| |\.us|-client)"
            r"|(?:cisco )?webex\b",
        }.items()
    }
)
"""Patterns for the names of common apps, as used by packages, installers and application folders."""


class ApplicationsCollector(Collector):
    """Installed apps; packages that contain none (libraries …) are only counted."""

    id = "applications"
    title = N_("Installed apps")
    timeout = 9.0  # PowerShell and system_profiler are slow to start
    order = 130

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        """Read and return the facts for this section.

        Raises:
            ProbeError: nothing at all could be read.
        """
        office = machine.platform in SUITE.rows
        return collect_parts(
            machine, {name: p for name, p in PARTS.items() if office or name != "Office"}, WAIT
        )


def _iter_default_browser_facts(name: str) -> Iterator[Item]:
    yield Item("default browser", name or "not set by the user", tracked=True)


def _iter_office_facts(found: OfficeSuite) -> Iterator[Item]:
    yield Item("Office products", found.products, tracked=True)
    yield Item("Office version", found.version, tracked=True)
    yield Item("Office built for", found.width)
    yield Item("Office update channel", found.channel, tracked=True)


def _iter_application_facts(found: Applications) -> Iterator[Item | FactTable]:
    known = [(kind, a.name, a.version, a.source) for a in found.programs if (kind := find_program_purpose(a))]
    if known:
        yield FactTable("browsers, office and meetings", KNOWN, sorted(known))
    yield Item("installed packages", found.packages)
    yield Item("installed programs", len(found.programs))
    yield FactTable("programs", COLUMNS, [(a.name, a.version, a.source) for a in found.programs])


def find_program_purpose(program: InstalledApplication) -> str:
    """Return the purpose of a common app; "" for other programs."""
    return next((kind for kind, names in KINDS.items() if names.match(program.name)), "")


PARTS: Mapping[str, Part] = MappingProxyType(
    {
        "default browser": (DEFAULT_BROWSER.read, _iter_default_browser_facts),
        "Office": (SUITE.read, _iter_office_facts),
        "programs": (APPLICATIONS.read, _iter_application_facts),
    }
)
