"""Set the accessible roles of widgets: lists, list items, and groups.

Qt gives the same role to all labels, and another role to all plain widgets. For the widgets passed to
`set_accessible_role`, this module installs a `QAccessibleWidget` with the wanted role (Qt,
QAccessible::installFactory).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtGui import QAccessible

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QAccessibleWidget, QWidget

LIST, ITEM, PLAIN, GROUP = "List", "ListItem", "Client", "Grouping"
"""Names of `QAccessible.Role`. "Heading" isn't used: Orca reads a heading's text through its text interface,
which Python can't provide with Qt. So Orca reads only the word "heading" (tested with Orca 48).
"""

_PROPERTY = "accessibleRole"
_DESCRIPTION = "accessibleWords"
_made: dict[int, QAccessibleWidget] = {}
"""The accessible interfaces created so far; without references, PySide would delete them while in use."""

_state = {"installed": False}


def set_accessible_role(widget: QWidget, role: str) -> None:
    """Set a widget's accessible role; do this before its accessible interface is used."""
    widget.setProperty(_PROPERTY, role)
    if not _state["installed"]:
        _state["installed"] = True
        QAccessible.installFactory(_create_accessible_interface)


def set_accessible_description(widget: QWidget, words: str) -> None:
    """Set the accessible description of a widget that has its role from this module.

    The function sends no Qt event, because Orca would read the description out too late.
    """
    widget.setProperty(_DESCRIPTION, words)


def _create_accessible_interface(_class: str, asked: QObject) -> QAccessibleWidget | None:
    """Return the accessible interface for a widget with a set role; None for Qt's default."""
    from PySide6.QtWidgets import QWidget

    role = asked.property(_PROPERTY) if isinstance(asked, QWidget) else None
    if not role or not isinstance(asked, QWidget):
        return None
    for key in [key for key, one in _made.items() if not shiboken6.isValid(one)]:
        del _made[key]
    made = _load_accessible_class()(asked, getattr(QAccessible.Role, role))
    _made[id(made)] = made
    return made


@cache
def _load_accessible_class() -> type[QAccessibleWidget]:
    """Return the accessible interface class, created on first use."""
    from PySide6.QtWidgets import QAccessibleWidget

    class Described(QAccessibleWidget):
        def text(self, which: QAccessible.Text) -> str:
            words = self.object().property(_DESCRIPTION) if which is QAccessible.Text.Description else None
            return str(words) if words is not None else super().text(which)

    return Described
