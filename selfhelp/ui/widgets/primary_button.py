"""Style a button as the primary button of its page."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton


def set_button_primary(button: QPushButton, on: bool) -> None:
    """Style a button as a primary button or a normal button.

    The function polishes the style again, because Qt would otherwise ignore the change.
    """
    if button.property("primary") is not on:
        button.setProperty("primary", on)
        button.style().unpolish(button)
        button.style().polish(button)
