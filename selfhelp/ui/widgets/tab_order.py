"""The tab order of a window, which is also the order in which screen readers read it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly
"""The option for `QObject.findChildren`, used instead of `QObject.children`, which includes Qt's internal
objects. For the first internal object, PySide 6.11 loads every class, which takes 40 ms and memory that is
never freed.
"""


_TAB_POLICIES = (Qt.FocusPolicy.TabFocus, Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.WheelFocus)
"""All policies with ``TabFocus``; their comparison is faster than ``&``, which creates two enum members."""


def iter_tab_stops(widget: QWidget, here: QWidget | None = None) -> Iterator[QWidget]:
    """Yield the tab stops inside a widget, in layout order.

    Qt's own tab order is the order in which widgets were created; a card that was added later would come
    after the page's footer.

    Args:
        widget: the root of the search.
        here: a widget to yield as well, even if it is no longer a tab stop, so that its position is known.
    """
    for child in widget.findChildren(QWidget, options=_DIRECT):
        if child.isWindow():
            continue
        if does_widget_accept_tab(child) or child is here:
            yield child
        if not child.isHidden() or (here is not None and child.isAncestorOf(here)):
            yield from iter_tab_stops(child, here)


def does_widget_accept_tab(widget: QWidget) -> bool:
    """Return whether a widget is a tab stop; False for a widget with a focus proxy."""
    wants = widget.focusPolicy() in _TAB_POLICIES
    return wants and widget.isEnabled() and widget.isVisible() and widget.focusProxy() is None


def make_text_tab_stop(words: QWidget) -> None:
    """Make a text a tab stop, so that keyboard users can scroll to it and screen readers read it.

    The widget needs an accessible name, and can have a description.
    """
    words.setProperty("reading", True)
    words.setFocusPolicy(Qt.FocusPolicy.TabFocus)


def find_next_tab_stop(window: QWidget, *, forward: bool) -> QWidget | None:
    """Return the tab stop after or before the focused widget, with wrap-around; None without tab stops."""
    here = window.focusWidget()
    way = list(iter_tab_stops(window, here))
    if not forward:
        way.reverse()
    start = way.index(here) + 1 if here in way else 0
    return next((stop for stop in [*way[start:], *way[:start]] if stop is not here), None)
