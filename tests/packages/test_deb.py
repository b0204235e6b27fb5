"""The Debian package lives its whole life on the oldest and the newest Debian, with nothing else on them.

The package is made on the oldest (`make deb`), once for both. Needs root and debootstrap.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.people import ROOT

pytestmark = [pytest.mark.package, pytest.mark.skipif(os.geteuid() != 0, reason="needs root")]

STEPS = 21


def fresh(suite: str, *command: str, **folders: Path) -> subprocess.CompletedProcess[str]:
    """Run a command on a machine with nothing; the tree is the one under test, committed or not."""
    handed = {f"FRESH_{name}": str(path) for name, path in folders.items()}
    return subprocess.run(
        [ROOT / "tools" / "fresh-machine.sh", suite, *command],
        env={**os.environ, "SELFHELP_XZ_LEVEL": "1", **handed},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=1500,
        check=False,
    )


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, made as a release is."""
    out = tmp_path_factory.mktemp("deb")
    done = fresh("bookworm", "installer/linux/build_here.sh", OUT=out)
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    (file,) = out.glob("*.deb")
    return file


@pytest.mark.parametrize("suite", ["bookworm", "trixie"])
def test_installed_used_upgraded_killed_and_purged(package: Path, suite: str) -> None:
    done = fresh(suite, "tests/packages/life.sh", f"in/{package.name}", IN=package.parent)
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


def test_nobody_but_root_can_change_what_is_installed(package: Path) -> None:
    listed = subprocess.run(["dpkg-deb", "-c", package], capture_output=True, text=True, check=True).stdout
    for line in listed.splitlines():
        rights, owner = line.split()[:2]
        assert owner == "root/root", line
        assert rights.startswith("l") or "w" not in rights[4:], line
        assert "s" not in rights[:10], line
