"""Hands over to a technician: the user verifies the caller, agrees, starts a tool, and gives its ID.

The app never opens a session, never passes a password on, and gives no one access while the user is away.
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
from selfhelp.policy.unknown_words import suggest_closest_word
from selfhelp.remote.allowed_tools import list_allowed_tools
from selfhelp.remote.tools import RemoteTool
from selfhelp.tickets.outbox.outbox_items import ReplyToSeal

if TYPE_CHECKING:
    from selfhelp.tickets.outbox.outbox import Outbox

RECORD = "remote-"
"""Prefix of the journal record's name, before the tool's ID."""

PATIENCE = 8.0
"""Time to wait for a tool's ID after its start, in seconds; it first contacts its own servers."""

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
    """An allowed tool, and its state on this computer."""

    tool: RemoteTool
    found: InstalledRemoteTool

    @property
    def is_ready(self) -> bool:
        """Whether the tool can be started."""
        return bool(self.found.program) and not self.found.obstacle


class RemoteSupport:
    """Starts the remote support tools on this computer."""

    def __init__(self, machine: Machine, policy: Policy, journal: Journal) -> None:
        self._machine, self._policy, self._journal = machine, policy, journal

    @property
    def is_allowed(self) -> bool:
        """Whether policy allows remote support."""
        return self._policy.remote.enabled

    @property
    def download_page(self) -> str:
        """The page for downloading the tool, or "" if policy names none."""
        return self._policy.remote.download if self.is_allowed else ""

    def list_offers(self) -> Sequence[ToolOffer]:
        """Return the allowed tools for this system, startable tools first; no tool is started."""
        tools = [tool for tool in list_allowed_tools(self._policy) if self._machine.platform in tool.finders]
        found = [ToolOffer(tool, self._find_installed_tool(tool)) for tool in tools]
        return sorted(found, key=lambda offer: not offer.is_ready)

    def start_remote_tool(self, id_: str, ticket: str = "", reference: str = "") -> ToolOffer:
        """Start a tool at the user's request, and record the start in the journal.

        Args:
            id_: the tool's ID.
            ticket: the desk's ticket number; only a plain number is passed to the tool.
            reference: the ticket's short reference.

        Raises:
            RefusedError: the organisation doesn't allow it, or others could have changed the program.
            UsageError: there's no such tool.
            NotOfferedError: it isn't installed here.
            StepError: it didn't start.
        """
        if not self.is_allowed:
            raise RefusedError(OFF)
        offer = self._require_ready_offer(id_)
        arguments = fill_arguments(offer.tool.arguments, ticket, reference)
        record = self._journal.start_run(f"{RECORD}{id_}", _build_journal_result(offer.tool))
        starters = {**STARTERS, **offer.tool.starters}
        outcome = Outcome.FAILED
        try:
            starters[self._machine.platform](self._machine, offer.found.program, arguments)
            outcome = Outcome.STARTED
        finally:
            record.append_event("ended", outcome=outcome)
        return offer

    def read_tool_id_when_ready(
        self, offer: ToolOffer, progress: Progress, patience: float | None = None
    ) -> str:
        """Return the ID of a started tool; "" if the tool doesn't report it in time.

        Raises:
            CancelledError: the user cancelled.
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
        """Add a tool's ID to a ticket as a reply, after the user's consent; return the reply's ID.

        Raises:
            UsageError: it isn't a valid ID, or there's no such ticket.
            StorageError: it wasn't saved.
        """
        return outbox.save_reply(ReplyToSeal(report, text=format_ticket_line(tool, id_)))

    def _read_tool_id(self, ask: Callable[[Machine, str], str], program: str) -> str:
        try:
            return ask(self._machine, program)
        except ProbeError:
            return ""

    def _find_installed_tool(self, tool: RemoteTool) -> InstalledRemoteTool:
        try:
            return tool.finders[self._machine.platform](self._machine)
        except ProbeError:
            return InstalledRemoteTool(obstacle=NOT_INSTALLED)

    def _require_ready_offer(self, id_: str) -> ToolOffer:
        offers = {offer.tool.id: offer for offer in self.list_offers()}
        offer = offers.get(id_)
        if offer is None:
            message = N_("The remote support tool {name} isn't allowed on this computer.", name=id_[:80])
            raise UsageError(suggest_closest_word(message, id_, offers))
        if offer.is_ready:
            return offer
        reason = offer.found.unavailable_reason or OFF
        message = N_("{tool}: {reason}", tool=offer.tool.title, reason=reason)
        raise RefusedError(message) if offer.found.obstacle == INSECURE else NotOfferedError(message)


OFF = N_("Your organisation doesn't offer remote support from this app. Call the help desk.")


def fill_arguments(arguments: Sequence[str], ticket: str, reference: str) -> Sequence[str]:
    """Return a tool's arguments with ticket number and reference; arguments without a value are omitted.

    The number comes from a server: only a plain number (letters, digits, ``# . _ -``, not beginning with a
    dash) is used, so that it can't become an option of the tool.
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


def format_ticket_line(tool: RemoteTool, id_: str) -> str:
    """Return the English sentence for the ticket about the started tool and its ID.

    Raises:
        UsageError: it isn't a valid ID, such as a password.
    """
    id_ = normalise_tool_id(id_)
    if not id_:
        raise UsageError(N_("This isn't a valid ID. A remote support ID has 6 to 12 digits."))
    return f"Remote help: I started {tool.title} on this computer. Its id is {id_}."


def _build_journal_result(tool: RemoteTool) -> CheckResult:
    finding = Finding(N_("Remote support with {tool}", tool=tool.title))
    return CheckResult(f"{RECORD}{tool.id}", CheckState.FOUND, finding)
