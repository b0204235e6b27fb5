"""The stack of pages, of which only the visible page can have the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from selfhelp.ui.widgets.accessible_roles import PLAIN, set_accessible_role

if TYPE_CHECKING:
    from selfhelp.ui.page_entrance import PageEntrance


class PageStack(QStackedWidget):
    """A widget that shows one of its pages, and keeps the focus on the visible page.

    A hidden page may set the focus when a job ends, for example after a screenshot. Qt allows this, so key
    presses would go to an invisible page. This class moves the focus back. Screen readers see a plain widget
    instead of Qt's layered pane, because Orca would announce the number of panes on each new page.

    Signals:
        strayed: a hidden page took the focus, and the previously focused widget can't have it any more.
    """

    strayed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_accessible_role(self, PLAIN)
        self._entrance: PageEntrance | None = None
        cast("QApplication", QApplication.instance()).focusChanged.connect(self._return_focus)

    def animate_entrance(self) -> None:
        """Animate the visible page's entrance, unless the system disables motion."""
        page = self.currentWidget()
        if page is None:
            return
        if self._entrance is None:
            from selfhelp.ui.page_entrance import PageEntrance  # not needed for the first window

            self._entrance = PageEntrance(self)
        self._entrance.start(page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Finish a running entrance animation, because the window's size has changed."""
        super().resizeEvent(event)
        if self._entrance is not None:
            self._entrance.finish()

    def _return_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        page = self.currentWidget()
        if new is None or page is None or not self.isAncestorOf(new):
            return
        if page is new or page.isAncestorOf(new):
            return
        if old is not None and shiboken6.isValid(old) and old.isVisible():
            old.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.strayed.emit()
