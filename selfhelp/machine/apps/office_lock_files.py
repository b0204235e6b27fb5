"""Lock files of office programs: the open document and the user who opened it.

LibreOffice writes ``.~lock.NAME#`` next to the document: one line ``name,account,host,time,profile;`` with
commas, semicolons and backslashes escaped (svl/source/misc/lockfilecommon.cxx; tested with 25.2). Microsoft
Office writes ``~$NAME``: a length, then its user's name in the code page, and from byte 55 a length and the
same name in UTF-16; the first two characters of a long document name are replaced. Support for Microsoft
Office was written from descriptions and is untested.
"""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_, Text
from selfhelp.machine import Machine, Probe, Reading
from selfhelp.machine.account.identity import read_account_database_field
from selfhelp.machine.apps.known_apps import find_own_processes
from selfhelp.machine.files.backup_rename import RenameToBackup, find_free_backup_name
from selfhelp.machine.files.documents import to_home_relative, walk_documents

LIBRE, OFFICE = "LibreOffice", "Microsoft Office"

PROGRAMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        LIBRE: ("soffice.bin", "soffice", "oosplash"),
        OFFICE: (
            *("WINWORD.EXE", "EXCEL.EXE", "POWERPNT.EXE", "VISIO.EXE", "MSPUB.EXE"),
            *("Microsoft Word", "Microsoft Excel", "Microsoft PowerPoint"),
        ),
    }
)
"""Processes that write lock files, by kind.

While such a program is running, its lock files aren't considered stale.
"""

_LIBRE_NAME = re.compile(r"\.~lock\.(?P<document>.+)#", re.DOTALL)
_OFFICE_NAME = re.compile(r"~\$(?P<rest>.+\.(?:do[ct][xm]?|xl[sta][xmb]?|xltx|pp[ts][xm]?|pot[xm]?))", re.I)

MOST = 30


@dataclass(frozen=True, slots=True)
class OfficeLockFile:
    """A lock file that marks a document as open.

    Attributes:
        folder: the folder of lock file and document, ``~/…``; ``lock`` and ``document`` are the file names.
            External text.
        kind: `LIBRE` or `OFFICE`.
        person: the user it names. External text; may be empty.
        host: the computer it names, or "".
        mine: whether ``person`` is this user.
        here: whether ``host`` is this computer or "".
        aside: an unused name in that folder.
    """

    folder: str
    lock: str
    document: str
    kind: str
    person: str
    host: str
    mine: bool
    here: bool
    aside: str


def find_office_lock_files() -> Json:
    """Return the lock files in the user's own folders whose document still exists."""
    by_folder: dict[Path, dict[str, os.stat_result]] = {}
    for entry in walk_documents():
        by_folder.setdefault(entry.path.parent, {})[entry.path.name] = entry.status
    found: list[Json] = []
    for folder, entries in by_folder.items():
        for name in entries:
            pair = _find_locked_document(name, frozenset(entries))
            if pair and len(found) < MOST:
                found.append(asdict(_read_lock_file(folder, name, *pair, taken=frozenset(entries))))
    return found


def _find_locked_document(name: str, names: frozenset[str]) -> tuple[str, str] | None:
    """Return the document and kind of a lock file; None for any other file, or if the document is missing."""
    if match := _LIBRE_NAME.fullmatch(name):
        return (match["document"], LIBRE) if match["document"] in names else None
    if match := _OFFICE_NAME.fullmatch(name):
        rest = match["rest"]
        for other in sorted(names):
            if other != name and (other == rest or other[2:] == rest):
                return other, OFFICE
    return None


def _read_lock_file(
    folder: Path, name: str, document: str, kind: str, taken: frozenset[str]
) -> OfficeLockFile:
    data = _read_file_start(folder / name)
    account, person, host = (
        parse_libreoffice_owner(data) if kind == LIBRE else (parse_office_owner(data),) * 2 + ("",)
    )
    named_mine = {account.lower(), person.lower()} & _list_own_names()
    return OfficeLockFile(
        folder=to_home_relative(folder),
        lock=name,
        document=document,
        kind=kind,
        person=(person or account)[:200],
        host=host[:200],
        mine=bool(named_mine) or not (account or person),
        here=not host or _shorten_host_name(host) == _shorten_host_name(socket.gethostname()),
        aside=find_free_backup_name(name, taken),
    )


def _read_file_start(path: Path) -> bytes:
    """Return the first bytes of a regular file; b"" if it can't be read."""
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as file:
            return file.read(4096)
    return b""


def parse_libreoffice_owner(data: bytes) -> tuple[str, str, str]:
    """Return the account, name and host in a LibreOffice lock file; "" for missing parts."""
    text = data.decode("utf-8", "replace").partition("\n")[0][:1000]  # the profile follows
    fields = [re.sub(r"\\(.)", r"\1", field) for field in re.findall(r"((?:[^\\,;]|\\.)*)[,;]", text)]
    person, account, host = (*fields, "", "", "")[:3]
    return account.strip(), person.strip(), host.strip()


def parse_office_owner(data: bytes) -> str:
    """Return the user's name in a Microsoft Office lock file; "" if there is none."""
    if len(data) < 57:
        return ""
    length = int.from_bytes(data[55:57], "little")
    return data[57 : 57 + 2 * min(length, 52)].decode("utf-16-le", "replace").strip("\0 ")


def _list_own_names() -> frozenset[str]:
    """Return the user's names: the account, the full name, and the name Office uses."""
    names = [
        os.environ.get("USERNAME", ""),
        os.environ.get("USER", ""),
        read_account_database_field("pw_name"),
        read_account_database_field("pw_gecos").partition(",")[0],
        *_list_office_names(),
    ]
    return frozenset(name.lower() for name in names if name)


def _list_office_names() -> Sequence[str]:
    with suppress(ImportError, OSError):
        winreg: Any = import_module("winreg")
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, "Software\\Microsoft\\Office\\Common\\UserInfo") as key:
            return (str(winreg.QueryValueEx(key, "UserName")[0]),)
    return ()


def _shorten_host_name(host: str) -> str:
    return host.partition(".")[0].lower()


def _read_lock_files(machine: Machine) -> Sequence[OfficeLockFile]:
    return [OfficeLockFile(**facts) for facts in machine.read(Reading(find_office_lock_files))]


OWNER_FILES: Probe[Sequence[OfficeLockFile]] = Probe(
    "owner files beside documents",
    {Platform.LINUX: _read_lock_files, Platform.MACOS: _read_lock_files, Platform.WINDOWS: _read_lock_files},
)


def find_running_office_programs(machine: Machine) -> frozenset[str]:
    """Return the user's running office programs.

    Raises:
        ProbeError: the processes couldn't be read.
    """
    return frozenset(
        kind
        for kind, names in PROGRAMS.items()
        if machine.read(Reading(find_own_processes, {"names": list(names)}))
    )


@dataclass(frozen=True, slots=True)
class SetLockAside(RenameToBackup):
    """Step that renames a stale lock file as a backup; the document itself isn't changed."""

    name: ClassVar[str] = "set-lock-aside"

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the document."""
        return N_(
            "Remove the lock file that shows {file} as open. The file itself isn't affected.", file=self.label
        )
