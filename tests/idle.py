"""For how long a program waited: the time in which none of its threads and children had anything to do.

A busy computer makes every program slow, but only one that waits for a time-out is idle for seconds.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

LOOK = 0.02
"""Seconds between two looks."""

AT_WORK = "RD"
"""States of proc(5): running or waiting for a processor, and waiting for a disk."""


def run(
    argv: Sequence[str], env: Mapping[str, str] | None = None, **options: Any
) -> tuple[float, subprocess.CompletedProcess[str]]:
    """Run a program that prints little; return for how many seconds it was idle, and how it ended."""
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(argv, env=env, text=True, **(pipes | options)) as child:
        idle, before = 0.0, time.monotonic()
        while child.poll() is None:
            time.sleep(LOOK)
            now = time.monotonic()
            if not any(state in AT_WORK for state in _states(child.pid)):
                idle += now - before
            before = now
        out, err = child.communicate()
    return idle, subprocess.CompletedProcess(argv, child.returncode, out, err)


def _states(process: int) -> Iterator[str]:
    """Yield the state of each thread of a process and of its children, down to the last."""
    with suppress(OSError):  # ended meanwhile
        for thread in Path(f"/proc/{process}/task").iterdir():
            with suppress(OSError):
                yield (thread / "stat").read_text().rpartition(") ")[2][0]
                for child in (thread / "children").read_text().split():
                    yield from _states(int(child))
