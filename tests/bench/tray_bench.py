"""The tray and the window against the least a PySide6 program can do."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.bench.measure import Result, in_turn, resident, wakeups
from tests.live.desk import Desk
from tests.live.sni import Sign, TrayHost
from tests.people import ROOT, product

MINIMAL = (sys.executable, str(Path(__file__).with_name("minimal_tray.py")))
OURS = tuple(product("--tray"))
SETTLED = 8  # seconds after which a program that does nothing has nothing left to do
PATIENCE = 20  # seconds until a window that should change is given up


class Bench:
    """A desktop with a tray that keeps time. Use as a context."""

    def __init__(self) -> None:
        self.desk = Desk(extra={"PYTHONPATH": str(ROOT)})

    def __enter__(self) -> Bench:
        self.desk.__enter__()
        self.bus = self.desk.environment["DBUS_SESSION_BUS_ADDRESS"]
        self.host = TrayHost(self.bus)
        return self

    def __exit__(self, *_: object) -> None:
        self.host.close()
        self.desk.__exit__(None, None, None)

    def start(self, argv: Sequence[str]) -> tuple[subprocess.Popen[bytes], float]:
        """Start a program; return it, and the milliseconds until its icon was in the tray."""
        count = len(self.host.items)
        begin = time.monotonic()
        process = self.desk.spawn(argv)
        self.host.wait(count + 1)
        return process, (self.host.registered_at[count] - begin) * 1e3

    @contextmanager
    def windows(self) -> Iterator[Iterator[set[str]]]:
        """Yield the open windows as the window manager lists them, now and at every change."""
        command = ["timeout", str(PATIENCE), "xprop", "-root", "-spy", "_NET_CLIENT_LIST"]
        spy = subprocess.Popen(command, env=self.desk.environment, stdout=subprocess.PIPE, text=True)
        assert spy.stdout is not None
        try:
            yield ({w for w in line.replace(",", " ").split() if w.startswith("0x")} for line in spy.stdout)
        finally:
            end(spy)
            spy.stdout.close()


def results(runs: int, idle: int) -> Iterator[Result]:
    """Measure; ``idle`` is how many seconds nothing happens."""
    with Bench() as bench:
        ours, bare = in_turn(lambda: _visible(bench, OURS), lambda: _visible(bench, MINIMAL), runs)
        yield Result("start to icon in the tray", ours, "ms", 1.4, bare)
        yield from _at_rest(bench, idle)
        taken = [_shown(bench) for _ in range(max(3, runs // 2))]
        first, later = (statistics.median(column) for column in zip(*taken, strict=True))
        yield Result("click to window, fresh tray", first, "ms", 150)
        yield Result("click to window, later", later, "ms", 30)


def _visible(bench: Bench, argv: Sequence[str]) -> float:
    process, taken = bench.start(argv)
    time.sleep(0.3)
    end(process)
    return taken


def _at_rest(bench: Bench, idle: int) -> Iterator[Result]:
    processes = [bench.start(argv)[0] for argv in (OURS, MINIMAL)]
    time.sleep(SETTLED)
    before = [wakeups(p.pid) for p in processes]
    time.sleep(idle)
    woken = [(wakeups(p.pid) - b) * 60 / idle for p, b in zip(processes, before, strict=True)]
    ours, bare = (resident(p.pid) for p in processes)
    for process in processes:
        end(process)
    yield Result("memory at rest, in the tray", ours, "MiB", 1.2, bare)
    yield Result("wake-ups a minute at rest", woken[0], "", 3, note=f"the bare tray: {woken[1]:.0f}")


def _shown(bench: Bench) -> tuple[float, float]:
    """Return the milliseconds from a click to a window: on a fresh tray, and once it was open before."""
    process, _ = bench.start(OURS)
    time.sleep(1)
    sign = Sign(bench.bus, bench.host.items[-1])
    first, later = _click(bench, sign), _click(bench, sign)
    sign.close()
    end(process)
    return first, later


def _click(bench: Bench, sign: Sign) -> float:
    """Open the window by a click, close it again, and return how long the opening took."""
    with bench.windows() as changes:
        present = next(changes)
        begin = time.perf_counter()
        sign.activate()
        shown = next(windows for windows in changes if windows - present)
        taken = (time.perf_counter() - begin) * 1e3
        time.sleep(1.5)
        (window,) = shown - present
        bench.desk.run(["xdotool", "windowactivate", "--sync", window, "key", "alt+F4"])
        next(windows for windows in changes if window not in windows)
    time.sleep(1)
    return taken


def end(process: subprocess.Popen[bytes] | subprocess.Popen[str]) -> None:
    """End a process and wait for it."""
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
