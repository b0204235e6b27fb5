"""How busy a computer is, in the words of three systems."""

from __future__ import annotations

import psutil
import pytest

from selfhelp.core.model import Platform
from selfhelp.machine import Output
from selfhelp.machine.processes.system_load import LOAD, measure_system_usage
from tests.fake_machine import FakeMachine

SAID = {"processor": 0.5, "before": [0.4, 0.3], "memory": 8, "available": 4, "swap": 0, "swapped": 0}


def test_the_clocks_of_all_processors_are_averaged() -> None:
    text = "processor\t: 0\ncpu MHz\t\t: 800.000\n\nprocessor\t: 1\ncpu MHz\t\t: 2400.000\n"
    machine = FakeMachine(readings={"system_load.measure_system_usage": SAID}, files={"/proc/cpuinfo": text})
    assert LOAD.read(machine).mhz == 1600


def test_a_processor_that_does_not_tell_its_clock() -> None:
    machine = FakeMachine(
        readings={"system_load.measure_system_usage": SAID}, files={"/proc/cpuinfo": "cpu MHz\t: viel\n"}
    )
    assert LOAD.read(machine).mhz is None


def test_a_mac_says_how_short_memory_is() -> None:
    for level, word in (("4\n", "critical"), ("1\n", "normal"), ("9\n", ""), ("", "")):
        programs = {"sysctl": Output(0, level)}
        machine = FakeMachine(
            Platform.MACOS, readings={"system_load.measure_system_usage": SAID}, programs=programs
        )
        assert LOAD.read(machine).verdict == word
    assert (
        LOAD.read(FakeMachine(Platform.MACOS, readings={"system_load.measure_system_usage": SAID})).verdict
        == ""
    )


def test_averages_come_from_the_kernel_without_waiting() -> None:
    said = measure_system_usage(0)
    assert len(said["before"]) == 2
    assert said["memory"] > said["available"] > 0


def test_without_performance_counters_the_rest_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """What psutil says on such a Windows, and under Wine."""

    def refused() -> object:
        raise RuntimeError("PdhAddEnglishCounterW failed. Performance counters may be disabled.")

    monkeypatch.setattr(psutil, "swap_memory", refused)
    said = measure_system_usage(0)
    assert said["memory"] > 0
    assert (said["swap"], said["swapped"]) == (None, None)
