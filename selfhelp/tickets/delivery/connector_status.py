"""The state of a desk: busy, unreachable, or waiting for sign-in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from selfhelp.core.text import Text
from selfhelp.core.ticket import DeliveryState
from selfhelp.network.failures import is_permission_missing
from selfhelp.tickets.delivery.retry_scheduler import RetryState
from selfhelp.tickets.outbox.outbox_database import OutboxDatabase
from selfhelp.tickets.outbox.stored_messages import message_from_json, message_to_json

LONGEST_WAIT = 86_400.0
_WAITING = (DeliveryState.QUEUED, DeliveryState.UNKNOWN)

_THERE = (
    "coalesce((SELECT up.connector FROM reports AS up WHERE up.report = reports.parent), reports.connector)"
    " IN (?, ?)"
)
"""SQL condition for a desk's items; unassigned items ("") belong to the policy's current desk."""

_RESUME = (
    "UPDATE reports SET next_try = 0, reason = '',"
    " state = CASE WHEN submitted > 0 AND number = '' THEN ? ELSE ? END"
)
"""SQL statement that makes items due; what held them up is over. What may have arrived is looked up first."""

_RESUMED = (DeliveryState.UNKNOWN, DeliveryState.QUEUED)


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

        Items that met a server error keep their delay: an answer doesn't show that sending works again. So do
        items that have become due this way before, until the desk is unreachable again.

        Returns:
            True if an item is due now.
        """
        waits = f"state IN (?, ?) AND sending = 0 AND failure = '' AND next_try > ? AND {_THERE}"
        values = (*_WAITING, self._now(), *self._there)
        rows = self._store.query_rows(f"SELECT report FROM reports WHERE {waits}", values)  # noqa: S608 - our own words
        refs = [row["report"] for row in rows if row["report"] not in self._memory.hastened]
        if not refs:
            return False
        self._store_values(failures=0)
        query = f"UPDATE reports SET next_try = 0, reason = '' WHERE report = ? AND {waits}"  # noqa: S608 - our own words
        with self._store.transaction() as db:
            db.executemany(query, [(ref, *values) for ref in refs])
        self._memory.hastened.update(refs)
        return True

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
        self._store.execute(f"{_RESUME} WHERE {waits}", (*_RESUMED, *values))

    def list_sign_in_waits(self, asked: float) -> Sequence[str]:
        """Return the items to try again after the desk accepted the credentials of another request.

        Items without a permission aren't included: that answer doesn't grant any. After a newer refusal, none
        are included.

        Args:
            asked: start of the accepted request, in seconds since 1970.
        """
        query = f"SELECT report, reason, updated FROM reports WHERE state = ? AND {_THERE}"  # noqa: S608 - our own words
        rows = self._store.query_rows(query, (DeliveryState.SIGN_IN_NEEDED, *self._there))
        rows = [row for row in rows if not is_permission_missing(message_from_json(row["reason"]))]
        if any(asked < row["updated"] <= self._now() for row in rows):
            return []
        return [row["report"] for row in rows]

    def resume_after_accepted_request(self, asked: float) -> None:
        """Resume sending of the items in `list_sign_in_waits`."""
        values = [(*_RESUMED, ref, DeliveryState.SIGN_IN_NEEDED) for ref in self.list_sign_in_waits(asked)]
        if values:
            with self._store.transaction() as db:
                db.executemany(f"{_RESUME} WHERE report = ? AND state = ?", values)

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
