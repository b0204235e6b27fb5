"""A dead proxy in a real GNOME setting on a private session bus, and in a person's environment."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator

import pytest

from tests.lab.conftest import Desk
from tests.lab.table import Table
from tests.people import Person

pytestmark = pytest.mark.lab

DEAD = "127.0.0.1:9"
SCHEMA = "org.gnome.system.proxy"


@pytest.fixture
def anna(alice: Person) -> Iterator[Desk]:
    """Anna in a session of the user's own, with a bus for dconf."""
    if not shutil.which("gsettings") or not shutil.which("dbus-daemon"):
        pytest.skip("no gsettings or no dbus-daemon (packages libglib2.0-bin, dbus-daemon)")
    argv = ["dbus-daemon", "--session", "--fork", "--print-address=1", "--print-pid=1"]
    address, pid = alice.run(argv).stdout.split()
    try:
        yield Desk(alice, {"DBUS_SESSION_BUS_ADDRESS": address})
    finally:
        os.kill(int(pid), signal.SIGTERM)


def mode(desk: Desk) -> str:
    return desk.run("gsettings", "get", SCHEMA, "mode")


def use(desk: Desk, host: str, port: int) -> None:
    desk.run("gsettings", "set", f"{SCHEMA}.http", "host", host)
    desk.run("gsettings", "set", f"{SCHEMA}.http", "port", str(port))
    desk.run("gsettings", "set", SCHEMA, "mode", "manual")


def test_the_desktops_dead_proxy_is_turned_off_and_restored(anna: Desk, table: Table) -> None:
    use(anna, "127.0.0.1", 9)
    check = anna.fix("check", "net-proxy")
    assert check["state"] == "found"
    assert DEAD in check["summary"]
    assert mode(anna) == "'manual'"
    run = anna.fix("fix", "net-proxy")
    assert run["outcome"] == "fixed"
    assert mode(anna) == "'none'"
    assert anna.run("gsettings", "get", f"{SCHEMA}.http", "host") == "'127.0.0.1'"
    assert anna.fix("undo", run["run"])["outcome"] == "undone"
    assert mode(anna) == "'manual'"
    assert anna.fix("check", "net-proxy")["state"] == "found"
    table.row(
        "dead proxy in the desktop's settings",
        proven="gsettings get … mode",
        found="net-proxy",
        repaired="switched off",
        undone="gsettings get … mode",
    )


def test_kdes_dead_proxy_is_turned_off_and_restored(anna: Desk, table: Table) -> None:
    file = anna.person.home / "config" / "kioslaverc"
    anna.run("mkdir", "-p", str(file.parent))
    text = "[Proxy Settings]\nNoProxyFor=localhost\nProxyType=1\nhttpProxy=http://127.0.0.1 9\n"
    file.write_text(text)
    anna.person.owns(file)
    kde = Desk(anna.person, {**anna.environment, "XDG_CURRENT_DESKTOP": "KDE"})
    assert anna.run("grep", "-c", "^ProxyType=1$", str(file)) == "1"
    check = kde.fix("check", "net-proxy")
    assert (check["state"], DEAD in check["summary"]) == ("found", True)
    run = kde.fix("fix", "net-proxy")
    assert run["outcome"] == "fixed"
    assert anna.run("grep", "-c", "^ProxyType=0$", str(file)) == "1"
    assert kde.fix("undo", run["run"])["outcome"] == "undone"
    assert file.read_text() == text
    table.row(
        "dead proxy in KDE's settings",
        proven="grep ProxyType",
        found="net-proxy",
        repaired="switched off",
        undone="the file, byte by byte",
    )


def test_a_hostile_address_is_only_shown(anna: Desk) -> None:
    use(anna, "$(touch /tmp/owned)<b>x</b>", 9)
    assert anna.fix("check", "net-proxy")["state"] in ("found", "inconclusive", "healthy")
    assert mode(anna) == "'manual'"


def test_no_proxy_is_healthy(anna: Desk) -> None:
    assert anna.fix("fix", "net-proxy")["outcome"] == "healthy"


def test_a_variable_from_elsewhere_is_found_and_left_alone(anna: Desk) -> None:
    away = Desk(anna.person, {**anna.environment, "http_proxy": f"http://anna:secret@{DEAD}"})
    check = away.fix("check", "net-proxy")
    assert check["state"] == "found"
    assert "secret" not in str(check)
    run = away.fix("fix", "net-proxy")
    assert (run["outcome"], run["steps"]) == ("not-fixed", [])


def test_a_variable_in_the_users_settings_file(anna: Desk, table: Table) -> None:
    folder = anna.person.home / "config" / "environment.d"
    anna.run("mkdir", "-p", str(folder))
    file = folder / "proxy.conf"
    text = f"# mine\nhttp_proxy=http://{DEAD}\n"
    file.write_text(text)
    anna.person.owns(file)
    away = Desk(anna.person, {**anna.environment, "http_proxy": f"http://{DEAD}"})
    run = away.fix("fix", "net-proxy")
    assert run["outcome"] == "restart-needed"  # this session's programs still have it
    assert file.read_text() == f"# mine\n# selfhelp: http_proxy=http://{DEAD}\n"
    assert anna.fix("check", "net-proxy")["state"] == "healthy"  # as after signing in again
    assert anna.fix("undo", run["run"])["outcome"] == "undone"
    assert file.read_text() == text
    table.row(
        "dead proxy in the environment (environment.d)",
        proven="the file, byte by byte",
        found="net-proxy",
        repaired="line switched off; sign in again",
        undone="the file, byte by byte",
    )
