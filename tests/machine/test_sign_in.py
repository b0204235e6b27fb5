"""Which host is the sign-in service, and whether it answers."""

from __future__ import annotations

import pytest

from selfhelp.machine import File, Output, Reading
from selfhelp.machine.network import OPEN, SILENT, connection
from selfhelp.machine.organisation import told
from selfhelp.machine.sign_in import Service, default_realm, servers, service
from selfhelp.model import Json, Platform

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
    assert default_realm(TEXT) == "EXAMPLE.COM"
    assert servers(TEXT, "EXAMPLE.COM") == [("kdc1.example.com", 8888), ("2001:db8::1", 88)]
    assert servers(TEXT, "EXAMPLE") == []
    assert servers(TEXT, "(.*") == []


class Computer:
    """A Linux computer with a policy, a krb5.conf and hosts that answer."""

    platform = Platform.LINUX

    def __init__(self, policy: dict[str, str], *answering: str, out: bool = True) -> None:
        self.policy, self.answering, self.out = policy, answering, out
        self.asked: list[str] = []

    def read(self, source: object) -> Json:
        if isinstance(source, File):
            return TEXT
        assert isinstance(source, Reading)
        if source.function is told:
            return self.policy
        if source.function is connection:
            host = str(source.params["host"])
            self.asked.append(host)
            return OPEN if host in self.answering else SILENT
        return self.out

    def run(self, command: object) -> Output:
        raise AssertionError("no program is needed")

    change = run


def test_nobody_told_so_nobody_is_asked() -> None:
    computer = Computer({})
    assert service(computer, configured=False) is None
    assert computer.asked == []


def test_what_the_policy_names_comes_first() -> None:
    computer = Computer({"identity_host": "login.example.com", "realm": "EXAMPLE.COM"}, "login.example.com")
    assert service(computer, configured=True) == Service("login.example.com", 443, True, True)
    assert computer.asked == ["login.example.com"]


def test_one_server_that_answers_is_enough() -> None:
    found = service(Computer({}, "2001:db8::1"), configured=True)
    assert found == Service("2001:db8::1", 88, True, True)


@pytest.mark.parametrize("out", [True, False])
def test_none_answers(out: bool) -> None:
    found = service(Computer({"realm": "AD.TEST"}, out=out), configured=False)
    assert found == Service("ad.test", 88, False, out)
