"""A multi-line field that passes pasted or dropped files to the form."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from selfhelp.core.text import N_
from selfhelp.ui.widgets.plain_edit import PlainEdit

LONGEST = 10_000
"""Characters that the field takes. A ticket takes more, but one line of 20,000 rare signs takes Qt 65 ms to
lay out, at every key and every width (measured), and no one reads it: it belongs into a file."""

TOO_LONG = N_(
    "The text was too long, so only the beginning was added. Attach the full text as a file instead."
)
"""What is said when `MultilineInput.shortened` was."""


class MultilineInput(PlainEdit):
    """Plain text. Tab goes to the next field.

    Signals:
        offered: carries the `QMimeData` of an image or of files.
        shortened: a text that was pasted or dropped was too long; only its beginning was taken.
    """

    offered = Signal(QMimeData)
    shortened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Accept images and files as well."""
        return has_picture_or_files(source) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Hand on what is not text."""
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
        """Leave Ctrl+Enter to the form."""
        if event.key() == Qt.Key.Key_Return and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)


def has_picture_or_files(source: QMimeData) -> bool:
    """Return whether there is an image, or files of this computer.

    An image that is dragged out of a browser brings its address along, one out of a document its text; the
    text is what the user means then.
    """
    picture = source.hasImage() and (not source.hasText() or bool(source.urls()))
    return picture or any(url.isLocalFile() for url in source.urls())
