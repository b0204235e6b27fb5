"""The frozen program against the least frozen program with a sign in the tray.

    python -m tests.bench.run frozen

Named like this, both are frozen first, which takes minutes. ``SELFHELP_TEST_BUILT=FOLDER`` takes the DEB and
``bare.tar`` that are in a folder (``SELFHELP_PROVE=1 make deb``): with it `make bench` measures them, too.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.measure import Result
from tests.live.desk import Desk
from tests.live.sni import TrayHost
from tests.people import ROOT

WHAT = "frozen: start to sign in the tray"
LIMIT = 1.2
WHY = "nothing is frozen; python -m tests.bench.run frozen freezes first (minutes)"
HANGS = 60  # seconds


def results(runs: int, *, named: bool) -> Iterator[Result]:
    """Measure what was built or, where this part was asked for by its name, what is frozen here and now."""
    with tempfile.TemporaryDirectory(prefix="frozen-", dir="/var/tmp") as folder:
        if "SELFHELP_TEST_BUILT" in os.environ:
            ours, least = unpacked(Path(os.environ["SELFHELP_TEST_BUILT"]), Path(folder))
        elif named:
            ours, least = freeze(Path(folder))
        else:
            yield Result(WHAT, 0, "ms", LIMIT, unmeasured=WHY)
            return
        yield start(ours, least, runs)


def unpacked(built: Path, folder: Path) -> tuple[Path, Path]:
    """Return our program and the least one, taken out of what the tests of the packages build."""
    (package,) = built.glob("*.deb")
    subprocess.run(["dpkg-deb", "-x", package, folder / "deb"], check=True)
    subprocess.run(["tar", "-C", folder, "-xf", built / "bare.tar"], check=True)
    return folder / "deb" / "usr" / "lib" / "selfhelp" / "selfhelp", folder / "bare" / "bare"


def freeze(folder: Path) -> tuple[Path, Path]:
    """Freeze both with the Python of this machine and return them."""
    subprocess.run(
        [ROOT / "installer" / "linux" / "freeze.sh", sys.executable, folder / "frozen", folder / "work"],
        env={**os.environ, "SELFHELP_FREEZE_BARE": "1"},
        check=True,
    )
    return folder / "frozen" / "selfhelp" / "selfhelp", folder / "frozen" / "bare" / "bare"


def start(ours: Path, least: Path, runs: int) -> Result:
    """Start both in turn, a busy moment spoils both, and return the medians.

    Args:
        ours: the program.
        least: the least program with a sign in the tray.
        runs: of each; two more of each before put both into the disk's cache.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", "/dev/shm")  # a session keeps its locks in memory (/run/user)
        with Desk() as desk:
            host = TrayHost(desk.environment["DBUS_SESSION_BUS_ADDRESS"])
            try:
                pairs = [
                    (_visible(desk, host, ours, "--tray"), _visible(desk, host, least))
                    for _ in range(runs + 2)
                ][2:]
            finally:
                host.close()
    medians = (statistics.median(column) for column in zip(*pairs, strict=True))
    return Result(WHAT, next(medians), "ms", LIMIT, next(medians))


def _visible(desk: Desk, host: TrayHost, program: Path, *arguments: str) -> float:
    """Return the milliseconds from the start of a program to its sign in the tray."""
    count = len(host.items)
    begin = time.monotonic()
    process = desk.spawn([str(program), *arguments])
    host.wait(count + 1, HANGS)
    taken = (host.registered_at[count] - begin) * 1e3
    process.terminate()
    process.wait(HANGS)
    return taken
