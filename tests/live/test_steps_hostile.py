"""Windows that lie, change and vanish, and unusual screens: what a recording of steps makes of them (X11)."""

from __future__ import annotations

import json
import shutil
import sys
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from selfhelp.steps.recording import MissingImageReason
from tests.live.desk import Desk, wait_for
from tests.live.test_steps import (
    COLOURS,
    LAUNCHER,
    OVER,
    SECRET,
    WINDOWS,
    Recorder,
    activate,
    desk,
    middle,
    texts,
)
from tests.live.test_steps_secrets import LOUD, loud, shows_yellow, steps_of
from tests.people import ROOT

__all__ = ["desk"]
pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(
        shutil.which("Xvfb") is None or not LAUNCHER.exists(), reason="needs Xvfb, at-spi2-core"
    ),
]

HOSTILE = {
    "markup": "<b>Letter</b><img src=x onerror=alert(1)><script>alert(2)</script>",
    "turned around": "Letter \u202egpj.exe\u2066 \u200bof March",
    "several lines": "Letter\nFrom: IT\r\n\tto all",
    "terminal codes": "Letter \x1b[31m\x07red\x9b0m",
    "ten thousand letters": "Letter " + "x" * 10_000 + " end",
    "ten thousand others": "Letter " + "漢" * 10_000 + " end",
    "a secret in the middle": "Letter " + "x" * 4_000 + f" password={SECRET} " + "y" * 6_000,
    "an excluded word in the middle": "Letter " + "漢 " * 2_000 + " Payroll " + "漢 " * 2_000,
    "nothing": "",
}


def policy(desk: Desk, text: str) -> None:
    """Write the organisation's policy of this desktop's user."""
    (desk.home / "config_home" / "selfhelp" / "policy.toml").write_text(text)


@pytest.mark.spread(3)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_title_is_plain_short_text_in_every_file(desk: Desk, tmp_path: Path, name: str) -> None:
    policy(desk, '[steps]\nexclude_titles = ["payroll"]\n')
    child = desk.spawn([sys.executable, "-c", LOUD, "writer", "Letter", "window", HOSTILE[name], "200"])
    wait_for(lambda: desk.windows("^Letter") or child.poll() is not None, 15)
    time.sleep(0.6)
    recorder = Recorder(desk)
    recorder.wait_for_steps(1)
    (step,) = recorder.finish().steps
    if "excluded" in name:
        assert (step.title, step.picture, step.withheld) == ("", "", MissingImageReason.EXCLUDED)
        return
    assert step.picture
    assert len(step.title) <= 500
    assert not any(unicodedata.category(letter)[0] == "C" for letter in step.title)
    recorder.export(tmp_path / "out")
    page = (tmp_path / "out" / "steps.html").read_text("utf-8")
    assert "<img src=x" not in page
    assert "<script>alert" not in page
    assert SECRET.encode() not in texts(recorder.folder) + texts(tmp_path / "out")
    if name == "markup":
        assert step.title.startswith("<b>Letter</b>"), "shown as it is"
        assert "&lt;b&gt;Letter&lt;/b&gt;" in page


@pytest.mark.spread(2)
@pytest.mark.parametrize("later", ["40", "180", "340", "352", "365", "400"])
def test_a_title_that_turns_into_a_secret_around_the_picture_is_in_no_text(desk: Desk, later: str) -> None:
    recorder = Recorder(desk)
    # the first title may be gone before anyone can wait for it
    desk.spawn([sys.executable, "-c", LOUD, "viewer", "Letter", "window", f"password={SECRET}", later])
    recorder.wait_for_steps(1)
    recorder.press("a")
    recorder.finish()
    assert SECRET.encode() not in texts(recorder.folder)


FLICKER = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPlainTextEdit
app = QApplication(["viewer"])
window = QPlainTextEdit("Letter")
titles = ["Letter", sys.argv[1] + " - KeePassXC"]
def turn():
    titles.reverse()
    window.setWindowTitle(titles[0])
window.setWindowTitle("Letter")
window.resize(400, 300)
window.show()
timer = QTimer(interval=7)
timer.timeout.connect(turn)
timer.start()
app.exec()
"""


def test_a_title_that_flickers_is_never_written_with_its_secret(desk: Desk) -> None:
    recorder = Recorder(desk)
    desk.spawn([sys.executable, "-c", FLICKER, SECRET])
    recorder.wait_for_steps(1)
    for _ in range(5):
        recorder.press("a")
    steps = recorder.finish().steps
    assert len(steps) == 6
    assert SECRET.encode() not in texts(recorder.folder)
    assert {step.title for step in steps} <= {"", "Letter"}


FADING = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QWidget
class Red(QWidget):
    def paintEvent(self, event):
        QPainter(self).fillRect(self.rect(), QColor("#aa0000"))
app = QApplication(["notice"])
window = Red()
window.setWindowTitle("Notice")
window.setGeometry(90, 110, 300, 200)
window.show()
QTimer.singleShot(int(sys.argv[1]), app.quit)
app.exec()
"""


def test_a_window_that_closes_while_it_is_captured_shows_nothing_of_the_vault_below(desk: Desk) -> None:
    loud(desk, "KeePassXC", "Vault")
    recorder = Recorder(desk)
    recorder.wait_for_steps(1)
    for wait in (*range(300, 460, 10), 600, 800):
        fading = desk.spawn([sys.executable, "-c", FADING, str(wait)])
        assert fading.wait(60) == 0
    time.sleep(1)
    recording = recorder.finish()
    assert len(recording.steps) >= 10
    pictures = list(steps_of(recorder))
    assert pictures, "those that stayed long enough have one"
    assert not any(shows_yellow(picture) for _, picture in pictures)
    assert {step.title for step, _ in pictures} == {"Notice"}
    assert b"Vault" not in texts(recorder.folder)


# -- screens ---------------------------------------------------------------------------------------


@pytest.fixture
def wide() -> Iterator[Desk]:
    """Two monitors beside each other."""
    with Desk(size="2560x800x24", extra={"PYTHONPATH": str(ROOT), "WHO": "nobody"}) as made:
        for name, place in (("left", "1280/300x800/200+0+0"), ("right", "1280/300x800/200+1280+0")):
            output = "screen" if name == "left" else "none"
            made.run(["xrandr", "--setmonitor", name, place, output])
        folder = made.home / "config_home" / "selfhelp"
        folder.mkdir(parents=True)
        yield made


def test_on_two_monitors_each_step_has_its_window_also_one_across_both(wide: Desk) -> None:
    monitors = json.dumps(wide.run(["xrandr", "--listmonitors"]).stdout.decode())
    assert "Monitors: 2" in monitors
    wide.spawn([sys.executable, "-c", WINDOWS, *COLOURS[:3]])
    wait_for(lambda: len(wide.windows("^Window ")) == 3, 15)
    for number, place in enumerate(("100", "1500", "1100")):
        (window,) = wide.windows(f"^Window {number}")
        wide.run(["xdotool", "windowmove", "--sync", window, place, "200"])
    recorder = Recorder(wide)
    recorder.wait_for_steps(1)
    for count, number in enumerate((0, 1, 2), 2):
        activate(wide, f"Window {number}")
        time.sleep(0.8)
        recorder.press("a")
        recorder.wait_for_steps(count)
    shown = [(step, recorder.picture(step)) for step in recorder.finish().steps_with_images]
    for step, picture in shown:
        number = int(step.title.split()[1])
        assert middle(picture) == COLOURS[number], step.title
        assert 418 <= picture.width() <= 430
    assert {step.title.split()[1] for step, _ in shown} == {"0", "1", "2"}


def test_on_a_scaled_screen_what_covers_a_window_and_what_is_hidden_is_black(desk: Desk) -> None:
    desk.spawn([sys.executable, "-c", WINDOWS, COLOURS[0]])
    desk.spawn([sys.executable, "-c", OVER])
    wait_for(lambda: desk.windows("^Chat") and desk.windows("^Window 0"), 15)
    desk.environment["QT_SCALE_FACTOR"] = "2"
    recorder = Recorder(desk)
    recorder.wait_for_steps(1)
    recorder.press("h")
    wait_for(lambda: desk.windows("Draw a rectangle"), 10)
    time.sleep(0.5)
    drag = "mousemove 300 200 mousedown 1 mousemove 350 230 mousemove 399 279 mouseup 1"
    desk.run(["xdotool", *drag.split()])
    wait_for(lambda: not desk.windows("Draw a rectangle"), 10)
    activate(desk, "Window 0")
    time.sleep(0.8)
    recorder.press("a")
    recording = recorder.finish()
    step = [step for step in recording.steps_with_images if step.title.startswith("Window 0")][-1]
    shown = recorder.picture(step)
    assert 418 <= shown.width() <= 430, "the screen's own pixels"
    assert not shows_yellow(shown)
    (window,) = desk.windows("^Window 0")
    told = desk.run(["xdotool", "getwindowgeometry", "--shell", window]).stdout.decode()
    place = dict(line.split("=") for line in told.split() if "=" in line)
    frame = shown.height() - int(place["HEIGHT"])
    left, top = 300 - int(place["X"]), 200 - int(place["Y"]) + frame
    hidden = [
        (x, y)
        for x in range(left - 20, min(left + 140, shown.width() - 3))
        for y in range(top - 20, min(top + 120, shown.height() - 3))
        if shown.pixelColor(x, y).name() == "#000000" and not in_chat(x, y, place, frame)
    ]
    assert 90 * 70 <= len(hidden) <= 110 * 90, (len(hidden), place, shown.size())
    assert left - 6 <= min(x for x, _ in hidden) <= left + 6


def in_chat(x: int, y: int, place: dict[str, str], frame: int) -> bool:
    """Whether a pixel of the picture lies under the other program's window, with its border."""
    across, down = x + int(place["X"]), y + int(place["Y"]) - frame
    return 90 <= across <= 260 and 90 <= down <= 230
