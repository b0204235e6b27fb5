"""Programs that keep the processors busy or fill the memory, and asking them to close.

Programs are defined in `selfhelp.machine.processes.programs`. Processor time is measured several times, and
only constant load counts, so that starting a program isn't a finding. Memory is a program's private memory.
This app's own process and its parents are left out. macOS shows a user only their own programs, so system
work (kernel_task, when it is hot) isn't visible there.
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
from selfhelp.core.paths import read_login_name
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine, Probe, Reading, Row
from selfhelp.machine.processes.process_steps import (
    CloseProgram,
    EndProgram,
    count_remaining_processes,
    wait_for_processes_to_end,
)
from selfhelp.machine.processes.programs import compute_private_memory_bytes, group_by_program
from selfhelp.machine.processes.unresponsive import is_process_alive, is_session_critical

if TYPE_CHECKING:
    import psutil

LOOKS, PAUSE = 4, 1.0
"""Number of measurements, and the seconds between them."""

IDLE = 0
"""PID of Windows' idle process."""

LISTED = 8
"""Maximum number of programs listed by processor time, and by memory."""

NEAR = 0.5
"""Share of its own memory limit above which a program is reported, whatever its size."""

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
"""Types of system work that end automatically, by lowercase program name without ``.exe``."""


@dataclass(frozen=True, slots=True)
class HeavyProgram:
    """A program and the processor time and memory it uses.

    Attributes:
        name: its process name; external text.
        mine: whether it belongs to this user.
        pid, started: its first process; both together identify it.
        processor: the number of processors that it kept busy throughout.
        spent: processor seconds since it started.
        memory: private memory in bytes.
        limit: the used share of its own memory limit (ulimit -v); 0 if it has none.
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
        """The type of system work this program does; "" for none."""
        return SYSTEM_WORK.get(self.name.casefold().removesuffix(".exe"), "")

    @property
    def is_closable(self) -> bool:
        """Whether this app may close the program."""
        return self.mine and not self.system_work and not is_session_critical(self.name)


@dataclass(frozen=True, slots=True)
class HeavyLoad:
    """Load of the computer: processor (0 to 1) and memory (bytes), with the most demanding programs.

    ``average`` is the load of the last minute as a share of all processors' capacity; it is more than 1 if
    work is waiting, and 0 if the system has no such average (Windows).
    """

    busy: float
    memory: int
    available: int
    programs: Sequence[HeavyProgram]
    average: float = 0.0


# -- reading ---------------------------------------------------------------------------------------


def measure_heaviest_programs(looks: int, pause: float, limit: int) -> Json:
    """Measure all programs; return the ``limit`` most demanding by processor and by memory."""
    import psutil

    ours = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    now, shares, busy = _measure_processor_load(ours, looks, pause)
    spent = {pid: seconds for pid, (_, seconds) in now.items()}
    facts = [entry for process, _ in now.values() if (entry := _read_heavy_process(process)) is not None]
    found = [_sum_process_group(group, shares, spent) for group in group_by_program(facts)]
    top = sorted(found, key=lambda e: -e["processor"])[:limit]
    top += [e for e in sorted(found, key=lambda e: -e["memory"])[:limit] if e not in top]
    top += [e for e in found if e["limit"] >= NEAR and e not in top]
    memory = psutil.virtual_memory()
    average = 0.0 if psutil.WINDOWS else round(psutil.getloadavg()[0] / (psutil.cpu_count() or 1), 3)
    load = {"busy": busy, "average": average, "memory": memory.total, "available": memory.available}
    return {**load, "programs": top}


Times = dict[int, "tuple[psutil.Process, float]"]
"""Type of processor times: the process and its used processor seconds, by PID."""


def _measure_processor_load(
    ours: set[int], looks: int, pause: float
) -> tuple[Times, Mapping[int, float], float]:
    """Return the last processor times, the load of each program, and the load of the computer.

    The processor times are measured several times.
    """
    import psutil

    before, all_of_it = _read_processor_times(ours), []
    shares: dict[int, list[float]] = {pid: [] for pid in before}
    psutil.cpu_percent()
    first = time.monotonic()
    for number in range(1, looks + 1):
        begun = time.monotonic()
        # A busy computer takes longer to list its programs: the looks as a whole last no longer for it.
        time.sleep(max(pause / 4, first + number * pause - begun))
        now, took = _read_processor_times(ours), time.monotonic() - begun
        for pid in now.keys() & before.keys() & shares.keys():
            shares[pid].append((now[pid][1] - before[pid][1]) / took)
        before = now
        all_of_it.append(psutil.cpu_percent() / 100)
    steady = {pid: _average_steady_load(used) for pid, used in shares.items() if len(used) == looks}
    return before, steady, _average_steady_load(all_of_it)


def _average_steady_load(looks: Sequence[float]) -> float:
    """Return the average of several measurements, but at most twice the lowest.

    A program that pauses isn't constantly busy.
    """
    return min(sum(looks) / len(looks), 2 * min(looks))


def _read_processor_times(ours: set[int]) -> Times:
    """Return the processor seconds used by every other program."""
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


def _read_heavy_process(process: psutil.Process) -> Json:
    """Return the facts of one process, or None if it has ended or belongs to the kernel."""
    import psutil

    try:
        with process.oneshot():
            memory = process.memory_info()
            if not memory.rss:
                return None
            return {
                "file": _read_executable_path(process),
                "name": process.name()[:80],
                "pid": process.pid,
                "parent": process.ppid(),
                "started": round(process.create_time(), 3),
                "mine": _is_own_process(process),
                "memory": compute_private_memory_bytes(memory),
                "limit": _compute_used_limit_share(process, memory.vms),
            }
    except psutil.Error:
        return None


def _read_executable_path(process: psutil.Process) -> str:
    """Return the path of a process's executable; "" if it can't be read."""
    import psutil

    try:
        return process.exe()
    except (psutil.Error, OSError):
        return ""


def _is_own_process(process: psutil.Process) -> bool:
    if hasattr(os, "getuid"):
        return bool(process.uids().real == os.getuid())
    name = process.username().rpartition("\\")[2]
    return bool(name) and name == read_login_name()


def _compute_used_limit_share(process: Any, used: int) -> float:
    """Return the used share of a process's address space limit (setrlimit(2), RLIMIT_AS)."""
    import psutil

    kind = getattr(psutil, "RLIMIT_AS", None)
    try:
        limit = process.rlimit(kind)[0] if kind is not None else -1
    except (psutil.Error, OSError):
        return 0.0
    return round(used / limit, 3) if limit > 0 else 0.0


def _sum_process_group(
    group: Sequence[Json], shares: Mapping[int, float], spent: Mapping[int, float]
) -> Json:
    """Return the summed usage of a program's processes, with the facts of its first process."""
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


def _read_heavy_load(machine: Machine) -> HeavyLoad:
    said = machine.read(Reading(measure_heaviest_programs, {"looks": LOOKS, "pause": PAUSE, "limit": LISTED}))
    programs = [HeavyProgram(**entry) for entry in said["programs"]]
    average = said.get("average", 0.0)
    return HeavyLoad(said["busy"], said["memory"], said["available"], programs, average)


EATERS: Probe[HeavyLoad] = Probe(
    "which programs keep the computer busy or fill its memory",
    {Platform.LINUX: _read_heavy_load, Platform.MACOS: _read_heavy_load, Platform.WINDOWS: _read_heavy_load},
)


# -- steps -----------------------------------------------------------------------------------------


def _run_taskkill(step: CloseProgram | EndProgram, machine: Machine, progress: Progress, *force: str) -> str:
    """Close the program's windows with WM_CLOSE, or end it with ``/F`` (Microsoft Learn, taskkill)."""
    if is_session_critical(step.program):
        raise RefusedError(N_("The app is part of the desktop, so we can't close it."))
    for pid, started in zip(step.pids, step.started, strict=True):
        if machine.read(Reading(is_process_alive, {"pid": pid, "started": started})):
            machine.change(Command(("taskkill.exe", *force, "/PID", str(pid))))
    return wait_for_processes_to_end(step, machine, progress, count_remaining_processes)


def _quit_program_windows(step: QuitHeavyProgram, machine: Machine, progress: Progress) -> str:
    return _run_taskkill(step, machine, progress)


def _force_quit_program_windows(step: EndHeavyProgram, machine: Machine, progress: Progress) -> str | None:
    if not count_remaining_processes(step, machine):
        return None
    return _run_taskkill(step, machine, progress, "/F")


@dataclass(frozen=True, slots=True)
class QuitHeavyProgram(CloseProgram):
    """Step that asks a busy program to close and waits; unlike an unresponsive program, it can react."""

    name: ClassVar[str] = "quit-program"
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {**CloseProgram.rows, Platform.WINDOWS: _quit_program_windows}
    )


@dataclass(frozen=True, slots=True)
class EndHeavyProgram(EndProgram):
    """Step that forces a busy program to quit if it is still running."""

    name: ClassVar[str] = "force-program"
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {**EndProgram.rows, Platform.WINDOWS: _force_quit_program_windows}
    )
