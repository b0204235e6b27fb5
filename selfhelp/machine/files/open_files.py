"""Programs that have the user's documents open.

The open files of the user's own programs are read (`/proc/PID/fd`, on macOS proc_pidinfo, both through
psutil). The open files of other users' programs aren't visible, but their locks are (proc_locks(5)). Windows
would need one Restart Manager query per file, so it isn't supported.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from selfhelp.core.model import Json, Platform
from selfhelp.machine import Machine, Probe, Reading
from selfhelp.machine.files.documents import (
    find_home_folder,
    list_document_roots,
    to_home_relative,
    walk_documents,
)
from selfhelp.machine.processes.unresponsive import is_session_critical

MOST = 30


@dataclass(frozen=True, slots=True)
class FileUser:
    """A program that has a document open.

    Attributes:
        path: the document, ``~/…``. External text.
        pid, started: process ID and start time, which identify the process.
        name: its process name. External text.
        account: the process's user, if it isn't this user.
    """

    path: str
    pid: int
    started: float
    name: str
    account: str = ""


def find_open_documents() -> Json:
    """Return each document that the user's programs, other than this app and the desktop, have open."""
    import psutil

    ours = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    found: list[Json] = []
    places = [str(root) for root in list_document_roots()]
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if (
                process.pid in ours
                or process.uids().real != os.getuid()
                or is_session_critical(process.name())
            ):
                continue
            paths = {file.path for file in process.open_files() if _is_user_document(file.path, places)}
            found += [_to_file_user(process, path) for path in sorted(paths)]
    return found[:MOST]


def _is_user_document(path: str, places: Sequence[str]) -> bool:
    """Return whether a path is a visible file in one of the user's folders, or directly in home."""
    where = Path(path)
    inside = where.parent == find_home_folder() or any(
        path.startswith(f"{place}{os.sep}") for place in places
    )
    return inside and not any(part.startswith(".") for part in where.relative_to(find_home_folder()).parts)


def _to_file_user(process: Json, path: str, account: str = "") -> Json:
    started = round(process.create_time(), 3)
    return asdict(FileUser(to_home_relative(Path(path)), process.pid, started, process.name()[:80], account))


def find_foreign_file_locks() -> Json:
    """Return other users' programs that hold a lock on one of the user's documents (Linux)."""
    import psutil

    files = {
        f"{os.major(e.status.st_dev):02x}:{os.minor(e.status.st_dev):02x}:{e.status.st_ino}": e.path
        for e in walk_documents()
    }
    found = []
    for pid, file in _iter_file_locks():
        with suppress(psutil.Error, ValueError):
            if file in files and (process := psutil.Process(pid)).uids().real != os.getuid():
                found.append(_to_file_user(process, str(files[file]), process.username()))
    return found[:MOST]


def _iter_file_locks() -> Iterator[tuple[int, str]]:
    """Yield the process ID and file (``major:minor:inode``) of each lock in `/proc/locks`."""
    with suppress(FileNotFoundError):  # a kernel without locks
        for line in Path("/proc/locks").read_text("ascii", "replace").splitlines():
            fields = line.split()
            if len(fields) > 7 and fields[1] != "->" and fields[4].isdigit():
                yield int(fields[4]), fields[5]


def _read_own_file_users(machine: Machine) -> Sequence[FileUser]:
    return [FileUser(**facts) for facts in machine.read(Reading(find_open_documents))]


def _read_file_users_linux(machine: Machine) -> Sequence[FileUser]:
    others = [FileUser(**facts) for facts in machine.read(Reading(find_foreign_file_locks))]
    return [*_read_own_file_users(machine), *others]


HOLDERS: Probe[Sequence[FileUser]] = Probe(
    "programs that have the person's documents open",
    {
        Platform.LINUX: _read_file_users_linux,
        Platform.MACOS: _read_own_file_users,
        Platform.WINDOWS: lambda _: (),
    },
)
