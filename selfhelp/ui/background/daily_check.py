"""Run the daily check while the window is closed, and pending checks after a restart.

One coarse timer of at least an hour serves the daily check, forecasts, reminders and notices, and never wakes
the computer. The timer fires every few hours even if nothing is due, because it stops during sleep; it then
only reads the clock.

The check runs in a separate process of this program, so that the idle app stays small. Qt starts that
process, because Qt reports its end without a waiting thread. No check starts while the computer saves power.
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
from selfhelp.core.paths import AppPaths, make_restart_command
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, NN_, Text
from selfhelp.engine import AFTER_RESTART
from selfhelp.engine.health import DAILY, HealthState, LastCheckStore

if TYPE_CHECKING:
    from PySide6.QtCore import QProcess

    from selfhelp.app.composition import App
    from selfhelp.ui.running_app import RunningApp

FIRST_MS = 120_000
"""Delay of the first check in milliseconds, because the computer is busy after sign-in."""

SPREAD_MS = 600_000
"""Maximum random delay in milliseconds, so that computers don't query IT's server at the same time."""

ASLEEP = 600.0
"""Minimum difference in seconds between wall-clock and monotonic time that counts as sleep."""

LEAST_MS, MOST_MS = 3_600_000, 4 * 3_600_000
"""Minimum and maximum interval of the timer, in milliseconds."""


class DailyCheckScheduler(QObject):
    """Schedules the daily check, stores the result, and shows the computer's health in the tray."""

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

    def start_scheduling(self) -> None:
        """Schedule the first check, and start the checks that were waiting for a restart."""
        self._timer.start(FIRST_MS + self._chance.randrange(SPREAD_MS))
        if self._after_restart.exists():
            app = self._session.app
            self._session.jobs.start_job(
                partial(_run_post_restart_checks, app), partial(self._notify_checked_runs, app)
            )
        if self._reopen.exists():
            self._session.jobs.start_job(
                partial(_reopen_apps, self._session.app), self._notify_reopened_programs
            )

    def store_health_state(self, state: HealthState) -> None:
        """Store the health found by the window's checks; the time of the next daily check stays the same."""
        if state is not HealthState.CHECKING:
            self._memory.save(state, datetime.now(UTC))
            self._schedule_next_check()

    def check_if_due(self) -> None:
        """Start the daily check if it is due; otherwise show the stored health in the tray."""
        if self._has_computer_slept():
            self._started = time.monotonic()  # the user has just come back, as after signing in
        self._schedule_next_check()
        if not self._memory.is_check_due(datetime.now(UTC)):
            self._session.tray.show_health(self._memory.state)
        elif self._process is None:
            self._session.jobs.start_job(
                lambda _progress: self._session.app.is_saving_power(), self._start_check_unless_saving
            )

    def schedule_reminder_soon(self) -> None:
        """Schedule a check in an hour, because the user postponed a reminder."""
        self._memory.save(self._memory.state, datetime.now(UTC), datetime.now(UTC) + timedelta(hours=1))
        self._schedule_next_check()

    def _has_computer_slept(self) -> bool:
        """Return whether the computer has slept; always False if sleep stops neither clock (Windows)."""
        wall, steady = self._clocks
        return (time.time() - wall) - (time.monotonic() - steady) > ASLEEP

    def _schedule_next_check(self) -> None:
        self._clocks = time.time(), time.monotonic()
        wait = int(self._memory.compute_time_until_due(datetime.now(UTC)).total_seconds() * 1000)
        self._timer.start(min(max(wait, LEAST_MS), MOST_MS))

    def _start_check_unless_saving(self, saving: bool) -> None:
        """Start the daily check; while the computer saves power, retry in an hour instead."""
        if saving or self._process is not None:
            self._session.tray.show_health(self._memory.state)
            return
        from PySide6.QtCore import QProcess  # a hundred names: not before it is used

        program, *arguments = make_restart_command()
        running = str(int(time.monotonic() - self._started))
        self._process = QProcess(self)
        self._process.finished.connect(self._on_check_finished)
        self._process.errorOccurred.connect(self._on_check_finished)
        self._process.start(program, [*arguments, "health", "--background", "--running", running, "--json"])

    def _on_check_finished(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        answer = _parse_process_answer(bytes(process.readAllStandardOutput().data()))
        process.deleteLater()
        state = _parse_health_state(answer)
        if "wait" not in answer:  # it failed: don't retry immediately
            self._memory.save(state, datetime.now(UTC), datetime.now(UTC) + DAILY)
        self._schedule_next_check()
        self._session.tray.show_health(state)
        self._show_reminder(answer.get("reminder"))
        self._send_usage_stats()

    def _show_reminder(self, reminder: Json) -> None:
        if isinstance(reminder, dict):
            from selfhelp.ui.tray.reminder_notification import notify_reminder

            title, text = str(reminder.get("title") or ""), str(reminder.get("text") or "")
            notify_reminder(self._session, str(reminder.get("key")), title, text)

    def _send_usage_stats(self) -> None:
        """Send usage statistics in a detached process, if they are due."""
        if self._session.app.policy.usage_stats.destination:
            from PySide6.QtCore import QProcess

            program, *arguments = make_restart_command()
            QProcess.startDetached(program, [*arguments, "usage-stats", "send", "--due"])

    def _notify_reopened_programs(self, count: int) -> None:
        if count:
            from selfhelp.ui.navigation import HomePage
            from selfhelp.ui.tray.notifications import notify_user

            notify_user(self._session, _make_reopened_message(count), HomePage(), [])

    def _notify_checked_runs(self, app: App, runs: Sequence[FixRun]) -> None:
        from selfhelp.ui.navigation import JournalPage
        from selfhelp.ui.tray.notifications import NotificationAction, notify_user

        for run in runs:
            title = app.translator.translate(app.catalog.checks[run.id].title)
            sentence = (
                _make_fixed_message(title) if run.outcome is Outcome.FIXED else _make_not_fixed_message(title)
            )
            ask = NotificationAction(N_("Get help"), partial(self._open_ticket_form, app, run))
            notify_user(self._session, sentence, JournalPage(), [] if run.outcome is Outcome.FIXED else [ask])

    def _open_ticket_form(self, app: App, run: FixRun) -> None:
        """Open the ticket form with a fix's run in its case."""
        from selfhelp.ui.navigation import AskPage

        case = app.create_case()
        case.add_fix_run(run)
        self._session.open(AskPage(case))


def _parse_process_answer(answer: bytes) -> Mapping[str, Json]:
    try:
        told = json.loads(answer)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _parse_health_state(answer: Mapping[str, Json]) -> HealthState:
    try:
        return HealthState(answer["health"])
    except (ValueError, KeyError, TypeError):
        return HealthState.UNAVAILABLE


def _run_post_restart_checks(app: App, progress: Progress) -> Sequence[FixRun]:
    from selfhelp.engine.post_restart_checks import PostRestartChecks

    return PostRestartChecks(app.machine, app.journal, app.engine, app.catalog.checks).record_outcomes(
        progress
    )


def _reopen_apps(app: App, progress: Progress) -> int:
    from selfhelp.app.reopen_programs import reopen_programs

    return reopen_programs(app, progress)


def _make_reopened_message(count: int) -> Text:
    return NN_(
        "After the restart, we reopened {count} app.",
        "After the restart, we reopened {count} apps.",
        count,
    )


def _make_fixed_message(title: str) -> Text:
    return N_("Checked after the restart: “{title}” worked, and the problem is gone.", title=title)


def _make_not_fixed_message(title: str) -> Text:
    return N_("Checked after the restart: “{title}” didn't help. Contact the help desk.", title=title)
