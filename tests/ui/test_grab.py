"""Pictures of the screen, and the region picker; the real screens are in tests/live/test_grab.py."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from selfhelp.errors import CancelledError, UnavailableError, UsageError
from selfhelp.progress import Progress
from selfhelp.ui import grab
from selfhelp.ui.widgets.region import RegionPicker
from tests.ui.desk_window import picture


def program(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "selfhelp.ui.grab", *arguments]
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
    assert answer.stderr == "There is no screen here that could be photographed.\n"
    assert list(tmp_path.glob("*.png")) == []


@pytest.mark.parametrize(
    "arguments",
    [[], ["--monitor", "x"], ["--region", "1,2,3"], ["--region", "a,b,c,d"], ["--monitor", "1", "--window"]],
)
def test_wrong_use_is_2(tmp_path: Path, arguments: list[str]) -> None:
    target = ["-o", str(tmp_path / "x.png")] if arguments else []
    answer = program(*target, *arguments)
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr


def test_a_file_is_private_and_whole_or_not_there(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    path = folder / "shot.png"
    path.write_bytes(b"old")
    path.chmod(0o644)
    grab.write_private(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(OSError, match="director"):
        grab.write_private(folder, b"a folder is in the way")
    assert [p.name for p in folder.iterdir()] == ["shot.png"]
    assert not list(tmp_path.glob(".selfhelp-*"))


@pytest.mark.parametrize(
    "area",
    [QRect(0, 0, 0, 5), QRect(-1, 0, 5, 5), QRect(316, 0, 5, 5), QRect(0, 0, 321, 5), QRect(5, 5, -3, 2)],
)
def test_a_region_must_lie_inside(area: QRect) -> None:
    with pytest.raises(UsageError, match="320 × 200"):
        grab.region_of(picture(), area)


def test_a_region_has_its_own_pixels() -> None:
    assert grab.region_of(picture(), QRect(20, 20, 100, 60)).size() == QSize(100, 60)


@pytest.mark.usefixtures("qapp")
def test_a_monitor_that_is_not_there() -> None:
    for number in (0, -1, 99):
        with pytest.raises(UsageError, match="no monitor"):
            grab.screen_of(number)


@pytest.mark.usefixtures("qapp")
def test_the_portal_s_picture_is_cut_by_monitor(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = QGuiApplication.primaryScreen()
    double = screen.virtualGeometry().size() * 2
    monkeypatch.setattr(grab.PortalDesktop, "whole", lambda self, progress: picture(*double.toTuple()))
    cut = grab.PortalDesktop().monitor(screen, Progress())
    assert cut.size() == screen.geometry().size() * 2
    skewed = QSize(double.width(), double.height() // 2)
    monkeypatch.setattr(grab.PortalDesktop, "whole", lambda self, progress: picture(*skewed.toTuple()))
    with pytest.raises(UnavailableError):
        grab.PortalDesktop().monitor(screen, Progress())


@pytest.mark.usefixtures("qapp")
def test_what_the_portal_sends_may_be_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("selfhelp.machine.portal.screenshot", lambda progress: b"<html>no</html>")
    with pytest.raises(UnavailableError):
        grab.PortalDesktop().whole(Progress())


@pytest.mark.usefixtures("qapp")
def test_a_no_to_the_portal_is_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(progress: Progress) -> bytes:
        raise CancelledError(grab.NO_SCREEN)

    monkeypatch.setattr("selfhelp.machine.portal.screenshot", refused)
    with pytest.raises(CancelledError):
        grab.PortalDesktop().whole(Progress())


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
