"""Findings of the quick checks that need attention; hidden if there are none."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.model import CheckResult, CheckState
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, NN_, Text
from selfhelp.engine.health import HealthState, HealthSummary, clock_is_behind, summarise_health
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import DiagnosisPage, FixPage
from selfhelp.ui.parts.category_pictures import picture_name
from selfhelp.ui.widgets.card_list import CardContent, CardList
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.misclick_guard import MisclickGuard
from selfhelp.ui.widgets.signs import NOTE, WARN, DrawnIconButton

if TYPE_CHECKING:
    from selfhelp.catalog.catalog import Catalog
    from selfhelp.fixes import Check
    from selfhelp.foresight import Lookahead

CLOCK = "clock-skew"
"""The check of the clock. It asks the network, so it is looked at on the way only where there is a reason."""

FRESH = 60.0
"""Seconds for which a look counts; opening the window twice must not look twice."""


class HealthPanel(QWidget):
    """Runs checks in the background on request, each separately.

    It is hidden while nothing needs attention: that nothing was found by a few quick checks isn't proof that
    nothing is wrong.

    Signals:
        emptied: what needed attention doesn't any more, and the panel is gone.
        checked: every check has answered; carries the results.
    """

    emptied = Signal()
    checked = Signal(list)

    def __init__(self, context: Context, steady: MisclickGuard) -> None:
        super().__init__()
        self._context, self._steady = context, steady
        self._results: dict[str, CheckResult] = {}
        self._before: dict[str, CheckResult] = {}
        self._fixes: dict[str, Check] = {}
        self._forecasts: Sequence[CheckResult] = ()
        self._ahead: Mapping[str, Lookahead] = {}
        self._waiting = 0
        self._looked = float("-inf")
        self._asked = self._again_wanted = False
        self._heading = PlainLabel("", "h2")
        self._again = DrawnIconButton("again")
        self._again.clicked.connect(self._look_again)
        self._problems = CardList()
        self._problems.chosen.connect(self._open)
        self._lay_out()

    def run_checks(self, catalog: Catalog) -> None:
        """Run the quick checks, unless they ran just now."""
        odd = clock_is_behind()
        wanted = {*catalog.overview, *([CLOCK] if odd else [])}
        self._fixes = {id_: check for id_, check in catalog.checks.items() if id_ in wanted}
        if self._waiting or time.monotonic() - self._looked < FRESH:
            return
        self._looked = time.monotonic()
        self._before, self._results = self._results, {}  # what was found stays until it is known again
        self._waiting = len(self._fixes)
        if self._fixes:
            self._context.healthy(HealthState.CHECKING)
        for fix in self._fixes.values():
            self._context.jobs.start_job(
                self._check(fix), self._on_check_done, self.count_failure, owner=self
            )
        self._show_found()

    def expect_change(self) -> None:
        """Check again when the screen is shown next: something may be fixed or changed in the meantime."""
        self._looked = float("-inf")

    def count_failure(self, error: SelfhelpError) -> None:
        """Count a check that could not run as one that saw nothing."""
        self._waiting = max(0, self._waiting - 1)
        self._show_and_report()

    def count_forecasts(self, forecasts: Sequence[CheckResult], known: Mapping[str, Lookahead]) -> None:
        """Include forecasts in the computer's health; they are shown elsewhere."""
        changed = (self._forecasts, self._ahead) != (forecasts, known)
        self._forecasts, self._ahead = forecasts, known
        if changed and self._results and not self._waiting:
            self._context.healthy(self._overview().state)

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self._context.translate
        self._heading.setText(show(N_("Needs your attention")))
        self._again.setAccessibleName(show(N_("Check again")))
        self._again.setToolTip(show(N_("Check again")))
        self._show_found()

    # -- parts -------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self._heading, 1)
        row.addWidget(self._again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_1)
        column.addLayout(row)
        column.addWidget(self._problems)

    def _check(self, fix: Check) -> Callable[[Progress], CheckResult]:
        engine = self._context.app.engine
        return lambda progress: engine.check(fix, progress)

    def _on_check_done(self, result: CheckResult) -> None:
        self._waiting -= 1
        self._results[result.id] = result
        self._show_and_report()

    def _show_and_report(self) -> None:
        """Show the health, and report it to the rest of the app, once all checks have ended."""
        if not self._waiting:
            self._before = {}
            self._context.healthy(self._overview().state)
            self.checked.emit(list(self._results.values()))
        self._steady.change_when_safe(self._show_found)
        if self._again_wanted and not self._waiting:
            self._check_again()
        elif self._asked and not self._waiting:
            self._asked = False
            self._context.say(self._verdict())

    def _overview(self) -> HealthSummary:
        """Return the health as far as known: unfinished checks keep their former result."""
        results = {**self._before, **self._results}
        if not self._forecasts:
            return summarise_health(results.values(), self._fixes)
        from selfhelp.foresight.outlook import without_happened

        held = without_happened(self._forecasts, list(results.values()), self._ahead)
        return summarise_health([*results.values(), *held], {**self._fixes, **self._ahead})

    def _found(self) -> Sequence[CheckResult]:
        return [one for one in self._overview().findings if one.id in self._fixes]

    def _show_found(self) -> None:
        found, before = self._found(), not self.isHidden()
        if before and not found:
            self.emptied.emit()  # first: what is hidden would hand the focus on to anything
        self._problems.show_cards([self._problem_card(result) for result in found])
        self.setVisible(bool(found))

    def _open(self, id_: str) -> None:
        """Open the fix; of a check that repairs nothing, the diagnosis of what it found."""
        self.expect_change()
        fixable = id_ in self._context.app.catalog.fixes
        self._context.open(FixPage(id_) if fixable else DiagnosisPage(complaint=id_))

    def _look_again(self) -> None:
        """Check, and say what was found. The button stays usable: turned off, it would lose the focus.

        While a check goes on, another one follows it: what was seen a moment ago may be from before a change.
        """
        self._context.say(_CHECKING)
        self._again_wanted = True
        if not self._waiting:
            self._check_again()

    def _check_again(self) -> None:
        self._again_wanted, self._asked = False, True
        self.expect_change()
        self.run_checks(self._context.app.catalog)

    def _problem_card(self, result: CheckResult) -> CardContent:
        show = self._context.translate
        summary = show(result.finding.summary) if result.finding else ""
        fix = self._fixes[result.id]
        sign = NOTE if fix.only_a_note else WARN
        return CardContent(result.id, summary, show(fix.title), sign, icon=picture_name(fix.id, fix.category))

    def _verdict(self) -> Text:
        """Return the result of a check that the user asked for."""
        found = len(self._found())
        if found:
            return NN_("{count} item needs your attention.", "{count} items need your attention.", found)
        if any(result.state is CheckState.INCONCLUSIVE for result in self._results.values()):
            return N_("Some checks couldn't be completed. Try again later.")
        return N_("Checked again. Nothing needs your attention now.")


_CHECKING = N_("Checking this computer…")


def greeting_for_hour(hour: int) -> Text:
    """Return the greeting for the local hour; at night, or if the clock is wrong, a neutral one."""
    if hour < 5 or clock_is_behind():
        return N_("Hello.")
    if hour >= 18:
        return N_("Good evening.")
    return N_("Good morning.") if hour < 12 else N_("Good afternoon.")
