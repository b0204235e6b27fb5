"""The mail program does not start: a real Thunderbird meets a mark that was left in its profile."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from tests.lab.conftest import Desk
from tests.lab.table import Table
from tests.lab.thunderbird import Thunderbird, thunderbird_of, wait
from tests.people import Person

pytestmark = [pytest.mark.lab, pytest.mark.slow]

ID = "outlook-wont-start"
REFUSES = "already running, but is not responding"
ELSEWHERE = "10.9.8.7:99999"  # an address this computer once had; no plus: no other lock was held


@pytest.fixture
def thunderbird(alice: Person) -> Iterator[Thunderbird]:
    with thunderbird_of(alice) as program:
        yield program


@pytest.fixture
def desk(alice: Person) -> Desk:
    return Desk(alice)


def test_a_leftover_lock_file(thunderbird: Thunderbird, desk: Desk, table: Table) -> None:
    mark = thunderbird.profile / "lock"
    assert desk.fix("check", ID)["state"] == "healthy"
    desk.run("ln", "-s", ELSEWHERE, str(mark))
    assert REFUSES in thunderbird.says()
    check = desk.fix("check", ID)
    assert check["state"] == "found"
    assert ELSEWHERE in check["evidence"]["lock"]
    run = desk.fix("fix", ID)
    assert run["outcome"] == "fixed"
    assert not os.path.lexists(mark)
    assert desk.fix("undo", run["run"])["outcome"] == "undone"
    assert desk.run("readlink", str(mark)) == ELSEWHERE
    assert REFUSES in thunderbird.says()
    assert desk.fix("fix", ID)["outcome"] == "fixed"
    assert REFUSES not in thunderbird.says()
    table.row(
        "a lock left in Thunderbird's profile",
        proven="thunderbird does not start",
        found=ID,
        repaired="lock taken away",
        undone="readlink lock",
    )


def test_a_number_that_another_program_has_now(thunderbird: Thunderbird, desk: Desk) -> None:
    child = thunderbird.person.start(["sleep", "300"])
    try:
        desk.run("ln", "-s", f"127.0.0.1:{child.pid}", str(thunderbird.profile / "lock"))
        assert "sleep" in desk.fix("check", ID)["evidence"]["lock"]
        assert desk.fix("fix", ID)["outcome"] == "fixed"
        assert child.poll() is None
        assert REFUSES not in thunderbird.says()
    finally:
        child.kill()
        child.wait()


def test_the_lock_file_of_an_open_thunderbird_is_kept(thunderbird: Thunderbird, desk: Desk) -> None:
    thunderbird.start()
    assert desk.fix("fix", ID)["outcome"] == "healthy"
    assert os.path.lexists(thunderbird.profile / "lock")


def test_a_paused_thunderbird_goes_on(thunderbird: Thunderbird, desk: Desk, table: Table) -> None:
    thunderbird.start()
    pid = thunderbird.child.pid
    os.kill(pid, signal.SIGSTOP)
    wait(lambda: desk.run("ps", "-o", "stat=", "-p", str(pid)).startswith("T"))
    assert desk.fix("check", ID)["state"] == "found"
    assert desk.fix("fix", ID)["outcome"] == "fixed"
    assert not desk.run("ps", "-o", "stat=", "-p", str(pid)).startswith("T")
    table.row(
        "Thunderbird paused", proven="ps", found=ID, repaired="let go on", undone="no way back, said before"
    )


def test_a_foreign_lock_file_is_left_to_thunderbird(thunderbird: Thunderbird, desk: Desk) -> None:
    mark = thunderbird.profile / "lock"
    desk.run("ln", "-s", "$(touch /tmp/owned)<b>" + "x" * 3000, str(mark))
    assert desk.fix("check", ID)["state"] == "healthy"
    assert REFUSES not in thunderbird.says()
