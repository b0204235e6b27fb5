"""The country where this computer is used, as far as the system tells.

The time zone follows the place, and the locale the language: "English (United States)" is also common in
Zurich. So the zone decides if it belongs to a single country, by the table ``zone.tab`` of the IANA database
(tzfile(5)), and the locale decides otherwise. On Windows, several countries share a zone, and the user has
chosen a country (Microsoft Learn, "GetUserDefaultGeoName"). The Windows and macOS rows were written from
documentation and not tested.
"""

from __future__ import annotations

import re

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Platform
from selfhelp.machine import Machine, Probe, Registry
from selfhelp.machine.clock.time_zone import ZONE
from selfhelp.machine.command_output import read_file_content, to_text
from selfhelp.machine.desktop.language import LANGUAGE

ZONES = "/usr/share/zoneinfo/zone.tab"
GEO = "HKCU\\Control Panel\\International\\Geo"

_CODE = re.compile(r"[A-Z]{2}")
_TERRITORY = re.compile(r"^[a-z]{2,3}(?:[-_][A-Z][a-z]{3})?[-_]([A-Z]{2})\b")
_REGION = re.compile(r"@(?:.*;)?rg=([a-z]{2})zzzz")
"""The region that a macOS user chose in addition to the language (Unicode TR 35, "Region Override")."""


def find_territory(locale: str) -> str:
    """Return the country code of a locale such as ``de_CH.UTF-8``, or ""."""
    chosen = _REGION.search(locale)
    if chosen is not None:
        return chosen[1].upper()
    found = _TERRITORY.match(locale)
    return found[1] if found is not None else ""


def find_country_of_zone(table: str, zone: str) -> str:
    """Return the code of a time zone's country, by the text of ``zone.tab``; "" if unknown."""
    for line in table.splitlines():
        parts = line.split("\t")
        if len(parts) > 2 and parts[2] == zone and _CODE.fullmatch(parts[0]):
            return parts[0]
    return ""


def _read_country_posix(machine: Machine) -> str:
    return _read_country_of_zone(machine) or _read_territory(machine)


def _read_country_windows(machine: Machine) -> str:
    chosen = to_text(machine.read(Registry(GEO, "Name")))
    return chosen if _CODE.fullmatch(chosen) else _read_territory(machine)


def _read_country_of_zone(machine: Machine) -> str:
    try:
        zone = ZONE.read(machine)
    except ProbeError:
        return ""
    return find_country_of_zone(read_file_content(machine, ZONES), zone)


def _read_territory(machine: Machine) -> str:
    said = LANGUAGE.read(machine)
    return find_territory(said.formats) or find_territory(said.session)


COUNTRY: Probe[str] = Probe(
    "in which country this computer is",
    {
        Platform.LINUX: _read_country_posix,
        Platform.MACOS: _read_country_posix,
        Platform.WINDOWS: _read_country_windows,
    },
)
"""The ISO 3166 code of the country; "" if the system doesn't tell."""
