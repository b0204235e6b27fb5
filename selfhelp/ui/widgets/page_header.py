"""The window's header: the Back button, the heading, "Get help" and the menu."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QWidget

from selfhelp.core.text import N_, NAME, Text
from selfhelp.ui import theme
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.logo import LogoView, StatusEmblem
from selfhelp.ui.widgets.primary_button import set_button_primary
from selfhelp.ui.widgets.spoken_menu import SpokenMenu
from selfhelp.ui.widgets.status_icons import DrawnIconButton

QWIDGETSIZE_MAX = 16_777_215
"""Qt's constant for an unlimited width, in logical pixels."""

NARROW = 560
"""Width of the window below which the heading moves to its own line, in logical pixels."""


LOW = 480
"""Height of the window below which a heading that fits stays beside the buttons, in logical pixels."""


class PageHeader(QWidget):
    """The header of the window, with buttons and the page's heading."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._first, self._narrow = False, False
        self.back = DrawnIconButton("back")
        self.logo, self.emblem = LogoView(), StatusEmblem()
        self.name = PlainLabel("", "name")
        self.heading = PlainLabel("", "h1")
        self.heading.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.help = QPushButton()
        self.help.setProperty("primary", True)
        self.guide = DrawnIconButton("question")
        self.more = DrawnIconButton("more")
        self.menu = SpokenMenu(self.more)
        self.more.setMenu(self.menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        inside = self._inside = QWidget(self)
        inside.setMaximumWidth(theme.CONTENT_WIDTH)
        around = QHBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addStretch(1)
        around.addWidget(inside, 1000)
        around.addStretch(1)
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(theme.SPACE_5, theme.SPACE_4, theme.SPACE_5, theme.SPACE_2)
        self._grid.setSpacing(theme.SPACE_3)
        self._grid.setColumnStretch(1, 1)
        signs = QHBoxLayout()
        signs.setSpacing(theme.SPACE_2)
        for sign in (self.back, self.emblem, self.logo):
            signs.addWidget(sign)
        self._grid.addLayout(signs, 0, 0)
        self._grid.addWidget(self.name, 0, 1)
        self._grid.addWidget(self.heading, 0, 1)
        self._grid.addWidget(self.help, 0, 2)
        self._grid.addWidget(self.guide, 0, 3)
        self._grid.addWidget(self.more, 0, 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the heading to its own line in a narrow window."""
        super().resizeEvent(event)
        self._narrow = event.size().width() < theme.scale_width(NARROW)
        self.update_branding()
        self._place_heading()

    def _place_heading(self) -> None:
        """Place the heading beside the buttons, or on its own line if the window is narrow but not low."""
        below = self._narrow and not (self.window().height() < LOW and self._has_room_beside())
        place = (1, 0, 1, 5) if below else (0, 1, 1, 1)
        if self._grid.getItemPosition(self._grid.indexOf(self.heading)) != place:
            self._grid.removeWidget(self.heading)
            self._grid.addWidget(self.heading, *place)

    def _has_room_beside(self) -> bool:
        """Return whether the heading fits on one line beside the buttons."""
        buttons = [b for b in (self.back, self.help, self.guide, self.more) if not b.isHidden()]
        margins, gap = self._grid.contentsMargins(), self._grid.spacing()
        taken = margins.left() + margins.right() + sum(b.sizeHint().width() + gap for b in buttons)
        words = self.heading.accessibleName()
        return self.heading.fontMetrics().horizontalAdvance(words) + taken <= self.width()

    def set_full_width(self, whole: bool) -> None:
        """Give the header the window's full width if ``whole`` is True, otherwise a page's width."""
        self._inside.setMaximumWidth(QWIDGETSIZE_MAX if whole else theme.CONTENT_WIDTH)

    def show_heading(self, heading: str, back: bool, get_help: bool, leads: bool) -> None:
        """Show a page's heading and its header buttons; the home page has the logo instead of a heading.

        Args:
            heading: the page's title.
            back: whether to show Back, because a previous page exists.
            get_help: whether to show "Get help".
            leads: whether "Get help" is the primary button; most pages have their own primary button.
        """
        self.heading.setText(heading)
        self.heading.setVisible(back)
        self.back.setVisible(back)
        self._first = not back
        self.help.setVisible(get_help)
        self.update_branding()
        self._place_heading()
        set_button_primary(self.help, leads)

    def update_branding(self) -> None:
        """Show the app's name, logo and emblem, if the page and the width allow this."""
        first = self._first
        self.name.setVisible(first and not self._narrow)  # a narrow window has it in its title only
        self.logo.setVisible(first and self.logo.has_picture)
        self.emblem.setVisible(first and not (self.logo.has_picture and self._narrow))

    def retranslate(self, show: Callable[[Text | str], str]) -> None:
        """Update all text to the current language."""
        self.name.setText(show(NAME))
        self.help.setText(show(N_("Get help")))
        signs = ((self.back, N_("Back")), (self.guide, N_("Help for this page")), (self.more, N_("More")))
        for button, text in signs:
            button.setAccessibleName(show(text))
            button.setToolTip(show(text))
        self.menu.setAccessibleName(show(N_("More")))
