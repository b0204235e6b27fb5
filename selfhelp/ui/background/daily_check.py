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
from selfhelp.core.paths import Places, own_command
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.engine.health import DAILY, Health, LastLook
from selfhelp.engine.journal import AFTER_RESTART

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.ui.running_app import RunningApp

FIRST_MS = 120_000
"""Sign-in is busy enough: the first look waits."""


class Watch(QObject):
    """Keeps how this computer is, and tells the tray when it has looked."""

    def __init__(self, session: RunningApp, places: Places, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._memory = LastLook(places.data)
        self._after_restart = places.data / "journal" / AFTER_RESTART
        self._process: QProcess | None = None
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Look a while after the start; see to repairs that waited for a restart at once."""
        self._timer.start(FIRST_MS)
        if self._after_restart.exists():
            app = self._session.app
            self._session.jobs.start(partial(_last_looks, app), partial(self._tell, app))

    def keep(self, state: Health) -> None:
        """Remember a look that the window took; the day begins anew."""
        if state is not Health.CHECKING:
            self._memory.keep(state, datetime.now(UTC))
            self._timer.start(_DAY_MS)

    def look(self) -> None:
        """Look now if a day has passed, else show what was seen last."""
        self._timer.start(_DAY_MS)
        if not self._memory.is_due(datetime.now(UTC)):
            self._session.tray.set_health(self._memory.state)
        elif self._process is None:
            program, *arguments = own_command()
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
        self.keep(state)
        self._session.tray.set_health(state)
        self._count()

    def _count(self) -> None:
        """Let the counts go where policy says, if it is time: a process that nobody waits for."""
        if self._session.app.policy.usage_stats.destination:
            program, *arguments = own_command()
            QProcess.startDetached(program, [*arguments, "usage-stats", "send", "--due"])

    def _tell(self, app: App, runs: Sequence[FixRun]) -> None:
        from selfhelp.ui.navigation import JournalPage
        from selfhelp.ui.tray.notifications import Action, say

        for run in runs:
            title = app.translator.show(app.catalog.checks[run.id].title)
            sentence = _gone(title) if run.outcome is Outcome.FIXED else _still_there(title)
            ask = Action(N_("Get help"), partial(self._ask, app, run))
            say(self._session, sentence, JournalPage(), [] if run.outcome is Outcome.FIXED else [ask])

    def _ask(self, app: App, run: FixRun) -> None:
        """Open the form, with what was tried."""
        from selfhelp.ui.navigation import AskPage

        case = app.new_case()
        case.add_run(run)
        self._session.open(AskPage(case))


def _state_in(answer: bytes) -> Health:
    try:
        return Health(json.loads(answer)["health"])
    except (ValueError, KeyError, TypeError):
        return Health.UNAVAILABLE


def _last_looks(app: App, progress: Progress) -> Sequence[FixRun]:
    from selfhelp.engine.post_restart import LastLooks

    return LastLooks(app.machine, app.journal, app.engine, app.catalog.checks).take(progress)


def _gone(title: str) -> Text:
    return N_("After the restart we looked again: “{title}” is done, the problem has gone.", title=title)


def _still_there(title: str) -> Text:
    return N_("After the restart we looked again: “{title}” did not help. The help desk can.", title=title)


_DAY_MS = int(DAILY.total_seconds() * 1000)
