"""Announce text to screen readers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget


def announce_politely(widget: QWidget, sentence: str) -> None:
    """Announce a sentence to screen readers once they are silent (a "polite live region").

    Source: Qt 6.8, QAccessibleAnnouncementEvent. On Linux, Orca receives the sentence as an AT-SPI
    Announcement (tests/live/test_orca.py).
    """
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # not needed for the first window

    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, sentence))


def focus_and_announce(widget: QWidget, parts: Sequence[str]) -> None:
    """Focus a widget with new text, so that screen readers read the text only once.

    A screen reader reads the name and description of a widget that gains focus. If the widget already had the
    focus, or the window is inactive, announce ``parts`` instead.
    """
    there = widget.hasFocus()
    widget.setFocus()
    if there or not widget.hasFocus():
        announce_politely(widget, " ".join(part for part in parts if part))
