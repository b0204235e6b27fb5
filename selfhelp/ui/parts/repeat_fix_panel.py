"""A panel that suggests the help desk if the same fix is needed for the third time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from selfhelp.core.text import N_, NN_, Text
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.status_icons import NOTE

OFTEN = 3
"""Number of runs within two weeks at which a ticket is suggested instead of the fix."""


class RepeatFixPanel(MessagePanel):
    """A panel that offers a ticket with the history, or another run of the fix.

    Signals:
        help_wanted: "Get help" was clicked.
        repair_wanted: "Fix it again" was clicked.
    """

    help_wanted = Signal()
    repair_wanted = Signal()

    def __init__(self, show: Callable[[Text | str], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._show = show
        self._count = 0
        buttons = ButtonRow()
        self.help = buttons.add_button(self.help_wanted.emit, primary=True)
        self.repair = buttons.add_button(self.repair_wanted.emit)
        self.column.addWidget(buttons)
        self.hide()

    def show_count(self, count: int) -> None:
        """Show the number of runs of the fix."""
        self._count = count
        self.retranslate()
        self.show()
        self.help.setFocus()

    def retranslate(self) -> None:
        """Update all text to the current language."""
        times = NN_(
            "This problem was fixed {count} time in the last two weeks.",
            "This problem was fixed {count} times in the last two weeks.",
            count=self._count,
        )
        why = N_("The help desk can look for the cause. We'll include the results of each try.")
        self.show_message(NOTE, self._show(times), self._show(why))
        self.help.setText(self._show(N_("Get help")))
        self.repair.setText(self._show(N_("Fix it again")))
