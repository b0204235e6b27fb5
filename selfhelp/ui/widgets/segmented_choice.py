"""A single choice of short options side by side; a click on the chosen option clears the choice."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from selfhelp.ui import theme
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.label import remove_control_characters

_ON, _BACK = (Qt.Key.Key_Right, Qt.Key.Key_Down), (Qt.Key.Key_Left, Qt.Key.Key_Up)


class _SegmentButton(QRadioButton):
    """A button for one option; the arrow keys move through all options in order.

    Qt would move to the nearest button instead, so that some buttons couldn't be reached at certain widths.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Select and focus the next or the previous option on an arrow key."""
        key, chips = Qt.Key(event.key()), self.parentWidget()
        if key not in _ON + _BACK or not isinstance(chips, SegmentedChoice):
            super().keyPressEvent(event)
            return
        sideways = key in (Qt.Key.Key_Left, Qt.Key.Key_Right)
        back = (key in _BACK) is not (sideways and self.isRightToLeft())
        order = [button for button in chips.buttons.values() if button.isVisible() and button.isEnabled()]
        other = order[(order.index(self) + (-1 if back else 1)) % len(order)]
        if self.isChecked() and other is not self:
            other.click()
        other.setFocus(Qt.FocusReason.TabFocusReason)


class SegmentedChoice(QWidget):
    """A single choice with radio buttons; they wrap in a narrow window.

    Signals:
        changed: the user chose another option, or cleared the choice.
    """

    changed = Signal()

    def __init__(self, keys: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QRadioButton] = {key: _SegmentButton() for key in keys}
        self._chosen = ""
        row, column = FlowLayout(spacing=theme.SPACE_2), QVBoxLayout(self)
        for key, button in self.buttons.items():
            button.setProperty("chip", True)
            button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            self._group.addButton(button)
            row.addWidget(button)
            button.clicked.connect(lambda _on, key=key: self._on_option_clicked(key))
            button.toggled.connect(self._on_option_toggled)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)

    def set_texts(self, question: str, answers: Sequence[str]) -> None:
        """Set the question and the options' labels; screen readers read the question with each option."""
        self.setAccessibleName(question)
        for button, answer in zip(self.buttons.values(), answers, strict=True):
            button.setText(remove_control_characters(answer).replace("&", "&&"))
            button.setAccessibleName(remove_control_characters(answer))
            button.setAccessibleDescription(question)

    def set_chosen_key(self, key: str) -> None:
        """Select an option by its key without emitting `changed`; "" clears the choice."""
        self.blockSignals(True)
        self._group.setExclusive(False)
        for name, button in self.buttons.items():
            button.setChecked(name == key)
        self._group.setExclusive(True)
        self._chosen = self.get_chosen_key()
        self.blockSignals(False)

    def get_chosen_key(self) -> str:
        """Return the key of the chosen option, or ""."""
        return next((key for key, button in self.buttons.items() if button.isChecked()), "")

    def focus_chosen_option(self) -> None:
        """Focus the chosen option; without a choice, the first option."""
        self.buttons[self.get_chosen_key() or next(iter(self.buttons))].setFocus()

    def _on_option_toggled(self, on: bool) -> None:
        if on and self.get_chosen_key() != self._chosen:
            self.changed.emit()

    def _on_option_clicked(self, key: str) -> None:
        """Clear the choice after a click on the chosen option."""
        if self._chosen == key:
            self.set_chosen_key("")
            self.changed.emit()
        self._chosen = self.get_chosen_key()
