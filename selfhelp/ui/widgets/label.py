"""A label that shows external text as plain text, without interpreting markup or links."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from selfhelp.core.text import shorten_text

Named = Callable[[str, str], str]
"""The type of a function that joins an action and its object into an accessible name."""

LIMIT = 4000
"""Maximum number of characters shown by a label; longer text would fill many pages."""

NARROW = 40
"""Minimum width of a label in logical pixels; visible labels are always wider."""


class PlainLabel(QLabel):
    """A label with wrapped plain text; ``kind`` is its object name, see `selfhelp.ui.theme`.

    Heights are cached for each width and font, because a layout requests them dozens of times, and Qt lays
    out the text each time. Without the cache, these layouts took 85 % of the time to open a form, measured
    with perf.
    """

    def __init__(self, text: str = "", kind: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heights: dict[int, int] = {}
        self._font = QFont()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setObjectName(kind)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show the text, cut to `LIMIT` characters, without control characters.

        Long words may be broken at any character, so that they never widen the window.
        """
        shown = insert_line_breaks(remove_control_characters(text))
        self._heights.clear()
        super().setText(shown.replace("&", "&&") if self.buddy() is not None else shown)
        self.setAccessibleName(remove_control_characters(text))

    def setBuddy(self, buddy: QWidget) -> None:
        """Set the label's buddy; "&" is escaped, because it would underline the next letter."""
        super().setBuddy(buddy)
        self.setText(self.accessibleName())

    def minimumSizeHint(self) -> QSize:
        """Return a narrow minimum size, because the text wraps."""
        return QSize(NARROW, super().minimumSizeHint().height())

    def heightForWidth(self, width: int) -> int:
        """Return the height of the wrapped text in logical pixels, cached for each width."""
        font = self.font()
        if font != self._font:
            self._font = font
            self._heights.clear()
        if width not in self._heights:
            self._heights[width] = super().heightForWidth(width)
        return self._heights[width]


class ProseLabel(PlainLabel):
    """A label for long texts, whose size hints are cheap to compute."""

    def sizeHint(self) -> QSize:
        """Return the minimum size, because computing the best width would be slower than showing the text."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the height of one line; layouts use the height for the actual width."""
        return QSize(NARROW, self.fontMetrics().lineSpacing())

    def heightForWidth(self, width: int) -> int:
        """Return the wrapped text's height in logical pixels; one line's height for widths below 80.

        Enclosing layouts request the height at their minimum width, for a size hint that no page uses. Two of
        three height computations were such requests, and a long text has hundreds of lines at that width.
        """
        return super().heightForWidth(width) if width >= 2 * NARROW else self.minimumSizeHint().height()


def remove_control_characters(text: str) -> str:
    """Return a label's text without control and direction characters, and cut to `LIMIT` characters."""
    kept = text[: LIMIT + 1]
    if not kept.isprintable():
        kept = "".join(c if c.isprintable() or c in _KEPT else " " for c in kept)
    return kept if len(kept) <= LIMIT else kept[:LIMIT] + "…"


def normalise_for_search(text: str) -> str:
    """Return a text for comparison in a search: without accents and capitals, with plain apostrophes."""
    plain = unicodedata.normalize("NFKD", text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c))


def shorten_to_one_line(text: str, most: int = 80) -> str:
    """Return external text on one line, shortened to ``most`` characters, see `shorten_text`."""
    return shorten_text(" ".join(remove_control_characters(text).split()), most)


def make_tool_tip(text: str) -> str:
    """Return external text for a tooltip, with markup escaped.

    Otherwise Qt would interpret the text as HTML, which can load images.
    """
    import html  # its table of entities is not for the first window

    return f"<qt>{html.escape(remove_control_characters(text))}</qt>"


def insert_line_breaks(text: str) -> str:
    """Return a text with a zero-width space after every fourth character of a long word.

    Any column is wide enough for four characters, however wide they are, such as "W".
    """
    return _LONG.sub(lambda word: _PART.sub("\\g<0>\N{ZERO WIDTH SPACE}", word[0]), text)


_KEPT = "\n\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
_LONG = re.compile(r"\S{25,}")
_PART = re.compile(r"\S{4,}?(?=[^\s\u0300-\u036f\u200d\ufe0e\ufe0f])")
"""Four characters; more if the next one belongs to the last, such as an accent."""
