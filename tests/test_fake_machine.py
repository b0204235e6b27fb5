"""The made-up computer says no more than the test said, and lets nothing be changed."""

from __future__ import annotations

from typing import Any

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.machine import Command, File, Output, PowerShell, Reading, Registry
from tests.fake_machine import FakeMachine


def temperature() -> int:
    return 20


SOURCES = (File("/etc/hosts"), Reading(temperature), PowerShell("Get-Item x"), Registry("HKCU\\a", "b"))


def test_what_is_named_is_answered() -> None:
    name = Reading(temperature).name
    computer = FakeMachine(
        programs={"lpstat": "idle", "ip": Output(2, "")},
        files={"/etc/hosts": "x"},
        readings={name: 7},
        objects=[{"a": 1}],
        registry={"b": 3},
    )
    assert [computer.read(source) for source in SOURCES] == ["x", 7, [{"a": 1}], 3]
    assert [computer.run(Command((program,))) for program in ("lpstat", "ip")] == [
        Output(0, "idle"),
        Output(2, ""),
    ]


def test_what_is_not_named_is_not_there() -> None:
    computer = FakeMachine()
    assert computer.read(File("/etc/hosts")) is None
    assert computer.read(PowerShell("Get-Item x")) == []
    with pytest.raises(ProbeError, match="lpstat is not installed"):
        computer.run(Command(("lpstat",)))
    with pytest.raises(KeyError, match="temperature"):
        computer.read(Reading(temperature))


def test_one_answer_may_do_for_all() -> None:
    assert [FakeMachine(answer=0).read(source) for source in SOURCES] == [0, 0, 0, 0]
    assert FakeMachine(ask=lambda source: source.name).read(SOURCES[1]) == Reading(temperature).name


def test_nothing_is_changed() -> None:
    action: Any = Command(("rm",))
    with pytest.raises(AssertionError, match="something was changed"):
        FakeMachine().change(action)
