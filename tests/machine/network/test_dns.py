"""One question to one name server, against servers that answer what the test wants."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.machine.network import dns
from selfhelp.machine.network.dns import DnsReply, build_dns_query, parse_dns_reply


def test_the_question_is_as_the_protocol_wants_it() -> None:
    assert build_dns_query(7, "a.example.") == (
        struct.pack("!6H", 7, 0x0100, 1, 0, 0, 0) + b"\x01a\x07example\x00" + struct.pack("!2H", 1, 1)
    )


@pytest.mark.parametrize("name", ["x" * 64, "a..b", "\ud800"])
def test_a_name_no_computer_can_have(name: str) -> None:
    with pytest.raises(UnicodeError):
        build_dns_query(1, name)
    assert dns.query_all_servers(["127.0.0.1"], name) == [DnsReply.SILENT]


@pytest.mark.parametrize(
    ("code", "reply"),
    [(0, DnsReply.ANSWERS), (2, DnsReply.FAILS), (3, DnsReply.NO_SUCH_NAME), (5, DnsReply.REFUSES)],
)
def test_answers_by_their_code(code: int, reply: DnsReply) -> None:
    assert parse_dns_reply(7, struct.pack("!6H", 7, 0x8180 | code, 1, 1, 0, 0)) is reply


def test_an_answer_that_holds_no_address_is_none() -> None:
    assert parse_dns_reply(7, struct.pack("!6H", 7, 0x8180, 1, 0, 0, 0)) is DnsReply.NO_SUCH_NAME
    truncated = 0x8180 | 0x200
    assert parse_dns_reply(7, struct.pack("!6H", 7, truncated, 1, 0, 0, 0)) is DnsReply.FAILS


def test_an_answer_to_another_question_is_none() -> None:
    assert parse_dns_reply(7, struct.pack("!6H", 8, 0x8180, 1, 0, 0, 0)) is None
    assert (
        parse_dns_reply(7, struct.pack("!6H", 7, 0x0100, 1, 0, 0, 0)) is None
    )  # our own question, sent back


@given(st.binary(max_size=64))
def test_any_datagram_is_judged(data: bytes) -> None:
    assert parse_dns_reply(7, data) is None or isinstance(parse_dns_reply(7, data), DnsReply)


@contextmanager
def server(*datagrams: bytes) -> Iterator[str]:
    """Answer each question with these datagrams, the number put in front, on an address of its own."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.settimeout(5)
        try:
            listening.bind(("127.0.0.53", 53))
        except OSError:
            pytest.skip("port 53 is not free for us here")

        def serve() -> None:
            data, sender = listening.recvfrom(512)
            for datagram in datagrams:
                listening.sendto(data[:2] + datagram, sender)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield "127.0.0.53"
        thread.join(5)


@pytest.mark.lab
def test_noise_before_the_answer_is_passed_over() -> None:
    with server(b"", b"\x01", struct.pack("!5H", 0x8183, 1, 0, 0, 0)) as address:
        assert dns.query_all_servers([address], "gone.example") == [DnsReply.NO_SUCH_NAME]


def test_a_server_that_is_no_address_is_silent() -> None:
    assert dns.query_all_servers(["$(reboot)", "::1%nowhere"], "a.example") == [
        DnsReply.SILENT,
        DnsReply.SILENT,
    ]


@contextmanager
def peers() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Two sockets of which the first sends its queries to the second."""
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening,
    ):
        listening.bind(("127.0.0.1", 0))
        listening.settimeout(5)
        asking.connect(listening.getsockname())
        yield asking, listening


def test_a_query_that_is_lost_is_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dns, "AGAIN", 0.05)
    with peers() as (asking, listening):

        def lose_one_and_answer() -> None:
            listening.recvfrom(512)
            data, sender = listening.recvfrom(512)
            listening.sendto(data[:2] + struct.pack("!5H", 0x8180, 1, 1, 0, 0), sender)

        thread = threading.Thread(target=lose_one_and_answer, daemon=True)
        thread.start()
        query = build_dns_query(7, "a.example")
        assert dns._exchange_query(asking, 7, query, time.monotonic() + 5) is DnsReply.ANSWERS
        thread.join(5)


def test_a_port_whose_closing_is_told_late_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host tells it about once a second: "silent" was said of a server that had been stopped."""
    monkeypatch.setattr(dns, "AGAIN", 0.05)
    with peers() as (asking, listening):
        threading.Timer(0.02, listening.close).start()
        with pytest.raises(ConnectionRefusedError):
            dns._exchange_query(asking, 7, build_dns_query(7, "a.example"), time.monotonic() + 5)


def test_a_server_that_never_replies_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dns, "AGAIN", 0.05)
    with peers() as (asking, _):
        query = build_dns_query(7, "a.example")
        assert dns._exchange_query(asking, 7, query, time.monotonic() + 0.2) is DnsReply.SILENT
