"""Handing over to a person: they check who calls, agree, start a tool themselves, and give its ID.

This program never opens a session, never passes a password on, and gives no one access while they are away.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from selfhelp.core.errors import NotOfferedError, ProbeError, RefusedError, UsageError
from selfhelp.core.model import CheckResult, CheckState, Finding, Outcome
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.engine.journal import Journal
from selfhelp.machine import Machine
from selfhelp.machine.apps.remote_tools import (
    INSECURE,
    NOT_INSTALLED,
    STARTERS,
    InstalledRemoteTool,
    normalise_tool_id,
)
from selfhelp.policy.policy import Policy
from selfhelp.remote.allowed_tools import allowed_tools
from selfhelp.remote.tools import RemoteTool
from selfhelp.tickets.outbox.queued import ReplyToSeal

if TYPE_CHECKING:
    from selfhelp.tickets.outbox.outbox import Outbox

RECORD = "remote-"
"""How a record of the journal is called, before the tool's id."""

PATIENCE = 8.0
"""Seconds that a tool gets to tell its id after it was started: it has to reach its own servers first."""

SEES: Sequence[Text] = (
    N_("The technician sees your whole screen. Close anything private first."),
    N_("If you allow it in the tool, the technician can control your mouse and keyboard."),
)
CANNOT: Sequence[Text] = (
    N_("This app never gives anyone access while you're away, and never shares a password."),
    N_("Nothing happens until you allow it in the tool's own window."),
)
NEVER_ASKED = N_(
    "The help desk never asks for your password, a code from your phone, or money. If someone "
    "does, end the call."
)

_TICKET = re.compile(r"[A-Za-z0-9#][A-Za-z0-9#._-]{0,39}")


@dataclass(frozen=True, slots=True)
class ToolOffer:
    """A tool that the organisation allows, and its state on this computer."""

    tool: RemoteTool
    found: InstalledRemoteTool

    @property
    def is_ready(self) -> bool:
        """Whether it can be started."""
        return bool(self.found.program) and not self.found.obstacle


class RemoteSupport:
    """Remote support tools on this computer."""

    def __init__(self, machine: Machine, policy: Policy, journal: Journal) -> None:
        self._machine, self._policy, self._journal = machine, policy, journal

    @property
    def is_allowed(self) -> bool:
        """Whether the organisation allows it."""
        return self._policy.remote.enabled

    @property
    def download_page(self) -> str:
        """The page where the tool can be got, or ""."""
        return self._policy.remote.download if self.is_allowed else ""

    def list_offers(self) -> Sequence[ToolOffer]:
        """Return every tool that is allowed and made for this system, those that can be started first.

        Nothing of a tool is run for it.
        """
        tools = [tool for tool in allowed_tools(self._policy) if self._machine.platform in tool.finders]
        found = [ToolOffer(tool, self._find(tool)) for tool in tools]
        return sorted(found, key=lambda offer: not offer.is_ready)

    def start_tool(self, id_: str, ticket: str = "", reference: str = "") -> ToolOffer:
        """Start a tool, as the user asked for, and write down that they did.

        Args:
            id_: the tool's.
            ticket: the desk's number of the ticket it is about; only a plain one reaches the tool.
            reference: the ticket's short reference.

        Raises:
            RefusedError: the organisation does not allow it, or others could have changed the program.
            UsageError: there's no such tool.
            NotOfferedError: it is not installed here.
            StepError: it did not start.
        """
        if not self.is_allowed:
            raise RefusedError(OFF)
        offer = self._offer(id_)
        arguments = fill_arguments(offer.tool.arguments, ticket, reference)
        record = self._journal.start_run(f"{RECORD}{id_}", _opened(offer.tool))
        starters = {**STARTERS, **offer.tool.starters}
        outcome = Outcome.FAILED
        try:
            starters[self._machine.platform](self._machine, offer.found.program, arguments)
            outcome = Outcome.STARTED
        finally:
            record.append_event("ended", outcome=outcome)
        return offer

    def read_id(self, offer: ToolOffer, progress: Progress, patience: float | None = None) -> str:
        """Return the ID of a started tool, or "" if it reports none in time.

        Raises:
            CancelledError: the user asked to stop.
        """
        ask = offer.tool.ids.get(self._machine.platform)
        patience = PATIENCE if patience is None else patience
        deadline = time.monotonic() + patience
        while ask is not None:
            progress.check()
            if found := self._read_tool_id(ask, offer.found.program):
                return found
            if time.monotonic() >= deadline:
                break
            time.sleep(min(1.0, patience / 10))
        return ""

    def add_id_to_ticket(self, outbox: Outbox, report: str, tool: RemoteTool, id_: str) -> str:
        """Add a tool's id to a ticket as a reply of the user's, after they agreed; returns the reply's mark.

        Raises:
            UsageError: it isn't an id, or there's no such ticket.
            StorageError: it was not saved.
        """
        return outbox.seal_reply(ReplyToSeal(report, text=ticket_line(tool, id_)))

    def _read_tool_id(self, ask: Callable[[Machine, str], str], program: str) -> str:
        try:
            return ask(self._machine, program)
        except ProbeError:
            return ""

    def _find(self, tool: RemoteTool) -> InstalledRemoteTool:
        try:
            return tool.finders[self._machine.platform](self._machine)
        except ProbeError:
            return InstalledRemoteTool(obstacle=NOT_INSTALLED)

    def _offer(self, id_: str) -> ToolOffer:
        offer = next((offer for offer in self.list_offers() if offer.tool.id == id_), None)
        if offer is None:
            raise UsageError(N_("The remote support tool {name} isn't allowed here.", name=id_[:80]))
        if offer.is_ready:
            return offer
        reason = offer.found.unavailable_reason or OFF
        message = N_("{tool}: {reason}", tool=offer.tool.title, reason=reason)
        raise RefusedError(message) if offer.found.obstacle == INSECURE else NotOfferedError(message)


OFF = N_("Your organisation doesn't offer remote support from this app. Call the help desk.")


def fill_arguments(arguments: Sequence[str], ticket: str, reference: str) -> Sequence[str]:
    """Return a tool's arguments with the ticket's number and reference; what cannot be filled is left out.

    The number comes from a server: anything but a plain one (letters, digits, ``# . _ -``, not beginning
    with a dash) counts as none, so that it can never be an option of the tool.
    """
    values = {"{ticket}": ticket, "{reference}": reference}
    safe = {name: value for name, value in values.items() if _TICKET.fullmatch(value)}
    whole = []
    for argument in arguments:
        for name, value in safe.items():
            argument = argument.replace(name, value)  # noqa: PLW2901 - filled in place
        if "{" not in argument:
            whole.append(argument)
    return whole


def ticket_line(tool: RemoteTool, id_: str) -> str:
    """Return the sentence for the ticket, English: which tool the user started, and its id.

    Raises:
        UsageError: it isn't an id; a password or a code never goes into a ticket from here.
    """
    id_ = normalise_tool_id(id_)
    if not id_:
        raise UsageError(N_("This isn't a valid ID. A remote support ID has 6 to 12 digits."))
    return f"Remote help: I started {tool.title} on this computer. Its id is {id_}."


def _opened(tool: RemoteTool) -> CheckResult:
    finding = Finding(N_("Remote support with {tool}", tool=tool.title))
    return CheckResult(f"{RECORD}{tool.id}", CheckState.FOUND, finding)
