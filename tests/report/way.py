"""An outbox, a desk and a sender with one turned clock, for tests that let things go wrong."""

from __future__ import annotations

import random
import sqlite3

from selfhelp.tickets.delivery.delivery_service import DeliveryService, RetryRules
from selfhelp.tickets.letter import Letter, build_attachments
from selfhelp.tickets.outbox.outbox import Outbox, OutboxLimits
from tests.report.desks import MemoryDesk, TurnedClock

FILES = [("a.txt", b"1"), ("b.txt", b"22")]


def make_newer(folder):
    """Make the outbox look like one of a newer program."""
    db = sqlite3.connect(folder / "outbox.db", isolation_level=None)
    db.execute("PRAGMA user_version = 99")
    db.execute("INSERT OR REPLACE INTO facts VALUES ('version', 99)")
    db.close()


class Death(BaseException):
    """The program ends here."""


class Way:
    """An outbox, a desk and a sender with one clock; `restart` is a new program on the same disk."""

    def __init__(self, folder, seed=1, rules=None):
        self.clock = TurnedClock()
        self.desk = MemoryDesk(self.clock)
        self.folder = folder
        self.seed, self.rules = seed, rules or RetryRules(spread=0.0)
        self.outbox = None
        self.restart()

    def restart(self):
        if self.outbox:
            self.outbox.close()
        self.outbox = Outbox(self.folder, OutboxLimits(tickets=10_000), now=self.clock.now)
        self.delivery = DeliveryService(
            self.outbox, self.desk, self.clock, random.Random(self.seed), self.rules
        )

    def seal(self, **more):
        return self.outbox.save_ticket(
            Letter("s", "b", "alice@example.test", files=build_attachments(FILES), **more)
        )

    def run(self, seconds):
        """Deliver for a while, as the tray does."""
        end = self.clock.steady + seconds
        while self.clock.steady < end:
            wait = self.delivery.deliver_due_items()
            if wait is None:
                return
            self.clock.sleep(min(max(wait, 0.01), end - self.clock.steady))

    def state(self, report):
        return self.outbox.find_item(report).state

    def stage(self, report):
        return self.outbox.find_item(report).stage


def failing(error, request="submit", times=1):
    left = [times]

    def before(name):
        if name == request and left[0]:
            left[0] -= 1
            raise error

    return before
