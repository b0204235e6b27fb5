"""The fault: the company's printer (a simulated IPP printer) is not in the list of printers."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.print_service import Cups, ipp_printer, print_service
from tests.lab.table import Table
from tests.lab.whole_system import Computer, NotBuiltError, install_helper, whole_system
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


def desk(person: Person, cups: Cups, *lines: str) -> Desk:
    """Somebody whose organisation approves these printers."""
    folder = person.home / "config" / "selfhelp"
    folder.mkdir(parents=True)
    policy = folder / "policy.toml"
    policy.write_text(f"[organisation]\nprinters = {json.dumps(lines)}\n")
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
        repaired="added by a lpadmin member",
        undone="taken away: lpstat -v",
    )


def test_without_rights_and_helper_nothing_is_added(cups: Cups, address: str, alice: Person) -> None:
    anna, before = desk(alice, cups, address), devices(cups)
    assert anna.fix("check", "print-missing")["state"] == "found"
    run = anna.fix("fix", "print-missing")
    assert run["outcome"] == "refused"
    assert run["message"] == "You need administrator permission to add the printer print."
    assert devices(cups) == before


def test_a_printer_that_is_switched_off_is_not_added(cups: Cups, alice: Person) -> None:
    anna = desk(alice, cups, "ipp://localhost:9/ipp/print")
    run = anna.fix("fix", "print-missing")
    assert run["outcome"] == "refused"
    assert "None of your organisation's printers can be reached" in run["message"]


@pytest.fixture
def carla(cups: Cups, address: str, bob: Person) -> Iterator[Desk]:
    """Somebody who may administer printers and has one; of two more, one needs a driver."""
    cups.queue("office", device="ipp://localhost:9/ipp/print")
    lines = (
        f"{address}|name=Colour printer|building=North|floor=2|room=2.14",
        "ipp://localhost:9/ipp/print|name=Plain printer|building=North|floor=1",
        "\\\\print.example.com\\plotter|name=Plotter|building=South|floor=0|driver=HP Universal PS",
    )
    subprocess.run(["gpasswd", "-a", bob.name, "lpadmin"], check=True, capture_output=True)
    try:
        yield desk(bob, cups, *lines)
    finally:
        subprocess.run(["gpasswd", "-d", bob.name, "lpadmin"], check=True, capture_output=True)


def default(anybody: Desk) -> str:
    """What lpstat calls the user's default printer."""
    return anybody.run("lpstat", "-d").strip()


def test_one_more_is_added_on_request_made_the_default_and_taken_away(
    cups: Cups, address: str, carla: Desk, table: Table
) -> None:
    carla.run("lpoptions", "-d", "office")
    before, usual = devices(cups), default(carla)
    assert usual.endswith("office")
    assert carla.fix("check", "print-missing")["state"] == "healthy", "a printer never used is not missing"
    run = carla.fix("fix", "print-missing", f"printer={address}", "default=change")
    assert run["outcome"] == "fixed", run
    assert [step[:2] for step in run["steps"]] == [
        ["add-company-printer", "done"],
        ["choose-company-printer", "done"],
    ]
    assert devices(cups) - before == {f"device for localhost: {address}"}
    assert "localhost accepting requests since" in cups.admin("lpstat", "-a", "localhost")
    assert default(carla).endswith("localhost")
    page = carla.person.home / "page"
    page.write_text("hello")
    carla.person.owns(page)
    assert carla.run("lp", str(page)).startswith("request id is localhost-")
    again = carla.fix("fix", "print-missing", f"printer={address}")
    assert (again["outcome"], again["steps"]) == (
        "fixed",
        [["check-company-printer", "skipped", "impossible"]],
    )
    assert carla.fix("undo", run["run"])["outcome"] == "undone"
    assert (devices(cups), default(carla)) == (before, usual)
    told = carla.fix("complain", "I need the printer on the second floor", "print-missing")
    assert (told["cause"], told["fix"]) == ("print-missing", "print-missing")
    assert told["after"] == [["fixed", "solved", None, "The printer is in your list and accepts documents."]]
    table.row(
        "another approved printer is wanted",
        proven="lpstat -v, lpstat -a, lpstat -d, lp",
        found="print-missing on request",
        repaired="added, and made the default as a choice of its own",
        undone="taken away, default restored: lpstat",
    )


def test_what_needs_a_driver_or_is_silent_is_told_by_name(cups: Cups, carla: Desk) -> None:
    before = devices(cups)
    plotter = carla.fix("fix", "print-missing", r"printer=\\print.example.com\plotter")
    assert plotter["outcome"] == "refused"
    assert plotter["message"] == (
        "The printer Plotter (South, floor 0) needs the driver HP Universal PS. "
        "Only an administrator can install it."
    )
    assert devices(cups) == before


@pytest.mark.slow
def test_an_employee_has_it_added_by_the_helper(table: Table) -> None:
    simulated = shutil.which("ippeveprinter", path="/usr/sbin:/usr/bin")
    if simulated is None:
        pytest.skip("no simulated printer is installed (package cups-ipp-utils)")
    try:
        with whole_system() as computer:
            computer.root("chmod", "755", "/opt")
            install_helper(computer)
            address = _printer_in(computer, Path(simulated))
            before = computer.root("lpstat", "-v").stdout
            assert address not in before
            run = _as_employee(computer, "fix", "print-missing", "--yes")
            assert run["outcome"] == "fixed", run
            assert address in computer.root("lpstat", "-v").stdout
            assert _as_employee(computer, "undo", run["run"])["outcome"] == "undone"
            assert computer.root("lpstat", "-v").stdout == before
    except NotBuiltError as error:
        pytest.skip(str(error))
    table.row(
        "a printer is missing, without permission",
        proven="lpstat -v",
        found="print-missing",
        repaired="helper through polkit",
        undone="lpstat -v",
    )


def _printer_in(computer: Computer, program: Path) -> str:
    """Run our simulated printer in the whole system, and let its organisation offer it."""
    shutil.copy(program, f"/proc/{computer.pid}/root/usr/local/bin/ippeveprinter")
    started = computer.root(
        "systemd-run",
        "--setenv=HOME=/tmp",
        "/usr/local/bin/ippeveprinter",
        "-p",
        "8631",
        "-r",
        "off",
        "Floor3",
    )
    assert started.returncode == 0, started.stderr
    address = "ipp://localhost:8631/ipp/print"
    computer.root("mkdir", "-p", "/etc/selfhelp")
    computer.root("tee", "/etc/selfhelp/policy.toml", stdin=f'[organisation]\nprinters = ["{address}"]\n')
    end = time.monotonic() + 60
    while computer.root("bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8631").returncode != 0:
        assert time.monotonic() < end, "the simulated printer did not start"
        time.sleep(0.3)
    return address


def _as_employee(computer: Computer, *arguments: str) -> Any:
    """Run the product in a login session at the screen."""
    done = computer.person("python3", "-m", "selfhelp", *arguments, "--json")
    assert done.stdout, done.stderr
    return json.loads(done.stdout)
