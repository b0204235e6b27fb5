"""The page of one fix, from the first check to the result, as a vertical path."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from selfhelp.core.errors import CancelledError, SelfhelpError, UsageError
from selfhelp.core.model import ChoiceQuestion, Finding, Outcome
from selfhelp.core.progress import LOOKING_AGAIN, Progress, Proposal, StepView
from selfhelp.core.text import N_, Text
from selfhelp.diagnosis.verdict import NextStepKind, Verdict
from selfhelp.fixes import Fix
from selfhelp.tickets.case import Case
from selfhelp.ui import theme
from selfhelp.ui.app_screen import AppScreen
from selfhelp.ui.context import Context
from selfhelp.ui.diagnosis.ending_panel import EndingPanel
from selfhelp.ui.diagnosis.ending_words import Ending, determine_ending
from selfhelp.ui.jobs import BackgroundJob
from selfhelp.ui.navigation import AskPage, FixPage, HomePage
from selfhelp.ui.parts.feedback_prompt import FeedbackPrompt
from selfhelp.ui.parts.fix_footer import FixFooter
from selfhelp.ui.parts.fix_progress import CHECK, DO, END, FOUND, PLAN, FixProgress, ProgressPanel
from selfhelp.ui.parts.largest_files_panel import LargestFilesPanel
from selfhelp.ui.parts.proposal_panel import ProposalPanel, is_done_by_hand
from selfhelp.ui.parts.question_panel import QuestionPanel
from selfhelp.ui.parts.repeat_fix_panel import OFTEN, RepeatFixPanel
from selfhelp.ui.parts.tip_line import TipLine
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.footed_page import FootedPage
from selfhelp.ui.widgets.page_area import scroll_into_view
from selfhelp.ui.widgets.status_icons import GOOD
from selfhelp.ui.widgets.stepper import GUTTER, StepperStop
from selfhelp.ui.window_prompts import WindowPrompts

SOON_OVER_MS = 600
"""Milliseconds until progress is announced; otherwise, short steps would be announced after the result."""


class FixScreen(AppScreen[FixPage]):
    """The screen that runs one fix: check, explanation, proposal, consent, fix, second check, result."""

    scrolls = False  # the buttons stay visible in the footer

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._fix: Fix | None = None
        self._case: Case | None = None
        self._ended_as: Ending | None = None
        self._verdict: Verdict | None = None
        self._tried: Sequence[str] = ()
        self._job: BackgroundJob[Ending] | None = None
        self._counting: BackgroundJob[int] | None = None
        self._prompts: WindowPrompts | None = None
        self._changing = self._did_all = False
        self._words = self._heard_last = ""
        self._tell_later = QTimer(self, singleShot=True, interval=SOON_OVER_MS)
        self._tell_later.timeout.connect(lambda: self._announce_text(self._heard_last))
        self._later: FixPage | None = None
        self._create_parts()
        self._build_layout()

    def title(self) -> str:
        """Return the fix's title."""
        return self.context.translate(self._fix.title) if self._fix else ""

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self.context.translate
        self._path.retranslate()
        self._stop.setText(show(N_("Stop")))
        self._foot.retranslate(show)
        self._update_later_button()
        self._question.retranslate()
        self._ending.retranslate()
        self._largest.retranslate()
        self.helped.retranslate()
        self.tip.retranslate()
        self._proposal.retranslate(self.context.translator)
        self._often.retranslate()

    def on_shown(self, destination: FixPage | None) -> None:
        """Start the check; if the user returns to the screen, show the current state."""
        if destination is None:
            return
        if self._changing:
            self._remember_requested_page(destination)
            return
        self._decline_question()
        self._fix = self.context.app.catalog.get_fix(destination.id)
        self._words, self._case = destination.words, destination.case
        self._verdict, self._tried = destination.verdict, destination.tried
        self.title_changed.emit()
        self._count_recent_runs()
        if not self.arriving:
            self._announce_text(self.title())

    def can_leave(self) -> bool:
        """Return False during a change; otherwise cancel a running check or question, and return True."""
        if self._changing:
            self._show_still_running()
            return False
        self._cancel_run()
        return True

    def on_hidden(self) -> None:
        """Cancel a running check; a change continues to its end."""
        if not self._changing:
            self._cancel_run()

    def offers_help(self) -> bool:
        """Return whether a visible button offers the help desk: after repeated runs, or at the end."""
        ended = not self._ending.isHidden() and self._ending.leads_to_help
        return ended or self._foot.offers_help or not self._often.isHidden()

    def can_be_freed(self) -> bool:
        """Return whether no fix is running; the outcome of a completed fix is in the journal."""
        return self._job is None and self._counting is None and not self._largest.is_measuring

    def make_help_case(self) -> Case | None:
        """Return the user's case with the fixes that were tried."""
        case, step = self._make_current_case(), self._ended_as.step if self._ended_as is not None else None
        verdict = step.verdict if step is not None else self._verdict
        if verdict is not None:
            case.add_diagnosis(verdict)
        return case

    def scroll_to(self, part: QWidget) -> None:
        """Scroll a widget into view."""
        self._page.scroll_to(part)

    # -- one run -----------------------------------------------------------------------------------

    def _decline_question(self) -> None:
        """Decline the open question and stop the fix; the journal records the refusal."""
        self._later = None
        self._cancel_run()
        if self._job is not None:
            self._job.detach()
            self._reset_run()

    def _remember_requested_page(self, destination: FixPage) -> None:
        """Remember the page that the user requested during a change, and offer that page afterwards."""
        self._later = destination if self._fix is None or destination.id != self._fix.id else None
        self._show_still_running()

    def _show_still_running(self) -> None:
        title = self._fix.title if self._fix else ""
        self.context.say(N_("“{title}” is still running. Stop it, or wait until it's finished.", title=title))

    def _update_later_button(self) -> None:
        """Show a button for the page that the user requested during the change, if any."""
        known = self.context.app.catalog.all_fixes
        wanted = known.get(self._later.id) if self._later is not None else None
        self.later.setVisible(wanted is not None and self._job is None)
        if wanted is not None:
            title = self.context.translate(wanted.title)
            self.later.setText(self.context.translate(N_("Now: {title}", title=title)).replace("&", "&&"))

    def _count_recent_runs(self) -> None:
        """Count the recent runs of the fix; from the third run on, suggest a ticket instead."""
        fix, journal = self._fix, self.context.app.journal
        if fix is None:
            return
        self._show_checking(fix)  # now, so that Stop can have the focus

        def count_recent_runs(_progress: Progress) -> int:
            return len(journal.list_recent_fix_runs(fix.id, datetime.now(UTC)))

        self._counting = self.context.jobs.start_job(
            count_recent_runs, self._on_runs_counted, self._on_run_failed, owner=self
        )

    def _on_runs_counted(self, count: int) -> None:
        self._counting = None
        if count < OFTEN:
            self._start_run()
            return
        self._often.show_count(count)  # takes the focus before the focused widget is hidden
        self._path.hide()
        self._working.clear_progress()
        self.title_changed.emit()
        self._announce_text(self._often.heading.text())

    def _open_help_with_history(self) -> None:
        if self._fix is not None:
            self._make_current_case().add_recent_fix_runs(self._fix.id)
        self._open_help()

    def start_checking(self) -> None:
        """Start the fix from the beginning, with the check."""
        if self._fix is not None and self._job is None:
            self._keep_solved_complaint()
            self._show_checking(self._fix)
            self._start_run()

    def _keep_solved_complaint(self) -> None:
        """Keep the verdict on the complaint that the fix has just solved, for the check that confirms it."""
        ending = self._ended_as
        step = ending.step if ending is not None and ending.run.outcome is Outcome.FIXED else None
        if step is not None and step.kind in (NextStepKind.SOLVED, NextStepKind.ELSEWHERE):
            self._verdict = self._verdict or step.verdict

    def _start_run(self) -> None:
        fix = self._fix
        if fix is None or self._job is not None:
            return
        prompts = self._prompts = WindowPrompts(self)
        prompts.found.connect(self._on_problem_found)
        prompts.proposed.connect(self._show_proposal)
        prompts.questioned.connect(self._show_question)
        prompts.handed.connect(self._on_manual_step_requested)
        self._did_all = False
        app, verdict, tried = self.context.app, self._verdict, self._tried

        def run_fix(progress: Progress) -> Ending:
            run = app.engine.run(fix, prompts, progress, found=prompts.report_finding)
            return determine_ending(app, run, verdict, tried, progress)

        self._job = self.context.jobs.start_job(
            run_fix, self._on_run_ended, self._on_run_failed, self._on_fix_progress, owner=self
        )

    def _show_checking(self, fix: Fix) -> None:
        self.later.hide()
        self._ended_as = None
        self._clear_run_display()
        self._path.restart(fix.looks)
        self._path.show()
        self._working.show()
        self._stop.setFocus()

    def _clear_run_display(self) -> None:
        """Clear the display of the previous run."""
        self._often.hide()
        self._largest.clear_panel()
        self._working.clear_progress()
        self._question.close_question()
        self._proposal.close_question()
        self._foot.retry.hide()
        for part in (self._proposal, self._ending, self.helped, self.tip):
            part.hide()
        self._show_help_footer(False)

    def _on_fix_progress(self, text: Text, done: float | None) -> None:
        """Show the progress of the fix at the current stop."""
        sentence = self.context.translate(text)
        if sentence != self._heard_last:
            self._heard_last = sentence
            self._tell_later.start()
            if self._changing:
                self.scroll_to(self._working)
        if self._changing and self._path.current_stage_name not in (CHECK, END):
            self._path.advance_to_stage(CHECK if text == LOOKING_AGAIN else DO)
        own = self._path.current_stage_name in (DO, END)  # other stops show their own text
        self._working.show_progress(sentence if own else "", done)
        if self._proposal.mark_step_started(sentence):
            self._now.hide()  # shown by the step

    def _on_problem_found(self, finding: Finding) -> None:
        self._path.show_finding(finding)
        if self._fix is not None:
            self._largest.show_finding(self._fix, finding)

    def _show_proposal(self, proposal: Proposal) -> None:
        self._on_problem_found(proposal.finding)
        self._path.advance_to_stage(PLAN)
        self._path.get_current_stage().body.addWidget(self._proposal)
        self._path.set_current_detail(_BY_HAND if is_done_by_hand(proposal) else _YOURS)
        self._path.show_user_turn()
        self._tell_later.stop()
        self._proposal.ask_consent(proposal, self.context.translator)
        self._working.clear_progress()  # after the focus has moved: hiding it would move the focus
        self._show_help_footer(False)
        self._page.scroll_to_start_of_part(self._path.stops[FOUND], self._path.get_current_stage())
        question = self.context.translate(N_("Proposed fix"))
        summary = self.context.translate(proposal.finding.summary)
        self._announce_text(
            f"{summary} {self.context.make_row_button_label(question, self._proposal.join_spoken_text())}"
        )

    def _show_question(self, question: ChoiceQuestion | StepView) -> None:
        self._path.get_current_stage().body.addWidget(self._question)
        self._path.show_user_turn()
        self._tell_later.stop()
        self._question.ask_question(question)
        self._working.clear_progress()
        self._show_help_footer(False)
        self._page.scroll_to_start_of_part(self._path.stops[FOUND], self._path.get_current_stage())
        self._announce_text(self._question.get_question_text())

    def _on_manual_step_requested(self, step: StepView) -> None:
        """Ask the user for a manual step, unless they have already confirmed all manual steps."""
        if self._did_all and self._prompts is not None:
            self._prompts.answer_question(True)
        else:
            self._show_question(step)

    def _on_consent_given(self, yes: bool) -> None:
        self._changing, self._did_all = yes, yes and self._proposal.is_by_hand
        agreed = N_("You agreed.") if yes else N_("You chose not to continue.")
        agreed = N_("You did this yourself.") if self._did_all else agreed
        self._path.set_current_detail(agreed)
        if yes:
            self._path.advance_to_stage(DO)
            self._path.get_current_stage().body.insertWidget(1, self._proposal)
        self._submit_answer(yes)

    def _submit_answer(self, answer: object) -> None:
        self._path.show_fix_continuing()
        self._show_help_footer(False)
        self._working.show()
        self._stop.setFocus()
        if self._prompts is not None:
            self._prompts.answer_question(answer)

    def _on_run_ended(self, ending: Ending) -> None:
        """Show the outcome before the focused widget is hidden, because hiding would move the focus."""
        run, self._ended_as = ending.run, ending
        self._proposal.show_step_results(run.steps)
        self._show_ending()
        fixed = run.id if self._ending.icon_kind == GOOD else ""
        self.helped.ask_about_fix(fixed, run.run)
        self.tip.show_tip_for(fixed)
        self._largest.add_results_to_run(run)
        if run.run:
            self._make_current_case().add_fix_run(run)

    def _show_ending(self) -> None:
        ending, fix = self._ended_as, self._fix
        if ending is None:
            return
        self._path.stops[END].show()
        self._ending.show_ending(ending, fix.prevention if fix else None, fix.by_hand if fix else ())
        self._ending.focus_outcome()
        self._path.show_ending(ending.run, self._ending.icon_kind)
        self._reset_run()
        self._show_help_footer(not self._ending.leads_to_help)
        scroll_into_view(self._ending, self._ending.heading)
        self._page.area.keep_in_view(self._ending.heading)  # while the parts around it are laid out

    def _on_result_answered(self, works: bool) -> None:
        """Record the user's answer; if the fix didn't help, offer the next cause or a ticket."""
        ending = self._ended_as
        if ending is None:
            return
        self._record_answer(works)
        self._ended_as = ending.copy_with_answer(works, self._tried)
        self.helped.ask_about_fix("", "")
        self.tip.hide()
        self._show_ending()

    def _open_next_fix(self, *, instead: bool = False) -> None:
        """Open the next or the alternative fix for the complaint, with the list of fixes already tried."""
        ending = self._ended_as
        step = ending.step if ending is not None else None
        way = None if step is None else step.instead if instead else step.way
        if ending is None or step is None or way is None:
            return
        tried, case = (*self._tried, ending.run.id), self._make_current_case()
        self.context.open(FixPage(way.fix, self._words, case, step.verdict, tried))

    def _on_run_failed(self, error: SelfhelpError) -> None:
        self._reset_run()
        self._path.show()
        self._path.show_failure(error.user_message)
        self._foot.retry.show()
        self._show_help_footer(True)
        self._foot.retry.setFocus()
        self._announce_text(self._path.get_current_stage().heading.text())

    def _reset_run(self) -> None:
        self._tell_later.stop()
        self._job = self._prompts = None
        self._changing = False
        self._question.close_question()
        self._proposal.close_question()
        self._working.clear_progress()
        self._update_later_button()

    def _show_help_footer(self, unsolved: bool) -> None:
        """Show or hide "Get help" in the footer; while the fix runs, only the header has this button."""
        self._foot.show_actions(help_=unsolved)
        self.title_changed.emit()

    def _on_stop_clicked(self) -> None:
        """Stop the run; if it hasn't started yet, offer to start the fix again."""
        counting = self._counting is not None
        self._cancel_run()
        if counting:
            self._on_run_failed(CancelledError(N_("Stopped at your request.")))

    def _cancel_run(self) -> None:
        """Cancel the run, and decline its questions."""
        if self._counting is not None:
            self._counting.detach()
            self._counting = None
        if self._job is not None:
            self._job.cancel()
        if self._prompts is not None:
            self._prompts.decline_all_questions()
        self._largest.stop_measuring()

    def _on_feedback_given(self, helped: bool) -> None:
        if helped:
            self._record_answer(True)
        else:
            self._on_result_answered(False)

    def _record_answer(self, helped: bool) -> None:
        """Add the user's answer to the run in the journal, for the ticket."""
        run, journal = self._ended_as.run.run if self._ended_as is not None else "", self.context.app.journal

        def record_answer(_progress: Progress) -> None:
            with suppress(UsageError):  # the run was deleted in the meantime
                journal.record_answer(run, helped=helped)

        if run:
            self.context.jobs.start_job(record_answer, owner=self)

    def _announce_text(self, sentence: str) -> None:
        """Announce a text to screen readers, from the focused widget.

        Orca drops an announcement that soon follows another widget's announcement.
        """
        announce_politely(self.window().focusWidget() or self, sentence)

    # -- the way back ------------------------------------------------------------------------------

    def _undo_run(self) -> None:
        ending, fix, engine = self._ended_as, self._fix, self.context.app.engine
        if ending is None or self._job is not None:
            return

        def undo_run(progress: Progress) -> Ending:
            return Ending(engine.undo(ending.run.run, progress, check=fix))

        self._changing = True
        for part in (self._ending, self.helped, self.tip):
            part.hide()
        self._show_help_footer(False)
        self._path.advance_to_stage(END)
        self._working.show()
        self._stop.setFocus()
        self._job = self.context.jobs.start_job(
            undo_run, self._on_run_ended, self._on_run_failed, self._on_fix_progress, owner=self
        )

    # -- words -------------------------------------------------------------------------------------

    def _on_progress_stage_changed(self, stop: StepperStop) -> None:
        """Move the progress panel to the current stop; its Stop button keeps the focus."""
        focused = self._stop.hasFocus()
        if focused:
            self._stop.clearFocus()
        stop.body.addWidget(self._working)
        if focused:
            self._stop.setFocus()
        if self._changing:
            self.scroll_to(stop)

    def _make_current_case(self) -> Case:
        if self._case is None:
            self._case = self.context.app.create_case(self._words)
        return self._case

    def _open_help(self) -> None:
        self.context.open(AskPage(self.make_help_case()))

    # -- parts -------------------------------------------------------------------------------------

    def _create_parts(self) -> None:
        self._page, self._path, self._working = FootedPage(), FixProgress(self.context), ProgressPanel()
        self._now, self._bar, self._stop = self._working.now, self._working.bar, self._working.stop
        self._proposal = ProposalPanel()
        self._question = QuestionPanel(self.context.translate)
        self._ending, self.helped = (
            EndingPanel(self.context.translate),
            FeedbackPrompt(self.context, leads_on=True),
        )
        self._ending.remove_frame()
        self.tip, self._largest = TipLine(self.context), LargestFilesPanel(self.context)
        self._often = RepeatFixPanel(self.context.translate)
        self._foot = FixFooter(self._page, self._question.buttons, self._proposal.buttons)
        self.later = QPushButton()
        self._path.moved.connect(self._on_progress_stage_changed)
        self._proposal.answered.connect(self._on_consent_given)
        self._question.answered.connect(self._submit_answer)
        self._ending.undo_wanted.connect(self._undo_run)
        self._ending.again_wanted.connect(self.start_checking)
        self._ending.help_wanted.connect(self._open_help)
        self._ending.done_wanted.connect(lambda: self.context.open(HomePage()))
        self._ending.next_wanted.connect(self._open_next_fix)
        self._ending.instead_wanted.connect(lambda: self._open_next_fix(instead=True))
        self._ending.answered.connect(self._on_result_answered)
        self.helped.answered.connect(self._on_feedback_given)
        self._often.help_wanted.connect(self._open_help_with_history)
        self._often.repair_wanted.connect(self.start_checking)
        self._stop.clicked.connect(self._on_stop_clicked)
        self._foot.help.clicked.connect(self._open_help)
        self.later.clicked.connect(lambda: self.on_shown(self._later))
        self._foot.retry.clicked.connect(self.start_checking)

    def _build_layout(self) -> None:
        self._path.stops[FOUND].body.addWidget(self._largest)
        self._path.stops[PLAN].body.addWidget(self._question)
        self._path.stops[PLAN].body.addWidget(self._proposal)
        self._path.stops[END].body.addWidget(self._ending)
        self._on_progress_stage_changed(self._path.get_current_stage())
        after = QVBoxLayout()
        after.setContentsMargins(GUTTER + theme.SPACE_3, 0, 0, 0)
        after.setSpacing(theme.SPACE_3)
        after.addWidget(self.helped)  # the question matters more than a tip
        after.addWidget(self.tip)
        after.addWidget(self.later, 0, Qt.AlignmentFlag.AlignLeft)
        body = self._page.body
        body.setSpacing(theme.SPACE_4)
        body.addWidget(self._often)
        body.addWidget(self._path)
        body.addLayout(after)
        body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._page)


_BY_HAND = N_("Only you can do this. We'll check the result.")
_YOURS = N_("Nothing changes until you agree.")
