"""The user's language, formats and time zone.

Linux: the session's environment and the system's own language (locale.conf(5)). Windows: the registry
(Microsoft Learn, "International Settings"). macOS: the global settings (defaults(1)). The Windows and macOS
rows were written from documentation and not tested.
"""

from __future__ import annotations

import os
import plistlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from xml.parsers.expat import ExpatError

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine, Probe, Reading, Registry
from selfhelp.machine.clock.time_zone import ZONE
from selfhelp.machine.command_output import parse_assignments, read_file_content, to_text, to_texts

NAMED = ("LC_ALL", "LC_MESSAGES", "LANG")
FORMATS = ("LC_ALL", "LC_TIME", "LANG")


@dataclass(frozen=True, slots=True)
class LanguageSettings:
    """Language and region settings; "" if unknown.

    Attributes:
        session: the session's language, by the system's name.
        formats: the region for dates and numbers.
        system: the language the system was installed with.
        preferred: the user's languages, in order of preference.
    """

    session: str
    formats: str
    system: str
    preferred: Sequence[str] = ()


def read_session_language() -> Json:
    """Return the language settings in the environment of this Linux session."""

    def find_first_set_variable(names: Sequence[str]) -> str:
        return next((os.environ[name] for name in names if os.environ.get(name)), "")

    listed = os.environ.get("LANGUAGE", "").split(":")
    return {
        "session": find_first_set_variable(NAMED),
        "formats": find_first_set_variable(FORMATS),
        "preferred": [name for name in listed if name],
    }


def read_utc_offset() -> Json:
    """Return the offset of local time from UTC, in minutes."""
    return round((time.localtime().tm_gmtoff or 0) / 60)


def _read_language_linux(machine: Machine) -> LanguageSettings:
    said = machine.read(Reading(read_session_language))
    files = ("/etc/locale.conf", "/etc/default/locale")
    system = next(
        (s for f in files if (s := parse_assignments(read_file_content(machine, f, 8192)).get("LANG", ""))),
        "",
    )
    return LanguageSettings(
        to_text(said.get("session")) or "C",
        to_text(said.get("formats")) or "C",
        system,
        to_texts(said.get("preferred") or []),
    )


INTERNATIONAL = "HKCU\\Control Panel\\International"
DESKTOP = "HKCU\\Control Panel\\Desktop"
NLS = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Nls\\Language"


def _read_language_windows(machine: Machine) -> LanguageSettings:
    """Return the formats, the display language, and the language that Windows was installed with."""
    formats = to_text(machine.read(Registry(INTERNATIONAL, "LocaleName")))
    preferred = to_texts(machine.read(Registry(DESKTOP, "PreferredUILanguages")) or [])
    installed = to_text(machine.read(Registry(NLS, "InstallLanguage")))
    return LanguageSettings(preferred[0] if preferred else formats, formats, installed, preferred)


def _read_language_macos(machine: Machine) -> LanguageSettings:
    output = machine.run(Command(("defaults", "export", "NSGlobalDomain", "-"), timeout=4))
    try:
        said = plistlib.loads(output.stdout.encode())
    except (plistlib.InvalidFileException, ExpatError, ValueError) as error:
        raise ProbeError(
            N_("This computer returned an unexpected response."), detail=output.stderr[:200]
        ) from error
    languages = to_texts(said.get("AppleLanguages") or [])
    return LanguageSettings(
        languages[0] if languages else "", to_text(said.get("AppleLocale")), "", languages
    )


LANGUAGE: Probe[LanguageSettings] = Probe(
    "which language this person works with",
    {
        Platform.LINUX: _read_language_linux,
        Platform.WINDOWS: _read_language_windows,
        Platform.MACOS: _read_language_macos,
    },
)


def read_time_zone(machine: Machine) -> tuple[str, int]:
    """Return the desktop's time zone and its current offset from UTC, in minutes.

    Raises:
        ProbeError: the time zone is unknown.
    """
    minutes = machine.read(Reading(read_utc_offset))
    return ZONE.read(machine), minutes if isinstance(minutes, int) else 0
