"""A real print service with really stuck documents of two people."""

from __future__ import annotations

import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.print_service import Cups, print_service
from tests.lab.table import Table
from tests.people import Person

pytestmark = [pytest.mark.lab, needs_root]


@pytest.fixture
def cups() -> Iterator[Cups]:
    if not shutil.which("cupsd", path="/usr/sbin"):
        pytest.skip("no print service is installed (package cups)")
    with print_service() as service:
        yield service


@pytest.fixture
def anna(cups: Cups, alice: Person) -> Desk:
    return Desk(alice, {"CUPS_SERVER": cups.socket})


@pytest.fixture
def ben(cups: Cups, bob: Person) -> Desk:
    return Desk(bob, {"CUPS_SERVER": cups.socket})


def send(desk: Desk, queue: str, *options: str) -> str:
    """Print a page and return what `waiting` will call it."""
    page = desk.person.home / "page"
    page.write_text("hello")
    desk.person.owns(page)
    answer = desk.run("lp", "-d", queue, *options, str(page))
    return f"{answer.split()[3]} {desk.person.name}"


def test_a_paused_printer(cups: Cups, anna: Desk, ben: Desk, table: Table) -> None:
    cups.queue("office")
    cups.admin("cupsdisable", "office")
    own, other = {send(anna, "office"), send(anna, "office")}, send(ben, "office")
    check = anna.fix("check", "print-stuck-queue")
    assert check["state"] == "found"
    assert cups.waiting() == {*own, other}  # looking changes nothing
    run = anna.fix("fix", "print-stuck-queue")
    assert run["outcome"] == "fixed"
    assert run["steps"] == [["cancel-print-jobs", "done", "impossible"]]
    assert cups.waiting() == {other}
    assert cups.paused("office")  # the user has no right to resume it, and was told so
    assert anna.fix("fix", "print-stuck-queue")["outcome"] == "healthy"
    table.row(
        "a document stuck in a paused print queue",
        proven="lpstat -o as root",
        found="print-stuck-queue",
        repaired="own document cancelled",
        undone="no way back, said before",
    )


def test_a_printer_that_does_not_answer_is_found_at_once(cups: Cups, anna: Desk, ben: Desk) -> None:
    cups.queue("far")
    own, other = send(anna, "far"), send(ben, "far")
    assert own in cups.waiting()
    assert "does not answer" in anna.fix("check", "print-stuck-queue")["evidence"]["state 1"]
    assert anna.fix("fix", "print-stuck-queue")["outcome"] == "fixed"
    assert cups.waiting() == {other}


def test_documents_of_others_are_ignored(cups: Cups, anna: Desk, ben: Desk) -> None:
    cups.queue("office")
    cups.admin("cupsdisable", "office")
    other = send(ben, "office")
    assert anna.fix("check", "print-stuck-queue")["state"] == "healthy"
    assert cups.waiting() == {other}


def test_held_documents_wait_on_purpose(cups: Cups, anna: Desk, table: Table) -> None:
    cups.queue("follow-me", "-o", "job-hold-until-default=indefinite")
    cups.queue("office")
    waiting = {send(anna, "follow-me"), send(anna, "office", "-H", "23:59")}
    assert anna.fix("check", "print-stuck-queue")["state"] == "healthy"
    assert cups.waiting() == waiting
    table.row(
        "a document held for a badge (no fault)",
        proven="lpstat -o as root",
        found="print-stuck-queue: healthy",
        repaired="left alone on purpose",
        undone="nothing was changed",
    )


def test_only_the_chosen_queue_is_cleared(cups: Cups, anna: Desk) -> None:
    for name in ("one", "two"):
        cups.queue(name)
        cups.admin("cupsdisable", name)
    first, second = send(anna, "one"), send(anna, "two")
    assert {first, second} == cups.waiting()
    run = anna.fix("fix", "print-stuck-queue", "queue=two")
    assert cups.waiting() == {first}
    assert run["outcome"] == "fixed", "the other one was left stuck on purpose"


@pytest.mark.parametrize("name", ["<b>$(reboot)", "a;reboot", "-rf", "étage-2"])
def test_hostile_names(cups: Cups, anna: Desk, name: str) -> None:
    cups.queue("office")
    cups.queue(name)
    cups.admin("cupsdisable", "office")
    send(anna, "office")
    assert anna.fix("fix", "print-stuck-queue")["outcome"] == "fixed"
    assert cups.waiting() == set()


def test_an_administrator_resumes_the_printer_and_undo_pauses_it(cups: Cups, table: Table) -> None:
    me = Desk(Person("root", 0, 0, Path(tempfile.mkdtemp())), {"CUPS_SERVER": cups.socket})
    with socket.create_server(("127.0.0.1", 0)) as printer:
        cups.queue("office", device=f"socket://127.0.0.1:{printer.getsockname()[1]}")
        cups.admin("cupsdisable", "office")
        send(me, "office")
        run = me.fix("fix", "print-stuck-queue")
        assert run["outcome"] == "fixed"
        assert [step[0] for step in run["steps"]] == ["cancel-print-jobs", "resume-printer"]
        assert not cups.paused("office")
        assert me.fix("undo", run["run"])["outcome"] == "undone"
        assert cups.paused("office")
    shutil.rmtree(me.person.home)
    table.row(
        "a paused queue, for a printer administrator",
        proven="lpstat -p",
        found="print-stuck-queue",
        repaired="document cancelled, resumed",
        undone="paused again: lpstat -p",
    )


def test_a_printer_called_like_a_document(cups: Cups, bob: Person) -> None:
    """`cancel 2` would cancel what the printer "2" prints; root could do that to anybody."""
    me = Desk(Person("root", 0, 0, Path(tempfile.mkdtemp())), {"CUPS_SERVER": cups.socket})
    other_desk = Desk(bob, {"CUPS_SERVER": cups.socket})
    cups.queue("office")
    cups.queue("2", device="lpd://127.0.0.1:9/x")
    cups.admin("cupsdisable", "office")
    other, mine = send(other_desk, "2"), send(me, "office")
    assert mine == "office-2 root"
    assert me.fix("fix", "print-stuck-queue")["outcome"] == "fixed"
    assert cups.waiting() == {other}
    shutil.rmtree(me.person.home)


def test_a_description_of_any_length_hides_nothing(cups: Cups, anna: Desk) -> None:
    """``lpoptions`` prints 8 kB at most, and then nobody learns the printer's state."""
    cups.queue("office", "-D", "x' printer-state=3\n" * 500)
    cups.admin("cupsdisable", "office")
    assert "printer-state=5" not in cups.admin("lpoptions", "-p", "office")
    send(anna, "office")
    assert anna.fix("check", "print-stuck-queue")["state"] == "found"
    assert anna.fix("fix", "print-stuck-queue")["outcome"] == "fixed"
    assert cups.waiting() == set()


def test_without_a_print_service_nothing_is_claimed(anna: Desk) -> None:
    away = Desk(anna.person, {"CUPS_SERVER": "/nonexistent/socket"})
    assert away.fix("check", "print-stuck-queue")["state"] == "inconclusive"
