"""The diagnosis of a problem: description, checks, and one answer with one button."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from selfhelp.core.errors import CancelledError, SelfhelpError, UsageError
from selfhelp.core.model import CheckResult, Outcome
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.diagnosis.complaints import find_complaint_of_check, load_complaints
from selfhelp.diagnosis.diagnosis import Event, EventKind, Hear
from selfhelp.diagnosis.verdict import EarlierFinding, Verdict, VerdictKind, is_same_problem, rank_findings
from selfhelp.tickets.case import Case
from selfhelp.ui import theme
from selfhelp.ui.app_screen import AppScreen
from selfhelp.ui.context import Context
from selfhelp.ui.diagnosis.answer_card import Answer, AnswerCard, align_with_answer
from selfhelp.ui.diagnosis.check_lines import CheckLines
from selfhelp.ui.diagnosis.emergency_numbers import EmergencyNumbers
from selfhelp.ui.diagnosis.further_findings import FurtherFindings
from selfhelp.ui.diagnosis.own_words import OwnWords
from selfhelp.ui.diagnosis.second_answer_card import SecondAnswerCard
from selfhelp.ui.diagnosis.verdict_words import (
    build_answer,
    build_answer_with_more_time,
    build_stopped_answer,
)
from selfhelp.ui.jobs import BackgroundJob
from selfhelp.ui.navigation import AskPage, DiagnosisPage, FixPage, HomePage, TrialPage
from selfhelp.ui.parts.contact_card import ContactCard
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.misclick_guard import MisclickGuard
from selfhelp.ui.widgets.page_area import scroll_into_view
from selfhelp.ui.widgets.primary_button import set_button_primary
from selfhelp.ui.widgets.status_icons import WARN, StatusIcon

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.engine.journal import JournalEntry

NO_INTERNET = "net-no-internet"
"""The check whose finding means that no ticket can be sent now."""

SAME = 5.0
"""Seconds for which an answer is reused if the user asks the same again, such as by pressing Enter twice."""

STALE = 10.0
"""Minimum seconds between two checks of a shown cause, when the user returns to the window."""

SAY_MS = 1_000
"""Milliseconds that a finding must stand before it is announced, so that it isn't read before an answer."""


class DiagnosisScreen(AppScreen[DiagnosisPage]):
    """The screen that runs all checks that could explain a complaint, and shows one answer."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._asked = DiagnosisPage()
        self._case: Case | None = None
        self._verdict: Verdict | None = None
        self._earlier: EarlierFinding | None = None
        self._answer: Answer | None = None
        self._answered_at = self._looked_at = 0.0
        self._runs = 0
        self._stopping = self._patient = False
        self._job: BackgroundJob[Verdict] | None = None
        self._quiet_job: BackgroundJob[Verdict | None] | None = None
        self._steady = MisclickGuard(self)
        self._results: dict[str, CheckResult | None] = {}  # in the checks' order; None while a check runs
        self._danger: Text | None = None
        self._tell_later = QTimer(self, singleShot=True, interval=SAY_MS)
        self._create_parts()
        self._build_layout()

    def title(self) -> str:
        """Return "Finding the cause" during the checks, and then a heading for the findings or the advice."""
        if self._answer is None:
            return self.context.translate(N_("Finding the cause"))
        advice = self._verdict is not None and not self._verdict.checks
        return self.context.translate(N_("What you can do") if advice else N_("What we found"))

    def retranslate(self) -> None:
        """Update all text to the current language."""
        self._stop.setText(self.context.translate(N_("Stop")))
        self._help.setText(self.context.translate(N_("Get help")))
        self._own_words.retranslate()
        self._checks.retranslate()
        self._card.retranslate()
        self._second.retranslate()
        self._further.retranslate()
        self._update_first_finding()
        self._contact.update_contact_details()
        self._numbers.retranslate()

    def on_shown(self, destination: DiagnosisPage | None) -> None:
        """Start the checks; if the same complaint was checked recently, show its answer."""
        if self._job is not None and self._stopping:
            self._job.detach()
            self._job = None
        if destination is not None and not self._is_answer_current(destination):
            self._start_diagnosis(destination)
        elif self._job is not None:
            self._stop.setFocus()
        elif self._verdict is None or self._was_fix_run():
            self.run_checks_again()
        else:
            self._card.focus_answer()

    def on_window_activated(self) -> None:
        """After a while, check without a change on the screen whether the cause is still the same."""
        verdict = self._verdict
        busy = self._job is not None or self._quiet_job is not None or not self.isVisible()
        if verdict is None or verdict.cause is None or busy or time.monotonic() - self._looked_at < STALE:
            return
        self._looked_at = time.monotonic()
        self._quiet_job = self.context.jobs.start_job(
            partial(self._make_quiet_check(), verdict.cause),
            partial(self._on_quiet_check_ended, verdict),
            lambda _error: self._end_quiet_check(),
            owner=self,
        )

    def on_hidden(self) -> None:
        """Stop the checks; stopping is safe, because checks change nothing."""
        self._cancel_checks()
        self._end_quiet_check()

    def can_be_freed(self) -> bool:
        """Return whether no checks are running."""
        return self._job is None

    def make_help_case(self) -> Case | None:
        """Return the case with the checks' results; None for a personal matter, not for technicians."""
        if self._verdict is not None and self._verdict.personal:
            return None
        if self._case is not None and self._verdict is not None:
            self._case.add_diagnosis(self._verdict)
        return self._case

    # -- one diagnosis -----------------------------------------------------------------------------

    def _is_answer_current(self, asked: DiagnosisPage) -> bool:
        """Return whether the same complaint was checked recently, and no fix has been run since then."""
        same = (asked.words, asked.complaint) == (self._asked.words, self._asked.complaint)
        recent = self._job is not None or (
            self._verdict is not None and time.monotonic() - self._answered_at < SAME
        )
        return same and recent and not self._was_fix_run()

    def _was_fix_run(self) -> bool:
        """Return whether a fix was run for this complaint since the answer was shown."""
        return self._case is not None and len(self._case.runs) != self._runs

    def _find_successful_fix(self) -> JournalEntry | None:
        """Return the fix that was run last for this complaint, if it worked."""
        runs = self._case.runs if self._case is not None else ()
        return runs[-1] if runs and runs[-1].outcome is Outcome.FIXED else None

    def _start_diagnosis(self, asked: DiagnosisPage) -> None:
        complaint = asked.complaint
        known = (
            complaint in load_complaints()
            or find_complaint_of_check(complaint)
            or complaint in self.context.app.catalog.checks
        )
        if complaint and not known:
            raise KeyError(complaint)
        if self._job is not None:
            self._job.detach()
            self._job = None
        if asked.found is not None:
            self._earlier = EarlierFinding(asked.found, (asked.found,))
        elif (asked.words, asked.complaint) != (self._asked.words, self._asked.complaint):
            self._earlier = None
        self._asked = asked
        self._case = asked.case or self.context.app.create_case(asked.words)
        self._own_words.show_description(asked.words, complaint)
        self.run_checks_again()

    def run_checks_again(self, *, patient: bool = False) -> None:
        """Run all checks again, with more time if ``patient``, and discard earlier results."""
        if self._job is not None:
            return
        self._end_quiet_check()
        self._patient = patient
        diagnose = self._make_diagnosis()
        self._verdict = self._answer = self._danger = None
        self._results = {}
        self._stopping = False

        def run_diagnosis(progress: Progress) -> Verdict:
            def post_check_event(event: Event) -> None:
                job.post(partial(self._show_check_event, job, event))

            return diagnose(progress, post_check_event)

        job = self._job = self.context.jobs.start_job(
            run_diagnosis, self._on_diagnosis_ended, self._on_diagnosis_failed, owner=self
        )
        self._checks.clear_check_lines()
        self._show_running_checks()

    def _make_diagnosis(self) -> Callable[[Progress, Hear | None], Verdict]:
        """Return the function that checks the current complaint on a pool thread."""
        app, asked, fixed = self.context.app, self._asked, self._find_successful_fix()
        earlier = self._earlier
        diagnosis = app.diagnosis.copy_with_more_time() if self._patient else app.diagnosis

        def diagnose(progress: Progress, hear: Hear | None) -> Verdict:
            if asked.complaint:
                verdict = diagnosis.diagnose_complaint(asked.complaint, progress, hear)
            else:
                verdict = diagnosis.diagnose(asked.words, progress, hear)
            return _confirm_solved(app, verdict, fixed, earlier, progress)

        return diagnose

    def _make_quiet_check(self) -> Callable[[CheckResult, Progress], Verdict | None]:
        """Return the function that returns the new verdict if the cause has changed, otherwise None."""
        diagnosis, diagnose = self.context.app.diagnosis, self._make_diagnosis()

        def check_quietly(cause: CheckResult, progress: Progress) -> Verdict | None:
            return diagnose(progress, None) if diagnosis.has_cause_changed(cause, progress) else None

        return check_quietly

    def _on_quiet_check_ended(self, before: Verdict, verdict: Verdict | None) -> None:
        """Show the new answer, unless the cause that is shown is still there."""
        self._end_quiet_check()
        if verdict is None:
            return
        if before.cause and verdict.cause and is_same_problem(before.cause, verdict.cause):
            return
        self._steady.call_when_safe(partial(self._replace_verdict, before, verdict))

    def _replace_verdict(self, before: Verdict, verdict: Verdict) -> None:
        if self._verdict is before and self._job is None and self.isVisible():
            self._on_diagnosis_ended(verdict)

    def _end_quiet_check(self) -> None:
        if self._quiet_job is not None:
            self._quiet_job.detach()
            self._quiet_job = None

    def _show_running_checks(self) -> None:
        for part in (self._checks, self._stop, self._help):
            part.show()
        self._stop.setFocus()  # before the focused widget is hidden, which would move the focus
        self._card.hide()
        self._second.hide()
        self._further.clear_findings()
        self._update_first_finding()
        self.title_changed.emit()
        if not self.arriving:
            announce_politely(self._stop, self.title())

    def _show_check_event(self, job: BackgroundJob[Verdict], event: Event) -> None:
        """Show that a check has started or ended, and the likeliest cause found so far."""
        if job is not self._job or not shiboken6.isValid(self):
            return
        if event.kind is EventKind.DANGER:
            self._danger = event.looks
        else:
            self._checks.show_check_event(event)
            self._results[event.check] = event.result
        self._update_first_finding()

    def _on_diagnosis_ended(self, verdict: Verdict) -> None:
        self._verdict, self._answered_at = verdict, time.monotonic()
        self._looked_at = self._answered_at
        if verdict.cause is not None:
            self._earlier = EarlierFinding(verdict.cause, verdict.checks)
        self._runs = len(self._case.runs) if self._case is not None else 0
        build = build_answer_with_more_time if self._offers_more_time() else build_answer
        contact = self._contact.find_current_contact()
        self._show_answer(build(verdict, self.context.app.catalog, contact))
        self._further.show_verdict(verdict, self._case, self._asked.complaint)

    def _on_diagnosis_failed(self, error: SelfhelpError) -> None:
        self._show_answer(
            build_stopped_answer(None if isinstance(error, CancelledError) else error.user_message)
        )

    def _show_answer(self, answer: Answer) -> None:
        """Show the answer instead of the running checks."""
        self._job, self._danger = None, None
        self._results = {}
        urgent = self._is_verdict_urgent()
        topic = self.context.app.catalog.topics.get(self._verdict.ticket.topic) if self._verdict else None
        self._contact.set_other_device(topic is not None and topic.other_device)
        reachable = (urgent or self._is_offline()) and self._contact.update_contact_details()
        if urgent and not reachable:  # the button takes the place of the phone number: in sight, not below
            answer = replace(answer, steps_first=False)
        self._card.set_warning(urgent)
        self._contact.setVisible(reachable)
        services = self._verdict.services if self._verdict is not None else ()
        self._numbers.show_services(services)
        self._contact.set_named(bool(services))
        self._answer = answer
        self._card.show_answer(answer)
        self._card.show()
        self._second.show_verdict(self._verdict)
        self._update_primary_button()
        self._card.focus_answer()  # before the focused widget is hidden, which would move the focus
        for part in (self._stop, self._help, self._checks):
            part.hide()
        self._update_first_finding()
        self.title_changed.emit()
        step = self._card.steps.find_first_sentence()
        if urgent and step is not None:  # on the smallest window, the description may move out of sight
            scroll_into_view(self._own_words, step, self._card.heading)
        else:
            self.scroll_to(self._own_words)

    def _update_primary_button(self) -> None:
        """Make the urgent call primary if this computer can dial or can't report; emergency numbers first."""
        leads = self._answer is None or self._answer.leads
        elsewhere = self._answer is not None and self._answer.elsewhere
        saves = leads and bool(self._numbers.rows)
        urgent = self._is_verdict_urgent() and not saves
        calls = urgent and self._contact.leads and self._contact.call.isVisibleTo(self)
        self._numbers.set_primary(saves)
        set_button_primary(self._contact.call, calls)
        set_button_primary(self._card.primary, leads and not elsewhere and not calls and not saves)

    def _on_numbers_changed(self) -> None:
        """Focus the first emergency number instead of the help desk, and announce the danger."""
        self._update_primary_button()
        if self._numbers.take_focus(self._card.primary, self._contact.call):
            announce_politely(self._card.heading, self._card.heading.text())

    def _is_verdict_urgent(self) -> bool:
        topic = self._verdict.ticket.topic if self._verdict is not None else ""
        return self.context.app.catalog.is_topic_urgent(topic)

    def _is_offline(self) -> bool:
        """Return whether the cause keeps tickets from being sent, so that the user needs the phone number."""
        cause = self._verdict.cause if self._verdict is not None else None
        return cause is not None and cause.id == NO_INTERNET

    def _update_first_finding(self) -> None:
        """Show the danger or the likeliest cause found so far; announce it once it has stood for a moment."""
        sentence = self._find_first_finding()
        self._first.setVisible(sentence is not None)
        words = self.context.translate(sentence) if sentence is not None else ""
        if words == self._first_words.text():
            return
        self._first_words.setText(words)
        self._tell_later.stop()
        if words:
            self._tell_later.start()

    def _find_first_finding(self) -> Text | None:
        """Return the danger that the words state, otherwise the likeliest cause among the ended checks."""
        if self._danger is not None:
            return self._danger
        checks = self.context.app.catalog.checks
        ended = [result for result in self._results.values() if result is not None]
        notes = {result.id for result in ended if result.id in checks and checks[result.id].only_a_note}
        found = next((result.finding for result in rank_findings(ended, notes) if result.finding), None)
        return N_("So far: {finding}", finding=found.summary) if found is not None else None

    def _announce_first_finding(self) -> None:
        announce_politely(self._stop, self._first_words.text())  # it has the focus while the checks run

    def _offers_more_time(self) -> bool:
        """Return whether the complaint's own checks timed out, and haven't been given more time yet."""
        return self._verdict is not None and self._verdict.lacks_own_check and not self._patient

    # -- what the user chooses ---------------------------------------------------------------------

    def _on_primary_clicked(self) -> None:
        """Run the action of the answer's primary button."""
        if self._verdict is None:
            self.run_checks_again()
        elif self._offers_more_time():
            self.run_checks_again(patient=True)
        elif self._verdict.kind is VerdictKind.SOLVED:
            self.context.open(HomePage())
        elif self._verdict.proposed_fix is not None:
            self._open_fix(self._verdict.proposed_fix.fix)
        else:
            self._open_help()

    def _open_fix(self, id_: str) -> None:
        self.context.open(FixPage(id_, self._asked.words, self.make_help_case(), self._verdict))

    def _open_hands_on_test(self, name: str) -> None:
        self.context.open(TrialPage(name, case=self.make_help_case()))

    def _open_help(self) -> None:
        self.context.open(AskPage(self.make_help_case()))

    def _cancel_checks(self) -> None:
        if self._job is not None:
            self._stopping = True
            self._job.cancel()

    # -- parts -------------------------------------------------------------------------------------

    def _create_parts(self) -> None:
        self._own_words = OwnWords(self.context)
        self._checks = CheckLines(self.context)
        self._first, self._first_words = QWidget(), PlainLabel()
        self._stop, self._help = QPushButton(), QPushButton()
        self._card, self._contact = AnswerCard(self.context), ContactCard(self.context)
        self._second, self._further = SecondAnswerCard(self.context), FurtherFindings(self.context)
        self._numbers = EmergencyNumbers(self.context)
        chosen: Sequence[tuple[object, Callable[..., None]]] = (
            (self._tell_later.timeout, self._announce_first_finding),
            (self._stop.clicked, self._cancel_checks),
            (self._help.clicked, self._open_help),
            (self._card.primary_wanted, self._on_primary_clicked),
            (self._card.help_wanted, self._open_help),
            (self._card.again_wanted, self.run_checks_again),
            (self._contact.dialling_known, self._update_primary_button),
            (self._numbers.numbers_changed, self._on_numbers_changed),
            (self._second.fix_wanted, self._open_fix),
            (self._second.help_wanted, self._open_help),
            (self._further.fix_wanted, self._open_fix),
            (self._further.trial_wanted, self._open_hands_on_test),
            (self._further.help_wanted, self._open_help),
        )
        for signal, slot in chosen:
            signal.connect(slot)  # type: ignore[attr-defined]

    def _build_layout(self) -> None:
        row = QHBoxLayout(self._first)
        row.setContentsMargins(2, 0, 0, 0)  # as far in as the list above, which has room for a ring
        row.setSpacing(theme.SPACE_2)
        row.addWidget(StatusIcon(WARN))
        row.addWidget(self._first_words, 1)
        stop = QHBoxLayout()
        stop.setSpacing(theme.SPACE_2)
        for button in (self._stop, self._help):
            stop.addWidget(button)
        stop.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_1, theme.SPACE_5, theme.SPACE_4)
        column.setSpacing(theme.SPACE_4)
        for part in (self._own_words, self._checks, self._first):
            column.addWidget(part)
        column.addLayout(stop)
        self._contact.remove_frame()
        align_with_answer(self._numbers, self._contact)
        for part in (self._numbers, self._contact):
            self._card.add_below_reason(part)
        for part in (self._card, self._second, self._further):
            column.addWidget(part)
        column.addStretch(1)


def _confirm_solved(
    app: App,
    verdict: Verdict,
    fixed: JournalEntry | None,
    earlier: EarlierFinding | None,
    progress: Progress,
) -> Verdict:
    """Return the verdict; it is green if the goal's check passes after a fix, or after the cause is gone.

    After a fix, the history then has it.
    """
    if fixed is not None:
        verdict = app.diagnosis.confirm_solved(verdict, fixed.id, progress)
        if verdict.kind is VerdictKind.SOLVED:
            with suppress(UsageError):  # the user deleted the history meanwhile
                app.journal.record_goal(fixed.run, verdict.summary)
    if earlier is not None:
        verdict = app.diagnosis.confirm_gone(verdict, earlier, progress)
    return verdict
