"""A button and a check box whose labels wrap."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QPushButton, QSizePolicy

from selfhelp.ui import theme
from selfhelp.ui.widgets.label import remove_control_characters

_AROUND = 34
"""Horizontal padding of a button around its label, in logical pixels."""


class WrappingButton(QPushButton):
    """A button with a whole sentence as its label; the button's container calls `fit_to_width`."""

    def __init__(self) -> None:
        super().__init__()
        self._words = ""

    def set_label(self, words: str) -> None:
        """Set the label; a final full stop is removed."""
        self._words = remove_control_characters(words).strip().removesuffix(".")
        self.setAccessibleName(self._words)
        self.setText(self._words.replace("&", "&&"))

    def fit_to_width(self, width: int) -> None:
        """Wrap the label to a width in logical pixels."""
        broken = wrap_words(self._words, max(width - _AROUND, theme.TARGET), self.fontMetrics())
        if broken != self.text():
            self.setText(broken)

    def minimumSizeHint(self) -> QSize:
        """Return a narrow minimum size, because the label wraps."""
        return QSize(theme.TARGET, super().minimumSizeHint().height())


class WrappingCheckBox(QCheckBox):
    """A check box with a whole sentence as its label; the label wraps at the current width."""

    def __init__(self) -> None:
        super().__init__()
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_label(self, words: str) -> None:
        """Set the label."""
        self._words = remove_control_characters(words).strip()
        self.setAccessibleName(self._words)
        self._wrap_label_text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the label to the new width."""
        super().resizeEvent(event)
        self._wrap_label_text()

    def minimumSizeHint(self) -> QSize:
        """Return a narrow minimum size, because the label wraps."""
        return QSize(theme.TARGET, super().minimumSizeHint().height())

    def _wrap_label_text(self) -> None:
        self.ensurePolished()
        metrics = self.fontMetrics()
        longest = max(metrics.horizontalAdvance(line) for line in self.text().replace("&&", "&").split("\n"))
        around = self.sizeHint().width() - longest
        broken = wrap_words(self._words, max(self.width() - around, theme.TARGET), metrics)
        if broken != self.text():
            self.setText(broken)


def wrap_words(words: str, room: int, metrics: QFontMetrics) -> str:
    """Return the words wrapped to a width in logical pixels, with "&" escaped."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and metrics.horizontalAdvance(longer) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines).replace("&", "&&")
