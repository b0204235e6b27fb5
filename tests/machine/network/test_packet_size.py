"""Large packets that get lost, told from a server that is slow, refuses or isn't there."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from selfhelp.core.model import Platform
from selfhelp.core.text import ENGLISH
from selfhelp.fixes.network import net_proxy
from selfhelp.fixes.network.net_no_internet import NetNoInternet
from selfhelp.machine.network import captive_portal, packet_size
from selfhelp.machine.network.captive_portal import LARGE, PortalAnswer, PortalReply
from selfhelp.machine.reachability import connectivity
from tests.fake_machine import FakeMachine

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows doesn't limit segments")

OK = b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"


def is_small(link: socket.socket) -> bool:
    return link.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG) <= packet_size.SMALL


@contextmanager
def server(answers: Callable[[socket.socket, bytes], bool]) -> Iterator[str]:
    """Serve a page to who ``answers`` says yes to; leave the others waiting."""
    kept: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    link, _ = listening.accept()
                except OSError:
                    return
                kept.append(link)
                data = link.recv(65536)
                if answers(link, data):
                    link.sendall(OK)
                    link.close()

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/ok.txt"
    for link in kept:
        link.close()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packet_size, "LIMIT", 0.4)
    monkeypatch.setattr(packet_size, "HTTPS", 9)


def test_a_long_request_that_only_arrives_in_small_packets() -> None:
    with server(lambda link, _: is_small(link)) as page:
        assert packet_size.loses_large_packets(page)


@pytest.mark.parametrize(
    "answers",
    [lambda *_: True, lambda *_: False, lambda _, data: len(data) < packet_size.PADDING],
    ids=["all", "none", "only short ones"],
)
def test_nothing_is_claimed_of_other_servers(answers: Callable[[socket.socket, bytes], bool]) -> None:
    with server(answers) as page:
        assert not packet_size.loses_large_packets(page)


def test_a_server_that_was_busy_just_then_proves_nothing() -> None:
    asked: list[bytes] = []

    def busy_at_first(_link: socket.socket, data: bytes) -> bool:
        asked.append(data)
        return len(asked) > 1

    with server(busy_at_first) as page:
        assert not packet_size.loses_large_packets(page)


def test_no_server_proves_nothing() -> None:
    assert not packet_size.loses_large_packets("http://127.0.0.1:9/ok.txt")
    assert not packet_size.loses_large_packets("http://no.such.invalid/ok.txt")


def test_a_system_that_sets_no_segments_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "TCP_MAXSEG", 12345)
    with server(lambda link, data: False) as page:
        assert not packet_size.loses_large_packets(page)


def test_it_is_told_with_the_page_that_arrives() -> None:
    """The small page came, and everything was called healthy."""
    with server(lambda link, data: len(data) < packet_size.PADDING or is_small(link)) as page:
        (answer,) = captive_portal.probe_portal_pages([[page, "ok"]])
    assert answer == {"reply": PortalReply.EXPECTED, "status": 200, "to": "", LARGE: True}
    with server(lambda *_: True) as page:
        (answer,) = captive_portal.probe_portal_pages([[page, "ok"]])
    assert answer == {"reply": PortalReply.EXPECTED, "status": 200, "to": ""}


def test_it_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    page = PortalAnswer(PortalReply.EXPECTED, "http://probe.example/ok.txt", 200, loses_large_packets=True)
    monkeypatch.setattr(connectivity, "detect_portal", lambda *_: page)
    monkeypatch.setattr(net_proxy.NetProxy, "diagnose", lambda *_: None)
    finding = NetNoInternet().diagnose(FakeMachine(Platform.LINUX))
    assert finding is not None
    assert ENGLISH.translate(finding.summary) == (
        "Only small amounts of data get through, so most websites don't load."
    )
    (step,) = NetNoInternet().plan_steps(finding, {"others": ["only-me"]})
    assert step.name == "by-hand"
