"""A list that the wheel changes only when focused, and a menu that notices opening."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QMenu, QStyledItemDelegate, QWidget

from selfhelp.ui.widgets.soon import call_soon


class Dropdown(QComboBox):
    """A `QComboBox` that leaves the wheel to the page.

    Qt changes the value under the pointer while a form is scrolled, and no one notices. The wheel doesn't
    give the focus either (`Qt.FocusPolicy.StrongFocus` instead of Qt's ``WheelFocus``).
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setItemDelegate(QStyledItemDelegate(self))  # Qt's own for a list ignores the style sheet

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Use the wheel if focused; otherwise the page scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class SpokenMenu(QMenu):
    """Points at its first entry if it was opened without the mouse.

    Qt points at none, so that nothing gets the focus, and Orca 48 says nothing until an arrow key is pressed.
    """

    def showEvent(self, event: QShowEvent) -> None:
        """Select the first entry once the menu is shown."""
        super().showEvent(event)
        if QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton:
            call_soon(self, self._point_at_first)

    def _point_at_first(self) -> None:
        usable = [
            one for one in self.actions() if one.isVisible() and one.isEnabled() and not one.isSeparator()
        ]
        if self.isVisible() and self.activeAction() is None and usable:
            self.setActiveAction(usable[0])
