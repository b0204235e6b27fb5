"""Receives the browser's redirect after a sign-in, on a temporary loopback port."""

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
"""Maximum size of a request's head in bytes, and maximum duration of a connection in seconds."""

VISITS, WRONG = 32, 20
"""Maximum parallel connections, and number of invalid connections that counts as interference."""


class Loopback:
    """Server on 127.0.0.1 that waits for the browser's response to one sign-in request.

    Sources: RFC 8252, 7.3 (loopback address, any port) and 8.3 (open only while needed); RFC 6749, 10.12
    (``state``). The Host header is compared, so that DNS rebinding doesn't help a web page. The first valid
    response ends it; later visits are refused.

    Nothing else ends it: ``state`` can't be guessed (256 bits), so invalid responses are only counted; if too
    many visits are open, the connection silent for longest is closed.
    """

    def __init__(self, state: str, page: str, *, port: int = 0) -> None:
        """Open the port; close it with ``with`` or `close`.

        Args:
            state: the random value that a valid response contains.
            page: HTML that the browser shows at the end.
            port: the port; 0 for any free one.

        Raises:
            UnavailableError: the port is taken, or this computer doesn't allow listening.
        """
        self._state, self._page = state, page
        self._answer: str | None = None
        self._wrong = 0
        self._heard, self._one = threading.Event(), threading.Lock()
        self._silent: dict[socket.socket, None] = {}
        self._visits = threading.Semaphore(VISITS)
        try:
            self._socket = _open_listening_socket(port)
        except OSError as error:
            message = N_(
                "The app can't receive the sign-in from your browser (port {port}). Close other apps "
                "and try again, or sign in with a token.",
                port=port,
            )
            raise UnavailableError(message, detail=repr(error)) from error
        self.port: int = self._socket.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}{PATH}"
        threading.Thread(target=self._accept_browser_connections, name="sign-in", daemon=True).start()

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
        """Wait for the valid response and return its query.

        A closed browser can't be detected, hence the time limit.

        Raises:
            SignInNeededError: there was no valid response in time.
            CancelledError: the user cancelled.
        """
        end = time.monotonic() + seconds
        while not self._heard.wait(0.1):
            if cancelled():
                self.close()
                raise CancelledError(N_("The sign-in was stopped. You aren't signed in."))
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

    def _accept_browser_connections(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                while not self._visits.acquire(timeout=0.01):
                    self._close_oldest_silent_connection()
                with self._one:
                    self._silent[connection] = None
                threading.Thread(target=self._serve_browser_visit, args=(connection,), daemon=True).start()

    def _close_oldest_silent_connection(self) -> None:
        """Close the connection that has been silent for longest."""
        with self._one:
            oldest = next(iter(self._silent), None)
            if oldest is not None:
                del self._silent[oldest]
                with suppress(OSError):
                    oldest.shutdown(socket.SHUT_RDWR)

    def _serve_browser_visit(self, connection: socket.socket) -> None:
        try:
            with suppress(OSError), connection:
                head = self._receive_request_head(connection)
                if head:
                    connection.sendall(self._build_reply(head))
        finally:
            self._visits.release()
            if self._answer is not None:  # now that the user's page is sent, the program may go on, and end
                self._heard.set()

    def _receive_request_head(self, connection: socket.socket) -> bytes:
        """Return the head of a request; empty if none arrives in time."""
        try:
            return _read_request_head(connection)
        finally:
            with self._one:
                self._silent.pop(connection, None)

    def _build_reply(self, head: bytes) -> bytes:
        """Return the complete response to a request after checking it."""
        method, path, query, host = _parse_request_head(head)
        if host != f"127.0.0.1:{self.port}":
            return _build_response("400 Bad Request")
        if path != PATH:
            return _build_response("404 Not Found")
        if method != "GET":
            return _build_response("405 Method Not Allowed")
        states = parse_qs(query).get("state", [])
        if len(states) != 1 or not hmac.compare_digest(states[0].encode(), self._state.encode()):
            return self._count_unexpected_visit()
        with self._one:
            if self._answer is not None:
                return _build_response("410 Gone")
            self._answer = query
        self.close()
        return _build_response("200 OK", self._page)

    def _count_unexpected_visit(self) -> bytes:
        with self._one:
            self._wrong += 1
        return _build_response("400 Bad Request")


def _open_listening_socket(port: int) -> socket.socket:
    """Return a listening socket; on Windows, no other process can share its port."""
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


def _read_request_head(connection: socket.socket) -> bytes:
    """Return the head of a request; empty if it doesn't arrive in time."""
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


def _parse_request_head(head: bytes) -> tuple[str, str, str, str]:
    """Return method, path, query and host of a request; empty texts if it is invalid."""
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


def _build_response(status: str, page: str = "") -> bytes:
    """Return an HTTP response with a page; it isn't cached, and loads and runs nothing."""
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
