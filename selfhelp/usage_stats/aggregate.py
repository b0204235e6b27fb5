"""Makes the counts of a week out of what is kept on this computer anyway."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from statistics import median

from selfhelp.core.ticket import DeliveryState
from selfhelp.engine.journal import JournalEntry
from selfhelp.tickets.outbox.outbox import OutboxItem
from selfhelp.usage_stats import Counts, WeekCounts, iso_week

WEEKS = 8
"""How many weeks that have ended are told."""

MOST = 200
"""Different things in one week; what is beyond them counts as "other"."""

BUCKETS: Sequence[tuple[float, str]] = (
    (1, "under-1"),
    (5, "1-5"),
    (60, "5-60"),
    (1440, "60-1440"),
    (float("inf"), "over-1440"),
)
"""Minutes below which a bucket ends, and its name."""

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_REMOTE = "remote-"
"""A remote tool that was started is in the journal too; it isn't a repair and is not counted."""


def aggregate_weeks(
    runs: Iterable[JournalEntry],
    tickets: Iterable[OutboxItem],
    helped: Mapping[str, Counts],
    now: datetime,
    since: str = "",
) -> Sequence[WeekCounts]:
    """Return the newest weeks that have ended and have something in them, oldest first.

    Args:
        runs: the journal.
        tickets: those of the outbox, delivered or not.
        helped: the answers, by week.
        now: when it is.
        since: the week before which nothing is told, "" for all.
    """
    fixes, sent, minutes = _fixes(runs), _tickets(tickets), defaultdict[str, list[float]](list)
    for item in tickets:
        if item.state is DeliveryState.DELIVERED:
            minutes[iso_week(item.created)].append((item.changed - item.created).total_seconds() / 60)
    ended = {w for w in (*fixes, *sent, *helped) if since <= w < iso_week(now) and _WEEK.fullmatch(w)}
    return [
        WeekCounts(
            w, fixes.get(w, {}), sent.get(w, {}), _plain(helped.get(w, {})), median_bucket(minutes.get(w, ()))
        )
        for w in sorted(ended)[-WEEKS:]
    ]


_WEEK = re.compile(r"20\d\d-W(0[1-9]|[1-4]\d|5[0-3])")


def median_bucket(minutes: Sequence[float]) -> str:
    """Return in which bucket the median lies; "" if there is none."""
    if not minutes:
        return ""
    middle = median(minutes)
    return next(name for end, name in BUCKETS if middle < end)


def _fixes(runs: Iterable[JournalEntry]) -> Mapping[str, Counts]:
    found: dict[str, dict[str, Counter[str]]] = {}
    for run in runs:
        if not run.id.startswith(_REMOTE):
            week = found.setdefault(iso_week(run.started), {})
            week.setdefault(_name(run.id, week), Counter()).update(("tried", str(run.outcome)))
    return found


def _tickets(items: Iterable[OutboxItem]) -> Mapping[str, Counts]:
    found: dict[str, dict[str, Counter[str]]] = {}
    for item in items:
        week = found.setdefault(iso_week(item.created), {})
        week.setdefault(_name(item.connector or "not-sent", week), Counter())[str(item.state)] += 1
    return found


def _plain(counts: Counts) -> Counts:
    """Return counts whose names are ids of ours; a name that is none could say anything."""
    found: dict[str, Counter[str]] = {}
    for what, said in counts.items():
        found.setdefault(_name(what, found), Counter()).update(said)
    return found


def _name(id_: str, known: Mapping[str, object]) -> str:
    return id_ if _ID.fullmatch(id_) and (id_ in known or len(known) < MOST) else "other"
