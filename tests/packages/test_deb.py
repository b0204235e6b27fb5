"""The Debian package lives its whole life on the oldest and the newest Debian, with nothing else on them.

The package is made on the oldest (`make deb`), once for all. Needs root and debootstrap.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.packages.fresh import fresh

pytestmark = [pytest.mark.package, pytest.mark.skipif(os.geteuid() != 0, reason="needs root")]

STEPS = 26


@pytest.mark.parametrize("suite", ["bookworm", "trixie"])
def test_installed_used_upgraded_killed_and_purged(package: Path, suite: str) -> None:
    done = fresh(suite, "tests/packages/life.sh", f"in/{package.name}", FRESH_IN=package.parent)
    print(done.stdout)
    wrong = [line for line in done.stdout.splitlines() if line.startswith(("not ok", "    "))]
    assert wrong == []
    assert done.returncode == 0, done.stderr[-3000:]
    assert sum(line.startswith("ok: ") for line in done.stdout.splitlines()) == STEPS


def test_the_packages_rules_are_kept(package: Path) -> None:
    """Lintian finds no error outside the list of what we do on purpose, each with its reason."""
    if shutil.which("lintian") is None:
        pytest.fail("lintian is missing: tools/packages.txt")
    done = subprocess.run(
        ["lintian", "--allow-root", "--fail-on", "error,warning", package],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "")


def test_only_root_can_change_installed_files(package: Path) -> None:
    listed = subprocess.run(["dpkg-deb", "-c", package], capture_output=True, text=True, check=True).stdout
    for line in listed.splitlines():
        rights, owner = line.split()[:2]
        assert owner == "root/root", line
        assert rights.startswith("l") or "w" not in rights[4:], line
        assert "s" not in rights[:10], line
