"""The fault: a program keeps a processor busy, or has used up all the memory it may use."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import psutil
import pytest

from tests.lab.table import Table
from tests.people import Person, product

pytestmark = [pytest.mark.lab, pytest.mark.alone, pytest.mark.slow]

HOARD = """
import time
kept = []
try:
    while True:
        kept.append(bytearray(1_000_000))
except MemoryError:
    time.sleep(300)
"""


def ps(child: subprocess.Popen[str], field: str) -> float:
    """One figure of ps(1)."""
    said = subprocess.run(["ps", "-o", f"{field}=", "-p", str(child.pid)], capture_output=True, text=True)
    return float(said.stdout)


def say(who: Person, *arguments: str) -> tuple[int, Any]:
    ended = who.run(product(*arguments, "--json"))
    assert not ended.stderr, ended.stderr
    return ended.returncode, json.loads(ended.stdout)


@pytest.fixture
def busy(alice: Person) -> Iterator[subprocess.Popen[str]]:
    """A program of the user's that has kept a processor busy for some seconds."""
    child = alice.start(["yes"], stdout=subprocess.DEVNULL)
    end = time.monotonic() + 120
    while sum(psutil.Process(child.pid).cpu_times()[:2]) < 6:
        assert time.monotonic() < end
        time.sleep(0.5)
    yield child
    child.kill()
    child.wait()


def test_a_program_that_keeps_a_processor_busy(
    alice: Person, busy: subprocess.Popen[str], table: Table
) -> None:
    assert ps(busy, "pcpu") > 25  # others may want the processors, too
    status, answer = say(alice, "check", "perf-high-usage")
    assert status == 1
    assert answer["checks"][0]["summary"].startswith("yes ")
    status, answer = say(alice, "fix", "perf-high-usage", "--yes", "--choose", "how=ask")
    assert (status, answer["outcome"]) == (0, "fixed")
    assert [step["name"] for step in answer["steps"]] == ["quit-program"]
    assert busy.wait(60) == -15
    table.row(
        "a program keeps a processor busy",
        proven="ps -o pcpu, wait(2)",
        found="perf-high-usage",
        repaired="asked to close (SIGTERM)",
        undone="no way back, said before",
    )


def test_another_users_busy_app_is_not_touched(alice: Person, bob: Person) -> None:
    other = bob.start(["yes"], stdout=subprocess.DEVNULL)
    try:
        time.sleep(1)
        say(alice, "fix", "perf-high-usage", "--yes", "--choose", "how=force")
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_program_at_its_memory_limit(alice: Person, table: Table) -> None:
    child = alice.start(["prlimit", "--as=150000000", "/usr/bin/python3", "-I", "-c", HOARD])
    try:
        end = time.monotonic() + 60
        while ps(child, "vsz") * 1024 < 0.9 * 150_000_000:
            assert time.monotonic() < end
            time.sleep(0.2)
        status, answer = say(alice, "check", "perf-high-usage")
        assert status == 1
        assert "used nearly all the memory" in answer["checks"][0]["summary"]
        status, answer = say(alice, "fix", "perf-high-usage", "--yes", "--choose", "how=ask")
        assert (status, answer["outcome"]) == (0, "fixed")
        assert child.wait(60) == -15
    finally:
        child.kill()
        child.wait()
    table.row(
        "a program has used up its memory",
        proven="ps -o vsz against prlimit",
        found="perf-high-usage",
        repaired="asked to close (SIGTERM)",
        undone="no way back, said before",
    )
