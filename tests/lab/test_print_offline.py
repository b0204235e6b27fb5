"""The fault: a printer of a real print service is paused, closed to documents, or does not answer."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.print_service import Cups, print_service
from tests.lab.table import Table
from tests.lab.whole_system import Computer, NotBuiltError, install_helper, whole_system
from tests.people import Person

pytestmark = [pytest.mark.lab, needs_root]


@pytest.fixture
def cups() -> Iterator[Cups]:
    with print_service() as service:
        yield service


@pytest.fixture
def anna(cups: Cups, alice: Person) -> Desk:
    return Desk(alice, {"CUPS_SERVER": cups.socket})


@pytest.fixture
def ben(cups: Cups, bob: Person) -> Iterator[Desk]:
    """Somebody who may administer printers, as the members of this group of Debian's may."""
    subprocess.run(["gpasswd", "-a", bob.name, "lpadmin"], check=True, capture_output=True)
    try:
        yield Desk(bob, {"CUPS_SERVER": cups.socket})
    finally:
        subprocess.run(["gpasswd", "-d", bob.name, "lpadmin"], check=True, capture_output=True)


@pytest.fixture
def device() -> Iterator[str]:
    """A printer in the network that takes connections; its address as CUPS writes it."""
    with socket.create_server(("127.0.0.1", 0)) as printer:
        yield f"socket://127.0.0.1:{printer.getsockname()[1]}"


def accepts(cups: Cups, name: str) -> bool:
    return f"{name} accepting requests since" in cups.admin("lpstat", "-a", name)


def test_a_printer_that_is_ready_is_healthy(cups: Cups, anna: Desk, device: str) -> None:
    cups.queue("office", device=device)
    assert anna.fix("check", "print-offline")["state"] == "healthy"


def test_a_paused_printer_is_resumed_by_who_may(cups: Cups, ben: Desk, device: str, table: Table) -> None:
    cups.queue("office", device=device)
    cups.admin("cupsdisable", "office")
    assert cups.paused("office")
    assert ben.fix("check", "print-offline")["summary"] == "The printer office is paused."
    run = ben.fix("fix", "print-offline")
    assert run["outcome"] == "fixed"
    assert run["steps"] == [["resume-printer", "done", "possible"]]
    assert not cups.paused("office")
    assert ben.fix("undo", run["run"])["outcome"] == "undone"
    assert cups.paused("office")
    table.row(
        "a paused printer, by a member of lpadmin",
        proven="lpstat -p",
        found="print-offline",
        repaired="resumed",
        undone="paused again: lpstat -p",
    )


def test_a_closed_printer_is_opened_by_who_may(cups: Cups, ben: Desk, device: str, table: Table) -> None:
    cups.queue("office", device=device)
    cups.admin("cupsreject", "office")
    assert not accepts(cups, "office")
    assert ben.fix("check", "print-offline")["summary"] == "The printer office isn't accepting documents."
    run = ben.fix("fix", "print-offline")
    assert run["outcome"] == "fixed"
    assert accepts(cups, "office")
    assert ben.fix("undo", run["run"])["outcome"] == "undone"
    assert not accepts(cups, "office")
    table.row(
        "a printer that takes no documents",
        proven="lpstat -a",
        found="print-offline",
        repaired="opened by a lpadmin member",
        undone="closed again: lpstat -a",
    )


def test_without_rights_and_helper_it_is_left_as_it_is(cups: Cups, anna: Desk, device: str) -> None:
    cups.queue("office", device=device)
    cups.admin("cupsdisable", "office")
    assert anna.fix("check", "print-offline")["state"] == "found"
    assert anna.fix("fix", "print-offline")["outcome"] == "refused"
    assert cups.paused("office")


def test_a_printer_that_does_not_answer(cups: Cups, anna: Desk, table: Table) -> None:
    cups.queue("office")  # nothing listens at the discard port
    with socket.socket() as knock:
        assert knock.connect_ex(("127.0.0.1", 9)) != 0
    assert anna.fix("check", "print-offline")["summary"] == "The printer office isn't responding."
    run = anna.fix("fix", "print-offline")
    assert [step[0] for step in run["steps"]] == ["by-hand", "by-hand"]
    with socket.create_server(("127.0.0.1", 0)) as printer:  # turned on
        cups.admin("lpadmin", "-p", "office", "-v", f"socket://127.0.0.1:{printer.getsockname()[1]}")
        assert anna.fix("check", "print-offline")["state"] == "healthy"
    table.row(
        "a network printer that does not answer",
        proven="connect(2) to its port",
        found="print-offline",
        repaired="by hand: switched on",
        undone="nothing was changed",
    )


@pytest.mark.parametrize("name", ["<b>$(reboot)", "a;reboot", "-rf", "étage-2"])
def test_hostile_names(cups: Cups, anna: Desk, device: str, name: str) -> None:
    cups.queue("office", device=device)
    cups.queue(name, "-D", "x\nprinter office disabled since", device=device)
    cups.admin("lpadmin", "-d", "office")
    assert anna.fix("check", "print-offline")["state"] == "healthy"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "probe", "word"),
    [("cupsdisable", "-p", "disabled since"), ("cupsreject", "-a", "not accepting requests since")],
)
def test_an_employee_has_it_resumed_or_opened_by_the_helper(
    fault: str, probe: str, word: str, table: Table
) -> None:
    try:
        with whole_system() as computer:
            computer.root("chmod", "755", "/opt")
            install_helper(computer)
            # the print service itself answers at this address, as a printer in the network would
            computer.root(
                "lpadmin", "-p", "Office", "-E", "-v", "ipp://127.0.0.1:631/printers/x", "-m", "raw"
            )
            computer.root("lpadmin", "-d", "Office")
            computer.root(fault, "Office")
            shown = lambda: computer.root("lpstat", probe, "Office").stdout  # noqa: E731
            assert word in shown()
            run = _as_employee(computer, "fix", "print-offline", "--yes")
            assert run["outcome"] == "fixed", run
            assert word not in shown()
            assert _as_employee(computer, "undo", run["run"])["outcome"] == "undone"
            assert word in shown()
    except NotBuiltError as error:
        pytest.skip(str(error))
    table.row(
        f"{fault}, without permission",
        proven=f"lpstat {probe}",
        found="print-offline",
        repaired="helper through polkit",
        undone=f"lpstat {probe}",
    )


def _as_employee(computer: Computer, *arguments: str) -> Any:
    """Run the product in a login session at the screen."""
    done = computer.person("python3", "-m", "selfhelp", *arguments, "--json")
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("limit", ["job-k-limit=10", "job-page-limit=1"])
def test_a_used_up_quota_is_the_cause(cups: Cups, anna: Desk, device: str, limit: str, table: Table) -> None:
    """The print service refuses the document, and calls the printer ready."""
    cups.queue("office", "-o", limit, "-o", "job-quota-period=86400", device=device)
    cups.admin("lpadmin", "-d", "office")
    pages = anna.person.home / "pages"
    pages.write_bytes(b"hello\n" * 20_000)
    anna.person.owns(pages)
    assert anna.fix("check", "print-offline")["state"] == "healthy"
    anna.run("lp", "-d", "office", str(pages))
    time.sleep(1)
    refused = anna.person.run(["lp", "-d", "office", str(pages)], anna.environment)
    assert "Quota limit reached" in refused.stderr
    told = anna.fix("complain", "my printer does not print")
    assert (told["cause"], told["fix"]) == ("print-offline", None)
    assert told["summary"] == "Your print quota on the printer office is used up."
    assert "raise your quota" in told["reason"]
    assert anna.fix("check", "can-print")["state"] == "found"
    table.row(
        f"a print quota that is used up ({limit.partition('=')[0]})",
        proven="lp: Quota limit reached",
        found="print-offline",
        repaired="left to the help desk, with the reason",
        undone="nothing was changed",
    )
