"""A vague complaint, looked at from all sides at once: what was seen, and what to do first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QProgressBar, QVBoxLayout

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.model import CheckResult, State
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH, N_, NN_, Text
from selfhelp.tickets.case import Case
from selfhelp.troubleshooters import Troubleshooter, cause, troubleshooters
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.jobs import Job
from selfhelp.ui.navigation import AskPage, FixPage, TrialPage, TroubleshooterPage
from selfhelp.ui.parts.buttons import ButtonRow
from selfhelp.ui.parts.fix_path import SAID
from selfhelp.ui.parts.subjects import picture_of
from selfhelp.ui.screens import Screen
from selfhelp.ui.widgets.announce import announce
from selfhelp.ui.widgets.cards import CardList, Content
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.path import Path
from selfhelp.ui.widgets.signs import ASK, BAD, BUSY, GOOD, NEXT, UNKNOWN, WARN
from selfhelp.ui.widgets.steps import StepList, StepWords

Results = Sequence[CheckResult]
SIGNS = {State.HEALTHY: GOOD, State.FOUND: WARN, State.INCONCLUSIVE: UNKNOWN}


LOOK, FOUND, FIRST = "look", "found", "first"
NAMES: Mapping[str, Text] = {
    LOOK: N_("First look"),
    FOUND: N_("What was found"),
    FIRST: N_("What to do first"),
}
"""The stops of the way."""


class TroubleshooterScreen(Screen[TroubleshooterPage]):
    """Looks at a family of checks side by side, then proposes the first cause, or lists all findings."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._id = ""
        self._troubleshooter: Troubleshooter | None = None
        self._case: Case | None = None
        self._results: Results = ()
        self._job: Job[Results] | None = None
        self._build()

    def title(self) -> str:
        """Return what the troubleshooter does for the user."""
        return self.context.show(self._troubleshooter.title) if self._troubleshooter else ""

    def retranslate(self) -> None:
        """Set every text again."""
        show = self.context.show
        self._again.setText(show(N_("Look again")))
        self._help.setText(show(N_("Get help")))
        for name, text in NAMES.items():
            self._path.stops[name].name.setText(show(text))
        self._looked_heading.setText(show(N_("What was looked at")))
        self._trials_heading.setText(show(N_("Try it yourself")))
        if self._troubleshooter is not None:
            self._tell()

    def shown(self, destination: TroubleshooterPage | None) -> None:
        """Begin to look; coming back shows what was seen."""
        if destination is None:
            return
        self._id, self._troubleshooter = destination.id, troubleshooters()[destination.id]
        self._case = destination.case or self._case or self.context.app.new_case("")
        self.title_changed.emit()
        self._look()

    def left(self) -> None:
        """Stop looking: nothing was changed."""
        if self._job is not None:
            self._job.cancel()

    def may_be_freed(self) -> bool:
        """Say yes while nothing goes on."""
        return self._job is None

    def for_help(self) -> Case | None:
        """Take along what was seen."""
        if self._case is None:
            return None
        self._case.add_looks(self._results)
        return self._case

    # -- one look ----------------------------------------------------------------------------------

    def _look(self) -> None:
        if self._job is not None:
            return
        self._results = ()
        app, id_ = self.context.app, self._id

        def work(progress: Progress) -> Results:
            return app.engine.check_all(app.catalog.troubleshooter(id_), progress)

        self._job = self.context.jobs.start(work, self._ended, self._failed, self._heard, owner=self)
        self._bar.setRange(0, 0)
        self._tell()

    def _heard(self, _text: Text, done: float | None) -> None:
        self._bar.setRange(0, 0 if done is None else 100)
        self._bar.setValue(0 if done is None else round(done * 100))

    def _ended(self, results: Results) -> None:
        self._job, self._results = None, results
        self._tell()
        if self._findings.keys():
            self._findings.enter()
        else:
            self._again.setFocus()
        self.reveal(self._path.stops[FIRST])
        announce(self, self._summary.heading.text())

    def _failed(self, error: SelfhelpError) -> None:
        self._job = None
        self._tell()
        self._summary.tell(self.context.show(error.told))

    # -- words -------------------------------------------------------------------------------------

    def _tell(self) -> None:
        """Show how far the look is, or what it saw."""
        working = self._job is not None
        self._bar.setVisible(working)
        self._buttons.setVisible(not working)
        self._tell_path(working)
        contents = [] if working else self._contents()
        self._findings.fill(contents)
        self._tell_looked()
        trials = self._trial_cards()
        self._trials.fill(trials)
        self._trials_heading.setVisible(bool(trials))

    def _tell_path(self, working: bool) -> None:
        """Show where she is: looking, or at what to do first."""
        show, look, first = self.context.show, self._path.stops[LOOK], self._path.stops[FIRST]
        sign, sentence, detail = self._verdict()
        self._summary.tell("" if working else sentence, "" if working else detail)
        meaning = show(self._troubleshooter.meaning) if self._troubleshooter else ""
        look.tell(
            show(N_("Looking at this computer…")) if working else "", meaning if working else self._seen()
        )
        looked = UNKNOWN if sign == UNKNOWN else GOOD  # nothing could be seen: that is no tick
        look.stand(BUSY if working else looked, show(SAID[BUSY if working else looked]), now=working)
        self._summary.stand(
            NEXT if working else sign, show(SAID[NEXT] if working else SAID.get(sign, SAID[GOOD]))
        )
        first.stand(NEXT if working else ASK, show(SAID[NEXT if working else ASK]), now=not working)
        self._path.join()

    def _seen(self) -> str:
        """Say how much was looked at."""
        show = self.context.show
        seen = [r for r in self._results if r.state in (State.HEALTHY, State.FOUND)]
        blind = [r for r in self._results if r.state is State.INCONCLUSIVE]
        checked = show(NN_("{count} thing was checked.", "{count} things were checked.", count=len(seen)))
        unseen = show(NN_("{count} could not be checked.", "{count} could not be checked.", count=len(blind)))
        return " ".join([checked] * bool(seen or not blind) + [unseen] * bool(blind))

    def _tell_looked(self) -> None:
        """List everything that is looked at, each with how it stands; what could not be seen says why."""
        checks = self.context.app.catalog.checks
        looked = [result for result in self._results if result.state is not State.NOT_OFFERED]
        self._looked_heading.setVisible(bool(looked))
        self._looked.setVisible(bool(looked))
        self._looked.fill([StepWords(self.context.show(checks[r.id].looks), self._why(r)) for r in looked])
        self._looked.end([SIGNS[r.state] for r in looked])

    def _why(self, result: CheckResult) -> Sequence[str]:
        return (self.context.show(result.reason),) if result.reason is not None else ()

    def _verdict(self) -> tuple[str, str, str]:
        """Return sign, sentence and detail for the whole."""
        show = self.context.show
        first = cause(self._results)
        if first is not None and first.finding is not None:
            return (
                WARN,
                show(first.finding.summary),
                show(first.finding.meaning) if first.finding.meaning else "",
            )
        if not any(result.state is State.HEALTHY for result in self._results):
            return UNKNOWN, show(N_("It could not be checked just now.")), show(_STILL)
        return GOOD, show(N_("No problem was found")), show(_STILL)

    def _contents(self) -> Sequence[Content]:
        """Return a card for the first cause, or for every finding where the whole list counts."""
        found = [r for r in self._results if r.state is State.FOUND]
        if self._troubleshooter is not None and self._troubleshooter.whole:
            return [self._card(result) for result in found]
        return [replace(self._card(result), sub="") for result in found[:1]]

    def _card(self, result: CheckResult) -> Content:
        show, check = self.context.show, self.context.app.catalog.checks[result.id]
        summary = show(result.finding.summary) if result.finding else ""
        return Content(result.id, show(check.title), summary, WARN, icon=picture_of(check.id, check.category))

    def _trial_cards(self) -> Sequence[Content]:
        from selfhelp.catalog.manual_tests import BROKEN, TRIALS, WORKS

        show = self.context.show
        names = self._troubleshooter.trials if self._troubleshooter else ()
        said = self._case.said if self._case else {}
        signs = {WORKS: GOOD, BROKEN: BAD}
        return [
            Content(
                name,
                show(TRIALS[name].title),
                show(TRIALS[name].sentence),
                signs.get(said.get(ENGLISH.show(TRIALS[name].title), ""), ""),
                icon=picture_of(name, TRIALS[name].category),
            )
            for name in names
        ]

    # -- what she chooses --------------------------------------------------------------------------

    def _choose(self, id_: str) -> None:
        """Open the fix; what nobody can repair from here goes to the help desk with what was seen."""
        if id_ in self.context.app.catalog.fixes:
            self.context.open(FixPage(id_, case=self.for_help()))
        else:
            self._get_help()

    def _try(self, name: str) -> None:
        self.context.open(TrialPage(name, case=self.for_help()))

    def _get_help(self) -> None:
        self.context.open(AskPage(self.for_help()))

    # -- parts -------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._path = Path(list(NAMES))
        self._summary = self._path.stops[FOUND]
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._findings = CardList()
        self._trials_heading, self._trials = PlainLabel("", "h2"), CardList()
        self._looked_heading, self._looked = PlainLabel("", "h2"), StepList()
        self._buttons = ButtonRow()
        self._again = self._buttons.add(self._look)
        self._help = self._buttons.add(self._get_help)
        self._findings.chosen.connect(self._choose)
        self._trials.chosen.connect(self._try)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_2, theme.SPACE_5, theme.SPACE_4)
        column.setSpacing(theme.SPACE_4)
        self._path.stops[LOOK].body.addWidget(self._bar)
        self._path.stops[FIRST].body.addWidget(self._findings)
        self._path.stops[FIRST].body.addWidget(self._buttons)
        for part in (
            self._path,
            self._trials_heading,
            self._trials,
            self._looked_heading,
            self._looked,
        ):
            column.addWidget(part)
        column.addStretch(1)


_STILL = N_("If something is wrong all the same, get help: what was looked at goes along.")
