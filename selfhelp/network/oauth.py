"""Signs in to the help desk in the user's browser, and renews access tokens automatically.

OAuth 2.0 (RFC 6749) as RFC 8252 requires of desktop apps: the system's browser, a loopback address, no client
secret, PKCE with S256 (RFC 7636). ``oauthlib`` writes and reads the messages; they are sent with
`HttpClient`. ServiceNow and Zendesk were written from their documentation and tested against a mock server.
"""

from __future__ import annotations

import html
import secrets as randomness
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from selfhelp.core.errors import (
    ConfigurationError,
    DeskRefusedError,
    DeskUnreachableError,
    OutcomeUnknownError,
    SignInNeededError,
)
from selfhelp.core.text import N_, Text
from selfhelp.machine.keyring.credentials import ACCESS_LIMIT, Secrets
from selfhelp.network import exchange
from selfhelp.network.http import HttpClient, TimeLimits, UrlEncodedBody
from selfhelp.network.loopback import Loopback
from selfhelp.network.routes import Router
from selfhelp.policy.fields import is_server_address
from selfhelp.policy.help_desk import HelpDeskPolicy

if TYPE_CHECKING:
    from oauthlib.oauth2 import WebApplicationClient

PATIENCE = 300.0
"""Time limit for signing in with the browser, in seconds."""

USUAL_LIFE, EARLY = 1800.0, 30.0
"""Default lifetime of an access token, and time before expiry at which it is renewed, in seconds."""

PATHS: Mapping[str, tuple[str, str, str]] = {
    "servicenow": ("/oauth_auth.do", "/oauth_token.do", ""),
    "zendesk": ("/oauth/authorizations/new", "/oauth/tokens", "read write"),
}
"""Authorisation path, token path and scope, by desk.

Sources: ServiceNow "Authorization code grant workflow"; Zendesk "Using OAuth authentication with your
application".
"""


OFFERING = frozenset({*PATHS, "jira"})
"""Desks that accept an OAuth access token."""


@dataclass(frozen=True, slots=True)
class OauthProvider:
    """The endpoints and settings for signing in with the browser.

    Attributes:
        authorize: page for the user's browser.
        token: endpoint that issues tokens.
        client_id: the app's ID at the server; not secret.
        scope: requested permissions; "" for the default.
        port: port of the loopback address, 0 for any; some servers require a registered one.
    """

    authorize: str
    token: str
    client_id: str
    scope: str = ""
    port: int = 0


def find_provider(desk: HelpDeskPolicy, connector: str = "") -> OauthProvider | None:
    """Return the provider for signing in to a desk by browser; None if policy sets none.

    Raises:
        ConfigurationError: only part of it is set.
    """
    kind = connector or desk.connector
    table, set_ = getattr(desk, kind.replace("-", "_"), None), desk.oauth
    client_id = set_.client_id or getattr(table, "client_id", "")
    if not client_id or kind not in OFFERING:
        return None
    authorize, token, scope = PATHS.get(kind, ("", "", ""))
    url = str(getattr(table, "url", "")).rstrip("/")
    found = OauthProvider(
        set_.authorize or (url + authorize if url and authorize else ""),
        set_.token or (url + token if url and token else ""),
        client_id,
        set_.scope or scope,
        set_.port,
    )
    if not all(address and is_server_address(address) for address in (found.authorize, found.token)):
        message = N_(
            "The sign-in addresses are missing. Your administrator needs to set desk.oauth.authorize "
            "and desk.oauth.token."
        )
        raise ConfigurationError(message)
    return found


class Bearer:
    """`Authorization` of a signed-in user, with a fixed token or a renewable access token."""

    def __init__(
        self, provider: OauthProvider | None, secrets: Secrets, scheme: str = "Bearer", *, routes: Router
    ) -> None:
        """Create the authorization without sending or reading anything.

        Args:
            provider: the endpoints for renewal; None if only the user's own token is used.
            secrets: the user's sign-in to this server.
            scheme: the authentication scheme of the user's own token, such as "token".
            routes: see `HttpClient`.
        """
        self._provider, self._secrets = provider, secrets
        self._scheme, self._routes = scheme, routes
        self._shown = threading.local()

    def __call__(self) -> str:
        """Return the header's value.

        Raises:
            SignInNeededError: the user must sign in.
            DeskUnreachableError: the server that renews it doesn't respond.
        """
        if not self._is_renewable():
            return f"{self._scheme} {self._secrets.require_token()}"
        self._shown.token = ""
        if not self._secrets.read_access_token():
            self.renew()
        self._shown.token = self._secrets.read_access_token()
        return f"Bearer {self._shown.token}"

    def renew(self) -> bool:
        """Get a new access token, unless another thread has just renewed it.

        Raises:
            SignInNeededError: the server ended the session.
            DeskUnreachableError: the server doesn't respond.
        """
        if not self._is_renewable():
            return False
        with self._secrets.hold_renewal_lock():
            if self._secrets.read_access_token() in ("", getattr(self._shown, "token", "")):
                self._refresh_tokens(self._secrets.read_refresh_token())
        return True

    def _is_renewable(self) -> bool:
        if self._provider is None or self._secrets.read_environment_token():
            return False
        return bool(self._secrets.read_access_token() or self._secrets.read_refresh_token())

    def _refresh_tokens(self, refresh: str) -> None:
        """Request and store a new access token.

        Another process may have renewed it, and some servers accept a refresh token only once; so the keyring
        is read again before the user is asked to sign in.

        Raises:
            SignInNeededError: the session has expired.
        """
        assert self._provider is not None  # noqa: S101 - see `_is_renewable`
        self._secrets.hold_access_token_in_memory("", 0)
        ended = N_("Your help desk session has expired. Sign in again.")
        if not refresh:
            raise SignInNeededError(ended)
        client = _create_client(self._provider)
        body = client.prepare_refresh_body(
            refresh_token=refresh, scope=self._provider.scope or None, client_id=self._provider.client_id
        )
        try:
            with (
                exchange.use_own_deadlines()
            ):  # a server may have ended the old one although we heard no answer
                tokens = _request_tokens(self._provider, client, body, self._routes)
            _store_tokens(self._secrets, tokens, refresh)
        except DeskRefusedError as error:
            latest = self._secrets.read_refresh_token()
            if latest != refresh:
                self._refresh_tokens(latest)
                return
            if not _has_sign_in_ended(error):
                message = N_("The sign-in server isn't responding.")
                raise DeskUnreachableError(message, detail=error.detail) from error
            self._secrets.delete_refresh_token()
            raise SignInNeededError(ended, detail=error.detail) from error
        except ConfigurationError as error:  # the user's ticket waits; the sentence says who can mend it
            raise SignInNeededError(error.message, detail=error.detail) from error


@dataclass(frozen=True, slots=True)
class SignInBrowser:
    """The browser used for a sign-in.

    Attributes:
        open: opens an address; returns True on success.
        heading, sentence: shown in the browser at the end.
        cancelled: returns whether the user cancelled.
        patience: time limit for the user, in seconds.
    """

    open: Callable[[str], bool]
    heading: str
    sentence: str
    cancelled: Callable[[], bool] = lambda: False
    patience: float = PATIENCE


def sign_in_with_browser(
    provider: OauthProvider, secrets: Secrets, browser: SignInBrowser, *, routes: Router
) -> bool:
    """Sign the user in by browser; return whether the sign-in survives a restart.

    Raises:
        SignInNeededError: the user didn't finish, or the user or the server declined.
        CancelledError: the user cancelled.
        UnavailableError: the browser can't return to this computer.
        DeskError, ConfigurationError: the token endpoint can't be used.
    """
    client = _create_client(provider)
    verifier = client.create_code_verifier(128)
    challenge = client.create_code_challenge(verifier, "S256")
    state = randomness.token_urlsafe(32)
    with Loopback(state, _build_page(browser.heading, browser.sentence), port=provider.port) as door:
        if not browser.open(_build_authorization_url(client, provider, door.address, state, challenge)):
            raise SignInNeededError(N_("Your browser couldn't be opened. Open it and try again."))
        query = door.wait_for_answer(browser.patience, browser.cancelled)
    code = _parse_code(client, query, state)
    body = client.prepare_request_body(code=code, redirect_uri=door.address, code_verifier=verifier)
    try:
        tokens = _request_tokens(provider, client, body, routes)
    except DeskRefusedError as error:
        raise SignInNeededError(_build_refused_message(error.detail), detail=error.detail) from error
    return _store_tokens(secrets, tokens)


# -- the messages ----------------------------------------------------------------------------------


def _create_client(provider: OauthProvider) -> WebApplicationClient:
    from oauthlib.oauth2 import WebApplicationClient

    return WebApplicationClient(provider.client_id)


def _build_authorization_url(
    client: WebApplicationClient, provider: OauthProvider, back: str, state: str, challenge: str
) -> str:
    """Return the address that starts the sign-in in the user's browser.

    The library rejects http even for localhost. The address was validated before, so only its query is taken
    from the library.
    """
    written = client.prepare_request_uri(
        "https://desk.invalid/",
        redirect_uri=back,
        scope=provider.scope or None,
        state=state,
        code_challenge=challenge,
        code_challenge_method="S256",
    )
    return f"{provider.authorize}?{urlsplit(written).query}"


def _parse_code(client: WebApplicationClient, query: str, state: str) -> str:
    """Return the authorisation code in the browser's redirect.

    Raises:
        SignInNeededError: the user or the server declined.
    """
    from oauthlib.oauth2 import OAuth2Error

    try:
        return str(client.parse_request_uri_response(f"https://desk.invalid/?{query}", state)["code"])
    except OAuth2Error as error:
        said = dict(parse_qsl(query)).get("error", "")
        raise SignInNeededError(_build_refused_message(said), detail=str(error)[:300]) from error


def _build_refused_message(said: str) -> Text:
    if "access_denied" in said:
        return N_("The sign-in was declined in the browser. Try again if this was a mistake.")
    return N_("The sign-in couldn't be completed. Try again, or contact the help desk.")


@dataclass(frozen=True, slots=True)
class _OauthTokens:
    """The tokens that a server issued."""

    access: str
    refresh: str
    seconds: float


def _request_tokens(
    provider: OauthProvider, client: WebApplicationClient, body: str, routes: Router
) -> _OauthTokens:
    """Return the tokens issued by the token endpoint.

    Raises:
        DeskRefusedError: they were refused; ``detail`` has the error code.
        ConfigurationError: the client ID is unknown.
        DeskUnreachableError: no usable response; a retry is safe.
        DeskError: as `HttpClient.request`.
    """
    parts = urlsplit(provider.token)
    http = HttpClient(
        f"{parts.scheme}://{parts.netloc}", str, routes=routes, times=TimeLimits(read=30, total=60)
    )
    try:
        reply = http.request(
            "POST", parts.path, body=UrlEncodedBody(dict(parse_qsl(body))), expect=(400, 401)
        )
        reply.parse_json()
    except OutcomeUnknownError as error:
        message = N_("The sign-in server isn't responding.")
        raise DeskUnreachableError(message, detail=error.detail) from error
    return _parse_tokens(client, reply.body)


def _parse_tokens(client: WebApplicationClient, body: bytes) -> _OauthTokens:
    from oauthlib.oauth2 import InvalidClientError, OAuth2Error, UnauthorizedClientError

    refused = N_("The sign-in couldn't be completed. Try again, or contact the help desk.")
    try:
        given = client.parse_request_body_response(body.decode("utf-8", "replace"))
    except (InvalidClientError, UnauthorizedClientError) as error:
        message = N_(
            "This app isn't registered with the help desk system ({word}). Your administrator needs to "
            "check the client ID.",
            word=error.error,
        )
        raise ConfigurationError(message, detail=str(error)[:300]) from error
    except (OAuth2Error, ValueError, TypeError, AttributeError, Warning) as error:
        raise DeskRefusedError(refused, detail=str(getattr(error, "error", error))[:300]) from error
    access, refresh = str(given.get("access_token", "")), str(given.get("refresh_token") or "")
    kind = str(given.get("token_type", "")).lower()
    if kind != "bearer" or not _is_valid_token(access) or not (_is_valid_token(refresh) or not refresh):
        raise DeskRefusedError(refused, detail=f"token_type {kind[:40]}")
    return _OauthTokens(access, refresh, _parse_lifetime(given.get("expires_in")))


def _has_sign_in_ended(error: DeskRefusedError) -> bool:
    """Return whether an error means that the sign-in has ended, not that the server is unavailable."""
    return not error.detail[:3].isdecimal() and error.detail != "temporarily_unavailable"


def _is_valid_token(text: str) -> bool:
    """Return whether a token is safe in a header, for example without line breaks (RFC 6750, 2.1)."""
    return 0 < len(text) <= ACCESS_LIMIT and text.isascii() and text.isprintable() and " " not in text


def _parse_lifetime(said: object) -> float:
    """Return the lifetime of an access token, in seconds."""
    try:
        seconds = float(str(said))
    except ValueError:
        return USUAL_LIFE
    return min(seconds, 86_400.0) if seconds > 0 else USUAL_LIFE


def _store_tokens(secrets: Secrets, tokens: _OauthTokens, refresh: str = "") -> bool:
    """Store the tokens; return whether they survive a restart."""
    secrets.hold_access_token_in_memory(tokens.access, max(tokens.seconds - EARLY, tokens.seconds / 2))
    latest = tokens.refresh or refresh
    if not latest:
        return False
    if latest == refresh:
        return True
    return secrets.store_refresh_token(latest, user_present=not refresh)


def _build_page(heading: str, sentence: str) -> str:
    """Return the page that the browser shows at the end, without scripts or external content."""
    title, text = html.escape(heading), html.escape(sentence)
    style = "body{font:1.1em sans-serif;max-width:32em;margin:4em auto;padding:0 1em}"
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{style}</style></head><body><h1>{title}</h1><p>{text}</p></body></html>"
    )
