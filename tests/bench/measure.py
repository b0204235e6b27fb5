"""Clocks and scales, all of them from outside the measured process."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Result:
    """One line of the benchmark: ours against a baseline or, without one, against a limit.

    Attributes:
        what: what was measured.
        ours: the median, in the unit.
        unit: ms, MiB, …
        baseline: the median of the baseline; 0 where there is none.
        limit: the largest ratio to the baseline, or the largest value where there is none.
        unmeasured: why there are no figures.
    """

    what: str
    ours: float
    unit: str
    limit: float
    baseline: float = 0.0
    note: str = ""
    unmeasured: str = ""

    @property
    def verdict(self) -> str:
        """Whether it is within its limit."""
        if self.unmeasured:
            return "-"
        value = self.ours / self.baseline if self.baseline else self.ours
        return "ok" if value <= self.limit else "OVER"

    def row(self) -> str:
        """Return it as one line of the table."""
        if self.unmeasured:
            return f"{self.verdict:<5} {self.what:<44} NOT MEASURED: {self.unmeasured}"
        if self.baseline:
            number = f"{self.ours / self.baseline:6.2f} x    (limit {self.limit:g} x)"
            detail = f"{self.ours:.1f} against {self.baseline:.1f} {self.unit}"
        else:
            number = f"{self.ours:6.1f} {self.unit:<5}(limit {self.limit:g} {self.unit})"
            detail = ""
        note = "; ".join(filter(None, (detail, self.note)))
        return f"{self.verdict:<5} {self.what:<44} {number:<28} {note}"


def milliseconds(action: Callable[[], object]) -> float:
    """Return how long an action takes."""
    begin = time.perf_counter()
    action()
    return (time.perf_counter() - begin) * 1e3


def wall(argv: Sequence[str], env: Mapping[str, str]) -> float:
    """Return the wall time of a process in milliseconds."""
    quiet = subprocess.DEVNULL
    return milliseconds(
        lambda: subprocess.run(argv, env=env, stdin=quiet, stdout=quiet, stderr=quiet, check=False)
    )


@dataclass(frozen=True)
class Run:
    """One run of a process, with what it started and waited for: ms, ms, MiB."""

    wall: float
    cpu: float
    peak: float


def measured(argv: Sequence[str], env: Mapping[str, str]) -> Run:
    """Run a process and return what it took."""
    quiet = subprocess.DEVNULL
    begin = time.perf_counter()
    process = subprocess.Popen(argv, env=env, stdin=quiet, stdout=quiet, stderr=quiet)
    _, status, usage = os.wait4(process.pid, 0)
    taken = (time.perf_counter() - begin) * 1e3
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(taken, (usage.ru_utime + usage.ru_stime) * 1e3, usage.ru_maxrss / 1024)


def in_turn(first: Callable[[], float], second: Callable[[], float], runs: int) -> tuple[float, float]:
    """Return the medians of two measurements taken in turn, after one of each to warm up."""
    first(), second()
    pairs = [(first(), second()) for _ in range(runs)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def resident(pid: int) -> float:
    """Return the resident memory of a process in MiB."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    found = re.search(r"^Rss:\s+(\d+) kB", text, re.MULTILINE)
    assert found is not None, text
    return int(found[1]) / 1024


def wakeups(pid: int) -> int:
    """Return how often all threads of a process went to sleep so far, each ended by a wake-up."""
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        text = (task / "status").read_text(encoding="utf-8")
        found = re.search(r"^voluntary_ctxt_switches:\s+(\d+)", text, re.MULTILINE)
        total += int(found[1]) if found else 0
    return total
