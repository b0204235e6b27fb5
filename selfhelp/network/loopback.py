"""Hears the browser come back from a sign-in: one short wait on this computer, for one answer."""

from __future__ import annotations

import hmac
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from urllib.parse import parse_qs, urlsplit

from selfhelp.core.errors import CancelledError, SignInNeededError, UnavailableError
from selfhelp.core.text import N_

PATH = "/callback"
HEAD_LIMIT = 16_384
VISIT_LIMIT = 5.0
"""Bytes and seconds of one visit. No one may hold us by saying nothing."""

VISITS, WRONG = 32, 20
"""Visits at the same time, and wrong ones after which we say that someone else tried to answer."""


class Loopback:
    """Waits on 127.0.0.1 for the browser to bring back the answer to one question.

    Sources: RFC 8252, 7.3 (loopback address, any port) and 8.3 (open only while it is needed); RFC 6749,
    10.12 (``state``). The Host header is compared, so that a name which leads to this computer is of no
    use to a web page (DNS rebinding). The first right answer ends it; later visits are refused.

    Nothing else ends it: ``state`` cannot be guessed (256 bits), so wrong answers are only counted, and where
    too many visits are open at once, the one that has been silent for longest makes room.
    """

    def __init__(self, state: str, page: str, *, port: int = 0) -> None:
        """Open the port; close it with ``with`` or `close`.

        Args:
            state: what the right answer carries.
            page: HTML for the user, shown when they are back.
            port: 0: any free one.

        Raises:
            UnavailableError: the port is taken, or this computer does not let us listen.
        """
        self._state, self._page = state, page
        self._answer: str | None = None
        self._wrong = 0
        self._heard, self._one = threading.Event(), threading.Lock()
        self._silent: dict[socket.socket, None] = {}
        self._visits = threading.Semaphore(VISITS)
        try:
            self._socket = _listening(port)
        except OSError as error:
            message = N_(
                "The app can't receive the sign-in from your browser (port {port}). Close other apps "
                "and try again, or sign in with a token.",
                port=port,
            )
            raise UnavailableError(message, detail=repr(error)) from error
        self.port: int = self._socket.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}{PATH}"
        threading.Thread(target=self._accept, name="sign-in", daemon=True).start()

    def __enter__(self) -> Loopback:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def wait_for_answer(self, seconds: float, cancelled: Callable[[], bool] = lambda: False) -> str:
        """Return the query of the right answer.

        No one sees that a browser was closed, hence the time limit.

        Raises:
            SignInNeededError: no one came back in time; it is told where someone else tried to answer.
            CancelledError: the user asked to stop.
        """
        end = time.monotonic() + seconds
        while not self._heard.wait(0.1):
            if cancelled():
                self.close()
                raise CancelledError(N_("Stopped. You aren't signed in."))
            if time.monotonic() > end:
                break
        self.close()
        if self._answer is not None:
            return self._answer
        if self._wrong > WRONG:
            message = N_(
                "Another app answered instead of your browser, so the sign-in was stopped. Try again; "
                "if this happens again, contact the help desk."
            )
            raise SignInNeededError(message)
        raise SignInNeededError(N_("The sign-in wasn't completed in the browser. Try again."))

    # -- visits ------------------------------------------------------------------------------------

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                while not self._visits.acquire(timeout=0.01):
                    self._make_room()
                with self._one:
                    self._silent[connection] = None
                threading.Thread(target=self._visit, args=(connection,), daemon=True).start()

    def _make_room(self) -> None:
        """Hang up on the visit that has been silent for longest."""
        with self._one:
            oldest = next(iter(self._silent), None)
            if oldest is not None:
                del self._silent[oldest]
                with suppress(OSError):
                    oldest.shutdown(socket.SHUT_RDWR)

    def _visit(self, connection: socket.socket) -> None:
        try:
            with suppress(OSError), connection:
                head = self._heard_of(connection)
                if head:
                    connection.sendall(self._reply(head))
        finally:
            self._visits.release()
            if self._answer is not None:  # now that the user's page is sent, the program may go on, and end
                self._heard.set()

    def _heard_of(self, connection: socket.socket) -> bytes:
        """Return the head of a visit's request, empty if none comes; from then on it keeps its place."""
        try:
            return _head(connection)
        finally:
            with self._one:
                self._silent.pop(connection, None)

    def _reply(self, head: bytes) -> bytes:
        """Check one request and return the complete response."""
        method, path, query, host = _read(head)
        if host != f"127.0.0.1:{self.port}":
            return _answer("400 Bad Request")
        if path != PATH:
            return _answer("404 Not Found")
        if method != "GET":
            return _answer("405 Method Not Allowed")
        states = parse_qs(query).get("state", [])
        if len(states) != 1 or not hmac.compare_digest(states[0].encode(), self._state.encode()):
            return self._refused()
        with self._one:
            if self._answer is not None:
                return _answer("410 Gone")
            self._answer = query
        self.close()
        return _answer("200 OK", self._page)

    def _refused(self) -> bytes:
        with self._one:
            self._wrong += 1
        return _answer("400 Bad Request")


def _listening(port: int) -> socket.socket:
    """Return a socket that no one else can listen beside, where the system has a word for that (Windows)."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)
        if exclusive is not None:
            listening.setsockopt(socket.SOL_SOCKET, exclusive, 1)
        listening.bind(("127.0.0.1", port))
        listening.listen(VISITS)
    except OSError:
        listening.close()
        raise
    return listening


def _head(connection: socket.socket) -> bytes:
    """Return the head of a request; empty if none comes in time."""
    end = time.monotonic() + VISIT_LIMIT
    data = b""
    while b"\r\n\r\n" not in data:
        left = end - time.monotonic()
        if left <= 0 or len(data) > HEAD_LIMIT:
            return b""
        connection.settimeout(left)
        chunk = connection.recv(4096)
        if not chunk:
            return b""
        data += chunk
    return data


def _read(head: bytes) -> tuple[str, str, str, str]:
    """Return method, path, query and host; empty texts if it isn't a request."""
    lines = head.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    words = lines[0].split(" ")
    hosts = [line[5:].strip() for line in lines[1:] if line.lower().startswith("host:")]
    if len(words) != 3 or not words[1].startswith("/") or len(hosts) != 1:
        return "", "", "", ""
    try:
        parts = urlsplit("http://127.0.0.1" + words[1])
    except ValueError:
        return "", "", "", ""
    return words[0], parts.path, parts.query, hosts[0]


def _answer(status: str, page: str = "") -> bytes:
    """Return a response that loads nothing, runs nothing, isn't cached and sends no referrer."""
    body = page.encode()
    lines = (
        f"HTTP/1.1 {status}",
        "Content-Type: text/html; charset=utf-8",
        f"Content-Length: {len(body)}",
        "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        "Cache-Control: no-store",
        "Referrer-Policy: no-referrer",
        "X-Content-Type-Options: nosniff",
        "Connection: close",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body
