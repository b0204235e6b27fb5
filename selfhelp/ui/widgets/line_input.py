"""A single-line field that passes dropped and pasted files to its page."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from selfhelp.ui.images.mime_data import has_picture_or_files


class LineInput(QLineEdit):
    """A line edit that ignores dropped files, because Qt would insert their URLs.

    Signals:
        offered: an image or files were pasted; carries the `QMimeData`.
    """

    offered = Signal(QMimeData)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Ignore dropped files and images, so that the page receives them."""
        if has_picture_or_files(event.mimeData()):
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Emit `offered` if images or files are pasted; accept the Enter key."""
        data: QMimeData | None = None
        if event.matches(QKeySequence.StandardKey.Paste):
            data = QGuiApplication.clipboard().mimeData()  # None where there's no clipboard
        if data is not None and has_picture_or_files(data):
            self.offered.emit(data)
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # otherwise Qt passes it on, and the window clicks the focused button
