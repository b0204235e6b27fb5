"""Sets the focus on the first element of a page as soon as it exists."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from selfhelp.ui.widgets.order import accepts_tab, iter_tab_stops

_NOT_BY_THE_USER = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
"""Why the focus leaves for a while, without the user's having gone on."""


class InitialFocus(QObject):
    """Puts the focus there.

    A page that is still being read has nothing: until then, the focus is on the back button, and goes over to
    the page unless the user has done something with the keyboard since.

    Args:
        back: the way back, which is there on every page.
    """

    def __init__(self, back: QWidget) -> None:
        super().__init__(back)
        self._back = back
        self._page: QWidget | None = None
        self._heard: list[QWidget] = []
        self._given: QWidget | None = None
        back.installEventFilter(self)

    def focus_first_of(self, page: QWidget) -> None:
        """Focus the first widget of a page, now or when it exists."""
        self.cancel_focus()
        if self._go_on(page):
            return
        self._back.setFocus(Qt.FocusReason.OtherFocusReason)
        self._page = page
        # What is scrolled does not tell the page around it that something came.
        inner = [area.widget() for area in page.findChildren(QScrollArea)]
        self._heard = [page, *(part for part in inner if part is not None)]
        for part in self._heard:
            part.installEventFilter(self)

    def focus_part(self, part: QWidget) -> None:
        """Focus the widget a page starts with, unless the user has moved on."""
        focus = self._back.window().focusWidget()
        ours = self._page is not None or focus is None or focus is self._given or not accepts_tab(focus)
        if ours and part.isVisible():
            self.cancel_focus()
            self._focus_part(part)

    def cancel_focus(self) -> None:
        """Leave the focus where it is."""
        self._page, heard, self._heard = None, self._heard, []
        for part in heard:
            if shiboken6.isValid(part):
                part.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note that the user has moved on, or that part of the page has arrived (called by Qt)."""
        if self._page is None:
            return False
        if watched in self._heard and event.type() is QEvent.Type.LayoutRequest:
            if self._back.window().focusWidget() is not self._back or self._go_on(self._page):
                self.cancel_focus()
        elif watched is self._back and _is_user_action(event):
            self.cancel_focus()
        return False

    def _go_on(self, page: QWidget) -> bool:
        """Return whether the page has something that can have the focus; it has it now."""
        stop = next(iter_tab_stops(page), None)
        if stop is not None:
            self._focus_part(stop)
        return stop is not None

    def _focus_part(self, part: QWidget) -> None:
        self._given = part
        part.setFocus(Qt.FocusReason.OtherFocusReason)


def _is_user_action(event: QEvent) -> bool:
    if isinstance(event, QFocusEvent):
        return event.lostFocus() and event.reason() not in _NOT_BY_THE_USER
    return event.type() is QEvent.Type.KeyPress
