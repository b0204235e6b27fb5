"""Single sign-on: the Kerberos ticket or work-account token used to sign in to other services.

Linux was tested with MIT Kerberos. The macOS row (Heimdal's ``klist``) and the Windows row (``dsregcmd``,
whose field names and YES/NO are English in all documented versions; if missing, the state is unknown) were
written from documentation and not tested.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import NotOfferedError, ProbeError, StepError
from selfhelp.core.model import Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Output, Probe, Reading, Row, Step
from selfhelp.machine.account.account_status import read_account
from selfhelp.machine.account.membership import read_device_registration
from selfhelp.machine.command_output import parse_colon_lines
from selfhelp.machine.organisation import read_organisation

NOT_USED = N_("Automatic sign-in to an organisation's network isn't set up on this computer.")


@dataclass(frozen=True, slots=True)
class SignOn:
    """The user's single sign-on state.

    Attributes:
        who: the user's name at the service; "" if there's no ticket. External text.
        valid: whether the ticket or token is valid now.
        left: remaining validity of the ticket, negative if it has expired; None if unknown.
        renewable: remaining time for renewals without a password; None if it can't be renewed.
    """

    who: str
    valid: bool
    left: timedelta | None = None
    renewable: timedelta | None = None


# -- Linux -----------------------------------------------------------------------------------------

TICKET = re.compile(
    r"^(?P<start>\S+ \S+)  (?P<end>\S+ \S+)  krbtgt/(?P<realm>[^@\s]+)@(?P=realm)$"
    r"(?:\n\trenew until (?P<renew>\d\S+ \d[\d:]+))?",
    re.MULTILINE,
)
"""Pattern for the ticket-granting ticket for the user's realm in ``klist`` (MIT krb5, C locale)."""

MOMENT = "%m/%d/%y %H:%M:%S"

KLIST = ("env", "TZ=UTC0", "klist")
"""Command ``klist`` in UTC: its times have no zone, and local time jumps with daylight saving."""

NOT_THERE = 127
"""Exit status of env(1) if the program doesn't exist."""


def _read_sso_ticket_linux(machine: Machine) -> SignOn:
    """Return the sign-on state from ``klist`` and ``date``, in UTC so that their difference is correct."""
    expected = _is_ticket_expected(machine)
    try:
        output = _run_klist(machine)
    except ProbeError:
        if expected:
            raise
        raise NotOfferedError(NOT_USED) from None
    principal = parse_colon_lines(output.stdout).get("Default principal", "")
    if output.code != 0 or not principal:
        if expected:
            return SignOn("", valid=False)
        raise NotOfferedError(NOT_USED)
    ticket = TICKET.search(output.stdout)
    if ticket is None:
        return SignOn(principal, valid=False)
    now = _parse_klist_time(machine.run(Command(("date", "-u", f"+{MOMENT}"))).stdout.strip())
    left = _parse_klist_time(ticket["end"]) - now
    renewable = _parse_klist_time(ticket["renew"]) - now if ticket["renew"] else None
    return SignOn(principal, left > timedelta(0), left, renewable)


def _run_klist(machine: Machine) -> Output:
    output = machine.run(Command(KLIST, timeout=5.0))
    if output.code == NOT_THERE:
        raise ProbeError(N_("{program} isn't installed on this computer.", program="klist"))
    return output


def _is_ticket_expected(machine: Machine) -> bool:
    """Return whether a ticket is expected: the organisation has a realm, or manages the account itself.

    A default realm in krb5.conf proves nothing: Debian's package writes an unused realm.
    """
    return bool(read_organisation(machine).realm) or not machine.read(Reading(read_account))["local"]


def _parse_klist_time(text: str) -> datetime:
    try:
        return datetime.strptime(text, MOMENT)  # noqa: DTZ007 - only ever subtracted from its like
    except ValueError as error:
        message = N_("Couldn't check your sign-in to your organisation's network.")
        raise ProbeError(message, detail=text[:80]) from error


# -- macOS -----------------------------------------------------------------------------------------


def _read_sso_ticket_macos(machine: Machine) -> SignOn:
    """Return the sign-on state from Heimdal's klist(1), whose exit status with ``-t`` is the validity.

    ``Principal:`` is the user.

    ``klist --json`` and ``app-sso`` aren't documented well enough to rely on.
    """
    principal = parse_colon_lines(machine.run(Command(("klist",), timeout=5.0)).stdout).get("Principal", "")
    if principal:
        return SignOn(principal, valid=machine.run(Command(("klist", "-t"), timeout=5.0)).code == 0)
    if read_organisation(machine).realm:
        return SignOn("", valid=False)
    raise NotOfferedError(NOT_USED)


# -- Windows ---------------------------------------------------------------------------------------


def _read_sso_ticket_windows(machine: Machine) -> SignOn:
    """Return the sign-on state from the Microsoft Entra token.

    In a domain without Microsoft Entra, only a localised program shows the tickets.
    """
    said = read_device_registration(machine)
    joined, prt = said.get("AzureAdJoined"), said.get("AzureAdPrt")
    if joined == "NO" and said.get("DomainJoined") == "NO" and said.get("WorkplaceJoined") != "YES":
        raise NotOfferedError(NOT_USED)
    if joined != "YES" or prt not in ("YES", "NO"):
        message = N_("Couldn't check your sign-in to your organisation's network.")
        raise ProbeError(message, detail=f"AzureAdJoined {joined}, AzureAdPrt {prt}")
    return SignOn(said.get("Executing Account Name", ""), valid=prt == "YES")


SIGN_ON: Probe[SignOn] = Probe(
    "how this person is signed on",
    {
        Platform.LINUX: _read_sso_ticket_linux,
        Platform.MACOS: _read_sso_ticket_macos,
        Platform.WINDOWS: _read_sso_ticket_windows,
    },
)


# -- step ------------------------------------------------------------------------------------------


def _renew_kerberos_ticket(step: RenewTicket, machine: Machine, _progress: Progress) -> str:
    """Renew the ticket with ``kinit -R``, which needs no password; return the command for the journal."""
    output = machine.change(Command(("kinit", "-R"), timeout=20.0))
    if output.code != 0:
        message = N_("The sign-in service didn't renew your sign-in. Sign in again.")
        raise StepError(message, detail=output.stderr.strip()[:500])
    return "kinit -R"


@dataclass(frozen=True, slots=True)
class RenewTicket(Step):
    """Step that renews the Kerberos ticket.

    Undo isn't needed: the old ticket wasn't valid for longer.
    """

    name: ClassVar[str] = "renew-ticket"
    duration: ClassVar[timedelta] = timedelta(seconds=5)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _renew_kerberos_ticket})

    def describe_action(self) -> Text:
        """Return the sentence shown before the sign-in is renewed."""
        return N_("Renew your sign-in without entering your password.")
