"""What Qt's part for Windows draws: the style sheet is read, buttons and ticks look as they should."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.core.paths import find_resource
from selfhelp.ui import theme
from tests.ui.test_style_sheet import CHOICES, bare, in_folder, pixel, shades, tick

__all__ = ["bare"]
LONG = "\\\\?\\"


def test_it_is_the_part_for_windows(qapp: QApplication) -> None:
    assert qapp.platformName() == "windows"


@pytest.mark.parametrize("choice", CHOICES)
def test_a_button_has_its_colour_height_and_ring(
    choice: str, qapp: QApplication, qtbot: QtBot, qtlog: Any
) -> None:
    theme.apply_theme(qapp, choice)
    page, colours = QWidget(), theme.get_current_colours()
    qtbot.addWidget(page)
    QPushButton("First", page)
    button = QPushButton("Send", page)
    button.setProperty("primary", True)
    page.show()
    button.resize(button.sizeHint())
    assert button.height() >= theme.TARGET
    assert pixel(button, 8, button.height() // 2) == colours.accent
    page.activateWindow()
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    assert pixel(button, 1, button.height() // 2) == colours.text
    assert [record.message for record in qtlog.records if "style" in record.message] == []


def test_the_title_bar_has_the_scheme_that_was_chosen(qapp: QApplication) -> None:
    """Windows draws it; Qt tells Windows as soon as a scheme of its own is set."""
    theme.apply_theme(qapp, "")
    system = qapp.styleHints().colorScheme()
    for choice, scheme in (("dark", Qt.ColorScheme.Dark), ("light", Qt.ColorScheme.Light), ("", system)):
        theme.apply_theme(qapp, choice)
        assert qapp.styleHints().colorScheme() is scheme
        assert theme.is_dark_wanted(qapp, choice) is (scheme is Qt.ColorScheme.Dark)


@pytest.mark.parametrize("before", ["", LONG])
def test_a_tick_is_found_wherever_the_program_lies(
    before: str, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "Zoé O'Brien (2); d"
    shutil.copytree(find_resource("icons"), folder / "icons")
    in_folder(monkeypatch, Path(before + str(folder)))
    theme.apply_theme(qapp, "light")
    box = QCheckBox()
    qtbot.addWidget(box)
    box.show()
    box.setChecked(True)
    image = box.grab().toImage()
    assert shades(image, QColor(theme.get_current_colours().accent))
    assert shades(image, tick())
