"""A row of buttons that wraps in a narrow window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from selfhelp.ui import theme
from selfhelp.ui.widgets.flow_layout import FlowLayout


class ButtonRow(QWidget):
    """A row of buttons in reading order, the most important button first; wraps in a narrow window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: list[QPushButton] = []
        self._row = FlowLayout(self, theme.SPACE_2)
        self._row.setContentsMargins(0, theme.SPACE_2, 0, 0)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add_button(
        self, clicked: Callable[[], object], *, primary: bool = False, link: bool = False
    ) -> QPushButton:
        """Add a button and return it; the caller sets the button's text."""
        button = QPushButton()
        button.setProperty("primary", primary)
        button.setProperty("link", link)
        button.setAutoDefault(True)
        button.clicked.connect(clicked)
        self.append_button(button)
        return button

    def append_button(self, button: QPushButton) -> None:
        """Append an existing button to the row."""
        self._row.addWidget(button)
        self._buttons.append(button)

    def remove_top_margin(self) -> None:
        """Remove the margin above the row."""
        self._row.setContentsMargins(0, 0, 0, 0)

    def get_first_button(self) -> QPushButton:
        """Return the first button, which is the most important."""
        return self._buttons[0]
