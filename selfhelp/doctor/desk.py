"""Checks of the help desk, the sign-in, the network route to the help desk, and the clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from urllib.parse import urlsplit

from selfhelp.app.composition import App
from selfhelp.core.errors import SelfhelpError
from selfhelp.core.text import N_, Text
from selfhelp.doctor import DoctorLine, PartStatus
from selfhelp.fixes.system.clock_skew import TOLERANCE
from selfhelp.helpdesk import desk_check
from selfhelp.helpdesk.desk_check import DeskCheckState
from selfhelp.machine.clock.system_clock import CLOCK
from selfhelp.machine.keyring.system_keyring import LOCKED
from selfhelp.network.routes import Route


def check_desk(app: App) -> DoctorLine:
    """Check whether the help desk accepts connections from this app."""
    return DoctorLine("desk", PartStatus.OK, app.create_connector().check_connection())


def check_token(app: App) -> DoctorLine:
    """Check whether the user is signed in to the help desk."""
    if not app.policy.desk.find_kind_and_host():
        return DoctorLine(
            "token", PartStatus.NOT_APPLICABLE, N_("This help desk system doesn't require signing in.")
        )
    if app.secrets.is_locked():
        return DoctorLine("token", PartStatus.WARNING, LOCKED)
    kind = app.secrets.read_sign_in_kind()
    if kind == "browser":
        return DoctorLine(
            "token", PartStatus.OK, N_("You're signed in to the help desk through the browser.")
        )
    if kind != "none":
        return DoctorLine("token", PartStatus.OK, N_("A token for the help desk is stored."))
    return DoctorLine(
        "token", PartStatus.MISSING, N_("You aren't signed in to the help desk. Run: selfhelp login")
    )


def check_route(app: App) -> DoctorLine:
    """Report the proxy on the route to the help desk and the proxy's source, without connecting."""
    desk = app.policy.desk
    server = str(getattr(getattr(desk, desk.connector.replace("-", "_"), None), "url", ""))
    if urlsplit(server).scheme not in ("http", "https"):
        return DoctorLine(
            "route", PartStatus.NOT_APPLICABLE, N_("This help desk system doesn't use a web server.")
        )
    app.create_connector()
    host = urlsplit(server).netloc
    return DoctorLine("route", PartStatus.OK, _describe_route(host, app.proxy_router.list_routes(server)))


def _describe_route(host: str, ways: Sequence[Route]) -> Text:
    first = ways[0]
    if first.proxy_address:
        return N_(
            "{host} is reached through the proxy {proxy} (source: {told}).",
            host=host,
            proxy=first.proxy_address,
            told=first.told,
        )
    return N_("{host} is reached without a proxy (source: {told}).", host=host, told=first.told)


def check_clock(app: App) -> DoctorLine:
    """Compare the clock with a time server."""
    try:
        offset = abs(CLOCK.read(app.machine).offset)
    except SelfhelpError as error:
        return DoctorLine("clock", PartStatus.WARNING, error.message)
    if offset <= TOLERANCE:
        return DoctorLine("clock", PartStatus.OK, N_("The clock is correct."))
    return DoctorLine(
        "clock",
        PartStatus.MISSING,
        N_("The clock is wrong by {span}. Signing in will fail. Set the clock.", span=offset),
    )


def check_connection_steps(app: App) -> Sequence[DoctorLine]:
    """Check the connection to the help desk step by step and return the results; create no ticket."""
    found = desk_check.check_help_desk(
        app.policy, app.machine, app.proxy_router, app.create_connector, app.find_sending_obstacle()
    )
    return [DoctorLine(f"desk-{step.id}", _STATES[step.state], step.text) for step in found]


_STATES: Mapping[DeskCheckState, PartStatus] = MappingProxyType(
    {
        DeskCheckState.OK: PartStatus.OK,
        DeskCheckState.WARNING: PartStatus.WARNING,
        DeskCheckState.FAILED: PartStatus.MISSING,
        DeskCheckState.SKIPPED: PartStatus.NOT_APPLICABLE,
    }
)
