"""Waiting is told from being slow."""

from __future__ import annotations

import sys

import pytest

from tests import idle

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads proc(5)")
WORKS = "import time\nend = time.process_time() + 0.6\nwhile time.process_time() < end: pass\nprint('done')"


def test_a_program_that_computes_is_not_idle() -> None:
    waited, ended = idle.run([sys.executable, "-c", WORKS])
    assert (ended.returncode, ended.stdout) == (0, "done\n")
    assert waited < 0.3


def test_a_program_that_waits_for_one_that_computes_is_not_idle() -> None:
    script = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {WORKS!r}])"
    assert idle.run([sys.executable, "-c", script])[0] < 0.3


@pytest.mark.parametrize("threads", [False, True])
def test_a_program_that_waits_is_idle(threads: bool) -> None:
    wait = "threading.Thread(target=time.sleep, args=(0.6,)).start()" if threads else "time.sleep(0.6)"
    waited, _ = idle.run([sys.executable, "-c", f"import threading, time; {wait}"])
    assert waited > 0.4
