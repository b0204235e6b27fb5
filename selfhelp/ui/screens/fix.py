"""One fix from the check to the result, as a vertical path."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from selfhelp.core.errors import CancelledError, SelfhelpError
from selfhelp.core.model import ChoiceQuestion, Finding
from selfhelp.core.progress import LOOKING_AGAIN, Progress, Proposal, StepView
from selfhelp.core.text import N_, Text
from selfhelp.diagnosis.verdict import Verdict
from selfhelp.fixes import Fix
from selfhelp.tickets.case import Case
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.diagnosis.ending_panel import EndingPanel
from selfhelp.ui.diagnosis.ending_words import Ending, determine_ending
from selfhelp.ui.jobs import BackgroundJob
from selfhelp.ui.navigation import AskPage, FixPage, HomePage
from selfhelp.ui.parts.feedback_prompt import FeedbackPrompt
from selfhelp.ui.parts.fix_footer import FixFooter
from selfhelp.ui.parts.fix_progress import CHECK, DO, END, FOUND, PLAN, FixProgress, ProgressPanel
from selfhelp.ui.parts.largest_files_panel import LargestFilesPanel
from selfhelp.ui.parts.proposal_panel import ProposalPanel
from selfhelp.ui.parts.question_panel import QuestionPanel
from selfhelp.ui.parts.repeat_fix_panel import OFTEN, RepeatFixPanel
from selfhelp.ui.parts.tip_line import TipLine
from selfhelp.ui.screens import AppScreen
from selfhelp.ui.widgets.announce import announce_politely
from selfhelp.ui.widgets.footed_page import FootedPage
from selfhelp.ui.widgets.signs import GOOD
from selfhelp.ui.widgets.stepper import GUTTER, StepperStop
from selfhelp.ui.window_prompts import WindowPrompts

SOON_OVER_MS = 600
"""What lasts shorter isn't told to a screen reader: it would say it after the result."""


class FixScreen(AppScreen[FixPage]):
    """Runs one fix: check, explain, propose, ask, do, check again, report the outcome."""

    scrolls = False  # what is asked is answered at the foot, however many steps there are

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
        self._changing = False
        self._words = self._heard_last = ""
        self._tell_later = QTimer(self, singleShot=True, interval=SOON_OVER_MS)
        self._tell_later.timeout.connect(lambda: self._announce(self._heard_last))
        self._later: FixPage | None = None
        self._build()
        self._lay_out()

    def title(self) -> str:
        """Return the fix's title."""
        return self.context.translate(self._fix.title) if self._fix else ""

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self.context.translate
        self._path.retranslate()
        self._stop.setText(show(N_("Stop")))
        self._foot.retranslate(show)
        self._offer_later()
        self._question.retranslate()
        self._ending.retranslate()
        self._largest.retranslate()
        self.helped.retranslate()
        self.tip.retranslate()
        self._proposal.retranslate(self.context.translator)
        self._often.retranslate()

    def shown(self, destination: FixPage | None) -> None:
        """Start the check; coming back shows the present state."""
        if destination is None:
            return
        if self._changing:
            self._keep_for_later(destination)
            return
        self._decline_question()
        self._fix = self.context.app.catalog.fix(destination.id)
        self._words, self._case = destination.words, destination.case
        self._verdict, self._tried = destination.verdict, destination.tried
        self.title_changed.emit()
        self._count()
        if not self.arriving:
            self._announce(self.title())

    def can_leave(self) -> bool:
        """Whether the user can leave: not during a change; a check or question is cancelled."""
        if self._changing:
            self._say_still_changing()
            return False
        self._give_up()
        return True

    def on_leave(self) -> None:
        """Cancel a check when the window is closed; a change continues to its end."""
        if not self._changing:
            self._give_up()

    def offers_help(self) -> bool:
        """Whether a button here leads to the help desk: after repeated runs, and at the end."""
        ended = not self._ending.isHidden() and self._ending.leads_to_help
        return ended or self._foot.offers_help or not self._often.isHidden()

    def can_be_freed(self) -> bool:
        """Whether the screen can be freed: while nothing runs, because the outcome is in the journal."""
        return self._job is None and self._counting is None and not self._largest.is_measuring

    def help_context(self) -> Case | None:
        """Return the user's case, with what was tried, as a prepared ticket."""
        case, step = self._open_case(), self._ended_as.step if self._ended_as is not None else None
        verdict = step.verdict if step is not None else self._verdict
        if verdict is not None:
            case.add_diagnosis(verdict)
        return case

    def scroll_to(self, part: QWidget) -> None:
        """Scroll a part into view."""
        self._page.scroll_to(part)

    # -- one run -----------------------------------------------------------------------------------

    def _decline_question(self) -> None:
        """Decline the open question: nothing was changed, and the journal says so."""
        self._later = None
        self._give_up()
        if self._job is not None:
            self._job.detach()
            self._on_ended()

    def _keep_for_later(self, destination: FixPage) -> None:
        """Remember the page the user asked for during a change; afterwards it is one click away."""
        self._later = destination if self._fix is None or destination.id != self._fix.id else None
        self._say_still_changing()

    def _say_still_changing(self) -> None:
        title = self._fix.title if self._fix else ""
        self.context.say(N_("“{title}” is still running. Stop it, or wait until it's finished.", title=title))

    def _offer_later(self) -> None:
        """Offer the page that the user asked for in the meantime."""
        known = self.context.app.catalog.all_fixes
        wanted = known.get(self._later.id) if self._later is not None else None
        self.later.setVisible(wanted is not None and self._job is None)
        if wanted is not None:
            title = self.context.translate(wanted.title)
            self.later.setText(self.context.translate(N_("Now: {title}", title=title)).replace("&", "&&"))

    def _count(self) -> None:
        """Count recent runs of the fix; the third time, a ticket is offered instead."""
        fix, journal = self._fix, self.context.app.journal
        if fix is None:
            return
        self._begin(fix)  # at once: with nothing on the screen to stop, the focus would be elsewhere first

        def work(_progress: Progress) -> int:
            return len(journal.recent_repairs(fix.id, datetime.now(UTC)))

        self._counting = self.context.jobs.start_job(work, self._counted, self._on_failed, owner=self)

    def _counted(self, count: int) -> None:
        self._counting = None
        if count < OFTEN:
            self._look()
            return
        self._often.show_count(count)  # has the focus before what had it is hidden
        self._path.hide()
        self._working.clear_progress()
        self.title_changed.emit()
        self._announce(self._often.heading.text())

    def _help_with_history(self) -> None:
        if self._fix is not None:
            self._open_case().add_recent_repairs(self._fix.id)
        self._get_help()

    def start_check(self) -> None:
        """Start from the beginning."""
        if self._fix is not None and self._job is None:
            self._begin(self._fix)
            self._look()

    def _look(self) -> None:
        fix = self._fix
        if fix is None or self._job is not None:
            return
        prompts = self._prompts = WindowPrompts(self)
        prompts.found.connect(self._have_found)
        prompts.proposed.connect(self._propose)
        prompts.questioned.connect(self._ask)
        prompts.handed.connect(self._ask)
        app, verdict, tried = self.context.app, self._verdict, self._tried

        def work(progress: Progress) -> Ending:
            run = app.engine.run(fix, prompts, progress, found=prompts.report_finding)
            return determine_ending(app, run, verdict, tried, progress)

        self._job = self.context.jobs.start_job(
            work, self._ended, self._on_failed, self._on_progress, owner=self
        )

    def _begin(self, fix: Fix) -> None:
        self.later.hide()
        self._ended_as = None
        self._clear()
        self._path.restart(fix.looks)
        self._path.show()
        self._working.show()
        self._stop.setFocus()

    def _clear(self) -> None:
        """Clear the display of the former run."""
        self._often.hide()
        self._largest.clear_panel()
        self._working.clear_progress()
        self._question.close_question()
        self._proposal.close_question()
        self._foot.retry.hide()
        for part in (self._proposal, self._ending, self.helped, self.tip):
            part.hide()
        self._offer_help(False)

    def _on_progress(self, text: Text, done: float | None) -> None:
        """Show the progress, at the user's place in the list."""
        sentence = self.context.translate(text)
        if sentence != self._heard_last:
            self._heard_last = sentence
            self._tell_later.start()
            if self._changing:
                self.scroll_to(self._working)
        if self._changing and self._path.current_stop_name not in (CHECK, END):
            self._path.advance_to(CHECK if text == LOOKING_AGAIN else DO)
        own = self._path.current_stop_name in (DO, END)  # the stop that looks says so itself
        self._working.show_progress(sentence if own else "", done)
        if self._proposal.mark_step_started(sentence):
            self._now.hide()  # the step itself says it

    def _have_found(self, finding: Finding) -> None:
        self._path.show_finding(finding)
        if self._fix is not None:
            self._largest.show_finding(self._fix, finding)

    def _propose(self, proposal: Proposal) -> None:
        self._have_found(proposal.finding)
        self._path.advance_to(PLAN)
        self._path.current_stop().body.addWidget(self._proposal)
        self._path.set_current_detail(_YOURS)
        self._path.show_user_turn()
        self._tell_later.stop()
        self._proposal.ask_consent(proposal, self.context.translator)
        self._working.clear_progress()  # not before the focus is elsewhere: it would hand the focus on
        self._offer_help(False)
        self._page.scroll_to_start_of(self._path.stops[FOUND], self._path.current_stop())
        question = self.context.translate(N_("Proposed fix"))
        summary = self.context.translate(proposal.finding.summary)
        self._announce(f"{summary} {self.context.label_for_row(question, self._proposal.spoken_text())}")

    def _ask(self, question: ChoiceQuestion | StepView) -> None:
        self._path.current_stop().body.addWidget(self._question)
        self._path.show_user_turn()
        self._tell_later.stop()
        self._question.ask_question(question)
        self._working.clear_progress()
        self._offer_help(False)
        self._page.scroll_to_start_of(self._path.stops[FOUND], self._path.current_stop())
        self._announce(self._question.question_text())

    def _on_agreed(self, yes: bool) -> None:
        self._changing = yes
        agreed = N_("You agreed.") if yes else N_("You chose not to continue.")
        self._path.set_current_detail(agreed)
        if yes:
            self._path.advance_to(DO)
            self._path.current_stop().body.insertWidget(1, self._proposal)
        self._answer(yes)

    def _answer(self, answer: object) -> None:
        self._path.show_continuing()
        self._offer_help(False)
        self._working.show()
        self._stop.setFocus()
        if self._prompts is not None:
            self._prompts.answer_question(answer)

    def _ended(self, ending: Ending) -> None:
        """Show the outcome before hiding the focused widget, which would move the focus."""
        run, self._ended_as = ending.run, ending
        self._proposal.show_results(run.steps)
        self._show_ending()
        fixed = run.id if self._ending.sign_kind == GOOD else ""
        self.helped.ask_about(fixed, run.run)
        self.tip.show_tip_for(fixed)
        self._largest.attach_to_run(run)
        if run.run:
            self._open_case().add_run(run)

    def _show_ending(self) -> None:
        ending, fix = self._ended_as, self._fix
        if ending is None:
            return
        self._path.stops[END].show()
        self._ending.show_ending(ending, fix.prevention if fix else None, fix.by_hand if fix else ())
        self._ending.focus_outcome()
        self._path.show_ending(ending.run, self._ending.sign_kind)
        self._on_ended()
        self._offer_help(not self._ending.leads_to_help)
        self.scroll_to(self._ending)

    def _heard_whether(self, works: bool) -> None:
        """Continue with the next cause or the prepared ticket if it didn't help."""
        ending = self._ended_as
        if ending is None:
            return
        self._ended_as = ending.with_answer(works, self._tried)
        self.helped.ask_about("", "")
        self.tip.hide()
        self._show_ending()

    def _go_on(self) -> None:
        """Open the next fix for the same complaint, with what was tried."""
        ending = self._ended_as
        if ending is None or ending.step is None or ending.step.way is None:
            return
        tried, step = (*self._tried, ending.run.id), ending.step
        case = self._open_case()
        self.context.open(FixPage(ending.step.way.fix, self._words, case, step.verdict, tried))

    def _on_failed(self, error: SelfhelpError) -> None:
        self._on_ended()
        self._path.show()
        self._path.show_failure(error.user_message)
        self._foot.retry.show()
        self._offer_help(True)
        self._foot.retry.setFocus()
        self._announce(self._path.current_stop().heading.text())

    def _on_ended(self) -> None:
        self._tell_later.stop()
        self._job = self._prompts = None
        self._changing = False
        self._question.close_question()
        self._proposal.close_question()
        self._working.clear_progress()
        self._offer_later()

    def _offer_help(self, unsolved: bool) -> None:
        """Ask at the foot whether it isn't solved; before it has ended the header leads to the help desk."""
        self._foot.show_actions(help_=unsolved)
        self.title_changed.emit()

    def _stop_now(self) -> None:
        """Stop; a look that has not begun can be begun again."""
        counting = self._counting is not None
        self._give_up()
        if counting:
            self._on_failed(CancelledError(N_("Stopped at your request.")))

    def _give_up(self) -> None:
        """Stop the run, and answer no to what it asks; a look that has not begun does not begin."""
        if self._counting is not None:
            self._counting.detach()
            self._counting = None
        if self._job is not None:
            self._job.cancel()
        if self._prompts is not None:
            self._prompts.decline_all()
        self._largest.stop_measuring()

    def _heard_about(self, helped: bool) -> None:
        if not helped:
            self._heard_whether(False)

    def _announce(self, sentence: str) -> None:
        """Announce from the focused widget: Orca drops announcements that soon follow from another."""
        announce_politely(self.window().focusWidget() or self, sentence)

    # -- the way back ------------------------------------------------------------------------------

    def _undo(self) -> None:
        ending, fix, engine = self._ended_as, self._fix, self.context.app.engine
        if ending is None or self._job is not None:
            return

        def work(progress: Progress) -> Ending:
            return Ending(engine.undo(ending.run.run, progress, check=fix))

        self._changing = True
        for part in (self._ending, self.helped, self.tip):
            part.hide()
        self._offer_help(False)
        self._path.advance_to(END)
        self._working.show()
        self._stop.setFocus()
        self._job = self.context.jobs.start_job(
            work, self._ended, self._on_failed, self._on_progress, owner=self
        )

    # -- words -------------------------------------------------------------------------------------

    def _on_stop_moved(self, stop: StepperStop) -> None:
        """Show progress where the user is; moving its button mustn't move the focus."""
        focused = self._stop.hasFocus()
        if focused:
            self._stop.clearFocus()
        stop.body.addWidget(self._working)
        if focused:
            self._stop.setFocus()
        if self._changing:
            self.scroll_to(stop)

    def _open_case(self) -> Case:
        if self._case is None:
            self._case = self.context.app.new_case(self._words)
        return self._case

    def _get_help(self) -> None:
        self.context.open(AskPage(self.help_context()))

    # -- parts -------------------------------------------------------------------------------------

    def _build(self) -> None:
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
        self._path.moved.connect(self._on_stop_moved)
        self._proposal.answered.connect(self._on_agreed)
        self._question.answered.connect(self._answer)
        self._ending.undo_wanted.connect(self._undo)
        self._ending.again_wanted.connect(self.start_check)
        self._ending.help_wanted.connect(self._get_help)
        self._ending.done_wanted.connect(lambda: self.context.open(HomePage()))
        self._ending.next_wanted.connect(self._go_on)
        self._ending.answered.connect(self._heard_whether)
        self.helped.answered.connect(self._heard_about)
        self._often.help_wanted.connect(self._help_with_history)
        self._often.repair_wanted.connect(self.start_check)
        self._stop.clicked.connect(self._stop_now)
        self._foot.help.clicked.connect(self._get_help)
        self.later.clicked.connect(lambda: self.shown(self._later))
        self._foot.retry.clicked.connect(self.start_check)

    def _lay_out(self) -> None:
        self._path.stops[FOUND].body.addWidget(self._largest)
        self._path.stops[PLAN].body.addWidget(self._question)
        self._path.stops[PLAN].body.addWidget(self._proposal)
        self._path.stops[END].body.addWidget(self._ending)
        self._on_stop_moved(self._path.current_stop())
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


_YOURS = N_("Nothing changes until you agree.")
