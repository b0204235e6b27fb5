"""A Kerberos ticket that has ended, against a real Kerberos server on this computer."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.kerberos_service import PASSWORD, Kdc, Told, kerberos_service
from tests.lab.table import Table
from tests.people import ALICE, Person

pytestmark = [pytest.mark.lab, needs_root]

FIX = "sso-refresh"
SLOW_CLOCK = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), Path("/nonexistent"))


@pytest.fixture
def kdc() -> Iterator[Kdc]:
    programs = ("krb5kdc", "kadmin.local", "kinit")
    if not all(shutil.which(name, path="/usr/sbin:/usr/bin") for name in programs):
        pytest.skip("no Kerberos server (packages krb5-kdc, krb5-admin-server, krb5-user)")
    with kerberos_service(ALICE) as service:
        yield service


@pytest.fixture
def anna(kdc: Kdc, alice: Person) -> Desk:
    told = Told(alice.name, alice.uid, alice.gid, alice.home, kdc.folder / "krb5.conf")
    return Desk(told, {"KRB5CCNAME": f"FILE:{alice.home}/ticket"})


def sign_in(desk: Desk, *how: str) -> None:
    """Do by hand what only the user can: their password goes to ``kinit``, never to us."""
    done = desk.person.run(["kinit", *how, ALICE], desk.environment, input=f"{PASSWORD}\n")
    assert done.returncode == 0, done.stderr


def counts(desk: Desk) -> bool:
    """Whether ``klist`` says that the ticket counts."""
    return desk.person.run(["klist", "-s"], desk.environment).returncode == 0


def until_it_has_ended(desk: Desk) -> None:
    deadline = time.monotonic() + 60
    while counts(desk):
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_a_ticket_that_ends_soon_is_renewed_without_a_password(anna: Desk, kdc: Kdc, table: Table) -> None:
    """For a server four minutes slow a ticket that ends in eight lasts twelve; set right, it gives twelve."""
    if not SLOW_CLOCK.exists():
        pytest.skip("no libfaketime (package faketime)")
    kdc.stop()
    kdc.start({"LD_PRELOAD": str(SLOW_CLOCK), "FAKETIME": "-4m"})
    sign_in(anna, "-l", "8m", "-r", "1h")
    kdc.stop()
    kdc.start()
    before = anna.run("klist")
    check = anna.fix("check", FIX)
    assert check["summary"] == "Your work sign-in expires in a few minutes."
    assert anna.run("klist") == before  # looking changes nothing
    run = anna.fix("fix", FIX)
    assert (run["outcome"], run["steps"]) == ("fixed", [["renew-ticket", "done", "impossible"]])
    assert anna.run("klist") != before
    assert anna.fix("check", FIX)["state"] == "healthy"
    table.row(
        "Kerberos ticket that ends soon",
        proven="klist",
        found=FIX,
        repaired="kinit -R, no password",
        undone="impossible: a fresh ticket",
    )


def test_a_ticket_that_just_ended_is_renewed_too(anna: Desk, table: Table) -> None:
    """It lasts two seconds again, so the check is not asked afterwards: ``klist`` tells that it is new."""
    sign_in(anna, "-l", "2s", "-r", "1h")
    until_it_has_ended(anna)
    before = anna.run("klist")
    check = anna.fix("check", FIX)
    assert check["summary"] == "Your work sign-in has expired."
    assert check["evidence"]["can be renewed"] == "yes"
    assert anna.fix("fix", FIX)["steps"][0][:2] == ["renew-ticket", "done"]
    assert anna.run("klist") != before
    table.row(
        "Kerberos ticket that ended",
        proven="klist -s",
        found=FIX,
        repaired="kinit -R, no password",
        undone="impossible: the old one ended",
    )


def test_a_ticket_that_cannot_be_renewed_needs_a_manual_step(anna: Desk, table: Table) -> None:
    sign_in(anna, "-l", "2s")
    until_it_has_ended(anna)
    run = anna.fix("fix", FIX)
    assert (run["outcome"], run["steps"][0][:2]) == ("not-fixed", ["by-hand", "skipped"])
    sign_in(anna, "-l", "1h")
    assert anna.fix("check", FIX)["state"] == "healthy"
    table.row(
        "Kerberos ticket that cannot be renewed",
        proven="klist -s",
        found=FIX,
        repaired="by hand: kinit",
        undone="nothing of ours to undo",
    )


def test_without_the_server_it_says_so_and_keeps_the_ticket(anna: Desk, kdc: Kdc) -> None:
    sign_in(anna, "-l", "2s", "-r", "1h")
    until_it_has_ended(anna)
    kdc.stop()
    before = anna.run("klist")
    run = anna.fix("fix", FIX)
    assert run["outcome"] == "failed"
    assert "didn't renew" in run["message"]
    assert anna.run("klist") == before


def test_without_a_ticket_or_a_realm_nothing_is_offered(anna: Desk) -> None:
    assert anna.fix("check", FIX)["state"] == "not-offered"
