"""The package system: half installed packages and whoever holds a lock, read without any right."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
from pathlib import Path

import pytest

from selfhelp.machine.updates import linux_packages
from selfhelp.machine.updates.linux_packages import scan_package_state


@pytest.fixture
def dpkg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package system of the test's own."""
    folder = tmp_path / "dpkg"
    (folder / "updates").mkdir(parents=True)
    (folder / "lock").touch()
    (folder / "status").write_text("Package: fine\nStatus: install ok installed\n\n")
    monkeypatch.setattr(linux_packages, "DPKG", folder)
    monkeypatch.setattr(linux_packages, "LOCKS", (str(folder / "lock"), str(folder / "none")))
    return folder


def test_where_there_is_no_package_system_nothing_is_said(tmp_path: Path, dpkg: Path) -> None:
    for path in ("status", "lock"):
        (dpkg / path).unlink()
    assert scan_package_state() is None


def test_what_is_half_done_is_named(dpkg: Path) -> None:
    (dpkg / "status").write_text(
        "Package: a\nStatus: install ok half-configured\n\n"
        "Package: b\nStatus: install reinstreq installed\n\n"
        "Package: gone\nStatus: deinstall ok config-files\n\nStatus: odd\nPackage: \xff\n"
    )
    assert scan_package_state()["unfinished"] == [("a", "half-configured"), ("b", "installed")]


def test_notes_that_dpkg_left_are_seen(dpkg: Path) -> None:
    (dpkg / "updates" / "tmp.i").touch()
    assert not scan_package_state()["journal"]
    (dpkg / "updates" / "0001").touch()
    assert scan_package_state()["journal"]


def test_the_owner_of_a_lock_is_named(dpkg: Path) -> None:
    assert scan_package_state()["users"] == []
    with (dpkg / "lock").open("a") as lock:
        fcntl.lockf(lock, fcntl.LOCK_EX)
        assert [user["pid"] for user in scan_package_state()["users"]] == [os.getpid()]
    holder = subprocess.Popen(
        ["flock", str(dpkg / "lock"), "sh", "-c", "echo; exec sleep 30"],
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        assert holder.stdout is not None
        holder.stdout.readline()
        assert [user["name"] for user in scan_package_state()["users"]] == ["flock"]
    finally:
        os.killpg(holder.pid, signal.SIGTERM)
        holder.communicate()


def test_how_long_a_service_runs_says_nothing_about_what_it_installs(monkeypatch: pytest.MonkeyPatch) -> None:
    class Service:
        def __init__(self, pid: int) -> None:
            pass

        def name(self) -> str:
            return "packagekitd"

        def username(self) -> str:
            return "root"

        def create_time(self) -> float:
            return 0.0

    monkeypatch.setattr("psutil.Process", Service)
    assert linux_packages._read_lock_holder(7) == linux_packages.PackageSystemUser(
        7, "packagekitd", "root", 0
    )
