"""GNOME makes the keyboard ignore short keys; a mouse is nearly empty or gone (a pretended kernel tree)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.inside import Inside, inside
from tests.lab.sound_service import session_bus
from tests.lab.table import Table
from tests.people import Person

pytestmark = [pytest.mark.lab, needs_root]

SCHEMA = "org.gnome.desktop.a11y.keyboard"


MOUSE = "/sys/class/power_supply/hidpp_battery_0"
TREE = f"""
mount -t tmpfs tmpfs /sys/class; mkdir -p {MOUSE} /sys/class/power_supply/BAT0
cd /sys/class/power_supply/BAT0; echo 3 > capacity; echo Discharging > status
cd {MOUSE}; echo Device > scope; echo 'Mouse é <b>' > model_name
echo 70 > capacity; echo Discharging > status
mount -t tmpfs tmpfs /mnt; chmod -R a+rX /sys/class
printf 'H: Handlers=kbd \\nB: KEY=fffffffffffffffe\\n\\nH: Handlers=mouse0 \\n\\n' > /mnt/devices
mount --bind /mnt/devices /proc/bus/input/devices; echo ready; exec sleep 300
"""


@pytest.fixture
def anna(alice: Person) -> Iterator[Desk]:
    """Anna with a keyboard, a wireless mouse and settings of the user's own."""
    if not shutil.which("gsettings"):
        pytest.skip("no gsettings (package libglib2.0-bin)")
    with inside(alice, TREE) as who, session_bus(who) as bus:
        yield Desk(who, bus)


def write(desk: Desk, file: str, text: str) -> None:
    assert isinstance(desk.person, Inside)
    desk.person.root("sh", "-c", f"echo '{text}' > {file}")


def keys(desk: Desk) -> list[str]:
    return [desk.run("gsettings", "get", SCHEMA, f"{name}-enable") for name in ("slowkeys", "bouncekeys")]


def test_slow_keys_are_switched_off_and_on_again(anna: Desk, table: Table) -> None:
    anna.run("gsettings", "set", SCHEMA, "slowkeys-enable", "true")
    assert keys(anna) == ["true", "false"]
    assert anna.fix("check", "wireless-mouse-keyboard")["state"] == "found"
    run = anna.fix("fix", "wireless-mouse-keyboard")
    assert run["outcome"] == "fixed"
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


def test_an_empty_mouse_needs_a_manual_step(anna: Desk, table: Table) -> None:
    assert anna.fix("check", "wireless-mouse-keyboard")["state"] == "healthy"  # also with an empty BAT0
    write(anna, f"{MOUSE}/capacity", "4")
    assert anna.run("cat", f"{MOUSE}/capacity") == "4"
    check = anna.fix("check", "wireless-mouse-keyboard")
    assert check["state"] == "found"
    assert "Mouse é <b>" in check["summary"]
    run = anna.fix("fix", "wireless-mouse-keyboard")  # the laboratory has no hands
    assert run["steps"] == [["by-hand", "skipped", "impossible"]] * 2
    write(anna, f"{MOUSE}/status", "Charging")
    assert anna.fix("check", "wireless-mouse-keyboard")["state"] == "healthy"
    table.row(
        "mouse nearly empty (pretended)",
        proven="cat …/capacity",
        found="wireless-mouse-keyboard",
        repaired="left to a hand",
        undone="nothing was changed",
    )


def test_a_mouse_that_is_gone_is_seen(anna: Desk) -> None:
    write(anna, "/mnt/devices", "H: Handlers=kbd event1\nB: KEY=fffffffffffffffe")
    assert "No mouse" in anna.fix("check", "wireless-mouse-keyboard")["summary"]
