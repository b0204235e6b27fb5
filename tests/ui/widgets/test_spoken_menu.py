"""The menu of a button: once it is closed, the button isn't shaded."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from selfhelp.ui.widgets.spoken_menu import SpokenMenu


def test_the_button_of_a_closed_menu_is_not_shaded(qtbot: QtBot) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    menu = SpokenMenu(button)
    menu.addAction("one")
    button.setMenu(menu)
    button.show()
    QCursor.setPos(button.mapToGlobal(QPoint(button.width() + 300, button.height() + 300)))
    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    menu.popup(button.mapToGlobal(QPoint(0, button.height())))
    menu.hide()
    qtbot.waitUntil(lambda: not button.underMouse(), timeout=10_000)
