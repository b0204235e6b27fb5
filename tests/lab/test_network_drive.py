"""A network drive that is missing: its server does not listen, or nobody has connected it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.table import Table
from tests.people import Person

pytestmark = [pytest.mark.lab, needs_root]

OWN_PLACE = "file:///srv/photos Photos\n"

SILENT, PORT = "127.0.0.44", 445
SERVER, SHARE, PASSWORD = "127.0.0.1", "team", "drive-secret"
NEEDED = ("smbd", "smbpasswd", "gio", "gnome-keyring-daemon", "secret-tool", "dbus-daemon")

OWNED = (
    *("dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"),
    *("org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"),
)
"""Asks whether a keyring is on the bus."""

SETTINGS = """\
[global]
interfaces = {server}
bind interfaces only = yes
smb ports = 445
disable netbios = yes
load printers = no
log file = {folder}/log
pid directory = {folder}
lock directory = {folder}
state directory = {folder}
cache directory = {folder}
private dir = {folder}
ncalrpc dir = {folder}/ncalrpc
[{name}]
path = {share}
"""


def told(person: Person, line: str) -> None:
    """Have the user's organisation tell of one drive."""
    if Path("/etc/selfhelp/policy.toml").exists():
        pytest.skip("this computer has a policy of its own")
    folder = person.home / "config" / "selfhelp"
    folder.mkdir(parents=True)
    (folder / "policy.toml").write_text(f"[organisation]\ndrives = {json.dumps([line])}\n")
    for path in (folder.parent, folder, folder / "policy.toml"):
        person.owns(path)


def listens(host: str) -> bool:
    """Whether ss(8) shows somebody at the port of file servers."""
    argv = ["ss", "-Hltn", f"src = {host}:{PORT}"]
    return bool(subprocess.run(argv, capture_output=True, text=True, check=True).stdout)


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in a minute"
        time.sleep(0.1)


def test_a_server_that_does_not_listen(alice: Person, table: Table) -> None:
    told(alice, f"smb://{SILENT}/team")
    anna = Desk(alice)
    assert not listens(SILENT)
    check = anna.fix("check", "network-drive")
    assert check["summary"] == f"The server for your network drive, {SILENT}, isn't responding."
    assert check["evidence"]["server 1"] == f"{SILENT} (smb): refused"
    run = anna.fix("fix", "network-drive")
    assert (run["outcome"], run["steps"]) == ("not-fixed", [["by-hand", "skipped", "impossible"]])
    with socket.create_server((SILENT, PORT)):
        assert listens(SILENT)
        after = anna.fix("check", "network-drive")
        assert after["summary"] == f"The network drive smb://{SILENT}/team isn't connected."
    table.row(
        "server of a network drive silent",
        proven="ss -ltn",
        found="network-drive",
        repaired="by hand: the way into the network",
        undone="nothing was changed",
    )


@pytest.fixture
def server(alice: Person, tmp_path: Path) -> Iterator[Path]:
    """A real file server with one share that the user may use; returns the share's folder."""
    missing = [program for program in NEEDED if not shutil.which(program)]
    if missing or listens(SERVER):
        pytest.skip(f"not installed: {missing}" if missing else "this computer is a file server")
    share = alice.home / "on the server"
    share.mkdir()
    alice.owns(share)
    (share / "plan.txt").write_text("plan")
    alice.owns(share / "plan.txt")
    settings = tmp_path / "smb.conf"
    settings.write_text(SETTINGS.format(server=SERVER, folder=tmp_path, name=SHARE, share=share))
    argv = ["smbpasswd", "-c", str(settings), "-a", "-s", alice.name]
    subprocess.run(argv, input=f"{PASSWORD}\n" * 2, text=True, check=True, capture_output=True)
    argv = ["smbd", "--foreground", "--no-process-group", "-s", str(settings)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    smbd = subprocess.Popen(argv, start_new_session=True, **quiet)  # ended, it ends its group
    try:
        wait_until(lambda: listens(SERVER))
        yield share
    finally:
        smbd.terminate()
        smbd.wait()


@pytest.fixture
def anna(alice: Person) -> Iterator[Desk]:
    """Anna in a session with a bus and an open keyring."""
    argv = ["dbus-daemon", "--session", "--fork", "--print-address=1", "--print-pid=1"]
    address, pid = alice.run(argv).stdout.split()
    session = {"DBUS_SESSION_BUS_ADDRESS": address}
    argv = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
    keyring = alice.start(
        argv, session, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True
    )
    assert keyring.stdin is not None
    keyring.stdin.write("login")
    keyring.stdin.close()
    try:
        wait_until(lambda: "true" in alice.run(OWNED, session).stdout)  # or the bus would start another one
        yield Desk(alice, session)
    finally:
        os.kill(int(pid), signal.SIGTERM)
        end_session(address)
        keyring.wait()


def end_session(address: str) -> None:
    """End what the session's bus started: it does not go with the bus."""
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.environ().get("DBUS_SESSION_BUS_ADDRESS") == address:
                process.kill()


def save_password(anna: Desk) -> None:
    """Keep the user's password for the drive, as their file manager does when they tick "remember"."""
    facts = {
        "protocol": "smb",
        "server": SERVER,
        "object": SHARE,
        "domain": "WORKGROUP",
        "user": anna.person.name,
    }
    schema = ("xdg:schema", "org.gnome.keyring.NetworkPassword")
    argv = [
        "secret-tool",
        "store",
        "--label",
        "team",
        *schema,
        *(word for pair in facts.items() for word in pair),
    ]
    wait_until(lambda: anna.person.run(argv, anna.environment, input=PASSWORD).returncode == 0)


def mounts(anna: Desk) -> str:
    """Return what gio(1) shows as mounted."""
    return "\n".join(line for line in anna.run("gio", "mount", "-l").splitlines() if "smb://" in line)


def test_a_drive_that_is_not_connected(anna: Desk, server: Path, table: Table) -> None:
    address = f"smb://{SERVER}/{SHARE}"
    told(anna.person, address)
    before = mounts(anna)
    assert address not in before
    run = anna.fix("fix", "network-drive")  # no password is saved yet, and none is asked for
    assert run["outcome"] == "failed"
    assert "requires you to sign in" in run["message"]
    save_password(anna)
    assert anna.fix("check", "network-drive")["summary"] == f"The network drive {address} isn't connected."
    run = anna.fix("fix", "network-drive")
    assert run["outcome"] == "fixed"
    assert anna.run("gio", "cat", f"{address}/plan.txt") == "plan"
    assert anna.fix("undo", run["run"])["outcome"] == "undone"
    assert mounts(anna) == before
    table.row(
        "network drive not connected",
        proven="gio mount -l, gio cat",
        found="network-drive",
        repaired="connected with the saved password",
        undone="gio mount -l",
    )


def test_an_optional_drive_is_connected_on_request(anna: Desk, server: Path, table: Table) -> None:
    address = f"smb://{SERVER}/{SHARE}"
    told(anna.person, f"S:=\\\\{SERVER}\\{SHARE}|name=Team|optional")
    bookmarks = anna.person.home / "config" / "gtk-3.0" / "bookmarks"
    bookmarks.parent.mkdir()
    bookmarks.write_text(OWN_PLACE)
    for path in (bookmarks.parent, bookmarks):
        anna.person.owns(path)
    assert anna.fix("check", "network-drive")["state"] == "healthy", "the drive is optional"
    run = anna.fix("fix", "network-drive")  # no password is saved yet, and none is asked for
    assert run["outcome"] == "failed"
    assert run["message"] == (
        f"The network drive requires you to sign in. Open it in your file manager: Team ({address})."
    )
    save_password(anna)
    run = anna.fix("fix", "network-drive")
    assert run["outcome"] == "fixed", run
    assert anna.run("gio", "cat", f"{address}/plan.txt") == "plan"
    assert bookmarks.read_text() == f"{OWN_PLACE}{address} Team\n", "in the side bar of the file manager"
    assert anna.fix("fix", "network-drive")["message"].startswith("All of your network drives are connected")
    assert anna.fix("undo", run["run"])["outcome"] == "undone"
    assert address not in mounts(anna)
    assert bookmarks.read_text() == OWN_PLACE
    table.row(
        "an optional network drive is wanted",
        proven="gio cat",
        found="network-drive on request",
        repaired="connected with the saved password, shown in the side bar",
        undone="gio mount -l, the list of the side bar",
    )
