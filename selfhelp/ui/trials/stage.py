"""What every trial has: a button that begins it where it needs one, and words for what goes on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.parts.buttons import ButtonRow
from selfhelp.ui.widgets.announce import announce
from selfhelp.ui.widgets.label import PlainLabel


class Stage(QWidget):
    """A trial. A subclass adds its parts to ``column`` and says what the button does in `begin`."""

    button: Text | None = None
    """What the button says; None where there is nothing to begin."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.SPACE_3)
        self._buttons = ButtonRow()
        self._start = self._buttons.add(self.begin, primary=True)
        self._said = PlainLabel("", "sub")
        self._buttons.setVisible(self.button is not None)
        self._said.hide()
        self.column.addWidget(self._buttons)
        self.column.addWidget(self._said)

    def retranslate(self) -> None:
        """Set every text again."""
        if self.button is not None:
            self._start.setText(self.context.show(self.button))

    def begin(self) -> None:
        """Begin the trial."""

    def enter(self) -> None:
        """Put the focus where she begins."""
        self._start.setFocus()

    def ended(self) -> None:
        """Stop: she goes on to something else."""

    def say(self, text: Text) -> None:
        """Say what goes on, and read it out."""
        self._said.setText(self.context.show(text))
        self._said.show()
        announce(self, self._said.text())

    def work(self, do: Callable[[Progress], object], busy: Text, done: Text) -> None:
        """Do something slow elsewhere; the button waits, and an error is one calm sentence."""
        self._start.setEnabled(False)
        self.say(busy)

        def ended(_answer: object) -> None:
            self._start.setEnabled(True)
            self.say(done)

        def failed(error: SelfhelpError) -> None:
            self._start.setEnabled(True)
            self.say(error.told)

        self.context.jobs.start(do, ended, failed, owner=self)


READY = N_("Done. You can do it again.")
