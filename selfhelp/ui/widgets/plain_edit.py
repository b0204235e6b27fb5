"""A multi-line field that copes with keys pressed during input method composition."""

from __future__ import annotations

from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit


class PlainEdit(QPlainTextEdit):
    """Plain text; unfinished input-method text is committed before a key does anything.

    Most input methods see to that themselves. Where one does not, Qt (6.11) counts the half word to the line:
    "Down" goes behind the last letter there is, and the next letter ends the program.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Finish first what is half written."""
        half = self.textCursor().block().layout().preeditAreaText()
        if half:
            whole = QInputMethodEvent()
            whole.setCommitString(half)
            QApplication.sendEvent(self, whole)
        super().keyPressEvent(event)
