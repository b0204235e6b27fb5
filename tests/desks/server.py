"""A help desk's web server for tests: keeps every request, and misbehaves on command."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.faults import reset

SIGN_IN_PAGE = b"<!DOCTYPE html><html><title>Welcome to the guest network</title></html>"


@dataclass(frozen=True, slots=True)
class SentPart:
    """One part of a form as it came: its name, the file's name and type ("" where it isn't a file)."""

    name: str
    content: bytes
    filename: str = ""
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came; ``path`` is unquoted, header names are in lower case."""

    method: str
    path: str
    query: Mapping[str, Sequence[str]]
    headers: Mapping[str, str]
    body: bytes
    parts: Sequence[SentPart] = ()

    @property
    def writes(self) -> bool:
        """Whether it may change something."""
        return self.method not in ("GET", "HEAD")

    def json(self) -> Any:
        """Return the body as plain data."""
        return json.loads(self.body)

    def form(self) -> Mapping[str, Sequence[str]]:
        """Return the fields of a body that is a plain web form."""
        return parse_qs(self.body.decode(), keep_blank_values=True)

    def first(self, name: str) -> str:
        """Return a value of the query, "" where there is none."""
        return next(iter(self.query.get(name, ())), "")


@dataclass(frozen=True, slots=True)
class Said:
    """One answer: bytes or text as they are, anything else as JSON."""

    status: int = 200
    body: Any = b""
    kind: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def content(self) -> tuple[bytes, str]:
        """Return the bytes and their type."""
        if isinstance(self.body, bytes):
            return self.body, self.kind or "application/octet-stream"
        if isinstance(self.body, str):
            return self.body.encode(), self.kind or "text/plain; charset=utf-8"
        return json.dumps(self.body).encode(), self.kind or "application/json; charset=utf-8"


Desk = Callable[[Asked], Said]
When = Callable[[Asked], bool]


def writing(asked: Asked) -> bool:
    """Whether a request may change something; what faults wait for unless told otherwise."""
    return asked.writes


@dataclass(slots=True)
class Fault:
    """What goes wrong with the next request that it waits for; then it is used up.

    Attributes:
        when: the requests that it waits for.
        instead: answered instead of doing anything.
        seconds: waited before the answer.
        lost: the answer is lost after the work was done.
        cut: the answer ends in its middle.
    """

    when: When = writing
    instead: Said | None = None
    seconds: float = 0.0
    lost: bool = False
    cut: bool = False


class DeskServer:
    """``with DeskServer(desk) as server``: gives every request to ``desk`` and sends what it returns."""

    def __init__(self, desk: Desk) -> None:
        self.asked: list[Asked] = []
        self.broken: list[str] = []
        """Mistakes of the imitation itself: a test that sees any has proved nothing."""
        self._desk = desk
        self._faults: list[Fault] = []
        self._lock = threading.Lock()
        self._http = _Server(("127.0.0.1", 0), _handler(self))
        self.port = self._http.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> DeskServer:
        threading.Thread(target=self._http.serve_forever, args=(0.005,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()

    # -- what goes wrong -----------------------------------------------------------------------

    def lose_answer(self, when: When = writing) -> None:
        """Reset the connection of the next such request after its work was done."""
        self._faults.append(Fault(when, lost=True))

    def cut_answer(self, when: When = writing) -> None:
        """End the answer to the next such request in its middle."""
        self._faults.append(Fault(when, cut=True))

    def delay(self, seconds: float, when: When = writing) -> None:
        """Do the work of the next such request and answer late."""
        self._faults.append(Fault(when, seconds=seconds))

    def answer_next(self, said: Said, when: When = writing) -> None:
        """Answer the next such request like this, with nothing done."""
        self._faults.append(Fault(when, instead=said))

    def busy(self, seconds: int, when: When = writing) -> None:
        """Ask the next such request to come back later."""
        self.answer_next(Said(429, {"error": "busy"}, headers={"Retry-After": str(seconds)}), when)

    def expire(self, said: Said | None = None) -> None:
        """Answer the next request of any kind as one whose sign-in has expired."""
        self.answer_next(said or Said(401, {"error": "expired"}), lambda asked: True)

    def left(self) -> int:
        """Return how many faults have not happened."""
        return len(self._faults)

    # -- one request ---------------------------------------------------------------------------

    def serve(self, asked: Asked) -> tuple[Said, Fault]:
        """Return the answer to a request, and what goes wrong with it."""
        with self._lock:
            self.asked.append(asked)
            fault = next((f for f in self._faults if f.when(asked)), None)
            if fault is not None:
                self._faults.remove(fault)
        fault = fault or Fault()
        return fault.instead or self._work(asked), fault

    def _work(self, asked: Asked) -> Said:
        with self._lock:
            try:
                return self._desk(asked)
            except Exception as error:  # noqa: BLE001 - a mistake in a fixture must be seen as one
                self.broken.append(f"{asked.method} {asked.path}: {error!r}")
                return Said(599, f"the imitated desk is broken: {error!r}")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet about connections that a test cut."""


def _handler(server: DeskServer) -> type[BaseHTTPRequestHandler]:
    class One(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            with suppress(OSError):
                super().handle_one_request()

        def serve(self) -> None:
            asked = _asked(self)
            said, fault = server.serve(asked)
            time.sleep(fault.seconds)
            if fault.lost:
                self.wfile.flush()
                reset(self.connection)
                self.close_connection = True
                return
            self.send(asked, said, fault.cut)

        def send(self, asked: Asked, said: Said, cut: bool) -> None:
            body, kind = said.content()
            self.send_response(said.status)
            for name, value in {"Content-Type": kind, **said.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if asked.method != "HEAD":
                self.wfile.write(body[: len(body) // 2] if cut else body)
            if cut:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as it is called there
            """Say nothing."""

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = serve  # noqa: N815

    return One


def _asked(request: BaseHTTPRequestHandler) -> Asked:
    parts = urlsplit(request.path)
    headers = {name.lower(): value for name, value in request.headers.items()}
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = b"".join(iter(lambda: _chunk(request), b""))
    else:
        body = request.rfile.read(int(headers.get("content-length", "0")))
    query = parse_qs(parts.query, keep_blank_values=True)
    kind = headers.get("content-type", "")
    form = form_parts(kind, body) if kind.startswith("multipart/form-data") else ()
    return Asked(request.command, unquote(parts.path), query, headers, body, form)


def _chunk(request: BaseHTTPRequestHandler) -> bytes:
    size = int(request.rfile.readline().split(b";")[0], 16)
    data = request.rfile.read(size)
    request.rfile.readline()
    return data


def form_parts(kind: str, body: bytes) -> Sequence[SentPart]:
    """Return the parts of a form, bytes untouched (an e-mail parser alone would change line ends)."""
    boundary = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode(), policy=policy.HTTP).get_boundary()
    pieces = (b"\r\n" + body).split(b"\r\n--" + (boundary or "").encode())
    return [_part(piece.removeprefix(b"\r\n")) for piece in pieces[1:-1]]


def _part(piece: bytes) -> SentPart:
    head, _, content = piece.partition(b"\r\n\r\n")
    fields: dict[str, str] = {}
    for line in head.decode("utf-8").split("\r\n"):
        name, _, value = line.partition(":")
        fields[name.strip().lower()] = value.strip()
    names = _parameters(fields.get("content-disposition", ""))
    return SentPart(names.get("name", ""), content, names.get("filename", ""), fields.get("content-type", ""))


def _parameters(disposition: str) -> Mapping[str, str]:
    """Return name and filename as PHP and the HTML standard read them: %22 is a quote, no backslashes."""
    found: dict[str, str] = {}
    for name in ("name", "filename"):
        _, mark, rest = disposition.partition(f'; {name}="')
        if mark:
            found[name] = rest.split('"')[0].replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")
    _, mark, rest = disposition.partition("; filename*=")
    if mark:
        found["filename"] = unquote(rest.split(";")[0].split("''", 1)[-1])
    return found
