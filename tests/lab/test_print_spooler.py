"""The fault: the print service of this computer was stopped."""

from __future__ import annotations

import signal
import subprocess

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.print_service import print_service
from tests.lab.table import Table
from tests.people import Person

pytestmark = [pytest.mark.lab, needs_root]


def runs(socket: str) -> bool:
    """Ask CUPS' own program; it says so in English in the C locale."""
    argv = ["lpstat", "-h", socket, "-r"]
    said = subprocess.run(argv, env={"PATH": "/usr/bin", "LC_ALL": "C"}, capture_output=True, text=True)
    return said.stdout.strip() == "scheduler is running"


def test_a_stopped_service_is_found_and_not_started_without_rights(alice: Person, table: Table) -> None:
    with print_service() as cups:
        anna = Desk(alice, {"CUPS_SERVER": cups.socket})
        assert runs(cups.socket)
        assert anna.fix("check", "print-spooler")["state"] == "healthy"
        cups.stop()
        assert not runs(cups.socket)
        check = anna.fix("check", "print-spooler")
        assert check["state"] == "found"
        assert check["summary"] == "This computer's print service isn't running."
        run = anna.fix("fix", "print-spooler")
        assert run["outcome"] == "refused"
        assert run["steps"] == []
        assert not runs(cups.socket)
    table.row(
        "the print service was stopped",
        proven="lpstat -r",
        found="print-spooler",
        repaired="no helper here: refused",
        undone="nothing was changed",
    )


def test_a_service_that_accepts_connections_and_never_responds(alice: Person, table: Table) -> None:
    with print_service() as cups:
        anna = Desk(alice, {"CUPS_SERVER": cups.socket})
        cups.process.send_signal(signal.SIGSTOP)
        try:
            check = anna.fix("check", "print-spooler")
            told = anna.fix("complain", "my printer doesn't print")
        finally:
            cups.process.send_signal(signal.SIGCONT)
    assert (check["state"], check["summary"]) == ("found", "This computer's print service isn't responding.")
    assert told["cause"] == "print-spooler"
    table.row(
        "the print service hangs",
        proven="SIGSTOP",
        found="print-spooler",
        repaired="no helper here: refused",
        undone="nothing was changed",
    )
