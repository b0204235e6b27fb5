"""A server that misbehaves on purpose, and a proxy that loses answers on purpose."""

from __future__ import annotations

import re
import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Answer = Callable[[socket.socket, bytes], None]
"""Gets the connection and the head of the request; answers, or does not."""


def http(status: int, body: bytes = b"", kind: str = "application/json", *extra: str) -> bytes:
    """Return a whole HTTP answer."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *extra]
    return ("\r\n".join([*lines, "Connection: close", "", ""])).encode() + body


def reset(connection: socket.socket) -> None:
    """End a connection with a reset instead of a goodbye."""
    with suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.close()


class Listener:
    """Accepts connections on loopback and gives each to a thread."""

    def __init__(self, port: int = 0) -> None:
        self.requests: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", port))
        self.port = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                threading.Thread(target=self._safely, args=(connection,), daemon=True).start()

    def _safely(self, connection: socket.socket) -> None:
        with suppress(OSError):
            self.serve(connection)
        with suppress(OSError):
            connection.close()

    def serve(self, connection: socket.socket) -> None:
        raise NotImplementedError


class BadServer(Listener):
    """Answers every request the way the test says."""

    def __init__(self, answer: bytes | Answer) -> None:
        self._answer = answer
        super().__init__()

    def serve(self, connection: socket.socket) -> None:
        head = read_request(connection)
        self.requests.append(head)
        if callable(self._answer):
            self._answer(connection, head)
        else:
            connection.sendall(self._answer)


class FaultProxy(Listener):
    """Passes requests on to a real server; ``fault`` says what is lost.

    Attributes:
        fault: "" passes all; "answer" lets the server do its work and resets before its answer to a POST;
            "request" resets before the server has seen a POST; "half" passes half of the answer to a POST.
        posts: how many POSTs reached the server.
    """

    def __init__(self, to: int, port: int = 0) -> None:
        self._to = to
        self.fault = ""
        self.posts = 0
        super().__init__(port)

    def serve(self, connection: socket.socket) -> None:
        head = connection.recv(65536)
        is_post = head.startswith(b"POST")
        fault = self.fault if is_post else ""
        if fault == "request":
            reset(connection)
            return
        server = socket.create_connection(("127.0.0.1", self._to), timeout=60)
        self.posts += is_post
        server.sendall(_closing(head))
        answer = self._exchange(connection, server)
        server.close()
        if fault == "answer":
            reset(connection)
        elif fault == "half":
            connection.sendall(answer[: len(answer) // 2])
            reset(connection)
        else:
            connection.sendall(answer)

    def _exchange(self, client: socket.socket, server: socket.socket) -> bytes:
        """Carry the rest of the request over, and take the whole answer."""
        answer, sources = b"", [client, server]
        while True:
            ready, _, _ = select.select(sources, [], [], 60)
            if not ready:
                return answer
            for source in ready:
                data = source.recv(65536)
                if source is server:
                    if not data:
                        return answer
                    answer += data
                elif data:
                    server.sendall(data)
                else:
                    sources.remove(client)


def _closing(head: bytes) -> bytes:
    """Ask the server to close after its answer, so that its end is seen."""
    return re.sub(rb"(?i)\r\nConnection: [^\r]*", b"\r\nConnection: close", head, count=1)


def read_request(connection: socket.socket) -> bytes:
    """Read a request with its body; return it up to a megabyte."""
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = connection.recv(65536)
        if not chunk:
            return data
        data += chunk
    match = re.search(rb"(?i)\r\ncontent-length: (\d+)", data)
    left = int(match[1]) - len(data.partition(b"\r\n\r\n")[2]) if match else 0
    while left > 0 and (chunk := connection.recv(65536)):
        left -= len(chunk)
        data = (data + chunk)[:1_000_000]
    return data


def slowly(connection: socket.socket, data: bytes, pause: float) -> None:
    """Send a byte at a time."""
    for byte in data:
        connection.sendall(bytes([byte]))
        time.sleep(pause)


@contextmanager
def bad_server(answer: bytes | Answer) -> Iterator[BadServer]:
    """Run a misbehaving server for the length of a block."""
    server = BadServer(answer)
    try:
        yield server
    finally:
        server.close()


@contextmanager
def fault_proxy(port: int) -> Iterator[FaultProxy]:
    """Run a losing proxy for the length of a block."""
    proxy = FaultProxy(port)
    try:
        yield proxy
    finally:
        proxy.close()
