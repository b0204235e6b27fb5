"""The style sheet holds wherever the program lies: no name of a folder is read as a rule."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path, PurePath, PureWindowsPath
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.core.paths import find_resource
from selfhelp.ui import theme

WINDOWS = [
    "C:\\Program Files\\selfhelp\\_internal\\selfhelp\\resources",
    'C:\\Users\\Zoé O\'Brien "x" (2)\\déjà\\resources',
    "\\\\server\\share$\\d\\resources",
    "\\\\?\\C:\\fade\\resources",
]
ODD = "Zoé O'Brien (2); d" if sys.platform == "win32" else 'Zoé "O\'Brien" \\d (2); }'
CHOICES = ["light", "dark", "contrast"]


@pytest.fixture(autouse=True)
def bare(qapp: QApplication) -> Iterator[None]:
    """Nothing of an earlier look, and the usual one afterwards."""
    qapp.setStyleSheet("")
    with pytest.MonkeyPatch.context() as patch:
        yield
        patch.undo()
    qapp.setStyleSheet("")
    theme.apply_theme(qapp, "light")


def in_folder(patch: pytest.MonkeyPatch, folder: PurePath) -> None:
    """Have the program's resources in another folder."""
    patch.setattr(theme, "find_resource", lambda name: folder.joinpath(*name.split("/")))


def pixel(widget: QWidget, x: int, y: int) -> str:
    return str(widget.grab().toImage().pixelColor(x, y).name())


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("folder", WINDOWS)
def test_a_button_keeps_its_look_in_a_folder_of_windows(
    folder: str, choice: str, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_folder(monkeypatch, PureWindowsPath(folder))
    theme.apply_theme(qapp, choice)
    page, colours = QWidget(), theme.get_current_colours()
    qtbot.addWidget(page)
    QPushButton("First", page)
    button = QPushButton("Send", page)
    button.setProperty("primary", True)
    page.show()
    button.resize(button.sizeHint())
    assert button.height() >= theme.TARGET
    middle = button.height() // 2
    assert pixel(button, 8, middle) == colours.accent
    assert pixel(button, 1, middle) == colours.accent
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    assert pixel(button, 1, middle) == colours.text


@pytest.mark.parametrize("choice", CHOICES)
def test_a_tick_is_found_in_a_folder_with_an_odd_name(
    choice: str, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / ODD
    shutil.copytree(find_resource("icons"), folder / "icons")
    in_folder(monkeypatch, folder)
    theme.apply_theme(qapp, choice)
    box = QCheckBox()
    qtbot.addWidget(box)
    box.show()
    box.setChecked(True)
    image = box.grab().toImage()
    assert shades(image, QColor(theme.get_current_colours().accent)), "the ground of the tick"
    assert shades(image, tick()), "the tick"


def tick() -> QColor:
    """Return the colour that the picture of a tick is painted in."""
    image = QImage(str(find_resource("icons/tick-32.png")))
    dots = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return max(dots, key=QColor.alpha)


def shades(image: QImage, colour: QColor) -> int:
    """Return how many pixels have a colour."""
    places = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return sum(image.pixelColor(*place).name() == colour.name() for place in places)


@pytest.mark.parametrize("choice", CHOICES)
def test_qt_can_read_it(choice: str, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, qtlog: Any) -> None:
    for folder in WINDOWS:
        in_folder(monkeypatch, PureWindowsPath(folder))
        theme.apply_theme(qapp, choice)
        widget = QWidget()  # a sheet is parsed when the first widget needs it
        widget.ensurePolished()
    assert [record.message for record in qtlog.records] == []


@pytest.mark.parametrize("kind", ["", "primary", "chip", "link", "fold"])
def test_a_focused_button_has_one_ring(qapp: QApplication, qtbot: QtBot, kind: str) -> None:
    """The style drew a second box inside the ring."""
    theme.apply_theme(qapp, "light")
    window, button = QWidget(), QPushButton("Send")
    qtbot.addWidget(window)
    if kind:
        button.setProperty(kind, True)
    column = QVBoxLayout(window)
    column.addWidget(QPushButton("Other"))
    column.addWidget(button)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    inside = button.rect().adjusted(16, 3, -16, -3)  # without round corners
    plain = button.grab(inside).toImage()
    qtbot.keyClick(window, Qt.Key.Key_Tab)  # else Qt shows no focus at all
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert button.hasFocus()
    assert button.grab(inside).toImage() == plain


def test_no_path_is_in_it(qapp: QApplication) -> None:
    rules = theme.build_style_sheet(theme.get_current_colours(), qapp.font())
    assert rules.count("url(") == rules.count('url("icons:') == 3
    assert "\\" not in rules
