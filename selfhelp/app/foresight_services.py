"""What belongs to looking ahead: the forecasts, the reminders, and what the tray does once in a while."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from selfhelp.core.paths import AppPaths
from selfhelp.machine import Machine
from selfhelp.policy.policy import Policy

if TYPE_CHECKING:
    from selfhelp.foresight import ForesightContext, Lookahead
    from selfhelp.foresight.outlook import OutlookStore
    from selfhelp.reminders.book import ReminderStore


class ForesightServices:
    """A part of `selfhelp.app.composition.App`, which has what is declared here."""

    machine: Machine
    places: AppPaths

    @property
    def policy(self) -> Policy:
        """What the organisation allows."""
        raise NotImplementedError

    @cached_property
    def outlook(self) -> OutlookStore:
        """What the daily check saw, and the figures that trends need."""
        from selfhelp.foresight.outlook import OutlookStore

        return OutlookStore(self.places.data)

    @cached_property
    def reminders(self) -> ReminderStore:
        """What the user was reminded of, and what they answered."""
        from selfhelp.reminders.book import ReminderStore

        return ReminderStore(self.places.data)

    def foresight_context(self, now: datetime | None = None) -> ForesightContext:
        """Return what lookaheads are given: policy, figures, the moment."""
        from selfhelp.foresight import ForesightContext

        policy = self.policy
        moment = datetime.now(UTC) if now is None else now
        figures = self.outlook.load().figures
        return ForesightContext(moment, policy.health, policy.foresight, policy.reminders, figures)

    def lookaheads(self, now: datetime | None = None) -> Mapping[str, Lookahead]:
        """Return everything that is looked ahead for here, by id."""
        from selfhelp.foresight.outlook import load_lookaheads

        return load_lookaheads(self.foresight_context(now), self.machine)
