"""Classifies connection failures, with a message and advice for each."""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from selfhelp.core.errors import (
    DeskBusyError,
    DeskError,
    DeskRefusedError,
    DeskUnreachableError,
    DeskUntrustedError,
    OutcomeUnknownError,
    SignInNeededError,
)
from selfhelp.core.model import Json
from selfhelp.core.text import N_, Text

WAIT = 60.0
WAIT_LIMITS = (1.0, 86_400.0)
WORDS_LIMIT = 300


E = TypeVar("E", bound=DeskError)


class FailureKind(StrEnum):
    """The place where a connection failed, with its own message and advice."""

    NAME = "name"
    CONNECTION = "connection"
    TIME = "time"
    PROXY = "proxy"
    PROXY_SIGN_IN = "proxy-sign-in"
    PROXY_FORBIDS = "proxy-forbids"
    PROXY_SCRIPT = "proxy-script"
    CERTIFICATE = "certificate"
    EXPIRED = "certificate-expired"
    NOT_YET = "certificate-not-yet"
    WRONG_HOST = "certificate-host"
    UNKNOWN_CA = "certificate-unknown"
    REVOKED = "certificate-revoked"
    OTHER_PAGE = "other-page"
    SIGN_IN = "sign-in"
    SERVER = "server"


_CERTIFICATE: Mapping[int, FailureKind] = MappingProxyType(
    {
        # OpenSSL, x509_vfy.h
        9: FailureKind.NOT_YET,
        10: FailureKind.EXPIRED,
        23: FailureKind.REVOKED,
        **dict.fromkeys((18, 19, 20, 21), FailureKind.UNKNOWN_CA),
        **dict.fromkeys((62, 64), FailureKind.WRONG_HOST),
        # Windows, winerror.h: CERT_E_EXPIRED (also before its time), _UNTRUSTEDROOT, _CN_NO_MATCH, _REVOKED
        0x800B0101: FailureKind.EXPIRED,
        0x800B0109: FailureKind.UNKNOWN_CA,
        0x800B010F: FailureKind.WRONG_HOST,
        0x80092010: FailureKind.REVOKED,
        0x800B010C: FailureKind.REVOKED,
        0x800B010A: FailureKind.UNKNOWN_CA,
        # macOS, SecBase.h
        -67818: FailureKind.EXPIRED,
        -67819: FailureKind.NOT_YET,
        -67602: FailureKind.WRONG_HOST,
        -67843: FailureKind.UNKNOWN_CA,
        -67820: FailureKind.REVOKED,
    }
)
"""Kinds of failure by OpenSSL verification error; the numbers of Windows and macOS are untested."""

_UNTRUSTED: Mapping[FailureKind, Text] = MappingProxyType(
    {
        FailureKind.EXPIRED: N_(
            "The help desk's certificate has expired, or this computer's clock is wrong (it shows "
            "{now}). Nothing was sent. Set the clock, or contact your administrator."
        ),
        FailureKind.NOT_YET: N_(
            "The help desk's certificate isn't valid yet. This computer's clock is probably wrong (it "
            "shows {now}). Nothing was sent. Set the clock."
        ),
        FailureKind.WRONG_HOST: N_(
            "The certificate belongs to a different server, so nothing was sent. A network sign-in "
            "page may be the cause: open a web page to check. If that doesn't help, contact your "
            "administrator."
        ),
        FailureKind.UNKNOWN_CA: N_(
            "The help desk's certificate wasn't issued by a trusted authority, so nothing "
            "was sent. Your administrator needs to add that authority (network.ca_file)."
        ),
        FailureKind.REVOKED: N_(
            "The help desk's certificate has been revoked, so nothing was sent. Contact your administrator."
        ),
        FailureKind.CERTIFICATE: N_(
            "The help desk's certificate isn't trusted, so nothing was sent. Check this computer's "
            "clock, or contact your administrator."
        ),
    }
)

_PROXY_ASKS = N_(
    "Your network's proxy requires a user name and password. Enter them with “Sign in”, or contact "
    "your administrator."
)
_PROXY_REFUSES = N_(
    "Your network's proxy rejected the user name or password. Enter them again with “Sign in”, or "
    "contact your administrator."
)


def is_proxy_sign_in_needed(reason: Text | None) -> bool:
    """Return whether a failure means that a proxy requires a user name and password."""
    return reason is not None and reason.template in (_PROXY_ASKS.template, _PROXY_REFUSES.template)


def is_permission_missing(reason: Text | None) -> bool:
    """Return whether the desk knows the user, but forbids what was asked (403), so that IT must allow it."""
    return reason is not None and reason.template == _FORBIDDEN.template


def build_forbidden_message(said: str) -> Text:
    """Return the message for a request that the desk forbids (403); a new sign-in doesn't help."""
    return Text(_FORBIDDEN.template, {"said": find_quotable_text(said) or "403"})


_FORBIDDEN = N_(
    "You don't have permission for this in the help desk system ({said}). Your IT department "
    "can give you access."
)

ENTRY_MISSING = N_("This entry doesn't exist in the help desk system, or you don't have access to it.")
"""The message for something that the desk doesn't have, or hides from this user (404)."""

TICKET_REFUSED = N_(
    "The help desk system refused to create this ticket. You may not have permission. Call the help desk, or "
    "sign in with another account."
)
"""The message for a new ticket that the desk refuses without an explanation (403, 404)."""


_PROXY_SAYS = (
    ("407", FailureKind.PROXY_SIGN_IN, _PROXY_ASKS),
    # tinyproxy 1.11 asks with 407 and answers a wrong password with 401.
    ("401", FailureKind.PROXY_SIGN_IN, _PROXY_REFUSES),
    (
        "403",
        FailureKind.PROXY_FORBIDS,
        N_(
            "Your network's proxy blocks this app's connection to the help desk. Your administrator "
            "needs to allow the help desk's address."
        ),
    ),
    *(
        (
            status,
            FailureKind.PROXY,
            N_("Your network's proxy can't reach the help desk's server."),
        )
        for status in ("502", "503", "504")
    ),
)


@dataclass(frozen=True, slots=True)
class RequestProgress:
    """The progress of a request when it failed.

    Attributes:
        safe: True if it changes nothing on the server.
        sent: True if a connection was established, so that the server may have read it.
        time_over: True if it was aborted at the deadline.
    """

    safe: bool
    sent: bool
    time_over: bool

    @property
    def is_repeatable(self) -> bool:
        """Whether the request may be sent again without looking up whether it succeeded."""
        return self.safe or not self.sent


def make_error_from_exception(error: Exception, journey: RequestProgress) -> DeskError:
    """Return the error for an exchange that ended without a response."""
    from requests import exceptions as wrong

    words = str(error)
    if isinstance(error, wrong.ProxyError) and not journey.sent:
        # Only before the tunnel stands: a line that breaks behind a proxy is called the proxy's fault too.
        return make_error_from_proxy_answer(words)
    if isinstance(error, wrong.InvalidSchema) and "SOCKS" in words:
        return _add_failure_kind(FailureKind.PROXY, DeskUnreachableError(_SOCKS, detail=words))
    if isinstance(error, wrong.SSLError) and not journey.sent:
        return _build_tls_error(error, words)
    if not journey.is_repeatable:
        message = N_("The connection was lost before the help desk's server responded.")
        return _add_failure_kind(FailureKind.CONNECTION, OutcomeUnknownError(message, detail=words))
    if journey.time_over or isinstance(error, wrong.Timeout):
        message = N_("The help desk's server isn't responding.")
        return _add_failure_kind(FailureKind.TIME, DeskUnreachableError(message, detail=words))
    return _build_connection_error(words)


def _add_failure_kind(trouble: FailureKind, error: E) -> E:
    error.trouble = trouble
    return error


_SOCKS = N_(
    "Your network settings use a SOCKS proxy, which this app doesn't support. Ask your administrator "
    "for an HTTP proxy."
)


def make_error_from_proxy_answer(words: str, kinds: Sequence[str] = (), *, tried: bool = False) -> DeskError:
    """Return the error for a proxy that rejected the connection.

    Args:
        words: the failure, such as "Tunnel connection failed: 407 …".
        kinds: the authentication schemes it supports, in lower case; empty if unknown.
        tried: True if a user name and password were sent.
    """
    if "failed: 407" in words and kinds and "basic" not in kinds:
        message = N_(
            "Your network's proxy requires a sign-in method that isn't supported ({kinds}). Ask your "
            "administrator to exempt the help desk's address.",
            kinds=", ".join(kinds)[:60],
        )
        return _add_failure_kind(FailureKind.PROXY_SIGN_IN, DeskUnreachableError(message, detail=words))
    if "failed: 407" in words and tried:
        return _add_failure_kind(
            FailureKind.PROXY_SIGN_IN, DeskUnreachableError(_PROXY_REFUSES, detail=words)
        )
    for status, trouble, message in _PROXY_SAYS:
        if f"failed: {status}" in words:
            return _add_failure_kind(trouble, DeskUnreachableError(message, detail=words))
    message = N_("Your network's proxy can't be used. Check the system's proxy settings.")
    return _add_failure_kind(FailureKind.PROXY, DeskUnreachableError(message, detail=words))


def _build_tls_error(error: Exception, words: str) -> DeskError:
    """Return the error for a TLS failure; only a failed certificate check means an untrusted server."""
    import ssl

    cause = next((e for e in _iter_error_chain(error) if isinstance(e, ssl.SSLCertVerificationError)), None)
    if cause is None and "certificate verify failed" not in words.lower():
        message = N_("Couldn't establish a secure connection to the help desk's server.")
        return _add_failure_kind(FailureKind.CONNECTION, DeskUnreachableError(message, detail=words))
    trouble = _CERTIFICATE.get(getattr(cause, "verify_code", 0), FailureKind.CERTIFICATE)
    sentence = _UNTRUSTED[trouble]
    if trouble in (FailureKind.EXPIRED, FailureKind.NOT_YET):
        sentence = Text(sentence.template, {"now": datetime.now().astimezone()})
    return _add_failure_kind(trouble, DeskUntrustedError(sentence, detail=words))


def _iter_error_chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error, its causes, and the errors that it wraps."""
    pending, seen = [error], set()
    while pending:
        one = pending.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        inner = [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
        pending += [e for e in inner if isinstance(e, BaseException)]


def _build_connection_error(words: str) -> DeskError:
    if "resolve" in words or "NameResolution" in words or "getaddrinfo" in words:
        message = N_(
            "The help desk's address can't be found on this network. Check your connection, or "
            "connect to the VPN."
        )
        return _add_failure_kind(FailureKind.NAME, DeskUnreachableError(message, detail=words))
    message = N_("The help desk's server can't be reached.")
    return _add_failure_kind(FailureKind.CONNECTION, DeskUnreachableError(message, detail=words))


def make_unexpected_page_error(safe: bool, detail: str) -> DeskError:
    """Return the error for a response that isn't from the help desk."""
    message = N_(
        "The response didn't come from the help desk's server. A network sign-in page "
        "may be the cause: open a web page to check."
    )
    kind = DeskUnreachableError if safe else OutcomeUnknownError
    return _add_failure_kind(FailureKind.OTHER_PAGE, kind(message, detail=detail))


NOT_RECOGNISED = N_("The help desk didn't recognise your sign-in. Sign in to continue.")
"""The message for a rejected or missing sign-in, also for the first one."""


def make_error_from_status(status: int, headers: Mapping[str, str], body: bytes, safe: bool) -> DeskError:
    """Return the error for an unsuccessful status; ``detail`` begins with the status."""
    said = find_refusal_text(headers, body)
    detail = f"{status} {said}".strip()
    if status == 429 or (status == 503 and "retry-after" in headers):
        wait = parse_retry_after(headers.get("retry-after", ""), time.time)
        return DeskBusyError(N_("The help desk's server is busy."), wait=wait, detail=detail)
    if status in (401, 403):
        return _add_failure_kind(
            FailureKind.SIGN_IN, SignInNeededError(_build_sign_in_message(status, said), detail=detail)
        )
    if status >= 500 or status in (408, 425):
        return _build_server_error(status, safe, detail)
    return DeskRefusedError(_build_refused_message(status, find_quotable_text(said)), detail=detail)


def _build_server_error(status: int, safe: bool, detail: str) -> DeskError:
    message = N_("The help desk's server returned an error ({status}).", status=status)
    kind = DeskUnreachableError if safe else OutcomeUnknownError
    return _add_failure_kind(FailureKind.SERVER, kind(message, detail=detail))


def _build_sign_in_message(status: int, said: str) -> Text:
    if status == 401:
        return NOT_RECOGNISED
    return build_forbidden_message(said)


def does_error_concern_one_ticket(error: DeskError) -> bool:
    """Return whether an error only concerns one ticket, so that sending other tickets can continue."""
    return isinstance(error, DeskRefusedError) or error.detail.startswith("403")


def is_ticket_gone(error: DeskError) -> bool:
    """Return whether the desk has no such ticket; a desk that refuses to show it (401, 403) may have it."""
    return isinstance(error, DeskRefusedError) and not error.detail.startswith(("401", "403"))


def _build_refused_message(status: int, said: str) -> Text:
    if status == 404:
        return N_(
            "The page wasn't found on the help desk's server. Your administrator needs to check the address."
        )
    if status == 413:
        return N_(
            "Your message is too large for the help desk's server. Remove the largest "
            "file, and send the message again."
        )
    if status < 400:
        return N_(
            "The help desk's server redirects to another address, which isn't allowed. Contact your "
            "administrator."
        )
    if said:
        return N_("The help desk's server rejected the request: {said}", said=said)
    return N_("The help desk's server rejected the request (error {status}).", status=status)


def find_refusal_text(headers: Mapping[str, str], body: bytes) -> str:
    """Return the server's explanation of a refusal as one line; "" if the body is a web page."""
    kind = headers.get("content-type", "").lower()
    text = ""
    if "json" in kind:
        text = _find_explanation(body)
    elif kind.startswith("text/plain"):
        text = body[: 4 * WORDS_LIMIT].decode("utf-8", "replace")
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line[:WORDS_LIMIT]


def find_quotable_text(said: str) -> str:
    """Return a server's explanation; "" for a single short word, such as "no", which explains nothing."""
    return "" if _SHORT_WORD.fullmatch(said) else said


_SHORT_WORD = re.compile(r"[^\w\s]*[A-Za-z]{0,5}[^\w\s]*")

_WHERE = ("message", "errorMessage", "errorMessages", "details", "errors", "description", "error", "detail")
"""Fields with an explanation: in Jira ``errorMessage``, Zendesk ``details``, Freshservice ``errors``."""


def _find_explanation(body: bytes) -> str:
    """Return the explanation in a JSON response, in any of the help desks' formats; "" if none."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    for _ in range(6):
        if isinstance(data, dict):
            known = (data[k] for k in _WHERE if data.get(k))
            data = next(known, "") or _find_first_field_error(data) or next(iter(data.values()), "")
        elif isinstance(data, list):
            data = data[-1] if data else ""
    return data if isinstance(data, str) else ""


def _find_first_field_error(data: Mapping[str, Json]) -> str:
    """Return the first error of a field, given as a list (Django) or as text (Jira)."""
    for name, complaints in data.items():
        first = complaints[0] if isinstance(complaints, list) and complaints else complaints
        if isinstance(first, str) and first:
            return f"{name}: {first}"
    return ""


def parse_retry_after(retry_after: str, now: Callable[[], float]) -> float:
    """Return the delay in seconds from a Retry-After header (number or date), within `WAIT_LIMITS`."""
    try:
        seconds = float(retry_after)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(retry_after).timestamp() - now()
        except (ValueError, TypeError, OverflowError):
            seconds = WAIT
    low, high = WAIT_LIMITS
    return WAIT if math.isnan(seconds) else min(max(seconds, low), high)
