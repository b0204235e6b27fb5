"""A user's sign-in to their help desk: its state, and the result of entering a token."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from selfhelp.core.errors import ConfigurationError, DeskError, SignInNeededError, UnavailableError
from selfhelp.core.text import N_, Text
from selfhelp.helpdesk.connectors import Connector
from selfhelp.machine.keyring.credentials import Secrets
from selfhelp.network import oauth
from selfhelp.network.failures import FailureKind
from selfhelp.policy.help_desk import HelpDeskPolicy

LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class SignInStatus:
    """How the user is signed in, before the desk is asked.

    Attributes:
        connector: the kind of desk.
        server: its host; "" if it has none, such as a folder.
        kind: environment, token, browser or none; locked where the keyring would ask the user first.
        keyring: whether this computer keeps a sign-in after a restart.
        browser: where the user can sign in in their browser; None if the desk does not offer it.
    """

    connector: str
    server: str
    kind: str
    keyring: bool
    browser: oauth.OauthProvider | None


def sign_in_status(desk: HelpDeskPolicy, secrets: Secrets) -> SignInStatus:
    """Read keyring and policy; without network access, and without a keyring dialog."""
    try:
        browser = oauth.find_provider(desk)
    except ConfigurationError:
        browser = None
    server = desk.kind_and_host().partition(" ")[2]
    if server and secrets.is_locked():
        return SignInStatus(desk.connector, server, LOCKED, True, browser)
    kind = secrets.sign_in_kind() if server else "none"
    return SignInStatus(desk.connector, server, kind, bool(server) and secrets.persistent(), browser)


@dataclass(frozen=True, slots=True)
class SignInResult:
    """The result of a sign-in.

    Attributes:
        accepted: whether the desk took it, or could not say now.
        kept: whether it is still there after a restart.
        person: who the desk takes the user for; "" if it does not say.
        message: what is wrong, or None.
        trouble: where on the way, see `FailureKind`.
    """

    accepted: bool
    kept: bool
    person: str = ""
    message: Text | None = None
    trouble: str = ""


def store_token(secrets: Secrets, desk: Callable[[], Connector], token: str) -> SignInResult:
    """Store a token and try it. One that the desk rejects is deleted.

    Raises:
        ConfigurationError: it is no token.
    """
    try:
        secrets.store_token(token)
        kept = True
    except UnavailableError:
        secrets.hold_token(token)
        kept = False
    result = try_token(desk, kept)
    if not result.accepted:
        _forget(secrets)
    return result


def try_token(desk: Callable[[], Connector], kept: bool) -> SignInResult:
    """Ask the desk who the user is."""
    try:
        connector = desk()
        connector.check()
        return SignInResult(True, kept, connector.requester_address())
    except SignInNeededError as error:
        # 403 for the queue is the administrator's business: the token itself may be right.
        accepted = error.detail.startswith("403")
        return SignInResult(accepted, kept, message=error.message, trouble=FailureKind.SIGN_IN)
    except (DeskError, ConfigurationError) as error:
        return SignInResult(True, kept, message=error.message, trouble=str(getattr(error, "trouble", "")))


def _forget(secrets: Secrets) -> None:
    try:
        secrets.delete_secrets()
    except UnavailableError:  # it accepted a moment ago; what it holds is of no use to anyone
        return


def storage_description(kept: bool) -> Text:
    """Describe to the user where the sign-in is stored."""
    if kept:
        return N_("Your sign-in is stored only in this computer's keyring.")
    return N_("This computer has no keyring to store your sign-in. You're signed in until you quit this app.")
