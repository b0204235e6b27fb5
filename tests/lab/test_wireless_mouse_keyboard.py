"""GNOME's settings make the keyboard ignore keys that are pressed for a short time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.lab.conftest import Desk
from tests.lab.sound_service import session_bus
from tests.lab.table import Table
from tests.people import Person

pytestmark = pytest.mark.lab

SCHEMA = "org.gnome.desktop.a11y.keyboard"


@pytest.fixture
def anna(alice: Person) -> Iterator[Desk]:
    """Anna with settings of her own."""
    if not shutil.which("gsettings"):
        pytest.skip("no gsettings (package libglib2.0-bin)")
    with session_bus(alice) as bus:
        yield Desk(alice, bus)


def keys(desk: Desk) -> list[str]:
    return [desk.run("gsettings", "get", SCHEMA, f"{name}-enable") for name in ("slowkeys", "bouncekeys")]


def test_slow_keys_are_switched_off_and_on_again(anna: Desk, table: Table) -> None:
    anna.run("gsettings", "set", SCHEMA, "slowkeys-enable", "true")
    assert keys(anna) == ["true", "false"]
    assert anna.fix("check", "wireless-mouse-keyboard")["state"] == "found"
    run = anna.fix("fix", "wireless-mouse-keyboard")
    assert keys(anna) == ["false", "false"]
    assert run["steps"] == [["hold-keys", "done", "possible"]]
    assert anna.fix("undo", run["run"])["outcome"] == "undone"
    assert keys(anna) == ["true", "false"]
    table.row(
        "keyboard ignores short keys",
        proven="gsettings get … slowkeys-enable",
        found="wireless-mouse-keyboard",
        repaired="switched off",
        undone="gsettings get … slowkeys-enable",
    )
