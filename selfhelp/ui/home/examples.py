"""Example complaints on the home page, which fill the search box."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from selfhelp.core.text import N_, Text
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.widgets.flow_layout import FlowLayout

EXAMPLES: tuple[Text, ...] = (N_("My printer won't print"), N_("No internet"), N_("It's slow"))


class Examples(QWidget):
    """A line of example buttons; those that don't fit are hidden, to keep what follows in sight.

    Signals:
        chosen: carries the chosen example's text.
    """

    chosen = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.buttons = [QPushButton() for _ in EXAMPLES]
        row = FlowLayout(spacing=theme.SPACE_2)
        for button in self.buttons:
            button.setProperty("chip", True)
            button.clicked.connect(lambda _on=False, button=button: self.chosen.emit(button.text()))
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self._context.translate
        for button, words in zip(self.buttons, EXAMPLES, strict=True):
            button.setText(show(words))
            button.setAccessibleDescription(show(N_("Example")))
        self._hide_what_does_not_fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many examples as fit side by side."""
        super().resizeEvent(event)
        self._hide_what_does_not_fit()

    def _hide_what_does_not_fit(self) -> None:
        """Hide every example after the first that would begin a second line."""
        used = -theme.SPACE_2
        for button in self.buttons:
            button.ensurePolished()
            used += theme.SPACE_2 + button.sizeHint().width()
            button.setVisible(button is self.buttons[0] or used <= self.width())
