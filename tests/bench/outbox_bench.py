"""The list of the user's tickets, with ten thousand of them in the outbox."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from selfhelp.core.ticket import TicketComment, TicketState, TicketStatus
from selfhelp.tickets.following.conversations import Conversations
from selfhelp.tickets.outbox.outbox import Outbox, OutboxLimits
from tests.bench.measure import Result, milliseconds

LIMIT = 50
MANY = 10_000
PAGE, PAGE_LIMIT = 101, 5


def results(runs: int) -> Iterator[Result]:
    """Measure the list as the screen reads it."""
    with tempfile.TemporaryDirectory() as folder:
        outbox = Outbox(Path(folder) / "outbox", OutboxLimits(tickets=2 * MANY))
        with outbox.store.transaction() as db:
            db.executemany(
                "INSERT INTO reports (report, state, subject, body, requester, category, bytes, created,"
                " since, updated) VALUES (?, 'queued', 's', 'b', 'r', '', 1, 1.0, 1.0, 1.0)",
                [(f"sh-{number}",) for number in range(MANY)],
            )
        taken = statistics.median(milliseconds(outbox.list_items) for _ in range(max(3, runs)))
        page = statistics.median(milliseconds(partial(outbox.list_items, PAGE)) for _ in range(max(3, runs)))
        outbox.close()
    yield Result("list of 10,000 tickets", taken, "ms", LIMIT)
    yield Result("first page of 10,000 tickets", page, "ms", PAGE_LIMIT)
    yield _last_answers(runs)


def _last_answers(runs: int) -> Result:
    """Measure what the list shows of the conversations besides: state, last answer, what is unread."""
    now = datetime(2026, 11, 28, tzinfo=UTC)
    said = [TicketComment("Bob", now, "Please try the other socket. " * 20, mine=False)]
    status = TicketStatus("7", "No sound", TicketState.OPEN, now, now, "", comments=said)
    with tempfile.TemporaryDirectory() as folder:
        kept = Conversations(Path(folder) / "tickets")
        kept.store_status("sh-first", status, "mark")
        with sqlite3.connect(Path(folder) / "tickets" / "seen.db") as db:
            for table, columns in (("tickets", COLUMNS), ("talks", "talk")):
                db.executemany(
                    f"INSERT INTO {table} (report, {columns}) SELECT ?, {columns} FROM {table} LIMIT 1",
                    [(f"sh-{number}",) for number in range(MANY)],
                )
        db.close()
        taken = statistics.median(milliseconds(kept.read_summaries) for _ in range(max(3, runs)))
    return Result("last answers of 10,000 tickets", taken, "ms", LIMIT)


COLUMNS = "state, mark, asked, active, next, failures, unread, author, line, said, mine"
