"""By keyboard alone, and for whoever hears the screen: what each control is, in which order, and no trap."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.ui.navigation import AboutPage
from selfhelp.ui.widgets.card_list import CardList
from selfhelp.ui.widgets.icon_buttons import IconToggle
from selfhelp.ui.widgets.subject_groups import SubjectGroups
from selfhelp.ui.window import AppWindow
from tests.ui.every_screen import walk
from tests.ui.fakes import Printer
from tests.ui.one_walk import OneWalk, Wrong
from tests.ui.pages import Make
from tests.ui.test_access import called, focusable, words

pytestmark = pytest.mark.slow
Role = QAccessible.Role

ROLES: Sequence[tuple[type[QWidget], frozenset[QAccessible.Role]]] = (
    (QCheckBox, frozenset({Role.CheckBox})),
    (QRadioButton, frozenset({Role.RadioButton})),
    (IconToggle, frozenset({Role.RadioButton})),
    (QAbstractButton, frozenset({Role.Button, Role.ButtonMenu, Role.CheckBox})),
    (QComboBox, frozenset({Role.ComboBox})),
    (QLineEdit, frozenset({Role.EditableText})),
    (QPlainTextEdit, frozenset({Role.EditableText})),
)
ARROWS = (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Left)


@pytest.fixture
def window(make_window: Make, printer: Printer) -> AppWindow:
    """As small as it gets, with a fix that asks something."""
    printer.ask = True
    window = make_window()
    window.resize(400, 560)
    return window


def tabbed(window: AppWindow, most: int, key: Qt.Key = Qt.Key.Key_Tab) -> list[QWidget]:
    """Return what has the focus, one press after the other, until it comes round."""
    stops: list[QWidget] = []
    for _ in range(most):
        focus = QApplication.focusWidget()
        if focus is None or focus in stops:
            break
        stops.append(focus)
        QTest.keyClick(focus, key)
    return stops


def buttons(window: AppWindow) -> list[QAbstractButton]:
    """Return every button that a mouse could press now."""
    return [
        button
        for button in window.findChildren(QAbstractButton)
        if button.isVisible() and button.isEnabled() and not button.objectName().startswith("qt_")
    ]


def crawled(window: AppWindow) -> set[QWidget]:
    """Return everything that Tab, and the arrow keys from there, come to; nothing is pressed."""
    reached: set[QWidget] = set()
    for stop in tabbed(window, 400):
        reached.add(stop)
        for key in ARROWS if isinstance(stop, QAbstractButton) else ():
            stop.setFocus()
            for _ in range(12):
                focus = QApplication.focusWidget()
                if focus is None or not isinstance(focus, QAbstractButton):
                    break
                reached.add(focus)
                QTest.keyClick(focus, key)
        stop.setFocus()
    return reached


def test_each_control_has_a_role_and_state(wrong: Wrong) -> None:
    assert (found := wrong("heard")) == {}, json.dumps(found, indent=1)


def _all_heard(window: AppWindow) -> Sequence[str]:
    return [f"{words(widget)}: {what}" for widget in focusable(window) for what in _heard(widget)]


def _heard(widget: QWidget) -> Iterator[str]:
    seen = QAccessible.queryAccessibleInterface(widget)
    if not called(widget).strip():
        yield "has no name"
    for kind, roles in ROLES:
        if isinstance(widget, kind):
            if seen.role() not in roles:
                yield f"is a {seen.role()}"
            break
    if seen.role() in (Role.NoRole, Role.Window):
        yield "has no role"
    state = seen.state()
    if not state.focusable or state.invisible or bool(state.disabled) is widget.isEnabled():
        yield "says that it cannot be used"
    if isinstance(widget, QAbstractButton):
        if widget.isCheckable() != bool(state.checkable) or widget.isChecked() != bool(state.checked):
            yield "does not say whether it is on"
        if seen.actionInterface() is None or not seen.actionInterface().actionNames():
            yield "cannot be pressed by a screen reader"
    if (
        isinstance(widget, QLineEdit)
        and widget.echoMode() is QLineEdit.EchoMode.Password
        and not state.passwordEdit
    ):
        yield "is read out though it is a secret"


def test_every_button_is_reached_without_a_mouse(wrong: Wrong) -> None:
    assert (found := wrong("missed")) == {}, json.dumps(found, indent=1)


def _missed(window: AppWindow) -> Sequence[str]:
    start = QApplication.focusWidget()
    there = buttons(window)
    left = set(there) - crawled(window)
    if start is not None:
        start.setFocus()
    return [words(button) for button in there if button in left and not _has_another_way(button)]


def _has_another_way(button: QAbstractButton) -> bool:
    if isinstance(button.parent(), QLineEdit):
        return True  # empties the field, which keys do as well
    beside = button.focusPolicy() in (Qt.FocusPolicy.ClickFocus, Qt.FocusPolicy.NoFocus)
    return beside and button.parentWidget().findChildren(QAbstractButton) != [button]  # another does the same


def test_nothing_holds_the_focus_and_back_is_the_same_way(wrong: Wrong) -> None:
    assert (found := wrong("way")) == {}, json.dumps(found, indent=1)


def _other_way_back(window: AppWindow) -> Sequence[str]:
    start = QApplication.focusWidget()
    if start is None or start not in focusable(window):
        return [f"the focus is lost: {start}"]
    found = []
    there = tabbed(window, 400)
    if QApplication.focusWidget() is not there[0]:
        found.append(f"Tab ends at {words(there[-1])}")
    back = tabbed(window, 400, Qt.Key.Key_Backtab)
    if back[1:] != there[:0:-1]:
        found.append(f"{[*map(words, there)]} is not the way back {[*map(words, back)]}")
    return found


# The arrow keys of the last one choose something.
WALK = OneWalk({"heard": _all_heard, "way": _other_way_back, "missed": _missed})


@pytest.fixture
def wrong(request: pytest.FixtureRequest) -> Wrong:
    return WALK.wrong(request)


def test_the_focus_goes_as_one_reads(window: AppWindow, app: App, qtbot: QtBot) -> None:
    wrong: dict[str, list[str]] = {}
    window.resize(1000, 700)
    for name in walk(window, app, qtbot):
        jumps = _jumps(window)
        if len(jumps) > 1:  # once it goes from the last to the first
            wrong[name] = jumps
    assert wrong == {}, json.dumps(wrong, indent=1)


def _jumps(window: AppWindow) -> list[str]:
    """Return where Tab goes up, or back in a line."""
    stops = tabbed(window, 400)
    steps = [(one, other, _place(window, one), _place(window, other)) for one, other in pairwise(stops)]
    return [
        f"{words(one)} {here} -> {words(other)} {there}"
        for one, other, here, there in steps
        if _goes_back(here, there) and not _one_group(one, other)
    ]


FOOT = 100_000
"""Pixels: lower than any page is high."""


def _place(window: AppWindow, widget: QWidget) -> tuple[int, int, int]:
    """Return left, top and bottom in the window, as if nothing were scrolled; a foot is below everything."""
    corner = widget.mapTo(window, QPoint(0, 0))
    area = widget.parentWidget()
    while area is not None and not area.inherits("QScrollArea") and area.objectName() != "footer":
        area = area.parentWidget()
    if area is not None and area.objectName() == "footer":
        scrolled = FOOT
    else:
        scrolled = area.verticalScrollBar().value() if area is not None else 0  # type: ignore[attr-defined]
    return corner.x(), corner.y() + scrolled, corner.y() + scrolled + widget.height()


def _goes_back(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    """Say whether the other stands above, or left of it in the same row."""
    if other[2] <= one[1]:
        return True
    same_row = other[1] < one[2] and one[1] < other[2]
    return same_row and other[0] < one[0] and other[1] <= one[1]


def _one_group(one: QWidget, other: QWidget) -> bool:
    if isinstance(one.parent(), CardList) and isinstance(other.parent(), CardList):
        return one.parent() is other.parent() or _plates(one) is _plates(other) is not None
    return False


def _plates(card: QWidget) -> QWidget | None:
    """Return the subjects side by side that a card is in: they are read one after the other."""
    around = card.parentWidget()
    while around is not None and not isinstance(around, SubjectGroups):
        around = around.parentWidget()
    return around


def test_return_presses_what_has_the_focus(window: AppWindow, qtbot: QtBot) -> None:
    """Space does everywhere; on Windows and macOS Qt leaves Enter to dialogs."""
    pressed: list[str] = []
    window.open(AboutPage())
    button = next(b for b in window.findChildren(QPushButton) if b.isVisible() and b.focusPolicy())
    button.clicked.connect(lambda: pressed.append("x"))
    button.clicked.disconnect(window.open_ticket_form) if button is window._header.help else None
    button.setFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        QTest.keyClick(button, key)
    assert pressed == ["x"] * 3


def test_the_menu_is_opened_and_walked_by_keys(window: AppWindow, qtbot: QtBot) -> None:
    more = window._header.more
    assert isinstance(more, QToolButton)
    more.setFocus()
    seen: list[str] = []
    pointed_at: list[str] = []

    def walk_it() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        first = menu.activeAction()
        pointed_at.append(first.text() if first else "")
        for _ in menu.actions():
            QTest.keyClick(menu, Qt.Key.Key_Down)
            seen.append(menu.activeAction().text() if menu.activeAction() else "")
        QTest.keyClick(menu, Qt.Key.Key_Escape)

    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return):
        seen.clear()
        qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)
        QTimer.singleShot(100, walk_it)
        QTest.keyClick(more, key)
        qtbot.waitUntil(lambda: bool(seen))
        usable = {a.text() for a in window._header.menu.actions() if a.isVisible() and a.text()}
        assert set(seen) >= {text for text in usable if text}
    assert pointed_at == ["My tickets"] * 2, "who hears a menu hears its first entry when it opens"
    assert window._header.menu.accessibleName() == "More"


def test_a_menu_that_the_mouse_opened_points_at_nothing(window: AppWindow, qtbot: QtBot) -> None:
    more, pointed_at = window._header.more, list[object]()

    def look() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        pointed_at.append(menu.activeAction())
        QTest.mouseRelease(more, Qt.MouseButton.LeftButton)
        QTest.keyClick(menu, Qt.Key.Key_Escape)

    QTimer.singleShot(100, look)
    QTest.mousePress(more, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(pointed_at))
    assert pointed_at == [None]


def test_what_is_wrong_is_noticed(window: AppWindow, qtbot: QtBot) -> None:
    window.open(AboutPage())
    before = _jumps(window)
    own = QWidget(window)
    first, second, third = (QPushButton(str(number), own) for number in range(3))
    for number, button in enumerate((first, second, third)):
        button.move(0, number * 40)
    own.setGeometry(0, 0, 100, 120)
    own.show()
    QWidget.setTabOrder(third, second)
    QWidget.setTabOrder(second, first)
    first.setText("")
    assert len(_jumps(window)) > len(before)
    assert "has no name" in list(_heard(first))
    third.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    assert third in set(buttons(window)) - crawled(window)
    own.deleteLater()
