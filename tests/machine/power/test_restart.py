"""Who waits for a restart, and since when the computer runs."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.machine import Command, File, Output
from selfhelp.machine.power.restart import (
    RESTART,
    RestartComputer,
    _parse_kernel_flavour,
    read_installed_kernels,
)
from tests.fake_machine import FakeMachine

DAY = 86400


class Linux:
    """A Linux computer that has run for two days."""

    platform = Platform.LINUX

    def __init__(self, files: dict[str, str] | None = None, **rest: Any) -> None:
        self.files = {"/proc/uptime": f"{2 * DAY}.5 1.0\n", "/proc/sys/kernel/osrelease": "6.12.9-amd64\n"}
        self.files |= files or {}
        self.kernels: list[tuple[str, int]] = rest.get("kernels", [])
        self.dnf: int | None = rest.get("dnf")

    def read(self, source: object) -> Json:
        if isinstance(source, File):
            return self.files.get(source.path)
        return [{"version": version, "age": age} for version, age in self.kernels]

    def run(self, command: Command) -> Output:
        if self.dnf is None:
            raise AssertionError("dnf was asked on a system without it")
        return Output(self.dnf, "")

    def change(self, action: object) -> Json:
        raise AssertionError("changed while looking")


def pending(machine: Linux) -> list[str]:
    return list(RESTART.read(machine).pending)


def test_a_quiet_computer() -> None:
    restart = RESTART.read(Linux())
    assert restart.pending == ()
    assert restart.uptime == timedelta(days=2, seconds=0.5)


def test_packages_that_asked_are_named_once() -> None:
    flag = {"/run/reboot-required": "", "/run/reboot-required.pkgs": "libc6\nlinux\nlibc6\n"}
    assert pending(Linux(flag)) == ["libc6", "linux"]
    assert pending(Linux({"/var/run/reboot-required": "x"})) == ["reboot-required"]


@pytest.mark.parametrize(
    ("version", "age", "wanted"),
    [
        ("6.12.48-amd64", 3600, True),
        ("6.12.48-amd64", 3 * DAY, False),  # installed before the start: the older one was chosen
        ("6.12.8-amd64", 3600, False),
        ("6.12.9-amd64", 3600, False),
        ("6.18.1-rt-amd64", 3600, False),  # another kind
    ],
)
def test_a_newer_kernel_installed_later_needs_a_restart(version: str, age: int, wanted: bool) -> None:
    found = pending(Linux(kernels=[(version, age)]))
    assert found == ([f"kernel {version} (running: 6.12.9-amd64)"] if wanted else [])


def test_the_kind_of_a_kernel() -> None:
    names = ["6.12.48+deb13-amd64", "6.12.43-1~bpo12+1-amd64", "6.8.0-40-generic", "6.1.0-rc3"]
    assert [_parse_kernel_flavour(name) for name in names] == ["amd64", "amd64", "generic", ""]


@pytest.mark.parametrize(("status", "wanted"), [(1, ["dnf needs-restarting"]), (0, []), (3, [])])
def test_dnf_is_asked_where_there_is_one(status: int, wanted: list[str]) -> None:
    assert pending(Linux({"/etc/redhat-release": "Fedora release 43"}, dnf=status)) == wanted


@pytest.mark.parametrize("uptime", ["", "garbage", "inf 1", "nan"])
def test_an_unreadable_uptime_is_inconclusive(uptime: str) -> None:
    with pytest.raises(ProbeError):
        RESTART.read(Linux({"/proc/uptime": uptime}))


def test_kernels_are_dated_by_their_installation(tmp_path: Path) -> None:
    """A package keeps the date of its build on the file."""
    image = tmp_path / "vmlinuz-6.12.48-amd64"
    image.touch()
    (tmp_path / "vmlinuz-0-rescue-abc").touch()
    (tmp_path / "initrd.img-6.12.48-amd64").touch()
    os.utime(image, (0, time.time() - 90 * DAY))
    (tmp_path / "vmlinuz-6.13.0").symlink_to("gone")
    (found,) = read_installed_kernels(str(tmp_path))
    assert found["version"] == "6.12.48-amd64"
    assert found["age"] < 60
    assert read_installed_kernels(str(tmp_path / "none")) == []


def test_the_person_restarts_and_fast_startup_is_explained() -> None:
    assert RestartComputer.by_hand
    assert "Shut down" in str(RestartComputer(fast_startup=True).describe_action())


@pytest.mark.parametrize("answer", [[], [{}], [{"uptime": None}], [{"uptime": "soon"}], ["text"]])
def test_a_windows_that_does_not_say_is_not_called_fresh(answer: Json) -> None:
    with pytest.raises(ProbeError, match="Couldn't check when"):
        RESTART.read(FakeMachine(Platform.WINDOWS, objects=answer))
