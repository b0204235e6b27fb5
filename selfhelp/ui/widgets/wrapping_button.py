"""A button and a check box with wrapping labels."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QPushButton, QSizePolicy

from selfhelp.ui import theme
from selfhelp.ui.widgets.label import clean_text

_AROUND = 34
"""Logical pixels that a button has beside its words."""


class WrappingButton(QPushButton):
    """A button for a whole sentence; its container sets the width with `fit`."""

    def __init__(self) -> None:
        super().__init__()
        self._words = ""

    def say(self, words: str) -> None:
        """Set the words, as a button has them: without a full stop."""
        self._words = clean_text(words).strip().removesuffix(".")
        self.setAccessibleName(self._words)
        self.setText(self._words.replace("&", "&&"))

    def fit(self, width: int) -> None:
        """Break the words so that no line is wider than this."""
        broken = break_lines(self._words, max(width - _AROUND, theme.TARGET), self.fontMetrics())
        if broken != self.text():
            self.setText(broken)

    def minimumSizeHint(self) -> QSize:
        """Return a narrow minimum size; the text wraps."""
        return QSize(theme.TARGET, super().minimumSizeHint().height())


class WrappingCheckBox(QCheckBox):
    """A tick box for a whole sentence; it breaks the words itself, by the width that it is given."""

    def __init__(self) -> None:
        super().__init__()
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def say(self, words: str) -> None:
        """Set the words."""
        self._words = clean_text(words).strip()
        self.setAccessibleName(self._words)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the words into lines again."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Return a narrow minimum size; the text wraps."""
        return QSize(theme.TARGET, super().minimumSizeHint().height())

    def _fit(self) -> None:
        self.ensurePolished()
        metrics = self.fontMetrics()
        longest = max(metrics.horizontalAdvance(line) for line in self.text().replace("&&", "&").split("\n"))
        around = self.sizeHint().width() - longest
        broken = break_lines(self._words, max(self.width() - around, theme.TARGET), metrics)
        if broken != self.text():
            self.setText(broken)


def break_lines(words: str, room: int, metrics: QFontMetrics) -> str:
    """Return the words in lines that are no wider than the room; a single & would underline a letter."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and metrics.horizontalAdvance(longer) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines).replace("&", "&&")
