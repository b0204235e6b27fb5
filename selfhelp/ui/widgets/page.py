"""A page that scrolls under a foot that always stays in sight, in the middle where the window is wide."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from selfhelp.ui import theme
from selfhelp.ui.widgets.soon import soon


class FootedPage(QWidget):
    """Put the content into ``body`` and what must never be scrolled away into ``foot``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        content, self.footer = QWidget(), QFrame()
        self.body, self.foot = QVBoxLayout(content), QHBoxLayout()
        self.body.setContentsMargins(theme.SPACE_5, theme.SPACE_1, theme.SPACE_5, theme.SPACE_5)
        self.body.setSpacing(theme.SPACE_3)
        self.area = QScrollArea()
        around = _centred(content)
        # How high it is depends on its width alone. Qt would also ask for the height of the narrowest
        # width, and scroll a page that has room.
        around.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.area.setWidget(around)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.footer.setObjectName("footer")
        bar = QWidget()
        bar.setLayout(self.foot)
        self.foot.setContentsMargins(theme.SPACE_5, theme.SPACE_3, theme.SPACE_5, theme.SPACE_3)
        self.foot.setSpacing(theme.SPACE_3)
        under = QVBoxLayout(self.footer)
        under.setContentsMargins(0, 0, 0, 0)
        under.addWidget(_centred(bar))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.area, 1)
        column.addWidget(self.footer)

    def reveal(self, part: QWidget) -> None:
        """Scroll a part into view, once the layout knows where it is."""
        soon(part, lambda: self.area.ensureWidgetVisible(part))


def _centred(content: QWidget) -> QWidget:
    around = QWidget()
    around.setObjectName("scrolled")
    row = QHBoxLayout(around)
    row.setContentsMargins(0, 0, 0, 0)
    row.addStretch(1)
    row.addWidget(content, 1000)
    row.addStretch(1)
    content.setMaximumWidth(theme.CONTENT_WIDTH)
    return around
