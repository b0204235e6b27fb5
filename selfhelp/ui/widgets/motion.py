"""The system's reduced-motion setting."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

_UNSEEN = ("offscreen", "minimal")
"""Qt platform plugins that have no display (Qt, "Qt Platform Abstraction")."""


def is_motion_enabled(widget: QWidget) -> bool:
    """Return whether the system allows animations.

    Windows: "Animation effects"; KDE: "Animation speed" (Qt, QStyle::SH_Widget_Animation_Duration, from
    documentation).
    """
    if QGuiApplication.platformName() in _UNSEEN:
        return False
    from PySide6.QtWidgets import (
        QStyle,
    )  # its constants take 5 ms, so import it after the first window is shown

    hint = QStyle.StyleHint.SH_Widget_Animation_Duration
    return widget.style().styleHint(hint, None, widget) > 0
