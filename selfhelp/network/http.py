"""Sends HTTP requests to a help desk's server, through proxies and within limits."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO, Protocol
from urllib.parse import urljoin, urlsplit

from selfhelp.core.errors import ConfigurationError, DeskRefusedError, DeskUnreachableError
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.network.exchange import DeadlineError, Exchange
from selfhelp.network.failures import (
    FailureKind,
    RequestProgress,
    make_error_from_exception,
    make_error_from_proxy_answer,
    make_error_from_status,
    make_unexpected_page_error,
)
from selfhelp.network.request_body import FileBody, FormPart, HttpRequest, MultipartBody, UrlEncodedBody
from selfhelp.network.trust import build_tls_context
from selfhelp.policy.policy import is_server_address

if TYPE_CHECKING:
    import ssl

    import requests

    from selfhelp.network.routes import Route, Router
    from selfhelp.network.tracking_adapter import TrackingAdapter

REPLY_LIMIT = 4_000_000
REDIRECTS = 3


@dataclass(frozen=True, slots=True)
class HttpReply:
    """A server's response.

    Attributes:
        status: 2xx, 304, or a status that the caller expects.
        headers: by name in lower case.
        body: decompressed.
        safe: True if the request changed nothing, so that it may be repeated.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    safe: bool

    def parse_json(self) -> Json:
        """Return the body parsed as JSON.

        Raises:
            OutcomeUnknownError, DeskUnreachableError: it isn't JSON from the help desk, or damaged.
        """
        if "json" not in self.headers.get("content-type", "").lower():
            raise make_unexpected_page_error(self.safe, self.headers.get("content-type", ""))
        try:
            return json.loads(
                self.body, parse_constant=_parse_finite_number, parse_float=_parse_finite_number
            )
        except (ValueError, RecursionError) as error:
            raise make_unexpected_page_error(self.safe, "damaged JSON") from error


def _parse_finite_number(text: str) -> float:
    """Return a number; reject ``NaN``, ``Infinity`` and what is too large for a number, such as 1e999."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


class Authorization(Protocol):
    """Supplies the Authorization header; a plain function suffices if the value can't be renewed."""

    def __call__(self) -> str:
        """Return the value of the Authorization header, or "" for none."""

    def renew(self) -> bool:
        """Get a new value after a 401 response; return whether there is one.

        Raises:
            SignInNeededError: the user must sign in again.
            DeskUnreachableError: the server that renews it doesn't respond.
        """


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """Time limits in seconds: to connect, between two bytes, and for the whole exchange.

    The whole exchange includes routing, proxies, redirects and the renewal of a sign-in.
    """

    connect: float = 10.0
    read: float = 60.0
    total: float = 600.0

    def cap_time_limits(self, seconds: float) -> TimeLimits:
        """Return the limits, none of them longer than ``seconds``."""
        return TimeLimits(min(self.connect, seconds), min(self.read, seconds), min(self.total, seconds))


class HttpClient:
    """Client for one server. Raises only `DeskError` types, see `selfhelp.core.errors`.

    Certificate verification can't be turned off.
    """

    def __init__(
        self,
        base_url: str,
        authorization: Authorization | Callable[[], str],
        *,
        routes: Router,
        times: TimeLimits | None = None,
    ) -> None:
        """Create the client without opening anything.

        Args:
            base_url: the server, for instance ``https://rt.example.com/REST/2.0``.
            authorization: returns the value of the Authorization header, or "" for none. A renewable value is
                renewed once per request, and the request is sent again, because a server that responds with
                401 didn't process it (RFC 9110, 15.5.2).
            routes: the routes to the server, with their trusted certificates.
            times: the limits of one exchange.

        Raises:
            ConfigurationError: the address is missing, or plain http to another computer.
        """
        self.base_url = _require_allowed_url(base_url).rstrip("/")
        self._authorization = authorization
        self._usual = self._times = times or TimeLimits()
        self._routes = routes
        self._context: ssl.SSLContext | None = None

    def limit_time(self, seconds: float | None) -> None:
        """Limit the duration of every request, in seconds; None restores the defaults."""
        usual = self._usual
        self._times = usual if seconds is None else usual.cap_time_limits(seconds)

    def request(  # noqa: PLR0913 - each is named where it is given
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Json | MultipartBody | FileBody | UrlEncodedBody = None,
        headers: Mapping[str, str] | None = None,
        expect: Collection[int] = (),
        sink: BinaryIO | None = None,
    ) -> HttpReply:
        """Send a request and return the reply.

        Args:
            method: GET changes nothing and follows redirects on the same server; others never do.
            path: below the base address, beginning with a slash.
            query: the query parameters.
            body: plain data, sent as JSON; a form; or one file. Files are read from their current position.
            headers: further headers, such as If-None-Match.
            expect: statuses beyond 2xx and 304 that the caller handles.
            sink: receives the body of a 200 in chunks, without the size limit; the reply's body is then
                empty.

        Raises:
            DeskUnreachableError: nothing was changed; a retry is safe.
            OutcomeUnknownError: the request may have been processed.
            DeskBusyError, SignInNeededError, DeskRefusedError, DeskUntrustedError: see
                `selfhelp.core.errors`.
        """
        question = HttpRequest(method, self.base_url + path, query, body, headers or {})
        exchange: Exchange[HttpReply] = Exchange(self._times.total)
        begun = _ResponseSink(sink, exchange) if sink is not None else None
        try:
            reply = exchange.run(lambda: self._send_following_redirects(question, begun, exchange))
        except DeadlineError as error:
            raise make_error_from_exception(
                error, RequestProgress(question.is_safe, exchange.sent, time_over=True)
            ) from error
        if reply.status < 300 or reply.status == 304 or reply.status in expect:
            return reply
        raise make_error_from_status(reply.status, reply.headers, reply.body, question.is_safe)

    def _send_following_redirects(
        self, question: HttpRequest, sink: _ResponseSink | None, exchange: Exchange[HttpReply]
    ) -> HttpReply:
        """Send a request, follow the redirects of a safe request, and return the last reply."""
        for _ in range(REDIRECTS):
            reply = self._send_with_renewal(question, sink, exchange)
            if not (question.is_safe and reply.status in (301, 302, 303, 307, 308)):
                break
            url = self._require_same_server(question.url, reply.headers.get("location", ""))
            question = replace(question, url=url, query=None)
        return reply

    def _send_with_renewal(
        self, question: HttpRequest, sink: _ResponseSink | None, exchange: Exchange[HttpReply]
    ) -> HttpReply:
        """Send a request; if the server rejects the credentials, renew them and send it again."""
        starts = question.record_file_offsets()
        reply = self._send_by_any_route(question, sink, exchange)
        renew = getattr(self._authorization, "renew", None)
        if reply.status == 401:
            exchange.mark_unsent()
        if reply.status != 401 or renew is None or not renew():
            return reply
        for stream, start in starts:
            stream.seek(start)
        return self._send_by_any_route(question, sink, exchange)

    def _send_by_any_route(
        self, question: HttpRequest, sink: _ResponseSink | None, exchange: Exchange[HttpReply]
    ) -> HttpReply:
        """Send a request by the first route that reaches the server, and return the reply.

        Another route is tried only if a proxy rejected the connection, so that nothing was sent.
        """
        ways = list(self._routes.list_routes(question.url))
        while True:
            way = ways.pop(0)
            try:
                return self._send_by_route(way, question, sink, exchange)
            except DeskUnreachableError as error:
                if sink is not None and sink.written:
                    raise  # a second answer would follow on half of the first
                signed = (
                    self._routes.read_proxy_sign_in(way)
                    if error.trouble == FailureKind.PROXY_SIGN_IN
                    else None
                )
                if signed is not None:
                    ways.insert(0, signed)
                elif (
                    error.trouble not in (FailureKind.PROXY, FailureKind.CONNECTION, FailureKind.NAME)
                    or not ways
                ):
                    raise

    def _send_by_route(
        self, way: Route, question: HttpRequest, sink: _ResponseSink | None, exchange: Exchange[HttpReply]
    ) -> HttpReply:
        """Send a request by one route and return the reply with any status."""
        from requests.exceptions import ProxyError, RequestException

        from selfhelp.network.tracking_adapter import TokenAuth, TrackingAdapter, fetch_proxy_auth_schemes

        signature = TokenAuth(self._authorization())
        if self._context is None:
            self._context = build_tls_context(self._routes.ca_file)
        exchange.mark_unsent()
        data, headers = question.open_body_and_headers()
        times = self._times.cap_time_limits(exchange.compute_seconds_left())
        try:
            with self._open_session(way, TrackingAdapter(self._context, exchange)) as session:
                response = session.request(
                    question.method,
                    question.url,
                    params=question.query,
                    data=data,
                    headers={"Accept": "application/json", **question.headers, **headers},
                    auth=signature,
                    timeout=(times.connect, times.read),
                    allow_redirects=False,
                    stream=True,
                )
                with response:  # also one that is not read to its end
                    return _read_reply(response, question.is_safe, sink)
        except (RequestException, OSError, ValueError) as error:
            words = str(error)
            if isinstance(error, ProxyError) and not exchange.sent and "failed: 407" in words:
                left = times.cap_time_limits(exchange.compute_seconds_left()).connect
                kinds = fetch_proxy_auth_schemes(way.proxy, question.url, left, exchange)
                raise make_error_from_proxy_answer(words, kinds, tried="@" in way.proxy) from error
            raise make_error_from_exception(
                error, RequestProgress(question.is_safe, exchange.sent, exchange.over)
            ) from error

    @contextmanager
    def _open_session(self, way: Route, wire: TrackingAdapter) -> Iterator[requests.Session]:
        """Open a session for a single exchange, so that no stale connection is reused.

        The environment (.netrc, CA bundles) is ignored; the route was chosen before.
        """
        import requests

        with requests.Session() as session:
            session.trust_env = False
            if way.proxy:
                session.proxies = {"https": way.proxy}
            session.mount("https://", wire)
            session.mount("http://", wire)
            session.headers["User-Agent"] = "selfhelp"
            yield session

    def _require_same_server(self, url: str, location: str) -> str:
        """Return the target of a redirect on the same server.

        Raises:
            DeskRefusedError: it leads to another server, which must not see the token.
        """
        target = urljoin(url, location)
        old, new = urlsplit(url), urlsplit(target)
        if location and (old.scheme, old.netloc) == (new.scheme, new.netloc):
            return target
        message = N_(
            "The help desk's server redirects to another address, which isn't allowed. Contact your "
            "administrator."
        )
        raise DeskRefusedError(message, detail=location[:200])


@dataclass(slots=True)
class _ResponseSink:
    """Writer that passes a response to the sink until the deadline, and records whether data arrived."""

    sink: BinaryIO
    exchange: Exchange[HttpReply]
    written: bool = False

    def write(self, data: bytes) -> None:
        self.exchange.compute_seconds_left()
        self.written = True
        self.sink.write(data)


def _read_reply(response: requests.Response, safe: bool, sink: _ResponseSink | None = None) -> HttpReply:
    """Return the reply read from a response; its decompressed size is limited."""
    body = bytearray()
    for chunk in response.iter_content(65536):
        if sink is not None and response.status_code == 200:
            sink.write(chunk)
            continue
        body += chunk
        if len(body) > REPLY_LIMIT:
            raise make_unexpected_page_error(safe, f"larger than {REPLY_LIMIT} bytes")
    headers = {name.lower(): value for name, value in response.headers.items()}
    return HttpReply(response.status_code, headers, bytes(body), safe)


def _require_allowed_url(base_url: str) -> str:
    """Return a server address after checking that it is allowed.

    Raises:
        ConfigurationError: it is missing, malformed, or plain http to another computer.
    """
    if base_url and is_server_address(base_url):
        return base_url
    if base_url.lower().startswith("http://"):
        message = N_(
            "The help desk's address must begin with https://. Otherwise, others on the "
            "network could read your ticket. Your administrator needs to correct the "
            "address."
        )
    else:
        message = N_("The help desk's address is missing or wrong. Your administrator needs to set it.")
    raise ConfigurationError(message, detail=base_url[:200])


__all__ = [
    "Authorization",
    "UrlEncodedBody",
    "MultipartBody",
    "HttpClient",
    "FormPart",
    "FileBody",
    "HttpReply",
    "TimeLimits",
]
