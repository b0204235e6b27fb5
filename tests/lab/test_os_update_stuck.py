"""Updates that cannot get on: another program holds dpkg's lock, or a package is only half configured."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.table import Table
from tests.people import Person

LOCK = Path("/var/lib/dpkg/lock-frontend")
BROKEN = "selfhelp-lab-broken"
FINISH = ("dpkg", "--configure", "--pending")

pytestmark = [
    pytest.mark.lab,
    needs_root,
    pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="this system does not use dpkg"),
]


@contextmanager
def nobody_installs() -> Iterator[None]:
    """Wait until no other test run uses the real package system, and keep it."""
    with Path("/tmp/apt.lock").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def root(*argv: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(argv, capture_output=True, text=True, check=False)


def test_a_held_lock_is_named_and_left_alone(alice: Person, table: Table) -> None:
    anna = Desk(alice)
    with nobody_installs():
        assert anna.fix("check", "os-update-stuck")["state"] == "healthy"
        holder = subprocess.Popen(["flock", str(LOCK), "sleep", "60"], start_new_session=True)
        try:
            while str(LOCK) not in root("lslocks", "--notruncate").stdout:
                time.sleep(0.05)
            check = anna.fix("check", "os-update-stuck")
            assert check["summary"] == "flock is installing or updating software right now."
            assert f"pid {holder.pid}, root" in check["evidence"]["details"]
            run = anna.fix("fix", "os-update-stuck")
            assert run["outcome"] == "not-fixed"
            assert LOCK.exists()
            assert holder.poll() is None
        finally:
            os.killpg(holder.pid, signal.SIGTERM)  # the lock goes with the last program that inherited it
            holder.wait()
        assert anna.fix("check", "os-update-stuck")["state"] == "healthy"
    table.row(
        "package manager's lock held",
        proven="lslocks",
        found="os-update-stuck",
        repaired="waited for, never broken off",
        undone="nothing was changed",
    )


@pytest.fixture
def broken_package(tmp_path: Path) -> Path:
    """A package that cannot be configured until a certain file is there."""
    control = tmp_path / "package" / "DEBIAN"
    control.mkdir(parents=True)
    (control / "control").write_text(
        f"Package: {BROKEN}\nVersion: 1\nArchitecture: all\n"
        "Maintainer: Lab <lab@example.com>\nDescription: x\n"
    )
    (control / "postinst").write_text(f"#!/bin/sh\ntest -e {tmp_path}/repaired\n")
    (control / "postinst").chmod(0o755)
    subprocess.run(
        ["dpkg-deb", "-b", control.parent, tmp_path / "broken.deb"], check=True, capture_output=True
    )
    return tmp_path / "broken.deb"


def test_an_interrupted_installation_needs_an_administrator(
    alice: Person, broken_package: Path, table: Table
) -> None:
    anna = Desk(alice)
    with nobody_installs():
        try:
            assert root("dpkg", "-i", str(broken_package)).returncode != 0
            assert BROKEN in root("dpkg", "--audit").stdout
            check = anna.fix("check", "os-update-stuck")
            assert f"{BROKEN} is only partly installed" in check["summary"]
            assert check["evidence"]["details"] == f"{BROKEN}: half-configured"
            if not Path("/usr/libexec/selfhelp").exists():
                run = anna.fix("fix", "os-update-stuck")
                assert run["outcome"] == "refused"
                assert "administrator" in run["message"]
            (broken_package.parent / "repaired").touch()
            assert root(*FINISH).returncode == 0  # as the helper's operation repair-packages does
            assert root("dpkg", "--audit").stdout == ""
            assert anna.fix("check", "os-update-stuck")["state"] == "healthy"
        finally:
            root("dpkg", "--purge", BROKEN)
    table.row(
        "installation of a package interrupted",
        proven="dpkg --audit",
        found="os-update-stuck",
        repaired="the helper's command, as root",
        undone="no way back, said before",
    )
