"""The RPM: what it says of itself, and its life on a Debian with rpm. A Fedora was not at hand."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.packages.fresh import fresh

pytestmark = [pytest.mark.package, pytest.mark.skipif(os.geteuid() != 0, reason="needs root")]

STEPS = 13


@pytest.fixture(scope="module")
def package(built: Path) -> Path:
    (file,) = built.glob("*.rpm")
    return file


def asked(package: Path, *options: str) -> list[str]:
    done = subprocess.run(["rpm", "-qp", *options, package], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_it_holds_what_the_deb_holds(package: Path, built: Path) -> None:
    """But for what only Debian knows: its own list of changes, its copyright file, lintian's overrides."""
    (deb,) = built.glob("*.deb")
    listed = subprocess.run(["dpkg-deb", "-c", deb], capture_output=True, text=True, check=True).stdout
    theirs = {
        line.split(maxsplit=5)[5].split(" -> ")[0].removeprefix(".")
        for line in listed.splitlines()
        if not line.startswith("d")
    }
    ours = {
        line.split(" ", 1)[1]
        for line in asked(package, "--qf", r"[%{FILEMODES:perms} %{FILENAMES}\n]")
        if line[0] != "d"
    }
    only = {place for place in theirs - ours if "lintian" not in place}
    assert ours - theirs == set()
    assert only == {"/usr/share/doc/selfhelp/changelog.gz", "/usr/share/doc/selfhelp/copyright"}


def test_only_root_can_change_installed_files(package: Path) -> None:
    for line in asked(
        package, "--qf", r"[%{FILEMODES:perms} %{FILEUSERNAME} %{FILEGROUPNAME} %{FILENAMES}\n]"
    ):
        rights, user, group, place = line.split(" ", 3)
        assert (user, group) == ("root", "root"), place
        assert rights.startswith("l") or "w" not in rights[4:], place
        assert "s" not in rights, place


def test_it_asks_for_no_library_that_it_should_have_brought(package: Path) -> None:
    needs = asked(package, "--requires")
    assert not [name for name in needs if re.match(r"lib(Qt6|pyside|shiboken|icu|python)", name)]
    assert "libEGL.so.1()(64bit)" in needs
    (glibc,) = (name for name in needs if name.startswith("libc.so.6(GLIBC_"))
    assert int(glibc.split("GLIBC_2.")[1].split(")")[0]) <= 36  # Debian 12's: what it was built on


def test_its_names_come_from_the_one_place(package: Path) -> None:
    said = asked(package, "--qf", "%{NAME}|%{VERSION}|%{LICENSE}|%{BUILDHOST}\n")
    (deb,) = package.parent.glob("*.deb")
    assert said == [f"selfhelp|{deb.name.split('_')[1]}|Apache-2.0|localhost"]
    assert asked(package, "--configfiles") == ["/etc/xdg/autostart/selfhelp.desktop"]


def test_installed_used_upgraded_and_taken_off(package: Path) -> None:
    (deb,) = package.parent.glob("*.deb")
    done = fresh(
        "trixie",
        "tests/packages/life_rpm.sh",
        f"in/{package.name}",
        f"in/{deb.name}",
        FRESH_IN=package.parent,
    )
    print(done.stdout)
    assert [line for line in done.stdout.splitlines() if line.startswith(("not ok", "    "))] == []
    assert done.returncode == 0, done.stderr[-3000:]
    assert sum(line.startswith("ok: ") for line in done.stdout.splitlines()) == STEPS
