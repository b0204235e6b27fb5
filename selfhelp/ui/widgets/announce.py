"""Says a sentence to a screen reader, without moving the focus."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def announce_politely(widget: QWidget, sentence: str) -> None:
    """Let a screen reader say the sentence as soon as it is silent (a "polite live region").

    Source: Qt 6.8, QAccessibleAnnouncementEvent. On Linux it reaches Orca as AT-SPI's Announcement; that
    Orca speaks it was not tried.
    """
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # the first window goes without

    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, sentence))
