"""How this computer is, in plain words: what the quick checks found, nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.model import CheckResult, State
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, NN_, Text
from selfhelp.engine.health import Health, Overview, clock_is_behind, overview
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import FixPage
from selfhelp.ui.parts.subjects import picture_of
from selfhelp.ui.widgets.announce import announce
from selfhelp.ui.widgets.cards import CardList, Content
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.signs import BUSY, GOOD, NOTE, UNKNOWN, WARN, DrawnButton, StateSign
from selfhelp.ui.widgets.steady import Steady

if TYPE_CHECKING:
    from selfhelp.catalog.catalog import Catalog
    from selfhelp.fixes import Check

CLOCK = "clock-skew"
"""The check of the clock. It asks the network, so it is looked at on the way only where there is a reason."""

FRESH = 60.0
"""Seconds for which a look counts; opening the window twice must not look twice."""


class HealthPanel(QWidget):
    """Looks in the background when asked to, each check on its own.

    ``line`` says how it stands in one sentence and stands where the screen puts it; the cards below the
    heading are only there where something is to say.
    """

    def __init__(self, context: Context, steady: Steady) -> None:
        super().__init__()
        self._context, self._steady = context, steady
        self._results: dict[str, CheckResult] = {}
        self._before: dict[str, CheckResult] = {}
        self._fixes: dict[str, Check] = {}
        self._waiting = 0
        self._looked = float("-inf")
        self._asked = False
        self._heading = PlainLabel("", "h2")
        self._again = DrawnButton("again")
        self._again.clicked.connect(self._look_again)
        self.line = QWidget()
        self._sign, self._sentence, self._detail = StateSign(), PlainLabel(), PlainLabel("", "small")
        self._problems = CardList()
        self._problems.chosen.connect(self._open)
        self._lay_out()

    def look(self, catalog: Catalog) -> None:
        """Run the quick checks, unless they ran just now."""
        odd = clock_is_behind()
        wanted = {*catalog.overview, *([CLOCK] if odd else [])}
        self._fixes = {id_: check for id_, check in catalog.checks.items() if id_ in wanted}
        if self._waiting or time.monotonic() - self._looked < FRESH:
            return
        self._looked = time.monotonic()
        self._before, self._results = self._results, {}  # what was found stays until it is known anew
        self._waiting = len(self._fixes)
        if self._fixes:
            self._context.healthy(Health.CHECKING)
        for fix in self._fixes.values():
            self._context.jobs.start(self._check(fix), self._done, self.failed, owner=self)
        self.retranslate()

    def failed(self, error: SelfhelpError) -> None:
        """Count a check that could not run as one that saw nothing."""
        self._waiting = max(0, self._waiting - 1)
        self._looked = max(self._looked, 0.0)  # it was tried: "looking" would never end
        self._tell()

    def retranslate(self) -> None:
        """Say it all again."""
        show = self._context.show
        self._heading.setText(show(N_("This computer")))
        self._again.setAccessibleName(show(N_("Look again")))
        self._again.setToolTip(show(N_("Look again")))
        self._say()
        self._show_found()

    # -- parts -------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._sentence)
        words.addWidget(self._detail)
        row = QHBoxLayout(self.line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_3)
        row.addWidget(self._sign)
        row.addLayout(words, 1)
        row.addWidget(self._again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_2)
        column.addWidget(self._heading)
        column.addWidget(self._problems)

    def _check(self, fix: Check) -> Callable[[Progress], CheckResult]:
        engine = self._context.app.engine
        return lambda progress: engine.check(fix, progress)

    def _done(self, result: CheckResult) -> None:
        self._waiting -= 1
        self._results[result.id] = result
        self._tell()

    def _tell(self) -> None:
        """Say how it is, here and to the rest of the app, once everything was looked at."""
        if not self._waiting:
            self._before = {}
            self._context.healthy(self._overview().state)
        self._steady.now(self._say)
        self._steady.put_in(self._show_found)
        if self._asked and not self._waiting:
            self._asked = False
            announce(self.line, self._sentence.accessibleName())

    def _overview(self) -> Overview:
        """Return how it is as far as is known: what was not looked at yet is as it was."""
        return overview({**self._before, **self._results}.values(), self._fixes)

    def _found(self) -> Sequence[CheckResult]:
        return [one for one in self._overview().findings if one.id in self._fixes]

    def _say(self) -> None:
        sign, sentence, detail = self._verdict(self._found())
        self._sign.set_kind(sign)
        self._sentence.setText(sentence)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))

    def _show_found(self) -> None:
        found = self._found()
        self._problems.fill([self._problem(result) for result in found])
        self.setVisible(bool(found))

    def _open(self, id_: str) -> None:
        """Open the fix; of a check that repairs nothing, the first fix of its complaint."""
        if id_ not in self._context.app.catalog.fixes:
            from selfhelp.diagnosis import complaints

            id_ = next(iter(complaints.by_id(complaints.of_check(id_)).fixes), id_)
        self._context.open(FixPage(id_))

    def _look_again(self) -> None:
        """Look, and say how it is. The button stays usable: switched off, it would lose the focus."""
        if not self._waiting:
            self._asked, self._looked = True, float("-inf")
            self.look(self._context.app.catalog)

    def _problem(self, result: CheckResult) -> Content:
        show = self._context.show
        summary = show(result.finding.summary) if result.finding else ""
        fix = self._fixes[result.id]
        sign = NOTE if fix.only_a_note else WARN
        return Content(result.id, summary, show(fix.title), sign, icon=picture_of(fix.id, fix.category))

    def _verdict(self, found: Sequence[CheckResult]) -> tuple[str, str, str]:
        """Return sign, sentence and detail for the whole."""
        show = self._context.show
        if self._waiting or self._looked < 0:
            return BUSY, show(N_("Looking at this computer…")), show(N_("You can go on meanwhile."))
        if not self._fixes:
            mistake = self._context.app.policy_mistake("fixes")
            reason = mistake or N_("Your organisation does not offer it on this computer.")
            return UNKNOWN, show(N_("This computer is not checked.")), show(reason)
        if found:
            sentence = NN_("{count} thing needs a look.", "{count} things need a look.", len(found))
            only_notes = all(self._fixes[result.id].only_a_note for result in found)
            return NOTE if only_notes else WARN, show(sentence), self._checked()
        if not any(result.state is State.HEALTHY for result in self._results.values()):
            return UNKNOWN, show(N_("It could not be checked just now.")), self._unseen()
        return GOOD, show(N_("No problem was found on this computer.")), self._checked()

    def _checked(self) -> str:
        """Say how much was looked at, and how much could not be."""
        seen = sum(result.state is not State.INCONCLUSIVE for result in self._results.values())
        checked = NN_("{count} thing was checked.", "{count} things were checked.", count=seen)
        return " ".join(part for part in (self._context.show(checked), self._unseen()) if part)

    def _unseen(self) -> str:
        blind: Sequence[CheckResult] = [r for r in self._results.values() if r.state is State.INCONCLUSIVE]
        if not blind:
            return ""
        sentence = NN_("{count} could not be checked.", "{count} could not be checked.", count=len(blind))
        return self._context.show(sentence)


def greeting(hour: int) -> Text:
    """Return how one greets at this hour of her own clock; at night, or where that is wrong, at any hour."""
    if hour < 5 or clock_is_behind():
        return N_("Hello.")
    if hour >= 18:
        return N_("Good evening.")
    return N_("Good morning.") if hour < 12 else N_("Good afternoon.")
