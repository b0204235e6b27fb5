"""The fault: the company's printer (a simulated IPP printer) is not in the list of printers."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.print_service import Cups, ipp_printer, print_service
from tests.lab.table import Table
from tests.people import Person

pytestmark = [pytest.mark.lab, needs_root]


@pytest.fixture
def cups() -> Iterator[Cups]:
    with print_service() as service:
        service.queue("mine")
        yield service


@pytest.fixture
def address() -> Iterator[str]:
    if not shutil.which("ippeveprinter", path="/usr/sbin:/usr/bin"):
        pytest.skip("no simulated printer is installed (package cups-ipp-utils)")
    with ipp_printer("Floor 3") as place:
        yield place


def desk(person: Person, cups: Cups, address: str) -> Desk:
    """Somebody whose organisation offers this printer."""
    folder = person.home / "config" / "selfhelp"
    folder.mkdir(parents=True)
    policy = folder / "policy.toml"
    policy.write_text(f'[organisation]\nprinters = ["{address}"]\n')
    for path in (folder.parent, folder, policy):
        person.owns(path)
    return Desk(person, {"CUPS_SERVER": cups.socket})


@pytest.fixture
def ben(cups: Cups, address: str, bob: Person) -> Iterator[Desk]:
    """Somebody who may administer printers, as the members of this group of Debian's may."""
    subprocess.run(["gpasswd", "-a", bob.name, "lpadmin"], check=True, capture_output=True)
    try:
        yield desk(bob, cups, address)
    finally:
        subprocess.run(["gpasswd", "-d", bob.name, "lpadmin"], check=True, capture_output=True)


def devices(cups: Cups) -> set[str]:
    """Which printers the print service knows, by its own program."""
    return set(cups.admin("lpstat", "-v").splitlines())


def test_it_is_added_by_who_may_and_undo_takes_it_away(
    cups: Cups, address: str, ben: Desk, table: Table
) -> None:
    before = devices(cups)
    assert not any(address in line for line in before)
    assert ben.fix("check", "print-missing")["state"] == "found"
    run = ben.fix("fix", "print-missing")
    assert run["outcome"] == "fixed"
    assert devices(cups) - before == {f"device for localhost: {address}"}
    assert "localhost accepting requests since" in cups.admin("lpstat", "-a", "localhost")
    page = ben.person.home / "page"
    page.write_text("hello")
    ben.person.owns(page)
    assert ben.run("lp", "-d", "localhost", str(page)).startswith("request id is localhost-")
    assert ben.fix("fix", "print-missing")["outcome"] == "healthy"
    assert ben.fix("undo", run["run"])["outcome"] == "undone"
    assert devices(cups) == before
    table.row(
        "the company's printer is not in the list",
        proven="lpstat -v",
        found="print-missing",
        repaired="added, as a member of lpadmin",
        undone="taken away: lpstat -v",
    )


def test_without_rights_and_helper_nothing_is_added(cups: Cups, address: str, alice: Person) -> None:
    anna, before = desk(alice, cups, address), devices(cups)
    assert anna.fix("check", "print-missing")["state"] == "found"
    assert anna.fix("fix", "print-missing")["outcome"] == "refused"
    assert devices(cups) == before


def test_a_printer_that_is_switched_off_is_not_added(cups: Cups, alice: Person) -> None:
    anna = desk(alice, cups, "ipp://localhost:9/ipp/print")
    run = anna.fix("fix", "print-missing")
    assert run["outcome"] == "refused"
    assert "None of your company's printers answers" in run["message"]
