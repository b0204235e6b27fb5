"""A button that expands or collapses a section, and exposes this state to screen readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QPushButton, QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QAccessible
    from PySide6.QtWidgets import QAccessibleWidget

_state: dict[str, type[QAccessibleWidget]] = {}
_made: dict[int, QAccessibleWidget] = {}
"""The accessible interfaces created so far; without references, PySide would delete them while in use."""


class Expander(QPushButton):
    """A link button that expands or collapses a section.

    Qt's own buttons don't expose the expanded state (`QAccessible.State`).
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("link", True)
        self._expanded = False
        _install_accessible_interface()

    @property
    def is_expanded(self) -> bool:
        """Whether the button's section is expanded."""
        return self._expanded

    def set_expanded(self, on: bool) -> None:
        """Set whether the button's section is expanded, and notify screen readers."""
        if on is self._expanded:
            return
        self._expanded = on
        from PySide6.QtGui import QAccessible, QAccessibleStateChangeEvent

        changed = QAccessible.State()
        changed.expanded = changed.collapsed = 1
        QAccessible.updateAccessibility(QAccessibleStateChangeEvent(self, changed))


def _install_accessible_interface() -> None:
    """Install the accessible interface for all expanders, on first use.

    The installation is late, because the first window needs no expanders.
    """
    if _state:
        return
    from PySide6.QtGui import QAccessible
    from PySide6.QtWidgets import QAccessibleWidget

    class _ExpanderAccessible(QAccessibleWidget):
        def __init__(self, button: Expander) -> None:
            super().__init__(button, QAccessible.Role.PushButton)

        def _expander(self) -> Expander:
            return cast("Expander", self.object())  # a reference here would keep it alive forever

        def text(self, kind: QAccessible.Text) -> str:
            button = self._expander()  # Qt's plain interface ignores a button's text
            name = kind is QAccessible.Text.Name
            return (button.accessibleName() or button.text()) if name else super().text(kind)

        def state(self) -> QAccessible.State:
            state, expanded = super().state(), self._expander().is_expanded
            state.expandable, state.expanded, state.collapsed = 1, int(expanded), int(not expanded)
            return state

        def actionNames(self) -> list[str]:
            return ["Press", *super().actionNames()]

        def doAction(self, name: str) -> None:
            if name == "Press":
                self._expander().click()
            else:
                super().doAction(name)

    _state["interface"] = _ExpanderAccessible
    QAccessible.installFactory(_create_accessible_interface)


def _create_accessible_interface(_class: str, asked: QObject) -> QAccessibleWidget | None:
    """Return the accessible interface for an expander; None for other objects, which keep Qt's default."""
    import shiboken6

    if not isinstance(asked, Expander):
        return None
    for key in [key for key, one in _made.items() if not shiboken6.isValid(one)]:
        del _made[key]
    made = _state["interface"](asked)
    _made[id(made)] = made
    return made
