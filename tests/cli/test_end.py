"""A command ends quickly: what was loaded is left to the system."""

from __future__ import annotations

import subprocess
import sys

from tests.people import ROOT

_CHILD = """
import atexit, gc
atexit.register(lambda: print(gc.get_freeze_count()))
from selfhelp.cli.main import run
run(["--version"])
"""


def test_no_garbage_is_looked_for_in_what_was_loaded_when_a_command_ends() -> None:
    child = subprocess.run(
        [sys.executable, "-c", _CHILD], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert int(child.stdout.split()[-1]) > 1_000
