"""A row of buttons that breaks into a column where the window is narrow."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QSizePolicy, QWidget

from selfhelp.ui import theme


class ButtonRow(QWidget):
    """Buttons from left to right, the most important first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: list[QPushButton] = []
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, theme.SPACE_2, 0, 0)
        self._box.setSpacing(theme.SPACE_2)
        self._box.addStretch(1)

    def add(self, clicked: Callable[[], object], *, primary: bool = False, link: bool = False) -> QPushButton:
        """Add a button; its text is set by whoever adds it."""
        button = QPushButton()
        button.setProperty("primary", primary)
        button.setProperty("link", link)
        button.setAutoDefault(True)
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        button.clicked.connect(clicked)
        self._box.insertWidget(len(self._buttons), button)
        self._buttons.append(button)
        return button

    def first(self) -> QPushButton:
        """Return the most important button."""
        return self._buttons[0]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose row or column."""
        super().resizeEvent(event)
        shown = [button for button in self._buttons if not button.isHidden()]
        needed = sum(button.sizeHint().width() + theme.SPACE_2 for button in shown)
        row = needed <= event.size().width()
        direction = QBoxLayout.Direction.LeftToRight if row else QBoxLayout.Direction.TopToBottom
        if self._box.direction() is not direction:
            self._box.setDirection(direction)
