"""A panel with an icon, a heading and an optional detail text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from selfhelp.ui import theme
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.status_icons import BUSY, StatusIcon

if TYPE_CHECKING:
    from selfhelp.ui.widgets.drawing import Drawing


class MessagePanel(QFrame):
    """A panel with an icon, a heading and a detail text; ``column`` contains further widgets."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._picture: Drawing | None = None
        self.sign = StatusIcon()
        self.heading = PlainLabel("", "h2")
        self.detail = PlainLabel("", "sub")
        self.column = QVBoxLayout()
        self.column.setSpacing(theme.SPACE_1)
        self.column.addWidget(self.heading)
        self.column.addWidget(self.detail)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_4, theme.SPACE_3, theme.SPACE_4, theme.SPACE_3)
        row.setSpacing(theme.SPACE_3)
        row.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self.column, 1)

    def show_message(self, sign: str, heading: str, detail: str) -> None:
        """Set icon, heading and detail; hide an empty detail."""
        for label in (self.heading, self.detail):
            label.setMinimumHeight(0)
            label.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self.sign.set_status_kind(sign)
        self.heading.setText(heading)
        self.detail.setText(detail)
        self.detail.setVisible(bool(detail))

    def show_busy(self, heading: str, detail: str = "") -> None:
        """Show the task in progress; keep the height, so that the buttons below don't move."""
        last = self.heading if self.detail.isHidden() else self.detail
        first = self.detail if detail and last is self.detail else self.heading
        height = last.geometry().bottom() - first.geometry().top() + 1
        if first is last:  # it may have been shown a moment ago, and not have its full height yet
            height = max(height, first.heightForWidth(first.width()))
        self.show_message(BUSY, heading, detail)
        first.setMinimumHeight(height)
        first.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)

    def show_illustration(self, drawing: str) -> None:
        """Show an illustration instead of the icon, for an empty state.

        Args:
            drawing: a name in ``resources/drawings``; "" shows the icon again.
        """
        if drawing and self._picture is None:
            from selfhelp.ui.widgets.drawing import Drawing

            self._picture = Drawing(self, side=72, plate=True)
            self._row.insertWidget(0, self._picture, 0, Qt.AlignmentFlag.AlignTop)
        if self._picture is not None:
            self._picture.show_drawing(drawing)
        self.sign.setVisible(not drawing)
        air = theme.SPACE_4 if drawing else theme.SPACE_3
        self._row.setContentsMargins(theme.SPACE_4, air, theme.SPACE_4, air)
        self._row.setSpacing(air)

    def set_warning(self, loud: bool) -> None:
        """Use the warning background if ``loud`` is True, otherwise the normal background."""
        name = "banner" if loud else "panel"
        if self.objectName() != name:
            self.setObjectName(name)
            self.style().unpolish(self)
            self.style().polish(self)

    def remove_frame(self) -> None:
        """Remove the panel's frame, margins and icon, for a panel inside another panel."""
        self.setObjectName("")
        self.sign.hide()
        self._row.setContentsMargins(0, 0, 0, 0)
