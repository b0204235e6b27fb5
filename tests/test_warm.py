"""A command in a copy of the loaded program does what it does in a process that loads it first."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.warm import ROOT, Warm

COMMANDS = (["outbox", "list", "--json"], ["journal", "--json"], ["--version"], ["no-such-command"])


@pytest.fixture(scope="module")
def warm() -> Iterator[Warm]:
    with Warm() as warm:
        yield warm


@pytest.fixture
def environment(own_home: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(own_home), "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}


@pytest.mark.slow
@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_it_answers_as_a_program_that_was_just_started(
    warm: Warm, own_home: Path, environment: dict[str, str], words: list[str]
) -> None:
    argv = [sys.executable, "-m", "selfhelp", *words]
    cold = subprocess.run(
        argv, env=environment, cwd=own_home, capture_output=True, text=True, timeout=60, check=False
    )
    for _ in range(2):
        copy = warm.run(words, environment, own_home)
        assert (copy.returncode, copy.stdout, copy.stderr) == (cold.returncode, cold.stdout, cold.stderr)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_strace_sees_it_from_its_first_call_on_and_may_kill_it(
    warm: Warm, own_home: Path, environment: dict[str, str]
) -> None:
    watch = ("-o", "trace", "-e", "trace=close_range,write")  # the first and the last of its calls
    assert warm.run(["--version"], environment, own_home, watch).returncode == 0
    first, *_, said, last = (own_home / "trace").read_text().splitlines()
    assert first.startswith("close_range(")
    assert said.startswith("write(1, ")
    assert last == "+++ exited with 0 +++"
    kill = ("-o", "trace", "-e", "inject=write:signal=SIGKILL:error=EIO:when=1")
    killed = warm.run(["--version"], environment, own_home, kill)
    assert (killed.returncode, killed.stdout) == (-9, "")
    assert warm.run(["--version"], environment, own_home).returncode == 0
