"""From the click to the editor that shows the picture, on a screen of 3840 × 2160 (X11, Xvfb)."""

from __future__ import annotations

import json
import math
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench.measure import Result
from tests.live.desk import Desk, wait_for
from tests.people import ROOT

LIMIT = 200  # milliseconds, of the issue


SESSIONS = 3


def results(runs: int) -> Iterator[Result]:
    """Measure with text windows behind ours, which must be painted again before the picture."""
    if shutil.which("Xvfb") is None:
        print("pictures: Xvfb is not installed", file=sys.stderr)
        return
    sessions = [_session(max(15, runs)) for _ in range(SESSIONS)]
    first = sorted(taken[0][2] for taken in sessions)
    every = [times for taken in sessions for times in taken]
    whole = sorted(times[2] for times in every)
    p95 = whole[math.ceil(len(whole) * 0.95) - 1]
    gone, grab, shown, cpu = (statistics.median(column) for column in zip(*map(_parts, every), strict=True))
    parts = f"{gone:.0f} until our window is gone, {grab:.0f} grab, {shown:.0f} editor; CPU {cpu:.0f}"
    note = f"p50 {statistics.median(whole):.0f} ms: {parts}; {len(whole)} pictures, first ones too"
    yield Result("picture of 3840 × 2160 in the editor, p95", p95, "ms", LIMIT, note=note)
    note = "of a session, each: " + ", ".join(f"{value:.0f}" for value in first)
    name = "first picture of 3840 × 2160 in the editor"
    yield Result(name, statistics.median(first), "ms", LIMIT, note=note)


def _session(pictures: int) -> Sequence[Sequence[float]]:
    """Return what one desktop and one window measured, picture by picture."""
    with Desk(size="3840x2160x24", extra={"PYTHONPATH": str(ROOT)}) as desk:
        ground = Path(tempfile.mkdtemp()) / "ground.png"
        desk.run(["convert", "-size", "3840x2160", "plasma:grey20-grey80", str(ground)], 60)
        desk.run(["display", "-window", "root", str(ground)], 60)
        for place in ("900x700+300+150", "900x700+900+500"):
            desk.spawn(["xmessage", "-geometry", place, "words " * 900])
        wait_for(lambda: desk.windows("xmessage"))
        child = desk.spawn([sys.executable, "-m", "tests.bench.camera_child", str(pictures)])
        assert child.wait(240) == 0, desk.log_of(child)
        taken: Sequence[Sequence[float]] = json.loads(desk.log_of(child).splitlines()[-1])
    return taken


def _parts(times: Sequence[float]) -> Sequence[float]:
    """Return how long each part took, and the processor's time."""
    gone, taken, shown, cpu = times
    return gone, taken - gone, shown - taken, cpu
