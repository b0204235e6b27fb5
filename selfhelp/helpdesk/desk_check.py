"""Tests the configured help desk step by step, with a message for each step."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from enum import StrEnum
from types import MappingProxyType

from selfhelp.core.errors import (
    ConfigurationError,
    DeskError,
    DeskUntrustedError,
    SelfhelpError,
    SignInNeededError,
)
from selfhelp.core.text import N_, Size, Text
from selfhelp.helpdesk import token_help
from selfhelp.helpdesk.connectors import Connector
from selfhelp.machine import Machine
from selfhelp.machine.network import captive_portal
from selfhelp.network.failures import FailureKind
from selfhelp.network.http import HttpClient, TimeLimits
from selfhelp.network.routes import Router
from selfhelp.policy.policy import Policy

CLOCK = 300.0
"""Clock difference between server and computer from which a warning is given, in seconds."""


class DeskCheckState(StrEnum):
    """The result of one check step."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class DeskFinding:
    """The result of one check step, with a message for the administrator."""

    id: str
    state: DeskCheckState
    text: Text


STEPS = (
    "configured",
    "name",
    "proxy",
    "certificate",
    "answer",
    "signed-in",
    "rights",
    "settings",
    "files",
    "secret",
)

_BROKEN_AT = MappingProxyType(
    {
        FailureKind.NAME: "name",
        **dict.fromkeys(
            (
                FailureKind.PROXY,
                FailureKind.PROXY_SIGN_IN,
                FailureKind.PROXY_FORBIDS,
                FailureKind.PROXY_SCRIPT,
            ),
            "proxy",
        ),
        **dict.fromkeys(
            (
                FailureKind.CERTIFICATE,
                FailureKind.EXPIRED,
                FailureKind.NOT_YET,
                FailureKind.WRONG_HOST,
                FailureKind.UNKNOWN_CA,
                FailureKind.REVOKED,
            ),
            "certificate",
        ),
    }
)
"""Maps each kind of failure to the step at which it occurs."""


def check_help_desk(
    policy: Policy,
    machine: Machine,
    routes: Router,
    connector: Callable[[], Connector],
    mistake: Text | None,
) -> Sequence[DeskFinding]:
    """Check the connection to the desk step by step; after a failure, later steps are skipped.

    Args:
        policy: the configuration.
        machine: used to diagnose the network if the desk can't be reached.
        routes: routes to the servers.
        connector: creates the connector.
        mistake: the policy's error about the desk, if any.
    """
    found = list(_iter_desk_findings(policy, machine, routes, connector, mistake))
    seen = {finding.id for finding in found}
    missing = [
        DeskFinding(step, DeskCheckState.SKIPPED, N_("Not tested."))
        for step in STEPS
        if step not in seen and step != "secret"
    ]
    order = list(STEPS)
    return sorted([*found, *missing], key=lambda finding: order.index(finding.id))


def _iter_desk_findings(
    policy: Policy,
    machine: Machine,
    routes: Router,
    connector: Callable[[], Connector],
    mistake: Text | None,
) -> Iterator[DeskFinding]:
    shared = token_help.find_shared_secret(policy.desk)
    if shared is not None:
        yield DeskFinding("secret", DeskCheckState.WARNING, shared.reason)
    try:
        desk = connector()
    except SelfhelpError as error:
        yield DeskFinding("configured", DeskCheckState.FAILED, mistake or error.message)
        return
    kind = policy.desk.connector
    yield DeskFinding("configured", DeskCheckState.OK, N_("Configured help desk system: {desk}.", desk=kind))
    url = str(getattr(getattr(policy.desk, kind.replace("-", "_")), "url", ""))
    if url:
        on_the_way = list(_check_reachability(machine, routes, url))
        yield from on_the_way
        if any(finding.state is DeskCheckState.FAILED for finding in on_the_way):
            return
    yield from _check_desk_sign_in(desk)
    yield from _check_attachments(policy, desk)


def _check_reachability(machine: Machine, routes: Router, url: str) -> Iterator[DeskFinding]:
    """Request the server's first page without a token; any response proves that the server is reachable."""
    http = HttpClient(url, str, routes=routes, times=TimeLimits(10, 15, 30))
    try:
        reply = http.request("GET", "/", expect=range(100, 600))
        ways = routes.list_routes(url)
    except DeskError as error:
        # What answers but redirects or sends a page of its own has been reached anyway.
        if error.trouble in ("", FailureKind.OTHER_PAGE) and not isinstance(error, DeskUntrustedError):
            yield DeskFinding("answer", DeskCheckState.WARNING, error.message)
            return
        yield from _iter_broken_step_findings(machine, error)
        return
    yield DeskFinding("name", DeskCheckState.OK, N_("The server name can be resolved."))
    place = ways[0].proxy_address
    yield DeskFinding(
        "proxy",
        DeskCheckState.OK,
        N_(
            "The server can be reached through the proxy {proxy} (source: {told}).",
            proxy=place,
            told=ways[0].told,
        )
        if place
        else N_("The server can be reached without a proxy."),
    )
    if url.startswith("https:"):
        yield DeskFinding("certificate", DeskCheckState.OK, N_("The server's certificate is trusted."))
    else:
        text = N_("Not needed: the server is on this computer.")
        yield DeskFinding("certificate", DeskCheckState.OK, text)
    yield _compare_server_clock(reply.headers.get("date", ""))


def _compare_server_clock(date: str) -> DeskFinding:
    """Return a warning if the server's and the computer's clocks differ too much for certificates."""
    try:
        off = parsedate_to_datetime(date).timestamp() - time.time()
    except (ValueError, TypeError, OverflowError):
        off = 0.0
    if abs(off) > CLOCK:
        text = N_(
            "The server is responding, but its clock differs from this computer's by {minutes} "
            "minutes. Correct the one that is wrong.",
            minutes=round(abs(off) / 60),
        )
        return DeskFinding("answer", DeskCheckState.WARNING, text)
    return DeskFinding("answer", DeskCheckState.OK, N_("The server is responding."))


def _iter_broken_step_findings(machine: Machine, error: DeskError) -> Iterator[DeskFinding]:
    """Yield the failed step for an error, and a captive portal if there is one."""
    step = _BROKEN_AT.get(FailureKind(error.trouble), "answer") if error.trouble else "answer"
    yield DeskFinding(step, DeskCheckState.FAILED, error.message)
    if step in ("name", "certificate", "answer") and _has_captive_portal(machine):
        text = N_("This network requires you to sign in first. Open a web page and sign in there.")
        yield DeskFinding("proxy", DeskCheckState.FAILED, text)


def _has_captive_portal(machine: Machine) -> bool:
    try:
        return captive_portal.detect_portal(machine).reply is captive_portal.PortalReply.PORTAL
    except (SelfhelpError, OSError):
        return False


def _check_desk_sign_in(desk: Connector) -> Iterator[DeskFinding]:
    """Check the sign-in, the target of tickets and the classification; yield findings for each."""
    try:
        said = desk.check_connection()
    except SignInNeededError as error:
        yield DeskFinding("signed-in", DeskCheckState.FAILED, error.message)
        return
    except (DeskError, ConfigurationError) as error:
        step = "answer" if getattr(error, "trouble", "") else "rights"
        yield DeskFinding(step, DeskCheckState.FAILED, error.message)
        return
    yield DeskFinding("signed-in", DeskCheckState.OK, _describe_user(desk))
    yield DeskFinding("rights", DeskCheckState.OK, said)
    yield from _check_classification(desk)


def _check_classification(desk: Connector) -> Iterator[DeskFinding]:
    """Check the policy's classification; yield one finding for each wrong key."""
    try:
        found = desk.find_policy_faults()
    except (DeskError, ConfigurationError) as error:
        yield DeskFinding("settings", DeskCheckState.WARNING, error.message)
        return
    if found is None:
        text = N_(
            "This help desk system doesn't list its categories and fields. Check them in the first ticket."
        )
        yield DeskFinding("settings", DeskCheckState.SKIPPED, text)
        return
    for fault in found:
        yield DeskFinding(
            "settings", DeskCheckState.FAILED if fault.certain else DeskCheckState.WARNING, fault.text
        )
    if not found:
        yield DeskFinding(
            "settings",
            DeskCheckState.OK,
            N_("The categories and fields set in the policy exist in the help desk system."),
        )


def _describe_user(desk: Connector) -> Text:
    try:
        person = desk.find_requester_address()
    except (DeskError, ConfigurationError):
        person = ""
    if person:
        return N_("Signed in as {person}.", person=person)
    return N_("Signed in, but the server doesn't return the account name.")


def _check_attachments(policy: Policy, desk: Connector) -> Iterator[DeskFinding]:
    if not desk.abilities.files:
        yield DeskFinding(
            "files", DeskCheckState.WARNING, N_("This help desk system doesn't accept attachments.")
        )
        return
    try:
        limit = desk.find_max_file_size()
    except (DeskError, ConfigurationError) as error:
        yield DeskFinding("files", DeskCheckState.WARNING, error.message)
        return
    ours = policy.outbox.file_megabytes * 1_000_000
    if 0 < limit < ours:
        text = N_(
            "The help desk system accepts files up to {limit}; the policy allows {ours} "
            "(outbox.file_megabytes).",
            limit=Size(limit),
            ours=Size(ours),
        )
        yield DeskFinding("files", DeskCheckState.WARNING, text)
    elif limit:
        yield DeskFinding(
            "files",
            DeskCheckState.OK,
            N_("The help desk system accepts files up to {limit}.", limit=Size(limit)),
        )
    else:
        yield DeskFinding(
            "files", DeskCheckState.OK, N_("The help desk system accepts files; the size limit is unknown.")
        )
