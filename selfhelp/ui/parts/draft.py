"""The cards of the ticket form that show the case: what was tried, this computer, files."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.model import Snapshot
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, NN_, Text
from selfhelp.ui import states, theme
from selfhelp.ui.context import Context
from selfhelp.ui.jobs import Job
from selfhelp.ui.widgets.announce import announce
from selfhelp.ui.widgets.evidence import FileRow
from selfhelp.ui.widgets.flow import Flow
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.section import Section, emptied
from selfhelp.ui.widgets.signs import BUSY, GOOD, UNKNOWN, WARN, StateSign

if TYPE_CHECKING:
    from selfhelp.engine.journal import JournalEntry
    from selfhelp.tickets.case import Case

_COLUMN = 160
"""Logical pixels: words in a narrower column than this are three or four short lines."""


class TriedCard(Section):
    """The fixes that were run for this problem, what each saw and how it ended; hidden without any."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._shown: object = None
        self._rows = QVBoxLayout()
        self.body.addLayout(self._rows)

    def refresh(self, case: Case) -> None:
        """Show the runs of a case."""
        runs = case.runs
        shown = (self._context.translator.language, [(self._title(entry), entry) for entry in runs])
        if shown == self._shown:
            return
        self._shown = shown
        self.head(self._context.show(N_("What was found and tried")))
        emptied(self._rows)
        for entry in runs:
            self._rows.addWidget(self._row(entry))
        self.setVisible(bool(runs))

    def _title(self, entry: JournalEntry) -> Text | str:
        """Return what the repair is called; a pack may bring its name, or take it away, meanwhile."""
        known = self._context.app.catalog.known
        return known[entry.id].title if entry.id in known else entry.id

    def _row(self, entry: JournalEntry) -> QWidget:
        kind, text, _meaning = states.ended(entry.outcome, entry.before)
        row, words = QWidget(), QVBoxLayout()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, theme.SPACE_1, 0, theme.SPACE_1)
        line.setSpacing(theme.SPACE_3)
        words.setSpacing(0)
        words.addWidget(PlainLabel(self._context.show(self._title(entry))))
        found = entry.before.finding
        seen = N_("Found then: {what}", what=found.summary) if found else entry.before.reason
        for said in (seen, text) if seen else (text,):
            words.addWidget(PlainLabel(self._context.show(said), "sub"))
        line.addWidget(StateSign(kind))
        line.addLayout(words, 1)
        return row


class ComputerCard(Section):
    """Collects the snapshot, shows how far it is, and can be stopped."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._case: Case | None = None
        self._job: Job[None] | None = None
        self._reason: Text | None = None
        self._sign, self.state = StateSign(BUSY), PlainLabel()
        self.bar, self.button = QProgressBar(), QPushButton()
        self.bar.setTextVisible(False)
        self.button.clicked.connect(self._stop_or_look)
        self._row, said = QHBoxLayout(), QHBoxLayout()
        for line in (self._row, said):
            line.setSpacing(theme.SPACE_3)
        said.addWidget(self._sign)
        said.addWidget(self.state, 1)
        self._row.addLayout(said, 1)
        self._row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addLayout(self._row)
        self.body.addWidget(self.bar)

    def begin(self, case: Case) -> None:
        """Look at this computer for a case that has not been looked at."""
        if self._job is not None:
            self._job.forget()
        self._case, self._job, self._reason = case, None, None
        if case.snapshot is None:
            self.look()

    def look(self) -> None:
        """Collect, elsewhere."""
        case = self._case
        if case is None or self._job is not None:
            return

        def work(progress: Progress) -> None:
            case.take_snapshot(progress)

        self._reason = None
        self.bar.setRange(0, 0)
        jobs = self._context.jobs
        self._job = jobs.start(work, self._done, self._failed, self._progressed, owner=self)
        self.refresh()

    def stop(self) -> None:
        """Stop looking; the ticket goes without."""
        if self._job is not None:
            self._job.cancel()

    @property
    def looking(self) -> bool:
        """Whether it is collecting now."""
        return self._job is not None

    def refresh(self) -> None:
        """Set every text again."""
        show = self._context.show
        self.head(
            show(N_("About this computer")),
            show(
                N_("Facts a technician asks for. Names and addresses are replaced before anything is kept.")
            ),
        )
        snapshot = None if self._case is None else self._case.snapshot
        kind, text = _collected(snapshot, self._reason, self.looking)
        self._sign.set_kind(kind)
        self.state.setText(show(text))
        self.bar.setVisible(self.looking)
        self.bar.setAccessibleName(show(text))
        self.button.setText(show(N_("Stop") if self.looking else N_("Look again")))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the window."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Put the button below what is said, where that would be a narrow column beside it."""
        beside = self.button.sizeHint().width() + self._sign.minimumWidth() + 2 * theme.SPACE_3
        narrow = self.contentsRect().width() - 2 * theme.SPACE_4 - beside < _COLUMN
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)

    def _progressed(self, _text: Text, done: float | None) -> None:
        if done is not None:
            self.bar.setRange(0, 100)
            self.bar.setValue(round(done * 100))

    def _done(self, _nothing: None) -> None:
        self._job = None
        self.refresh()
        self._tell()

    def _failed(self, error: SelfhelpError) -> None:
        self._job, self._reason = None, error.told
        self.refresh()
        self._tell()

    def _tell(self) -> None:
        """Say how it ended, where she is still looking at the form."""
        if self.isVisible():
            announce(self, self.state.accessibleName())

    def _stop_or_look(self) -> None:
        if self.looking:
            self.stop()
        else:
            self.look()


def _collected(snapshot: Snapshot | None, reason: Text | None, looking: bool) -> tuple[str, Text]:
    """Say how the collecting stands."""
    if looking:
        return BUSY, N_("Looking at this computer…")
    if reason is not None:
        return WARN, reason
    if snapshot is None:
        return UNKNOWN, N_("Nothing was collected. The ticket goes without.")
    missing = sum(not section.ok for section in snapshot.sections)
    if missing:
        return GOOD, NN_(
            "Ready; {count} part could not be read, and the report says why.",
            "Ready; {count} parts could not be read, and the report says why.",
            missing,
        )
    return GOOD, N_("Ready. You see everything on the next page.")


class FilesCard(Section):
    """The files, and a way to add some.

    Signals:
        chosen: carries a list of `Path`.
        removed: carries the key of a file.
    """

    chosen = Signal(list)
    removed = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._rows, self.add, buttons = QVBoxLayout(), QPushButton(), Flow()
        self.add.clicked.connect(self._choose)
        buttons.addWidget(self.add)
        self.body.addLayout(self._rows)
        self.body.addLayout(buttons)

    def refresh(self, case: Case) -> None:
        """Show the files of a case."""
        show, size = self._context.show, self._context.translator.size
        about = show(N_("They are sent unchanged. You can also drop them here."))
        if not self._context.app.policy.evidence.screenshots:
            about = f"{about} {show(_NO_PICTURES)}"
        self.head(show(N_("Files")), about)
        self.add.setText(show(N_("Add files…")))
        emptied(self._rows)
        for item in case.added():
            if item.group == "file":
                row = FileRow(
                    show(item.title), size(item.size), self._context.named, show(N_("Remove")), self
                )
                row.removed.connect(partial(self.removed.emit, item.key))
                self._rows.addWidget(row)

    def _choose(self) -> None:
        names, _filter = QFileDialog.getOpenFileNames(self, self._context.show(N_("Add files")))
        self.chosen.emit([Path(name) for name in names])


_NO_PICTURES = N_("Your organisation allows no pictures of the screen: say in words what it shows.")
