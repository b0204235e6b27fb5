"""A help desk in memory that fails in every way a network and a server can, and counts what arrived."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from selfhelp.core import errors
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import FileRef, Ticket, TicketReceipt, TicketState, TicketStatus
from selfhelp.helpdesk.connectors import Connector, ConnectorAbilities, Opener, Verification
from tests.report.desks import TurnedClock

SORRY = N_("sorry")


class Death(BaseException):
    """The program was killed."""


@dataclass
class HeldTicket:
    """A ticket as the desk has it; every copy of a file counts."""

    made: float
    ticket: Ticket
    files: list[tuple[str, bytes]] = field(default_factory=list)


@dataclass
class Said:
    """A comment, or that it is solved or not, as the desk has it."""

    made: float
    number: str
    ref: str
    text: str = ""
    files: list[tuple[str, bytes]] = field(default_factory=list)


Before = [
    errors.DeskUnreachableError(SORRY),
    errors.OutcomeUnknownError(SORRY, detail="reset"),
    errors.OutcomeUnknownError(SORRY, detail="503 x"),
    errors.OutcomeUnknownError(SORRY, detail="500 x"),
    errors.DeskBusyError(SORRY, wait=1),
    errors.DeskBusyError(SORRY, wait=3600),
    errors.SignInNeededError(SORRY),
    errors.DeskRefusedError(SORRY),
    errors.DeskUntrustedError(SORRY),
    errors.ConfigurationError(SORRY),
]
"""What a request can end in that changed nothing."""

PATIENCE = 2000
"""So many requests for what one operation of a test leads to are a tight loop."""

After = [errors.OutcomeUnknownError(SORRY, detail="reset"), errors.OutcomeUnknownError(SORRY, detail="502 x")]
"""What a request can end in that was carried out."""


class FaultDesk(Connector):
    """Takes tickets, files and comments one request each, and lets each end as the dice say.

    Attributes:
        bad: how many of the requests fail, 0 to 1.
        lag: the longest time in seconds until a look-up sees what is new.
        slow: the longest time in seconds that a request is still at work after its line was cut.
        requests: how many there were; a test sets it back to 0.
        begins: called with the kind and mark before anything is carried out.
        life: called at the begin and the end of each request; raises `Death` where the program ends.
    """

    id = "memory"
    abilities = ConnectorAbilities(known=Verification.LIVE, reopen=True, solve=True)

    def __init__(self, clock: TurnedClock, dice: random.Random) -> None:
        self.clock, self.dice = clock, dice
        self.bad = self.lag = self.slow = 0.0
        self.tickets: list[HeldTicket] = []
        self.said: list[Said] = []
        self.work: list[tuple[float, Callable[[float], None]]] = []
        self.begins: Callable[[str, str], None] = lambda kind, mark: None
        self.life: Callable[[], None] = lambda: None
        self.requests = 0

    # -- how a request goes ------------------------------------------------------------------------

    def settle(self, until: float | None = None) -> None:
        """Carry out what cut requests were still at work on."""
        now = self.clock.steady if until is None else until
        due = sorted((one for one in self.work if one[0] <= now), key=lambda one: one[0])
        self.work = [one for one in self.work if one[0] > now]
        for end, carry_out in due:
            carry_out(end)

    def _begin(self) -> None:
        self.requests += 1
        assert self.requests < PATIENCE, "the desk is asked in a tight loop"
        self.settle()

    def _ask(self) -> None:
        """A request that changes nothing."""
        self._begin()
        self.life()
        if self.dice.random() < self.bad:
            raise self.dice.choice(Before)
        self.life()

    def _change(self, kind: str, mark: str, carry_out: Callable[[float], None]) -> None:
        """A request that changes something."""
        self._begin()
        self.begins(kind, mark)
        self.life()
        fate = self.dice.random() / self.bad if self.bad else 1.0
        if fate < 0.5:
            raise self.dice.choice(Before)
        if fate < 0.7 and self.slow:
            end = self.clock.steady + self.dice.uniform(0, self.slow)
            self.work.append((end, carry_out))
            self.life()
            raise self.dice.choice(After)
        carry_out(self.clock.steady)
        self.life()
        if fate < 1.0:
            raise self.dice.choice(After)

    def _seen(self, made: float) -> bool:
        return self.clock.steady >= made + self.lag

    # -- what a connector does ---------------------------------------------------------------------

    def check_connection(self) -> Text:
        return N_("ok")

    def find_requester_address(self) -> str:
        return "alice@example.test"

    def find_ticket(self, ref: str) -> TicketReceipt | None:
        self._ask()
        places = [
            n for n, one in enumerate(self.tickets, 1) if one.ticket.ref == ref and self._seen(one.made)
        ]
        return TicketReceipt(str(places[0]), "") if places else None

    def submit_ticket(self, ticket: Ticket, open_file: Opener) -> TicketReceipt:
        held = HeldTicket(0.0, ticket)
        took = [file for file in self._read(ticket.files, open_file) if self.dice.random() > self.bad / 2]

        def carry_out(now: float) -> None:
            held.made = now
            held.files.extend(took)
            self.tickets.append(held)

        self._change("ticket", ticket.ref, carry_out)
        return TicketReceipt(str(self.tickets.index(held) + 1), "")

    def attach_files(self, number: str, files: Sequence[FileRef], open_file: Opener) -> None:
        self._ask()
        held = self.tickets[int(number) - 1]
        there = [name for name, _ in held.files]
        for name, data in self._read([ref for ref in files if ref.name not in there], open_file):
            self._change(
                "file", held.ticket.ref, lambda now, name=name, data=data: held.files.append((name, data))
            )

    def find_missing_attachments(self, number: str, files: Sequence[FileRef]) -> Sequence[str]:
        self._ask()
        held = [(name, len(data)) for name, data in self.tickets[int(number) - 1].files]
        return [ref.name for ref in files if (ref.name, ref.size) not in held]

    def fetch_status(self, number: str) -> TicketStatus:
        made = datetime.fromtimestamp(0, UTC)
        return TicketStatus(number, "", TicketState.OPEN, made, made, "")

    def has_comment(self, number: str, ref: str) -> bool:
        self._ask()
        return any(one.number == number and one.ref == ref and self._seen(one.made) for one in self.said)

    def add_comment(
        self, number: str, ref: str, text: str, files: Sequence[FileRef], open_file: Opener
    ) -> Sequence[str]:
        said = Said(0.0, number, ref, text, list(self._read(files, open_file)))
        self._change("comment", ref, lambda now: self._say(now, said))
        return []

    def reopen_ticket(self, number: str) -> None:
        self._change("reopen", number, lambda now: self._say(now, Said(0.0, number, "reopen")))

    def mark_ticket_resolved(self, number: str) -> None:
        self._change("solve", number, lambda now: self._say(now, Said(0.0, number, "solve")))

    def _say(self, now: float, said: Said) -> None:
        said.made = now
        self.said.append(said)

    def _read(self, files: Sequence[FileRef], open_file: Opener) -> list[tuple[str, bytes]]:
        found = []
        for ref in files:
            with open_file(ref) as source:
                found.append((ref.name, source.read()))
        return found
