"""A card with a heading, for one part of a form."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QFrame, QLayout, QVBoxLayout, QWidget

from selfhelp.ui import theme
from selfhelp.ui.widgets.label import PlainLabel


class SectionFrame(QFrame):
    """A card with a heading, an optional description, and the content in ``body``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.heading, self.about = PlainLabel("", "h2"), PlainLabel("", "sub")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(theme.SPACE_4, theme.SPACE_3, theme.SPACE_4, theme.SPACE_4)
        self.body.setSpacing(theme.SPACE_2)
        self.body.addWidget(self.heading)
        self.body.addWidget(self.about)
        self.about.hide()

    def set_heading(self, heading: str, about: str = "") -> None:
        """Set the heading and the description."""
        self.heading.setText(heading)
        self.about.setText(about)
        self.about.setVisible(bool(about))
        self.setAccessibleName(heading)
        self.setAccessibleDescription(about)


def remove_widgets(layout: QLayout, widgets: Iterable[QWidget]) -> None:
    """Remove the given widgets from a layout, and delete them."""
    for widget in widgets:
        layout.removeWidget(widget)
        widget.hide()
        widget.deleteLater()


def order_by_layout(layout: QLayout) -> None:
    """Order sibling widgets as in their layout; otherwise, Tab and screen readers follow their creation."""
    for item in map(layout.itemAt, range(layout.count())):
        if item is not None and (widget := item.widget()) is not None:
            widget.raise_()


def clear_layout(layout: QLayout) -> None:
    """Remove all widgets from a layout, and delete them."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
