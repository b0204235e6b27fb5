"""The web server of an internet box: answers the page, or steps in front of it like a hotel.

python box_web.py [page|portal] [seconds its clock is ahead] [port] [status it answers everything with]
"""

from __future__ import annotations

import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LOGIN = "http://login.hotel.example/"
signed_in = False


class Box(BaseHTTPRequestHandler):
    """Knows the page, a large file, and a login page that lets everyone in."""

    manner = "page"
    ahead = 0.0
    status = 0

    def do_GET(self) -> None:
        if self.status:
            self.answer(self.status, b"")
        elif self.manner == "portal" and not signed_in:
            self.answer(302, b"", ("Location", f"{LOGIN}?token=secret"))
        elif self.path == "/large.bin":
            self.large()
        else:
            self.answer(200, b"all is well\n")

    def do_POST(self) -> None:
        global signed_in
        signed_in = True
        self.answer(200, b"welcome\n")

    def answer(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (("Content-Length", str(len(body))), *headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return the header ``Date`` by the clock of the box."""
        return super().date_time_string((time.time() if timestamp is None else timestamp) + self.ahead)

    def large(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(500):
                self.wfile.write(bytes(20_000))
        except OSError:  # the user has enough
            pass

    def log_message(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    told = sys.argv[1:]
    manner, ahead, port, status = [*told, *("page", "0", "80", "0")[len(told) :]]
    Box.manner, Box.ahead, Box.status = manner, float(ahead), int(status)
    ThreadingHTTPServer(("", int(port)), Box).serve_forever()
