"""Speaks to a help desk's server: through the company's proxy, with its certificates, within limits."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urljoin, urlsplit

from selfhelp.errors import ConfigurationError, DeskRefusedError, DeskUntrustedError
from selfhelp.model import Json
from selfhelp.policy import is_address
from selfhelp.report.failures import Journey, of_exception, of_status, other_page
from selfhelp.text import N_

if TYPE_CHECKING:
    import ssl

    import requests

    from selfhelp.report.wire import Wire

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


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a form: a text, or a file that is streamed from the disk."""

    name: str
    content: str | BinaryIO
    filename: str = ""
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Form:
    """A body of several parts, streamed from the disk so that memory stays flat."""

    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Raw:
    """A body that is one file and nothing else, streamed from the disk; ``size`` in bytes."""

    source: BinaryIO
    size: int
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Times:
    """Limits in seconds: to connect, between two bytes, and for the whole exchange."""

    connect: float = 10.0
    read: float = 60.0
    total: float = 600.0

    def within(self, seconds: float) -> Times:
        """Return the same limits, none of them longer than this."""
        return Times(min(self.connect, seconds), min(self.read, seconds), min(self.total, seconds))


class Http:
    """Requests to one server. Raises the `DeskError` family only, see `selfhelp.errors`.

    There is no switch to turn the check of certificates off.
    """

    def __init__(
        self,
        base_url: str,
        authorization: Callable[[], str],
        *,
        ca_file: str = "",
        times: Times | None = None,
    ) -> None:
        """Create one; nothing is opened yet.

        Args:
            base_url: the server, for instance ``https://rt.example.com/REST/2.0``.
            authorization: returns the value of the Authorization header, or "" for none.
            ca_file: certificates (PEM) of the company, added to those of the system.
            times: the limits of one exchange.

        Raises:
            ConfigurationError: the address is missing, or plain http to another computer.
        """
        self.base_url = _checked(base_url).rstrip("/")
        self._authorization = authorization
        self._ca_file = ca_file
        self._usual = self._times = times or Times()
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
        body: Json | Form | Raw = None,
        headers: Mapping[str, str] | None = None,
        expect: Collection[int] = (),
        sink: BinaryIO | None = None,
    ) -> Reply:
        """Send a request and return the reply.

        Args:
            method: GET changes nothing and follows redirects on the same server; others never do.
            path: below the base address, beginning with a slash.
            query: what follows the question mark.
            body: plain data, sent as JSON, a form, or the bytes of one file.
            headers: further ones, such as If-None-Match, or a server's own name for our token.
            expect: statuses beyond 2xx and 304 that the caller understands.
            sink: where the bytes of a 200 go, in pieces and without the limit of a reply; its body is
                then empty.

        Raises:
            DeskUnreachableError: nothing was changed; a retry is safe.
            OutcomeUnknownError: it may have been carried out.
            DeskBusyError, SignInNeededError, DeskRefusedError, DeskUntrustedError: see there.
        """
        question = _Question(method, self.base_url + path, query, body, headers or {})
        for _ in range(REDIRECTS):
            reply = self._exchange(question, sink)
            if not (question.safe and reply.status in (301, 302, 303, 307, 308)):
                break
            url = self._same_server(question.url, reply.headers.get("location", ""))
            question = replace(question, url=url, query=None)
        if reply.status < 300 or reply.status == 304 or reply.status in expect:
            return reply
        raise of_status(reply.status, reply.headers, reply.body, question.safe)

    def _exchange(self, question: _Question, sink: BinaryIO | None) -> Reply:
        """Send one request and read its answer, whatever its status."""
        from requests.exceptions import RequestException

        from selfhelp.report.wire import Signature, Wire

        signature = Signature(self._authorization())
        wire = Wire(self._ssl_context(), self._times.total)
        data, headers = question.content()
        try:
            with self._session(question.url, wire) as session, wire.watched():
                response = session.request(
                    question.method,
                    question.url,
                    params=question.query,
                    data=data,
                    headers={"Accept": "application/json", **question.headers, **headers},
                    auth=signature,
                    timeout=(self._times.connect, self._times.read),
                    allow_redirects=False,
                    stream=True,
                )
                return _reply(response, question.safe, sink)
        except (RequestException, OSError, ValueError) as error:
            raise of_exception(error, Journey(question.safe, wire.sent, wire.time_over)) from error

    @contextmanager
    def _session(self, url: str, wire: Wire) -> Iterator[requests.Session]:
        """Open a session for one exchange: no connection is used twice, so none can be stale.

        The environment's proxies count, but never for a plain request to this computer, which would
        show the token to the proxy. Nothing else of the environment counts (.netrc, CA bundles).
        """
        import requests
        from requests.utils import get_environ_proxies

        with requests.Session() as session:
            session.trust_env = False
            if urlsplit(url).scheme == "https":
                session.proxies = get_environ_proxies(url)
            session.mount("https://", wire)
            session.mount("http://", wire)
            session.headers["User-Agent"] = "selfhelp"
            yield session

    def _ssl_context(self) -> ssl.SSLContext:
        """Return the system's trust with the company's certificates added; made once.

        Raises:
            DeskUntrustedError: the file with the company's certificates cannot be used.
        """
        if self._context is None:
            import ssl

            import truststore

            context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            if self._ca_file:
                try:
                    context.load_verify_locations(cafile=self._ca_file)
                except (OSError, ValueError) as error:
                    message = N_(
                        "The file with your company's certificates cannot be read: {file}. "
                        "Your administrator must correct network.ca_file.",
                        file=self._ca_file[:300],
                    )
                    raise DeskUntrustedError(message, detail=repr(error)) from error
            self._context = context
        return self._context

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
            "The help desk's server sends us to another address, which we do not follow. "
            "Tell your administrator."
        )
        raise DeskRefusedError(message, detail=location[:200])


@dataclass(frozen=True, slots=True)
class _Question:
    """One request before it is sent."""

    method: str
    url: str
    query: Mapping[str, str] | None
    body: Json | Form | Raw
    headers: Mapping[str, str]

    @property
    def safe(self) -> bool:
        """Whether it changes nothing on the server."""
        return self.method == "GET"

    def content(self) -> tuple[Any, Mapping[str, str]]:
        """Return what is sent and its headers.

        The content type is set for each request: on a session it would hide a form's boundary.
        """
        if isinstance(self.body, Form):
            from requests_toolbelt import MultipartEncoder

            fields = [(p.name, (p.filename or None, p.content, p.media_type)) for p in self.body.parts]
            encoder = MultipartEncoder(fields=fields)
            return encoder, {"Content-Type": encoder.content_type}
        if isinstance(self.body, Raw):
            # An empty stream would be sent in chunks, which not every server takes.
            data = _Measured(self.body) if self.body.size else b""
            return data, {"Content-Type": self.body.media_type}
        if self.body is None:
            return None, {}
        return json.dumps(self.body).encode(), {"Content-Type": "application/json"}


class _Measured:
    """A file with a length known beforehand: exactly that much is sent, so an answer is never misread."""

    def __init__(self, raw: Raw) -> None:
        self._source, self._size = raw.source, raw.size
        self._left = raw.size

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        while chunk := self.read(65536):
            yield chunk

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes.

        Raises:
            OSError: the file is shorter than was promised.
        """
        wanted = self._left if size < 0 else min(size, self._left)
        chunk = self._source.read(wanted)
        if wanted and not chunk:
            raise OSError(f"file ends {self._left} bytes early")
        self._left -= len(chunk)
        return chunk


def _reply(response: requests.Response, safe: bool, sink: BinaryIO | None = None) -> Reply:
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
            "The help desk's address must begin with https://. Over http anybody on the way could read "
            "your ticket."
        )
    else:
        message = N_("The help desk's address is missing or wrong. Your administrator must set it.")
    raise ConfigurationError(message, detail=base_url[:200])
