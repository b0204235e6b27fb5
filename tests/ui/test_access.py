"""Every screen without a mouse and without sight: names, the way of Tab, and foreign text as it is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QRadioButton, QWidget

from selfhelp.core.text import Translator
from selfhelp.ui.navigation import HomePage
from selfhelp.ui.widgets.icon_buttons import IconToggle
from selfhelp.ui.window import AppWindow
from tests.ui.every_screen import NAMES
from tests.ui.fakes import HOSTILE, Printer
from tests.ui.one_walk import OneWalk, Wrong
from tests.ui.pages import Make

pytestmark = pytest.mark.slow


@pytest.fixture
def window(make_window: Make, printer: Printer) -> AppWindow:
    """As small as it gets, with a fix that asks something and has a foreign name."""
    printer.ask = True
    printer.name = HOSTILE
    window = make_window()
    window.resize(400, 560)
    return window


def focusable(window: QWidget) -> list[QWidget]:
    """What Tab should reach, with the parts that Qt itself puts into widgets left out."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not widget.objectName().startswith("qt_")
    ]


def words(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()} {widget.property('text') or ''}".strip()


def called(widget: QWidget) -> str:
    """Return what a screen reader says first. The name of a box is what is chosen in it, so its label
    counts, which is told as a relation (Qt on X11 and Wayland)."""
    seen = QAccessible.queryAccessibleInterface(widget)
    assert seen is not None
    if not isinstance(widget, QComboBox):
        return seen.text(QAccessible.Text.Name)
    labels = seen.relations(QAccessible.RelationFlag.Label)
    return "".join(other.text(QAccessible.Text.Name) for other, _ in labels)


def _rich(window: AppWindow) -> Sequence[str]:
    labels = window.findChildren(QLabel)
    rich = [words(label) for label in labels if label.textFormat() is not Qt.TextFormat.PlainText]
    return rich if window.width() == 400 else [*rich, f"the window is {window.width()} wide"]


def _nameless(window: AppWindow) -> Sequence[str]:
    return [words(widget) for widget in focusable(window) if not called(widget).strip()]


def _missed(window: AppWindow) -> Sequence[str]:
    wanted = set(focusable(window))
    reached: set[QWidget] = set()
    for _ in range(2 * len(wanted) + 5):
        focus = QApplication.focusWidget()
        if focus is None:
            return ["nothing has the focus"]
        reached.add(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    return [words(widget) for widget in wanted - reached if not _in_a_group(widget, reached)]


def _unread(window: AppWindow) -> Sequence[str]:
    """Labels whose text Orca wouldn't read: in other roles it asks an interface that labels lack."""
    return [
        words(label)
        for label in window.findChildren(QLabel)
        if label.isVisible()
        and label.text()
        and QAccessible.queryAccessibleInterface(label).role() != QAccessible.Role.StaticText
    ]


WALK = OneWalk({"rich": _rich, "nameless": _nameless, "unread": _unread, "missed": _missed})


@pytest.fixture
def wrong(request: pytest.FixtureRequest) -> Wrong:
    return WALK.wrong(request)


def test_every_label_shows_plain_text(wrong: Wrong) -> None:
    assert wrong("rich") == {}
    assert tuple(WALK.seen) == NAMES


def test_every_control_has_a_name(wrong: Wrong) -> None:
    assert wrong("nameless") == {}


def test_every_label_is_one_for_a_screen_reader(wrong: Wrong) -> None:
    assert wrong("unread") == {}


def test_tab_reaches_every_control(wrong: Wrong) -> None:
    assert wrong("missed") == {}


def _in_a_group(widget: QWidget, reached: set[QWidget]) -> bool:
    """Radio buttons, and the tools of the editor, are one stop for Tab; the arrow keys go on from there."""
    for kind in (QRadioButton, IconToggle):
        if isinstance(widget, kind):
            return any(isinstance(other, kind) and other.parent() is widget.parent() for other in reached)
    return False


def test_a_button_of_a_row_is_named_as_each_language_sets_a_colon(make_window: Make) -> None:
    context = make_window(HomePage()).context
    assert context.make_row_button_label("Save", "notes.txt") == "Save: notes.txt"
    context.language.translator = Translator("fr")
    assert context.make_row_button_label("Afficher", "a: b") in (
        "Afficher\u202f: a: b",
        "Afficher\u00a0: a: b",
    )
