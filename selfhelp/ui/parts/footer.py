"""What a help desk asks for first: the name and address of this computer and the app's version."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from selfhelp.machine.about import ABOUT, About
from selfhelp.progress import Progress
from selfhelp.text import N_
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.signs import DrawnButton


class Footer(QWidget):
    """One quiet line, with a button that copies it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._about = About("", "")
        self._words = PlainLabel("", "small")
        self._copy = DrawnButton("copy")
        self._copy.clicked.connect(self._copied)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_2)
        row.addWidget(self._words, 1)
        row.addWidget(self._copy)

    def look(self) -> None:
        """Ask the computer; the address may be another one now."""
        machine = self._context.app.machine

        def read(progress: Progress) -> About:
            return ABOUT.read(machine)

        self._context.jobs.start(read, self._have, owner=self)

    def retranslate(self) -> None:
        """Say it again."""
        show = self._context.show
        self._words.setText(self.line())
        self._copy.setAccessibleName(show(N_("Copy the name and address of this computer")))
        self._copy.setToolTip(show(N_("Copy the name and address of this computer")))

    def line(self) -> str:
        """Return what is shown and copied."""
        version = self._context.show(N_("Self-help {version}", version=self._context.app.version))
        return " · ".join(part for part in (self._about.name, self._about.address, version) if part)

    def _have(self, about: About) -> None:
        self._about = about
        self.retranslate()

    def _copied(self) -> None:
        QApplication.clipboard().setText(self.line())
        self._context.say(N_("Copied."))
