"""Runs the daily check while the window is closed, and the check after a restart.

One timer for the daily check, the forecasts, reminders and notices, coarse and of an hour at least: it never
wakes the computer. It goes off every few hours although nothing is due for a day, because the time a computer
sleeps doesn't count; then it only reads the clock. The look itself is a process of its own, so that the idle
app stays small. Qt starts it, and not `selfhelp.machine`: it is this program again, no question to the
computer, and Qt tells in its own loop when it ends, so no thread waits for it. While the computer saves
power, nothing is started.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from selfhelp.core.model import FixRun, Json, Outcome
from selfhelp.core.paths import AppPaths, restart_command
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, NN_, Text
from selfhelp.engine import AFTER_RESTART
from selfhelp.engine.health import DAILY, HealthState, LastCheckStore

if TYPE_CHECKING:
    from PySide6.QtCore import QProcess

    from selfhelp.app.composition import App
    from selfhelp.ui.running_app import RunningApp

FIRST_MS = 120_000
"""Sign-in is busy enough: the first look waits."""

SPREAD_MS = 600_000
"""By how much longer it may wait: those who sign in together mustn't ask IT's server together."""

ASLEEP = 600.0
"""Seconds by which the clocks differ after a sleep that counts as having been away."""

LEAST_MS, MOST_MS = 3_600_000, 4 * 3_600_000
"""Between two times that the timer goes off."""


class DailyCheckScheduler(QObject):
    """Stores the results of the daily check, and reports new ones to the tray."""

    def __init__(self, session: RunningApp, places: AppPaths, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._memory = LastCheckStore(places.data)
        self._after_restart = places.data / "journal" / AFTER_RESTART
        self._reopen = places.data / "reopen.json"
        self._process: QProcess | None = None
        self._chance = random.SystemRandom()
        self._started = time.monotonic()
        self._clocks = time.time(), time.monotonic()
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self.check_if_due)

    def schedule_first(self) -> None:
        """Schedule the first check for a while after the start; checks that waited for a restart run now."""
        self._timer.start(FIRST_MS + self._chance.randrange(SPREAD_MS))
        if self._after_restart.exists():
            app = self._session.app
            self._session.jobs.start_job(partial(_last_looks, app), partial(self._report_runs, app))
        if self._reopen.exists():
            self._session.jobs.start_job(partial(_reopen, self._session.app), self._tell_reopened)

    def store_result(self, state: HealthState) -> None:
        """Store a check that the window ran; the next lookahead stays scheduled."""
        if state is not HealthState.CHECKING:
            self._memory.save(state, datetime.now(UTC))
            self._plan()

    def check_if_due(self) -> None:
        """Check now if it is due, else show the last result."""
        if self._has_slept():
            self._started = time.monotonic()  # the user has just come back, as after signing in
        self._plan()
        if not self._memory.is_check_due(datetime.now(UTC)):
            self._session.tray.set_health(self._memory.state)
        elif self._process is None:
            self._session.jobs.start_job(
                lambda _progress: self._session.app.is_saving_power(), self._look_unless
            )

    def remind_soon(self) -> None:
        """Schedule a check in an hour: the user postponed a reminder."""
        self._memory.save(self._memory.state, datetime.now(UTC), datetime.now(UTC) + timedelta(hours=1))
        self._plan()

    def _has_slept(self) -> bool:
        """Whether the computer slept since the last plan, where sleep stops one clock (Linux, macOS)."""
        wall, steady = self._clocks
        return (time.time() - wall) - (time.monotonic() - steady) > ASLEEP

    def _plan(self) -> None:
        self._clocks = time.time(), time.monotonic()
        wait = int(self._memory.wait(datetime.now(UTC)).total_seconds() * 1000)
        self._timer.start(min(max(wait, LEAST_MS), MOST_MS))

    def _look_unless(self, saving: bool) -> None:
        """Start the look, unless the computer saves power; the timer goes off again in an hour."""
        if saving or self._process is not None:
            self._session.tray.set_health(self._memory.state)
            return
        from PySide6.QtCore import QProcess  # a hundred names: not before it is used

        program, *arguments = restart_command()
        running = str(int(time.monotonic() - self._started))
        self._process = QProcess(self)
        self._process.finished.connect(self._on_looked)
        self._process.errorOccurred.connect(self._on_looked)
        self._process.start(program, [*arguments, "health", "--background", "--running", running, "--json"])

    def _on_looked(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        answer = _answer_in(bytes(process.readAllStandardOutput().data()))
        process.deleteLater()
        state = _state_in(answer)
        if "wait" not in answer:  # it couldn't run to its end: not again at once
            self._memory.save(state, datetime.now(UTC), datetime.now(UTC) + DAILY)
        self._plan()
        self._session.tray.set_health(state)
        self._remind(answer.get("reminder"))
        self._count()

    def _remind(self, reminder: Json) -> None:
        if isinstance(reminder, dict):
            from selfhelp.ui.tray.reminder_notification import notify_reminder

            title, text = str(reminder.get("title") or ""), str(reminder.get("text") or "")
            notify_reminder(self._session, str(reminder.get("key")), title, text)

    def _count(self) -> None:
        """Send usage statistics if they are due, in a process that no one waits for."""
        if self._session.app.policy.usage_stats.destination:
            from PySide6.QtCore import QProcess

            program, *arguments = restart_command()
            QProcess.startDetached(program, [*arguments, "usage-stats", "send", "--due"])

    def _tell_reopened(self, count: int) -> None:
        if count:
            from selfhelp.ui.navigation import HomePage
            from selfhelp.ui.tray.notifications import notify_user

            notify_user(self._session, _reopened(count), HomePage(), [])

    def _report_runs(self, app: App, runs: Sequence[FixRun]) -> None:
        from selfhelp.ui.navigation import JournalPage
        from selfhelp.ui.tray.notifications import NotificationAction, notify_user

        for run in runs:
            title = app.translator.translate(app.catalog.checks[run.id].title)
            sentence = _repaired_sentence(title) if run.outcome is Outcome.FIXED else _still_there(title)
            ask = NotificationAction(N_("Get help"), partial(self._ask, app, run))
            notify_user(self._session, sentence, JournalPage(), [] if run.outcome is Outcome.FIXED else [ask])

    def _ask(self, app: App, run: FixRun) -> None:
        """Open the ticket form with the run."""
        from selfhelp.ui.navigation import AskPage

        case = app.new_case()
        case.add_run(run)
        self._session.open(AskPage(case))


def _answer_in(answer: bytes) -> Mapping[str, Json]:
    try:
        told = json.loads(answer)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _state_in(answer: Mapping[str, Json]) -> HealthState:
    try:
        return HealthState(answer["health"])
    except (ValueError, KeyError, TypeError):
        return HealthState.UNAVAILABLE


def _last_looks(app: App, progress: Progress) -> Sequence[FixRun]:
    from selfhelp.engine.post_restart_checks import PostRestartChecks

    return PostRestartChecks(app.machine, app.journal, app.engine, app.catalog.checks).record_outcomes(
        progress
    )


def _reopen(app: App, progress: Progress) -> int:
    from selfhelp.app.reopening import reopen_programs

    return reopen_programs(app, progress)


def _reopened(count: int) -> Text:
    return NN_(
        "After the restart we opened {count} app again.",
        "After the restart we opened {count} apps again.",
        count,
    )


def _repaired_sentence(title: str) -> Text:
    return N_("Checked after the restart: “{title}” worked, and the problem is gone.", title=title)


def _still_there(title: str) -> Text:
    return N_("Checked after the restart: “{title}” didn't help. Contact the help desk.", title=title)
