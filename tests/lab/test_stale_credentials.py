"""A password for a file server that a keyring saved before the account's password was changed."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Iterator

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.table import Table
from tests.lab.visitor import NAME, root, visitor

pytestmark = [pytest.mark.lab, needs_root]

FIX = "stale-credentials"


@pytest.fixture
def anna() -> Iterator[Desk]:
    """Anna in a session of the user's own, with a keyring that is open."""
    if not all(map(shutil.which, ("gnome-keyring-daemon", "secret-tool", "dbus-daemon"))):
        pytest.skip("no keyring (packages gnome-keyring, libsecret-tools, dbus-daemon)")
    with visitor() as somebody:
        argv = ["dbus-daemon", "--session", "--fork", "--print-address=1", "--print-pid=1"]
        address, pid = somebody.run(argv).stdout.split()
        desk = Desk(somebody, {"DBUS_SESSION_BUS_ADDRESS": address})
        keyring = somebody.start(
            ["sh", "-c", "echo -n pw | exec gnome-keyring-daemon --foreground --unlock --components=secrets"],
            desk.environment,
            stdout=-3,
            stderr=-3,
        )
        try:
            wait_for_keyring(desk)
            yield desk
        finally:
            os.kill(int(pid), signal.SIGTERM)
            keyring.wait(60)


def wait_for_keyring(desk: Desk) -> None:
    """Ask it first when it is there: asked earlier, the bus starts another one, which is locked for ever."""
    deadline = time.monotonic() + 60
    bus = ("--print-reply=literal", "--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner")
    there = ["dbus-send", "--session", *bus, "string:org.freedesktop.secrets"]
    while "true" not in desk.run(*there):
        assert time.monotonic() < deadline, "the keyring did not start"
        time.sleep(0.05)
    argv = ["secret-tool", "store", "--label=first", "kind", "canary"]
    while desk.person.run(argv, desk.environment, input="x").returncode != 0:
        assert time.monotonic() < deadline, "the keyring did not start"
        time.sleep(0.1)


def save(desk: Desk, server: str, user: str) -> None:
    argv = [
        "secret-tool",
        "store",
        f"--label={server}",
        "--",
        "protocol",
        "smb",
        "server",
        server,
        "user",
        user,
    ]
    assert desk.person.run(argv, desk.environment, input="old").returncode == 0


def saved(desk: Desk) -> set[str]:
    """Return the servers that the keyring has a password for, by its own tool."""
    done = desk.person.run(["secret-tool", "search", "--all", "protocol", "smb"], desk.environment)
    lines = (done.stdout + done.stderr).splitlines()
    return {line.partition(" = ")[2] for line in lines if line.startswith("attribute.server")}


def change_password() -> None:
    """Date the change a day ahead: chage knows days only, and what was saved today must be older."""
    root("chage", "-d", str(int(root("date", "+%s")) // 86400 + 1), NAME)


def test_only_the_users_old_password_is_deleted_without_undo(anna: Desk, table: Table) -> None:
    save(anna, "files.example.com", f"CORP\\{NAME}")
    save(anna, "nas.example.com", "backup")
    root("chage", "-d", "2026-01-01", NAME)
    assert anna.fix("check", FIX)["state"] == "healthy"
    change_password()
    check = anna.fix("check", FIX)
    assert check["state"] == "found"
    assert "old" not in str(check["evidence"].values())
    assert saved(anna) == {"files.example.com", "nas.example.com"}  # looking changes nothing
    run = anna.fix("fix", FIX)
    assert run["outcome"] == "fixed"
    assert run["steps"] == [["forget-password", "done", "impossible"]]
    assert saved(anna) == {"nas.example.com"}
    assert anna.fix("check", FIX)["state"] == "healthy"
    table.row(
        "old saved password in the keyring",
        proven="secret-tool search",
        found=FIX,
        repaired="deleted",
        undone="impossible, and said before",
    )


def test_passwords_not_chosen_are_kept(anna: Desk) -> None:
    save(anna, "files.example.com", NAME)
    save(anna, "mail.example.com", NAME)
    change_password()
    assert anna.fix("fix", FIX, "which=2")["outcome"] == "fixed"
    assert len(saved(anna)) == 1
    assert anna.fix("check", FIX)["state"] == "found", "the choice can still change"


@pytest.mark.parametrize("server", ["<b>$(reboot)", "-rf", "a\nb", "étage"])
def test_hostile_servers(anna: Desk, server: str) -> None:
    save(anna, server, NAME)
    change_password()
    assert anna.fix("fix", FIX)["outcome"] == "fixed"
    assert anna.fix("check", FIX)["state"] == "healthy"


def test_a_locked_keyring_is_never_healthy(anna: Desk) -> None:
    save(anna, "files.example.com", NAME)
    anna.run("secret-tool", "lock")
    change_password()
    assert anna.fix("check", FIX)["state"] == "inconclusive"
