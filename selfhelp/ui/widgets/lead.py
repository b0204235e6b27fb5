"""Makes a button the primary one of its screen, or a normal one."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton


def set_primary(button: QPushButton, on: bool) -> None:
    """Show it so; a property that changes later is only seen when the style looks again."""
    if button.property("primary") is not on:
        button.setProperty("primary", on)
        button.style().unpolish(button)
        button.style().polish(button)
