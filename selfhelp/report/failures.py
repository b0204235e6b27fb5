"""What went wrong on the way to a help desk, as a sentence, and what may be done next."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from selfhelp.errors import (
    DeskBusyError,
    DeskError,
    DeskRefusedError,
    DeskUnreachableError,
    DeskUntrustedError,
    OutcomeUnknownError,
    SignInNeededError,
)
from selfhelp.model import Json
from selfhelp.text import N_, Text

WAIT = 60.0
WAIT_LIMITS = (1.0, 86_400.0)
WORDS_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Journey:
    """How far a request got.

    Attributes:
        safe: whether it changes nothing on the server.
        sent: whether a connection stood, so that the server may have read it.
        time_over: whether we ended it because it took too long.
    """

    safe: bool
    sent: bool
    time_over: bool

    @property
    def repeatable(self) -> bool:
        """Whether the same request may be sent again without looking first."""
        return self.safe or not self.sent


def of_exception(error: Exception, journey: Journey) -> DeskError:
    """Return our error for an exchange that did not end in an answer."""
    from requests import exceptions as wrong

    words = str(error)
    if isinstance(error, wrong.ProxyError):
        return DeskUnreachableError(_proxy(words), detail=words)
    if isinstance(error, wrong.SSLError) and not journey.sent:
        return _tls(words)
    if not journey.repeatable:
        return OutcomeUnknownError(
            N_("The connection broke before the help desk answered. We look whether your ticket arrived."),
            detail=words,
        )
    if journey.time_over or isinstance(error, wrong.Timeout):
        return DeskUnreachableError(
            N_("The help desk does not answer in time. We try again later."), detail=words
        )
    return DeskUnreachableError(_connection(words), detail=words)


def _proxy(words: str) -> Text:
    if "407" in words:
        return N_(
            "The proxy of your network wants a user name and a password. Enter them in the system's proxy "
            "settings, or ask your administrator."
        )
    return N_("The proxy of your network cannot be used. Check the system's proxy settings.")


def _tls(words: str) -> DeskError:
    """Only a certificate that fails its check is a matter of trust; a torn handshake is a torn line."""
    if "certificate" not in words.lower() and "CERT" not in words:
        message = N_("The secure connection to the help desk could not be set up. We try again later.")
        return DeskUnreachableError(message, detail=words)
    message = N_(
        "The help desk's certificate is not trusted, so nothing is sent. Tell your administrator; a wrong "
        "clock on this computer can also be the reason."
    )
    return DeskUntrustedError(message, detail=words)


def _connection(words: str) -> Text:
    if "resolve" in words or "NameResolution" in words or "getaddrinfo" in words:
        return N_("The help desk's name is not known in this network. Are you connected, or is a VPN needed?")
    return N_("The help desk cannot be reached. We try again later.")


def other_page(safe: bool, detail: str) -> DeskError:
    """Return the error for an answer that is not the help desk's own."""
    message = N_(
        "Something else than the help desk answered, for instance a sign-in page of the network. "
        "Open a web page to see whether the network wants you to sign in."
    )
    return (
        DeskUnreachableError(message, detail=detail) if safe else OutcomeUnknownError(message, detail=detail)
    )


def of_status(status: int, headers: Mapping[str, str], body: bytes, safe: bool) -> DeskError:
    """Return our error for a status that is not a success. ``detail`` begins with the status."""
    said = words(headers, body)
    detail = f"{status} {said}".strip()
    if status == 429 or (status == 503 and "retry-after" in headers):
        wait = wait_of(headers.get("retry-after", ""), time.time)
        return DeskBusyError(N_("The help desk is busy. We try again later."), wait=wait, detail=detail)
    if status in (401, 403):
        return SignInNeededError(_sign_in(status, said), detail=detail)
    if status >= 500 or status in (408, 425):
        return _server_error(status, safe, detail)
    return DeskRefusedError(_refused(status, said), detail=detail)


def _server_error(status: int, safe: bool, detail: str) -> DeskError:
    message = N_("The help desk's server has a problem of its own (error {status}).", status=status)
    return (
        DeskUnreachableError(message, detail=detail) if safe else OutcomeUnknownError(message, detail=detail)
    )


def _sign_in(status: int, said: str) -> Text:
    if status == 401:
        return N_("The help desk does not know who you are. Sign in again.")
    return N_("The help desk does not let you do this: {said}. Sign in again.", said=said or str(status))


def _refused(status: int, said: str) -> Text:
    if status == 404:
        return N_("The help desk's server has no such page. Your administrator must check its address.")
    if status == 413:
        return N_("The help desk does not take that much at once. Leave out the largest file and send again.")
    if status < 400:
        return N_(
            "The help desk's server sends us to another address, which we do not follow. "
            "Tell your administrator."
        )
    if said:
        return N_("The help desk refused this: {said}", said=said)
    return N_("The help desk refused this (error {status}).", status=status)


def words(headers: Mapping[str, str], body: bytes) -> str:
    """Return what a server says about its refusal, as one plain line; "" where it is a page."""
    kind = headers.get("content-type", "").lower()
    text = ""
    if "json" in kind:
        text = _message(body)
    elif kind.startswith("text/plain"):
        text = body[: 4 * WORDS_LIMIT].decode("utf-8", "replace")
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line[:WORDS_LIMIT]


_WHERE = ("message", "errorMessage", "errorMessages", "details", "errors", "description", "error", "detail")
"""Where desks put it: Jira in ``errorMessage``, Zendesk in ``details``, Freshservice in ``errors``"""


def _message(body: bytes) -> str:
    """Find the sentence in the shapes that help desks use: an object, a list, a text."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    for _ in range(6):
        if isinstance(data, dict):
            known = (data[k] for k in _WHERE if data.get(k))
            data = next(known, "") or _of_field(data) or next(iter(data.values()), "")
        elif isinstance(data, list):
            data = data[-1] if data else ""
    return data if isinstance(data, str) else ""


def _of_field(data: Mapping[str, Json]) -> str:
    """Return the first complaint about a field: ``{"field": ["complaint"]}`` of Django, as text of Jira."""
    for name, complaints in data.items():
        first = complaints[0] if isinstance(complaints, list) and complaints else complaints
        if isinstance(first, str) and first:
            return f"{name}: {first}"
    return ""


def wait_of(retry_after: str, now: Callable[[], float]) -> float:
    """Return seconds from a Retry-After header: a number or a date, within limits whatever it says."""
    try:
        seconds = float(retry_after)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(retry_after).timestamp() - now()
        except (ValueError, TypeError, OverflowError):
            seconds = WAIT
    low, high = WAIT_LIMITS
    return WAIT if math.isnan(seconds) else min(max(seconds, low), high)
