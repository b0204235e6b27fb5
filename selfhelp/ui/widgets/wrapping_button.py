"""A button whose words go on in the next line where the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton

from selfhelp.ui import theme
from selfhelp.ui.widgets.label import tidy

_AROUND = 34
"""Logical pixels that a button has beside its words."""


class WrappingButton(QPushButton):
    """A button for a whole sentence; its place tells it how wide it may be with `fit`."""

    def __init__(self) -> None:
        super().__init__()
        self._words = ""

    def say(self, words: str) -> None:
        """Set the words, as a button has them: without a full stop."""
        self._words = tidy(words).strip().removesuffix(".")
        self.setAccessibleName(self._words)
        self.setText(self._words.replace("&", "&&"))

    def fit(self, width: int) -> None:
        """Break the words so that no line is wider than this."""
        room, lines = max(width - _AROUND, theme.TARGET), [""]
        for word in self._words.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and self.fontMetrics().horizontalAdvance(longer) > room:
                lines.append(word)
            else:
                lines[-1] = longer
        broken = "\n".join(lines).replace("&", "&&")
        if broken != self.text():
            self.setText(broken)

    def minimumSizeHint(self) -> QSize:
        """Let the window be narrow; the words wrap."""
        return QSize(theme.TARGET, super().minimumSizeHint().height())
