"""Far more than anyone has: ten thousand tickets, a talk of 500 messages, an answer of 10 MB, 5,000 runs."""

# mypy: disable-error-code="dict-item, var-annotated"

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from selfhelp.app.composition import App
from selfhelp.core.ticket import TicketComment, TicketState, TicketStatus

TICKETS, MESSAGES, RUNS, LARGE = 10_000, 500, 5_000, 10_000_000
NOW = datetime(2026, 11, 28, tzinfo=UTC)
SEEN = "state, mark, asked, active, next, failures, unread, author, line, said, mine"


def fill(app: App) -> Mapping[str, str]:
    """Fill the user's outbox, conversations and journal; return the reports of the two conversations."""
    fill_tickets(app)
    reports = {"long": "sh-1", "large": "sh-2"}
    said = [
        TicketComment(
            "Bob" if n % 2 else "Alice", NOW + timedelta(minutes=n), f"Message {n}. " * 20, mine=not n % 2
        )
        for n in range(MESSAGES)
    ]
    large = TicketComment("Bob", NOW, "All of the log, line by line. " * (LARGE // 30), mine=False)
    for report, comments in ((reports["long"], said), (reports["large"], [large])):
        status = TicketStatus("7", "No sound", TicketState.OPEN, NOW, NOW, "", comments=comments)
        app.conversations.store_status(report, status, "mark")
    with sqlite3.connect(app.conversations.folder / "seen.db") as db:
        db.executemany(
            f"INSERT INTO tickets (report, {SEEN}) SELECT ?, {SEEN} FROM tickets WHERE report = 'sh-1'",
            [(f"sh-{number}",) for number in range(3, TICKETS)],
        )
    db.close()
    runs(app.places.data / "journal", RUNS)
    return reports


def fill_tickets(app: App) -> None:
    """Fill the outbox with tickets that arrived."""
    with app.get_outbox().store.transaction() as db:
        db.executemany(
            "INSERT INTO reports (report, state, subject, body, requester, category, bytes, created, since,"
            " updated, number, connector)"
            " VALUES (?, 'delivered', ?, 'b', 'r', '', 1, ?, 1.0, 1.0, ?, 'local')",
            [(f"sh-{n}", f"No sound, and much else {n}", float(n), str(n)) for n in range(TICKETS)],
        )


def runs(folder: Path, count: int) -> None:
    """Fill a journal with repairs of two steps that were put down a minute after each other."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        moment = NOW + timedelta(minutes=number)
        check = {"state": "found", "summary": "It is broken.", "evidence": {}, "reason": None}
        back = {"step": "unknown"}
        lines = [
            {"event": "started", "id": "disk-full", "check": check},
            {"event": "step", "n": 0, "name": "one", "back": back},
            {"event": "result", "n": 0, "name": "one", "result": "done", "detail": "", "back": back},
            {"event": "step", "n": 1, "name": "two", "back": back},
            {"event": "result", "n": 1, "name": "two", "result": "done", "detail": "", "back": back},
            {"event": "ended", "outcome": "fixed"},
        ]
        text = "".join(json.dumps({"time": moment.isoformat(), **line}) + "\n" for line in lines)
        (folder / f"{moment:%Y%m%d-%H%M%S}-{number:06x}.jsonl").write_text(text)
