"""The services for forecasts, reminders, background work and the setup checklist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from selfhelp.core.paths import AppPaths
from selfhelp.machine import Machine
from selfhelp.policy.policy import Policy

if TYPE_CHECKING:
    from selfhelp.catalog.catalog import Catalog
    from selfhelp.checklist.checklist_step import ChecklistStep
    from selfhelp.checklist.progress import ChecklistProgress, ChecklistStore
    from selfhelp.core.model import CheckResult
    from selfhelp.core.progress import Progress
    from selfhelp.engine.engine import Engine
    from selfhelp.foresight.lookahead import ForesightContext, Lookahead
    from selfhelp.foresight.outlook import OutlookStore
    from selfhelp.reminders.book import ReminderStore


class ForesightServices:
    """A mixin with the forecast services for `selfhelp.app.composition.App`; that class overrides these
    members."""

    machine: Machine
    places: AppPaths

    @property
    def policy(self) -> Policy:
        """The effective policy of the organisation."""
        raise NotImplementedError

    @cached_property
    def catalog(self) -> Catalog:
        """The catalogue of fixes and collectors available on this computer."""
        raise NotImplementedError

    @cached_property
    def engine(self) -> Engine:
        """The engine that runs checks and fixes."""
        raise NotImplementedError

    @cached_property
    def forecast_store(self) -> OutlookStore:
        """The store of the daily check's forecasts, and of the measurements for trends."""
        from selfhelp.foresight.outlook import OutlookStore

        return OutlookStore(self.places.data)

    @cached_property
    def reminders(self) -> ReminderStore:
        """The store of the reminders shown, and of the user's answers."""
        from selfhelp.reminders.book import ReminderStore

        return ReminderStore(self.places.data)

    def make_foresight_context(self, now: datetime | None = None) -> ForesightContext:
        """Return the context of lookaheads: policy, measurements and time."""
        from selfhelp.foresight.lookahead import ForesightContext

        policy = self.policy
        moment = datetime.now(UTC) if now is None else now
        figures = self.forecast_store.load().figures
        return ForesightContext(moment, policy.health, policy.foresight, policy.reminders, figures)

    def create_lookaheads(self, now: datetime | None = None) -> Mapping[str, Lookahead]:
        """Return all lookaheads for this computer, by ID."""
        from selfhelp.foresight.outlook import load_lookaheads

        return load_lookaheads(self.make_foresight_context(now), self.machine)

    def list_checklist_steps(self) -> Sequence[ChecklistStep]:
        """Return the setup steps for a new computer that the organisation has enabled."""
        from selfhelp.checklist.checklist_step import select_checklist_steps

        return select_checklist_steps(self.policy)

    @cached_property
    def checklist_store(self) -> ChecklistStore:
        """The store of the user's progress with the setup checklist."""
        from selfhelp.checklist.progress import ChecklistStore

        return ChecklistStore(self.places.data)

    def verify_checklist(
        self, steps: Sequence[ChecklistStep], progress: Progress
    ) -> tuple[ChecklistProgress, Mapping[str, CheckResult]]:
        """Run the checks of the steps and store the progress; return the progress, and results by check ID.

        Raises:
            CancelledError: the user cancelled.
            StorageError: the progress wasn't saved.
        """
        from selfhelp.checklist.step_verification import verify_checklist_steps

        results = verify_checklist_steps(
            self.engine, steps, self.catalog.checks, self.create_lookaheads(), progress
        )
        before = self.checklist_store.load()
        place = before.add_results(results, datetime.now(UTC))
        if place != before:
            self.checklist_store.save(place)
        return place, results
