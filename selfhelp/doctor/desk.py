"""The help desk, the sign-in, the way to it, and the clock that certificates and sign-ins depend on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from urllib.parse import urlsplit

from selfhelp.app.composition import App
from selfhelp.core.errors import SelfhelpError
from selfhelp.core.text import N_, Text
from selfhelp.doctor import Health, Line
from selfhelp.fixes.system.clock_skew import TOLERANCE
from selfhelp.helpdesk import desk_check
from selfhelp.helpdesk.desk_check import DeskCheckState
from selfhelp.machine.clock.system_clock import CLOCK
from selfhelp.machine.keyring.system_keyring import LOCKED
from selfhelp.network.way import Way


def desk(app: App) -> Line:
    """Ask the desk whether it would take a ticket."""
    return Line("desk", Health.OK, app.connector().check())


def token(app: App) -> Line:
    """Say whether the user is signed in."""
    if not app.policy.desk.server():
        return Line("token", Health.NOT_APPLICABLE, N_("This help desk system doesn't require signing in."))
    if app.secrets.is_locked():
        return Line("token", Health.WARNING, LOCKED)
    kind = app.secrets.kind()
    if kind == "browser":
        return Line("token", Health.OK, N_("You're signed in to the help desk with the browser."))
    if kind != "none":
        return Line("token", Health.OK, N_("A token for the help desk is stored."))
    return Line("token", Health.MISSING, N_("You aren't signed in to the help desk. Run: selfhelp login"))


def route(app: App) -> Line:
    """Say by which proxy the desk is reached, and who said so; nobody is connected to."""
    desk = app.policy.desk
    server = str(getattr(getattr(desk, desk.connector.replace("-", "_"), None), "url", ""))
    if urlsplit(server).scheme not in ("http", "https"):
        return Line("route", Health.NOT_APPLICABLE, N_("This help desk system doesn't use a web server."))
    app.connector()
    host = urlsplit(server).netloc
    return Line("route", Health.OK, _led(host, app.routes.to(server)))


def _led(host: str, ways: Sequence[Way]) -> Text:
    first = ways[0]
    if first.place:
        return N_(
            "{host} is reached through the proxy {proxy} (source: {told}).",
            host=host,
            proxy=first.place,
            told=first.told,
        )
    return N_("{host} is reached without a proxy (source: {told}).", host=host, told=first.told)


def clock(app: App) -> Line:
    """Compare the clock with a time server of this computer."""
    try:
        offset = abs(CLOCK.read(app.machine).offset)
    except SelfhelpError as error:
        return Line("clock", Health.WARNING, error.message)
    if offset <= TOLERANCE:
        return Line("clock", Health.OK, N_("The clock is correct."))
    return Line(
        "clock",
        Health.MISSING,
        N_("The clock is wrong by {span}. Signing in will fail. Set the clock.", span=offset),
    )


def way(app: App) -> Sequence[Line]:
    """Go the way to the desk step by step; nothing is made there."""
    found = desk_check.examine(app.policy, app.machine, app.routes, app.connector, app.sending_obstacle())
    return [Line(f"desk-{step.id}", _STATES[step.state], step.text) for step in found]


_STATES: Mapping[DeskCheckState, Health] = MappingProxyType(
    {
        DeskCheckState.OK: Health.OK,
        DeskCheckState.WARNING: Health.WARNING,
        DeskCheckState.FAILED: Health.MISSING,
        DeskCheckState.SKIPPED: Health.NOT_APPLICABLE,
    }
)
