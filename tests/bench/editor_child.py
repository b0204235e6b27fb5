"""A process that measures its own picture editor, see ``editor_bench.py``.

The display is one in memory (Qt's "offscreen"), so that what is painted by Qt is measured and not what a
graphics card or the network to a display adds.
"""

from __future__ import annotations

import dataclasses
import json
import os
import resource
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from selfhelp.core.paths import AppPaths
from selfhelp.ui import theme
from selfhelp.ui.capture.pixels import encode_within_limit
from selfhelp.ui.editor.annotations import BlackOut
from selfhelp.ui.editor.drawing_tools import Tool
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.navigation import AskPage, EditorPage
from selfhelp.ui.screens.editor import EditorScreen
from selfhelp.ui.window import AppWindow
from tests.bench.measure import Result, milliseconds, resident
from tests.ui.desk_window import make_app

WIDTH, HEIGHT = 3840, 2160
STROKE, EXPORT, SHOWN = 16, 400, 160
"""Limits in milliseconds. Of the 200 from capture to editor the capture itself takes 40."""

_FIRST_MOVE_MS = 250
"""No hand draws sooner; the pixels that are drawn on have been copied by then."""

_LINE = "The printer Office-3rd-floor does not answer since 09:42. Error 0x00000709, call 555-0199."


def desktop(*, photo: bool) -> QImage:
    """Return a picture like one of a desktop: windows full of words, on one colour or on a grainy photo."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor("#1d4f7c"))
    painter = QPainter(image)
    if photo:
        for side in (16, 64, 256, WIDTH):
            _grain(painter, side)
    font = QFont()
    font.setPixelSize(15)
    painter.setFont(font)
    for left, top in ((150, 120), (1950, 200), (250, 1150), (2050, 1250)):
        painter.fillRect(left, top, 1500, 780, QColor("white"))
        for line in range(25):
            painter.drawText(left + 20, top + 40 + line * 30, f"{line} {_LINE}")
    painter.end()
    return image


def _grain(painter: QPainter, side: int) -> None:
    height = side * HEIGHT // WIDTH
    noise = bytearray(os.urandom(side * height * 4))
    noise[3::4] = bytes([12 if side == WIDTH else 70]) * (side * height)
    grain = QImage(bytes(noise), side, height, QImage.Format.Format_ARGB32)
    smooth = Qt.TransformationMode.SmoothTransformation
    painter.drawImage(0, 0, grain.scaled(WIDTH, HEIGHT, Qt.AspectRatioMode.IgnoreAspectRatio, smooth))


def results(runs: int) -> Iterator[Result]:
    """Measure the editor."""
    application = QApplication.instance() or QApplication([])
    theme.apply_theme(application, "light")  # type: ignore[arg-type]
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        app = make_app(AppPaths(*(here / name for name in ("config", "data", "cache", "log", "run", "etc"))))
        window = AppWindow(app, JobRunner())
        window.resize(1600, 1000)
        window.show()
        picture = desktop(photo=True)
        yield _until_shown(window, picture, runs)
        yield from _strokes(window, runs)
        window.context.jobs.stop_all(10_000)
        window.deleteLater()
    yield from _files(runs)


def _editor(window: AppWindow, picture: QImage) -> EditorScreen:
    window.open(AskPage())
    window.open(EditorPage(window.context.app.create_case("x"), picture=picture))
    screen = _screen(window)
    screen.private.stop_search()  # it reads the picture on other threads, and would be measured with it
    screen.canvas.surface.repaint()
    return screen


def _until_shown(window: AppWindow, picture: QImage, runs: int) -> Result:
    before = resident(os.getpid())
    _editor(window, picture)
    cost = resident(os.getpid()) - before
    taken, busy = [], []
    for _ in range(2 * runs + 1):
        _screen(window)._discard_image()
        QApplication.processEvents()
        begin = time.thread_time()
        taken.append(milliseconds(lambda: _editor(window, picture)))
        busy.append((time.thread_time() - begin) * 1e3)
    middle, processor = statistics.median(taken), statistics.median(busy)
    note = f"median {middle:.0f} ms, processor {processor:.0f} ms; {cost:.0f} MiB more while it is open"
    return Result("editor: until a 4K picture is shown, p95", _p95(taken), "ms", SHOWN, note=note)


def _screen(window: AppWindow) -> EditorScreen:
    screen = window.get_current_screen()
    assert isinstance(screen, EditorScreen)
    return screen


def _strokes(window: AppWindow, runs: int) -> Iterator[Result]:
    screen = _screen(window)
    QTest.qWait(_FIRST_MOVE_MS)
    for name, zoom in (("fit", screen.canvas.zoom_to_fit), ("100 %", screen.canvas.zoom_to_actual_size)):
        for tool in (Tool.BLACK_OUT, Tool.ARROW, Tool.HIGHLIGHT):
            screen._choose_tool(tool)
            zoom()
            screen.canvas.surface.repaint()
            moves, ends = _drag(screen, runs)
            note = f"median {statistics.median(moves):.1f} ms; the last, which draws it, {_p95(ends):.1f} ms"
            worst = max(_p95(moves), _p95(ends))
            yield Result(f"editor: a stroke, {tool.value}, {name}, p95", worst, "ms", STROKE, note=note)
    picture = screen.canvas.picture
    assert picture is not None
    whole = BlackOut(QRect(0, 0, WIDTH, HEIGHT))
    taken = []
    for _ in range(runs):
        taken.append(milliseconds(lambda: (picture.add_annotations(whole), screen.canvas.surface.repaint())))
        picture.undo()
    yield Result("editor: black out a whole 4K picture", statistics.median(taken), "ms", 4 * STROKE)
    before = resident(os.getpid())
    for _ in range(100):
        picture.add_annotations(whole)
    grown = resident(os.getpid()) - before
    yield Result("editor: memory of 100 black-outs of a whole 4K picture", grown, "MiB", 40)


def _drag(screen: EditorScreen, runs: int) -> tuple[list[float], list[float]]:
    """Return how long each move of the mouse took from the event to the painted window, and each release.

    In processor time of this thread: it waits for nothing, and what other programs do meanwhile is not ours.
    """
    surface, left = screen.canvas.surface, Qt.MouseButton.LeftButton
    seen = surface.visibleRegion().boundingRect()
    begin, moves, ends = seen.topLeft() + QPoint(20, 20), [], []

    def at_once(event: Callable[[], None]) -> float:
        begin = time.thread_time()
        event()
        QApplication.processEvents()
        return (time.thread_time() - begin) * 1e3

    for _ in range(max(2, runs // 3)):
        QTest.mousePress(surface, left, pos=begin)
        QApplication.processEvents()
        for step in range(1, 41):
            place = begin + QPoint(seen.width() * step // 50, seen.height() * step // 50)
            moves.append(at_once(lambda place=place: QTest.mouseMove(surface, place)))  # type: ignore[misc]
        ends.append(at_once(lambda place=place: QTest.mouseRelease(surface, left, pos=place)))  # type: ignore[misc]
        screen.aids.undo.click()
        QApplication.processEvents()
    return moves, ends


def _files(runs: int) -> Iterator[Result]:
    """Measure the file, and how long another thread is kept from running meanwhile."""
    for name, photo, limit in (
        ("words on one colour", False, 5_000_000),
        ("a grainy photo behind", True, 5_000_000),
        ("a grainy photo, no limit", True, 1_000_000_000),
    ):
        export = partial(encode_within_limit, desktop(photo=photo), limit)
        made = export()
        begin = resource.getrusage(resource.RUSAGE_SELF).ru_utime
        taken, gaps = zip(*(_beside(export) for _ in range(runs)), strict=True)
        busy = (resource.getrusage(resource.RUSAGE_SELF).ru_utime - begin) / runs * 1e3
        size = f"{made.ending}, {len(made.data) / 1e6:.1f} MB"
        note = f"{size}, processor {busy:.0f} ms; p95 {_p95(taken):.0f} ms"
        yield Result(f"editor: export, {name}", statistics.median(taken), "ms", EXPORT, note=note)
        held = statistics.median(gaps)
        yield Result("editor: the window waits for the export", held, "ms", STROKE, note="longest pause")


def _beside(work: Callable[[], object]) -> tuple[float, float]:
    """Return how long work took on a thread, and the longest pause of this one, in milliseconds."""
    thread = threading.Thread(target=work)
    begin = last = time.perf_counter()
    longest = 0.0
    thread.start()
    while thread.is_alive():
        time.sleep(0.001)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    return (last - begin) * 1e3, longest * 1e3


def _p95(values: list[float] | tuple[float, ...]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


if __name__ == "__main__":
    for result in results(int(sys.argv[1]) if len(sys.argv) > 1 else 9):
        print(json.dumps(dataclasses.asdict(result)), flush=True)
