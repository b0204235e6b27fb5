"""A button that unfolds something tells a screen reader whether it has."""

from __future__ import annotations

from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from selfhelp.ui.widgets.expander import Expander


def test_a_screen_reader_is_told_whether_it_is_expanded(qtbot: QtBot) -> None:
    button = Expander()
    qtbot.addWidget(button)
    button.setText("Show checks")
    button.show()
    heard = QAccessible.queryAccessibleInterface(button)
    assert heard.role() is QAccessible.Role.Button
    assert heard.text(QAccessible.Text.Name) == "Show checks"
    state = heard.state()
    assert (state.expandable, state.expanded, state.collapsed) == (1, 0, 1)
    assert state.focusable
    button.set_expanded(True)
    state = heard.state()
    assert (state.expandable, state.expanded, state.collapsed) == (1, 1, 0)
    button.setAccessibleName("Show checks: Printer")
    assert heard.text(QAccessible.Text.Name) == "Show checks: Printer"


def test_a_screen_reader_can_press_it(qtbot: QtBot) -> None:
    button = Expander()
    qtbot.addWidget(button)
    button.show()
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    action = QAccessible.queryAccessibleInterface(button).actionInterface()
    assert action is not None
    assert "Press" in action.actionNames()
    action.doAction("Press")
    assert pressed == [True]


def test_buttons_that_are_gone_leave_nothing_behind(qtbot: QtBot) -> None:
    from selfhelp.ui.widgets import expander

    before = len(expander._made)
    for _ in range(20):
        button = Expander()
        QAccessible.queryAccessibleInterface(button)
        del button
    last = Expander()
    qtbot.addWidget(last)
    QAccessible.queryAccessibleInterface(last)
    assert len(expander._made) <= before + 2
