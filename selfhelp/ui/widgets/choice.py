"""A choice between options: one of them, or several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
from selfhelp.ui.widgets.label import PlainLabel, tidy

LABEL = 40
"""Characters of an option's label; buttons do not wrap, the whole is in the line below."""


@dataclass(frozen=True, slots=True)
class OptionWords:
    """One option as it is shown."""

    key: str
    label: str
    detail: str
    chosen: bool


class Choice(QWidget):
    """Round buttons for one answer, square ones for several."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, theme.SPACE_2, 0, 0)
        self._column.setSpacing(0)
        self._group = QButtonGroup(self)
        self._keys: list[str] = []
        self._buttons: list[QAbstractButton] = []

    def fill(self, options: Sequence[OptionWords], several: bool) -> None:
        """Show these options; of single ones the first is chosen where none says that it is."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._group.setExclusive(not several)
        self._keys = [option.key for option in options]
        self._buttons = [self._button(option, several) for option in options]
        if not several and options and not any(option.chosen for option in options):
            self._buttons[0].setChecked(True)

    def chosen(self) -> Sequence[str]:
        """Return the keys she chose."""
        pairs = zip(self._keys, self._buttons, strict=True)
        return [key for key, button in pairs if button.isChecked()]

    def enter(self) -> None:
        """Put the focus on the chosen option, or the first."""
        for button in [b for b in self._buttons if b.isChecked()] or self._buttons[:1]:
            button.setFocus()
            return

    def _button(self, option: OptionWords, several: bool) -> QAbstractButton:
        label = tidy(option.label)
        short = label if len(label) <= LABEL else label[: LABEL - 1] + "…"
        words = short.replace("&", "&&")  # a single one would underline a letter
        button = QCheckBox(words) if several else QRadioButton(words)
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # never wider
        button.setAccessibleName(label)
        button.setAccessibleDescription(tidy(option.detail))
        button.setChecked(option.chosen)
        if not several:  # Qt lets Tab stop at one button of a group only
            self._group.addButton(button)
        self._column.addWidget(button)
        if option.detail or short != label:
            detail = PlainLabel(option.detail or label, "small")
            detail.setContentsMargins(theme.SPACE_6, 0, 0, theme.SPACE_1)
            self._column.addWidget(detail)
        return button
