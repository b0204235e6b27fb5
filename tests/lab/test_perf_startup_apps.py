"""The fault: too many programs start with a person's session."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.lab.conftest import Desk
from tests.lab.table import Table
from tests.people import Person

pytestmark = pytest.mark.lab

NAMES = ("notes", "clock", "weather", "spotify", "discord", "steam", "radio")


def sums(folder: Path) -> dict[str, str]:
    """What lies in the user's folder, by the hash of its bytes."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def hidden(desk: Desk, folder: Path) -> set[str]:
    """Which entries grep(1) finds switched off."""
    names = desk.run("sh", "-c", f"grep -l '^Hidden=true' '{folder}'/*.desktop || true")
    return {Path(name).stem for name in names.splitlines()}


def test_too_many_programs(alice: Person, table: Table) -> None:
    folder = alice.home / "config" / "autostart"
    folder.mkdir(parents=True)
    for name in NAMES:
        (folder / f"{name}.desktop").write_text(f"[Desktop Entry]\r\nName={name}\r\nExec={name} --tray")
    for path in (folder.parent, folder, *folder.iterdir()):
        alice.owns(path)
    anna, before = Desk(alice), sums(folder)
    assert hidden(anna, folder) == set()
    check = anna.fix("check", "perf-startup-apps")
    assert check["summary"] == "7 apps start automatically when you sign in."
    run = anna.fix("fix", "perf-startup-apps")
    assert run["outcome"] == "fixed"
    assert hidden(anna, folder) == {"spotify", "discord", "steam"}
    assert anna.fix("undo", run["run"])["outcome"] == "undone"
    assert sums(folder) == before
    table.row(
        "too many programs start at sign-in",
        proven="grep Hidden in autostart",
        found="perf-startup-apps",
        repaired="chosen ones switched off",
        undone="sha256 of every file",
    )


def test_a_person_without_entries_is_healthy(alice: Person) -> None:
    assert Desk(alice).fix("check", "perf-startup-apps")["state"] == "healthy"
    assert not (alice.home / "config" / "autostart").exists()
