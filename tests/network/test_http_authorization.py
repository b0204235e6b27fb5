"""Who we are may end in the middle of a request: it is renewed once, and nothing happens twice."""

# mypy: disable-error-code="index"

from __future__ import annotations

import io
import re
import socket

import pytest

from selfhelp.core import errors
from selfhelp.core.text import N_
from selfhelp.network.http import FormPart, HttpClient, MultipartBody, TimeLimits, UrlEncodedBody
from selfhelp.network.proxy_router import ProxyRouter
from tests.faults import BadServer, bad_server, http, reset

QUICK = TimeLimits(connect=2, read=5, total=8)


class Renewable:
    """Knows one value after the other."""

    def __init__(self, *values: str) -> None:
        self.values = list(values)
        self.renewed = 0

    def __call__(self) -> str:
        return f"Bearer {self.values[0]}"

    def renew(self) -> bool:
        self.renewed += 1
        if len(self.values) > 1:
            del self.values[0]
            return True
        return False


class Desk:
    """Takes uploads from whoever signs with the value that counts now."""

    def __init__(self, valid: str) -> None:
        self.valid = valid
        self.kept: list[bytes] = []

    def __call__(self, connection, head):
        if f"Authorization: Bearer {self.valid}\r\n".encode() not in head:
            connection.sendall(http(401, b'{"error":"invalid_token"}'))
            return
        self.kept.append(head.partition(b"\r\n\r\n")[2])
        connection.sendall(http(201, b'{"id": 1}'))


@pytest.fixture
def upload(tmp_path):
    """A form whose file is read from its middle, as the second part of a large one would be."""

    def of(data: bytes) -> MultipartBody:
        (tmp_path / "file").write_bytes(b"skipped" + data)
        source = (tmp_path / "file").open("rb")
        opened.append(source)
        source.seek(7)
        return MultipartBody([FormPart("JSON", "{}"), FormPart("file", source, "a.bin")])

    opened: list[io.BufferedReader] = []
    yield of
    for source in opened:
        source.close()


def test_a_refused_upload_is_renewed_once_and_arrives_once_and_whole(upload):
    desk, who = Desk("second"), Renewable("first", "second")
    data = bytes(range(256)) * 1000
    with bad_server(desk) as server:
        reply = HttpClient(server.url, who, times=QUICK, routes=ProxyRouter()).request(
            "POST", "/x", body=upload(data)
        )
    assert reply.status == 201
    assert (who.renewed, len(server.requests), len(desk.kept)) == (1, 2, 1)
    assert data in desk.kept[0]
    assert b"skipped" not in desk.kept[0]


class Hasty(BadServer):
    """Refuses after the head and closes the line while the body still comes, as proxies do."""

    def serve(self, connection):
        head = connection.recv(65536)
        if b"Bearer first" in head:
            connection.sendall(http(401))
            connection.shutdown(socket.SHUT_WR)
            return
        self.requests.append(head)
        wanted = int(re.search(rb"Content-Length: (\d+)", head)[1]) + head.index(b"\r\n\r\n") + 4
        received = len(head)
        while received < wanted:
            received += len(connection.recv(65536))
        connection.sendall(http(201, b"{}"))


def test_a_server_that_refuses_before_the_upload_is_whole_is_understood(upload):
    who, server = Renewable("first", "second"), Hasty(b"")
    try:
        reply = HttpClient(server.url, who, times=QUICK, routes=ProxyRouter()).request(
            "POST", "/x", body=upload(b"x" * 3_000_000)
        )
    finally:
        server.close()
    assert (reply.status, who.renewed, len(server.requests)) == (201, 1, 1)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_cannot_be_renewed_ends_in_a_sign_in(method):
    who = Renewable("only")
    with bad_server(Desk("other")) as server:
        with pytest.raises(errors.SignInNeededError):
            HttpClient(server.url, who, times=QUICK, routes=ProxyRouter()).request(method, "/x")
        with pytest.raises(errors.SignInNeededError):
            HttpClient(server.url, lambda: "token fixed", times=QUICK, routes=ProxyRouter()).request(
                method, "/x"
            )
    assert who.renewed == 1
    assert len(server.requests) == 2


def test_a_server_that_refuses_every_value_is_not_asked_for_ever():
    who = Renewable(*map(str, range(50)))
    with bad_server(Desk("none")) as server, pytest.raises(errors.SignInNeededError):
        HttpClient(server.url, who, times=QUICK, routes=ProxyRouter()).request("POST", "/x", body={})
    assert (who.renewed, len(server.requests)) == (1, 2)


def test_an_answer_lost_after_the_renewal_is_unknown_not_repeated():
    who = Renewable("first", "second")

    def answer(connection, head):
        if b"first" in head:
            connection.sendall(http(401))
        else:
            reset(connection)

    with bad_server(answer) as server, pytest.raises(errors.OutcomeUnknownError):
        HttpClient(server.url, who, times=QUICK, routes=ProxyRouter()).request("POST", "/x", body={})
    assert len(server.requests) == 2


def test_a_failing_renewal_says_why():
    class Broken(Renewable):
        def renew(self) -> bool:
            raise errors.DeskUnreachableError(N_("The help desk's server can't be reached."))

    with bad_server(Desk("second")) as server, pytest.raises(errors.DeskUnreachableError):
        HttpClient(server.url, Broken("first"), times=QUICK, routes=ProxyRouter()).request(
            "POST", "/x", body={}
        )
    assert len(server.requests) == 1


def test_fields_are_written_as_a_web_form_writes_them():
    with bad_server(http(200, b"{}")) as server:
        HttpClient(server.url, str, times=QUICK, routes=ProxyRouter()).request(
            "POST", "/t", body=UrlEncodedBody({"a": "é &=", "b": "2"})
        )
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert b"Content-Type: application/x-www-form-urlencoded" in head
    assert body == b"a=%C3%A9+%26%3D&b=2"
