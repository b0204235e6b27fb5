"""The parts of the ticket form with the tried fixes and the facts about this computer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.model import CheckResult, Snapshot
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, NN_, Text
from selfhelp.ui import state_texts, theme
from selfhelp.ui.context import Context
from selfhelp.ui.jobs import BackgroundJob
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.page_area import scroll_into_view
from selfhelp.ui.widgets.section_frame import SectionFrame, clear_layout
from selfhelp.ui.widgets.status_icons import BUSY, NOTE, UNKNOWN, WARN, StatusIcon

if TYPE_CHECKING:
    from selfhelp.engine.journal import JournalEntry
    from selfhelp.tickets.case import Case


class TriedFixesCard(SectionFrame):
    """A card with the fixes run for this problem, their findings and outcomes; hidden without these.

    If the user described two problems, it also has the finding about each.
    """

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._shown: object = None
        self._rows = QVBoxLayout()
        self.body.addLayout(self._rows)

    def show_runs(self, case: Case) -> None:
        """Show the runs of a case."""
        runs = case.runs
        ran = {entry.id for entry in runs}
        answers = [result for result in case.answers if result.id not in ran]
        titles = [(self._find_fix_title(entry), entry) for entry in runs]
        shown = (self._context.translator.language, titles, answers)
        if shown == self._shown:
            return
        self._shown = shown
        self.set_heading(self._context.translate(N_("What was checked and tried")))
        clear_layout(self._rows)
        for entry in runs:
            self._rows.addWidget(self._make_run_row(entry))
        for result in answers:
            self._rows.addWidget(self._make_finding_row(result))
        self.setVisible(bool(runs or answers))

    def _find_fix_title(self, entry: JournalEntry) -> Text | str:
        """Return a run's title: its fix's title, or the fix's ID if the catalogue no longer has the fix."""
        known = self._context.app.catalog.all_fixes
        return known[entry.id].title if entry.id in known else entry.id

    def _make_run_row(self, entry: JournalEntry) -> QWidget:
        kind, text, _meaning = state_texts.describe_run_ending(entry.outcome, entry.before)
        vain = entry.helped is False
        told = (_describe_finding(entry.before), text, _IN_VAIN if vain else None)
        return self._make_row(WARN if vain else kind, self._find_fix_title(entry), told)

    def _make_finding_row(self, result: CheckResult) -> QWidget:
        """Return the row of a finding whose fix wasn't run."""
        title = self._context.app.catalog.get_check(result.id).title
        return self._make_row(WARN, title, [_describe_finding(result)])

    def _make_row(self, kind: str, title: Text | str, told: Sequence[Text | None]) -> QWidget:
        row, words = QWidget(), QVBoxLayout()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, theme.SPACE_1, 0, theme.SPACE_1)
        line.setSpacing(theme.SPACE_3)
        words.setSpacing(0)
        words.addWidget(PlainLabel(self._context.translate(title)))
        for said in told:
            if said is not None:
                words.addWidget(PlainLabel(self._context.translate(said), "sub"))
        line.addWidget(StatusIcon(kind))
        line.addLayout(words, 1)
        return row


def _describe_finding(result: CheckResult) -> Text | None:
    """Return what a check found, or the reason why it found nothing; None without a reason."""
    found = result.finding
    return N_("Found: {what}", what=found.summary) if found is not None else result.reason


class FactsLine(QWidget):
    """A line with the state of collecting facts about this computer, and expandable details.

    Signals:
        settled: collecting has succeeded or failed.
    """

    settled = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._case: Case | None = None
        self._job: BackgroundJob[None] | None = None
        self._reason: Text | None = None
        self._sign, self.state = StatusIcon(BUSY), PlainLabel()
        self.bar, self.button, self.details = QProgressBar(), QPushButton(), QPushButton()
        self._more, self._about = QWidget(), PlainLabel("", "sub")
        self.bar.setTextVisible(False)
        self.button.clicked.connect(self._on_button_clicked)
        self.details.clicked.connect(self._toggle_details)
        for link in (self.button, self.details):
            link.setProperty("link", True)
        self._build_layout()
        self._more.hide()

    def show_case(self, case: Case) -> None:
        """Show the facts of a case, and start collecting if it has none."""
        if self._job is not None:
            self._job.detach()
        self._case, self._job, self._reason = case, None, None
        if case.snapshot is None:
            self.start_collecting_facts()

    def start_collecting_facts(self) -> None:
        """Start collecting the facts on a pool thread."""
        case = self._case
        if case is None or self._job is not None:
            return

        def take_snapshot(progress: Progress) -> None:
            case.take_snapshot(progress)

        self._reason = None
        self.bar.setRange(0, 0)
        jobs = self._context.jobs
        self._job = jobs.start_job(
            take_snapshot,
            self._on_facts_collected,
            self._on_collecting_failed,
            self._on_collecting_progress,
            owner=self,
        )
        self.refresh()

    def cancel_collecting(self) -> None:
        """Stop collecting facts; the ticket is sent without them."""
        if self._job is not None:
            self._job.cancel()

    @property
    def is_collecting(self) -> bool:
        """Whether facts are being collected."""
        return self._job is not None

    def refresh(self) -> None:
        """Update the line's icon, state and text."""
        show = self._context.translate
        snapshot = None if self._case is None else self._case.snapshot
        kind, text = _describe_collection_status(snapshot, self._reason, self.is_collecting)
        self._sign.set_status_kind(kind)
        self.state.setText(show(text))
        self.bar.setVisible(self.is_collecting)
        self.bar.setAccessibleName(show(text))
        self._about.setText("\n".join(filter(None, (self._list_unread_sections(), show(_ABOUT)))))
        self.button.setText(show(N_("Stop") if self.is_collecting else N_("Check again")))
        self._update_details_label()

    def _update_details_label(self) -> None:
        show, folded = self._context.translate, self._more.isHidden()
        self.details.setText(show(N_("Details") if folded else N_("Hide details")))
        self.details.setAccessibleName(self._context.make_row_button_label(self.details.text(), show(_FACTS)))

    def _toggle_details(self) -> None:
        self._more.setVisible(self._more.isHidden())
        self._update_details_label()
        if not self._more.isHidden():
            scroll_into_view(self, self._about)

    def _list_unread_sections(self) -> str:
        """Return a sentence with the titles of the sections that couldn't be read; "" if there are none."""
        snapshot = None if self._case is None or self.is_collecting else self._case.snapshot
        known, show = self._context.app.catalog.collectors, self._context.translate
        unread = [section.id for section in snapshot.sections if not section.ok] if snapshot else ()
        names = [show(known[id_].title) if id_ in known else id_ for id_ in unread]
        return show(N_("Couldn't be read: {sections}", sections=", ".join(names))) if names else ""

    def _on_collecting_progress(self, _text: Text, done: float | None) -> None:
        if done is not None:
            self.bar.setRange(0, 100)
            self.bar.setValue(round(done * 100))

    def _on_facts_collected(self, _nothing: None) -> None:
        self._job = None
        self.refresh()
        self._announce_result()

    def _on_collecting_failed(self, error: SelfhelpError) -> None:
        self._job, self._reason = None, error.user_message
        self.refresh()
        self._announce_result()

    def _announce_result(self) -> None:
        """Announce the collection's result if the form is visible, and emit `settled`."""
        if self.isVisible():
            announce_politely(self, self.state.accessibleName())
        self.settled.emit()

    def _on_button_clicked(self) -> None:
        if self.is_collecting:
            self.cancel_collecting()
        else:
            self.start_collecting_facts()

    def _build_layout(self) -> None:
        line, column, more = QHBoxLayout(), QVBoxLayout(self), QVBoxLayout(self._more)
        line.setSpacing(theme.SPACE_3)
        line.addWidget(self._sign)
        line.addWidget(self.state, 1)
        line.addWidget(self.details)
        more.setContentsMargins(0, 0, 0, 0)
        more.setSpacing(theme.SPACE_1)
        more.addWidget(self._about)
        more.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_1)
        column.addLayout(line)
        column.addWidget(self.bar)
        column.addWidget(self._more)


def _describe_collection_status(
    snapshot: Snapshot | None, reason: Text | None, looking: bool
) -> tuple[str, Text]:
    """Return the kind of icon and the text for the state of collecting facts."""
    if looking:
        return BUSY, N_("Checking this computer…")
    if reason is not None:
        return WARN, reason
    if snapshot is None:
        return UNKNOWN, N_("No facts about this computer are included.")
    missing = sum(not section.ok for section in snapshot.sections)
    if missing:
        return NOTE, NN_(
            "Facts about this computer are included; {count} section couldn't be read.",
            "Facts about this computer are included; {count} sections couldn't be read.",
            missing,
        )
    return NOTE, N_("Facts about this computer are included.")


_IN_VAIN = N_("You said that it didn't help.")
_FACTS = N_("Facts about this computer")
_ABOUT = N_(
    "A technician needs these facts. Names and addresses are replaced before anything is saved. "
    "You see everything before you send it."
)
