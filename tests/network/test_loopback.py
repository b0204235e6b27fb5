"""The wait for the browser hears one answer and nobody else's."""

from __future__ import annotations

import http.client
import socket
import threading
import time

import pytest

from selfhelp.core.errors import CancelledError, SignInNeededError, UnavailableError
from selfhelp.network import loopback
from selfhelp.network.loopback import Loopback

STATE = "s3cret-state"


def visit(port, path, method="GET", host=""):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request(method, path, headers={"Host": host or f"127.0.0.1:{port}"})
    reply = connection.getresponse()
    answer = reply.status, dict(reply.getheaders()), reply.read().decode()
    connection.close()
    return answer


def test_the_listener_closes_after_one_valid_response():
    with Loopback(STATE, "<p>welcome back") as door:
        status, headers, body = visit(door.port, f"/callback?code=c0de&state={STATE}")
        assert (status, body) == (200, "<p>welcome back")
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        with pytest.raises(OSError):
            visit(door.port, f"/callback?code=other&state={STATE}")
        assert door.wait_for_answer(5) == f"code=c0de&state={STATE}"
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", door.port), timeout=1)


@pytest.mark.parametrize(
    ("path", "method", "host", "status"),
    [
        ("/callback?code=x&state=wrong", "GET", "", 400),
        ("/callback?code=x", "GET", "", 400),
        (f"/callback?code=x&state={STATE}&state={STATE}", "GET", "", 400),
        (f"/callback?code=x&state={STATE}", "GET", "evil.example.com", 400),
        (f"/callback?code=x&state={STATE}", "GET", "localhost:1", 400),
        (f"/callback?code=x&state={STATE}", "POST", "", 405),
        (f"/callback?code=x&state={STATE}", "HEAD", "", 405),
        (f"/other?code=x&state={STATE}", "GET", "", 404),
        ("/favicon.ico", "GET", "", 404),
        (f"//127.0.0.1/callback?state={STATE}", "GET", "", 404),
    ],
)
def test_everything_else_is_refused_and_the_right_one_still_comes_through(path, method, host, status):
    with Loopback(STATE, "page") as door:
        assert visit(door.port, path, method, host)[0] == status
        assert visit(door.port, f"/callback?code=c&state={STATE}")[0] == 200
        assert door.wait_for_answer(5).startswith("code=c&")


@pytest.mark.parametrize(
    "bytes_", [b"", b"\0\xff\xfe", b"GET\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01" + b"x" * 300]
)
def test_a_port_scan_does_no_harm(bytes_):
    with Loopback(STATE, "page") as door:
        with socket.create_connection(("127.0.0.1", door.port), timeout=5) as scan:
            scan.sendall(bytes_)
        assert visit(door.port, f"/callback?code=c&state={STATE}")[0] == 200
        assert door.wait_for_answer(5)


def test_a_silent_client_does_not_block_others(monkeypatch):
    monkeypatch.setattr(loopback, "VISIT_LIMIT", 1.0)
    with Loopback(STATE, "page") as door:
        silent = [socket.create_connection(("127.0.0.1", door.port)) for _ in range(loopback.VISITS - 1)]
        assert visit(door.port, f"/callback?code=c&state={STATE}")[0] == 200
        assert door.wait_for_answer(5)
        for one in silent:
            one.close()


def test_an_endless_head_is_cut():
    with Loopback(STATE, "page") as door:
        scan = socket.create_connection(("127.0.0.1", door.port), timeout=5)
        with scan, pytest.raises(OSError):
            scan.sendall(b"x" * 64_000_000)
        assert visit(door.port, f"/callback?code=c&state={STATE}")[0] == 200


def test_guessing_does_not_block_signing_in():
    with Loopback(STATE, "page") as door:
        for n in range(loopback.WRONG * 3):
            assert visit(door.port, f"/callback?code=x&state=guess{n}")[0] == 400
        assert visit(door.port, f"/callback?code=c&state={STATE}")[0] == 200
        assert door.wait_for_answer(5) == f"code=c&state={STATE}"


def test_a_guessed_state_is_reported_if_the_browser_does_not_return():
    with Loopback(STATE, "page") as door:
        for n in range(loopback.WRONG + 1):
            visit(door.port, f"/callback?code=x&state=guess{n}")
        with pytest.raises(SignInNeededError, match="Another app answered"):
            door.wait_for_answer(0.2)
        with pytest.raises(OSError):
            visit(door.port, f"/callback?code=c&state={STATE}")


def test_idle_visits_make_room_for_the_right_one():
    with Loopback(STATE, "page") as door:
        idle = [socket.create_connection(("127.0.0.1", door.port)) for _ in range(loopback.VISITS * 2)]
        for one in idle:
            one.sendall(b"GET /callback")
        started = time.monotonic()
        assert visit(door.port, f"/callback?code=c&state={STATE}")[0] == 200
        assert door.wait_for_answer(5)
        assert time.monotonic() - started < loopback.VISIT_LIMIT
        for one in idle:
            one.close()


def test_a_closed_browser_ends_in_time_and_leaves_no_port():
    with Loopback(STATE, "page") as door, pytest.raises(SignInNeededError, match="wasn't completed"):
        door.wait_for_answer(0.2)
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", door.port), timeout=1)


def test_waiting_can_be_cancelled():
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    started = time.monotonic()
    with Loopback(STATE, "page") as door, pytest.raises(CancelledError):
        door.wait_for_answer(60, stop.is_set)
    assert time.monotonic() - started < 5


def test_a_port_that_is_taken_is_a_sentence():
    with Loopback(STATE, "page") as door, pytest.raises(UnavailableError, match="sign-in from your browser"):
        Loopback(STATE, "page", port=door.port)


def test_two_answers_at_the_same_moment_are_one():
    with Loopback(STATE, "page") as door:
        seen = []

        def come(n):
            try:
                seen.append(visit(door.port, f"/callback?code=c{n}&state={STATE}")[0])
            except OSError:
                seen.append(0)

        threads = [threading.Thread(target=come, args=(n,)) for n in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert seen.count(200) == 1
        assert door.wait_for_answer(5)
