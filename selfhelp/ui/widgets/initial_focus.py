"""Focus the first tab stop of a page as soon as the page has one."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from selfhelp.ui.widgets.tab_order import does_widget_accept_tab, iter_tab_stops

_NOT_BY_THE_USER = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
"""Focus reasons that aren't actions of the user."""


class InitialFocus(QObject):
    """Sets the initial focus of a page, even if the page is still loading.

    A page that is still loading has no tab stop, so the back button gets the focus. When the page has a tab
    stop, the focus moves to the page, unless the user has pressed a key.

    Args:
        back: the back button, which exists on every page.
    """

    def __init__(self, back: QWidget) -> None:
        super().__init__(back)
        self._back = back
        self._page: QWidget | None = None
        self._heard: list[QWidget] = []
        self._given: QWidget | None = None
        back.installEventFilter(self)

    def focus_first_of(self, page: QWidget) -> None:
        """Focus the first tab stop of a page, now or as soon as the page has one."""
        self.cancel_focus()
        if self._try_focus_first(page):
            return
        self._back.setFocus(Qt.FocusReason.OtherFocusReason)
        self._page = page
        # Content in a scroll area sends no layout request to the page around it.
        inner = [area.widget() for area in page.findChildren(QScrollArea)]
        self._heard = [page, *(part for part in inner if part is not None)]
        for part in self._heard:
            part.installEventFilter(self)

    def focus_if_unmoved(self, part: QWidget) -> None:
        """Focus a widget, unless the user has moved the focus in the meantime."""
        focus = self._back.window().focusWidget()
        ours = (
            self._page is not None
            or focus is None
            or focus is self._given
            or not does_widget_accept_tab(focus)
        )
        if ours and part.isVisible():
            self.cancel_focus()
            self._set_focus(part)

    def cancel_focus(self) -> None:
        """Stop waiting for a tab stop, and keep the current focus."""
        self._page, heard, self._heard = None, self._heard, []
        for part in heard:
            if shiboken6.isValid(part):
                part.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stop waiting if the user moves the focus; retry if content was added (called by Qt)."""
        if self._page is None:
            return False
        if watched in self._heard and event.type() is QEvent.Type.LayoutRequest:
            if self._back.window().focusWidget() is not self._back or self._try_focus_first(self._page):
                self.cancel_focus()
        elif watched is self._back and _is_user_action(event):
            self.cancel_focus()
        return False

    def _try_focus_first(self, page: QWidget) -> bool:
        """Focus the first tab stop of a page; return False for a page without tab stops."""
        stop = next(iter_tab_stops(page), None)
        if stop is not None:
            self._set_focus(stop)
        return stop is not None

    def _set_focus(self, part: QWidget) -> None:
        self._given = part
        part.setFocus(Qt.FocusReason.OtherFocusReason)


def _is_user_action(event: QEvent) -> bool:
    if isinstance(event, QFocusEvent):
        return event.lostFocus() and event.reason() not in _NOT_BY_THE_USER
    return event.type() is QEvent.Type.KeyPress
