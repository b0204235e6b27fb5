"""Whatever a server, a proxy or a network drags out, an exchange ends when its time is over."""

# mypy: disable-error-code="dict-item"

from __future__ import annotations

import io
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import pytest

from selfhelp.core import errors
from selfhelp.network import exchange
from selfhelp.network.exchange import DeadlineError, Exchange
from selfhelp.network.failures import FailureKind
from selfhelp.network.http import FileBody, HttpClient, TimeLimits
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.network.smtp import MailServer, SmtpAccount
from selfhelp.policy.policy import NetworkPolicy
from tests.certificates import Authority
from tests.faults import Listener, bad_server, http

TOTAL = 0.7
LATEST = 6.0
"""Seconds after which a stage counts as stretched; each ends after `TOTAL` where nothing else runs."""
HELD = 25.0
"""Seconds that a hostile server goes on."""
TIMES = TimeLimits(connect=60, read=60, total=TOTAL)
OVER = threading.Event()


class Script(Listener):
    """Does what a function says with each connection."""

    def __init__(self, play: Callable[[socket.socket], None]) -> None:
        self.play = play
        super().__init__()

    def serve(self, connection: socket.socket) -> None:
        self.play(connection)


def trickle(connection: socket.socket, data: bytes) -> None:
    """Send a byte at a time, over and over; of nothing, send nothing."""
    if not data:
        OVER.wait(HELD)
    end = time.monotonic() + HELD
    while time.monotonic() < end and not OVER.is_set():
        for byte in data:
            connection.sendall(bytes([byte]))
            if OVER.wait(0.02):
                return


def flood(connection: socket.socket, data: bytes) -> None:
    end = time.monotonic() + HELD
    while time.monotonic() < end and not OVER.is_set():
        connection.sendall(data)
        time.sleep(0.001)


def after(first: bytes, then: bytes, *, reads: bool = True) -> Callable[[socket.socket], None]:
    """Read, answer something whole, then trickle."""

    def play(connection: socket.socket) -> None:
        if reads:
            connection.recv(65536)
        connection.sendall(first)
        trickle(connection, then)

    return play


def hop(connection: socket.socket) -> None:
    connection.recv(65536)
    time.sleep(TOTAL / 2)
    connection.sendall(http(302, b"", "text/html", "Location: /again"))


def tunnel_then(play: Callable[[socket.socket], None]) -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        play(connection)

    return answer


def deaf(connection: socket.socket) -> None:
    connection.recv(100)
    OVER.wait(HELD)


def sips(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    while not OVER.wait(0.05) and connection.recv(2048):
        pass


def asks_for_password(connection: socket.socket) -> None:
    """Refuse the first time; the question what sign-in is taken gets no end."""
    head = connection.recv(65536)
    if b"User-Agent" in head or b"Proxy-Connection" in head or b"HTTP/1.0" in head:
        connection.sendall(b"HTTP/1.1 407 X\r\nContent-Length: 0\r\n\r\n")
    else:
        OVER.wait(HELD)


RECORD = b"\x16\x03\x03\x3f\xff" + b"\x02\x00\x3f\xfb" * 500
"""The start of a TLS record that is long enough to be sent slowly."""
HELLO = b"220 x\r\n"


def mail(*said: bytes, then: bytes = b"250-x\r\n", more: bytes = b"") -> Callable[[socket.socket], None]:
    """Say one thing after another, each after a command; then trickle lines that say there is more."""

    def play(connection: socket.socket) -> None:
        connection.sendall(HELLO)
        for one in said:
            connection.recv(65536)
            connection.sendall(one)
        connection.recv(65536)
        connection.sendall(more)
        trickle(connection, then)

    return play


EHLO = b"250-x\r\n250 AUTH PLAIN\r\n"


@dataclass(frozen=True)
class Ended:
    error: BaseException | None
    seconds: float


def get(url: str, **more: Any) -> None:
    HttpClient(url, lambda: "token t", times=TIMES, **{"routes": ProxyRouter(), **more}).request("GET", "/x")


def post(url: str, size: int = 2) -> None:
    source = FileBody(io.BytesIO(bytes(size)), size)
    HttpClient(url, lambda: "token t", times=TIMES, routes=ProxyRouter()).request("POST", "/x", body=source)


def by_proxy(port: int) -> None:
    routes = ProxyRouter(NetworkPolicy(proxy=f"http://127.0.0.1:{port}"))
    HttpClient("https://desk.example.com", lambda: "token t", times=TIMES, routes=routes).request(
        "POST", "/", body={}
    )


def by_script(port: int) -> None:
    from selfhelp.core.model import Platform
    from selfhelp.machine.local_machine import LocalMachine

    network = NetworkPolicy(pac=f"http://127.0.0.1:{port}/proxy.pac")
    routes = ProxyRouter(network, LocalMachine(Platform.LINUX))
    HttpClient("https://desk.example.com", str, times=TIMES, routes=routes).request("GET", "/")


def letter(port: int, security: str = "none", size: int = 10, name: str = "") -> None:
    server = MailServer("127.0.0.1" if security == "none" else "localhost", port, security, total=TOTAL)
    body = b"Subject: s\r\n\r\n" + b"x" * 70 * (size // 70) + b"\r\n"
    account = SmtpAccount(name, "p" if name else "")
    server.send_message(account, "a@example.test", "d@example.test", io.BytesIO(body), len(body))


class Sleepy:
    """Who we are is found out slowly, or renewed slowly."""

    def __init__(self, at: str) -> None:
        self.at = at

    def __call__(self) -> str:
        if self.at == "call":
            OVER.wait(HELD)
        return "token t"

    def renew(self) -> bool:
        OVER.wait(HELD)
        return True


def signed(port: int, at: str) -> None:
    HttpClient(f"http://127.0.0.1:{port}", Sleepy(at), times=TIMES, routes=ProxyRouter()).request(
        "POST", "/", body={}
    )


class Stuck(io.BytesIO):
    """A file on a disk that does not answer."""

    def read(self, size: int | None = -1) -> bytes:
        OVER.wait(HELD)
        return b""


def stuck(port: int) -> None:
    body = FileBody(Stuck(), 10)
    HttpClient(f"http://127.0.0.1:{port}", str, times=TIMES, routes=ProxyRouter()).request(
        "POST", "/", body=body
    )


UNREACHABLE, UNKNOWN = errors.DeskUnreachableError, errors.OutcomeUnknownError
Play = Callable[[socket.socket], None]
OK = b"HTTP/1.1 200 OK\r\n"
STAGES: Mapping[str, tuple[Play, Callable[[int], None], type[Exception] | None]] = {
    "proxy: status": (after(b"", b"HTTP/1.1 200 OK" + b" " * 999), by_proxy, UNREACHABLE),
    "proxy: header": (after(OK, b"X-Header: y\r\n"), by_proxy, UNREACHABLE),
    "proxy: header flood": (tunnel_then(lambda c: flood(c, b"")), by_proxy, UNREACHABLE),
    "proxy: which sign-in": (asks_for_password, by_proxy, UNREACHABLE),
    "proxy: TLS": (tunnel_then(lambda c: trickle(c, RECORD)), by_proxy, UNREACHABLE),
    "proxy script": (after(b"HTTP/1.1 200 OK\r\n\r\n", b"//"), by_script, UNREACHABLE),
    "TLS": (after(b"", RECORD), lambda p: get(f"https://127.0.0.1:{p}"), UNREACHABLE),
    "status": (after(b"", OK + b"y" * 999), lambda p: post(f"http://127.0.0.1:{p}"), UNKNOWN),
    "interim": (
        lambda c: flood(c, b"HTTP/1.1 100 Continue\r\n\r\n"),
        lambda p: get(f"http://127.0.0.1:{p}"),
        UNREACHABLE,
    ),
    "interim, slowly": (
        after(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        lambda p: post(f"http://127.0.0.1:{p}"),
        UNKNOWN,
    ),
    "headers": (after(OK, b"X: y\r\n"), lambda p: get(f"http://127.0.0.1:{p}"), UNREACHABLE),
    "body": (
        after(OK + b"Content-Type: application/json\r\n\r\n", b"[1,"),
        lambda p: get(f"http://127.0.0.1:{p}"),
        UNREACHABLE,
    ),
    "chunks": (
        after(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        lambda p: post(f"http://127.0.0.1:{p}"),
        UNKNOWN,
    ),
    "redirects": (hop, lambda p: get(f"http://127.0.0.1:{p}"), UNREACHABLE),
    "upload": (deaf, lambda p: post(f"http://127.0.0.1:{p}", 30_000_000), UNKNOWN),
    "upload, slowly": (sips, lambda p: post(f"http://127.0.0.1:{p}", 30_000_000), UNKNOWN),
    "upload, from a stuck disk": (deaf, stuck, UNKNOWN),
    "sign-in": (deaf, lambda p: signed(p, "call"), UNREACHABLE),
    "sign-in again": (after(http(401), b""), lambda p: signed(p, "renew"), UNREACHABLE),
    "mail: greeting": (lambda c: trickle(c, b"220-x\r\n"), letter, UNREACHABLE),
    "mail: greeting flood": (lambda c: flood(c, b"220-x\r\n"), letter, UNREACHABLE),
    "mail: hello": (mail(), letter, UNREACHABLE),
    "mail: TLS": (lambda c: trickle(c, RECORD), lambda p: letter(p, "tls"), UNREACHABLE),
    "mail: STARTTLS": (
        mail(b"250-x\r\n250 STARTTLS\r\n", then=RECORD, more=b"220 x\r\n"),
        lambda p: letter(p, "starttls"),
        UNREACHABLE,
    ),
    "mail: sign-in": (mail(EHLO, then=b"334-x\r\n"), lambda p: letter(p, name="a"), UNREACHABLE),
    "mail: recipient": (mail(EHLO, b"250 x\r\n"), letter, UNREACHABLE),
    "mail: message": (
        lambda c: (mail_until_data(c), sips(c)),
        lambda p: letter(p, size=30_000_000),
        UNREACHABLE,
    ),
    "mail: last answer": (lambda c: (mail_until_data(c), mail_taken(c, b"250-x\r\n")), letter, UNKNOWN),
    "mail: goodbye": (
        lambda c: (mail_until_data(c), mail_taken(c, b"", b"250 x\r\n", b"221-")),
        letter,
        None,
    ),
}  # fmt: skip


def mail_until_data(connection: socket.socket) -> None:
    connection.sendall(HELLO)
    for answer in (b"250 x\r\n", b"250 x\r\n", b"250 x\r\n", b"354 x\r\n"):
        connection.recv(65536)
        connection.sendall(answer)


def mail_taken(connection: socket.socket, drip: bytes, first: bytes = b"", last: bytes = b"") -> None:
    data = b""
    while not data.endswith(b"\r\n.\r\n"):
        data += (more := connection.recv(65536))
        if not more:
            return
    connection.sendall(first)
    if last:
        connection.recv(100)
    trickle(connection, drip + last)


def timed(work: Callable[[], None]) -> Ended:
    started = time.monotonic()
    try:
        work()
    except Exception as error:  # noqa: BLE001
        return Ended(error, time.monotonic() - started)
    return Ended(None, time.monotonic() - started)


@pytest.fixture(scope="module")
def ended() -> Iterator[Mapping[str, Ended]]:
    """Go through all stages at the same time; what they need is loaded before, not within their time."""
    import requests_toolbelt  # noqa: F401

    from selfhelp.network import tracking_adapter  # noqa: F401

    OVER.clear()
    with ExitStack() as stack:
        servers = {name: Script(stage[0]) for name, stage in STAGES.items()}
        for server in servers.values():
            stack.callback(server.close)
        pool = stack.enter_context(ThreadPoolExecutor(len(STAGES)))
        jobs = {
            name: pool.submit(timed, lambda run=stage[1], port=servers[name].port: run(port))
            for name, stage in STAGES.items()
        }
        yield {name: job.result() for name, job in jobs.items()}
        OVER.set()


@pytest.mark.parametrize("stage", STAGES)
def test_no_stage_can_be_stretched(ended: Mapping[str, Ended], stage: str) -> None:
    wanted, found = STAGES[stage][2], ended[stage]
    assert found.seconds < LATEST
    assert type(found.error) is (wanted or type(None)), repr(found.error)


def test_what_was_cut_off_leaves_no_thread_behind(ended: Mapping[str, Ended]) -> None:
    """Only what waits for something that is not a connection may stay: who we are, a stuck disk."""

    def late() -> int:
        return sum(thread.name == "exchange" for thread in threading.enumerate())

    allowed = 3
    end = time.monotonic() + 10
    while late() > allowed and time.monotonic() < end:
        time.sleep(0.05)
    assert late() <= allowed


@contextmanager
def full() -> Iterator[int]:
    """Yield a port whose queue is full: who connects is neither let in nor sent away."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        waiting = []
        for _ in range(4):
            one = socket.socket()
            one.setblocking(False)
            with suppress(BlockingIOError):
                one.connect(listening.getsockname())
            waiting.append(one)
        try:
            yield listening.getsockname()[1]
        finally:
            for one in waiting:
                one.close()


def test_connecting_cannot_be_stretched() -> None:
    with full() as port:
        for work in (lambda: post(f"http://127.0.0.1:{port}"), lambda: letter(port)):
            found = timed(work)
            assert type(found.error) is UNREACHABLE
            assert found.seconds < LATEST


def test_a_name_is_not_waited_for_and_nothing_is_sent_once_it_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known, real = threading.Event(), socket.getaddrinfo

    def slow(host: Any, *rest: Any, **more: Any) -> Any:
        if host == "localhost":
            known.wait(HELD)
        return real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    with bad_server(http(201, b"{}")) as server:
        found = timed(lambda: post(f"http://localhost:{server.port}"))
        assert isinstance(found.error, UNREACHABLE)  # so it may be sent again
        assert found.error.trouble == FailureKind.TIME
        assert found.seconds < LATEST
        known.set()
        time.sleep(0.3)
        assert b"".join(server.requests) == b""


def test_a_check_of_a_certificate_by_the_system_is_not_waited_for(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows may fetch lists of revoked certificates meanwhile."""
    import truststore

    def looks(*_: Any, **__: Any) -> None:
        OVER.wait(HELD)
        raise OSError

    monkeypatch.setattr(truststore.SSLContext, "wrap_socket", looks)
    OVER.clear()
    with bad_server(http(200, b"{}")) as server:
        ca = Authority(tmp_path).file
        found = timed(
            lambda: get(
                f"https://localhost:{server.port}", routes=ProxyRouter(NetworkPolicy(ca_file=str(ca)))
            )
        )
        OVER.set()
    assert isinstance(found.error, UNREACHABLE)
    assert found.seconds < LATEST


def test_several_exchanges_have_one_deadline_together() -> None:
    def late(connection: socket.socket, _: bytes) -> None:
        time.sleep(0.4)
        connection.sendall(http(200, b"{}"))

    with bad_server(late) as server:
        desk = HttpClient(server.url, str, routes=ProxyRouter())

        def many() -> None:
            with exchange.share_deadline(1.0):
                for _ in range(20):
                    desk.request("GET", "/")

        found = timed(many)
        assert isinstance(found.error, UNREACHABLE)
        assert found.seconds < LATEST
        assert desk.request("GET", "/").status == 200


def test_an_exchange_that_belongs_to_another_ends_with_it_unless_it_must_not_be_cut() -> None:
    def inside() -> float:
        return Exchange[None](30).compute_seconds_left()

    outer: Exchange[float] = Exchange(5)
    assert outer.run(inside) <= 5

    def apart() -> float:
        with exchange.use_own_deadlines():
            return inside()

    assert Exchange[float](5).run(apart) > 20


def test_a_result_in_time_is_used_despite_slow_closing() -> None:
    exchange: Exchange[str] = Exchange(0.2)

    def work() -> str:
        exchange.set_result("taken")
        time.sleep(1)
        return "taken"

    assert exchange.run(work) == "taken"


def test_a_wait_that_is_broken_off_ends_the_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    exchange: Exchange[None] = Exchange(5)
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "join", interrupted)
        with pytest.raises(KeyboardInterrupt):
            exchange.run(lambda: time.sleep(0.1))
    with pytest.raises(DeadlineError):
        exchange.mark_sent()


def test_after_the_deadline_nothing_may_be_begun() -> None:
    exchange: Exchange[None] = Exchange(0.05)
    with pytest.raises(DeadlineError):
        exchange.run(lambda: time.sleep(0.5))
    for step in (exchange.mark_unsent, exchange.mark_sent, exchange.compute_seconds_left):
        with pytest.raises(DeadlineError):
            step()
    with socket.socket() as line, pytest.raises(DeadlineError):
        exchange.watch_connection(line)
    assert not exchange.sent
