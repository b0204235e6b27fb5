"""The picture editor at 3840 × 2160: until it is shown, each stroke, the file, and what it costs in memory.

It runs in a process of its own: a display must not be chosen for the other measurements.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

from tests.bench.measure import Result
from tests.people import ROOT


def results(runs: int) -> Iterator[Result]:
    """Measure the editor."""
    argv = [sys.executable, "-m", "tests.bench.editor_child", str(runs)]
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(argv, env=env, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if line.startswith("{"):
                yield Result(**json.loads(line))


if __name__ == "__main__":
    for result in results(9):
        print(result.row(), flush=True)
