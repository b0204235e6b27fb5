"""A snapshot against inxi and sos in one run: wall time, processor time, memory, and how much each tells."""

from __future__ import annotations

import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from selfhelp.core.errors import CancelledError
from selfhelp.core.model import FactTable, Item, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.report import snapshot
from selfhelp.report.collectors import Collector
from tests.bench.measure import Result, Run, measured, milliseconds
from tests.people import product

INXI = ("inxi", "-Fxxxz", "-c0")
AGAINST_INXI, AGAINST_SOS = 1.5, 0.15
"""Limits of the time, as shares of theirs: a snapshot tells twelve times as much as inxi,
redacted, and compiling the rules for secrets takes about a fifth of its time (0.17 of 0.9 s)."""

PEAK = 160
"""Limit in MiB of a process that ends with the snapshot; about half of it is the rules for secrets."""

SOS_RUNS = 3
"""A run of sos takes a quarter of a minute and varies little beside a limit of a tenth."""

Environment = Callable[[Path], Mapping[str, str]]


def results(runs: int, environment: Environment) -> Iterator[Result]:
    """Measure; what is not installed, or needs root, is said and left out."""
    with tempfile.TemporaryDirectory() as home:
        env = environment(Path(home))
        argv = product("snapshot", "-o", f"{home}/report")
        if shutil.which("inxi") is None:
            print("snapshot: inxi is not installed", file=sys.stderr)
        else:
            yield from _against_inxi(argv, env, runs, Path(home))
        if shutil.which("sos") is None:
            print("snapshot: sos is not installed", file=sys.stderr)
        else:
            yield _against_sos(argv, env, min(runs, SOS_RUNS), Path(home))
        peak = max(measured(argv, env).peak for _ in range(3))
        yield Result("selfhelp snapshot, peak memory", peak, "MiB", PEAK)


class _Hangs(Collector):
    """Never answers."""

    title = N_("Hangs")
    timeout = 100.0

    def __init__(self, id_: str) -> None:
        self.id = id_  # type: ignore[misc]

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        threading.Event().wait()
        return ()


def ends(runs: int) -> Iterator[Result]:
    """Measure when a snapshot ends of which every collector hangs: on its own, and when the user stops it."""
    machine, hanging = LocalMachine(Platform.LINUX), [_Hangs(f"c-{n}") for n in range(20)]

    def late() -> None:
        snapshot.take_snapshot(machine, hanging, budget=1.0, progress=Progress())

    def stopped() -> float:
        progress, moment = Progress(), [0.0]

        def stop() -> None:
            moment[0] = time.perf_counter()
            progress.cancel()

        threading.Timer(0.33, stop).start()
        with suppress(CancelledError):
            snapshot.take_snapshot(machine, hanging, budget=10, progress=progress)
        return (time.perf_counter() - moment[0]) * 1e3

    worst = max(milliseconds(late) for _ in range(min(runs, 3)))
    yield Result("snapshot of 20 hangs, budget 1 s, worst", worst, "ms", 2000)
    yield Result("snapshot stopped by the person, worst", max(stopped() for _ in range(runs)), "ms", 200)


def _against_inxi(argv: Sequence[str], env: Mapping[str, str], runs: int, home: Path) -> Iterator[Result]:
    ours, theirs = _in_turn(argv, INXI, env, runs)
    text = subprocess.run(INXI, env=env, capture_output=True, text=True, check=False).stdout
    told, known = facts(home / "report"), len(re.findall(r"(?:^|\s)[\w-]+(?: [\w-]+)?: \S", text))
    name = "selfhelp snapshot against inxi -Fxxxz"
    ours_cpu, theirs_cpu = (statistics.median(run.cpu for run in each) for each in (ours, theirs))
    note = f"processor time {ours_cpu:.0f} against {theirs_cpu:.0f} ms"
    yield Result(name, _wall(ours), "ms", AGAINST_INXI, _wall(theirs), note)
    yield Result("  what inxi tells to one fact of ours", known, "facts", 1.0, told)


def _against_sos(argv: Sequence[str], env: Mapping[str, str], runs: int, home: Path) -> Result:
    folder = home / "sos"
    folder.mkdir()
    sos = ("sos", "report", "--batch", "--quiet", "--tmp-dir", str(folder))
    ours, theirs = _in_turn(argv, sos, env, runs)
    made = len(list(folder.glob("*.tar.*")))
    note = "" if made >= runs else "sos made no report: it needs root"
    shutil.rmtree(folder)
    return Result("selfhelp snapshot against sos report", _wall(ours), "ms", AGAINST_SOS, _wall(theirs), note)


def _in_turn(
    first: Sequence[str], second: Sequence[str], env: Mapping[str, str], runs: int
) -> tuple[Sequence[Run], Sequence[Run]]:
    measured(first, env), measured(second, env)  # to warm up
    pairs = [(measured(first, env), measured(second, env)) for _ in range(runs)]
    return [one for one, _ in pairs], [other for _, other in pairs]


def _wall(runs: Sequence[Run]) -> float:
    return statistics.median(run.wall for run in runs)


def facts(folder: Path) -> int:
    """Count the values in a report."""
    count = 0
    document = json.loads((folder / "report.json").read_text("utf-8"))
    for section in document["sections"].values():
        for item in section["items"]:
            filled = [value for row in item.get("rows", [[item.get("value")]]) for value in row]
            count += sum(value not in (None, "") for value in filled)
    return count
