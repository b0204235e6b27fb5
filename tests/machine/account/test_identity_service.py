"""Which host is the sign-in service, and whether it answers."""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import File, Output, Reading
from selfhelp.machine.account.identity_service import (
    IdentityService,
    parse_default_realm,
    parse_kdc_servers,
    probe_identity_service,
)
from selfhelp.machine.network import srv_records
from selfhelp.machine.network.connections import OPEN, SILENT, probe_port
from selfhelp.machine.organisation import read_policy_values

TEXT = """
[libdefaults]
\tdefault_realm = EXAMPLE.COM
# default_realm = OLD.TEST
[realms]
  OTHER.TEST = { kdc = nobody.test }
  EXAMPLE.COM = {
    # kdc = gone.example.com
    kdc = kdc1.example.com:8888
    kdc = [2001:db8::1]:88
    admin_server = kdc1.example.com
  }
"""


def test_krb5_conf_names_realm_and_servers() -> None:
    assert parse_default_realm(TEXT) == "EXAMPLE.COM"
    assert parse_kdc_servers(TEXT, "EXAMPLE.COM") == [("kdc1.example.com", 8888), ("2001:db8::1", 88)]
    assert parse_kdc_servers(TEXT, "EXAMPLE") == []
    assert parse_kdc_servers(TEXT, "(.*") == []


class Computer:
    """A Linux computer with a policy, a krb5.conf and hosts that answer."""

    platform = Platform.LINUX

    def __init__(self, policy: dict[str, str], *answering: str, out: bool = True) -> None:
        self.policy, self.answering, self.out = policy, answering, out
        self.asked: list[str] = []
        self.said: Json = None

    def read(self, source: object) -> Json:
        if isinstance(source, File):
            return TEXT
        assert isinstance(source, Reading)
        if source.function is srv_records.find_kerberos_servers:
            return self.said
        if source.function is read_policy_values:
            return self.policy
        if source.function is probe_port:
            host = str(source.params["host"])
            self.asked.append(host)
            return OPEN if host in self.answering else SILENT
        return self.out

    def run(self, command: object) -> Output:
        raise ProbeError(N_("no program is needed"))

    change = run


def test_unmanaged_accounts_are_not_queried() -> None:
    computer = Computer({})
    assert probe_identity_service(computer, configured=False) is None
    assert computer.asked == []


def test_what_the_policy_names_comes_first() -> None:
    computer = Computer({"identity_host": "login.example.com", "realm": "EXAMPLE.COM"}, "login.example.com")
    assert probe_identity_service(computer, configured=True) == IdentityService(
        "login.example.com", 443, True, True
    )
    assert computer.asked == ["login.example.com"]


def test_one_server_that_answers_is_enough() -> None:
    found = probe_identity_service(Computer({}, "2001:db8::1"), configured=True)
    assert found == IdentityService("2001:db8::1", 88, True, True)


@pytest.mark.parametrize("out", [True, False])
def test_none_answers(out: bool) -> None:
    found = probe_identity_service(Computer({"realm": "EXAMPLE.COM"}, out=out), configured=False)
    assert found == IdentityService("kdc1.example.com", 8888, False, out)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"answered": False, "found": []}, None),
        ({"answered": True, "found": []}, IdentityService("ad.test", 88, False, True)),
        (
            {"answered": True, "found": [{"host": "dc1.ad.test", "port": 88}]},
            IdentityService("dc1.ad.test", 88, True, True),
        ),
    ],
)
def test_a_realm_without_servers_is_looked_for_by_name(said: Json, found: IdentityService | None) -> None:
    computer = Computer({"realm": "AD.TEST"}, "dc1.ad.test")
    computer.said = said
    assert probe_identity_service(computer, configured=False) == found


def record(host: bytes, port: int, kind: int = srv_records.SRV) -> bytes:
    data = struct.pack("!3H", 0, 100, port) + host
    return b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 60, len(data)) + data


def reply(number: int, *records: bytes, flags: int = 0x8180) -> bytes:
    asked = srv_records.build_srv_query(number, "_kerberos._tcp.AD.TEST")[12:]
    return struct.pack("!6H", number, flags, 1, len(records), 0, 0) + asked + b"".join(records)


def test_records_are_read_also_where_names_are_pointed_to() -> None:
    pointed = b"\x03dc1\xc0\x1b"  # dc1. and then the domain of the question
    alias = b"\xc0\x0c" + struct.pack("!HHIH", 5, 1, 60, 2) + b"\xc0\x1b"
    data = reply(7, alias, record(pointed, 88), record(b"\x02kx\x00", 750), record(b"\x00", 0))
    assert list(srv_records.parse_srv_records(7, data)) == [
        {"host": "dc1.AD.TEST", "port": 88},
        {"host": "kx", "port": 750},
    ]
    assert list(srv_records.parse_srv_records(7, reply(7, flags=0x8183))) == []


def test_what_answers_something_else_is_no_answer() -> None:
    for data in (b"", b"short", reply(8), reply(7, flags=0x0100), reply(7, flags=0x8182)):
        with pytest.raises((ValueError, struct.error)):
            list(srv_records.parse_srv_records(7, data))
    circle = reply(7)[:12] + b"\xc0\x0c" + b"\0" * 4
    with pytest.raises(ValueError, match="circle"):
        list(srv_records.parse_srv_records(7, circle))


@given(st.binary(max_size=200))
def test_any_datagram_ends(data: bytes) -> None:
    with suppress(ValueError, IndexError, struct.error):
        list(srv_records.parse_srv_records(7, reply(7, data)))


def test_no_source_is_inconclusive() -> None:
    assert srv_records.find_kerberos_servers("AD.TEST", []) == {"answered": False, "found": []}
    assert srv_records.find_kerberos_servers("AD..TEST", ["127.0.0.1"])["answered"] is False
    assert srv_records.find_kerberos_servers("AD.TEST", ["no address"])["answered"] is False


@pytest.mark.lab
def test_a_name_server_is_really_asked_and_the_next_where_it_is_silent() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        try:
            server.bind(("127.0.0.78", 53))
        except OSError:
            pytest.skip("needs root: name servers listen on port 53")
        thread = threading.Thread(target=serve, args=(server,))
        thread.start()
        said = srv_records.find_kerberos_servers("AD.TEST", ["127.0.0.79", "127.0.0.78"])
        thread.join(5)
    assert said == {"answered": True, "found": [{"host": "dc1.AD.TEST", "port": 88}]}


def serve(server: socket.socket) -> None:
    asked, who = server.recvfrom(512)
    (number,) = struct.unpack("!H", asked[:2])
    server.sendto(reply(number, record(b"\x03dc1\xc0\x1b", 88)), who)
