"""Sets accessible roles: lists, their items, and groups.

Qt gives every label one role and every plain widget another. A `QAccessibleWidget` with a role of its own
is answered for the few widgets that `be` names (Qt, QAccessible::installFactory).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import shiboken6

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QAccessibleWidget, QWidget

LIST, ITEM, PLAIN, GROUP = "List", "ListItem", "Client", "Grouping"
"""Names of `QAccessible.Role`. Not "Heading": Orca reads a heading through its text interface, which Qt
doesn't let Python provide, so it says "heading" and not a word of it (tried with Orca 48)."""

_PROPERTY = "accessibleRole"
_DESCRIPTION = "accessibleWords"
_made: dict[int, QAccessibleWidget] = {}
"""Held here: PySide would delete an interface that Qt still uses."""

_state = {"installed": False}


def be(widget: QWidget, role: str) -> None:
    """Set a widget's role for screen readers; call it before anything asks for its interface."""
    widget.setProperty(_PROPERTY, role)
    if not _state["installed"]:
        from PySide6.QtGui import QAccessible  # the first window goes without

        _state["installed"] = True
        QAccessible.installFactory(_interface)


def describe(widget: QWidget, words: str) -> None:
    """Describe a widget that `be` named, without Qt's event, which Orca would read out late."""
    widget.setProperty(_DESCRIPTION, words)


def _interface(_class: str, asked: QObject) -> QAccessibleWidget | None:
    """Return the accessible interface that Qt asks for; None for Qt's default."""
    from PySide6.QtGui import QAccessible
    from PySide6.QtWidgets import QWidget

    role = asked.property(_PROPERTY) if isinstance(asked, QWidget) else None
    if not role or not isinstance(asked, QWidget):
        return None
    for key in [key for key, one in _made.items() if not shiboken6.isValid(one)]:
        del _made[key]
    made = _described_widget()(asked, getattr(QAccessible.Role, role))
    _made[id(made)] = made
    return made


@cache
def _described_widget() -> type[QAccessibleWidget]:
    """Return the accessible interface of a widget whose description may be in a property."""
    from PySide6.QtGui import QAccessible
    from PySide6.QtWidgets import QAccessibleWidget

    class Described(QAccessibleWidget):
        def text(self, which: QAccessible.Text) -> str:
            words = self.object().property(_DESCRIPTION) if which is QAccessible.Text.Description else None
            return str(words) if words is not None else super().text(which)

    return Described
