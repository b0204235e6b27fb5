"""The editor's footer: actions, "Use this image" and "Discard", on several lines if necessary."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QWidget

from selfhelp.core.text import N_, Text
from selfhelp.ui import theme
from selfhelp.ui.editor.editor_actions import EditorActions

_AIDS = 400
"""Minimum width at which the actions are next to the buttons, in logical pixels; otherwise they are above the
buttons."""


class EditorFooter(QWidget):
    """The editor's actions, and the buttons ``discard`` and ``accept``."""

    def __init__(self, aids: EditorActions) -> None:
        super().__init__()
        self.discard, self.accept = QPushButton(), QPushButton()
        self.accept.setProperty("primary", True)
        direction = QBoxLayout.Direction
        self._lines, self._answers = (
            QBoxLayout(direction.TopToBottom, self),
            QBoxLayout(direction.LeftToRight),
        )
        self._answers.setSpacing(theme.SPACE_2)
        self._answers.addWidget(self.discard)
        self._answers.addStretch(1)
        self._answers.addWidget(self.accept)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(theme.SPACE_3)
        self._lines.addWidget(aids, 1)
        self._lines.addLayout(self._answers)

    def retranslate(self, show: Callable[[Text | str], str]) -> None:
        """Update all text to the current language."""
        self.discard.setText(show(N_("Discard")))
        accept = show(N_("Use this image"))
        self.accept.setText(accept)
        key = QKeySequence("Ctrl+Return").toString(QKeySequence.SequenceFormat.NativeText)
        self.accept.setToolTip(f"{accept} ({key})")
        self._arrange_button_rows(self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the rows for the new width."""
        super().resizeEvent(event)
        self._arrange_button_rows(event.size().width())

    def _arrange_button_rows(self, room: int) -> None:
        direction = QBoxLayout.Direction
        answers = self.discard.sizeHint().width() + self.accept.sizeHint().width() + theme.SPACE_2
        wide, narrow = room >= answers + _AIDS, room < answers
        self._lines.setDirection(direction.LeftToRight if wide else direction.TopToBottom)
        self._answers.setDirection(direction.BottomToTop if narrow else direction.LeftToRight)
