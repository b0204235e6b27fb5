"""A label that shows foreign text as plain text, never as markup or a link."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

Named = Callable[[str, str], str]
"""Joins what a button does and on what, with the colon of the language."""

LIMIT = 4000
"""Characters shown; a name of 10 kB must not make a window of ten pages."""

NARROW = 40
"""Pixels that a layout leaves a label at least: none is shown as narrow as that."""


class PlainLabel(QLabel):
    """Plain text that wraps; ``kind`` is its object name (``h1``, ``sub`` …, see `selfhelp.ui.theme`).

    A layout asks for its height dozens of times and Qt lays the text out each time (85 % of a slow
    round in which a form opened, by perf): it is measured once for each width and font.
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

        Long words without a space can be broken anywhere, so that they never widen the window.
        """
        shown = make_breakable(clean_text(text))
        self._heights.clear()
        super().setText(shown.replace("&", "&&") if self.buddy() is not None else shown)
        self.setAccessibleName(clean_text(text))

    def setBuddy(self, buddy: QWidget) -> None:
        """Name a field. A label that does so would underline the letter after a single &."""
        super().setBuddy(buddy)
        self.setText(self.accessibleName())

    def minimumSizeHint(self) -> QSize:
        """Return a narrow minimum size; the text wraps."""
        return QSize(NARROW, super().minimumSizeHint().height())

    def heightForWidth(self, width: int) -> int:
        """Return the height of the wrapped text."""
        font = self.font()
        if font != self._font:
            self._font = font
            self._heights.clear()
        if width not in self._heights:
            self._heights[width] = super().heightForWidth(width)
        return self._heights[width]


class ProseLabel(PlainLabel):
    """A long text."""

    def sizeHint(self) -> QSize:
        """Leave the width to the layout; measuring the best one takes longer than showing it."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return one line's height; the layout asks for the height at its width."""
        return QSize(NARROW, self.fontMetrics().lineSpacing())

    def heightForWidth(self, width: int) -> int:
        """Return the height of the wrapped text; of one line where it is narrower than it is ever shown.

        Each layout around it asks for the height at its own least width, for a hint that no page follows:
        two of three measurements were for that, and at 40 pixels a long text has hundreds of lines.
        """
        return super().heightForWidth(width) if width >= 2 * NARROW else self.minimumSizeHint().height()


def clean_text(text: str) -> str:
    """Return a label's text without control and direction characters, cut to `LIMIT`."""
    kept = text[: LIMIT + 1]
    if not kept.isprintable():
        kept = "".join(c if c.isprintable() or c in _KEPT else " " for c in kept)
    return kept if len(kept) <= LIMIT else kept[:LIMIT] + "…"


def fold_for_search(text: str) -> str:
    """Return text for comparison with what a user types: no accents, no capitals, plain apostrophes."""
    plain = unicodedata.normalize("NFKD", text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c))


def to_one_line(text: str, most: int = 80) -> str:
    """Return foreign text for a label, menu or screen reader: on one line, cut to ``most`` characters."""
    kept = " ".join(clean_text(text).split())
    return kept if len(kept) <= most else f"{kept[: most - 1]}…"


def to_tool_tip(text: str) -> str:
    """Return foreign text for a tool tip, which Qt would else take for HTML that can load an image."""
    import html  # its table of entities is not for the first window

    return f"<qt>{html.escape(clean_text(text))}</qt>"


def make_breakable(text: str) -> str:
    """Make words of more than 24 characters breakable, with zero-width spaces."""
    return _LONG.sub("\\g<0>\N{ZERO WIDTH SPACE}", text)


_KEPT = "\n\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
_LONG = re.compile(r"\S{24}(?=\S)")
