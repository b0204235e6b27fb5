"""What the steps recorder costs while it records, and how long a picture takes (X11, Xvfb, 1920 × 1080)."""

from __future__ import annotations

import json
import math
import shutil
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import suppress

import psutil

from tests.bench.measure import Result
from tests.live.desk import Desk, wait_for
from tests.people import ROOT

SECONDS = 60.0
PACE = 4.0
"""Seconds between two windows: fifteen steps a minute, more than anyone takes for a minute."""

LOOK = 0.02
"""Seconds between two looks at the memory."""

SHARE_LIMIT, MEMORY_LIMIT, PICTURE_LIMIT = 3.0, 30.0, 150.0

WINDOWS = """
import sys
from PySide6.QtWidgets import QApplication, QPlainTextEdit
app = QApplication(["writer"])
kept = []
for number in range(3):
    window = QPlainTextEdit("It does not print on the third floor, whatever I do. " * 120)
    window.setWindowTitle(f"Letter {number}")
    window.setGeometry(100 + 60 * number, 80 + 40 * number, 1280, 800)
    window.show()
    kept.append(window)
app.exec()
"""


def results(_runs: int) -> Iterator[Result]:
    """Measure one recording of a minute in which windows of 1280 × 800 come to the front."""
    if shutil.which("Xvfb") is None:
        print("steps: Xvfb is not installed", file=sys.stderr)
        return
    told = _recording()
    pictures = sorted(told["pictures"])
    p95 = pictures[math.ceil(len(pictures) * 0.95) - 1]
    note = f"{len(pictures)} pictures in {SECONDS:.0f} s"
    yield Result("recording steps, of one processor", told["share"], "%", SHARE_LIMIT, note=note)
    more = told["most"] - told["before"]
    yield Result(
        "recording steps, more memory", more, "MiB", MEMORY_LIMIT, note=f"{told['before']:.0f} before"
    )
    note = f"p50 {statistics.median(pictures):.0f} ms"
    yield Result("picture of a step, 1280 × 800, p95", p95, "ms", PICTURE_LIMIT, note=note)


def _recording() -> dict:
    with Desk(size="1920x1080x24", extra={"PYTHONPATH": str(ROOT)}) as desk:
        desk.spawn([sys.executable, "-c", WINDOWS])
        wait_for(lambda: len(desk.windows("^Letter")) == 3, 20)
        child = desk.spawn([sys.executable, "-m", "tests.bench.steps_child", str(SECONDS)])
        wait_for(lambda: desk.windows("Recording steps"), 30)
        windows, number, most = sorted(desk.windows("^Letter")), 0, 0.0
        while child.poll() is None:
            desk.run(["xdotool", "windowactivate", windows[number % 3]])
            number += 1
            most = max(most, _most(child.pid, time.monotonic() + PACE))
        assert child.returncode == 0, desk.log_of(child)
        return {"most": most, **json.loads(desk.log_of(child).strip().splitlines()[-1])}


def _most(pid: int, end: float) -> float:
    """Return the most memory a process has until then, also for a moment, in MiB."""
    most = 0.0
    while time.monotonic() < end:
        with suppress(OSError, psutil.Error):  # it has ended
            most = max(most, psutil.Process(pid).memory_info().rss / 2**20)  # costs it less than its maps
        time.sleep(LOOK)
    return most
