"""What an answer says about the way out, against a server that answers what the test wants."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.core.model import Platform
from selfhelp.machine.network import captive_portal
from selfhelp.machine.network.captive_portal import PortalAnswer, PortalReply, classify_response
from selfhelp.machine.network.connections import NO_NAME
from selfhelp.policy.policy import is_http_url_or_empty
from tests.faults import bad_server, http


@pytest.mark.parametrize(
    ("value", "allowed"),
    [
        ("", True),
        ("http://probe.example/ok.txt", True),
        ("http://probe.example:8080/ok.txt?x=1", True),
        ("https://probe.example/", False),  # no login page can step in front of it
        ("http://probe.example:99999/", False),
        ("http:///nowhere", False),
        ("http://a b/", False),
        ("http://[::1", False),
        ("file:///etc/passwd", False),
    ],
)
def test_the_organisations_page_is_plain_http(value: str, allowed: bool) -> None:
    assert is_http_url_or_empty(value) is allowed


def reply(data: bytes) -> str:
    return str(classify_response(data, "success")["reply"])


def test_only_the_whole_text_is_the_page() -> None:
    assert reply(http(200, b"success\n")) == PortalReply.EXPECTED
    assert reply(http(200, b"<a href='?success'>Login success</a>")) == PortalReply.PORTAL
    assert reply(http(200, b"")) == PortalReply.PORTAL


@pytest.mark.parametrize(
    ("answer", "reply"),
    [
        (b"Content-Length: 7\r\n\r\n", PortalReply.STATUS),
        (b"Content-Length: 7\r\n\r\nsucc", PortalReply.STATUS),
        (b"Content-Length: 900\r\n\r\n<html>", PortalReply.STATUS),
        (b"X: y\r\n\r\n", PortalReply.STATUS),
        (b"Content-Length: 0\r\n\r\n", PortalReply.PORTAL),
        (b"X: y\r\n\r\n<html>", PortalReply.PORTAL),
        (b"X: y\r\n\r\n\xef\xbb\xbfsuccess\r\n", PortalReply.EXPECTED),
        (b"Transfer-Encoding: chunked\r\n\r\n4\r\nsucc\r\n3\r\ness\r\n0\r\n\r\n", PortalReply.EXPECTED),
        (b"Transfer-Encoding: chunked\r\n\r\n6\r\n<html>\r\n0\r\n\r\n", PortalReply.PORTAL),
    ],
)
def test_a_page_that_ends_early_is_no_login_page(answer: bytes, reply: PortalReply) -> None:
    """A connection that is slow, or that loses large packets, delivers only the start of a page."""
    assert classify_response(b"HTTP/1.1 200 OK\r\n" + answer, "success\n")["reply"] == reply


def test_a_login_page_longer_than_what_is_read_is_one() -> None:
    page = b"<html>" + b"x" * 70_000
    with bad_server(http(200, page, "text/html")) as server:
        answers = captive_portal.probe_portal_pages([[server.url, "success"]])
    assert answers[0]["reply"] == PortalReply.PORTAL


def test_sent_elsewhere_is_a_login_page_and_only_its_host_is_kept() -> None:
    said = classify_response(
        http(302, b"", "text/html", "Location: http://login.example/?token=secret"), "success"
    )
    assert (said["reply"], said["to"]) == (PortalReply.PORTAL, "login.example")
    assert reply(http(511)) == PortalReply.PORTAL


@pytest.mark.parametrize("status", [403, 404, 407, 500, 503])
def test_an_error_is_no_login_page(status: int) -> None:
    assert reply(http(status, b"blocked")) == PortalReply.STATUS


def test_what_is_no_web_server_says_nothing() -> None:
    assert reply(b"SSH-2.0-OpenSSH_9\r\n") == PortalReply.NOTHING
    assert reply(b"") == PortalReply.NOTHING


@given(st.binary(max_size=300))
def test_any_response_is_judged(data: bytes) -> None:
    for start in (b"", b"HTTP/1.1 302 Found\r\nLocation: ", b"HTTP/1.1 200 OK\r\n\r\n"):
        assert PortalReply(classify_response(start + data, "success")["reply"])


def test_pages_are_asked_side_by_side_and_through_a_proxy() -> None:
    with bad_server(http(200, b"success")) as server:
        page = [f"{server.url}/x?y=1", "success"]
        answers = captive_portal.probe_portal_pages([page, ["http://nobody.invalid/", "success"]])
        assert [answer["reply"] for answer in answers] == [PortalReply.EXPECTED, PortalReply.NO_NAME]
        through = captive_portal.probe_portal_pages(
            [["http://far.example/page", "success"]], f"127.0.0.1:{server.port}"
        )
        assert through[0]["reply"] == PortalReply.EXPECTED
    short = [request for request in server.requests if b"X-Padding" not in request]
    assert short[0].startswith(b"GET /x?y=1 HTTP/1.0\r\n")
    assert short[1].startswith(b"GET http://far.example/page HTTP/1.0\r\nHost: far.example\r\n")


def test_a_server_that_never_ends_is_left_after_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(captive_portal, "LIMIT", 0.3)

    def dribble(connection: socket.socket, head: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\nsucc")
        connection.recv(1)  # until the user hangs up

    with bad_server(dribble) as server:
        assert captive_portal.probe_portal_pages([[server.url, "success"]])[0]["reply"] == PortalReply.STATUS


def test_connection_refused() -> None:
    with bad_server(b"") as server:
        url = server.url
    assert captive_portal.probe_portal_pages([[url, "success"]])[0]["reply"] == PortalReply.REFUSED


def test_an_answer_is_described_in_plain_words() -> None:
    answer = PortalAnswer(PortalReply.PORTAL, "http://probe.example/ok", 302, "login.example")

    assert (
        answer.describe_answer()
        == "http://probe.example/ok: another page, status 302, sent on to login.example"
    )
    assert (
        PortalAnswer(PortalReply.NO_NAME, "http://x.example").describe_answer()
        == "http://x.example: no such name"
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("127.0.0.1 localhost Probe.example", "redirected by the hosts file"),
        ("# 127.0.0.1 probe.example", "no such name"),
        ("", "no such name"),
    ],
)
def test_a_page_that_the_hosts_file_redirects_proves_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, line: str, expected: str
) -> None:
    hosts = tmp_path / "hosts"
    hosts.write_text(f"127.0.0.1 localhost\n{line}\n", encoding="utf-8")
    monkeypatch.setattr(captive_portal, "HOSTS", dict.fromkeys(Platform, str(hosts)))
    monkeypatch.setattr(captive_portal, "fetch_page", lambda *_: (NO_NAME, None))
    page = ["http://probe.example/ok.txt", "all is well"]
    assert captive_portal.probe_portal_pages([page])[0]["reply"] == expected
    assert captive_portal.probe_portal_pages([page], "proxy:3128")[0]["reply"] == "no such name"


def test_a_page_that_opens_needs_no_look_at_the_hosts_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosts = tmp_path / "hosts"
    hosts.write_text("127.0.0.1 probe.example\n", encoding="utf-8")
    monkeypatch.setattr(captive_portal, "HOSTS", dict.fromkeys(Platform, str(hosts)))
    answer = http(200, b"all is well", "text/plain")
    monkeypatch.setattr(captive_portal, "fetch_page", lambda *_: ("", answer))
    page = ["http://probe.example/ok.txt", "all is well"]
    assert captive_portal.probe_portal_pages([page])[0]["reply"] == "as expected"
