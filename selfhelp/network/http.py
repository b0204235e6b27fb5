"""Speaks to a help desk's server: through the company's proxy, with its certificates, within limits."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO, Protocol
from urllib.parse import urljoin, urlsplit

from selfhelp.core.errors import ConfigurationError, DeskRefusedError, DeskUnreachableError
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.network.deadline import Exchange, TimeOverError
from selfhelp.network.failures import Journey, Trouble, of_exception, of_proxy, of_status, other_page
from selfhelp.network.request_body import Fields, Form, Part, Question, Raw
from selfhelp.network.trust import trust
from selfhelp.policy.policy import is_address

if TYPE_CHECKING:
    import ssl

    import requests

    from selfhelp.network.way import Router, Way
    from selfhelp.network.wire import Wire

REPLY_LIMIT = 4_000_000
REDIRECTS = 3


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered.

    Attributes:
        status: 2xx, 304, or a status that the caller expected.
        headers: by name in lower case.
        body: as sent, decompressed.
        safe: whether the request changed nothing, so that it may be repeated.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    safe: bool

    def json(self) -> Json:
        """Return the body as plain data.

        Raises:
            OutcomeUnknownError, DeskUnreachableError: it is a page of somebody else, or damaged.
        """
        if "json" not in self.headers.get("content-type", "").lower():
            raise other_page(self.safe, self.headers.get("content-type", ""))
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise other_page(self.safe, "damaged JSON") from error


class Authorization(Protocol):
    """Says who we are. A function that returns the header's value will do where nothing can be renewed."""

    def __call__(self) -> str:
        """Return the value of the Authorization header, or "" for none."""

    def renew(self) -> bool:
        """Get a new value after the server answered 401; return whether there is one now.

        Raises:
            SignInNeededError: only the person can sign in again, with a sentence that says so.
            DeskUnreachableError: nobody who could renew it answers now.
        """


@dataclass(frozen=True, slots=True)
class Times:
    """Limits in seconds: to connect, between two bytes, and for the whole exchange.

    The whole exchange is all of it: finding the way, the proxy, redirects, a sign-in that is renewed.
    """

    connect: float = 10.0
    read: float = 60.0
    total: float = 600.0

    def within(self, seconds: float) -> Times:
        """Return the same limits, none of them longer than this."""
        return Times(min(self.connect, seconds), min(self.read, seconds), min(self.total, seconds))


class Http:
    """Requests to one server. Raises the `DeskError` family only, see `selfhelp.core.errors`.

    There is no switch to turn the check of certificates off.
    """

    def __init__(
        self,
        base_url: str,
        authorization: Authorization | Callable[[], str],
        *,
        routes: Router,
        times: Times | None = None,
    ) -> None:
        """Create one; nothing is opened yet.

        Args:
            base_url: the server, for instance ``https://rt.example.com/REST/2.0``.
            authorization: returns the value of the Authorization header, or "" for none. Where it can be
                renewed it is, once for a request, and the request is sent again: a server that answers
                401 did not carry it out (RFC 9110, 15.5.2).
            routes: which way leads there, and whose certificates are trusted on it.
            times: the limits of one exchange.

        Raises:
            ConfigurationError: the address is missing, or plain http to another computer.
        """
        self.base_url = _checked(base_url).rstrip("/")
        self._authorization = authorization
        self._usual = self._times = times or Times()
        self._routes = routes
        self._context: ssl.SSLContext | None = None

    def limit_time(self, seconds: float | None) -> None:
        """Let no request go on for longer than this; None: the usual limits."""
        usual = self._usual
        self._times = usual if seconds is None else usual.within(seconds)

    def request(  # noqa: PLR0913 - each is named where it is given
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Json | Form | Raw | Fields = None,
        headers: Mapping[str, str] | None = None,
        expect: Collection[int] = (),
        sink: BinaryIO | None = None,
    ) -> Reply:
        """Send a request and return the reply.

        Args:
            method: GET changes nothing and follows redirects on the same server; others never do.
            path: below the base address, beginning with a slash.
            query: what follows the question mark.
            body: plain data, sent as JSON, a form, or the bytes of one file. Files are read from where
                they stand.
            headers: further ones, such as If-None-Match, or a server's own name for our token.
            expect: statuses beyond 2xx and 304 that the caller understands.
            sink: where the bytes of a 200 go, in pieces and without the limit of a reply; its body is
                then empty.

        Raises:
            DeskUnreachableError: nothing was changed; a retry is safe.
            OutcomeUnknownError: it may have been carried out.
            DeskBusyError, SignInNeededError, DeskRefusedError, DeskUntrustedError: see there.
        """
        question = Question(method, self.base_url + path, query, body, headers or {})
        exchange: Exchange[Reply] = Exchange(self._times.total)
        begun = _Begun(sink, exchange) if sink is not None else None
        try:
            reply = exchange.run(lambda: self._followed(question, begun, exchange))
        except TimeOverError as error:
            raise of_exception(error, Journey(question.safe, exchange.sent, time_over=True)) from error
        if reply.status < 300 or reply.status == 304 or reply.status in expect:
            return reply
        raise of_status(reply.status, reply.headers, reply.body, question.safe)

    def _followed(self, question: Question, sink: _Begun | None, exchange: Exchange[Reply]) -> Reply:
        """Send a request, follow redirects of a safe one, and return the last reply."""
        for _ in range(REDIRECTS):
            reply = self._signed_exchange(question, sink, exchange)
            if not (question.safe and reply.status in (301, 302, 303, 307, 308)):
                break
            url = self._same_server(question.url, reply.headers.get("location", ""))
            question = replace(question, url=url, query=None)
        return reply

    def _signed_exchange(self, question: Question, sink: _Begun | None, exchange: Exchange[Reply]) -> Reply:
        """Send one request; where the server no longer knows us, renew who we are and send it again."""
        starts = question.starts()
        reply = self._exchange(question, sink, exchange)
        renew = getattr(self._authorization, "renew", None)
        if reply.status == 401:
            exchange.begin()
        if reply.status != 401 or renew is None or not renew():
            return reply
        for stream, start in starts:
            stream.seek(start)
        return self._exchange(question, sink, exchange)

    def _exchange(self, question: Question, sink: _Begun | None, exchange: Exchange[Reply]) -> Reply:
        """Send one request by the first way that leads to the server, and read its answer.

        Another way is taken only where a proxy did not let us through, so that nothing was sent yet.
        """
        ways = list(self._routes.to(question.url))
        while True:
            way = ways.pop(0)
            try:
                return self._over(way, question, sink, exchange)
            except DeskUnreachableError as error:
                if sink is not None and sink.written:
                    raise  # a second answer would follow on half of the first
                signed = self._routes.sign_in(way) if error.trouble == Trouble.PROXY_SIGN_IN else None
                if signed is not None:
                    ways.insert(0, signed)
                elif error.trouble not in (Trouble.PROXY, Trouble.CONNECTION, Trouble.NAME) or not ways:
                    raise

    def _over(self, way: Way, question: Question, sink: _Begun | None, exchange: Exchange[Reply]) -> Reply:
        """Send one request by one way and read its answer, whatever its status."""
        from requests.exceptions import ProxyError, RequestException

        from selfhelp.network.wire import Signature, Wire, offered

        signature = Signature(self._authorization())
        if self._context is None:
            self._context = trust(self._routes.ca_file)
        exchange.begin()
        data, headers = question.content()
        times = self._times.within(exchange.left())
        try:
            with self._session(way, Wire(self._context, exchange)) as session:
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
                    return _reply(response, question.safe, sink)
        except (RequestException, OSError, ValueError) as error:
            words = str(error)
            if isinstance(error, ProxyError) and not exchange.sent and "failed: 407" in words:
                kinds = offered(way.proxy, question.url, times.within(exchange.left()).connect, exchange)
                raise of_proxy(words, kinds, tried="@" in way.proxy) from error
            raise of_exception(error, Journey(question.safe, exchange.sent, exchange.over)) from error

    @contextmanager
    def _session(self, way: Way, wire: Wire) -> Iterator[requests.Session]:
        """Open a session for one exchange: no connection is used twice, so none can be stale.

        Nothing of the environment counts but what the way was chosen by (no .netrc, no CA bundles).
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

    def _same_server(self, url: str, location: str) -> str:
        """Return where a redirect leads, if that is the same server.

        Raises:
            DeskRefusedError: it leads somewhere else; we do not follow, and the token is not shown there.
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
class _Begun:
    """Where the bytes of an answer go; tells whether any went there. None go there when the time is over."""

    sink: BinaryIO
    exchange: Exchange[Reply]
    written: bool = False

    def write(self, data: bytes) -> None:
        self.exchange.left()
        self.written = True
        self.sink.write(data)


def _reply(response: requests.Response, safe: bool, sink: _Begun | None = None) -> Reply:
    """Read the answer up to the limit, also one that is small only while it is compressed."""
    body = bytearray()
    for chunk in response.iter_content(65536):
        if sink is not None and response.status_code == 200:
            sink.write(chunk)
            continue
        body += chunk
        if len(body) > REPLY_LIMIT:
            raise other_page(safe, f"larger than {REPLY_LIMIT} bytes")
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Reply(response.status_code, headers, bytes(body), safe)


def _checked(base_url: str) -> str:
    """Return the address if we may speak to it.

    Raises:
        ConfigurationError: it is missing, malformed, or plain http to another computer.
    """
    if base_url and is_address(base_url):
        return base_url
    if base_url.lower().startswith("http://"):
        message = N_(
            "The help desk's address must begin with https://. Over http, others on the network could "
            "read your ticket."
        )
    else:
        message = N_("The help desk's address is missing or wrong. Your administrator needs to set it.")
    raise ConfigurationError(message, detail=base_url[:200])


__all__ = ["Authorization", "Fields", "Form", "Http", "Part", "Raw", "Reply", "Times"]
