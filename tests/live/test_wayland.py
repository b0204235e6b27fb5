"""A real Wayland desktop: pictures through the real portal, the window, and no tray."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage

from tests.live.desk import wait_for
from tests.live.sni import Sign, TrayHost
from tests.live.sway import NEEDED, Sway
from tests.people import ALICE, Person, person, product

pytestmark = [
    pytest.mark.live,
    pytest.mark.gui,
    pytest.mark.skipif(not all(map(shutil.which, NEEDED)), reason="needs " + ", ".join(NEEDED)),
]

RED, BLUE, BLACK = QColor("#aa0000"), QColor("#0000bb"), QColor("#000000")
PORTAL_FILE = Path("/tmp/out.png")
"""Where xdg-desktop-portal-wlr 0.7 always puts its picture, readable by everybody."""


@pytest.fixture(scope="module")
def user(people: None) -> Iterator[Person]:
    """One home for the whole module, because a desktop takes its time to start."""
    with person(ALICE) as somebody:
        yield somebody


@pytest.fixture(scope="module")
def sway(user: Person) -> Iterator[Sway]:
    """Two monitors of 800 × 600 pixels: red at scale 1 on the left, blue at scale 2 on the right."""
    outputs = [
        "resolution 800x600 position 0 0 scale 1 background #aa0000 solid_color",
        "resolution 800x600 position 800 0 scale 2 background #0000bb solid_color",
    ]
    with Sway(user, outputs) as made:
        wait_for(lambda: {RED.name(), BLUE.name()} <= _colours(_grim(made, user)), 20)
        yield made


def _grim(sway: Sway, user: Person, *arguments: str) -> QImage:
    """Return the desktop's picture as another program takes it."""
    target = user.home / "grim.png"
    target.unlink(missing_ok=True)
    sway.run(["grim", *arguments, str(target)])
    return QImage(str(target))


def _grab(
    sway: Sway, user: Person, *arguments: str, **env: str
) -> tuple[subprocess.CompletedProcess[str], QImage]:
    target = user.home / "shot.png"
    target.unlink(missing_ok=True)
    command = [sys.executable, "-m", "selfhelp.ui.capture.grab", "-o", str(target), *arguments]
    done = sway.run(command, **{"QT_QPA_PLATFORM": "wayland", **env})
    return done, QImage(str(target))


def _plain(picture: QImage) -> QImage:
    return picture.convertToFormat(QImage.Format.Format_RGB32)


def _colours(picture: QImage) -> set[str]:
    across, down = range(0, picture.width(), 7), range(0, picture.height(), 7)
    return {picture.pixelColor(x, y).name() for x in across for y in down}


def _only(picture: QImage, *colours: QColor) -> bool:
    """Whether there are no other colours; the edge of an enlarged monitor is one step off."""
    points = [(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)]
    return all(any(_near(picture.pixelColor(x, y), c) for c in colours) for x, y in points)


def _near(one: QColor, other: QColor) -> bool:
    pairs = zip(one.getRgb(), other.getRgb(), strict=True)
    return all(abs(mine - theirs) <= 1 for mine, theirs in pairs)


def _number_of(sway: Sway, user: Person, name: str) -> int:
    """Return how the system numbers a monitor."""
    ask = "from PySide6.QtGui import QGuiApplication as A; a = A([]); print(*[s.name() for s in a.screens()])"
    names = sway.run([sys.executable, "-c", ask], QT_QPA_PLATFORM="wayland").stdout.split()
    return names.index(name) + 1


# -- pictures --------------------------------------------------------------------------------------


def test_the_whole_screen_is_pixel_for_pixel_what_grim_sees(sway: Sway, user: Person) -> None:
    done, picture = _grab(sway, user)
    assert (done.returncode, done.stderr) == (0, "")
    assert (picture.width(), picture.height()) == (2400, 1200)
    assert _plain(picture) == _plain(_grim(sway, user))


def test_nothing_stays_behind_and_the_file_is_private(sway: Sway, user: Person) -> None:
    done, _ = _grab(sway, user)
    assert done.returncode == 0
    assert not PORTAL_FILE.exists()
    assert stat.S_IMODE((user.home / "shot.png").stat().st_mode) == 0o600


@pytest.mark.parametrize(("name", "colour"), [("HEADLESS-1", RED), ("HEADLESS-2", BLUE)])
def test_a_monitor_in_device_pixels_at_any_scale(sway: Sway, user: Person, name: str, colour: QColor) -> None:
    done, picture = _grab(sway, user, "--monitor", str(_number_of(sway, user, name)))
    assert (done.returncode, done.stderr) == (0, "")
    assert (picture.width(), picture.height()) == (800, 600)
    assert _only(picture, colour)


def test_monitors_that_qt_places_differently_are_not_guessed(sway: Sway, user: Person) -> None:
    """Qt's scale for testing makes monitors smaller, but leaves them where they are."""
    done, picture = _grab(sway, user, "--monitor", "1", QT_SCALE_FACTOR="2")
    assert (done.returncode, picture.isNull()) == (3, True)
    assert done.stderr == "Displays can't be captured separately here. Capture the whole screen instead.\n"


LABEL = """
from PySide6.QtWidgets import QApplication, QLabel

app = QApplication([])
label = QLabel("a text with edges, 0123456789")
label.setWindowTitle("Label")
label.show()
app.exec()
"""


def test_the_sharpest_monitor_is_pixel_for_pixel_its_own(sway: Sway, user: Person) -> None:
    app = sway.spawn([sys.executable, "-c", LABEL], QT_QPA_PLATFORM="wayland")
    wait_for(lambda: _titles(sway) == ["Label"])
    try:
        sway.tell("[title=Label] move absolute position 820 20")
        wait_for(lambda: len(_colours(_grim(sway, user, "-o", "HEADLESS-2"))) > 3)
        _, picture = _grab(sway, user, "--monitor", str(_number_of(sway, user, "HEADLESS-2")))
        assert _plain(picture) == _plain(_grim(sway, user, "-o", "HEADLESS-2"))
    finally:
        _finish(app)


def test_a_region_across_both_monitors(sway: Sway, user: Person) -> None:
    done, picture = _grab(sway, user, "--region", "1590,10,20,15")
    assert (done.returncode, picture.width(), picture.height()) == (0, 20, 15)
    assert _plain(picture) == _plain(_grim(sway, user)).copy(QRect(1590, 10, 20, 15))
    assert _near(picture.pixelColor(9, 0), RED)
    assert picture.pixelColor(10, 0) == BLUE


@pytest.mark.parametrize(
    ("wrong", "status"),
    [(["--monitor", "3"], 2), (["--region", "2390,0,20,20"], 2), (["--window"], 3)],
)
def test_what_cannot_be_taken_is_one_sentence(
    sway: Sway, user: Person, wrong: list[str], status: int
) -> None:
    done, picture = _grab(sway, user, *wrong)
    assert done.returncode == status
    assert picture.isNull()
    assert len(done.stderr.splitlines()) == 1


def test_fractional_scales_beside_a_whole_one(sway: Sway, user: Person) -> None:
    """800 pixels at scale 1.5 are 533 units and a third: a pixel more or less is in the nature of it.

    Sway without a graphics card shades its own background at such a scale, so only the tint is compared.
    """
    sway.tell("output HEADLESS-1 scale 1.5 position 0 0, output HEADLESS-2 scale 1 position 533 0")
    try:
        for name, missing in (("HEADLESS-1", QColor.blue), ("HEADLESS-2", QColor.red)):
            done, picture = _grab(sway, user, "--monitor", str(_number_of(sway, user, name)))
            assert done.returncode == 0
            assert abs(picture.width() - 800) <= 2
            assert abs(picture.height() - 600) <= 2
            colours = [picture.pixelColor(x, 300) for x in range(2, picture.width() - 2)]
            assert not any(missing(colour) for colour in colours)
    finally:
        sway.tell("output HEADLESS-2 scale 2 position 800 0, output HEADLESS-1 scale 1 position 0 0")
        wait_for(lambda: _only(_plain(_grim(sway, user)), RED, BLUE, BLACK))


def test_under_xwayland_the_portal_is_asked_as_well(sway: Sway, user: Person) -> None:
    """Qt knows no scales there, so the less sharp monitor stays enlarged."""
    xwayland = {"QT_QPA_PLATFORM": "xcb", "DISPLAY": sway.x_display()}
    done, whole = _grab(sway, user, **xwayland)
    assert (done.returncode, done.stderr) == (0, "")
    assert _plain(whole) == _plain(_grim(sway, user))
    pictures = [_grab(sway, user, "--monitor", number, **xwayland)[1] for number in ("1", "2")]
    assert sorted(picture.width() for picture in pictures) == [800, 1600]
    assert all(_only(picture, RED) or _only(picture, BLUE) for picture in pictures)


def test_the_command_line_takes_a_picture(sway: Sway, user: Person) -> None:
    target = user.home / "command.png"
    done = sway.run(product("screenshot", "-o", str(target)))
    assert done.returncode == 0, done.stderr
    assert QImage(str(target)).width() == 2400


def test_a_foreign_file_in_the_way_is_neither_sent_nor_removed(sway: Sway, user: Person, bob: Person) -> None:
    """The portal's name can be foreseen, so another person can lay something there first."""
    bob.run(["cp", "/etc/hostname", str(PORTAL_FILE)])
    try:
        done, picture = _grab(sway, user)
        assert done.returncode == 3
        assert picture.isNull()
        assert len(done.stderr.splitlines()) == 1
        assert PORTAL_FILE.read_bytes() == Path("/etc/hostname").read_bytes()
    finally:
        PORTAL_FILE.unlink()


CAMERA = """
import sys
from pathlib import Path
from types import SimpleNamespace
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
from selfhelp.policy.policy import Policy
from selfhelp.core.text import ENGLISH
from selfhelp.ui.capture.screenshot_capture import ScreenshotCapture
from selfhelp.ui.jobs import JobRunner

app = QApplication([])
app.setQuitOnLastWindowClosed(False)

class Context:
    translate = staticmethod(ENGLISH.translate)
    jobs = JobRunner(app)
    app = SimpleNamespace(policy=Policy())

def done(picture):
    picture.save(sys.argv[1])
    QTimer.singleShot(300, back)  # our windows come back once the picture is handed over

def back():
    print("window", window.isVisible(), flush=True)
    app.quit()

window = QLabel("our own window")
window.setStyleSheet("background: #00ff00")
window.resize(300, 200)
window.show()
camera = ScreenshotCapture(Context(), done, lambda error: app.exit(9), app)

def once_seen():
    if Path(sys.argv[1] + ".seen").exists():
        camera.capture_desktop()
    else:
        QTimer.singleShot(50, once_seen)

QTimer.singleShot(100, once_seen)
status = app.exec()
Context.jobs.stop_all(3000)
sys.exit(status)
"""


def test_our_own_window_is_not_in_the_picture_and_comes_back(sway: Sway, user: Person) -> None:
    target = user.home / "camera.png"
    app = sway.spawn([sys.executable, "-c", CAMERA, str(target)], QT_QPA_PLATFORM="wayland")
    wait_for(lambda: "#00ff00" in _colours(_grim(sway, user)))
    (user.home / "camera.png.seen").touch()
    assert app.wait(60) == 0, sway.log_of(app)
    assert _only(QImage(str(target)), RED, BLUE, BLACK)
    assert "window True" in sway.log_of(app)


WINDOW = CAMERA.replace("camera.capture_desktop", "camera.capture_window").replace(
    "lambda error: app.exit(9)",
    "lambda error: (print(error.code, window.isVisible(), flush=True), app.exit(9))",
)


def test_the_desktop_s_own_dialog_is_asked_for_a_window(sway: Sway, user: Person) -> None:
    """The portal of wlroots lets the user choose with slurp; without it or a mouse there is no picture."""
    target = user.home / "window.png"
    (user.home / "window.png.seen").touch()
    app = sway.spawn([sys.executable, "-c", WINDOW, str(target)], QT_QPA_PLATFORM="wayland")
    assert app.wait(60) == 9, sway.log_of(app)
    assert sway.log_of(app).split()[-2:] == ["unavailable", "True"], sway.log_of(app)
    assert not target.exists()


# -- the app ---------------------------------------------------------------------------------------


def _titles(sway: Sway) -> list[str]:
    return [window["name"] for window in sway.windows()]


def _quiet(sway: Sway, user: Person, app: subprocess.Popen[str]) -> None:
    """Nothing went wrong behind the person's back."""
    assert "Traceback" not in sway.log_of(app)
    for log in user.home.rglob("selfhelp.log"):
        assert "ERROR" not in log.read_text()


@pytest.mark.parametrize("env", [{"QT_QPA_PLATFORM": "wayland"}, {}], ids=["told", "by itself"])
def test_the_window_opens_and_closing_it_ends_the_app(sway: Sway, user: Person, env: dict[str, str]) -> None:
    app = sway.spawn(product(), **env)
    try:
        wait_for(lambda: _titles(sway) == ["Self-help"], 20)
        assert sway.windows()[0]["app_id"] == "selfhelp", "by this name the desktop finds its icon"
        sway.tell("[app_id=selfhelp] kill")
        assert app.wait(60) == 0, "without a tray there is nowhere to stay"
        _quiet(sway, user, app)
    finally:
        _finish(app)


def test_without_a_tray_the_app_waits_calmly_and_a_second_start_opens_the_window(
    sway: Sway, user: Person
) -> None:
    app = sway.spawn(product("--tray"))
    try:
        time.sleep(2)
        assert app.poll() is None
        assert _titles(sway) == []
        assert sway.run(product()).returncode == 0
        wait_for(lambda: _titles(sway) == ["Self-help"], 20)
        _quiet(sway, user, app)
    finally:
        _finish(app)


def test_the_sign_comes_with_a_tray_that_starts_later(sway: Sway, user: Person) -> None:
    app = sway.spawn(product("--tray"))
    time.sleep(1.5)
    try:
        tray = TrayHost(sway.bus)
        try:
            tray.wait(2)  # the one created by Qt, then the app's, which stays
            sign = Sign(sway.bus, tray.items[-1])
            sign.click("What's wrong?")
            wait_for(lambda: _titles(sway) == ["Self-help"], 20)
            sway.tell("[app_id=selfhelp] kill")
            wait_for(lambda: _titles(sway) == [])
            assert app.poll() is None, "with a tray it stays there"
            sign.click("Quit")
            assert app.wait(60) == 0
            sign.close()
        finally:
            tray.close()
        _quiet(sway, user, app)
    finally:
        _finish(app)


def _finish(app: subprocess.Popen[str]) -> None:
    if app.poll() is None:
        os.kill(app.pid, 15)
        app.wait(60)
