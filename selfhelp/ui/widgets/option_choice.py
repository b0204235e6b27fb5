"""A choice of one or several options, grouped under headings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
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
from selfhelp.ui.widgets.label import PlainLabel, remove_control_characters, shorten_to_one_line
from selfhelp.ui.widgets.wrapping_button import wrap_words

LONGEST = 300
"""Maximum number of characters in an option's label; a printer's name has up to 255."""


@dataclass(frozen=True, slots=True)
class OptionWords:
    """The texts of one option; ``groups`` are the places that contain the option, largest first."""

    key: str
    label: str
    detail: str
    chosen: bool
    groups: Sequence[str] = ()

    @property
    def heading(self) -> str:
        """The option's places on one line, shown as a heading above the option."""
        return " · ".join(shorten_to_one_line(place) for place in self.groups if place)


@dataclass(frozen=True, slots=True)
class _OptionRow:
    """The widgets of one option: its button, and the line below the button."""

    button: QAbstractButton
    label: str
    detail: str
    below: PlainLabel
    heading: PlainLabel | None = None

    def set_row_visible(self, fits: bool) -> None:
        """Show or hide the option's widgets."""
        self.button.setVisible(fits)
        self.below.setVisible(fits and bool(self.below.text()))

    def fit_row_to_width(self, room: int) -> None:
        """Wrap the label to a width in logical pixels; shorten a word that is too long, and show it below."""
        self.button.setText(self.label.replace("&", "&&"))  # a single one would underline a letter
        over = self.button.sizeHint().width() - room
        metrics = self.button.fontMetrics()
        least = metrics.horizontalAdvance(self.label) - over
        lines = wrap_words(self.label, least, metrics).replace("&&", "&").split("\n")
        cut = [metrics.elidedText(line, Qt.TextElideMode.ElideMiddle, least) for line in lines]
        self.button.setText("\n".join(cut).replace("&", "&&"))
        self.below.setText("\n".join(line for line in (self.label * (cut != lines), self.detail) if line))
        self.below.setVisible(not self.button.isHidden() and bool(self.below.text()))


class OptionChoice(QWidget):
    """A choice with radio buttons for one answer, or check boxes for several answers.

    Signals:
        changed: the choice has changed.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, theme.SPACE_2, 0, 0)
        self._column.setSpacing(0)
        self._group = QButtonGroup(self)
        self._keys: list[str] = []
        self._rows: list[_OptionRow] = []

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the options' labels to the new width."""
        super().resizeEvent(event)
        self._fit_rows_to_width()

    def show_options(self, options: Sequence[OptionWords], several: bool) -> None:
        """Replace the options; in a single choice, select the first option."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._keys, self._rows = [], []
        self._group.setExclusive(not several)
        places = list(dict.fromkeys(option.heading for option in options))
        ordered = sorted(options, key=lambda option: places.index(option.heading))
        rows = self._make_rows(ordered, several)
        self._keys, self._rows = [option.key for option in ordered], rows
        if not several and options and not any(option.chosen for option in options):
            self._rows[0].button.setChecked(True)
        self._fit_rows_to_width()

    def filter_options(self, keys: Collection[str]) -> None:
        """Show only the options with these keys; in a single choice, select a visible option if possible."""
        for key, row in zip(self._keys, self._rows, strict=True):
            row.set_row_visible(key in keys)
        for heading in {row.heading for row in self._rows if row.heading is not None}:
            shown = (row for row in self._rows if row.heading is heading)
            heading.setVisible(any(not row.button.isHidden() for row in shown))
        if self._group.exclusive():
            self._move_selection_to_visible()
        self.changed.emit()

    def count_shown_options(self) -> int:
        """Return the number of options shown."""
        return sum(not row.button.isHidden() for row in self._rows)

    def _move_selection_to_visible(self) -> None:
        """Move the selection to a visible option, or clear it."""
        chosen = self._group.checkedButton()
        if chosen is not None and not chosen.isHidden():
            return
        first = next((row.button for row in self._rows if not row.button.isHidden()), None)
        if first is not None:
            first.setChecked(True)
        elif chosen is not None:
            self._group.setExclusive(False)
            chosen.setChecked(False)
            self._group.setExclusive(True)

    def _make_rows(self, options: Sequence[OptionWords], several: bool) -> list[_OptionRow]:
        rows: list[_OptionRow] = []
        heading: PlainLabel | None = None
        for option in options:
            if option.heading and (heading is None or heading.text() != option.heading):
                heading = PlainLabel(option.heading, "step")
                heading.setContentsMargins(0, theme.SPACE_3, 0, theme.SPACE_1)
                self._column.addWidget(heading)
            rows.append(self._make_row(option, several, heading if option.heading else None))
        return rows

    def list_chosen_keys(self) -> Sequence[str]:
        """Return the keys of the chosen options, in the order of the options."""
        pairs = zip(self._keys, self._rows, strict=True)
        return [key for key, row in pairs if row.button.isChecked()]

    def focus_chosen_option(self) -> None:
        """Focus the chosen option; without a choice, the first option."""
        for row in [row for row in self._rows if row.button.isChecked()] or self._rows[:1]:
            row.button.setFocus()
            return

    def _fit_rows_to_width(self) -> None:
        for row in self._rows:
            row.fit_row_to_width(self.width())

    def _make_row(self, option: OptionWords, several: bool, heading: PlainLabel | None) -> _OptionRow:
        label = shorten_to_one_line(option.label, LONGEST)
        button = QCheckBox() if several else QRadioButton()
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # never wider
        button.setAccessibleName(label)
        about = (option.heading, remove_control_characters(option.detail))
        button.setAccessibleDescription(", ".join(part for part in about if part))
        button.setChecked(option.chosen)
        button.toggled.connect(lambda _on: self.changed.emit())
        if not several:  # Qt lets Tab stop at one button of a group only
            self._group.addButton(button)
        self._column.addWidget(button)
        below = PlainLabel("", "small")
        below.setContentsMargins(theme.SPACE_6, 0, 0, theme.SPACE_1)
        self._column.addWidget(below)
        return _OptionRow(button, label, remove_control_characters(option.detail), below, heading)
