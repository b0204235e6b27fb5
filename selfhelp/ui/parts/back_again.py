"""Says that a draft is back, and lets her start anew; for a moment that can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from selfhelp.text import N_
from selfhelp.ui.context import Context
from selfhelp.ui.parts.keeping import Resumed
from selfhelp.ui.widgets.announce import announce
from selfhelp.ui.widgets.flow import Flow
from selfhelp.ui.widgets.panel import Panel
from selfhelp.ui.widgets.signs import NOTE

if TYPE_CHECKING:
    from selfhelp.case import Case


class BackAgain(Panel):
    """Hidden until a draft came back.

    Signals:
        anew: she wants an empty form.
        brought_back: carries the case that she had put away.
    """

    anew = Signal()
    brought_back = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._resumed: Resumed | None = None
        self._away: Case | None = None
        self.button = QPushButton()
        self.button.setProperty("link", True)
        self.button.clicked.connect(self._pressed)
        buttons = Flow()
        buttons.addWidget(self.button)
        self.column.addLayout(buttons)
        self.hide()

    def say_back(self, resumed: Resumed) -> None:
        """Say that a draft is back, and what of it is not there any more."""
        self._resumed, self._away = resumed, None
        self.retranslate()
        self.show()
        announce(self, self.heading.accessibleName())

    def put_away(self, case: Case | None) -> None:
        """Say that the draft is put away, and offer it for a moment."""
        self._away = case
        self.retranslate()
        self.button.setFocus()

    def settle(self) -> None:
        """Forget what was put away."""
        if self._away is not None:
            self._away = self._resumed = None
            self.hide()

    def retranslate(self) -> None:
        """Set every text again."""
        show, resumed = self._context.show, self._resumed
        if self._away is not None:
            self.fill(
                NOTE, show(N_("Your draft is put away.")), show(N_("It goes when you leave this page."))
            )
            self.button.setText(show(N_("Bring it back")))
        elif resumed is not None:
            when = resumed.saved
            back = N_("Your draft of {time} is back.", time=when) if when else N_("Your draft is back.")
            self.fill(NOTE, show(back), " ".join(show(text) for text in resumed.gone))
            self.button.setText(show(N_("Start anew")))

    def _pressed(self) -> None:
        if self._away is None:
            self.anew.emit()
            return
        case, self._away = self._away, None
        self.retranslate()
        self.brought_back.emit(case)
