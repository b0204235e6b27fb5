"""A database of Teams for Linux whose list is lost, in folders laid out as the program lays them out."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.table import Table
from tests.people import Person

pytestmark = [pytest.mark.lab, needs_root]

PART = "Partitions/teams-4-linux"
DATABASE = f"{PART}/IndexedDB/https_teams.microsoft.com_0.indexeddb.leveldb"
FILES = {
    "Cache/Cache_Data/data_0": "pictures",
    f"{PART}/Cookies": "the sign-in",
    f"{DATABASE}/MANIFEST-000001": "list",
    f"{DATABASE}/CURRENT": "MANIFEST-000001\n",
}


def fill(anna: Desk) -> Path:
    """Lay the user's folders out; the program itself is not installed."""
    folder = anna.person.home / "config" / "teams-for-linux"
    for name, text in FILES.items():
        anna.run("sh", "-c", 'mkdir -p "${1%/*}" && printf %s "$2" > "$1"', "sh", str(folder / name), text)
    return folder


def sums(folder: Path) -> list[str]:
    """Return what sha256sum(1) says of every file, and find(1) of rights and owners."""
    hashes = "find . -type f -exec sha256sum {} + | sort; find . -printf '%P %m %U %i\\n' | sort"
    done = subprocess.run(["sh", "-c", hashes], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_a_database_without_its_list(alice: Person, table: Table) -> None:
    anna = Desk(alice)
    assert anna.fix("check", "teams-cache")["state"] == "not-offered"
    folder = fill(anna)
    assert anna.fix("check", "teams-cache")["state"] == "healthy"
    anna.run("truncate", "--size=0", str(folder / DATABASE / "CURRENT"))
    before = sums(folder)
    assert anna.run("stat", "--format=%s", str(folder / DATABASE / "CURRENT")) == "0"
    assert "is damaged" in anna.fix("check", "teams-cache")["summary"]
    run = anna.fix("fix", "teams-cache")
    assert run["outcome"] == "fixed"
    assert anna.run("find", str(folder), "-path", "*/IndexedDB/*") == ""
    assert anna.run("cat", str(folder / PART / "Cookies")) == "the sign-in"
    assert anna.fix("undo", run["run"])["outcome"] == "undone"
    assert sums(folder) == before
    table.row(
        "Teams' database without its list (pretended)",
        proven="stat, find",
        found="teams-cache",
        repaired="caches moved aside",
        undone="sha256sum, find -printf",
    )


def test_nothing_moves_while_a_program_of_that_name_runs(alice: Person) -> None:
    anna = Desk(alice)
    folder = fill(anna)
    anna.run("truncate", "--size=0", str(folder / DATABASE / "CURRENT"))
    before = sums(folder)
    anna.run("cp", "/usr/bin/sleep", str(alice.home / "teams-for-linux"))
    argv = [*alice.prefix(), str(alice.home / "teams-for-linux"), "60"]
    with subprocess.Popen(argv) as teams:
        try:
            run = anna.fix("fix", "teams-cache")
        finally:
            teams.kill()
    assert run["outcome"] == "refused"
    assert "Close it" in run["message"]
    assert sums(folder) == before
