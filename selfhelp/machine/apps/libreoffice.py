"""LibreOffice's profile folder: its permissions, its settings file and its lock.

The folder ``libreoffice/4`` is in the settings folder (bootstraprc, ``UserInstallation``; The Document
Foundation, "UserProfile"). LibreOffice doesn't start if it can't write there; it ignores its settings if
``registrymodifications.xcu`` isn't XML; and it asks before starting if ``.lock`` was left by another computer
or user (desktop/source/app/lockfile.cxx). Tested with LibreOffice 25.2 on Debian 13; the macOS folder comes
from that wiki page and is untested.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping, Sequence
from configparser import Error as ConfigError
from configparser import RawConfigParser
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.machine import Machine, Reading, xdg
from selfhelp.machine.storage.disk_space import is_volume_read_only

FINE, DAMAGED, ABSENT = "fine", "damaged", "absent"

FOLDERS = (
    ".var/app/org.libreoffice.LibreOffice/config/libreoffice/4",  # flatpak
    "snap/libreoffice/current/.config/libreoffice/4",
    "Library/Application Support/LibreOffice/4",  # macOS
)
"""Other possible locations of the profile folder, relative to the home folder."""

LARGEST = 50_000_000
"""Maximum size of a settings file to read, in bytes; typical files have some ten thousand."""


@dataclass(frozen=True, slots=True)
class LibreofficeLock:
    """LibreOffice's lock file: the computer and user it names, and whether that LibreOffice responds."""

    host: str
    user: str
    answers: bool
    ours: bool

    @property
    def blocks_start(self) -> bool:
        """Whether LibreOffice asks before it starts; valid only while LibreOffice isn't running."""
        return not (self.ours and self.answers)


@dataclass(frozen=True, slots=True)
class LibreofficeProfile:
    """The state of LibreOffice's profile folder.

    Attributes:
        closed: name of an entry that the user can't read or write, such as ``user``; "" if there is none.
        settings: `FINE`, `DAMAGED` or `ABSENT`.
        lock: the lock file, or None.
    """

    closed: Sequence[str]
    settings: str
    lock: LibreofficeLock | None


def find_profile_folder() -> Path | None:
    """Return the path of LibreOffice's profile folder; None if LibreOffice was never opened."""
    usual = xdg.find_config_folder() if xdg.find_config_folder().is_dir() else Path.home() / ".config"
    places = [usual / "libreoffice" / "4", *(Path.home() / name for name in FOLDERS)]
    return next((place for place in places if place.parent.is_dir()), None)


def find_settings_file() -> Path | None:
    """Return the path of LibreOffice's settings file."""
    folder = find_profile_folder()
    return None if folder is None else folder / "user" / "registrymodifications.xcu"


def find_lock_file() -> Path | None:
    """Return the path of LibreOffice's lock file."""
    folder = find_profile_folder()
    return None if folder is None else folder / ".lock"


def read_profile_state() -> Json:
    """Return the state of the profile folder, or None if LibreOffice was never opened.

    Raises:
        ProbeError: the whole volume is read-only, so the folder isn't the cause.
    """
    folder = find_profile_folder()
    if folder is None:
        return None
    if is_volume_read_only(folder.parent):
        raise ProbeError(N_("Nothing can be saved in your home folder right now."))
    closed = [
        name
        for name in (".", "user", "user/registrymodifications.xcu")
        if _is_file_inaccessible(folder / name)
    ]
    if closed:
        return {"closed": closed, "settings": ABSENT, "lock": None}
    return {"closed": [], "settings": _read_settings_file_state(), "lock": _read_lock_file()}


def _is_file_inaccessible(place: Path) -> bool:
    """Return whether an existing path isn't readable and writable, or isn't of the expected type."""
    if not os.path.lexists(place):
        return False
    is_folder = place.suffix != ".xcu"
    rights = os.R_OK | os.W_OK | (os.X_OK if is_folder else 0)
    return place.is_dir() != is_folder or not os.access(place, rights)


def _read_settings_file_state() -> str:
    place = find_settings_file()
    if place is None or not place.is_file():
        return ABSENT
    parser = expat.ParserCreate()
    try:
        with place.open("rb") as stream:
            parser.Parse(stream.read(LARGEST), True)
    except expat.ExpatError:
        return DAMAGED
    return FINE


def _read_lock_file() -> Json:
    place = find_lock_file()
    if place is None or not place.is_file():
        return None
    parser = RawConfigParser(strict=False)
    try:
        parser.read_string(place.read_text("utf-8", "replace")[:10_000])
        said: Mapping[str, str] = parser["Lockdata"]
    except (ConfigError, KeyError):
        said = {}
    host, user = said.get("host", ""), said.get("user", "")
    name = socket.gethostname()
    return {
        "host": host[:200],
        "user": user[:200],
        "answers": said.get("ipcserver", "").lower() == "true",
        "ours": host in (name, name.partition(".")[0]) and user == _read_current_user_name(),
    }


def _read_current_user_name() -> str:
    import psutil

    return psutil.Process().username()


def read_libreoffice_profile(machine: Machine) -> LibreofficeProfile | None:
    """Return the LibreOffice profile, or None if LibreOffice was never opened.

    Raises:
        ProbeError: the profile couldn't be read.
    """
    answer = machine.read(Reading(read_profile_state))
    if answer is None:
        return None
    if answer["settings"] not in (FINE, DAMAGED, ABSENT):
        raise ProbeError(N_("This computer returned an unexpected response."), detail=str(answer)[:500])
    lock = answer["lock"]
    return LibreofficeProfile(
        tuple(answer["closed"]), answer["settings"], None if lock is None else LibreofficeLock(**lock)
    )
