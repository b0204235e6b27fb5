"""A multi-line field that passes pasted and dropped files to its form."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from selfhelp.core.text import N_
from selfhelp.ui.images.mime_data import has_picture_or_files
from selfhelp.ui.widgets.plain_edit import PlainEdit

LONGEST = 10_000
"""Maximum number of characters. A ticket allows more, but at every key press and every width, Qt takes 65 ms
to lay out a line of 20,000 rare characters (measured). Longer text belongs in a file.
"""

TOO_LONG = N_(
    "The text was too long, so only the beginning was added. Attach the full text as a file instead."
)
"""Message for the signal `MultilineInput.shortened`."""


class MultilineInput(PlainEdit):
    """A plain-text field in which Tab moves to the next field.

    Signals:
        offered: an image or files were pasted or dropped; carries the `QMimeData`.
        shortened: pasted or dropped text was too long, and only its beginning was inserted.
    """

    offered = Signal(QMimeData)
    shortened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Return True for images and files as well as text."""
        return has_picture_or_files(source) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Emit `offered` for images and files; insert text up to the limit."""
        if has_picture_or_files(source):
            self.offered.emit(source)
            return
        there = self.document().characterCount() - 1 - len(self.textCursor().selectedText())
        room = max(0, LONGEST - there)
        text = source.text()
        if len(text) > room:
            self.insertPlainText(text[:room])
            self.shortened.emit()
        elif text:
            self.insertPlainText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Ctrl+Enter to the form, and handle all other keys."""
        if event.key() == Qt.Key.Key_Return and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)
