"""A single-line field that passes dropped or pasted files to its screen."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from selfhelp.ui.widgets.multiline_input import has_picture_or_files


class LineInput(QLineEdit):
    """One line of text. Qt alone would insert the address of a dropped file.

    Signals:
        offered: carries the `QMimeData` of an image or of files that was pasted.
    """

    offered = Signal(QMimeData)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Leave dropped files and images to the screen."""
        if has_picture_or_files(event.mimeData()):
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand on what is pasted and is no text; Enter is for this line alone."""
        data: QMimeData | None = None
        if event.matches(QKeySequence.StandardKey.Paste):
            data = QGuiApplication.clipboard().mimeData()  # None where there's no clipboard
        if data is not None and has_picture_or_files(data):
            self.offered.emit(data)
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # Qt would pass it on, and the window would press what has the focus by now
