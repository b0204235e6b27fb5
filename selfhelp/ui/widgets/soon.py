"""Calls a function once the layout has settled."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_MS = 1
"""Not 0: where the owner goes before a timer of 0 ms has fired, PySide 6.11 keeps the function for good, and
with it everything that it knows."""


def call_soon(owner: QObject, call: Callable[[], object]) -> None:
    """Call ``call`` once, from the event loop; never when ``owner`` is gone."""
    QTimer.singleShot(_MS, owner, call)
