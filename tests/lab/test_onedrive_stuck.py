"""A real OneDrive client that is not signed in, does not run, or refuses to go on; without an account."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.table import Table
from tests.people import Person

pytestmark = [
    pytest.mark.lab,
    needs_root,
    pytest.mark.skipif(not shutil.which("onedrive"), reason="the client is not installed (package onedrive)"),
]

CLIENT = ["onedrive", "--monitor"]
COMPARE_ANEW = 126
PATIENCE = 60.0


def set_up(anna: Desk) -> None:
    """Give the user a folder and a sign-in that no server knows; without a network nobody asks one."""
    home = anna.person.home
    anna.run("mkdir", "-p", str(home / "config" / "onedrive"), str(home / "OneDrive"))
    write(anna, "refresh_token", "nobody")
    write(anna, "config", f'sync_dir = "{home}/OneDrive"\n')


def write(anna: Desk, name: str, text: str) -> None:
    anna.run(
        "sh", "-c", 'printf %s "$2" > "$1"', "sh", str(anna.person.home / "config/onedrive" / name), text
    )


def runs(person: Person) -> bool:
    return subprocess.run(["pgrep", "-u", person.name, "-x", "onedrive"], capture_output=True).returncode == 0


@contextmanager
def client(person: Person) -> Iterator[subprocess.Popen[bytes]]:
    """Run the real client as the user, until the end of the block."""
    argv = [*person.prefix(), *CLIENT]
    with subprocess.Popen(
        argv,
        env=person.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            known = person.home / "config" / "onedrive" / ".config.backup"
            deadline = time.monotonic() + PATIENCE
            while not (runs(person) and known.exists()) and time.monotonic() < deadline:
                time.sleep(0.1)
            yield process
        finally:
            process.kill()


def test_what_the_real_client_does_is_seen(alice: Person, table: Table) -> None:
    anna = Desk(alice)
    assert anna.fix("check", "onedrive-stuck")["state"] == "not-offered"
    set_up(anna)
    with client(alice):
        assert runs(alice)
        assert anna.fix("check", "onedrive-stuck")["state"] == "healthy"
        anna.run("touch", str(alice.home / "OneDrive" / "a:b.txt"))
        assert "a:b.txt" in anna.fix("check", "onedrive-stuck")["summary"]
        anna.run("rm", str(alice.home / "OneDrive" / "a:b.txt"))
    assert not runs(alice)
    assert "isn't running" in anna.fix("check", "onedrive-stuck")["summary"]
    with client(alice):
        assert anna.fix("check", "onedrive-stuck")["state"] == "healthy"
    table.row(
        "OneDrive's client was ended",
        proven="pgrep",
        found="onedrive-stuck",
        repaired="by hand (no systemd here)",
        undone="nothing was changed",
    )


def test_a_lost_sign_in_is_left_to_the_user(alice: Person) -> None:
    anna = Desk(alice)
    set_up(anna)
    anna.run("rm", str(alice.home / "config/onedrive/refresh_token"))
    assert "aren't signed in" in anna.fix("check", "onedrive-stuck")["summary"]
    run = anna.fix("fix", "onedrive-stuck")
    assert [step[:2] for step in run["steps"]] == [["by-hand", "skipped"]]


def test_a_client_that_needs_a_resync_is_left_to_the_desk(alice: Person, table: Table) -> None:
    anna = Desk(alice)
    set_up(anna)
    with client(alice):
        pass
    write(anna, "config", f'sync_dir = "{alice.home}/OneDrive"\nskip_dotfiles = "true"\n')
    assert alice.run(CLIENT).returncode == COMPARE_ANEW
    before = anna.run("sha256sum", str(alice.home / "config/onedrive/config"))
    assert "settings have changed" in anna.fix("check", "onedrive-stuck")["summary"]
    assert anna.fix("fix", "onedrive-stuck")["steps"] == []
    assert anna.run("sha256sum", str(alice.home / "config/onedrive/config")) == before
    table.row(
        "OneDrive's client refuses: settings changed",
        proven="exit status 126",
        found="onedrive-stuck",
        repaired="ticket: it can replace files",
        undone="nothing was changed",
    )
