"""The tab order of a window, which is the order in which a screen reader reads it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly
"""Not `QObject.children`: it includes Qt's internal objects, and for the first of these PySide 6.11 loads
every class: 40 ms, and memory that is never freed."""


def iter_tab_stops(widget: QWidget, here: QWidget | None = None) -> Iterator[QWidget]:
    """Yield the tab stops inside a widget, in layout order.

    Qt's own chain has the order in which widgets were created, which would put a card that was added later
    after the page's footer.

    Args:
        widget: the root of the search.
        here: also yielded, even if it isn't a tab stop any more, so that its position is known.
    """
    for child in widget.findChildren(QWidget, options=_DIRECT):
        if child.isWindow():
            continue
        if does_widget_accept_tab(child) or child is here:
            yield child
        if not child.isHidden() or (here is not None and child.isAncestorOf(here)):
            yield from iter_tab_stops(child, here)


def does_widget_accept_tab(widget: QWidget) -> bool:
    """Return whether Tab stops here; False for a widget with a focus proxy."""
    wants = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return wants and widget.isEnabled() and widget.isVisible() and widget.focusProxy() is None


def make_text_tab_stop(words: QWidget) -> None:
    """Make a text a tab stop, so that keyboard users can scroll to the text and screen readers read it.

    The widget needs an accessible name, and can have a description.
    """
    words.setProperty("reading", True)
    words.setFocusPolicy(Qt.FocusPolicy.TabFocus)


def find_next_tab_stop(window: QWidget, *, forward: bool) -> QWidget | None:
    """Return the tab stop after or before the focused widget, wrapping around; None without tab stops."""
    here = window.focusWidget()
    way = list(iter_tab_stops(window, here))
    if not forward:
        way.reverse()
    start = way.index(here) + 1 if here in way else 0
    return next((stop for stop in [*way[start:], *way[:start]] if stop is not here), None)
