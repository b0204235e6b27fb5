"""The home page's panel for the last change that can be undone, shown for a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.model import FixRun, Outcome, Undo
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text, get_clock_time
from selfhelp.ui.context import Context
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.misclick_guard import MisclickGuard

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.engine.journal import JournalEntry

RECENT = timedelta(days=1)
"""Period in which the home page offers to undo a change; the history offers this for longer."""


class LastChange(QWidget):
    """The last change with an Undo button; hidden without such a change.

    Signals:
        undone: the change was undone.
    """

    undone = Signal()

    def __init__(self, context: Context, steady: MisclickGuard) -> None:
        super().__init__()
        self._context, self._steady = context, steady
        self._found: tuple[JournalEntry, Text] | None = None
        self._undoing = False
        self.words, self.undo = PlainLabel("", "sub"), QPushButton()
        self.undo.clicked.connect(self._undo_change)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words, 1)
        row.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def refresh(self) -> None:
        """Read the last change from the journal, and show or hide the panel."""
        if (self._context.app.places.data / "journal").is_dir():
            self._context.jobs.start_job(self._read_last_change, self._on_change_loaded, owner=self)

    def retranslate(self) -> None:
        """Update all text to the current language."""
        if self._found is not None:
            show, (entry, title) = self._context.translate, self._found
            when = get_clock_time(entry.changed)
            self.words.setText(show(N_("Last change, {time}: {title}", time=when, title=show(title))))
            self.undo.setText(show(N_("Undo")))
            self.undo.setAccessibleName(self._context.make_row_button_label(show(N_("Undo")), show(title)))
        self.setVisible(self._found is not None)

    # -- parts -------------------------------------------------------------------------------------

    def _read_last_change(self, _progress: Progress) -> tuple[JournalEntry, Text] | None:
        return find_last_change(self._context.app, datetime.now(UTC))

    def _on_change_loaded(self, found: tuple[JournalEntry, Text] | None) -> None:
        if found != self._found:
            self._found = found
            self._steady.call_when_safe(self.retranslate)

    def _undo_change(self) -> None:
        """Undo the change; the button stays enabled, because a disabled button would lose the focus."""
        if self._found is None or self._undoing:
            return
        app, entry = self._context.app, self._found[0]

        def undo_entry(progress: Progress) -> FixRun:
            return app.engine.undo(entry.run, progress, check=app.catalog.checks.get(entry.id))

        self._undoing = True
        self._context.say(N_("Undoing…"))
        self._context.jobs.start_job(undo_entry, self._on_undo_ended, self._on_undo_failed, owner=self)

    def _on_undo_ended(self, run: FixRun) -> None:
        from selfhelp.engine.engine import make_outcome_message
        from selfhelp.ui import state_texts

        fine = run.outcome is Outcome.UNDONE
        _sign, heading, meaning = state_texts.OUTCOMES[run.outcome]
        self._context.say(make_outcome_message(run) or (meaning if fine else heading))
        self._undoing, self._found = False, None
        self.undone.emit()  # first: hiding would move the focus to an arbitrary widget
        self._steady.call_now(self.retranslate)
        self.refresh()  # the one before, or the rest of this one

    def _on_undo_failed(self, error: SelfhelpError) -> None:
        self._undoing = False
        self._context.say(error.user_message)


def find_last_change(app: App, now: datetime) -> tuple[JournalEntry, Text] | None:
    """Return the latest run of the last 24 hours that can be undone, and what it changed; or None.

    If its steps don't describe the change, it is the fix's title.
    """
    for entry in app.journal.list_runs_since(now - RECENT):
        fix = app.catalog.all_fixes.get(entry.id)
        if entry.undo is Undo.POSSIBLE and fix is not None:
            return entry, entry.change or fix.title
    return None
