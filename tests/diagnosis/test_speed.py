"""How long a verdict takes on this computer, whatever is wrong with it, and on one that answers at once."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from selfhelp.catalog.catalog import Catalog
from selfhelp.core.paths import detect_platform
from selfhelp.core.progress import Progress
from selfhelp.diagnosis.complaints import load_complaints
from selfhelp.diagnosis.diagnosis import BUDGET, Diagnosis, Event, EventKind
from selfhelp.engine.engine import Engine
from selfhelp.engine.journal import Journal
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.policy.policy import Policy
from tests.conftest import LOOPS
from tests.diagnosis.recorded_computer import computer, diagnosis
from tests.speed import Speed

pytestmark = pytest.mark.alone

LATE = 0.3
"""Seconds allowed for the threads of checks that hang to be left behind."""


def of_the_day() -> Sequence[str]:
    """Return every complaint in `make soak`, else those whose turn it is: within six days it is each."""
    turn = date.today().toordinal() % 6  # noqa: DTZ011 - any day will do
    return list(load_complaints())[slice(None) if LOOPS >= 100 else slice(turn, None, 6)]


@pytest.mark.loops
@pytest.mark.parametrize("complaint", of_the_day())
def test_a_verdict_takes_five_seconds_on_this_computer(complaint: str, tmp_path: Path) -> None:
    machine = LocalMachine(detect_platform())
    real = Diagnosis(Catalog(Policy(), machine.platform), Engine(machine, Journal(tmp_path)))
    begun = time.monotonic()
    real.diagnose_complaint(complaint, Progress())
    took = time.monotonic() - begun
    print(f"{complaint}: {took:.2f} s")
    assert took <= BUDGET + LATE * Speed().slowness()


def test_the_first_finding_takes_less_than_a_second(tmp_path: Path) -> None:
    times = []
    for _ in range(5):
        found: list[float] = []
        begun = time.monotonic()

        def hear(event: Event, begun: float = begun, found: list[float] = found) -> None:
            if event.kind is EventKind.FINDING:
                found.append(time.monotonic() - begun)

        machine = computer("mail", "net-no-internet/debian-13--cable-out")
        diagnosis(machine, tmp_path).diagnose("I do not receive mail in outlook", Progress(), hear)
        times.append(found[0])
    print(f"first finding: {statistics.median(times):.3f} s")
    assert statistics.median(times) <= Speed().slowness()


def test_the_command_returns_immediately_without_checks() -> None:
    asked = [sys.executable, "-m", "selfhelp", "diagnose", "I spilt coffee on my laptop"]
    took: list[float] = []
    for _ in range(3):  # the computer may be busy for one of them
        begun = time.monotonic()
        subprocess.run(asked, check=True, capture_output=True)
        took.append(time.monotonic() - begun)
    print(f"command: {min(took):.2f} s")
    assert min(took) <= Speed().slowness()
