"""What a help desk needs to be tested like every other: a stand, imitated or real, behind one set of words.

To add one, write ``tests/desks/<name>.py`` with one `Stand`; `tests/contract/test_desks.py` finds it.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar

from selfhelp.helpdesk.connectors import Connector, Verification
from tests.desks.server import SIGN_IN_PAGE, DeskServer, Said

ROWS = (
    "create",
    "files",
    "large file",
    "umlauts and emoji",
    "refused file reported",
    "status",
    "comment",
    "reopen",
    "find after lost answer",
    "wrong login",
    "expired login",
    "server error",
    "HTML instead of JSON",
)
LARGE = 20_000_000


@dataclass(frozen=True, slots=True)
class HeldComment:
    """A message of a ticket as a technician reads it."""

    author: str
    text: str
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Held:
    """A ticket as the server holds it.

    Attributes:
        number: the server's own.
        subject, body: as a technician reads them: what the desk takes for markup is no text any more.
        requester: the person's address or name, whatever the desk keeps.
        files: by the name that the desk shows, the bytes that it gives out.
        comments: without the first message.
        state: the desk's own word.
        fields: whatever else a test wants to look at.
    """

    number: str
    subject: str
    body: str
    requester: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    comments: Sequence[HeldComment] = ()
    state: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)


class Stand(ABC):
    """One help desk to try a connector on. It is entered before anything else is called.

    Attributes:
        id: the connector's.
        name: the line of the table; the connector's id unless there are several stands of one.
        known: what a row that passes proves.
        real: whether a real server has to be started, which takes a root account and time. One is made for
            all tests then, not one for each.
        cannot: rows that this desk cannot have, each with its reason. What `ConnectorAbilities` exclude
            already need not be named.
        large: bytes of the large file.
        tried_by_hand: the day and version of the last run by hand that passed, where ``make desks`` has no
            server; "" if there was none.
    """

    id: ClassVar[str]
    name: ClassVar[str] = ""
    known: ClassVar[Verification]
    real: ClassVar[bool] = False
    cannot: ClassVar[Mapping[str, str]] = {}
    large: ClassVar[int] = LARGE
    tried_by_hand: ClassVar[str] = ""

    def __init__(self, folder: Path) -> None:
        """Create one; ``folder`` is its own to write into."""
        self.folder = folder
        self.stack = ExitStack()

    def __enter__(self) -> Stand:
        try:
            self.start()
        except BaseException:
            self.stack.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stack.close()

    @abstractmethod
    def start(self) -> None:
        """Start the server; what ends it goes on ``self.stack``."""

    @abstractmethod
    def connector(self, **changes: Any) -> Connector:
        """Return the connector as a person who may use the desk has it."""

    def wrong_login(self) -> Connector:
        """Return the connector with credentials that the desk does not know."""
        raise NotImplementedError

    @abstractmethod
    def tickets(self, ref: str) -> Sequence[Held]:
        """Return every ticket that carries the mark, by number."""

    def answer(self, number: str, text: str, files: Mapping[str, bytes] | None = None) -> None:
        """Write to the person as a technician."""
        raise NotImplementedError

    def solve(self, number: str) -> None:
        """Set a ticket to solved as a technician."""
        raise NotImplementedError

    def lose_answer(self) -> None:
        """Lose the answer to the next request that writes, after its work was done."""
        raise NotImplementedError

    def break_next(
        self,
        status: int,
        body: bytes = SIGN_IN_PAGE,
        kind: str = "text/html",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Answer the next request that writes like this, with nothing done."""
        raise NotImplementedError

    def expire(self) -> None:
        """Let the sign-in expire once: the desk refuses what it took before, and takes a new sign-in."""
        raise NotImplementedError

    def refused_file(self) -> tuple[str, bytes]:
        """Return a file that this desk does not keep."""
        raise NotImplementedError

    def name_of(self, name: str) -> str:
        """Return what this desk calls a file of ours."""
        return name

    def kept(self, text: str) -> str:
        """Return what this desk keeps of a text of ours."""
        return text

    def settled(self) -> None:  # noqa: B027 - most have nothing to add
        """Fail where the imitation itself made a mistake; called after every row."""


class ServerStand(Stand):
    """A stand whose desk is imitated by a `DeskServer`; ``reply`` is the imitation."""

    server: DeskServer

    def start(self) -> None:
        """Start it."""
        self.server = self.stack.enter_context(DeskServer(self.reply))

    @abstractmethod
    def reply(self, asked: Any) -> Said:
        """Answer one request (`tests.desks.server.Asked`)."""

    def lose_answer(self) -> None:
        """Lose it on the wire."""
        self.server.lose_answer()

    def break_next(
        self,
        status: int,
        body: bytes = SIGN_IN_PAGE,
        kind: str = "text/html",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Answer it before the desk sees it, as a proxy or a tired server does."""
        self.server.answer_next(Said(status, body, kind, headers or {}))

    def expire(self) -> None:
        """Answer one request with 401."""
        self.server.expire()

    def settled(self) -> None:
        """Nothing may have gone wrong in the imitation, and every fault must have happened."""
        assert not self.server.broken
        assert not self.server.left(), "a fault was ordered that never happened"


def kinds() -> Sequence[type[Stand]]:
    """Return every stand of this folder."""
    found: dict[str, type[Stand]] = {}
    for module in sorted(m.name for m in pkgutil.iter_modules([str(Path(__file__).parent)])):
        if module.startswith("test_"):
            continue
        loaded = importlib.import_module(f"tests.desks.{module}")
        for _, kind in inspect.getmembers(loaded, inspect.isclass):
            if (
                issubclass(kind, Stand)
                and kind.__module__ == loaded.__name__
                and not inspect.isabstract(kind)
            ):
                found[title(kind)] = kind
    return list(found.values())


def title(kind: type[Stand]) -> str:
    """Return a stand's line in the table."""
    return kind.name or kind.id
