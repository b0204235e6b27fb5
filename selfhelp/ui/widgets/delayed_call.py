"""Call a function from the event loop, once the layout has settled."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_MS = 1
"""Delay in milliseconds. It isn't 0, because if the owner is deleted before a timer of 0 ms fires, PySide
6.11 never frees the function and all that it refers to.
"""


def call_soon(owner: QObject, call: Callable[[], object]) -> None:
    """Call a function once from the event loop, unless ``owner`` is deleted first."""
    QTimer.singleShot(_MS, owner, call)
