"""Questions have an end, and nothing is changed by who only looks."""

from __future__ import annotations

import time

import pytest

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.model import Json, Platform
from selfhelp.machine import Action, Command, File, Output, PowerShell, Source
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.machine.read_only_machine import MARGIN, ReadOnlyMachine


class Asked:
    """Remembers how long each question might take."""

    platform = Platform.WINDOWS

    def __init__(self) -> None:
        self.timeouts: list[float] = []

    def run(self, command: Command) -> Output:
        self.timeouts.append(command.timeout)
        return Output(0, "")

    def read(self, source: Source) -> Json:
        self.timeouts.append(getattr(source, "timeout", 0.0))
        return None

    def change(self, action: Action) -> Json:
        raise AssertionError


def test_no_question_lasts_longer_than_there_is_time() -> None:
    asked = Asked()
    limited = ReadOnlyMachine(asked, 4)
    assert limited.platform is Platform.WINDOWS
    limited.run(Command(("a",), timeout=60))
    limited.run(Command(("a",), timeout=1))
    limited.read(PowerShell("x", timeout=60))
    limited.read(File("/x"))
    assert asked.timeouts == [
        pytest.approx(4 - MARGIN, abs=0.2),
        1,
        pytest.approx(4 - MARGIN, abs=0.2),
        0,
    ]


def test_nothing_begins_without_time_or_after_a_stop() -> None:
    asked, stop = Asked(), False
    late, stopped = ReadOnlyMachine(asked, 0), ReadOnlyMachine(asked, 60, lambda: stop)
    stopped.run(Command(("a",)))
    stop = True
    for machine in (late, stopped):
        for ask in (lambda m=machine: m.run(Command(("a",))), lambda m=machine: m.read(File("/x"))):
            with pytest.raises(ProbeError):
                ask()
    assert len(asked.timeouts) == 1


def test_nothing_is_changed() -> None:
    with pytest.raises(StepError):
        ReadOnlyMachine(Asked(), 5).change(Command(("a",)))


def test_a_program_that_hangs_is_ended_before_the_end() -> None:
    started = time.monotonic()
    with pytest.raises(ProbeError):
        ReadOnlyMachine(LocalMachine(Platform.LINUX), 0.6).run(Command(("sleep", "30")))
    assert time.monotonic() - started < 20
