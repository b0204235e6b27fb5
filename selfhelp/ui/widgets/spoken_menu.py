"""A menu that screen readers can announce."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor, QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QToolButton

from selfhelp.ui.widgets.delayed_call import call_soon


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

    def hideEvent(self, event: QHideEvent) -> None:
        """Remove the shading of the menu's button, unless the pointer is on the button.

        The menu has taken the event by which the button would have learned that the pointer left it.
        """
        super().hideEvent(event)
        call_soon(self, self._update_shading)

    def _update_shading(self) -> None:
        for button in self.menuAction().associatedObjects():
            if isinstance(button, QToolButton) and button.underMouse():
                here = button.rect().contains(button.mapFromGlobal(QCursor.pos()))
                button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, here)
                button.update()

    def _select_first_entry(self) -> None:
        usable = [
            one for one in self.actions() if one.isVisible() and one.isEnabled() and not one.isSeparator()
        ]
        if self.isVisible() and self.activeAction() is None and usable:
            self.setActiveAction(usable[0])
