"""The top of the window: the way back, the heading, the way to the help desk, and a small menu."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from selfhelp.text import N_, Text
from selfhelp.ui import theme
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.signs import DrawnButton


class Header(QWidget):
    """Back, heading, "Get help" and the menu."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.back = DrawnButton("back")
        self.heading = PlainLabel("", "h1")
        self.heading.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.help = QPushButton()
        self.help.setProperty("primary", True)
        self.more = DrawnButton("more")
        self.menu = QMenu(self.more)
        self.more.setMenu(self.menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        inside = QWidget(self)
        inside.setMaximumWidth(theme.CONTENT_WIDTH)
        around = QHBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addStretch(1)
        around.addWidget(inside, 1000)
        around.addStretch(1)
        row = QHBoxLayout(inside)
        row.setContentsMargins(theme.SPACE_5, theme.SPACE_4, theme.SPACE_5, theme.SPACE_2)
        row.setSpacing(theme.SPACE_3)
        row.addWidget(self.back)
        row.addWidget(self.heading, 1)
        row.addWidget(self.help)
        row.addWidget(self.more)

    def show_heading(self, heading: str, back: bool, get_help: bool) -> None:
        """Show a heading, and the buttons that make sense with it."""
        self.heading.setText(heading)
        self.back.setVisible(back)
        self.help.setVisible(get_help)

    def retranslate(self, show: Callable[[Text | str], str]) -> None:
        """Set every text again."""
        self.help.setText(show(N_("Get help")))
        for button, text in ((self.back, N_("Back")), (self.more, N_("More"))):
            button.setAccessibleName(show(text))
            button.setToolTip(show(text))
