"""Searching mail finds nothing: the list of words of a real Thunderbird is damaged or switched off."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.lab.conftest import Desk
from tests.lab.table import Table
from tests.lab.thunderbird import WHOLE, Thunderbird, thunderbird_of, wait
from tests.people import Person

pytestmark = [pytest.mark.lab, pytest.mark.slow]

ID = "outlook-search"


@pytest.fixture
def thunderbird(alice: Person) -> Iterator[Thunderbird]:
    with thunderbird_of(alice) as program:
        yield program


@pytest.fixture
def desk(alice: Person) -> Desk:
    return Desk(alice)


def is_sound(file: Path) -> bool:
    """Ask SQLite itself whether it can read the messages' table from its first page to its last."""
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            return connection.execute("SELECT * FROM pragma_quick_check('messages')").fetchall() == [("ok",)]
    except sqlite3.DatabaseError:
        return False


def test_a_damaged_list_of_words(thunderbird: Thunderbird, desk: Desk, table: Table) -> None:
    file = thunderbird.words
    assert is_sound(file)
    assert desk.fix("check", ID)["state"] == "healthy"
    desk.run("dd", "if=/dev/urandom", f"of={file}", "bs=1k", "seek=1", "count=900", "conv=notrunc")
    assert not is_sound(file)
    before = file.read_bytes()
    assert desk.fix("check", ID)["state"] == "found"
    run = desk.fix("fix", ID)
    assert run["outcome"] == "fixed"
    thunderbird.start()
    wait(lambda: file.exists() and file.stat().st_size >= WHOLE)
    thunderbird.stop()
    assert is_sound(file), "Thunderbird made a new one"
    assert desk.fix("undo", run["run"])["outcome"] == "undone"
    assert file.read_bytes() == before
    table.row(
        "Thunderbird's list of words damaged",
        proven="SQLite's own check",
        found=ID,
        repaired="moved aside, made anew",
        undone="byte for byte",
    )


def test_remembering_words_switched_off(thunderbird: Thunderbird, desk: Desk, table: Table) -> None:
    line = 'user_pref("mailnews.database.global.indexer.enabled", false);'
    thunderbird.adds(line)
    assert thunderbird.person.run(["grep", "-F", line, str(thunderbird.settings)]).returncode == 0
    before = thunderbird.settings.read_bytes()
    run = desk.fix("fix", ID)
    assert run["outcome"] == "fixed"
    assert thunderbird.person.run(["grep", "-F", line, str(thunderbird.settings)]).returncode == 1
    assert desk.fix("undo", run["run"])["outcome"] == "undone"
    assert thunderbird.settings.read_bytes() == before
    table.row(
        "Thunderbird remembers no words",
        proven="grep prefs.js",
        found=ID,
        repaired="switched on",
        undone="prefs.js byte for byte",
    )


def test_while_it_is_open_it_is_not_looked_at(thunderbird: Thunderbird, desk: Desk) -> None:
    thunderbird.start()
    check = desk.fix("check", ID)
    assert check["state"] == "inconclusive"
    assert "Close it first" in check["summary"]
