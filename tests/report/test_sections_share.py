"""Sections of a Windows that share one start of PowerShell: each gets its own answer, or its own reason.

PowerShell is a double here (slow to start, noisy, in another order), run as a real program.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import FactTable, Item, Platform, SnapshotSection
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine, Output, PowerShell, child
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.report import snapshot
from selfhelp.report.collectors import Collector
from tests.machine import power_shell_double

DOUBLE = Path(power_shell_double.__file__)
STARTS: list[str] = []


class Windows(LocalMachine):
    """A Windows whose PowerShell is the double; everything else of it is ours."""

    def __init__(self) -> None:
        super().__init__(Platform.WINDOWS)

    def run(self, command: Command) -> Output:
        STARTS.append(command.argv[-1])
        try:
            done = subprocess.run(
                [sys.executable, "-S", str(DOUBLE), command.argv[-1]],
                capture_output=True,
                timeout=command.timeout,
            )
        except subprocess.TimeoutExpired as error:
            partial = child.decode_output(error.stdout or b"", Platform.WINDOWS)
            message = N_("powershell.exe didn't respond in time.")
            raise ProbeError(message, partial=partial) from error
        out, err = (child.decode_output(data, Platform.WINDOWS) for data in (done.stdout, done.stderr))
        return Output(done.returncode, out, err)


class Asks(Collector):
    """A section that asks one script."""

    title, timeout = N_("Asks"), 6.0

    def __init__(self, script: str) -> None:
        self.id = script  # type: ignore[misc]

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        (said,) = machine.read(PowerShell(self.id, timeout=6.0))
        return [Item("said", said["script"]), Item("of", said["of"])]


def asked(*scripts: str, budget: float = 10.0) -> tuple[dict[str, SnapshotSection], float]:
    STARTS.clear()
    started = time.monotonic()
    taken = snapshot.take_snapshot(Windows(), [Asks(s) for s in scripts], budget=budget, progress=Progress())
    return {section.id: section for section in taken.sections}, time.monotonic() - started


def right(section: SnapshotSection) -> bool:
    return section.items == [Item("said", section.id), Item("of", "é")]


def test_one_start_answers_all_in_any_order() -> None:
    sections, _ = asked("alpha", "beta", "gamma", "delta")
    assert all(right(section) for section in sections.values()), sections
    assert len(STARTS) == 1


def test_one_that_fails_has_its_own_reason() -> None:
    sections, _ = asked("alpha", "fail1", "beta")
    assert right(sections["alpha"])
    assert right(sections["beta"])
    assert (sections["fail1"].ok, sections["fail1"].reason) == (
        False,
        "Windows returned an unexpected response.",
    )


@pytest.mark.slow
def test_a_hanging_query_hardly_delays_others() -> None:
    sections, seconds = asked("alpha", "hang1", "fail1", "beta", "gamma")
    assert [right(sections[name]) for name in ("alpha", "beta", "gamma")] == [True] * 3, sections
    assert "didn't respond in time" in sections["hang1"].reason or "no answer" in sections["hang1"].reason
    assert "unexpected response" in sections["fail1"].reason
    assert seconds < 11


def test_a_small_budget_holds_despite_hangs() -> None:
    sections, seconds = asked("hang1", "hang2", "alpha", budget=2.0)
    assert not sections["hang1"].ok
    assert not sections["hang2"].ok
    assert seconds < 3.5
