"""Simulates the load on a help desk after an outage, from all computers of an organisation.

Also simulates the load on the server for notices, with the timing of the background round.

python tools/fleet.py CLIENTS      simulates this number of clients, prints tables, and writes docs/fleet.md
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from selfhelp.app.background_round import NOTICES_EVERY  # noqa: E402
from selfhelp.core.errors import DeskUnreachableError  # noqa: E402
from selfhelp.core.text import N_  # noqa: E402
from selfhelp.core.ticket import TicketReceipt  # noqa: E402
from selfhelp.helpdesk.connectors import ConnectorAbilities, Verification  # noqa: E402
from selfhelp.tickets.delivery.delivery_service import DeliveryService, RetryRules  # noqa: E402
from selfhelp.tickets.delivery.retry_scheduler import RetryScheduler, RetryState  # noqa: E402
from selfhelp.tickets.following.status_poller import PollingRules  # noqa: E402
from selfhelp.tickets.letter import Letter  # noqa: E402
from selfhelp.tickets.outbox import outbox as outbox_file  # noqa: E402
from selfhelp.tickets.outbox.outbox import Outbox, OutboxLimits  # noqa: E402
from selfhelp.tickets.outbox.outbox_database import OutboxDatabase  # noqa: E402
from selfhelp.ui.background.daily_check import FIRST_MS, LEAST_MS, MOST_MS, SPREAD_MS  # noqa: E402
from tests.report.desks import MemoryDesk, TurnedClock  # noqa: E402

BEGIN = 600.0
"""Time for which each app has been running when the outage begins, in seconds."""

DOWN = 1800.0
"""Duration of the outage, in seconds."""

SHARE = 0.03
"""Maximum share of all retries in one second."""


class QuickStore(OutboxDatabase):
    """The real database without syncing to disk, because a simulation needn't survive a power cut."""

    def _prepare_connection(self, connection: Any) -> Any:
        prepared = super()._prepare_connection(connection)
        prepared.execute("PRAGMA synchronous = OFF")
        return prepared


class Down(MemoryDesk):
    """A desk that is unreachable until ``DOWN`` seconds after the start of the outage."""

    abilities = ConnectorAbilities(known=Verification.DOCUMENTED)

    def _begin(self, request: str) -> None:
        self.times.append(self.clock.steady - BEGIN)
        if self.clock.steady - BEGIN < DOWN:
            raise DeskUnreachableError(N_("down"))


@dataclass
class Fleet:
    """The requests of all clients, by second since the outage began.

    Attributes:
        first: the first attempts, at the users' request.
        retries: all later attempts.
        arrived: the arrival time of each client's ticket, in seconds since the outage began.
    """

    first: Counter[int] = field(default_factory=Counter)
    retries: Counter[int] = field(default_factory=Counter)
    arrived: list[float] = field(default_factory=list)

    def busiest(self, begin: float = 0.0) -> int:
        """Return the maximum number of requests in one second, from second ``begin`` on."""
        every = self.first + self.retries
        return max((count for second, count in every.items() if second >= begin), default=0)

    def share(self, begin: float = 0.0) -> float:
        """Return the largest share of the retries that fall into one second, from second ``begin`` on."""
        counts = [count for second, count in self.retries.items() if second >= begin]
        return max(counts, default=0) / max(sum(counts), 1)

    def drained(self, part: float) -> float:
        """Return the seconds from the desk's return to the arrival of a share of the tickets."""
        late = sorted(self.arrived)
        return max(late[min(int(len(late) * part), len(late) - 1)] - DOWN, 0.0)


def simulate(
    clients: int, sealed: Callable[[random.Random], float], rules: RetryRules | None = None
) -> Fleet:
    """Return the requests of clients that each save one ticket, at a time from ``sealed``, and send it."""
    fleet = Fleet()
    before = vars(outbox_file)["OutboxDatabase"]
    setattr(outbox_file, "OutboxDatabase", QuickStore)  # noqa: B010 - the name is imported there, not declared
    try:
        with tempfile.TemporaryDirectory(dir=_memory()) as folder:
            box = Outbox(Path(folder) / "o", OutboxLimits(tickets=10**6))
            for number in range(clients):
                _live(fleet, box, random.Random(number), sealed, rules or RetryRules())
            box.close()
    finally:
        setattr(outbox_file, "OutboxDatabase", before)  # noqa: B010
    return fleet


def _live(
    fleet: Fleet,
    box: Outbox,
    dice: random.Random,
    sealed: Callable[[random.Random], float],
    rules: RetryRules,
) -> None:
    """Run one client from saving to arrival; clients share nothing, so they run in sequence."""
    clock = TurnedClock()
    desk = Down(clock)
    box.memory, box._now = RetryState(), clock.now  # noqa: SLF001 - a new program with the same empty outbox
    sender = DeliveryService(box, desk, clock, dice, rules)
    sender.deliver_due_items()
    clock.sleep(BEGIN + sealed(dice))
    report = box.save_ticket(Letter("s", "b", "alice@example.test"))
    while (wait := sender.deliver_due_items()) is not None:
        clock.sleep(max(wait, 0.01))
    fleet.first[int(desk.times[0])] += 1
    fleet.retries.update(int(time) for time in desk.times[1:])
    fleet.arrived.append(clock.steady - BEGIN)
    assert isinstance(desk.find_ticket(report), TicketReceipt)
    box.store.execute("DELETE FROM reports")
    box.store.execute("DELETE FROM facts WHERE name <> 'version'")


def calculate(
    clients: int, sealed: Callable[[random.Random], float], rules: RetryRules | None = None
) -> Fleet:
    """Return the result of `simulate` computed from the retry rules alone; a test compares both."""
    fleet, rules = Fleet(), rules or RetryRules()
    for number in range(clients):
        dice = random.Random(number)
        pace = RetryScheduler(TurnedClock(), dice, rules, RetryState())
        pace.start_round()
        now = sealed(dice)
        fleet.first[int(now)] += 1
        failures = 0
        while now < DOWN:
            failures += 1
            pause = pace.compute_backoff(failures)
            if failures >= rules.breaker:
                pause = max(pause, pace.compute_backoff(failures))
            now += max(pause, 0.01)
            fleet.retries[int(now)] += 1
        fleet.arrived.append(now)
    return fleet


# -- notices ---------------------------------------------------------------------------------------

DAY = 9 * 3600.0
"""Working time of each computer, in seconds."""

ARRIVALS: dict[str, Callable[[random.Random], float]] = {
    "All users sign in during the same second.": lambda _dice: 0.0,
    "All users sign in within one minute.": lambda dice: dice.uniform(0, 60),
    "All users sign in within two hours.": lambda dice: dice.uniform(0, 7200),
}


def notice_pause(dice: random.Random) -> float:
    """Return the seconds until the feed's next request: the round's pause, in steps of the app's timer."""
    share = PollingRules().spread
    planned = NOTICES_EVERY.total_seconds() * dice.uniform(1 - share, 1 + share)
    waited = 0.0
    while waited < planned:
        waited += min(max(planned - waited, LEAST_MS / 1000), MOST_MS / 1000)
    return waited


def ask_for_notices(
    clients: int, signs_in: Callable[[random.Random], float], spread: float = SPREAD_MS / 1000
) -> Counter[int]:
    """Return the number of requests for the feed in each second of a working day, from all computers."""
    asked: Counter[int] = Counter()
    for number in range(clients):
        dice = random.Random(number)
        now = signs_in(dice) + FIRST_MS / 1000 + dice.uniform(0, spread)
        while now < DAY:
            asked[int(now)] += 1
            now += notice_pause(dice)
    return asked


NOTICE_HEAD = ("Scenario", "Requests in a day", "Requests per computer", "Busiest second", "Busiest minute")


def notice_row(name: str, clients: int, asked: Counter[int]) -> Sequence[str]:
    """Return a row of the table about notices."""
    minutes: Counter[int] = Counter()
    for second, count in asked.items():
        minutes[second // 60] += count
    total = sum(asked.values())
    busiest = (max(asked.values()), max(minutes.values()))
    return name, f"{total:,}", f"{total / clients:.1f}", f"{busiest[0]:,}/s", f"{busiest[1]:,}/min"


def _memory() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


SCENES: dict[str, Callable[[random.Random], float]] = {
    "All users send their ticket in the first second of the outage.": lambda dice: dice.uniform(0, 1),
    "All users send their ticket in the first minute of the outage.": lambda dice: dice.uniform(0, 60),
    "Each user sends their ticket at a random time during the outage.": lambda dice: dice.uniform(0, DOWN),
}


def row(name: str, fleet: Fleet) -> Sequence[str]:
    """Return a row of the table about retries."""
    return (
        name,
        f"{sum(fleet.retries.values()):,}",
        f"{fleet.busiest():,}/s",
        f"{fleet.busiest(DOWN):,}/s",
        f"{fleet.share():.2%}",
        f"{fleet.share(DOWN):.2%}",
        f"{fleet.drained(0.5) / 60:.0f} min",
        f"{fleet.drained(0.99) / 60:.0f} min",
        f"{fleet.drained(1.0) / 60:.0f} min",
    )


HEAD = (
    "Scenario",
    "Retries",
    "Busiest second",
    "Busiest second after the outage",
    "Largest share of all retries in one second",
    "Largest share after the outage",
    "Time until half of the tickets arrived",
    "Time until 99% arrived",
    "Time until all arrived",
)

PAGE = """# Load after an outage

This page is for administrators who want to know the load on a help desk system that is available again after
an outage. It is generated by `python tools/fleet.py {clients}`.

The simulation has {clients:,} computers, each with one ticket to send. The system is down for {minutes:.0f}
minutes and then responds again. Arrival times in the table are measured from the end of the outage.

{table}

**Result:** No second after the outage has more than {share:.0%} of all retries. If all users send in the same
second, one of the seconds during the outage exceeds this share. The reason is the short delay before the
first retry, which is at most five seconds (`outbox.retry_min`). Thanks to this short delay, a single ticket
arrives quickly after a brief failure.

**To reduce the load:**

1. Increase `outbox.retry_min` and `outbox.startup_jitter`.
2. Configure the server to answer 429 or 503 with `Retry-After`. The app waits for the period in this header.

**Method:** Each computer has its own random numbers and a fake clock. The delays come from the app's retry
policy (`selfhelp/tickets/delivery/retry_scheduler.py`). The test `tests/tickets/test_fleet.py` runs the
complete delivery service for some of these computers and produces the same requests.

## Load of notices

Each computer requests the feed of known issues and notices between 2 and 12 minutes after sign-in, then about
every four hours. If the user opens the window more than `incidents.refresh_minutes` minutes after the last
request, the app requests the feed again. If the feed hasn't changed, the server answers 304 without content.

{notices}

**Result:** Even if all users sign in during the same second, at most {peak:.1%} of the computers request the
feed in any one second. Without the random delay after sign-in, all {clients:,} computers would request it in
the same second.

## Limits

In the simulation, the system accepts every ticket and is never slow after the outage. Networks and users
aren't simulated. A ticket from the beginning of the outage can wait up to {cap:.0f} more minutes after the
outage. As soon as one ticket from a computer is delivered, the app also sends the others.
"""


NOTICE_SHARE = 0.004
"""Maximum share of all computers that request the feed in one second."""


def page(clients: int, rows: Sequence[Sequence[str]], notices: Sequence[Sequence[str]]) -> str:
    """Return the text of the page."""
    values = {"clients": clients, "minutes": DOWN / 60, "share": SHARE, "cap": RetryRules().cap / 60}
    tables = {"table": _table(HEAD, rows), "notices": _table(NOTICE_HEAD, notices)}
    return PAGE.format(**tables, **values, peak=NOTICE_SHARE)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> int:
    """Simulate, print the tables and write the page; return the exit status."""
    clients = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    rows = []
    for name, sealed in SCENES.items():
        rows.append(row(name, calculate(clients, sealed)))
        print(*rows[-1], sep=" | ", flush=True)
    notices = []
    for name, signs_in in ARRIVALS.items():
        notices.append(notice_row(name, clients, ask_for_notices(clients, signs_in)))
        print(*notices[-1], sep=" | ", flush=True)
    (ROOT / "docs" / "fleet.md").write_text(page(clients, rows, notices), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
