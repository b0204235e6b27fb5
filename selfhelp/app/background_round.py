"""The periodic background work: the daily check, the forecasts, and at most one reminder per round.

The work runs in its own process (``selfhelp health --background``), so that the idle app stays small. A
reminder is recorded before it is shown, so it may get lost, but is never repeated.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.model import CheckResult, CheckState
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.engine.health import DAILY, HealthState, LastCheckStore, summarise_health
from selfhelp.fixes import Check
from selfhelp.foresight.lookahead import Lookahead
from selfhelp.foresight.outlook import (
    OutlookStore,
    StoredOutlook,
    add_todays_figures,
    drop_contradicted_forecasts,
    drop_happened_forecasts,
    is_forecast_urgent,
    run_lookaheads,
)
from selfhelp.policy.foresight import find_reminder_wording
from selfhelp.policy.policy import Policy
from selfhelp.reminders import NOTICE, Candidate
from selfhelp.reminders.book import HOUR, BookEntry, ReminderBook, ReminderStore
from selfhelp.reminders.plan import choose_reminder, compute_time_until_postponed
from selfhelp.tickets.delivery.retry_scheduler import RandomSource
from selfhelp.tickets.following.notices import Notice, NoticeImportance
from selfhelp.tickets.following.status_poller import PollingRules

if TYPE_CHECKING:
    from selfhelp.app.composition import App

log = logging.getLogger(__name__)

LEAST = HOUR
"""Minimum time between two rounds."""

NOTICES_EVERY = timedelta(hours=4)
"""Interval for fetching notices while the window is closed."""


FLOOD, MOST_TOLD = timedelta(days=30), 200
"""Period and number of notices; after that many in the period, new notices send no notifications."""

MOST_URGENT = 10
"""Number of urgent notifications in the period `FLOOD` after which urgent notices don't send any either."""


@dataclass(frozen=True, slots=True)
class ReminderToShow:
    """A reminder to be shown now.

    Attributes:
        key: the reminder's key, with which the app stores the user's answer.
        text: the sentence.
        title: the text above the sentence; "" for the app's name.
        why: the reason, in English, for the log and tests.
    """

    key: str
    text: Text | str
    title: Text | str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class RoundResult:
    """The result of a round: the computer's health, the reminder to show, and the time to the next round."""

    health: HealthState
    shown: ReminderToShow | None
    wait: timedelta


@dataclass(frozen=True, slots=True)
class DailyCheckResults:
    """The results of a daily check, the checks themselves, and the free disk space.

    Attributes:
        checks, forecasts: the results of quick checks and of lookaheads.
        quick, ahead: the checks and lookaheads, by ID.
        free, total: free and total size of the home folder's volume in bytes; 0 if unknown.
    """

    checks: Sequence[CheckResult]
    forecasts: Sequence[CheckResult]
    quick: Mapping[str, Check]
    ahead: Mapping[str, Lookahead]
    free: int = 0
    total: int = 0


class RoundEnvironment(Protocol):
    """The data that a round needs from the computer and from IT."""

    def run_daily_check(self, now: datetime) -> DailyCheckResults:
        """Run the quick checks and all forecasts, and return their results."""

    def rerun_forecast(self, id_: str, now: datetime) -> CheckResult | None:
        """Run one forecast again and return its result; None if the forecast no longer exists."""

    def find_interrupted_activity(self) -> str:
        """Return the activity that a notification would interrupt; "" for none."""

    def load_notices(self, now: datetime) -> Sequence[Notice]:
        """Return IT's current notices for this user."""

    def is_saving_power(self) -> bool:
        """Return whether the computer is saving power."""


@dataclass(frozen=True, slots=True)
class BackgroundRound:
    """One round of background work; `run` carries out the work.

    Attributes:
        policy: the organisation's policy.
        last_check, outlook, reminders: the stored state.
        around: access to the computer's and IT's data.
        language: code of the user's language, for the organisation's own wording.
        chance: random source for delays.
    """

    policy: Policy
    last_check: LastCheckStore
    outlook: OutlookStore
    reminders: ReminderStore
    around: RoundEnvironment
    language: str
    chance: RandomSource = field(default_factory=random.SystemRandom)

    def run(self, now: datetime, running: timedelta) -> RoundResult:
        """Run all tasks that are due, and return the result; while the computer saves power, do nothing.

        Args:
            now: the current time, with a time zone.
            running: time since the app's start; the app starts at sign-in.
        """
        if self.around.is_saving_power():
            return RoundResult(self.last_check.state, None, LEAST)
        notices = self.around.load_notices(now)
        looked = self._is_health_check_due(now)
        health = self._check_health(now) if looked else self.last_check.state
        shown, soon = self._choose_reminder(now, running, notices, looked=looked)
        wait = self._compute_time_to_next_round(now, soon=soon)
        self.last_check.save(health, now, now + wait)
        return RoundResult(health, shown, wait)

    # -- checking -----------------------------------------------------------------------------------

    def _is_health_check_due(self, now: datetime) -> bool:
        at = self.outlook.load().at
        return at is None or not timedelta(0) <= now - at < DAILY

    def _check_health(self, now: datetime) -> HealthState:
        seen, kept = self.around.run_daily_check(now), self.outlook.load()
        figures = add_todays_figures(kept.figures, seen.free, seen.total, now) if seen.total else kept.figures
        forecasts = drop_contradicted_forecasts(seen.forecasts, seen.checks, seen.ahead)
        book = self._clear_settled_reminders(forecasts, now)
        try:
            self.outlook.save(StoredOutlook(now, forecasts, figures))
        except OSError as error:
            log.warning("the forecasts can't be kept: %r", error)
        hidden = book.list_hidden_keys(now)
        coming = drop_happened_forecasts(forecasts, seen.checks, seen.ahead)
        results = [*seen.checks, *(one for one in coming if one.id not in hidden)]
        return summarise_health(results, {**seen.quick, **seen.ahead}).state

    def _clear_settled_reminders(self, forecasts: Sequence[CheckResult], now: datetime) -> ReminderBook:
        book = self.reminders.open_book(now)
        settled = [one.id for one in forecasts if one.state is CheckState.HEALTHY]
        changed = book.drop_settled_entries(settled, now)
        if changed != book:
            self._save_reminders(changed)
        return changed

    # -- reminding ---------------------------------------------------------------------------------

    def _choose_reminder(
        self, now: datetime, running: timedelta, notices: Sequence[Notice], *, looked: bool
    ) -> tuple[ReminderToShow | None, bool]:
        """Return the reminder to show now, and True if a reminder should be tried again soon."""
        book = self.reminders.open_book(now)
        fresh = self._select_new_notices(notices, book, now)
        candidates = [*self._list_forecast_candidates(now), *self._list_notice_candidates(fresh, book, now)]
        choice = choose_reminder(candidates, book, now, self.policy.reminders.per_week)
        if choice is None:
            return None, False
        if (
            running < timedelta(minutes=self.policy.reminders.sign_in_minutes)
            or self.around.find_interrupted_activity()
        ):
            return None, True
        candidate = choice.candidate
        if candidate.key.startswith(NOTICE):
            keys, shown = (
                [NOTICE + key for one in fresh for key in one.identity_hashes],
                _build_notice_reminder(fresh, candidate),
            )
        else:
            result = self._confirm_forecast(candidate.key, now, looked=looked)
            if result is None:
                return None, True  # settled meanwhile: what comes next is chosen in the next round
            keys, shown = [candidate.key], self._build_forecast_reminder(result, asked=choice.asked)
        book = self.reminders.open_book(now)  # the user may have answered in the window meanwhile
        if book.get_entry(candidate.key).is_reminder_hidden(now):
            return None, False
        for key in dict.fromkeys([candidate.key, *keys]):
            told = key == candidate.key
            book = book.record_reminder_shown(
                key, now, unasked=told and not choice.asked, urgent=told and candidate.urgent
            )
        if not self._save_reminders(book):
            return None, False
        more = choose_reminder(candidates, book, now + LEAST, self.policy.reminders.per_week)
        return shown, more is not None

    def _list_forecast_candidates(self, now: datetime) -> Sequence[Candidate]:
        rules = self.policy.reminders
        if not rules.enabled:
            return ()
        off = {*rules.off, *self.policy.foresight.off}
        return [
            Candidate(one.id, is_forecast_urgent(one), _find_days_left(one), _is_forecast_blocking(one))
            for one in self.outlook.load().list_fresh_forecasts(now)
            if one.state is CheckState.FOUND and one.id not in off
        ]

    def _select_new_notices(
        self, notices: Sequence[Notice], book: ReminderBook, now: datetime
    ) -> Sequence[Notice]:
        if not self.policy.incidents.notify:
            return ()
        loud = [one for one in notices if one.importance is not NoticeImportance.LOW]
        fresh = [one for one in loud if all(NOTICE + key not in book.entries for key in one.identity_hashes)]
        told = [
            entry
            for key, entry in book.entries.items()
            if key.startswith(NOTICE) and entry.shown is not None and now - entry.shown < FLOOD
        ]
        return fresh if len(told) < MOST_TOLD else self._select_only_urgent_notices(fresh, told, now)

    @staticmethod
    def _select_only_urgent_notices(
        fresh: Sequence[Notice], told: Sequence[BookEntry], now: datetime
    ) -> Sequence[Notice]:
        """Return the new notices that may still send a notification beyond the limit `MOST_TOLD`.

        That is at most one urgent notice a day, up to `MOST_URGENT` in total.
        """
        if sum(entry.pressed > 0 for entry in told) >= MOST_URGENT or any(
            _was_shown_today(entry.shown, now) for entry in told
        ):
            return ()
        return [one for one in fresh if one.importance is NoticeImportance.URGENT][:1]

    @staticmethod
    def _list_notice_candidates(
        fresh: Sequence[Notice], book: ReminderBook, now: datetime
    ) -> Sequence[Candidate]:
        """Return one candidate for all new notices; it is urgent at most once a day."""
        if not fresh:
            return ()
        today = [
            e for k, e in book.entries.items() if k.startswith(NOTICE) and _was_shown_today(e.shown, now)
        ]
        urgent = fresh[0].importance is NoticeImportance.URGENT and not today
        return [Candidate(NOTICE + fresh[0].identity_hashes[0], urgent, once=True)]

    def _confirm_forecast(self, id_: str, now: datetime, *, looked: bool) -> CheckResult | None:
        """Return a forecast, checked again unless just checked; None if the forecast no longer applies."""
        stored = self.outlook.load()
        result = next((one for one in stored.forecasts if one.id == id_), None)
        if looked or result is None:
            return result
        result = self.around.rerun_forecast(id_, now)
        if result is None:
            return None
        others = [result if one.id == id_ else one for one in stored.forecasts]
        try:
            self.outlook.save(replace(stored, forecasts=others))
        except OSError as error:
            log.warning("the forecasts can't be kept: %r", error)
        return result if result.state is CheckState.FOUND else None

    def _build_forecast_reminder(self, result: CheckResult, *, asked: bool) -> ReminderToShow:
        finding = result.finding
        own = find_reminder_wording(self.policy.reminders.wording, result.id, self.language)
        text: Text | str = own or (finding.summary if finding else "")
        why = "asked for" if asked else "urgent" if is_forecast_urgent(result) else "near"
        return ReminderToShow(result.id, text, why=f"{why}: {_find_days_left(result)} days")

    def _save_reminders(self, book: ReminderBook) -> bool:
        try:
            self.reminders.save(book)
        except OSError as error:
            log.warning("reminders can't be kept, so none is shown: %r", error)
            return False
        return True

    def _compute_time_to_next_round(self, now: datetime, *, soon: bool) -> timedelta:
        stored = self.outlook.load()
        book = self.reminders.open_book(now)
        waits = [DAILY - (now - stored.at) if stored.at else DAILY]
        if self.policy.incidents.feed:
            share = PollingRules().spread  # so that a company's computers don't ask in the same second
            waits.append(NOTICES_EVERY * self.chance.uniform(1 - share, 1 + share))
        asked = compute_time_until_postponed(self._list_forecast_candidates(now), book, now)
        waits += [asked] if asked is not None else []
        waits += [LEAST] if soon else []
        return min(max(min(waits), LEAST), DAILY)


def _build_notice_reminder(fresh: Sequence[Notice], candidate: Candidate) -> ReminderToShow:
    urgent = "urgent " if candidate.urgent else ""
    if len(fresh) > 1:
        return ReminderToShow(candidate.key, MORE_NOTICES, FROM_IT, why=f"{urgent}{len(fresh)} notices")
    return ReminderToShow(candidate.key, fresh[0].title, FROM_IT, why=f"{urgent}notice")


FROM_IT = N_("Notice from IT")
MORE_NOTICES = N_("There are several new notices from IT.")


def _find_days_left(result: CheckResult) -> int | None:
    days = result.finding.data.get("days") if result.finding else None
    return days if isinstance(days, int) else None


def _is_forecast_blocking(result: CheckResult) -> bool:
    return result.finding is not None and result.finding.data.get("stops work") is True


def _was_shown_today(shown: datetime | None, now: datetime) -> bool:
    return shown is not None and shown.astimezone().date() == now.astimezone().date()


class _ComputerRoundEnvironment:
    """The data for a round, read from this computer and from the organisation's feed."""

    def __init__(self, app: App, progress: Progress) -> None:
        self._app, self._progress = app, progress

    def run_daily_check(self, now: datetime) -> DailyCheckResults:
        """Run the quick checks and all forecasts, and return their results."""
        from selfhelp.machine.storage.disk_space import VOLUMES

        app = self._app
        checks, ahead = app.catalog.overview_checks, app.create_lookaheads(now)
        seen = app.engine.run_all_checks(list(checks.values()), self._progress)
        coming = run_lookaheads(app.engine, ahead, self._progress)
        try:
            home = next((one for one in VOLUMES.read(app.machine) if one.home), None)
        except SelfhelpError:
            home = None
        disk = (home.free, home.total) if home else (0, 0)
        return DailyCheckResults(seen, coming, checks, ahead, *disk)

    def rerun_forecast(self, id_: str, now: datetime) -> CheckResult | None:
        """Run one forecast again and return its result; None if the forecast no longer exists."""
        wanted = {key: one for key, one in self._app.create_lookaheads(now).items() if key == id_}
        return next(iter(run_lookaheads(self._app.engine, wanted, self._progress)), None)

    def find_interrupted_activity(self) -> str:
        """Return the activity that a notification would interrupt; "" for none, or if unknown."""
        from selfhelp.machine.desktop.interruption import INTERRUPTION

        try:
            return INTERRUPTION.read(self._app.machine)
        except SelfhelpError:
            return ""

    def load_notices(self, now: datetime) -> Sequence[Notice]:
        """Fetch the feed if it is stale, and return the notices for this user."""
        return self._app.load_notices(now, ask=True)

    def is_saving_power(self) -> bool:
        """Return whether this computer is saving power."""
        return self._app.is_saving_power()


def create_background_round(app: App, progress: Progress) -> BackgroundRound:
    """Return the background round of an app."""
    around = _ComputerRoundEnvironment(app, progress)
    kept = (LastCheckStore(app.places.data), app.forecast_store, app.reminders)
    return BackgroundRound(app.policy, *kept, around, app.translator.language)
