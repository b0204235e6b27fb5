"""The list of her tickets, with ten thousand of them in the outbox."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from selfhelp.report.outbox import Limits, Outbox
from tests.bench.measure import Result, milliseconds

LIMIT = 50
MANY = 10_000


def results(runs: int) -> Iterator[Result]:
    """Measure the list as the screen reads it."""
    with tempfile.TemporaryDirectory() as folder:
        outbox = Outbox(Path(folder) / "outbox", Limits(tickets=2 * MANY))
        with outbox.store.change() as db:
            db.executemany(
                "INSERT INTO reports (report, state, subject, body, requester, category, bytes, created,"
                " since, updated) VALUES (?, 'queued', 's', 'b', 'r', '', 1, 1.0, 1.0, 1.0)",
                [(f"sh-{number}",) for number in range(MANY)],
            )
        taken = statistics.median(milliseconds(outbox.items) for _ in range(max(3, runs)))
        outbox.close()
    yield Result("list of 10,000 tickets", taken, "ms", LIMIT)
