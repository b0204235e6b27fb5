"""Real X11 screens: two monitors of different colours, scaled and not, a window, the region picker."""

from __future__ import annotations

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
    command = [sys.executable, "-m", "selfhelp.ui.grab", "-o", str(target), *arguments]
    done = subprocess.run(
        command, env={**desk.environment, **env}, capture_output=True, text=True, timeout=60
    )
    return done.returncode, QImage(str(target)), done.stderr


@pytest.mark.parametrize("env", [{}, {"QT_SCALE_FACTOR": "2"}, {"QT_SCREEN_SCALE_FACTORS": "1;1.5"}])
def test_pictures_have_the_screen_s_own_pixels_whatever_the_scale(desk: Desk, env: dict[str, str]) -> None:
    status, whole, _ = grab(desk, **env)
    assert (status, whole.width(), whole.height()) == (0, 1600, 600)
    assert (whole.pixelColor(5, 5), whole.pixelColor(1590, 5)) == (RED, BLUE)
    for number, colour in (("1", RED), ("2", BLUE)):
        status, one, _ = grab(desk, "--monitor", number, **env)
        assert (status, one.width(), one.height()) == (0, 800, 600)
        assert one.pixelColor(400, 300) == colour


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
    command = [sys.executable, "-m", "selfhelp.ui.grab", "-o", str(desk.home / "no" / "x.png")]
    done = subprocess.run(command, env=desk.environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 3
    assert "cannot be saved" in done.stderr


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
    assert (status, sentence) == (3, "No window is active; click into the window first.\n")


PICK = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
from selfhelp.text import ENGLISH
from selfhelp.ui.camera import Camera

app = QApplication([])
app.setQuitOnLastWindowClosed(False)

class Context:
    show = staticmethod(ENGLISH.show)

def done(picture):
    picture.save(sys.argv[1])
    print("window", window.isVisible(), flush=True)
    app.quit()

window = QLabel("our own window")
window.setGeometry(100, 100, 400, 300)
window.show()
camera = Camera(Context(), done, lambda error: app.exit(9), app)
QTimer.singleShot(500, camera.region)
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
    assert child.wait(15) == 0, desk.log_of(child)
    picture = QImage(str(target))
    assert abs(picture.width() - 200) <= 2
    assert abs(picture.height() - 100) <= 2
    colours = {picture.pixelColor(x, y).name() for x in range(0, 196, 5) for y in range(0, 96, 5)}
    assert colours == {RED.name()}, "our own window is not in the picture"
    assert "window True" in desk.log_of(child)
