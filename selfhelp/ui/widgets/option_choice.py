"""A choice of one or several options."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from selfhelp.ui import theme
from selfhelp.ui.widgets.label import PlainLabel, clean_text, to_one_line

LONGEST = 300
"""Characters of a label; names of printers have no more than 255."""


@dataclass(frozen=True, slots=True)
class OptionWords:
    """One option as it is shown."""

    key: str
    label: str
    detail: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """What stands for one option: its whole label, and the line below its button."""

    button: QAbstractButton
    label: str
    detail: str
    below: PlainLabel

    def elide_to(self, room: int) -> None:
        """A button does not wrap: a label without room is cut in its middle, and whole in the line below."""
        self.button.setText(self.label.replace("&", "&&"))  # a single one would underline a letter
        over = self.button.sizeHint().width() - room
        metrics = self.button.fontMetrics()
        if over > 0:
            least = metrics.horizontalAdvance(self.label) - over
            short = metrics.elidedText(self.label, Qt.TextElideMode.ElideMiddle, least)
            self.button.setText(short.replace("&", "&&"))
        self.below.setText("\n".join(line for line in (self.label * (over > 0), self.detail) if line))
        self.below.setVisible(bool(self.below.text()))


class OptionChoice(QWidget):
    """Round buttons for one answer, square ones for several."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, theme.SPACE_2, 0, 0)
        self._column.setSpacing(0)
        self._group = QButtonGroup(self)
        self._keys: list[str] = []
        self._rows: list[_Row] = []

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much of the labels as there is room for now."""
        super().resizeEvent(event)
        self._fit()

    def show_options(self, options: Sequence[OptionWords], several: bool) -> None:
        """Show these options; of single ones the first is chosen where none says that it is."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._group.setExclusive(not several)
        self._keys = [option.key for option in options]
        self._rows = [self._row(option, several) for option in options]
        if not several and options and not any(option.chosen for option in options):
            self._rows[0].button.setChecked(True)
        self._fit()

    def chosen_keys(self) -> Sequence[str]:
        """Return the keys the user chose."""
        pairs = zip(self._keys, self._rows, strict=True)
        return [key for key, row in pairs if row.button.isChecked()]

    def focus_chosen(self) -> None:
        """Put the focus on the chosen option, or the first."""
        for row in [row for row in self._rows if row.button.isChecked()] or self._rows[:1]:
            row.button.setFocus()
            return

    def _fit(self) -> None:
        for row in self._rows:
            row.elide_to(self.width())

    def _row(self, option: OptionWords, several: bool) -> _Row:
        label = to_one_line(option.label, LONGEST)
        button = QCheckBox() if several else QRadioButton()
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # never wider
        button.setAccessibleName(label)
        button.setAccessibleDescription(clean_text(option.detail))
        button.setChecked(option.chosen)
        if not several:  # Qt lets Tab stop at one button of a group only
            self._group.addButton(button)
        self._column.addWidget(button)
        below = PlainLabel("", "small")
        below.setContentsMargins(theme.SPACE_6, 0, 0, theme.SPACE_1)
        self._column.addWidget(below)
        return _Row(button, label, clean_text(option.detail), below)
