"""A list of steps, each with an icon that shows its state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from selfhelp.ui import theme
from selfhelp.ui.widgets.drawing import Drawing
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.status_icons import ALONE, BUSY, GOOD, NEXT, StatusIcon, paint_connector

DRAWING = 56
"""Side length of a step's drawing, in logical pixels."""

FIRST_LINE = 4
"""Top margin in logical pixels that centres a step's first line on its icon."""


@dataclass(frozen=True, slots=True)
class StepWords:
    """The texts of a step: its action, notes on the action, and the name of its drawing or ""."""

    sentence: str
    notes: Sequence[str]
    drawing: str = ""


class StepList(QWidget):
    """A list of steps; ``numbered`` is True if the steps must be done in order."""

    def __init__(self, parent: QWidget | None = None, *, numbered: bool = False) -> None:
        super().__init__(parent)
        self._numbered = numbered
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, theme.SPACE_2, 0, 0)
        self._grid.setHorizontalSpacing(theme.SPACE_3)
        self._grid.setVerticalSpacing(theme.SPACE_1)
        self._grid.setColumnStretch(1, 1)
        self._pending = NEXT
        self._signs: list[StatusIcon] = []
        self._sentences: list[str] = []

    def show_steps(self, steps: Sequence[StepWords]) -> None:
        """Replace the steps; all are pending."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        counted = self._numbered and len(steps) > 1
        self._pending = NEXT if len(steps) > 1 else ALONE
        self._signs = [StatusIcon(self._pending, number=n * counted) for n, _ in enumerate(steps, 1)]
        self._sentences = [step.sentence for step in steps]
        for number, step in enumerate(steps):
            self._add_step(number, step)

    def find_first_sentence(self) -> QWidget | None:
        """Return the widget with the first step's sentence, or None without steps."""
        item = self._grid.itemAtPosition(0, 1) if self._sentences else None
        return item.widget() if item is not None else None

    def has_step_sentence(self, sentence: str) -> bool:
        """Return whether a step has this sentence."""
        return sentence in self._sentences

    def mark_step_started(self, sentence: str) -> None:
        """Show the step with this sentence as running, and all earlier steps as done."""
        if not self.has_step_sentence(sentence):
            return
        current = self._sentences.index(sentence)
        for number, sign in enumerate(self._signs):
            sign.set_status_kind(GOOD if number < current else BUSY if number == current else self._pending)

    def show_step_results(self, kinds: Sequence[str]) -> None:
        """Show the result of each step; steps without a result are pending."""
        for sign, kind in zip(self._signs, kinds, strict=False):
            sign.set_status_kind(kind)
        for sign in self._signs[len(kinds) :]:
            sign.set_status_kind(self._pending)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the connecting lines of numbered steps."""
        if not self._numbered:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for above, below in pairwise(self._signs):
            top, end = above.geometry(), below.geometry()
            x = top.x() + top.width() / 2
            paint_connector(painter, QLineF(x, top.bottom() + 3, x, end.top() - 2), walked=above.kind == GOOD)
        painter.end()

    def _add_step(self, number: int, step: StepWords) -> None:
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(self._signs[number], 3 * number, 0, 2, 1, top)
        sentence = PlainLabel(step.sentence)
        sentence.setContentsMargins(0, FIRST_LINE, 0, 0)
        self._grid.addWidget(sentence, 3 * number, 1)
        if step.notes:
            self._grid.addWidget(PlainLabel(_format_notes(step.notes), "small"), 3 * number + 1, 1)
        if step.drawing:
            drawing = Drawing(self, DRAWING)
            drawing.show_drawing(step.drawing)
            self._grid.addWidget(drawing, 3 * number, 2, 2, 1, top)
        self._grid.setRowMinimumHeight(3 * number + 2, theme.SPACE_2)


def _format_notes(notes: Sequence[str]) -> str:
    """Return the notes as text: each sentence on its own line, short notes together on the last line."""
    sentences = [note for note in notes if note.endswith(".")]
    short = " · ".join(note for note in notes if note not in sentences)
    return "\n".join([*sentences, short] if short else sentences)
