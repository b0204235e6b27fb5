"""Knocking at ports of this computer; no test needs a network."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from selfhelp.machine.network import connections
from selfhelp.machine.network.connections import NO_NAME, OPEN, REFUSED, SILENT, has_default_route, probe_port


def test_an_open_port_hears_no_byte() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert probe_port("127.0.0.1", server.getsockname()[1]) == OPEN
        guest, _ = server.accept()
        with guest:
            assert guest.recv(10) == b""


def test_a_closed_port_refuses() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert probe_port("127.0.0.1", port) == REFUSED


def test_a_full_queue_is_silent_for_the_limit_only() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        address = server.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for guest in waiting:
            guest.setblocking(False)
            guest.connect_ex(address)
        begin = time.monotonic()
        assert probe_port("127.0.0.1", address[1], limit=0.5) == SILENT
        assert time.monotonic() - begin < 5
        for guest in waiting:
            guest.close()


@pytest.mark.parametrize("host", ["a" * 300, "x..y", "\x00", "$(id)", "<b>", "é" * 70, "nothing.invalid"])
def test_a_name_no_computer_has(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if host == "nothing.invalid":
        monkeypatch.setattr(socket, "getaddrinfo", _unknown)
    assert probe_port(host, 80, limit=1.0) == NO_NAME


def _unknown(*_: object, **__: object) -> None:
    raise socket.gaierror(socket.EAI_NONAME, "unknown")


def test_a_resolver_that_hangs_does_not_hold_us(monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: release.wait(20) and [])
    begin = time.monotonic()
    assert probe_port("slow.example", 80, limit=0.2) == NO_NAME
    assert time.monotonic() - begin < 10
    release.set()


def test_no_route_means_no_internet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_probe_address", lambda *_: connections.UNREACHABLE)
    assert has_default_route() is False
