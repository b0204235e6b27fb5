"""The fault: a person's default printer writes into files, or was removed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.print_service import Cups, print_service
from tests.lab.table import Table
from tests.people import Person

pytestmark = [pytest.mark.lab, needs_root]


@pytest.fixture
def cups() -> Iterator[Cups]:
    with print_service() as service:
        service.queue("office")
        service.queue("files", device="file:///dev/null")
        yield service


@pytest.fixture
def anna(cups: Cups, alice: Person) -> Desk:
    return Desk(alice, {"CUPS_SERVER": cups.socket})


def default(desk: Desk) -> str:
    """What ``lpstat`` names for the user, in English."""
    return desk.run("env", "LC_ALL=C", "lpstat", "-d")


def own_file(desk: Desk) -> bytes | None:
    file = desk.person.home / ".cups" / "lpoptions"
    return file.read_bytes() if file.exists() else None


def test_a_default_that_prints_nothing(cups: Cups, anna: Desk, table: Table) -> None:
    anna.run("lpoptions", "-d", "files")
    anna.run("lpoptions", "-p", "office", "-o", "sides=two-sided-long-edge")
    before = own_file(anna)
    assert default(anna).endswith(": files")
    check = anna.fix("check", "print-wrong-default")
    assert check["summary"] == "Your default printer files doesn't print on paper."
    run = anna.fix("fix", "print-wrong-default")
    assert run["outcome"] == "fixed"
    assert default(anna).endswith(": office")
    assert "two-sided" in anna.run("lpoptions", "-p", "office")
    assert anna.fix("undo", run["run"])["outcome"] == "undone"
    assert own_file(anna) == before
    assert default(anna).endswith(": files")
    table.row(
        "the default printer writes into files",
        proven="lpstat -d",
        found="print-wrong-default",
        repaired="another one chosen",
        undone="lpoptions file: same bytes",
    )


def test_a_default_that_was_removed(cups: Cups, anna: Desk, table: Table) -> None:
    cups.queue("old")
    anna.run("lpoptions", "-d", "old")
    cups.admin("lpadmin", "-x", "old")
    before = own_file(anna)
    assert default(anna) == "no system default destination"
    assert "old is no longer available" in anna.fix("check", "print-wrong-default")["summary"]
    run = anna.fix("fix", "print-wrong-default")
    assert run["outcome"] == "fixed"
    assert default(anna).endswith(": office")
    assert anna.fix("undo", run["run"])["outcome"] == "undone"
    assert own_file(anna) == before
    table.row(
        "the chosen default printer was removed",
        proven="lpstat -d",
        found="print-wrong-default",
        repaired="another one chosen",
        undone="lpoptions file: same bytes",
    )


def test_where_nothing_was_chosen_undo_leaves_nothing(cups: Cups, anna: Desk) -> None:
    assert anna.fix("check", "print-wrong-default")["summary"] == "No default printer is set."
    run = anna.fix("fix", "print-wrong-default")
    assert run["outcome"] == "fixed"
    assert own_file(anna) == b"Default office\n"
    assert anna.fix("undo", run["run"])["outcome"] == "undone"
    assert not (anna.person.home / ".cups").exists()


def test_a_default_that_prints_is_healthy(cups: Cups, anna: Desk) -> None:
    cups.admin("lpadmin", "-d", "office")
    assert anna.fix("check", "print-wrong-default")["state"] == "healthy"
    assert own_file(anna) is None


def test_undo_keeps_the_working_default_if_the_former_one_was_removed(
    cups: Cups, anna: Desk, table: Table
) -> None:
    cups.queue("old")
    cups.admin("lpadmin", "-d", "old")
    run = anna.fix("fix", "print-wrong-default", "printer=office")
    assert run["outcome"] == "fixed"
    assert default(anna).endswith(": office")
    cups.admin("lpadmin", "-x", "old")
    undone = anna.fix("undo", run["run"])
    assert undone["outcome"] == "failed"
    said = "old is no longer available. Your default printer is still office. This can't be undone."
    assert undone["message"] == said
    assert default(anna).endswith(": office")
    table.row(
        "the former default printer was removed before undo",
        proven="lpstat -d",
        found="print-wrong-default",
        repaired="another one chosen",
        undone="not undone: the working default stays",
    )


def test_undo_restores_the_former_default_if_the_server_has_another_one(cups: Cups, anna: Desk) -> None:
    cups.queue("lobby")
    cups.admin("lpadmin", "-d", "files")
    run = anna.fix("fix", "print-wrong-default", "printer=office")
    assert run["outcome"] == "fixed"
    cups.admin("lpadmin", "-d", "lobby")
    assert anna.fix("undo", run["run"])["outcome"] == "undone"
    assert default(anna).endswith(": files")


def test_two_choices_are_undone_from_the_newer_one(cups: Cups, anna: Desk, table: Table) -> None:
    cups.queue("second")
    assert default(anna) == "no system default destination"
    older = anna.fix("fix", "print-wrong-default", "printer=office")
    newer = anna.fix("fix", "print-wrong-default", "printer=second")
    assert (older["outcome"], newer["outcome"]) == ("fixed", "fixed")
    refused = anna.fix("undo", older["run"])
    assert refused["outcome"] == "failed"
    assert "First undo the newer change: “Default printer: office → second”" in refused["message"]
    assert default(anna).endswith(": second")
    assert anna.fix("undo", newer["run"])["message"] == "Your default printer is office again."
    undone = anna.fix("undo", older["run"])
    assert (undone["outcome"], undone["message"]) == (
        "undone",
        "There's no default printer any more, as before.",
    )
    assert own_file(anna) is None
    table.row(
        "two choices of a default printer, one after the other",
        proven="lpstat -d",
        found="print-wrong-default",
        repaired="chosen twice",
        undone="newer first, then older: no file, as before",
    )
