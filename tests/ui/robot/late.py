"""Work whose answers come when the robot lets them: late, as an error, or after the screen is gone."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Slot

from selfhelp.core.errors import (
    DeskUnreachableError,
    OutcomeUnknownError,
    RefusedError,
    SelfhelpError,
    StorageError,
    UnavailableError,
)
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.ui.jobs import BackgroundJob, Heard, JobRunner
from tests.ui.fakes import HOSTILE

KINDS = (
    SelfhelpError,
    StorageError,
    UnavailableError,
    RefusedError,
    DeskUnreachableError,
    OutcomeUnknownError,
)
FAILING, FAILING_AFTERWARDS = 0.06, 0.04
"""How many jobs of all end with an error, before and after they did what they should."""


class LateJobs(JobRunner):
    """Jobs as they are, but no one hears of them before `let_one_be_heard`."""

    def __init__(self, dice: random.Random) -> None:
        super().__init__()
        self._dice = dice
        self.held = False
        self._waiting: list[Callable[[], None]] = []
        self.failed = 0

    def start_job(
        self,
        work: Callable[[Progress], Any],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[SelfhelpError], None] | None = None,
        progressed: Heard | None = None,
        *,
        owner: QObject | None = None,
    ) -> BackgroundJob[Any]:
        """Run it, or let it fail as a computer on a bad day does."""
        return super().start_job(self._on_a_bad_day(work), done, failed, progressed, owner=owner)

    def start_job_now(
        self,
        work: Callable[[Progress], Any],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[SelfhelpError], None] | None = None,
        *,
        owner: QObject | None = None,
    ) -> BackgroundJob[Any]:
        """The same."""
        return super().start_job_now(self._on_a_bad_day(work), done, failed, owner=owner)

    def _on_a_bad_day(self, work: Callable[[Progress], Any]) -> Callable[[Progress], Any]:
        luck = self._dice.random() if self.held else 1.0
        kind = self._dice.choice(KINDS)
        if luck >= FAILING + FAILING_AFTERWARDS:
            return work
        self.failed += 1

        def unlucky(progress: Progress) -> Any:
            if luck >= FAILING:
                work(progress)
            raise kind(N_("It did not work: {why}", why=HOSTILE))

        return unlucky

    def hold(self, held: bool) -> None:
        """Keep what comes from now on; or hand over everything, and keep nothing."""
        self.held = held
        while not held and self._waiting:
            self._waiting.pop(0)()

    def let_one_be_heard(self) -> None:
        """Hand over one of what waits: the first mostly, else any."""
        if self._waiting:
            place = self._dice.randrange(len(self._waiting)) if self._dice.random() < 0.3 else 0
            self._waiting.pop(place)()

    @property
    def at_rest(self) -> bool:
        """Whether no job runs and no answer of one waits."""
        return not self._waiting and not any(job.running for job in self._running)

    def forget(self) -> None:
        """Hand over nothing any more."""
        self._waiting.clear()

    @Slot(object)
    def _call_function(self, function: Callable[[], None]) -> None:
        if self.held:
            self._waiting.append(function)
        else:
            function()
