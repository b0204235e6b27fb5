"""A help desk in memory that loses answers and files on command, and a clock that tests turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from selfhelp.core.errors import OutcomeUnknownError
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import (
    FileRef,
    RemoteFile,
    ReplyKind,
    Ticket,
    TicketReceipt,
    TicketState,
    TicketStatus,
)
from selfhelp.helpdesk.connectors import Connector, ConnectorAbilities, Opener, Verification


class TurnedClock:
    """Time that only passes when someone sleeps or the test says so."""

    def __init__(self, start: float = 1_800_000_000.0) -> None:
        self.wall = start
        self.steady = 0.0

    def now(self) -> float:
        return self.wall

    def monotonic(self) -> float:
        return self.steady

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.wall += seconds
        self.steady += seconds


class MemoryDesk(Connector):
    """Keeps tickets in a list.

    Attributes:
        before: called at the start of every request with its name; raises what the test wants to see.
        lose: the next answers to `submit` are lost after the ticket was made.
        refuse: names of files that the desk takes but does not keep.
        left_out: what `find_altered_fields` says.
        late: seconds until `find_ticket` sees a new ticket (an index that lags behind).
        said: what arrived as replies, in order: the ticket's number, the mark or what was said, the text,
            the names of the files that were kept.
    """

    id = "memory"
    abilities = ConnectorAbilities(known=Verification.LIVE, reopen=True, solve=True)

    def __init__(self, clock: TurnedClock) -> None:
        self.clock = clock
        self.tickets: list[tuple[float, Ticket, dict[str, RemoteFile]]] = []
        self.before: Callable[[str], None] = lambda request: None
        self.lose = 0
        self.refuse: set[str] = set()
        self.late = 0.0
        self.said: list[tuple[str, str, str, Sequence[str]]] = []
        self._written: dict[str, float] = {}
        self.left_out: Sequence[str] = ()
        self.log: list[str] = []
        self.times: list[float] = []

    def _begin(self, request: str) -> None:
        self.log.append(request)
        self.times.append(self.clock.steady)
        self.before(request)

    def check_connection(self) -> Text:
        return N_("ok")

    def find_requester_address(self) -> str:
        self._begin("requester")
        return "alice@example.test"

    def find_ticket(self, ref: str) -> TicketReceipt | None:
        self._begin("find")
        seen = (
            number
            for number, (made, ticket, _) in enumerate(self.tickets, 1)
            if ticket.ref == ref and self.clock.steady >= made + self.late
        )
        number = next(seen, 0)
        return TicketReceipt(str(number), "") if number else None

    def submit_ticket(self, ticket: Ticket, open_file: Opener) -> TicketReceipt:
        self._begin("submit")
        self.tickets.append((self.clock.steady, ticket, {}))
        number = str(len(self.tickets))
        self._keep(number, ticket.files, open_file)
        self._lose()
        return TicketReceipt(number, "")

    def attach_files(self, number: str, files: Sequence[FileRef], open_file: Opener) -> None:
        self._begin("attach")
        self._keep(number, files, open_file)

    def find_missing_attachments(self, number: str, files: Sequence[FileRef]) -> Sequence[str]:
        self._begin("dropped")
        held = self.tickets[int(number) - 1][2]
        return [f.name for f in files if f.name not in held]

    def find_altered_fields(self, number: str, ticket: Ticket) -> Sequence[str]:
        if self.left_out:
            self._begin("altered")
        return self.left_out

    def fetch_status(self, number: str) -> TicketStatus:
        made = datetime.fromtimestamp(0, UTC)
        ticket = self.tickets[int(number) - 1][1]
        return TicketStatus(number, ticket.subject, TicketState.OPEN, made, made, "")

    def has_comment(self, number: str, ref: str) -> bool:
        self._begin("has_comment")
        made = self._written.get(ref)
        return made is not None and self.clock.steady >= made + self.late

    def add_comment(
        self, number: str, ref: str, text: str, files: Sequence[FileRef], open_file: Opener
    ) -> Sequence[str]:
        self._begin("comment")
        self._keep(number, files, open_file)
        kept = [file.name for file in files if file.name not in self.refuse]
        self.said.append((number, ref, text, kept))
        self._written.setdefault(ref, self.clock.steady)
        self._lose()
        return [file.name for file in files if file.name in self.refuse]

    def change_state(
        self,
        number: str,
        kind: ReplyKind,
        ref: str,
        text: str,
        files: Sequence[FileRef],
        open_file: Opener,
    ) -> Sequence[str]:
        self._begin("say")
        self.said.append((number, ref, f"{kind}: {text}", [file.name for file in files]))
        self._written.setdefault(ref, self.clock.steady)
        self._lose()
        return ()

    def reopen_ticket(self, number: str) -> None:
        self._begin("reopen")
        self.said.append((number, "reopen", "", ()))
        self._lose()

    def mark_ticket_resolved(self, number: str) -> None:
        self._begin("solve")
        self.said.append((number, "solve", "", ()))
        self._lose()

    def _lose(self) -> None:
        if self.lose:
            self.lose -= 1
            raise OutcomeUnknownError(N_("lost"), detail="reset")

    def _keep(self, number: str, files: Sequence[FileRef], open_file: Opener) -> None:
        for ref in files:
            with open_file(ref) as source:
                assert len(source.read()) == ref.size
            if ref.name not in self.refuse:
                self.tickets[int(number) - 1][2][ref.name] = RemoteFile(ref.name, ref.size)

    def copies(self) -> dict[str, int]:
        """Return how many tickets and comments carry each mark."""
        refs = [ticket.ref for _, ticket, _ in self.tickets]
        refs += [ref for _, ref, _, _ in self.said if ref not in ("reopen", "solve")]
        return {ref: refs.count(ref) for ref in refs}
