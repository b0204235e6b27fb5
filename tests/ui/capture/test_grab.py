"""Pictures of the screen, and the region picker; the real screens are in tests/live/test_grab.py."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from selfhelp.core.errors import CancelledError, UnavailableError, UsageError
from selfhelp.core.progress import Progress
from selfhelp.machine.capture import quartz
from selfhelp.machine.capture.open_windows import WindowArea
from selfhelp.ui.capture import capture_backends, grab
from selfhelp.ui.capture.pixels import arrange_pictures_by_place
from selfhelp.ui.capture.region_picker import RegionPicker
from tests.ui.desk_window import picture


def program(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "selfhelp.ui.capture.grab", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    "env",
    [{}, {"DISPLAY": ":4711"}, {"WAYLAND_DISPLAY": "nowhere"}, {"QT_QPA_PLATFORM": "offscreen"}],
    ids=["none", "no such X", "no such Wayland", "offscreen"],
)
def test_without_a_display_it_says_one_sentence_and_does_not_abort(
    tmp_path: Path, env: dict[str, str]
) -> None:
    answer = program("-o", str(tmp_path / "x.png"), **env)
    assert answer.returncode == 3
    assert answer.stderr == "No display is available for a screenshot.\n"
    assert list(tmp_path.glob("*.png")) == []


def test_the_program_itself_holds_the_organisation_s_rule(tmp_path: Path) -> None:
    rule = tmp_path / ".config" / "selfhelp" / "policy.toml"
    rule.parent.mkdir(parents=True)
    rule.write_text("[evidence]\nscreenshots = false\n")
    answer = program("-o", str(tmp_path / "x.png"), QT_QPA_PLATFORM="offscreen", HOME=str(tmp_path))
    assert answer.returncode == 3
    assert answer.stderr == "Your organisation doesn't allow screenshots.\n"


@pytest.mark.parametrize(
    "arguments",
    [[], ["--monitor", "x"], ["--region", "1,2,3"], ["--region", "a,b,c,d"], ["--monitor", "1", "--window"]],
)
def test_wrong_use_is_2(tmp_path: Path, arguments: list[str]) -> None:
    target = ["-o", str(tmp_path / "x.png")] if arguments else []
    answer = program(*target, *arguments)
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    "area",
    [QRect(0, 0, 0, 5), QRect(-1, 0, 5, 5), QRect(316, 0, 5, 5), QRect(0, 0, 321, 5), QRect(5, 5, -3, 2)],
)
def test_a_region_must_lie_inside(area: QRect) -> None:
    with pytest.raises(UsageError, match="320 × 200"):
        grab.crop_region(picture(), area)


def test_a_region_has_its_own_pixels() -> None:
    assert grab.crop_region(picture(), QRect(20, 20, 100, 60)).size() == QSize(100, 60)


@pytest.mark.usefixtures("qapp")
def test_a_monitor_that_is_not_there() -> None:
    for number in (0, -1, 99):
        with pytest.raises(UsageError, match="doesn't exist"):
            grab.find_screen(number)


@pytest.mark.usefixtures("qapp")
def test_the_portal_s_picture_is_cut_by_monitor(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = QGuiApplication.primaryScreen()
    double = screen.virtualGeometry().size() * 2
    monkeypatch.setattr(
        grab.PortalBackend, "capture_desktop", lambda self, progress: picture(*double.toTuple())
    )
    cut = grab.PortalBackend().capture_monitor(screen, Progress())
    assert cut.size() == screen.geometry().size() * 2
    skewed = QSize(double.width(), double.height() // 2)
    monkeypatch.setattr(
        grab.PortalBackend, "capture_desktop", lambda self, progress: picture(*skewed.toTuple())
    )
    with pytest.raises(UnavailableError):
        grab.PortalBackend().capture_monitor(screen, Progress())


@pytest.mark.usefixtures("qapp")
def test_what_the_portal_sends_may_be_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "selfhelp.machine.capture.portal.take_screenshot", lambda progress: b"<html>no</html>"
    )
    with pytest.raises(UnavailableError):
        grab.PortalBackend().capture_desktop(Progress())


@pytest.mark.usefixtures("qapp")
def test_a_no_to_the_portal_is_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(progress: Progress) -> bytes:
        raise CancelledError(grab.NO_SCREEN)

    monkeypatch.setattr("selfhelp.machine.capture.portal.take_screenshot", refused)
    with pytest.raises(CancelledError):
        grab.PortalBackend().capture_desktop(Progress())


# -- monitors as they stand ------------------------------------------------------------------------


def coloured(width: int, height: int, colour: str) -> QImage:
    made = QImage(width, height, QImage.Format.Format_RGB32)
    made.fill(QColor(colour))
    return made


def test_a_monitor_left_of_and_above_the_first_one_has_its_place() -> None:
    pictures = [coloured(100, 80, "#aa0000"), coloured(60, 40, "#0000bb")]
    whole = arrange_pictures_by_place(pictures, [QRect(0, 0, 100, 80), QRect(-60, -20, 60, 40)])
    assert whole is not None
    assert whole.size() == QSize(160, 100)
    assert whole.pixelColor(0, 0) == QColor("#0000bb")
    assert whole.pixelColor(60, 20) == QColor("#aa0000")
    assert whole.pixelColor(159, 99) == QColor("#aa0000")
    assert whole.pixelColor(59, 41) == QColor("#000000"), "nothing is there"


def test_places_in_points_are_scaled_where_all_monitors_have_one_scale() -> None:
    pictures = [coloured(200, 160, "#aa0000"), coloured(120, 80, "#0000bb")]
    whole = arrange_pictures_by_place(pictures, [QRect(0, 0, 100, 80), QRect(100, 0, 60, 40)])
    assert whole is not None
    assert whole.size() == QSize(320, 160)
    assert whole.pixelColor(200, 0) == QColor("#0000bb")


@pytest.mark.parametrize("second", [QRect(100, 0, 60, 40), QRect(50, 0, 120, 80)], ids=["scale", "overlap"])
def test_monitors_without_a_common_grid_are_not_arranged(second: QRect) -> None:
    pictures = [coloured(100, 80, "#aa0000"), coloured(120, 80, "#0000bb")]
    assert arrange_pictures_by_place(pictures, [QRect(0, 0, 100, 80), second]) is None


@pytest.mark.usefixtures("qapp")
def test_a_window_is_cut_in_the_monitor_s_own_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Mac counts in points; a window that reaches over the edge is cut there."""
    screen = QGuiApplication.primaryScreen()
    size = screen.size() * screen.devicePixelRatio()
    shot = coloured(size.width(), size.height(), "#aa0000")
    monkeypatch.setattr(capture_backends, "_grab_window", lambda screen, window: shot)
    monkeypatch.setattr(quartz, "request_screen_permission", lambda: None)
    for way in (capture_backends.WindowsBackend(), capture_backends.MacBackend()):
        part = way.capture_area(WindowArea(screen.geometry().x() - 50, 10, 150, 60), Progress())
        assert part.size() == QSize(100, 60)


@pytest.mark.usefixtures("qapp")
def test_a_mac_that_does_not_allow_it_says_where_to_switch_it_on(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Graphics:
        def __getattr__(self, name: str) -> Callable[[], bool]:
            def answer() -> bool:
                asked.append(name)
                return False

            self.__dict__[name] = answer
            return answer

    monkeypatch.setattr(quartz, "_load_library", lambda path: Graphics())
    with pytest.raises(UnavailableError, match="System Settings"):
        capture_backends.MacBackend().capture_desktop(Progress())
    assert asked == ["CGPreflightScreenCaptureAccess", "CGRequestScreenCaptureAccess"]


@pytest.fixture
def picker(qtbot: QtBot) -> RegionPicker:
    made = RegionPicker(picture(640, 400), QGuiApplication.primaryScreen(), "Draw a rectangle")
    qtbot.addWidget(made)
    made.resize(320, 240)  # half the picture's size, with black above and below
    made.show()
    return made


def test_a_region_is_drawn_with_the_mouse(qtbot: QtBot, picker: RegionPicker) -> None:
    areas: list[QRect] = []
    picker.chosen.connect(areas.append)
    qtbot.mousePress(picker, Qt.MouseButton.LeftButton, pos=QPoint(10, 30))
    qtbot.mouseMove(picker, QPoint(60, 80))
    qtbot.mouseRelease(picker, Qt.MouseButton.LeftButton, pos=QPoint(60, 80))
    assert areas == [QRect(QPoint(20, 20), QPoint(120, 120))]


def test_a_region_is_drawn_with_the_keyboard(qtbot: QtBot, picker: RegionPicker) -> None:
    areas: list[QRect] = []
    picker.chosen.connect(areas.append)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Return):
        qtbot.keyClick(picker, key)
    assert len(areas) == 1
    assert QImage(640, 400, QImage.Format.Format_RGB32).rect().contains(areas[0])


def test_escape_gives_up_and_a_click_chooses_nothing(qtbot: QtBot, picker: RegionPicker) -> None:
    areas: list[QRect] = []
    picker.chosen.connect(areas.append)
    qtbot.mouseClick(picker, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    with qtbot.waitSignal(picker.cancelled, timeout=1000):
        qtbot.keyClick(picker, Qt.Key.Key_Escape)
    assert areas == []
