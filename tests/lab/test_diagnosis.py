"""Complaints about a real print service: green only when something would come out."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from selfhelp.machine.printing import print_queues
from tests.lab.conftest import Desk, needs_root
from tests.lab.print_service import Cups, print_service
from tests.lab.table import Table
from tests.lab.test_print_stuck_queue import send
from tests.people import Person

pytestmark = [pytest.mark.lab, needs_root]

STUCK = "my print job is stuck"
FAR = "socket://printer.invalid:9100"
"""A printer out of reach: RFC 6761 says that no such name exists."""


@pytest.fixture
def cups() -> Iterator[Cups]:
    if not shutil.which("cupsd", path="/usr/sbin"):
        pytest.skip("no print service is installed (package cups)")
    with print_service() as service:
        yield service


@pytest.fixture
def anna(cups: Cups, alice: Person) -> Desk:
    return Desk(alice, {"CUPS_SERVER": cups.socket})


def test_a_cancelled_document_next_to_a_paused_printer_is_for_the_help_desk(
    cups: Cups, anna: Desk, table: Table
) -> None:
    cups.queue("office")
    cups.admin("cupsdisable", "office")
    send(anna, "office")
    told = anna.fix("complain", STUCK, "print-stuck-queue")
    assert told["cause"] == "print-offline"
    assert told["fix"] is None
    assert "print-stuck-queue" in told["others"]
    assert cups.waiting() == set()
    assert cups.paused("office")
    assert told["after"] == [["fixed", "ticket", None, "The printer office is paused."]]
    table.row(
        "a document stuck in a paused print queue, as a complaint",
        proven="lpstat -p as root",
        found="print-offline",
        repaired="the ticket: only an administrator may",
        undone="nothing was repaired",
    )


def test_another_printer_that_is_ready_solves_it(cups: Cups, anna: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as device:
        cups.queue("office")
        cups.queue("hall", device=f"socket://127.0.0.1:{device.getsockname()[1]}")
        cups.admin("lpadmin", "-d", "office")
        cups.admin("cupsdisable", "office")
        send(anna, "office")
        told = anna.fix("complain", STUCK, "print-stuck-queue", "print-wrong-default")
    assert told["fix"] == "print-wrong-default"
    assert [step[:3] for step in told["after"]] == [
        ["fixed", "fix", "print-wrong-default"],
        ["fixed", "elsewhere", None],
    ]
    assert told["after"][-1][3] == "You can now print on hall."


def test_a_document_that_stays_at_the_paused_printer_is_not_called_fixed(cups: Cups, anna: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as device:
        cups.queue("office")
        cups.queue("hall", device=f"socket://127.0.0.1:{device.getsockname()[1]}")
        cups.admin("lpadmin", "-d", "office")
        cups.admin("cupsdisable", "office")
        letter = send(anna, "office")
        told = anna.fix("complain", STUCK, "print-wrong-default")
        assert told["after"] == [["fixed", "left-behind", None, "You can now print on hall."]]
    assert cups.waiting() == {letter}


def test_another_printer_that_does_not_answer_is_not_offered(cups: Cups, anna: Desk) -> None:
    """The print service calls it ready: it hasn't printed anything yet."""
    cups.queue("office")
    cups.queue("hall")
    cups.admin("lpadmin", "-d", "office")
    cups.admin("cupsdisable", "office")
    assert anna.fix("check", "print-wrong-default")["state"] == "healthy"
    told = anna.fix("complain", STUCK)
    assert told["fix"] is None
    assert told["after"] == []


def test_the_overview_sees_a_document_that_waits_for_a_paused_printer(cups: Cups, anna: Desk) -> None:
    """Though the default printer is ready."""
    with socket.create_server(("127.0.0.1", 0)) as device:
        cups.queue("hall", device=f"socket://127.0.0.1:{device.getsockname()[1]}")
        cups.queue("office")
        cups.admin("lpadmin", "-d", "hall")
        cups.admin("cupsdisable", "office")
        assert anna.fix("check", "can-print")["state"] == "healthy"
        send(anna, "office")
        check = anna.fix("check", "can-print")
    assert (check["state"], check["summary"]) == ("found", "Your document for the printer office is waiting.")


def test_the_overview_sees_a_document_being_sent_to_a_printer_that_is_off(cups: Cups, anna: Desk) -> None:
    """The print service calls it "processing" for any time."""
    cups.queue("far", device=FAR)
    cups.admin("lpadmin", "-d", "far")
    send(anna, "far")
    wait_until_processing(cups, "far")
    check = anna.fix("check", "can-print")
    assert (check["state"], check["summary"]) == ("found", "Your document for the printer far is stuck.")


def test_a_printer_that_takes_one_connection_is_seen_printing(
    cups: Cups, anna: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it prints it refuses connections, like a printer whose service is off."""
    monkeypatch.setenv("CUPS_SERVER", cups.socket)
    taken: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as device:

        def take_one() -> None:
            taken.append(device.accept()[0])
            device.close()

        threading.Thread(target=take_one, daemon=True).start()
        cups.queue("one", device=f"socket://127.0.0.1:{device.getsockname()[1]}")
        cups.queue("off")
        for name in ("one", "off"):
            send_pages(anna, name)
        wait_until_processing(cups, "off")
        end = time.monotonic() + 60
        while (printing := print_queues._query_cups_printers()["printing"]) != ["one"]:
            assert time.monotonic() < end, printing
            time.sleep(0.2)
        assert taken
        taken[0].close()


def wait_until_processing(cups: Cups, name: str) -> None:
    end = time.monotonic() + 60
    while "now printing" not in cups.admin("lpstat", "-p", name):
        assert time.monotonic() < end
        time.sleep(0.1)


def send_pages(desk: Desk, queue: str) -> None:
    """Print more than fits into the buffers of a connection."""
    pages = desk.person.home / "pages"
    pages.write_bytes(b"x" * 20_000_000)
    desk.person.owns(pages)
    desk.run("lp", "-d", queue, str(pages))


def test_another_printer_is_offered_after_a_manual_fix_that_did_not_help(cups: Cups, anna: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as device:
        cups.queue("office")
        cups.queue("hall", device=f"socket://127.0.0.1:{device.getsockname()[1]}")
        cups.admin("lpadmin", "-d", "office")
        send(anna, "office")
        told = anna.fix("complain", "my printer isn't responding", "print-offline")
    assert told["fix"] == "print-offline"
    assert "print-wrong-default" in told["others"]
    assert told["after"][0][1:3] == ["fix", "print-wrong-default"], "cancelling documents comes later"
    assert told["instead"] == "print-stuck-queue"


def test_a_held_document_is_named(cups: Cups, anna: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as device:
        cups.queue("hall", device=f"socket://127.0.0.1:{device.getsockname()[1]}")
        cups.admin("lpadmin", "-d", "hall")
        send(anna, "hall", "-H", "hold")
        told = anna.fix("complain", "my document isn't printed")
        assert anna.fix("check", "can-print")["state"] == "healthy"
    assert "print-held" in (told["cause"], *told["others"])  # a computer without internet has another cause
