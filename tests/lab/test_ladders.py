"""The fault: "I cannot get into my account", with a different cause each time, or with two at once.

A ladder looks at everything from the cable to the password and names the first cause, by the command line.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.kerberos_service import PASSWORD, REALM, kerberos_service
from tests.lab.own_network import BOX, POLICY, Net, needs, own_network, typed_in
from tests.lab.table import Table
from tests.lab.visitor import NAME, root, visitor
from tests.people import ROOT, product

pytestmark = [pytest.mark.lab, needs_root]

SIGN_IN = f'{POLICY}realm = "{REALM}"\n'
NAMES = tuple(f"--address=/{name}/{BOX}" for name in ("probe.example", "pool.ntp.org"))


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Net]:
    """A network whose box tells names and the time, and lets people of a realm sign in."""
    needs("ip", "dnsmasq", "ss", "curl", "ntpdig", "krb5kdc", "kadmin.local", "kinit")
    with own_network(tmp_path) as net, kerberos_service(NAME) as kdc:
        kdc.stop()  # it moves into the box
        for file in (kdc.folder / "kdc.conf", kdc.folder / "krb5.conf"):
            file.write_text(file.read_text().replace("127.0.0.1", BOX))
        shutil.copy(kdc.folder / "krb5.conf", Path("/etc/netns", net.computer))
        typed_in(net)
        net.names(*NAMES)
        clock(net, 0)
        told = [f"{name}={value}" for name, value in kdc.environment.items() if name.startswith("KRB5")]
        net.start("kdc", "env", *told, "/usr/sbin/krb5kdc", "-n")
        wait(net, "-Hlnt", kdc.port)
        yield net


@pytest.fixture
def anna(net: Net) -> Iterator[Desk]:
    """Somebody with an account of the test's own, at a computer where everything is in order."""
    with visitor() as person:
        person = net.desk(person, SIGN_IN).person
        desk = Desk(person, {"KRB5CCNAME": f"FILE:{person.home}/ticket"})
        assert sign_in(desk, "-l", "1h") == 0
        assert climb(desk) is None
        yield desk


def sign_in(desk: Desk, *how: str) -> int:
    """Get a ticket by ``kinit``, as the user; return its exit status."""
    return desk.person.run(["kinit", *how, NAME], desk.environment, input=f"{PASSWORD}\n").returncode


def clock(net: Net, ahead: float) -> None:
    """Start the box's time server, with a clock that is so many seconds ahead of ours."""
    net.start("time", sys.executable, str(ROOT / "tests" / "lab" / "box_time.py"), str(ahead))
    wait(net, "-Hlnu", 123)


def wait(net: Net, what: str, port: int) -> None:
    """Wait until something listens on a port of the box."""
    deadline = time.monotonic() + 60
    while not net.on_box("ss", what, f"sport = :{port}"):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def climb(desk: Desk) -> str | None:
    """Run the ladder as the user and return the cause it names."""
    done = desk.person.run(product("check", "account", "--json"), desk.environment)
    answer: Any = json.loads(done.stdout)
    assert not done.stderr, done.stderr
    assert answer["troubleshooter"] == "account"
    named: str | None = answer["cause"]
    assert done.returncode == (1 if named else 0), answer
    return named


def found(table: Table, fault: str, proven: str, cause: str) -> None:
    """Add a cause to the table."""
    table.row(
        f"cannot sign in: {fault}",
        proven=proven,
        found=f"check account: {cause}",
        repaired="by the fix of that name",
        undone="nothing was changed",
    )


def test_an_expired_password(anna: Desk, table: Table) -> None:
    root("chage", "-d", "2020-01-01", "-M", "90", NAME)
    assert ": Mar 31, 2020\nPassword inactive" in root("chage", "-l", NAME)
    assert climb(anna) == "account-password-locked"
    root("chage", "-M", "99999", NAME)
    assert climb(anna) is None
    found(table, "the password expired", "chage -l", "account-password-locked")


def test_a_sign_in_server_that_does_not_answer(net: Net, anna: Desk, table: Table) -> None:
    net.stop("kdc")
    assert sign_in(anna) != 0
    assert climb(anna) == "account-password-locked"
    found(table, "the Kerberos server is silent", "kinit", "account-password-locked")


def test_a_clock_that_is_wrong(net: Net, anna: Desk, table: Table) -> None:
    clock(net, 420)
    said = net.on_computer("ntpdig", BOX)
    assert " +420." in said or " +419." in said
    assert climb(anna) == "clock-skew"
    clock(net, 0)
    assert climb(anna) is None
    found(table, "the clock is wrong", "ntpdig (NTPsec)", "clock-skew")


def test_a_ticket_that_has_ended(anna: Desk, table: Table) -> None:
    assert sign_in(anna, "-l", "2s") == 0
    deadline = time.monotonic() + 60
    while anna.person.run(["klist", "-s"], anna.environment).returncode == 0:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert climb(anna) == "sso-refresh"
    assert sign_in(anna, "-l", "1h") == 0
    assert climb(anna) is None
    found(table, "the ticket ended", "klist -s", "sso-refresh")


def test_the_cause_that_hides_the_other_comes_first(net: Net, anna: Desk, table: Table) -> None:
    """Without names nobody reaches the sign-in server; the password has expired as well."""
    root("chage", "-d", "2020-01-01", "-M", "90", NAME)
    net.stop("names")
    assert net.status("getent", "hosts", "probe.example") != 0
    assert climb(anna) == "net-dns"
    net.names(*NAMES)
    assert climb(anna) == "account-password-locked"
    found(table, "no names, and the password expired", "getent hosts", "net-dns")
