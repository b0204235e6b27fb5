"""Everything that can be pressed has at least 24 by 24 pixels on the smallest window (WCAG 2.2, 2.5.8)."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.ui.window import AppWindow
from tests.ui.every_screen import walk
from tests.ui.fakes import Printer
from tests.ui.pages import Make

pytestmark = pytest.mark.slow

KINDS = (QAbstractButton, QComboBox, QLineEdit)
SMALLEST = 24
"""CSS pixels, which are Qt's device-independent ones."""


@pytest.fixture
def window(make_window: Make, printer: Printer) -> AppWindow:
    printer.ask = True
    window = make_window()
    window.resize(400, 560)
    return window


def small(window: AppWindow) -> set[str]:
    """Return what is too small; words in a text aren't counted (the exception "Inline")."""
    targets = [target for kind in KINDS for target in window.findChildren(kind)]
    return {
        f"{type(target).__name__} “{called(target)}” {target.width()}x{target.height()}"
        for target in targets
        if target.isVisible()
        and target.isEnabled()
        and not target.objectName().startswith("qt_")
        and not isinstance(
            target.parent(), QLineEdit
        )  # Qt's own × in the box: docs/accessibility-conformance.md
        and min(target.width(), target.height()) < SMALLEST
    }


def called(target: QWidget) -> str:
    return target.accessibleName() or str(target.property("text") or "")


def test_no_target_is_too_small(window: AppWindow, app: App, qtbot: QtBot) -> None:
    found: dict[str, set[str]] = {}
    for name in walk(window, app, qtbot):
        if wrong := small(window):
            found[name] = wrong
    assert found == {}


def test_a_small_one_is_noticed(window: AppWindow) -> None:
    button = QPushButton("x", window)
    button.setStyleSheet("min-width: 0; min-height: 0; padding: 0; border: 0")
    button.setFixedSize(20, 30)
    button.show()
    assert any("20x30" in words for words in small(window))
