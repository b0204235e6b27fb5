"""A user's sign-in to their help desk: its state, and the result of entering a token."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from selfhelp.core.errors import ConfigurationError, DeskError, SignInNeededError, UnavailableError
from selfhelp.core.text import N_, Text
from selfhelp.helpdesk import token_help
from selfhelp.helpdesk.connectors import Connector
from selfhelp.machine.keyring.credentials import Secrets
from selfhelp.network import oauth
from selfhelp.network.failures import NOT_RECOGNISED, FailureKind
from selfhelp.policy.help_desk import HelpDeskPolicy

LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class SignInStatus:
    """The user's sign-in, as far as it is known without network access.

    Attributes:
        connector: the kind of desk.
        server: its host; "" if it has none, such as a folder.
        kind: environment, token, browser or none; locked if the keyring would prompt the user first.
        keyring: True if this computer keeps a sign-in after a restart.
        browser: the provider for signing in by browser; None if the desk has none.
        refused: why the desk rejected the last ticket or reply in spite of the sign-in; None if it didn't.
        token_page: the address of the desk's page where users get their token; "" if there is none.
    """

    connector: str
    server: str
    kind: str
    keyring: bool
    browser: oauth.OauthProvider | None
    refused: Text | None = None
    token_page: str = ""


def read_sign_in_status(desk: HelpDeskPolicy, secrets: Secrets) -> SignInStatus:
    """Return the sign-in status from keyring and policy, without network access or a keyring prompt."""
    try:
        browser = oauth.find_provider(desk)
    except ConfigurationError:
        browser = None
    server = desk.find_kind_and_host().partition(" ")[2]
    page = token_help.find_token_page(desk)
    if server and secrets.is_locked():
        return SignInStatus(desk.connector, server, LOCKED, True, browser, token_page=page)
    kind = secrets.read_sign_in_kind() if server else "none"
    keyring = bool(server) and secrets.is_persistent()
    return SignInStatus(desk.connector, server, kind, keyring, browser, token_page=page)


def is_sign_in_missing(desk: HelpDeskPolicy, secrets: Secrets) -> bool:
    """Return whether a ticket can't be sent before the user signs in, without network access or a prompt.

    Return False for a locked keyring, because the sign-in may be in it.

    Raises:
        ConfigurationError: the file with the token can't be read.
        UnavailableError: the keyring doesn't respond.
    """
    needed = bool(desk.find_kind_and_host()) and (desk.connector != "mail" or bool(desk.mail.login))
    return needed and not secrets.is_locked() and secrets.read_sign_in_kind() == "none"


@dataclass(frozen=True, slots=True)
class SignInResult:
    """The result of a sign-in.

    Attributes:
        accepted: True if the desk accepted the sign-in, or couldn't be asked.
        kept: True if the sign-in is stored beyond a restart.
        person: the user's identity at the desk; "" if unknown.
        message: the error message, or None.
        trouble: the kind of failure, see `FailureKind`.
    """

    accepted: bool
    kept: bool
    person: str = ""
    message: Text | None = None
    trouble: str = ""


def store_token(secrets: Secrets, desk: Callable[[], Connector], token: str) -> SignInResult:
    """Store a token and test it with the desk; delete it if the desk rejects it.

    Raises:
        ConfigurationError: it isn't a valid token.
    """
    try:
        secrets.store_token(token)
        kept = True
    except UnavailableError:
        secrets.hold_token_in_memory(token)
        kept = False
    result = check_token(desk, kept)
    if not result.accepted:
        _delete_secrets(secrets)
    if result.message == NOT_RECOGNISED:  # the desk's own reason is clearer
        return replace(result, message=N_("The help desk rejected this token. Check it and try again."))
    return result


def check_token(desk: Callable[[], Connector], kept: bool) -> SignInResult:
    """Return the user's identity at the desk, or the reason why the token doesn't work."""
    try:
        connector = desk()
        connector.check_connection()
        return SignInResult(True, kept, connector.find_requester_address())
    except SignInNeededError as error:
        # 403 for the queue is the administrator's business: the token itself may be right.
        accepted = error.detail.startswith("403")
        return SignInResult(accepted, kept, message=error.message, trouble=FailureKind.SIGN_IN)
    except (DeskError, ConfigurationError) as error:
        return SignInResult(True, kept, message=error.message, trouble=str(getattr(error, "trouble", "")))


def _delete_secrets(secrets: Secrets) -> None:
    try:
        secrets.delete_server_secrets()
    except UnavailableError:  # it accepted a moment ago; what it holds is of no use to anyone
        return


def describe_token_storage(kept: bool) -> Text:
    """Return a message that names the place where the sign-in is stored."""
    if kept:
        return N_("Your sign-in details are stored only in this computer's keyring.")
    return N_(
        "This computer has no keyring to store your sign-in details. You're signed in "
        "until you quit this app."
    )
