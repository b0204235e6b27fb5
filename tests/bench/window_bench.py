"""The window as a person waits for it: until it has painted, a key is answered, a screen is there.

Wall times are the limits' measure; what the processor did for the window's thread stands beside them, since
a busy machine changes it less. The yardstick is a bare PySide6 window, measured in turn.
"""

from __future__ import annotations

import json
import math
import statistics
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from tests.bench.measure import Result
from tests.live.desk import Desk
from tests.live.sni import TrayHost
from tests.people import ALICE, ROOT, Person, person

FIRST, WHOLE, AGAIN, KEY, SCREEN, BLOCKED = 100, 100, 30, 50, 100, 100
"""Limits in milliseconds."""

TICKETS, FINDING, VERDICT = 50, 1_000, 5_000
"""Limits in milliseconds of a list of 10,000 tickets, and of a diagnosis."""


def results(runs: int) -> Iterator[Result]:
    """Measure."""
    some = max(3, runs // 3)
    yield from _opening(max(3, runs // 2))
    yield from _typing(some)
    yield from _screens(some)
    yield from _asking()
    yield from _much()


def _opening(runs: int) -> Iterator[Result]:
    pairs = [(_told("window_child", "open"), _told("minimal_window")) for _ in range(runs)]
    bare = _middle([yardstick[0] for _, yardstick in pairs])
    for name, key, limit in (
        ("click to window painted, first", "first", FIRST),
        ("click to the examples painted, first", "whole", WHOLE),
        ("click to window painted, again", "again", AGAIN),
        ("click to window painted, after it was freed", "anew", FIRST),
    ):
        ours = _middle([told[key] for told, _ in pairs])
        note = f"processor {ours[1]:.0f} ms"
        if key == "first":
            note += f"; a bare window {bare[0]:.0f}, processor {bare[1]:.0f} ms: {ours[1] / bare[1]:.1f} x"
        yield Result(name, ours[0], "ms", limit, note=note)
    memory = {name: statistics.median(told["memory"][name] for told, _ in pairs) for name in _STATES}
    opened = memory["open"] - memory["idle"]
    note = ", ".join(f"{name} {memory[name]:.0f}" for name in _STATES)
    yield Result("memory of the window, open", opened, "MiB", 60, note=note)
    left = memory["freed again"] - memory["freed"]
    yield Result("memory that a second window leaves, freed", left, "MiB", 3)


_STATES = ("idle", "open", "closed", "freed", "freed again")


def _typing(runs: int) -> Iterator[Result]:
    told = [_told("window_child", "typing") for _ in range(runs)]
    for name, key in (
        ("key to suggestions painted, typed by a person, p95", "human"),
        ("key to suggestions painted, 30 keys a second, p95", "fast"),
        ("the same from the first paint on, p95", "at once"),
    ):
        walls, cpus = zip(*(pair for one in told for pair in one[key]), strict=True)
        note = (
            f"p50 {statistics.median(walls):.1f}, worst {max(walls):.1f}; processor p95 {_p95(cpus):.1f} ms"
        )
        yield Result(name, _p95(walls), "ms", KEY, note=f"{note}; {len(walls)} keys")


def _screens(runs: int) -> Iterator[Result]:
    told = [_told("window_child", "screens") for _ in range(runs)]
    for place, what in ((0, "first"), (1, "again")):
        seen = {name: _middle([one[name][place] for one in told]) for name in told[0]}
        worst = sorted(seen, key=lambda name: -seen[name][0])
        slowest = ", ".join(f"{name} {seen[name][0]:.0f} ({seen[name][1]:.0f})" for name in worst[1:4])
        row, p50 = seen[worst[0]], statistics.median(row[0] for row in seen.values())
        note = f"{worst[0]}; processor {row[1]:.0f} ms; then {slowest}; p50 {p50:.0f} ms"
        yield Result(
            f"click to screen painted, {what}, slowest of {len(seen)}", row[0], "ms", SCREEN, note=note
        )
        stuck = max(seen, key=lambda name: seen[name][3])
        blocked = f"{stuck}; by the wall {seen[stuck][2]:.0f} ms"
        yield Result(f"  longest piece of work, {what}", seen[stuck][3], "ms", BLOCKED, note=blocked)


def _asking() -> Iterator[Result]:
    """Measure on this computer as an unprivileged user: some checks see less than root does."""
    with person(ALICE) as somebody:
        told = _told("window_child", "asking", somebody=somebody)
    for place, what, limit in ((0, "first result", FINDING), (1, "verdict", VERDICT)):
        worst = max(told, key=lambda words: told[words][place])
        half = statistics.median(times[place] for times in told.values())
        note = f"{worst}; half within {half:.0f} ms, {len(told)} sentences"
        yield Result(f"sentence to {what} painted, this computer", told[worst][place], "ms", limit, note=note)


def _much() -> Iterator[Result]:
    told = [_told("window_child", "much") for _ in range(3)]
    for name in told[0]:
        wall, cpu, blocked, busy = _middle([one[name] for one in told])
        note = f"processor {cpu:.0f} ms; then blocked for {blocked:.0f} at most, processor {busy:.0f} ms"
        limit = TICKETS if "tickets" in name else SCREEN
        yield Result(f"click to screen painted: {name}", wall, "ms", limit, note=note)


def _told(module: str, *arguments: str, somebody: Person | None = None) -> Any:
    """Return what one program told of itself, on a desktop of its own."""
    with Desk(extra={"PYTHONPATH": str(ROOT)}, person=somebody) as desk:
        # The bus of another user's desktop takes no calls; the window opens without a tray, too.
        host = None if somebody else TrayHost(desk.environment["DBUS_SESSION_BUS_ADDRESS"])
        child = desk.spawn([sys.executable, "-m", f"tests.bench.{module}", *arguments])
        child.wait(240)
        if host is not None:
            host.close()
        return json.loads(desk.log_of(child).splitlines()[-1])


def _middle(rows: Sequence[Sequence[float]]) -> Sequence[float]:
    return [statistics.median(column) for column in zip(*rows, strict=True)]


def _p95(values: Sequence[float]) -> float:
    return sorted(values)[math.ceil(len(values) * 0.95) - 1]


if __name__ == "__main__":
    for result in results(9):
        print(result.row(), flush=True)
