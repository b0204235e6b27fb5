"""The script that names proxies: what counts as one, and what a guest network sends in its place."""

from __future__ import annotations

from typing import Any

import pytest

from selfhelp.core.model import Platform
from selfhelp.machine.proxy import pac
from selfhelp.machine.proxy.pac import is_proxy_script, is_script_served
from tests.faults import bad_server, http

SCRIPT = b'function FindProxyForURL(url, host) { return "DIRECT"; }'


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (http(200, SCRIPT, "application/x-ns-proxy-autoconfig"), True),
        (http(200, b"<html>Welcome to the hotel</html>", "text/html"), False),
        (http(302, b"", "text/html", "Location: http://login.hotel.example/"), False),
        (http(404, SCRIPT), False),
        (b"", False),
    ],
)
def test_only_a_script_is_one(answer: bytes, found: bool) -> None:
    with bad_server(answer) as server:
        assert is_proxy_script(f"{server.url}/proxy.pac") is found


class Windows:
    """A Windows that is told to take its script from this address."""

    platform = Platform.WINDOWS

    def __init__(self, address: str) -> None:
        self._address, self.asked = address, ""

    def read(self, source: Any) -> object:
        if getattr(source, "value", "") == "AutoConfigURL":
            return self._address
        self.asked = source.name
        return "open" if source.name == "connections.probe_port" else True


@pytest.mark.parametrize(
    ("address", "there", "asked"),
    [
        ("http://pac.corp.example/p", True, "pac.is_proxy_script"),
        ("https://pac.corp.example/p", True, "connections.probe_port"),
        ("file:///C:/proxy.pac", False, ""),
        ("http://[", False, ""),
        ("http://host:99999999/", False, ""),
        ("-rf $(reboot)\n<b>" * 1000, False, ""),
        ("", False, ""),
    ],
)
def test_where_a_script_is_looked_for(address: str, there: bool, asked: str) -> None:
    machine: Any = Windows(address)
    assert is_script_served(machine) is there
    assert machine.asked == asked


def test_a_script_without_an_end_is_cut_at_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pac, "LARGEST", 1000)
    with bad_server(http(200, bytes(500_000) + SCRIPT)) as server:
        assert is_proxy_script(server.url) is False
