"""Which programs have a person's documents open.

Their own programs are asked what they have open (`/proc/PID/fd`, on macOS proc_pidinfo, both through psutil).
What programs of others have open cannot be seen, but the locks they hold can: proc_locks(5). Windows would
have to be asked through the Restart Manager, once for each file; that is not done.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from selfhelp.core.model import Json, Platform
from selfhelp.machine import Machine, Probe, Reading
from selfhelp.machine.files.documents import home, roots, shown, walk
from selfhelp.machine.processes.unresponsive import holds_the_session

MOST = 30


@dataclass(frozen=True, slots=True)
class Holder:
    """A program that has a document open.

    Attributes:
        path: the document, ``~/…``. Foreign text.
        pid, started: the program, unmistakably.
        name: what the system calls it. Foreign text.
        account: whose program it is, where it is not the user's.
    """

    path: str
    pid: int
    started: float
    name: str
    account: str = ""


def open_documents() -> Json:
    """Return the person's own programs that have documents of theirs open; not us, and not the desktop."""
    import psutil

    ours = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    found: list[Json] = []
    places = [str(root) for root in roots()]
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.pid in ours or process.uids().real != os.getuid() or holds_the_session(process.name()):
                continue
            paths = {file.path for file in process.open_files() if _is_document(file.path, places)}
            found += [_holder(process, path) for path in sorted(paths)]
    return found[:MOST]


def _is_document(path: str, places: Sequence[str]) -> bool:
    """Whether a path lies in one of the user's folders or directly in their home, and is nothing hidden."""
    where = Path(path)
    inside = where.parent == home() or any(path.startswith(f"{place}{os.sep}") for place in places)
    return inside and not any(part.startswith(".") for part in where.relative_to(home()).parts)


def _holder(process: Json, path: str, account: str = "") -> Json:
    started = round(process.create_time(), 3)
    return asdict(Holder(shown(Path(path)), process.pid, started, process.name()[:80], account))


def locked_by_others() -> Json:
    """Return other people's programs that hold a lock on a document of theirs (Linux)."""
    import psutil

    files = {
        f"{os.major(e.status.st_dev):02x}:{os.minor(e.status.st_dev):02x}:{e.status.st_ino}": e.path
        for e in walk()
    }
    found = []
    for pid, file in _locks():
        with suppress(psutil.Error, ValueError):
            if file in files and (process := psutil.Process(pid)).uids().real != os.getuid():
                found.append(_holder(process, str(files[file]), process.username()))
    return found[:MOST]


def _locks() -> Iterator[tuple[int, str]]:
    """Yield process and file (``major:minor:inode``) of the locks in `/proc/locks`."""
    with suppress(FileNotFoundError):  # a kernel without locks
        for line in Path("/proc/locks").read_text("ascii", "replace").splitlines():
            fields = line.split()
            if len(fields) > 7 and fields[1] != "->" and fields[4].isdigit():
                yield int(fields[4]), fields[5]


def _mine(machine: Machine) -> Sequence[Holder]:
    return [Holder(**facts) for facts in machine.read(Reading(open_documents))]


def _linux(machine: Machine) -> Sequence[Holder]:
    others = [Holder(**facts) for facts in machine.read(Reading(locked_by_others))]
    return [*_mine(machine), *others]


HOLDERS: Probe[Sequence[Holder]] = Probe(
    "programs that have the person's documents open",
    {Platform.LINUX: _linux, Platform.MACOS: _mine, Platform.WINDOWS: lambda _: ()},
)
