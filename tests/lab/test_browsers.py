"""A real Chromium that does not start because of an old lock, or that cannot write its cache."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.table import Table
from tests.people import Person

pytestmark = [
    pytest.mark.lab,
    needs_root,
    pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not installed (package chromium)"),
]

PAGE = "data:text/html,<p>hello"


def browse(person: Person) -> str:
    """Return what Chromium shows of a page, or nothing where it does not start."""
    folder = person.home / "config" / "chromium"
    argv = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}"]
    return person.run([*argv, "--dump-dom", PAGE]).stdout


def listing(folder: Path) -> list[str]:
    """Return what find(1) says lies there: names, targets of links, sizes, rights, owners."""
    argv = ["find", str(folder), "-printf", "%P %l %s %m %u\n"]
    return sorted(subprocess.run(argv, capture_output=True, text=True, check=True).stdout.splitlines())


def test_a_lock_of_the_computers_old_name(alice: Person, table: Table) -> None:
    anna = Desk(alice)
    assert "hello" in browse(alice)
    assert anna.fix("check", "browser-update")["state"] == "healthy"
    folder = alice.home / "config" / "chromium"
    anna.run("ln", "-s", "old-name-4711", str(folder / "SingletonLock"))
    before = anna.run("readlink", str(folder / "SingletonLock"))
    assert "hello" not in browse(alice)
    check = anna.fix("check", "browser-update")
    assert "open on the computer old-name" in check["summary"]
    run = anna.fix("fix", "browser-update")
    assert run["outcome"] == "fixed"
    assert "hello" in browse(alice)
    assert anna.fix("undo", run["run"])["outcome"] == "undone"
    assert anna.run("readlink", str(folder / "SingletonLock")) == before
    assert "hello" not in browse(alice)
    table.row(
        "browser locked by the computer's old name",
        proven="chromium --dump-dom",
        found="browser-update",
        repaired="lock moved aside",
        undone="readlink, chromium --dump-dom",
    )


def test_a_lock_of_this_computer_is_chromiums_own_business(alice: Person) -> None:
    anna = Desk(alice)
    folder = alice.home / "config" / "chromium"
    anna.run("mkdir", "-p", str(folder))
    anna.run("ln", "-s", f"{anna.run('hostname')}-999999", str(folder / "SingletonLock"))
    assert anna.fix("check", "browser-update")["state"] == "healthy"
    assert "hello" in browse(alice)


def test_a_cache_that_root_took_over(alice: Person, table: Table) -> None:
    anna = Desk(alice)
    assert "hello" in browse(alice)
    assert anna.fix("check", "browser-cache")["state"] == "healthy"
    profile = alice.home / "cache" / "chromium" / "Default"
    settings = alice.home / "config" / "chromium" / "Default"
    subprocess.run(["chown", "-R", "root:", profile / "Cache"], check=True)
    before, kept = listing(profile), (settings / "Preferences").read_bytes()
    assert alice.run(["touch", str(profile / "Cache" / "x")]).returncode != 0
    assert "doesn't have permission to write" in anna.fix("check", "browser-cache")["summary"]
    run = anna.fix("fix", "browser-cache")
    assert run["outcome"] == "fixed"
    assert (settings / "Preferences").read_bytes() == kept
    assert "hello" in browse(alice)
    assert alice.run(["touch", str(profile / "Cache" / "x")]).returncode == 0
    assert anna.fix("undo", run["run"])["outcome"] == "undone"
    assert listing(profile) == before
    table.row(
        "browser's cache taken over by root",
        proven="touch, find",
        found="browser-cache",
        repaired="moved aside",
        undone="find -printf '%s %m %u'",
    )
