"""A combo box that ignores the mouse wheel unless focused, and a menu that screen readers can announce."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QMenu, QStyledItemDelegate, QWidget

from selfhelp.ui.widgets.soon import call_soon


class Dropdown(QComboBox):
    """A `QComboBox` whose value the mouse wheel changes only while the box is focused.

    Otherwise, scrolling a form could change the value under the pointer unnoticed. The wheel doesn't focus
    the box either (`Qt.FocusPolicy.StrongFocus` instead of Qt's ``WheelFocus``).
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setItemDelegate(QStyledItemDelegate(self))  # Qt's own for a list ignores the style sheet

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change the value if the combo box is focused; otherwise the page scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class SpokenMenu(QMenu):
    """A menu that selects its first entry when opened without the mouse.

    By default, Qt selects no entry, so that no entry has the focus. Orca 48 then reads no entry until an
    arrow key is pressed.
    """

    def showEvent(self, event: QShowEvent) -> None:
        """Select the first entry once the menu is shown."""
        super().showEvent(event)
        if QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton:
            call_soon(self, self._select_first_entry)

    def _select_first_entry(self) -> None:
        usable = [
            one for one in self.actions() if one.isVisible() and one.isEnabled() and not one.isSeparator()
        ]
        if self.isVisible() and self.activeAction() is None and usable:
            self.setActiveAction(usable[0])
