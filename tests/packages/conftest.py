"""The packages, made once for all their tests as a release is; or those of a folder that is named."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.packages.fresh import fresh

PATIENCE = 2700
"""Seconds for one test: the first waits until the packages are made, with neighbours on the machine."""


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Let them take longer than the tests of the program itself."""
    here = Path(__file__).parent
    for item in items:
        if item.path.parent == here:
            item.add_marker(pytest.mark.timeout(PATIENCE))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the DEB, the RPM and ``bare.tar``; built twice, and found to be the same.

    ``SELFHELP_TEST_BUILT=FOLDER`` takes what was built before.
    """
    if "SELFHELP_TEST_BUILT" in os.environ:
        return Path(os.environ["SELFHELP_TEST_BUILT"])
    out = tmp_path_factory.mktemp("built")
    done = fresh("bookworm", "installer/linux/build_here.sh", "--rpm", FRESH_OUT=out, SELFHELP_PROVE="1")
    print(done.stdout)
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    return out


@pytest.fixture(scope="session")
def package(built: Path) -> Path:
    """The DEB."""
    (file,) = built.glob("*.deb")
    return file


@pytest.fixture(scope="session")
def frozen(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program's folder, as the package holds it."""
    root = tmp_path_factory.mktemp("frozen")
    subprocess.run(["dpkg-deb", "-x", package, root], check=True)
    return root / "usr" / "lib" / "selfhelp"


@pytest.fixture(scope="session")
def bare(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the least program with a tray, frozen by the same description in the same run."""
    root = tmp_path_factory.mktemp("bare")
    subprocess.run(["tar", "-C", root, "-xf", built / "bare.tar"], check=True)
    return root / "bare"
