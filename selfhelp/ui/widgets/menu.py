"""A menu that a screen reader tells when it opens."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QMenu

from selfhelp.ui.widgets.soon import call_soon


class SpokenMenu(QMenu):
    """Points at its first entry where it was opened without the mouse.

    Qt points at none, so that nothing gets the focus, and Orca 48 says nothing until an arrow key is pressed.
    """

    def showEvent(self, event: QShowEvent) -> None:
        """Point at the first entry, once the menu is there."""
        super().showEvent(event)
        if QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton:
            call_soon(self, self._point_at_first)

    def _point_at_first(self) -> None:
        usable = [
            one for one in self.actions() if one.isVisible() and one.isEnabled() and not one.isSeparator()
        ]
        if self.isVisible() and self.activeAction() is None and usable:
            self.setActiveAction(usable[0])
