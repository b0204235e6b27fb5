"""Announces a sentence to a screen reader without moving the focus."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget


def announce_politely(widget: QWidget, sentence: str) -> None:
    """Announce a sentence once the screen reader is silent (a "polite live region").

    Source: Qt 6.8, QAccessibleAnnouncementEvent. On Linux it reaches Orca as AT-SPI's Announcement
    (tests/live/test_orca.py).
    """
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # the first window goes without

    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, sentence))


def tell_by_focus(widget: QWidget, parts: Sequence[str]) -> None:
    """Focus new text, so that a screen reader reads it once.

    It reads the name and the description of what gets the focus. Where the focus was there already, or the
    window is not in use, nothing would be read: then they are announced.
    """
    there = widget.hasFocus()
    widget.setFocus()
    if there or not widget.hasFocus():
        announce_politely(widget, " ".join(part for part in parts if part))
