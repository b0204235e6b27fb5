"""Programs that the helper starts: a clean environment, an end in time, and an end for all they started."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from selfhelp.helper.run import KEPT, list_descendant_pids, run_program

ROOT = Path(__file__).resolve().parents[2]
LONG = "86399"  # of this test only, so that a survivor can be told from other sleepers


def python(script: str, timeout: float = 10.0) -> object:
    return run_program((sys.executable, "-I", "-c", script), timeout)


def survivors() -> list[str]:
    found = subprocess.run(["pgrep", "-f", f"sleep {LONG}"], capture_output=True, text=True).stdout.split()
    return [pid for pid in found if int(pid) in list_descendant_pids(os.getpid())]


def test_a_program_sees_nothing_of_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_PRELOAD_CANARY", "x")
    done = run_program(("/usr/bin/env",), 5)
    assert done.code == 0
    assert b"CANARY" not in done.output
    assert b"PATH=/usr/sbin:/usr/bin:/sbin:/bin\n" in done.output
    assert run_program(("/bin/pwd",), 5).output == b"/\n"
    assert run_program(("/bin/cat",), 5).output == b""  # nothing to read, and no waiting for it


def test_how_a_program_ended_is_told() -> None:
    assert run_program(("/bin/false",), 5).code == 1
    missing = run_program(("/no/such/program",), 5)
    assert (missing.code, missing.why) == (None, "FileNotFoundError")


@pytest.mark.parametrize(
    "script",
    [
        f"exec sleep {LONG}",
        f"exec sleep {LONG} >&- 2>&-",  # it closes its output and hangs
        f"setsid sleep {LONG} & setsid setsid sleep {LONG} & wait",
        f"(setsid sleep {LONG} &) ; sleep {LONG}",  # an orphan in a session of its own
    ],
)
def test_a9_what_hangs_is_ended_with_all_it_started(script: str) -> None:
    started = time.monotonic()
    done = run_program(("/bin/sh", "-c", script), 0.2)
    assert done.why == "timeout"
    assert time.monotonic() - started < 20
    assert survivors() == []


def test_a9_a_flood_is_cut_and_ended() -> None:
    done = run_program(("/usr/bin/yes",), 10)
    assert done.why == "flood"
    assert len(done.output) == KEPT
    assert done.seconds < 5


def test_a_program_that_leaves_a_service_behind_is_not_waited_for(tmp_path: Path) -> None:
    started = time.monotonic()
    done = run_program(("/bin/sh", "-c", "sleep 9 & echo started"), 20)
    assert (done.code, done.output) == (0, b"started\n")
    assert time.monotonic() - started < 8
