"""Mail does not come: a real Thunderbird is set to start offline, or keeps a message back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.lab.conftest import Desk
from tests.lab.table import Table
from tests.lab.thunderbird import START, Thunderbird, thunderbird_of
from tests.people import Person

pytestmark = [pytest.mark.lab, pytest.mark.slow]

ID = "outlook-not-syncing"
QUIET = 15.0
"""Seconds without a question; an online Thunderbird asks after four or five."""


@pytest.fixture
def thunderbird(alice: Person) -> Iterator[Thunderbird]:
    with thunderbird_of(alice) as program:
        yield program


@pytest.fixture
def desk(alice: Person) -> Desk:
    return Desk(alice)


def test_thunderbird_set_to_start_offline(thunderbird: Thunderbird, desk: Desk, table: Table) -> None:
    assert desk.fix("check", ID)["state"] == "healthy"
    thunderbird.adds('user_pref("offline.startup_state", 3);')
    assert not thunderbird.looks_for_mail(QUIET)
    before = thunderbird.settings.read_bytes()
    check = desk.fix("check", ID)
    assert (check["state"], check["summary"]) == ("found", "Thunderbird is set to work offline.")
    run = desk.fix("fix", ID)
    assert (run["outcome"], [step[0] for step in run["steps"]]) == ("fixed", ["mail-setting"])
    assert desk.fix("undo", run["run"])["outcome"] == "undone"
    assert thunderbird.settings.read_bytes() == before
    assert desk.fix("fix", ID)["outcome"] == "fixed"
    assert thunderbird.looks_for_mail(START)
    table.row(
        "Thunderbird set to start offline",
        proven="a mail server nobody asks",
        found=ID,
        repaired="set to start online",
        undone="prefs.js byte for byte",
    )


def test_while_it_is_open_nothing_is_changed(thunderbird: Thunderbird, desk: Desk) -> None:
    """The person who drives here closes nothing, so the step that follows does not begin."""
    thunderbird.adds('user_pref("offline.startup_state", 3);')
    thunderbird.start()
    before = thunderbird.settings.read_bytes()
    run = desk.fix("fix", ID)
    assert (run["outcome"], run["message"]) == (
        "failed",
        "Thunderbird is open. Close it, then try again.",
    )
    assert [step[:2] for step in run["steps"]] == [["by-hand", "skipped"], ["mail-setting", "failed"]]
    assert thunderbird.child.poll() is None
    assert thunderbird.settings.read_bytes() == before


def test_a_message_that_waits_is_shown_and_never_touched(thunderbird: Thunderbird, desk: Desk) -> None:
    folder = thunderbird.profile / "Mail" / "Local Folders"
    desk.run("mkdir", "-p", str(folder))
    box = folder / "Unsent Messages"
    box.write_text("From - Mon Nov 24 10:00:00 2025\nX-Mozilla-Status: 0000\nSubject: <b>x</b>\n\nhello\n\n")
    thunderbird.person.owns(box)
    desk.run("touch", "-d", "1 hour ago", str(box))
    before = box.read_bytes(), box.stat().st_mtime
    check = desk.fix("check", ID)
    assert check["summary"] == "1 message is waiting to be sent in Thunderbird."
    run = desk.fix("fix", ID)
    assert (run["outcome"], run["steps"]) == ("not-fixed", [["by-hand", "skipped", "impossible"]])
    assert (box.read_bytes(), box.stat().st_mtime) == before
