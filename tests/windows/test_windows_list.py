"""Which windows are open, where they stand, and pictures of them: user32, dwmapi, Qt for Windows."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from selfhelp.core.progress import Progress
from selfhelp.machine.capture import win32_windows
from selfhelp.machine.capture.open_windows import OpenWindow
from selfhelp.ui.capture.capture_backends import WindowsBackend
from tests.windows.children import red_window

TITLE = "Störung – Zoé's window"
RED = QColor("#c00020")
PATIENCE = 30.0


@dataclass
class Other:
    """A window of another program."""

    window: OpenWindow


def found(seconds: float = PATIENCE) -> OpenWindow | None:
    """Return the window of that title, as soon as it is listed."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for window in win32_windows.list_windows():
            if window.title == TITLE:
                return window
        time.sleep(0.2)
    return None


@pytest.fixture
def other() -> Iterator[Other]:
    with red_window(TITLE):
        window = found()
        assert window is not None, [w.title for w in win32_windows.list_windows()]
        yield Other(window)


def test_a_window_of_another_program_is_listed_with_its_title_and_place(other: Other) -> None:
    area = other.window.area
    assert abs(area.x - 120) < 40
    assert abs(area.y - 90) < 60
    assert area.width >= 320
    assert area.height >= 240
    assert win32_windows.read_window_area(other.window.handle) == area


def test_our_own_windows_are_not_listed(qapp: QApplication) -> None:
    from PySide6.QtWidgets import QWidget

    ours = QWidget()
    ours.setWindowTitle("selfhelp's own")
    ours.show()
    qapp.processEvents()
    assert "selfhelp's own" not in [window.title for window in win32_windows.list_windows()]
    ours.hide()


def test_a_window_that_is_gone_has_no_place(other: Other) -> None:
    assert win32_windows.read_window_area(0x7FFFFFF0) is None


def test_it_is_brought_to_the_front_and_is_the_active_one(other: Other) -> None:
    win32_windows.bring_to_front(other.window.handle)
    end = time.monotonic() + PATIENCE
    while win32_windows.read_active_window_area() != other.window.area and time.monotonic() < end:
        time.sleep(0.2)
    assert win32_windows.read_active_window_area() == win32_windows.read_window_area(other.window.handle)


def test_a_picture_shows_what_the_window_shows(other: Other, qapp: QApplication) -> None:
    picture = WindowsBackend().capture_window(other.window.handle, Progress())
    assert picture.size().width() >= 320
    middle = picture.rect().center()
    assert QColor(picture.pixel(middle)) == RED


def test_a_monitor_is_pictured_whole(other: Other, qapp: QApplication) -> None:
    (screen, *_) = QGuiApplication.screens()
    picture = WindowsBackend().capture_monitor(screen, Progress())
    assert picture.size() == screen.size() * screen.devicePixelRatio()
    assert _holds(picture, QRect(other.window.area.x + 100, other.window.area.y + 100, 20, 20))


def _holds(picture: QImage, place: QRect) -> bool:
    return QColor(picture.pixel(place.center())) == RED
