"""GLPI's protocol: a session for the user's token, renewed when it expires, and GLPI's errors.

Recorded with GLPI 10.0.19 (``tests/contracts/glpi``); facts from GLPI's source are marked.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import urlsplit

from selfhelp.core.errors import (
    ConfigurationError,
    DeskError,
    DeskRefusedError,
    DeskUnreachableError,
    SignInNeededError,
)
from selfhelp.core.model import Json
from selfhelp.core.text import N_, Text
from selfhelp.helpdesk import open_sessions
from selfhelp.helpdesk.toolkit import missing_number
from selfhelp.network.failures import FailureKind, make_error_from_status, make_unexpected_page_error
from selfhelp.network.http import HttpClient, HttpReply
from selfhelp.network.request_body import MultipartBody
from selfhelp.network.routes import Router

ENDS = ("/apirest.php", "/api.php/v1")
"""Paths of the API: for all versions, and for GLPI 11 only (``src/Glpi/Api/HL/Router.php``)."""

UNDERSTOOD = (400, 401, 403, 404, 413)
PAGES = (500, 503)
"""Statuses of GLPI 11's error pages; GLPI 10 sends its error pages with status 200."""

_MAINTENANCE = (b"maintenance mode", b"down for maintenance")
_DATABASE = (b"sql server could not be", b"serveur mysql est inaccessible")
"""Text of error pages about the database (``inc/config.php``, ``DBConnection.php``)."""

IDLE = 60.0
"""Seconds of inactivity after which a session is closed; GLPI's own timeout is 24 minutes."""

RIGHT_MISSING = "ERROR_RIGHT_MISSING"
TOO_MUCH = "ERROR_UPLOAD_FILE_TOO_BIG_POST_MAX_SIZE"


@dataclass(frozen=True, slots=True)
class GlpiUser:
    """The session's owner; ``zone`` is their time zone's name, "" if not set."""

    id: int = 0
    login: str = ""
    name: str = ""
    zone: str = ""


class GlpiSession:
    """Sends requests to a GLPI server as one user; thread-safe."""

    def __init__(self, url: str, token: Callable[[], str], app_token: str, *, routes: Router) -> None:
        """Create the session without sending anything.

        Args:
            url: the server, with or without the interface's own part of the address.
            token: returns the user's API token (Preferences, Remote access keys).
            app_token: the application token of the API client, or "".
            routes: routes to the server, see `HttpClient`.

        Raises:
            ConfigurationError: the address cannot be used.
        """
        self.root, self._base = _split_address(url)
        self._app_token = app_token
        self._login = HttpClient(self.root, lambda: f"user_token {token()}", routes=routes)
        self._http = HttpClient(self.root, lambda: "", routes=routes)
        self._lock = threading.RLock()
        self._token = ""
        self._person = GlpiUser()
        self._timer: threading.Timer | None = None

    def limit_time(self, seconds: float | None) -> None:
        """Limit the total time of all further requests, in seconds."""
        self._login.limit_time(seconds)
        self._http.limit_time(seconds)

    def fetch_current_user(self) -> GlpiUser:
        """Return the signed-in user."""
        with self._lock:
            self._ensure_session()
            return self._person

    def request(  # noqa: PLR0913 - as `HttpClient.request`
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Json | MultipartBody = None,
        headers: Mapping[str, str] | None = None,
        expect: Collection[int] = (),
        sink: BinaryIO | None = None,
    ) -> HttpReply:
        """Send a request within the session; if the session has expired, start a new session and repeat.

        GLPI reports an expired session before it does anything (exchanges 81 and 82), so repeating is safe.

        Raises:
            DeskError, ConfigurationError: as in `build_refusal_error` and `HttpClient.request`.
        """
        for last in (False, True):
            sent = {
                "Session-Token": self._ensure_session(),
                "X-GLPI-Sanitized-Content": "false",
                **self._build_app_headers(),
            }
            _rewind_body(body)
            reply = self._http.request(
                method,
                self._base + path,
                query=query,
                body=body,
                headers={**sent, **(headers or {})},
                expect=(*UNDERSTOOD, *PAGES),
                sink=sink,
            )
            _raise_if_unavailable(reply)
            if last or not _is_session_over(reply):
                break
            self._discard_token(sent["Session-Token"])
        self._schedule_end()
        if reply.status in UNDERSTOOD and reply.status not in expect:
            raise build_refusal_error(reply)
        return reply

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Json:
        """Send a GET request and return the JSON response."""
        return self.request("GET", path, query=query).parse_json()

    def end(self) -> None:
        """Close the session on the server, ignoring failures."""
        with self._lock:
            token, self._token = self._token, ""
            if self._timer is not None:
                self._timer.cancel()
        open_sessions.unregister_session(self)
        if token:
            headers = {"Session-Token": token, **self._build_app_headers()}
            with suppress(DeskError):
                self._http.request("GET", f"{self._base}/killSession", headers=headers, expect=UNDERSTOOD)

    # -- the session -------------------------------------------------------------------------------

    def _build_app_headers(self) -> Mapping[str, str]:
        return {"App-Token": self._app_token} if self._app_token else {}

    def _ensure_session(self) -> str:
        with self._lock:
            if not self._token:
                self._token, self._person = self._start_session()
                open_sessions.register_session(self)
            return self._token

    def _start_session(self) -> tuple[str, GlpiUser]:
        reply = self._request_session()
        data = reply.parse_json()
        token = str(data.get("session_token") or "") if isinstance(data, dict) else ""
        if not token:
            raise make_unexpected_page_error(True, str(data)[:200])
        session = data.get("session") if isinstance(data, dict) else None
        return token, _parse_user(session if isinstance(session, dict) else {})

    def _request_session(self) -> HttpReply:
        """Sign in and return the response; if the usual API path doesn't exist, try the path of GLPI 11."""
        for base in (self._base, *(end for end in ENDS if end != self._base)):
            reply = self._login.request(
                "GET",
                f"{base}/initSession",
                query={"get_full_session": "true"},
                headers=self._build_app_headers(),
                expect=(*UNDERSTOOD, *PAGES),
            )
            _raise_if_unavailable(reply)
            if reply.status != 404 or parse_error_code_and_message(reply)[0]:
                self._base = base
                break
        if reply.status in UNDERSTOOD:
            raise build_refusal_error(reply)
        return reply

    def _discard_token(self, token: str) -> None:
        with self._lock:
            if self._token == token:
                self._token = ""

    def _schedule_end(self) -> None:
        """Schedule closing the session after `IDLE` seconds without a request."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = threading.Timer(IDLE, self.end)
            self._timer.daemon = True
            self._timer.start()


def _split_address(url: str) -> tuple[str, str]:
    """Return the server address and the API path."""
    bare = url.rstrip("/")
    found = next((end for end in ENDS if urlsplit(bare).path.endswith(end)), "")
    return bare.removesuffix(found), found or ENDS[0]


def _parse_user(session: Mapping[str, Json]) -> GlpiUser:
    """Return the user in PHP's session, named as in GLPI's source (``Session.php``)."""
    number = str(session.get("glpiID") or "")
    names = [str(session.get(part) or "") for part in ("glpifirstname", "glpirealname")]
    login = str(session.get("glpiname") or "")
    return GlpiUser(
        int(number) if number.isdecimal() else 0,
        login,
        " ".join(filter(None, names)) or login,
        str(session.get("glpi_tz") or ""),
    )


def _rewind_body(body: Json | MultipartBody) -> None:
    for part in body.parts if isinstance(body, MultipartBody) else ():
        if not isinstance(part.content, str):
            part.content.seek(0)


def _is_session_over(reply: HttpReply) -> bool:
    """Return whether the session has ended; older versions also send 401 for a missing right."""
    code = parse_error_code_and_message(reply)[0]
    return (reply.status == 401 and code != RIGHT_MISSING) or code == "ERROR_SESSION_TOKEN_MISSING"


def _raise_if_unavailable(reply: HttpReply) -> None:
    """Raise an error if GLPI's response is a page about maintenance or a missing database.

    Raises:
        DeskUnreachableError: it is unavailable; nothing was done.
    """
    page = reply.body[:20_000].lower() if "html" in reply.headers.get("content-type", "") else b""
    said = (_MAINTENANCE, _build_maintenance_message()), (_DATABASE, _build_no_database_message())
    for marks, sentence in said:
        if any(mark in page for mark in marks):
            error = DeskUnreachableError(sentence, detail=f"{reply.status} {marks[0].decode()}")
            error.trouble = FailureKind.SERVER
            raise error
    if reply.status in PAGES:
        raise make_error_from_status(reply.status, reply.headers, reply.body, reply.safe)


# -- refusals --------------------------------------------------------------------------------------


def parse_error_code_and_message(reply: HttpReply) -> tuple[str, str]:
    """Return GLPI's error code and localised message; ("", "") if the response isn't from GLPI."""
    try:
        data = json.loads(reply.body) if reply.body[:1] == b"[" else None
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, list) or not data or not isinstance(data[0], str):
        return "", ""
    said = data[1] if len(data) > 1 and isinstance(data[1], str) else ""
    line = " ".join(
        "".join(c if c.isprintable() else " " for c in said).split("; view documentation")[0].split()
    )
    return data[0], line[:300]


def build_refusal_error(reply: HttpReply) -> DeskError | ConfigurationError:
    """Return the specific error for a GLPI error code.

    Conditions that may resolve on their own are retried later: maintenance, or an address outside the
    organisation's network.
    """
    code, said = parse_error_code_and_message(reply)
    detail = f"{reply.status} {code} {said}".strip()
    if not code:
        return make_error_from_status(reply.status, reply.headers, reply.body, reply.safe)
    if code == "ERROR_NOT_ALLOWED_IP":
        return DeskUnreachableError(_build_address_rejected_message(), detail=detail)
    if code == "ERROR" and "API" in said:
        return DeskUnreachableError(_build_api_disabled_message(), detail=detail)
    if code in ("ERROR_APP_TOKEN_PARAMETERS_MISSING", "ERROR_WRONG_APP_TOKEN_PARAMETER"):
        return ConfigurationError(_build_app_token_message(code), detail=detail)
    if code != RIGHT_MISSING and (reply.status == 401 or code.startswith("ERROR_GLPI_LOGIN")):
        return SignInNeededError(_build_token_rejected_message(), detail=detail)
    if code in ("ERROR_LOGIN_PARAMETERS_MISSING", "ERROR_SESSION_TOKEN_MISSING"):
        return DeskRefusedError(_build_token_removed_message(), detail=detail)
    return DeskRefusedError(_build_refused_message(reply.status, code, said), detail=detail)


def _build_maintenance_message() -> Text:
    return N_("GLPI is in maintenance mode. Your ticket will be sent automatically afterwards.")


def _build_no_database_message() -> Text:
    return N_(
        "GLPI can't reach its database. Contact your administrator; your ticket will "
        "be sent automatically once the database is available again."
    )


def _build_api_disabled_message() -> Text:
    return N_("GLPI's REST API is turned off. Your administrator needs to enable it (Setup, General, API).")


def _build_address_rejected_message() -> Text:
    return N_(
        "GLPI doesn't accept this computer's IP address. Connect to your organisation's network or "
        "VPN. If that doesn't help, your administrator needs to add an API client for this address "
        "range (Setup, General, API)."
    )


def _build_app_token_message(code: str) -> Text:
    if code == "ERROR_WRONG_APP_TOKEN_PARAMETER":
        return N_(
            "GLPI rejected the application token. Your administrator needs to correct desk.glpi.app_token."
        )
    return N_("GLPI requires an application token. Your administrator needs to set desk.glpi.app_token.")


def _build_token_rejected_message() -> Text:
    """Return the message for a rejected token, also used if such tokens are turned off (``Auth.php``)."""
    return N_(
        "GLPI rejected your API token. Sign in again with the one from your GLPI "
        "preferences (Remote access keys). If the token hasn't changed, your "
        "administrator needs to enable login with an external token (Setup, General, "
        "API)."
    )


def _build_token_removed_message() -> Text:
    return N_(
        "GLPI didn't receive your token, because its web server removes it. Your "
        "administrator needs to let the Authorization, Session-Token and App-Token "
        "headers through."
    )


def _build_refused_message(status: int, code: str, said: str) -> Text:
    if code == TOO_MUCH:
        return N_("Your message is too large for GLPI. Remove the largest file, and send the message again.")
    if status == 404:
        return N_("This entry doesn't exist in GLPI, or you don't have access to it.")
    if status == 403 or code == RIGHT_MISSING or not said:
        return N_(
            "You don't have the required permission in GLPI. Your administrator needs to "
            "check your profile's rights."
        )
    return N_("GLPI rejected the request: {said}", said=said)


def parse_created_number(data: Json) -> str:
    """Return the ID of the created entry in a response.

    Raises:
        OutcomeUnknownError: there is none.
    """
    number = str(data.get("id", "")) if isinstance(data, dict) else ""
    if not number.isdecimal() or number == "0":
        raise missing_number.build_ticket_unknown_error(data)
    return number


def to_integer(value: Json) -> int:
    """Return a number that GLPI sent as a number or as text; 0 if invalid."""
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0
