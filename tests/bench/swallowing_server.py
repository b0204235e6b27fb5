"""A server that reads what is sent, throws it away and says yes, as fast as Python can.

    python -m tests.bench.swallowing_server BYTES

Prints its port. It speaks as much of Request Tracker as a ticket with one file ``a.bin`` of that size needs.
"""

from __future__ import annotations

import json
import re
import socket
import sys
import threading
from contextlib import suppress

ANSWERS: list[tuple[bytes, int, object]] = [
    (b"GET /REST/2.0/queue/", 200, {"TicketCustomFields": []}),
    (
        b"GET /REST/2.0/ticket/7/attachments",
        200,
        {"items": [{"Filename": "a.bin", "ContentLength": sys.argv[-1]}]},
    ),
    (b"GET /REST/2.0/ticket/7", 200, {"Subject": "s", "CustomFields": []}),
    (b"POST ", 201, {"id": "7"}),
]


def serve(connection: socket.socket) -> None:
    """Answer one connection until it ends."""
    buffer = memoryview(bytearray(1 << 20))
    with connection, suppress(OSError):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        data = b""
        while True:
            while b"\r\n\r\n" not in data:
                piece = connection.recv(65536)
                if not piece:
                    return
                data += piece
            head, _, rest = data.partition(b"\r\n\r\n")
            found = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
            left = (int(found[1]) if found else 0) - len(rest)
            while left > 0:
                left -= connection.recv_into(buffer, min(left, len(buffer)))
            connection.sendall(_answer(head))
            data = b""


def _answer(head: bytes) -> bytes:
    status, said = next((s, a) for start, s, a in ANSWERS if head.startswith(start))
    body = json.dumps(said).encode()
    kind = b"Content-Type: application/json\r\n"
    return b"HTTP/1.1 %d OK\r\n%bContent-Length: %d\r\n\r\n%b" % (status, kind, len(body), body)


def main() -> None:
    """Serve for ever."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        print(listener.getsockname()[1], flush=True)
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=serve, args=(connection,), daemon=True).start()


if __name__ == "__main__":
    sys.exit(main())
