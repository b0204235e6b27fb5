"""The keyboard is set to another layout than the user's, in GNOME's real settings and in a real X server."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.inside import inside
from tests.lab.sound_service import session_bus
from tests.lab.table import Table
from tests.people import Person

pytestmark = pytest.mark.lab

SCHEMA = "org.gnome.desktop.input-sources"
FRENCH = {"LANG": "fr_FR.UTF-8"}
SET_UP = """
mount -t tmpfs tmpfs /etc/default; echo 'XKBLAYOUT="fr"' > /etc/default/keyboard; echo ready; exec sleep 300
"""


@pytest.fixture
def gnome(alice: Person) -> Iterator[Desk]:
    """Anna at a GNOME desktop's settings: a French layout and an American one."""
    with session_bus(alice) as bus:
        desk = Desk(alice, {**bus, **FRENCH})
        desk.run("gsettings", "set", SCHEMA, "sources", "[('xkb', 'fr+oss'), ('xkb', 'us')]")
        desk.run("gsettings", "set", SCHEMA, "mru-sources", "[('xkb', 'fr+oss')]")
        yield desk


@pytest.fixture
def x11(alice: Person) -> Iterator[Desk]:
    """Anna at an X desktop of a computer that was set up with a French keyboard."""
    if not shutil.which("Xvfb") or not shutil.which("setxkbmap"):
        pytest.skip("no Xvfb or no setxkbmap (packages xvfb, x11-xkb-utils)")
    read, write = os.pipe()
    argv = [
        "Xvfb",
        "-displayfd",
        str(write),
        "-noreset",
        "-nolisten",
        "tcp",
        "-ac",
        "-screen",
        "0",
        "320x240x8",
    ]
    with (
        subprocess.Popen(argv, pass_fds=[write], stderr=subprocess.DEVNULL) as server,
        os.fdopen(read) as said,
    ):
        os.close(write)
        try:
            with inside(alice, SET_UP) as who, session_bus(who) as bus:
                desk = Desk(who, {**bus, "DISPLAY": f":{said.readline().strip()}"})
                desk.run("setxkbmap", "-layout", "fr", "-option", "compose:ralt")
                yield desk
        finally:
            server.terminate()


def lists(desk: Desk) -> tuple[str, str]:
    sources, recent = (desk.run("gsettings", "get", SCHEMA, key) for key in ("sources", "mru-sources"))
    return sources, recent


def test_gnome_switches_to_the_users_layout_and_back(gnome: Desk, table: Table) -> None:
    gnome.run("gsettings", "set", SCHEMA, "mru-sources", "[('xkb', 'us'), ('xkb', 'fr+oss')]")
    before = lists(gnome)
    assert gnome.fix("check", "keyboard-layout")["state"] == "found"
    run = gnome.fix("fix", "keyboard-layout")
    assert run["outcome"] == "fixed"
    assert lists(gnome)[1] == "[('xkb', 'fr+oss'), ('xkb', 'us')]"
    assert gnome.fix("undo", run["run"])["outcome"] == "undone"
    assert lists(gnome) == before
    table.row(
        "GNOME writes with another layout",
        proven="gsettings get … mru-sources",
        found="keyboard-layout",
        repaired="the user's layout first",
        undone="gsettings get … sources",
    )


@needs_root
def test_x_switches_to_the_system_layout_and_back(x11: Desk, table: Table) -> None:
    assert x11.fix("check", "keyboard-layout")["state"] == "healthy"
    x11.run("setxkbmap", "-layout", "us", "-variant", "intl")
    before = x11.run("setxkbmap", "-query")
    assert "pc+us(intl)" in x11.run("setxkbmap", "-print")
    run = x11.fix("fix", "keyboard-layout")
    assert run["outcome"] == "fixed"
    assert "pc+fr+us(intl):2" in x11.run("setxkbmap", "-print")
    assert x11.fix("undo", run["run"])["outcome"] == "undone"
    assert x11.run("setxkbmap", "-query") == before
    table.row(
        "X writes with another layout",
        proven="setxkbmap -print",
        found="keyboard-layout",
        repaired="the computer's layout",
        undone="setxkbmap -query",
    )


def test_the_users_own_layout_is_healthy(gnome: Desk) -> None:
    assert gnome.fix("fix", "keyboard-layout")["outcome"] == "healthy"


def test_a_hostile_layout_is_only_shown(gnome: Desk) -> None:
    name = "us$(touch /tmp/owned)<b>"
    value = f"[('xkb', 'fr+oss'), ('xkb', '{name}')]"
    gnome.run("gsettings", "set", SCHEMA, "sources", value)
    gnome.run("gsettings", "set", SCHEMA, "mru-sources", f"[('xkb', '{name}')]")
    before = lists(gnome)
    run = gnome.fix("fix", "keyboard-layout")
    assert run["outcome"] == "fixed"
    assert gnome.fix("undo", run["run"])["outcome"] == "undone"
    assert lists(gnome) == before
