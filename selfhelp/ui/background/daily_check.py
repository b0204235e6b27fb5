"""Looks at this computer at most once a day while nobody opens the window, and after a restart.

One timer, a day long and coarse: it never wakes the computer, and a computer that slept is looked at
when it is used again. The look itself is a process of its own, so that the idle app stays small. Qt starts
it, and not `selfhelp.machine`: it is this program again, no question to the computer, and Qt tells in its own
loop when it ends, so no thread waits for it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess, Qt, QTimer

from selfhelp.core.model import FixRun, Outcome
from selfhelp.core.paths import AppPaths, restart_command
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.engine.health import DAILY, HealthState, LastCheckStore
from selfhelp.engine.journal import AFTER_RESTART

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.ui.running_app import RunningApp

FIRST_MS = 120_000
"""Sign-in is busy enough: the first look waits."""


class DailyCheckScheduler(QObject):
    """Keeps how this computer is, and tells the tray when it has looked."""

    def __init__(self, session: RunningApp, places: AppPaths, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._memory = LastCheckStore(places.data)
        self._after_restart = places.data / "journal" / AFTER_RESTART
        self._process: QProcess | None = None
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self.check_if_due)

    def schedule_first(self) -> None:
        """Look a while after the start; see to repairs that waited for a restart at once."""
        self._timer.start(FIRST_MS)
        if self._after_restart.exists():
            app = self._session.app
            self._session.jobs.start_job(partial(_last_looks, app), partial(self._tell, app))

    def store_result(self, state: HealthState) -> None:
        """Remember a look that the window took; the day begins anew."""
        if state is not HealthState.CHECKING:
            self._memory.save(state, datetime.now(UTC))
            self._timer.start(_DAY_MS)

    def check_if_due(self) -> None:
        """Look now if a day has passed, else show what was seen last."""
        self._timer.start(_DAY_MS)
        if not self._memory.is_check_due(datetime.now(UTC)):
            self._session.tray.set_health(self._memory.state)
        elif self._process is None:
            program, *arguments = restart_command()
            self._process = QProcess(self)
            self._process.finished.connect(self._looked)
            self._process.errorOccurred.connect(self._looked)
            self._process.start(program, [*arguments, "check", "--quick", "--json"])

    def _looked(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        state = _state_in(bytes(process.readAllStandardOutput().data()))
        process.deleteLater()
        self.store_result(state)
        self._session.tray.set_health(state)
        self._count()

    def _count(self) -> None:
        """Let the counts go where policy says, if it is time: a process that nobody waits for."""
        if self._session.app.policy.usage_stats.destination:
            program, *arguments = restart_command()
            QProcess.startDetached(program, [*arguments, "usage-stats", "send", "--due"])

    def _tell(self, app: App, runs: Sequence[FixRun]) -> None:
        from selfhelp.ui.navigation import JournalPage
        from selfhelp.ui.tray.notifications import NotificationAction, notify

        for run in runs:
            title = app.translator.translate(app.catalog.checks[run.id].title)
            sentence = _gone(title) if run.outcome is Outcome.FIXED else _still_there(title)
            ask = NotificationAction(N_("Get help"), partial(self._ask, app, run))
            notify(self._session, sentence, JournalPage(), [] if run.outcome is Outcome.FIXED else [ask])

    def _ask(self, app: App, run: FixRun) -> None:
        """Open the form, with what was tried."""
        from selfhelp.ui.navigation import AskPage

        case = app.new_case()
        case.add_run(run)
        self._session.open(AskPage(case))


def _state_in(answer: bytes) -> HealthState:
    try:
        return HealthState(json.loads(answer)["health"])
    except (ValueError, KeyError, TypeError):
        return HealthState.UNAVAILABLE


def _last_looks(app: App, progress: Progress) -> Sequence[FixRun]:
    from selfhelp.engine.post_restart import PostRestartChecks

    return PostRestartChecks(app.machine, app.journal, app.engine, app.catalog.checks).record_outcomes(
        progress
    )


def _gone(title: str) -> Text:
    return N_("After the restart we looked again: “{title}” is done, the problem has gone.", title=title)


def _still_there(title: str) -> Text:
    return N_("After the restart we looked again: “{title}” did not help. The help desk can.", title=title)


_DAY_MS = int(DAILY.total_seconds() * 1000)
