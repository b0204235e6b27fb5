"""A button that expands or collapses something, and reports its state to screen readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QPushButton, QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QAccessible
    from PySide6.QtWidgets import QAccessibleWidget

_state: dict[str, type[QAccessibleWidget]] = {}
_made: dict[int, QAccessibleWidget] = {}
"""Held here: PySide would delete an interface that Qt still uses."""


class Expander(QPushButton):
    """A link that unfolds a part. Qt's own buttons have no state for that (`QAccessible.State`)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("link", True)
        self._expanded = False
        _install()

    @property
    def is_expanded(self) -> bool:
        """Whether its part is shown."""
        return self._expanded

    def expand(self, on: bool) -> None:
        """Set whether its part is shown, and tell screen readers."""
        if on is self._expanded:
            return
        self._expanded = on
        from PySide6.QtGui import QAccessible, QAccessibleStateChangeEvent

        changed = QAccessible.State()
        changed.expanded = changed.collapsed = 1
        QAccessible.updateAccessibility(QAccessibleStateChangeEvent(self, changed))


def _install() -> None:
    """Install the accessible interface for these buttons; late, because the first window doesn't need it."""
    if _state:
        return
    from PySide6.QtGui import QAccessible
    from PySide6.QtWidgets import QAccessibleWidget

    class _Interface(QAccessibleWidget):
        def __init__(self, button: Expander) -> None:
            super().__init__(button, QAccessible.Role.PushButton)

        def _button(self) -> Expander:
            return cast("Expander", self.object())  # held here, it would never be freed

        def text(self, kind: QAccessible.Text) -> str:
            button = self._button()  # Qt's plain interface knows nothing of what is written on a button
            name = kind is QAccessible.Text.Name
            return (button.accessibleName() or button.text()) if name else super().text(kind)

        def state(self) -> QAccessible.State:
            state, expanded = super().state(), self._button().is_expanded
            state.expandable, state.expanded, state.collapsed = 1, int(expanded), int(not expanded)
            return state

        def actionNames(self) -> list[str]:
            return ["Press", *super().actionNames()]

        def doAction(self, name: str) -> None:
            if name == "Press":
                self._button().click()
            else:
                super().doAction(name)

    _state["interface"] = _Interface
    QAccessible.installFactory(_interface)


def _interface(_class: str, asked: QObject) -> QAccessibleWidget | None:
    """Return the accessible interface that Qt asks for; None for Qt's default."""
    import shiboken6

    if not isinstance(asked, Expander):
        return None
    for key in [key for key, one in _made.items() if not shiboken6.isValid(one)]:
        del _made[key]
    made = _state["interface"](asked)
    _made[id(made)] = made
    return made
