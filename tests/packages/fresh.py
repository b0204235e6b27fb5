"""A machine with nothing on it, for a test of packages."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.people import ROOT


def fresh(suite: str, *command: str, **handed: Path | str) -> subprocess.CompletedProcess[str]:
    """Run a command on a machine with nothing; the tree is the one under test, committed or not.

    Args:
        suite: the Debian.
        *command: what is run there.
        **handed: ``FRESH_OUT``, ``FRESH_IN`` (see tools/fresh-machine.sh), and settings of ours.
    """
    given = {name: str(value) for name, value in handed.items()}
    return subprocess.run(
        [ROOT / "tools" / "fresh-machine.sh", suite, *command],
        env={**os.environ, "SELFHELP_XZ_LEVEL": "1", **given},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=2400,
        check=False,
    )
