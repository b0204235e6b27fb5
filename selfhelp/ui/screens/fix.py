"""One fix from the first look to the honest end, as one calm path down the screen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from selfhelp.case import Case
from selfhelp.errors import SelfhelpError
from selfhelp.fixes import Fix
from selfhelp.model import FixRun, Outcome, Question
from selfhelp.progress import Progress, Proposal, StepView
from selfhelp.text import N_, Text
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.jobs import Job
from selfhelp.ui.parts.again import OFTEN, AgainPanel
from selfhelp.ui.parts.ending import Ending
from selfhelp.ui.parts.helped import Helped
from selfhelp.ui.parts.proposal import ProposalPanel
from selfhelp.ui.parts.question import QuestionPanel
from selfhelp.ui.parts.tip import TipLine
from selfhelp.ui.prompts import WindowPrompts
from selfhelp.ui.screens import Screen
from selfhelp.ui.widgets.announce import announce
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.panel import Panel
from selfhelp.ui.widgets.signs import BAD, BUSY, WARN


class FixScreen(Screen):
    """Look → found → what would be done → ask → do → look again → how it ended."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._fix: Fix | None = None
        self._case: Case | None = None
        self._run: FixRun | None = None
        self._job: Job[FixRun] | None = None
        self._counting: Job[int] | None = None
        self._prompts: WindowPrompts | None = None
        self._found: Proposal | None = None
        self._changing = False
        self._words = ""
        self._later: Mapping[str, Any] = {}
        self._build()
        self._lay_out()

    def title(self) -> str:
        """Return what the fix does for her."""
        return self.context.show(self._fix.title) if self._fix else ""

    def retranslate(self) -> None:
        """Set every text again."""
        show = self.context.show
        self._stop.setText(show(N_("Stop")))
        self._not_solved.setText(show(N_("Not solved?")))
        self._help.setText(show(N_("Get help")))
        self._offer_later()
        self._question.retranslate()
        self._ending.retranslate()
        self.helped.retranslate()
        self.tip.retranslate()
        self._proposal.retranslate(self.context.translator)
        self._often.retranslate()
        self._tell_look()

    def shown(self, **what: Any) -> None:
        """Begin to look; coming back shows what is there."""
        if "id" not in what:
            return
        if self._changing:
            self._keep_for_later(what)
            return
        self._put_aside()
        self._fix = self.context.app.catalog.fix(what["id"])
        self._words = what.get("words", "")
        self._case = what.get("case")
        self.title_changed.emit()
        self._count()

    def may_leave(self) -> bool:
        """Let her go while nothing is being changed; a look or a question is given up then."""
        if self._changing:
            self._say_still_changing()
            return False
        self._give_up()
        return True

    def left(self) -> None:
        """Give up a look when the window is closed; a change goes on to its end."""
        if not self._changing:
            self._give_up()

    def may_be_freed(self) -> bool:
        """Say yes while nothing goes on: how it ended is in the journal."""
        return self._job is None and self._counting is None

    def for_help(self) -> Mapping[str, Any]:
        """Take her case along, with what was tried."""
        return {"case": self._open_case()}

    # -- one run -----------------------------------------------------------------------------------

    def _put_aside(self) -> None:
        """Answer no to what was waiting: nothing was changed, and the journal says so."""
        self._later = {}
        self._give_up()
        if self._job is not None:
            self._job.forget()
            self._over()

    def _keep_for_later(self, what: Mapping[str, Any]) -> None:
        """Keep what she wants next while something is being changed; it is one click away afterwards."""
        self._later = what if self._fix is None or what["id"] != self._fix.id else {}
        self._say_still_changing()

    def _say_still_changing(self) -> None:
        title = self._fix.title if self._fix else ""
        self.context.say(N_("“{title}” is still being done. Stop it, or wait until it is done.", title=title))

    def _offer_later(self) -> None:
        """Offer what she wanted meanwhile."""
        known = self.context.app.catalog.known
        wanted = known.get(self._later.get("id", ""))
        self.later.setVisible(wanted is not None and self._job is None)
        if wanted is not None:
            title = self.context.show(wanted.title)
            self.later.setText(self.context.show(N_("Now: {title}", title=title)).replace("&", "&&"))

    def _count(self) -> None:
        """See how often it was repaired lately; the third time a ticket is offered instead."""
        fix, journal = self._fix, self.context.app.journal
        if fix is None:
            return
        for part in (
            self._look,
            self._proposal,
            self._question,
            self._ending,
            self._often,
            self.helped,
            self.tip,
        ):
            part.hide()

        def work(_progress: Progress) -> int:
            return len(journal.repairs(fix.id, datetime.now(UTC)))

        self._counting = self.context.jobs.start(work, self._counted, self._failed, owner=self)

    def _counted(self, count: int) -> None:
        self._counting = None
        if count < OFTEN:
            self.look()
            return
        self._often.tell(count)
        announce(self, self._often.heading.text())

    def _help_with_history(self) -> None:
        if self._fix is not None:
            self._open_case().add_history(self._fix.id)
        self._get_help()

    def look(self) -> None:
        """Start from the beginning."""
        self._often.hide()
        fix = self._fix
        if fix is None or self._job is not None:
            return
        prompts = self._prompts = WindowPrompts(self)
        prompts.proposed.connect(self._propose)
        prompts.questioned.connect(self._ask)
        prompts.handed.connect(self._ask)
        engine = self.context.app.engine

        def work(progress: Progress) -> FixRun:
            return engine.run(fix, prompts, progress)

        self._begin()
        self._job = self.context.jobs.start(work, self._ended, self._failed, self._heard, owner=self)

    def _begin(self) -> None:
        self.later.hide()
        self._run = self._found = None
        for part in (self._proposal, self._question, self._ending, self.helped, self.tip):
            part.hide()
        self._tell_look()
        self._working(True)
        self._stop.setFocus()

    def _heard(self, text: Text, done: float | None) -> None:
        sentence = self.context.show(text)
        self._now.setText(sentence)
        self._proposal.begin(sentence)
        self._bar.setRange(0, 0 if done is None else 100)
        self._bar.setValue(0 if done is None else round(done * 100))

    def _propose(self, proposal: Proposal) -> None:
        self._found = proposal
        self._tell_look()
        self._working(False)
        self._proposal.ask(proposal, self.context.translator)
        self.reveal(self._proposal)
        question = self.context.show(N_("What would be done"))
        announce(self, f"{self._look.heading.text()} {question}")

    def _ask(self, question: Question | StepView) -> None:
        self._working(False)
        self._question.ask(question)
        announce(self, self._question.heading())

    def _agreed(self, yes: bool) -> None:
        self._changing = yes
        self._answer(yes)

    def _answer(self, answer: object) -> None:
        self._working(True)
        self._stop.setFocus()
        if self._prompts is not None:
            self._prompts.answer(answer)

    def _ended(self, run: FixRun) -> None:
        self._over()
        self._run = run
        self._tell_look()
        self._proposal.end(run.steps)
        fix = self._fix
        self._ending.tell(run, fix.prevention if fix else None, fix.by_hand if fix else ())
        self._ending.enter()
        self.reveal(self._ending)
        self.helped.offer(run.id if run.outcome is Outcome.FIXED else "", run.run)
        self.tip.offer(run.id if run.outcome is Outcome.FIXED else "")
        if run.run:
            self._open_case().add_run(run)
        announce(self, f"{self._ending.heading.text()}. {self._ending.detail.text()}")

    def _failed(self, error: SelfhelpError) -> None:
        self._over()
        self._look.fill(BAD, self.context.show(error.message), "")
        announce(self, self._look.heading.text())

    def _over(self) -> None:
        self._job = self._prompts = None
        self._changing = False
        self._question.close_question()
        self._working(False)
        self._offer_later()

    def _give_up(self) -> None:
        """Stop the run, and answer no to what it asks; a look that has not begun does not begin."""
        if self._counting is not None:
            self._counting.forget()
            self._counting = None
        if self._job is not None:
            self._job.cancel()
        if self._prompts is not None:
            self._prompts.withdraw()

    # -- the way back ------------------------------------------------------------------------------

    def _undo(self) -> None:
        run, fix, engine = self._run, self._fix, self.context.app.engine
        if run is None or self._job is not None:
            return

        def work(progress: Progress) -> FixRun:
            return engine.undo(run.run, progress, check=fix)

        self._changing = True
        self._ending.hide()
        self.helped.hide()
        self.tip.hide()
        self._working(True)
        self._job = self.context.jobs.start(work, self._ended, self._failed, self._heard, owner=self)

    # -- words -------------------------------------------------------------------------------------

    def _tell_look(self) -> None:
        """Say what is looked at, or what was found."""
        show = self.context.show
        finding = self._found.finding if self._found else self._run.before.finding if self._run else None
        if finding is not None:
            meaning = show(finding.meaning) if finding.meaning else ""
            self._look.fill(WARN, show(finding.summary), meaning)
        elif self._fix is not None:
            self._look.fill(BUSY, show(self._fix.looks), "")
        self._look.setVisible(finding is not None or self._run is None)

    def _working(self, working: bool) -> None:
        self._progress.setVisible(working)
        if not working:
            self._now.setText("")
            self._bar.setRange(0, 100)

    def _open_case(self) -> Case:
        if self._case is None:
            self._case = self.context.app.new_case(self._words)
        return self._case

    def _get_help(self) -> None:
        self.context.open("ask", **self.for_help())

    # -- parts -------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._look = Panel()
        self._proposal = ProposalPanel()
        self._question = QuestionPanel(self.context.show)
        self._ending, self.helped = Ending(self.context.show), Helped(self.context)
        self.tip = TipLine(self.context)
        self._often = AgainPanel(self.context.show)
        self._now = PlainLabel("", "sub")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._stop = QPushButton()
        self._not_solved = PlainLabel("", "sub")
        self._help, self.later = QPushButton(), QPushButton()
        self._proposal.answered.connect(self._agreed)
        self._question.answered.connect(self._answer)
        self._ending.undo_wanted.connect(self._undo)
        self._ending.again_wanted.connect(self.look)
        self._often.help_wanted.connect(self._help_with_history)
        self._often.repair_wanted.connect(self.look)
        self._stop.clicked.connect(self._give_up)
        self._help.clicked.connect(self._get_help)
        self.later.clicked.connect(lambda: self.shown(**self._later))

    def _lay_out(self) -> None:
        self._progress = QWidget()
        working = QHBoxLayout(self._progress)
        working.setContentsMargins(theme.SPACE_4, 0, 0, 0)
        words = QVBoxLayout()
        words.addWidget(self._now)
        words.addWidget(self._bar)
        working.addLayout(words, 1)
        working.addSpacing(theme.SPACE_3)
        working.addWidget(self._stop, 0, Qt.AlignmentFlag.AlignVCenter)
        foot = QHBoxLayout()
        foot.addWidget(self._not_solved, 1)
        foot.addWidget(self._help)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_2, theme.SPACE_5, theme.SPACE_4)
        column.setSpacing(theme.SPACE_4)
        parts = (self._often, self._look, self._question, self._proposal, self._progress, self._ending)
        for part in (*parts, self.tip, self.helped):
            column.addWidget(part)
        column.addWidget(self.later, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        column.addLayout(foot)
