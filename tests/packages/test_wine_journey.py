"""The keyboard journey of the Windows app under Wine, in a Wine of its own (`make soak`, `make windows`)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from tests.people import ROOT

NEEDED = ("wine", "osslsigncode", "x86_64-w64-mingw32-gcc", "Xvfb")
LIMIT = 1200
"""Seconds; it takes one minute on two processors, and more beside others."""

pytestmark = [
    pytest.mark.windows,
    pytest.mark.skipif(not all(map(shutil.which, NEEDED)), reason="needs Wine: tools/setup.sh windows"),
]


def test_a_sentence_becomes_a_ticket_in_the_folder() -> None:
    done = subprocess.run(
        [ROOT / "tools" / "wine.sh", "-m", "pytest", "-q", "tests/windows/test_journey.py"],
        env={**os.environ, "PYTHON": sys.executable, "SELFHELP_WINE_LIMIT": str(LIMIT - 20)},
        stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace",
        timeout=LIMIT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
