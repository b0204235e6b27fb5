"""The stack of pages; only the visible one can have the focus."""

from __future__ import annotations

from typing import cast

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from selfhelp.ui.widgets.motion import PageEntrance
from selfhelp.ui.widgets.roles import PLAIN, be


class PageStack(QStackedWidget):
    """Shows one page at a time.

    A page may hear of something after the user left it (an answer was saved, an image was taken), and put
    the focus where they would go on. Qt gives it, although no one sees it there, and what they type would go
    on a page that they do not see. Here the focus goes back. To a screen reader it is a plain widget: Qt
    calls it a layered pane, and Orca counts its panes at each new page.

    Signals:
        strayed: a page that is not seen took the focus, and where it was before it cannot stay.
    """

    strayed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        be(self, PLAIN)
        self._entrance: PageEntrance | None = None
        cast("QApplication", QApplication.instance()).focusChanged.connect(self._keep_focus)

    def let_in(self) -> None:
        """Animate the visible page's entrance, unless the system disables motion."""
        page = self.currentWidget()
        if page is None:
            return
        if self._entrance is None:
            self._entrance = PageEntrance(self)
        self._entrance.begin(page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Finish a running entrance."""
        super().resizeEvent(event)
        if self._entrance is not None:
            self._entrance.end()

    def _keep_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        page = self.currentWidget()
        if new is None or page is None or not self.isAncestorOf(new):
            return
        if page is new or page.isAncestorOf(new):
            return
        if old is not None and shiboken6.isValid(old) and old.isVisible():
            old.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.strayed.emit()
