"""The tab order of a window: the order in which a screen reader reads it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly
"""Not `QObject.children`: among these are objects of Qt's own that have no name in Python, and for the first
of them PySide 6.11 loads every class that it knows: 40 ms, and memory that stays."""


def iter_tab_stops(widget: QWidget, here: QWidget | None = None) -> Iterator[QWidget]:
    """Yield a widget's tab stops in order.

    Qt keeps a chain in the order in which widgets were made, so that a card that came later would be
    reached after the foot of its page; a screen reader is told the parts as they stand in their parents.

    Args:
        widget: whose parts they are.
        here: yielded as well if it isn't a stop any more: it goes, and the way goes on from its place.
    """
    for child in widget.findChildren(QWidget, options=_DIRECT):
        if child.isWindow():
            continue
        if accepts_tab(child) or child is here:
            yield child
        if not child.isHidden() or (here is not None and child.isAncestorOf(here)):
            yield from iter_tab_stops(child, here)


def accepts_tab(widget: QWidget) -> bool:
    """Whether Tab stops here; a widget with a proxy leaves it to the proxy."""
    wants = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return wants and widget.isEnabled() and widget.isVisible() and widget.focusProxy() is None


def make_tab_readable(words: QWidget) -> None:
    """Make text a tab stop, so that keyboard users can read it.

    Who has no mouse brings them into sight so, and a screen reader tells them: name and description of the
    widget are what it says.
    """
    words.setProperty("reading", True)
    words.setFocusPolicy(Qt.FocusPolicy.TabFocus)


def next_tab_stop(window: QWidget, *, forward: bool) -> QWidget | None:
    """Return the next tab stop from the focused widget, wrapping around; None if there are none."""
    here = window.focusWidget()
    way = list(iter_tab_stops(window, here))
    if not forward:
        way.reverse()
    start = way.index(here) + 1 if here in way else 0
    return next((stop for stop in [*way[start:], *way[:start]] if stop is not here), None)
