"""Computes weekly counts from data that is already stored on this computer."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from selfhelp.core.median import compute_median
from selfhelp.core.ticket import DeliveryState
from selfhelp.engine.journal import JournalEntry
from selfhelp.tickets.outbox.outbox import OutboxItem
from selfhelp.usage_stats.week_counts import Counts, WeekCounts, format_iso_week

WEEKS = 8
"""Maximum number of past weeks that are counted."""

MOST = 200
"""Maximum number of subjects in a week; further subjects count as "other"."""

BUCKETS: Sequence[tuple[float, str]] = (
    (1, "under-1"),
    (5, "1-5"),
    (60, "5-60"),
    (1440, "60-1440"),
    (float("inf"), "over-1440"),
)
"""Buckets of durations: upper limits in minutes, and names."""

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_REMOTE = "remote-"
"""Journal prefix of started remote support tools; they aren't counted as fixes."""


def aggregate_weeks(
    runs: Iterable[JournalEntry],
    tickets: Iterable[OutboxItem],
    helped: Mapping[str, Counts],
    now: datetime,
    since: str = "",
) -> Sequence[WeekCounts]:
    """Return the counts of the latest past weeks that have any, oldest first.

    Args:
        runs: the journal.
        tickets: the tickets in the outbox, delivered or not.
        helped: the feedback answers, by week.
        now: the current time.
        since: the first week to include, "" for all.
    """
    fixes, sent, minutes = _count_fixes(runs), _count_tickets(tickets), defaultdict[str, list[float]](list)
    for item in tickets:
        if item.state is DeliveryState.DELIVERED:
            minutes[format_iso_week(item.created)].append((item.changed - item.created).total_seconds() / 60)
    ended = {w for w in (*fixes, *sent, *helped) if since <= w < format_iso_week(now) and _WEEK.fullmatch(w)}
    return [
        WeekCounts(
            w,
            fixes.get(w, {}),
            sent.get(w, {}),
            _sanitise_counts(helped.get(w, {})),
            find_median_bucket(minutes.get(w, ())),
        )
        for w in sorted(ended)[-WEEKS:]
    ]


_WEEK = re.compile(r"20\d\d-W(0[1-9]|[1-4]\d|5[0-3])")


def find_median_bucket(minutes: Sequence[float]) -> str:
    """Return the name of the bucket with the median; "" if there are no values."""
    if not minutes:
        return ""
    middle = compute_median(minutes)
    return next(name for end, name in BUCKETS if middle < end)


def _count_fixes(runs: Iterable[JournalEntry]) -> Mapping[str, Counts]:
    found: dict[str, dict[str, Counter[str]]] = {}
    for run in runs:
        if not run.id.startswith(_REMOTE):
            week = found.setdefault(format_iso_week(run.started), {})
            week.setdefault(_sanitise_name(run.id, week), Counter()).update(("tried", str(run.outcome)))
    return found


def _count_tickets(items: Iterable[OutboxItem]) -> Mapping[str, Counts]:
    found: dict[str, dict[str, Counter[str]]] = {}
    for item in items:
        week = found.setdefault(format_iso_week(item.created), {})
        week.setdefault(_sanitise_name(item.connector or "not-sent", week), Counter())[str(item.state)] += 1
    return found


def _sanitise_counts(counts: Counts) -> Counts:
    """Return only the counts whose name is an ID of this app; other names could reveal personal data."""
    found: dict[str, Counter[str]] = {}
    for what, said in counts.items():
        found.setdefault(_sanitise_name(what, found), Counter()).update(said)
    return found


def _sanitise_name(id_: str, known: Mapping[str, object]) -> str:
    return id_ if _ID.fullmatch(id_) and (id_ in known or len(known) < MOST) else "other"
