"""The first screen by keyboard: typing, arrows, Enter; and what it says about this computer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.ui.parts.footer import Footer
from selfhelp.ui.screens.home import HELP, HomeScreen
from selfhelp.ui.window import Window
from tests.ui.fakes import HOSTILE, Printer

Make = Callable[..., Window]


def home(make_window: Make, qtbot: QtBot) -> HomeScreen:
    screen = make_window().current()
    assert isinstance(screen, HomeScreen)
    qtbot.waitUntil(lambda: screen._catalog is not None)
    return screen


def words(screen: QWidget) -> str:
    return "\n".join(label.text() for label in screen.findChildren(QLabel) if label.isVisible())


def test_the_box_has_the_focus_and_suggests(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    assert screen._box.hasFocus()
    qtbot.keyClicks(screen._box, "printer stuck")
    assert screen._found.keys()[0] == "fix:print-stuck-queue"
    assert screen._found.keys().count(HELP) == 1
    assert not screen._overview.isVisible()


def test_the_help_desk_is_first_where_nothing_fits(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    qtbot.keyClicks(screen._box, "zzqx wvkj")
    assert screen._found.keys()[0] == HELP


def test_arrows_and_enter(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    qtbot.keyClicks(screen._box, "printer stuck")
    qtbot.keyClick(screen._box, Qt.Key.Key_Down)
    first = QApplication.focusWidget()
    assert first is not screen._box
    qtbot.keyClick(first, Qt.Key.Key_Up)
    assert screen._box.hasFocus()
    qtbot.keyClick(screen._box, Qt.Key.Key_Return)
    window = screen.window()
    assert isinstance(window, Window)
    assert window._history == ["home", "fix"]
    window.back()


def test_escape_empties_the_box(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    qtbot.keyClicks(screen._box, "printer")
    qtbot.keyClick(screen._box, Qt.Key.Key_Escape)
    assert screen._box.text() == ""
    assert screen._overview.isVisible()


def test_what_is_found_is_said_and_leads_to_its_fix(
    make_window: Make, qtbot: QtBot, printer: Printer
) -> None:
    screen = home(make_window, qtbot)
    qtbot.waitUntil(lambda: "A document waits for Office." in words(screen))
    assert screen._health._problems.keys() == ["print-stuck-queue"]


def test_a_healthy_computer_is_said_in_one_sentence(
    make_window: Make, qtbot: QtBot, printer: Printer
) -> None:
    printer.stuck = False
    screen = home(make_window, qtbot)
    qtbot.waitUntil(lambda: "No problem was found" in words(screen))
    assert "1 thing was checked." in words(screen)


def test_the_footer_can_be_copied(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    footer = screen.findChild(Footer)
    assert footer is not None
    qtbot.waitUntil(lambda: "pc-1234 · 192.0.2.7 · " in footer.line())
    footer._copy.click()
    assert QApplication.clipboard().text() == footer.line()


def test_a_hostile_finding_does_not_widen_the_window(
    make_window: Make, qtbot: QtBot, printer: Printer
) -> None:
    printer.name = HOSTILE
    screen = home(make_window, qtbot)
    qtbot.waitUntil(lambda: "<b>&amp;" in words(screen))
    screen.window().resize(400, 560)
    qtbot.wait(20)
    assert screen.window().width() == 400
    assert screen.width() <= 400


def test_everything_in_focus_has_a_name_and_tab_reaches_it(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    qtbot.waitUntil(screen._health._again.isEnabled)
    root = QAccessible.queryAccessibleInterface(screen.window())
    unnamed = [i.object() for i in _tree(root) if _focusable(i) and not i.text(QAccessible.Text.Name)]
    assert unnamed == []
    seen: list[QWidget] = []
    while (now := QApplication.focusWidget()) not in seen:
        seen.append(now)
        qtbot.keyClick(now, Qt.Key.Key_Tab)
    names = {widget.accessibleName() or getattr(widget, "text", str)() for widget in seen}
    assert {"Get help", "More", "Look again", "Clear stuck print jobs", "What is wrong?"} <= names


def _tree(node: QAccessibleInterface) -> list[QAccessibleInterface]:
    children = [node.child(n) for n in range(node.childCount())]
    return [node, *(found for child in children if child for found in _tree(child))]


def _focusable(node: QAccessibleInterface) -> bool:
    state = node.state()
    return bool(state.focusable) and not state.invisible
