"""The state of a desk: busy, unreachable, or waiting for sign-in."""

from __future__ import annotations

from collections.abc import Callable

from selfhelp.core.text import Text
from selfhelp.core.ticket import DeliveryState
from selfhelp.tickets.delivery.retry_scheduler import RetryState
from selfhelp.tickets.outbox.outbox_database import OutboxDatabase
from selfhelp.tickets.outbox.stored_text import message_to_json

LONGEST_WAIT = 86_400.0
_WAITING = (DeliveryState.QUEUED, DeliveryState.UNKNOWN)

_THERE = (
    "coalesce((SELECT up.connector FROM reports AS up WHERE up.report = reports.parent), reports.connector)"
    " IN (?, ?)"
)
"""SQL condition for a desk's items; unassigned items ("") belong to the policy's current desk."""


class ConnectorStatus:
    """One desk's state for the sender; every change is stored on disk.

    Args:
        store: the outbox's database.
        memory: the times that this process measures with its monotonic clock.
        desk: the connector's ID.
        clocks: wall clock and monotonic clock, in seconds.
        current: True for the desk that new tickets go to.
    """

    def __init__(
        self,
        store: OutboxDatabase,
        memory: RetryState,
        desk: str,
        clocks: tuple[Callable[[], float], Callable[[], float]],
        *,
        current: bool,
    ) -> None:
        self._store, self._memory, self.desk = store, memory, desk
        self._now, self._steady = clocks
        self._there = (desk, "" if current else desk)

    # -- busy ------------------------------------------------------------------------

    def pause(self, wait: float) -> None:
        """Pause sending for the time the desk asked for, in seconds; the pause includes manual sending."""
        wait = min(max(wait, 0.0), LONGEST_WAIT)
        kept, _ = self._start_pause(self._now() + wait, wait)
        self._store_values(busy_until=kept, busy_for=wait)

    def compute_pause_seconds(self) -> float:
        """Return the remaining seconds of the desk's pause.

        It is never longer than the desk asked for, counted from when this process saw it first, even if the
        clock was set back.
        """
        kept = self._load_value("busy_until")
        known = self._memory.busy.get(self.desk)
        if known is None or known[0] != kept:
            said = min(max(self._load_value("busy_for"), 0.0), LONGEST_WAIT)
            left = kept - self._now()
            if left > said:
                kept, left = self._now() + said, said
                self._store_values(busy_until=kept)
            known = self._start_pause(kept, left)
        return max(known[1] - self._steady(), 0.0)

    def _start_pause(self, kept: float, left: float) -> tuple[float, float]:
        """Start counting a pause on the monotonic clock; return its stored end and its monotonic end."""
        anchor = self._memory.busy[self.desk] = (kept, self._steady() + left)
        return anchor

    # -- unreachable --------------------------------------------------------------------------

    def record_failure(self) -> int:
        """Record a failed attempt; return the number of consecutive failures."""
        failures = int(self._load_value("failures")) + 1
        self._store_values(failures=failures)
        return failures

    def postpone(self, until: float) -> None:
        """Postpone automatic attempts until ``until``, seconds since 1970."""
        self._store.execute(
            f"UPDATE reports SET next_try = max(next_try, ?) WHERE state IN (?, ?) AND {_THERE}",  # noqa: S608
            (until, *_WAITING, *self._there),
        )

    def record_response(self, breaker: int) -> None:
        """Record a response; after ``breaker`` consecutive failures, make all queued items due."""
        failures = self._load_value("failures")
        if not failures:
            return
        self._store_values(failures=0)
        if failures >= breaker:
            query = f"UPDATE reports SET next_try = 0 WHERE state = ? AND submitted = 0 AND {_THERE}"  # noqa: S608
            self._store.execute(query, (DeliveryState.QUEUED, *self._there))

    def resume_after_answer(self) -> bool:
        """Make postponed items due, because the desk has just answered another request.

        Items that met a server error keep their delay: an answer doesn't show that sending works again.

        Returns:
            True if an item is due now.
        """
        waits = f"state IN (?, ?) AND sending = 0 AND failure = '' AND next_try > ? AND {_THERE}"
        values = (*_WAITING, self._now(), *self._there)
        if not self._store.query_rows(f"SELECT 1 FROM reports WHERE {waits} LIMIT 1", values):  # noqa: S608 - our own words
            return False
        self._store_values(failures=0)
        query = f"UPDATE reports SET next_try = 0, reason = '' WHERE {waits}"  # noqa: S608 - our own words
        return bool(self._store.execute(query, values))

    # -- sign-in ----------------------------------------------------------------

    def mark_sign_in_required(self, reason: Text) -> None:
        """Record that a sign-in is needed; further attempts could lock the account."""
        self._store.execute(
            f"UPDATE reports SET state = ?, reason = ? WHERE state IN (?, ?) AND number = '' AND {_THERE}",  # noqa: S608 - our own words
            (DeliveryState.SIGN_IN_NEEDED, message_to_json(reason), *_WAITING, *self._there),
        )

    def resume_after_sign_in(self) -> None:
        """Resume sending of items that were waiting for a sign-in."""
        waits, values = f"state = ? AND {_THERE}", (DeliveryState.SIGN_IN_NEEDED, *self._there)
        if not self._store.query_rows(f"SELECT 1 FROM reports WHERE {waits}", values):  # noqa: S608 - our own words
            return
        state = "CASE WHEN submitted > 0 AND number = '' THEN ? ELSE ? END"
        query = f"UPDATE reports SET next_try = 0, state = {state} WHERE {waits}"  # noqa: S608 - our own words
        self._store.execute(query, (DeliveryState.UNKNOWN, DeliveryState.QUEUED, *values))

    # -- stored values --------------------------------------------------------------------------------------

    def _load_value(self, name: str) -> float:
        rows = self._store.query_rows("SELECT value FROM facts WHERE name = ?", (f"{name} {self.desk}",))
        value = rows[0]["value"] if rows else 0.0
        return float(value) if isinstance(value, int | float) else 0.0

    def _store_values(self, **facts: float) -> None:
        with self._store.transaction() as db:
            db.executemany(
                "INSERT OR REPLACE INTO facts VALUES (?, ?)",
                [(f"{name} {self.desk}", value) for name, value in facts.items()],
            )
