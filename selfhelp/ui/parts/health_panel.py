"""The findings of the quick checks that need attention; hidden without findings."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.model import CheckResult, CheckState
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, NN_, Text, get_clock_time
from selfhelp.engine.health import HealthState, HealthSummary, is_clock_behind, summarise_health
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import DiagnosisPage, FixPage
from selfhelp.ui.parts.category_pictures import find_icon_name
from selfhelp.ui.widgets.card_list import CardContent, CardList
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.misclick_guard import MisclickGuard
from selfhelp.ui.widgets.status_icons import NOTE, WARN, DrawnIconButton

if TYPE_CHECKING:
    from selfhelp.catalog.catalog import Catalog
    from selfhelp.fixes import Check
    from selfhelp.foresight.lookahead import Lookahead

CLOCK = "clock-skew"
"""ID of the clock check. It needs the network, so it runs only if the clock seems wrong."""

FRESH = 60.0
"""Seconds for which check results are reused, for example if the window is opened again."""


class HealthPanel(QWidget):
    """A panel that runs the quick checks in the background, and shows their findings.

    The panel is hidden while no finding needs attention, because a few passed checks don't prove that the
    computer has no problems.

    Signals:
        emptied: no finding needs attention any more, and the panel is about to be hidden.
        checked: all checks have ended; carries their results.
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
        self._ended: datetime | None = None
        self._heading, self._when = PlainLabel("", "h2"), PlainLabel("", "sub")
        self._again = DrawnIconButton("again")
        self._again.clicked.connect(self._on_check_again)
        self._problems = CardList()
        self._problems.chosen.connect(self._open_finding)
        self._build_layout()

    def run_checks(self, catalog: Catalog) -> None:
        """Run the quick checks, unless they ran less than `FRESH` seconds ago."""
        odd = is_clock_behind()
        wanted = {*catalog.overview_checks, *([CLOCK] if odd else [])}
        self._fixes = {id_: check for id_, check in catalog.checks.items() if id_ in wanted}
        if self._waiting or time.monotonic() - self._looked < FRESH:
            return
        self._looked = time.monotonic()
        self._before, self._results = self._results, {}  # previous findings stay until they are checked again
        self._waiting = len(self._fixes)
        if self._fixes:
            self._context.healthy(HealthState.CHECKING)
        for fix in self._fixes.values():
            self._context.jobs.start_job(
                self._make_check_job(fix), self._on_check_done, self.record_failed_check, owner=self
            )
        self._update_cards()

    def invalidate_results(self) -> None:
        """Discard the results, so that the checks run again when the page is shown next."""
        self._looked = float("-inf")

    def record_failed_check(self, error: SelfhelpError) -> None:
        """Count a check that couldn't be run as ended."""
        self._waiting = max(0, self._waiting - 1)
        self._on_check_result()

    def add_forecasts(self, forecasts: Sequence[CheckResult], known: Mapping[str, Lookahead]) -> None:
        """Include forecasts in the computer's health; another panel displays the forecasts."""
        changed = (self._forecasts, self._ahead) != (forecasts, known)
        self._forecasts, self._ahead = forecasts, known
        if changed and self._results and not self._waiting:
            self._context.healthy(self._update_summary().state)

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self._context.translate
        self._heading.setText(show(N_("Needs your attention")))
        self._again.setAccessibleName(show(N_("Check again")))
        self._again.setToolTip(show(N_("Check again")))
        self._update_cards()

    # -- parts -------------------------------------------------------------------------------------

    def _build_layout(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self._heading, 1)
        row.addWidget(self._when)
        row.addWidget(self._again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_1)
        column.addLayout(row)
        column.addWidget(self._problems)

    def _make_check_job(self, fix: Check) -> Callable[[Progress], CheckResult]:
        engine = self._context.app.engine
        return lambda progress: engine.check(fix, progress)

    def _on_check_done(self, result: CheckResult) -> None:
        self._waiting -= 1
        self._results[result.id] = result
        self._on_check_result()

    def _on_check_result(self) -> None:
        """Update the panel after a check has ended; report the health once all checks have ended."""
        if not self._waiting:
            self._before, self._ended = {}, datetime.now().astimezone()
            self._context.healthy(self._update_summary().state)
            self.checked.emit(list(self._results.values()))
        self._steady.call_when_safe(self._update_cards)
        if self._again_wanted and not self._waiting:
            self._start_recheck()
        elif self._asked and not self._waiting:
            self._asked = False
            # together with the cards, which may wait for the pointer: the sentence is about them
            self._steady.call_when_safe(partial(self._context.say, self._describe_health()))

    def _update_summary(self) -> HealthSummary:
        """Return the computer's health; a check that is still running counts with its last result."""
        results = {**self._before, **self._results}
        if not self._forecasts:
            return summarise_health(results.values(), self._fixes)
        from selfhelp.foresight.outlook import drop_happened_forecasts

        held = drop_happened_forecasts(self._forecasts, list(results.values()), self._ahead)
        return summarise_health([*results.values(), *held], {**self._fixes, **self._ahead})

    def _list_current_findings(self) -> Sequence[CheckResult]:
        return [one for one in self._update_summary().findings if one.id in self._fixes]

    def _update_cards(self) -> None:
        found, before = self._list_current_findings(), not self.isHidden()
        if before and not found:
            self.emptied.emit()  # first: hiding would move the focus to an arbitrary widget
        if self._ended is not None:
            time_of_day = get_clock_time(self._ended)
            self._when.setText(self._context.translate(N_("Checked at {time}", time=time_of_day)))
        self._problems.show_cards([self._make_card(result) for result in found])
        self.setVisible(bool(found))

    def _open_finding(self, id_: str) -> None:
        """Open the fix for a finding, or the diagnosis if the finding has no fix."""
        found = next((result for result in self._list_current_findings() if result.id == id_), None)
        self.invalidate_results()
        finding = found.finding if found is not None else None
        fixable = self._context.app.catalog.is_finding_fixable(id_, finding)
        self._context.open(FixPage(id_) if fixable else DiagnosisPage(complaint=id_, found=found))

    def _on_check_again(self) -> None:
        """Run the checks again after a click, and report the result.

        The button stays enabled, because a disabled button would lose the focus. If checks are already
        running, another run follows, because their results may predate a change.
        """
        self._context.say(_CHECKING)
        self._again_wanted = True
        if not self._waiting:
            self._start_recheck()

    def _start_recheck(self) -> None:
        self._again_wanted, self._asked = False, True
        self.invalidate_results()
        self.run_checks(self._context.app.catalog)

    def _make_card(self, result: CheckResult) -> CardContent:
        show = self._context.translate
        summary = show(result.finding.summary) if result.finding else ""
        fix = self._fixes[result.id]
        sign = NOTE if fix.only_a_note else WARN
        return CardContent(
            result.id, summary, show(fix.title), sign, icon=find_icon_name(fix.id, fix.category)
        )

    def _describe_health(self) -> Text:
        """Return a sentence with the result of the checks that the user started."""
        found = len(self._list_current_findings())
        if found:
            return NN_("{count} item needs your attention.", "{count} items need your attention.", found)
        if any(result.state is CheckState.INCONCLUSIVE for result in self._results.values()):
            return N_("Some checks couldn't be completed. Try again later.")
        return N_("Checked again. We found no problem.")


_CHECKING = N_("Checking this computer…")
