"""A multi-line field that handles keys correctly during input method composition."""

from __future__ import annotations

from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit


class PlainEdit(QPlainTextEdit):
    """A plain-text field that commits pre-edit text before it handles a key.

    Most input methods do this themselves. Otherwise, Qt 6.11 counts the pre-edit text as part of the line:
    "Down" moves the cursor past the end of the text, and the next letter crashes the program.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Commit pending pre-edit text, then handle the key."""
        half = self.textCursor().block().layout().preeditAreaText()
        if half:
            whole = QInputMethodEvent()
            whole.setCommitString(half)
            QApplication.sendEvent(self, whole)
        super().keyPressEvent(event)
