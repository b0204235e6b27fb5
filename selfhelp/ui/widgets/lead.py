"""Makes a button the primary one of its screen, or a normal one."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton


def set_primary(button: QPushButton, on: bool) -> None:
    """Style a button as primary, or not; the style must be polished again to notice."""
    if button.property("primary") is not on:
        button.setProperty("primary", on)
        button.style().unpolish(button)
        button.style().polish(button)
