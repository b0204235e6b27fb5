"""Programs that keep the processors busy or fill the memory, and asking them to close.

What one program is stands in `selfhelp.machine.processes.programs`. Time is counted over several looks: only
what is busy in every one of them counts, so that starting a program isn't a finding. Memory is what a program
does not share with others. Our own process and its parents are left out. macOS tells a user of their own
programs only, so work of its system (kernel_task, when it is hot) is not seen there.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from selfhelp.core.errors import RefusedError
from selfhelp.core.model import Json, Platform
from selfhelp.core.paths import login_name
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine, Probe, Reading, Row
from selfhelp.machine.processes.process_steps import CloseProgram, EndProgram, count_remaining, wait_for_end
from selfhelp.machine.processes.programs import group_by_program, private_memory
from selfhelp.machine.processes.unresponsive import is_session_critical, is_unresponsive_program_alive

if TYPE_CHECKING:
    import psutil

LOOKS, PAUSE = 4, 1.0
"""How often, and how many seconds apart, all programs are looked at."""

IDLE = 0
"""The number under which Windows counts the time that no one used."""

LISTED = 8
"""Programs told by each of processor and memory."""

NEAR = 0.5
"""Share of its own memory limit from which on a program is listed whatever its size."""

SCAN, INDEX, UPDATE = "scan", "index", "update"

SYSTEM_WORK: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("msmpeng", "mpcmdrun", "nissrv", "clamscan", "clamd", "freshclam"), SCAN),
        **dict.fromkeys(("mssense", "senseir", "wdavdaemon", "falcon-sensor", "csfalconservice"), SCAN),
        **dict.fromkeys(("searchindexer", "searchprotocolhost", "mds", "mds_stores", "mdworker"), INDEX),
        **dict.fromkeys(("mdworker_shared", "photoanalysisd", "baloo_file", "baloo_file_extractor"), INDEX),
        **dict.fromkeys(
            ("tracker-miner-fs-3", "tracker-miner-f", "tracker-extract-3", "localsearch-3"), INDEX
        ),
        **dict.fromkeys(("tiworker", "trustedinstaller", "wuauclt", "usoclient", "msiexec"), UPDATE),
        **dict.fromkeys(("softwareupdated", "packagekitd", "apt-get", "dpkg", "dnf", "snapd"), UPDATE),
        **dict.fromkeys(("unattended-upgr", "unattended-upgrade", "update-manager", "fwupd"), UPDATE),
    }
)
"""Work of the system that ends on its own, by the program's name in small letters without ``.exe``."""


@dataclass(frozen=True, slots=True)
class HeavyProgram:
    """One program.

    Attributes:
        name: what the system calls it; foreign text.
        mine: whether it belongs to this user.
        pid, started: its first process; with the moment of the start a number is unmistakable.
        processor: how many processors it kept busy all the time.
        spent: seconds of processor time since it started.
        memory: bytes that it shares with no one.
        limit: the share of its own memory limit (ulimit -v) that it has used up; 0 if it has none.
    """

    name: str
    mine: bool
    pid: int
    started: float
    processor: float
    spent: float
    memory: int
    limit: float = 0.0

    @property
    def system_work(self) -> str:
        """The kind of system work, or ""."""
        return SYSTEM_WORK.get(self.name.casefold().removesuffix(".exe"), "")

    @property
    def is_closable(self) -> bool:
        """Whether the app may close the program."""
        return self.mine and not self.system_work and not is_session_critical(self.name)


@dataclass(frozen=True, slots=True)
class HeavyLoad:
    """The load of the whole computer: processor (0 to 1) and memory (bytes), with its programs."""

    busy: float
    memory: int
    available: int
    programs: Sequence[HeavyProgram]


# -- reading ---------------------------------------------------------------------------------------


def heaviest_programs(looks: int, pause: float, limit: int) -> Json:
    """Measure all programs; return the ``limit`` most demanding by processor and by memory."""
    import psutil

    ours = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    now, shares, busy = _watch(ours, looks, pause)
    spent = {pid: seconds for pid, (_, seconds) in now.items()}
    facts = [entry for process, _ in now.values() if (entry := _facts(process)) is not None]
    found = [_entry(group, shares, spent) for group in group_by_program(facts)]
    top = sorted(found, key=lambda e: -e["processor"])[:limit]
    top += [e for e in sorted(found, key=lambda e: -e["memory"])[:limit] if e not in top]
    top += [e for e in found if e["limit"] >= NEAR and e not in top]
    memory = psutil.virtual_memory()
    return {"busy": busy, "memory": memory.total, "available": memory.available, "programs": top}


Times = dict[int, "tuple[psutil.Process, float]"]
"""Programs by number, each with the processor seconds it has spent."""


def _watch(ours: set[int], looks: int, pause: float) -> tuple[Times, Mapping[int, float], float]:
    """Measure several times; return the last result, and the load of each program and the computer."""
    import psutil

    before, all_of_it = _times(ours), []
    shares: dict[int, list[float]] = {pid: [] for pid in before}
    psutil.cpu_percent()
    first = time.monotonic()
    for number in range(1, looks + 1):
        begun = time.monotonic()
        # A busy computer takes longer to list its programs: the looks as a whole last no longer for it.
        time.sleep(max(pause / 4, first + number * pause - begun))
        now, took = _times(ours), time.monotonic() - begun
        for pid in now.keys() & before.keys() & shares.keys():
            shares[pid].append((now[pid][1] - before[pid][1]) / took)
        before = now
        all_of_it.append(psutil.cpu_percent() / 100)
    steady = {pid: _steady_average(used) for pid, used in shares.items() if len(used) == looks}
    return before, steady, _steady_average(all_of_it)


def _steady_average(looks: Sequence[float]) -> float:
    """Return the average of several looks, at most twice the quietest: what pauses is not always busy."""
    return min(sum(looks) / len(looks), 2 * min(looks))


def _times(ours: set[int]) -> Times:
    """Return every program but ours with the processor seconds it has spent."""
    import psutil

    found = {}
    for process in psutil.process_iter():
        try:
            spent = process.cpu_times()
        except psutil.Error:
            continue
        if process.pid not in ours and process.pid != IDLE:
            found[process.pid] = (process, spent.user + spent.system)
    return found


def _facts(process: psutil.Process) -> Json:
    """Return the facts of one process, or None if it has ended or belongs to the kernel."""
    import psutil

    try:
        with process.oneshot():
            memory = process.memory_info()
            if not memory.rss:
                return None
            return {
                "file": _file(process),
                "name": process.name()[:80],
                "pid": process.pid,
                "parent": process.ppid(),
                "started": round(process.create_time(), 3),
                "mine": _is_mine(process),
                "memory": private_memory(memory),
                "limit": _limit_used(process, memory.vms),
            }
    except psutil.Error:
        return None


def _file(process: psutil.Process) -> str:
    """Return the executable file; empty if it may not be read."""
    import psutil

    try:
        return process.exe()
    except (psutil.Error, OSError):
        return ""


def _is_mine(process: psutil.Process) -> bool:
    if hasattr(os, "getuid"):
        return bool(process.uids().real == os.getuid())
    name = process.username().rpartition("\\")[2]
    return bool(name) and name == login_name()


def _limit_used(process: Any, used: int) -> float:
    """Return the share of its own address space that a process has used up (setrlimit(2), RLIMIT_AS)."""
    import psutil

    kind = getattr(psutil, "RLIMIT_AS", None)
    try:
        limit = process.rlimit(kind)[0] if kind is not None else -1
    except (psutil.Error, OSError):
        return 0.0
    return round(used / limit, 3) if limit > 0 else 0.0


def _entry(group: Sequence[Json], shares: Mapping[int, float], spent: Mapping[int, float]) -> Json:
    """Sum up one program."""
    members = [facts["pid"] for facts in group]
    return {
        "name": group[0]["name"],
        "mine": group[0]["mine"],
        "pid": group[0]["pid"],
        "started": group[0]["started"],
        "processor": round(sum(shares.get(pid, 0.0) for pid in members), 3),
        "spent": round(sum(spent.get(pid, 0.0) for pid in members), 1),
        "memory": sum(facts["memory"] for facts in group),
        "limit": max(facts["limit"] for facts in group),
    }


def _read(machine: Machine) -> HeavyLoad:
    said = machine.read(Reading(heaviest_programs, {"looks": LOOKS, "pause": PAUSE, "limit": LISTED}))
    programs = [HeavyProgram(**entry) for entry in said["programs"]]
    return HeavyLoad(said["busy"], said["memory"], said["available"], programs)


EATERS: Probe[HeavyLoad] = Probe(
    "which programs keep the computer busy or fill its memory",
    {Platform.LINUX: _read, Platform.MACOS: _read, Platform.WINDOWS: _read},
)


# -- steps -----------------------------------------------------------------------------------------


def _taskkill(step: CloseProgram | EndProgram, machine: Machine, progress: Progress, *force: str) -> str:
    """Send WM_CLOSE to the windows of the program, or end it with ``/F`` (Microsoft Learn, taskkill)."""
    if is_session_critical(step.program):
        raise RefusedError(N_("This app is part of the desktop, so we can't close it."))
    for pid, started in zip(step.pids, step.started, strict=True):
        if machine.read(Reading(is_unresponsive_program_alive, {"pid": pid, "started": started})):
            machine.change(Command(("taskkill.exe", *force, "/PID", str(pid))))
    return wait_for_end(step, machine, progress, count_remaining)


def _quit_windows(step: QuitHeavyProgram, machine: Machine, progress: Progress) -> str:
    return _taskkill(step, machine, progress)


def _force_windows(step: EndHeavyProgram, machine: Machine, progress: Progress) -> str | None:
    if not count_remaining(step, machine):
        return None
    return _taskkill(step, machine, progress, "/F")


@dataclass(frozen=True, slots=True)
class QuitHeavyProgram(CloseProgram):
    """Asks a busy program to close, and waits; unlike a hung one, it can answer."""

    name: ClassVar[str] = "quit-program"
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {**CloseProgram.rows, Platform.WINDOWS: _quit_windows}
    )


@dataclass(frozen=True, slots=True)
class EndHeavyProgram(EndProgram):
    """Ends a program that works by force, where it did not close."""

    name: ClassVar[str] = "force-program"
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {**EndProgram.rows, Platform.WINDOWS: _force_windows}
    )
