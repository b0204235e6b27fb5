"""Chooses the reminder to show now, if any, and the time of the next check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from selfhelp.reminders import Candidate
from selfhelp.reminders.book import WEEK, BookEntry, ReminderBook

AGAIN = timedelta(hours=20)
"""Minimum time before an urgent reminder is repeated, about a day."""

APART = timedelta(hours=12)
"""Minimum time between two reminders that aren't urgent, even across midnight."""

MOST_IN_A_DAY = 3
"""Maximum number of notifications per day, including urgent and postponed notifications."""

LONGEST_PAUSE, SHORTEST_PAUSE = timedelta(days=7), timedelta(days=2)
"""Maximum and minimum time between two non-urgent reminders of the same subject."""

MOST_DOUBLINGS = 2
"""Maximum number of times that the pause after an overdue reminder doubles, from one week to four."""

MOST_PRESSED = 4
"""Maximum number of times that the same reminder is shown as urgent."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A reminder to show, and whether the user had postponed it ("In an hour")."""

    candidate: Candidate
    asked: bool = False


def choose_reminder(
    candidates: Sequence[Candidate], book: ReminderBook, now: datetime, per_week: int
) -> Choice | None:
    """Return the reminder to show now: postponed reminders first, then urgent reminders, then the nearest.

    Args:
        candidates: all possible reminders.
        book: the shown and answered reminders.
        now: the time, with a time zone.
        per_week: maximum number of reminders in seven days that aren't urgent.
    """
    if sum(_is_same_day(at, now) for at in (*book.shown, *book.repeated)) >= MOST_IN_A_DAY:
        return None
    asked = [one for one in candidates if _is_reminder_postponed(one, book, now)]
    if asked:
        return Choice(min(asked, key=_make_priority_key), asked=True)
    due = sorted((one for one in candidates if _is_reminder_due(one, book, now)), key=_make_priority_key)
    chosen = next((one for one in due if _is_reminder_allowed(one, book, now, per_week)), None)
    return Choice(chosen) if chosen is not None else None


def compute_time_until_postponed(
    candidates: Sequence[Candidate], book: ReminderBook, now: datetime
) -> timedelta | None:
    """Return the time until the next postponed reminder; None if there is none."""
    waits = [
        until - now
        for one in candidates
        if (until := book.get_entry(one.key).until) is not None and book.get_entry(one.key).muted is None
    ]
    return max(timedelta(0), min(waits)) if waits else None


def _is_reminder_postponed(candidate: Candidate, book: ReminderBook, now: datetime) -> bool:
    entry = book.get_entry(candidate.key)
    return entry.muted is None and entry.until is not None and entry.until <= now


def _is_reminder_due(candidate: Candidate, book: ReminderBook, now: datetime) -> bool:
    entry = book.get_entry(candidate.key)
    if entry.is_reminder_hidden(now):
        return False
    if entry.shown is None:
        return True
    return not candidate.once and now - entry.shown >= compute_time_until_repeat(candidate, entry)


def compute_time_until_repeat(candidate: Candidate, entry: BookEntry) -> timedelta:
    """Return the delay before a reminder is shown again, shorter as its date approaches."""
    if candidate.urgent and entry.pressed < MOST_PRESSED:
        return AGAIN
    if candidate.days is None or candidate.days <= 0:
        return LONGEST_PAUSE * (1 << min(max(entry.times - 1, 0), MOST_DOUBLINGS))
    return min(max(timedelta(days=candidate.days) / 2, SHORTEST_PAUSE), LONGEST_PAUSE)


def _is_reminder_allowed(candidate: Candidate, book: ReminderBook, now: datetime, per_week: int) -> bool:
    if candidate.urgent:
        return True
    told = (*book.shown, *book.repeated)
    near = any(_is_same_day(at, now) or now - at < APART for at in told)
    return not near and sum(now - at < WEEK for at in book.shown) < per_week


def _is_same_day(at: datetime, now: datetime) -> bool:
    return at.astimezone().date() == now.astimezone().date()


def _make_priority_key(candidate: Candidate) -> tuple[bool, bool, int, str]:
    days = candidate.days
    left = 9_999 if days is None or days <= 0 else days  # an overdue one can wait another day
    return not candidate.urgent, not candidate.stops_work, left, candidate.key
