"""A proxy of a company on loopback: lets through, asks for a name and a password, forbids, or breaks."""

from __future__ import annotations

import base64
import select
import socket
from contextlib import suppress

from tests.faults import Answer, Listener


class Proxy(Listener):
    """Tunnels every CONNECT to one port of this computer, whatever host was asked for.

    Attributes:
        wants: ``user:password`` that it takes; "" lets everyone through.
        offers: what it answers in Proxy-Authenticate.
        says: a status line that it answers to everyone, such as "403 Forbidden"; "" for none.
        asked: the hosts of every CONNECT.
        tunnels: how many it let through.
    """

    def __init__(self, to: int, *, wants: str = "", offers: tuple[str, ...] = ('Basic realm="x"',)) -> None:
        self._to = to
        self.wants, self.offers = wants, offers
        self.says = ""
        self.asked: list[str] = []
        self.heads: list[bytes] = []
        self.tunnels = 0
        super().__init__()
        self.place = f"127.0.0.1:{self.port}"

    def serve(self, connection: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            chunk = connection.recv(4096)
            if not chunk:
                return
            head += chunk
        self.heads.append(head)
        self.asked.append(head.split(b" ")[1].decode())
        if self.says:
            connection.sendall(f"HTTP/1.1 {self.says}\r\nContent-Length: 0\r\n\r\n".encode())
            return
        if self.wants:
            right = b"Basic " + base64.b64encode(self.wants.encode())
            if b"Proxy-Authorization: " + right not in head:
                offers = "".join(f"Proxy-Authenticate: {offer}\r\n" for offer in self.offers)
                answer = f"HTTP/1.1 407 Proxy Authentication Required\r\n{offers}Content-Length: 0\r\n\r\n"
                connection.sendall(answer.encode())
                return
        self.tunnels += 1
        through(self._to)(connection, head)


def through(to: int) -> Answer:
    """Return the answer to a CONNECT that tunnels to one port of this computer."""

    def answer(connection: socket.socket, _head: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with socket.create_connection(("127.0.0.1", to)) as server, suppress(OSError):
            _carry(connection, server)

    return answer


def _carry(one: socket.socket, other: socket.socket) -> None:
    while True:
        ready, _, _ = select.select([one, other], [], [], 30)
        if not ready:
            return
        for source in ready:
            data = source.recv(65536)
            if not data:
                return
            while (waiting := getattr(source, "pending", int)()) > 0:  # of TLS, which select does not see
                data += source.recv(waiting)
            (other if source is one else one).sendall(data)
