"""Real X11 screens: two monitors of different colours, scaled and not, a window, the region picker."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from tests.live.desk import Desk, wait_for

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb"),
]

RED, BLUE = QColor("#aa0000"), QColor("#0000bb")


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """Two monitors of 800 × 600: red on the left, blue on the right."""
    with Desk(size="1600x600x24") as made:
        for monitor in ("LEFT 800/200x600/150+0+0 screen", "RIGHT 800/200x600/150+800+0 none"):
            assert made.run(["xrandr", "--setmonitor", *monitor.split()]).returncode == 0
        ground = str(made.home / "ground.png")
        made.run(["convert", "-size", "800x600", "xc:#aa0000", "xc:#0000bb", "+append", ground])
        made.run(["display", "-window", "root", ground])
        yield made


def grab(desk: Desk, *arguments: str, **env: str) -> tuple[int, QImage, str]:
    target = desk.home / "shot.png"
    target.unlink(missing_ok=True)
    command = [sys.executable, "-m", "selfhelp.ui.capture.grab", "-o", str(target), *arguments]
    done = subprocess.run(
        command, env={**desk.environment, **env}, capture_output=True, text=True, timeout=60
    )
    return done.returncode, QImage(str(target)), done.stderr


@pytest.mark.parametrize("env", [{}, {"QT_SCALE_FACTOR": "2"}, {"QT_SCREEN_SCALE_FACTORS": "1;1.5"}])
def test_screenshots_use_device_pixels_at_any_scale(desk: Desk, env: dict[str, str]) -> None:
    status, whole, _ = grab(desk, **env)
    assert (status, whole.width(), whole.height()) == (0, 1600, 600)
    assert (whole.pixelColor(5, 5), whole.pixelColor(1590, 5)) == (RED, BLUE)
    for number, colour in (("1", RED), ("2", BLUE)):
        status, one, _ = grab(desk, "--monitor", number, **env)
        assert (status, one.width(), one.height()) == (0, 800, 600)
        assert one.pixelColor(400, 300) == colour


def test_the_desktop_s_own_scale_changes_no_pixel(desk: Desk) -> None:
    """Xft.dpi 192 is how GNOME and KDE tell X programs to draw everything twice as large."""
    settings = desk.home / "Xresources"
    try:
        settings.write_text("Xft.dpi: 192\n")
        assert desk.run(["xrdb", "-nocpp", "-merge", str(settings)]).returncode == 0
        for number, colour in (("1", RED), ("2", BLUE)):
            status, one, _ = grab(desk, "--monitor", number)
            assert (status, one.width(), one.height()) == (0, 800, 600)
            assert one.pixelColor(799, 599) == colour
        assert grab(desk, "--region", "790,10,20,15")[1].pixelColor(10, 0) == BLUE
    finally:
        settings.write_text("Xft.dpi: 96\n")
        desk.run(["xrdb", "-nocpp", "-merge", str(settings)])


def test_a_region_across_both_monitors(desk: Desk) -> None:
    status, region, _ = grab(desk, "--region", "790,10,20,15")
    assert (status, region.width(), region.height()) == (0, 20, 15)
    assert (region.pixelColor(9, 0), region.pixelColor(10, 0)) == (RED, BLUE)


@pytest.mark.parametrize("wrong", [["--monitor", "3"], ["--monitor", "0"], ["--region", "1590,0,20,20"]])
def test_no_such_monitor_or_region(desk: Desk, wrong: list[str]) -> None:
    status, picture, sentence = grab(desk, *wrong)
    assert status == 2
    assert picture.isNull()
    assert len(sentence.splitlines()) == 1


def test_the_file_is_private(desk: Desk) -> None:
    assert grab(desk)[0] == 0
    assert (desk.home / "shot.png").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_is_not_there(desk: Desk) -> None:
    command = [sys.executable, "-m", "selfhelp.ui.capture.grab", "-o", str(desk.home / "no" / "x.png")]
    done = subprocess.run(command, env=desk.environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 3
    assert "couldn't be saved" in done.stderr


def test_the_active_window_with_its_frame(desk: Desk) -> None:
    child = desk.spawn(["xmessage", "-geometry", "300x120+900+100", "-name", "hello", "hello"])
    try:
        wait_for(lambda: b"window id" in desk.run(["xprop", "-root", "_NET_ACTIVE_WINDOW"]).stdout.lower())
        wait_for(
            lambda: desk.run(["xdotool", "search", "--onlyvisible", "--class", "xmessage"]).returncode == 0
        )
        wait_for(lambda: grab(desk, "--window")[0] == 0)
        _, window, _ = grab(desk, "--window")
        assert 300 <= window.width() < 340
        assert 120 < window.height() < 200, "the frame has a title"
    finally:
        child.terminate()
        child.wait()


def test_no_active_window(desk: Desk) -> None:
    wait_for(lambda: desk.run(["xdotool", "search", "--onlyvisible", "--class", "xmessage"]).returncode != 0)
    status, _, sentence = grab(desk, "--window")
    assert (status, sentence) == (
        3,
        "No window is active. Click the window you want to capture, then try again.\n",
    )


PICK = """
import sys
from types import SimpleNamespace
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.core.model import Platform
from selfhelp.policy.policy import Policy
from selfhelp.core.text import ENGLISH
from selfhelp.ui.capture.screenshot_capture import ScreenshotCapture
from selfhelp.ui.jobs import JobRunner

app = QApplication([])
app.setQuitOnLastWindowClosed(False)

class Context:
    translate = staticmethod(ENGLISH.translate)
    jobs = JobRunner(app)
    app = SimpleNamespace(policy=Policy(), machine=LocalMachine(Platform.LINUX))

def done(picture):
    picture.save(sys.argv[1])
    QTimer.singleShot(300, back)  # our windows come back once the picture is handed over

def back():
    print("window", window.isVisible(), flush=True)
    app.quit()

window = QLabel("our own window")
window.setGeometry(100, 100, 400, 300)
window.show()
camera = ScreenshotCapture(Context(), done, lambda error: app.exit(9), app)
QTimer.singleShot(500, camera.capture_region)
sys.exit(app.exec())
"""


@pytest.mark.parametrize("scale", ["1", "2"])
def test_a_region_is_chosen_on_the_screen_without_our_own_window(
    desk: Desk, scale: str, tmp_path: Path
) -> None:
    target = tmp_path / "region.png"
    child = desk.spawn([sys.executable, "-c", PICK, str(target)], QT_SCALE_FACTOR=scale)
    wait_for(lambda: len(desk.windows("Draw a rectangle")) == 2, 15)
    desk.run(["sleep", "0.5"])
    mouse = "mousemove 150 150 mousedown 1 mousemove 200 200 mousemove 349 249 mouseup 1"
    desk.run(["xdotool", *mouse.split()])
    assert child.wait(60) == 0, desk.log_of(child)
    picture = QImage(str(target))
    assert abs(picture.width() - 200) <= 2
    assert abs(picture.height() - 100) <= 2
    colours = {picture.pixelColor(x, y).name() for x in range(0, 196, 5) for y in range(0, 96, 5)}
    assert colours == {RED.name()}, "our own window is not in the picture"
    assert "window True" in desk.log_of(child)


OURS = """
import sys
from types import SimpleNamespace
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.core.model import Platform
from selfhelp.policy.policy import Policy
from selfhelp.core.text import ENGLISH
from selfhelp.ui.capture import grab
from selfhelp.ui.capture.screenshot_capture import ScreenshotCapture
from selfhelp.ui.jobs import JobRunner

target, what, delay = sys.argv[1:4]
app = QApplication([])
app.setQuitOnLastWindowClosed(False)

class Context:
    translate = staticmethod(ENGLISH.translate)
    jobs = JobRunner(app)
    app = SimpleNamespace(policy=Policy(), machine=LocalMachine(Platform.LINUX))

def done(picture):
    picture.save(target)
    QTimer.singleShot(300, back)  # our windows come back once the picture is handed over

def back():
    print("back", window.isVisible(), window.frameGeometry() == before, flush=True)
    app.quit()

def failed(error):
    print("failed", type(error).__name__, window.isVisible(), flush=True)
    app.exit(9)

def begin():
    global before
    before = window.frameGeometry()
    if what == "whole":
        camera.capture_desktop()
    else:
        windows = grab.select_capture_backend().list_windows()
        camera.capture_window(next(w for w in windows if w.title == what))

window = QLabel("our own window")
window.setStyleSheet("background: #00ff00")
window.setGeometry(100, 100, 600, 400)
window.show()
window.activateWindow()
camera = ScreenshotCapture(Context(), done, failed, app)
camera.delay = int(delay)
QTimer.singleShot(700, begin)
sys.exit(app.exec())
"""

PLAIN = """
import sys, time
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QWidget

class Plain(QWidget):
    def paintEvent(self, event):
        time.sleep(float(sys.argv[4]))
        QPainter(self).fillRect(self.rect(), QColor(sys.argv[2]))

app = QApplication([])
window = Plain()
window.setWindowTitle(sys.argv[1])
window.setGeometry(*map(int, sys.argv[3].split(",")))
window.show()
app.exec()
"""


def plain(desk: Desk, title: str, colour: str, place: str, slow: str = "0") -> subprocess.Popen[bytes]:
    """A window of one colour, whose program may paint slowly."""
    child = desk.spawn([sys.executable, "-c", PLAIN, title, colour, place, slow])
    wait_for(lambda: desk.windows(title), 15)
    return child


def finish(*children: subprocess.Popen[bytes]) -> None:
    for child in children:
        child.terminate()
        child.wait()


def colours(picture: QImage, step: int = 7) -> set[str]:
    across, down = range(0, picture.width(), step), range(0, picture.height(), step)
    return {picture.pixelColor(x, y).name() for x in across for y in down}


@pytest.mark.parametrize("slow", ["0", "0.15"], ids=["quick", "slow to paint"])
def test_what_our_window_covered_is_painted_before_the_picture(desk: Desk, tmp_path: Path, slow: str) -> None:
    target = tmp_path / "whole.png"
    below = plain(desk, "below", "#ff00ff", "60,60,700,500", slow)
    try:
        child = desk.spawn([sys.executable, "-c", OURS, str(target), "whole", "0"])
        assert child.wait(60) == 0, desk.log_of(child)
        seen = QImage(str(target))
        assert colours(seen.copy(70, 70, 680, 480)) == {"#ff00ff"}
        assert "back True True" in desk.log_of(child), "visible, and where it was"
    finally:
        finish(below)


@pytest.mark.parametrize("scale", ["1", "1.5"])
def test_one_window_is_taken_whole_though_another_one_covers_it(
    desk: Desk, tmp_path: Path, scale: str
) -> None:
    """It is brought to the front: nothing of the other window may be in its picture."""
    target = tmp_path / "one.png"
    wanted = plain(desk, "wanted", "#ff00ff", "900,80,300,200")
    other = plain(desk, "private", "#00ffff", "850,40,500,400")
    try:
        command = [sys.executable, "-c", OURS, str(target), "wanted", "0"]
        child = desk.spawn(command, QT_SCALE_FACTOR=scale)
        assert child.wait(60) == 0, desk.log_of(child)
        seen = QImage(str(target))
        assert 300 <= seen.width() <= 310
        assert 200 < seen.height() <= 240, "with its title"
        assert "#00ffff" not in colours(seen, 1)
        assert seen.pixelColor(150, 150) == QColor("#ff00ff")
    finally:
        finish(wanted, other)


def test_a_window_closed_concurrently_is_a_message(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "gone.png"
    wanted = plain(desk, "goner", "#ff00ff", "900,80,300,200")
    child = desk.spawn([sys.executable, "-c", OURS, str(target), "goner", "3"])
    wait_for(lambda: desk.windows("Open what you want to capture"), 15)
    finish(wanted)
    assert child.wait(60) == 9, desk.log_of(child)
    assert "failed UnavailableError True" in desk.log_of(child)


def test_the_countdown_takes_no_focus_and_is_not_in_the_picture(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "later.png"
    child = desk.spawn([sys.executable, "-c", OURS, str(target), "whole", "3"])
    wait_for(lambda: desk.windows("Open what you want to capture"), 15)
    menu = plain(desk, "menu", "#ff00ff", "100,100,200,300")  # opened while it counts
    try:
        desk.run(["sleep", "1.2"])
        active = desk.run(["xdotool", "getactivewindow", "getwindowname"]).stdout.decode().strip()
        assert active == "menu"
        assert child.wait(60) == 0, desk.log_of(child)
        seen = QImage(str(target))
        assert colours(seen.copy(100, 100, 200, 300)) == {"#ff00ff"}
        assert colours(seen.copy(1000, 300, 590, 290)) == {BLUE.name()}, "the plate has gone"
        assert colours(seen.copy(420, 400, 350, 190)) == {RED.name()}, "so has our window"
    finally:
        finish(menu)


STRIPS = """
import json
from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from selfhelp.machine.capture import x11
from selfhelp.ui.capture import capture_backends

application = QGuiApplication([])
window, *size = x11.find_root_window()
first = QGuiApplication.primaryScreen()
asked = []
once = capture_backends._grab_window
capture_backends._grab_window = lambda *what: asked.append(1) or once(*what)
strips = capture_backends._grab_window_in_strips(first, window, QSize(*size))
print(json.dumps([strips == once(first, window), strips.size().toTuple(), len(asked)]))
"""


@pytest.mark.spread(2)
@pytest.mark.parametrize(
    ("size", "scale", "in_one_piece"),
    [("1283x801", "1", 0), ("1280x802", "2", 0), ("1283x801", "2", 1), ("1280x800", "1.25", 1)],
)
def test_a_picture_in_strips_is_the_picture_in_one_piece(size: str, scale: str, in_one_piece: int) -> None:
    with Desk(size=f"{size}x24", extra={"QT_SCALE_FACTOR": scale}) as desk:
        ground = desk.home / "ground.png"
        desk.run(["convert", "-size", size, "plasma:grey20-grey80", str(ground)], 60)
        desk.run(["display", "-window", "root", str(ground)], 60)
        done = desk.run([sys.executable, "-c", STRIPS], 60)
        assert done.returncode == 0, done.stderr
        same, pixels, asked = json.loads(done.stdout)
    assert same
    assert "x".join(map(str, pixels)) == size
    assert asked == in_one_piece
