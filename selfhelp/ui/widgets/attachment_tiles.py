"""The widgets for a ticket's attachments: thumbnails and file rows, each with a Remove button."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from selfhelp.ui import theme
from selfhelp.ui.widgets.label import Named, PlainLabel, shorten_to_one_line
from selfhelp.ui.widgets.status_icons import DrawnIconButton

THUMBNAIL, SMALL = QSize(176, 110), QSize(128, 80)
"""Side lengths of a tile's image in logical pixels; two small tiles fit into the smallest window."""


class PictureTile(QFrame):
    """A tile with a thumbnail, the image's size, and buttons to edit and remove the image.

    Signals:
        edited: Edit was clicked.
        removed: Remove was clicked.
    """

    edited = Signal()
    removed = Signal()

    room = THUMBNAIL
    """Maximum size of the thumbnail, in logical pixels."""

    def __init__(self, caption: str, named: Named, edit: str, remove: str, parent: QWidget) -> None:
        super().__init__(parent)
        size = self.room
        self.setObjectName("panel")
        self.face = QToolButton()
        self.face.setObjectName("drawn")
        self.face.setIconSize(size)
        self.face.setFixedSize(size + QSize(8, 8))
        self.face.clicked.connect(self.edited)
        self.change, self.take_out = QPushButton(edit), DrawnIconButton("close")
        self.change.setProperty("link", True)
        self.change.clicked.connect(self.edited)
        self.change.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # keyboard users press the image
        self.take_out.clicked.connect(self.removed)
        for button, words in ((self.face, edit), (self.change, edit), (self.take_out, remove)):
            button.setToolTip(words)
            button.setAccessibleName(shorten_to_one_line(named(words, caption), 200))
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(4, 4, 4, 0)
        column.setSpacing(0)
        name = PlainLabel(caption, "small")
        name.setContentsMargins(theme.SPACE_2, theme.SPACE_1, 0, 0)
        column.addWidget(self.face)
        column.addWidget(name)
        row.addWidget(self.change)
        row.addStretch(1)
        row.addWidget(self.take_out)
        column.addLayout(row)
        self.setFixedWidth(theme.scale_width(size.width() + 18))

    def show_picture(self, small: QPixmap) -> None:
        """Show the thumbnail on the tile; until then, its space is empty."""
        self.face.setIcon(QIcon(small))


class SmallTile(PictureTile):
    """A smaller image tile; two small tiles fit side by side into the smallest window."""

    room = SMALL


class FileRow(QWidget):
    """A row with a file's name and size, and a Remove button.

    Signals:
        removed: Remove was clicked.
    """

    removed = Signal()

    def __init__(self, name: str, size: str, named: Named, remove: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.take_out = QPushButton(remove)
        self.take_out.setProperty("link", True)
        self.take_out.setAccessibleName(shorten_to_one_line(named(remove, name), 200))
        self.take_out.clicked.connect(self.removed)
        size_label = PlainLabel(size, "sub")
        size_label.setWordWrap(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_3)
        row.addWidget(PlainLabel(name[:200]), 1)
        row.addWidget(size_label)
        row.addWidget(self.take_out)
