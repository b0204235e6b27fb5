"""Sections that share their questions; Windows is a double here, so what PowerShell does is not proven."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from selfhelp.errors import ProbeError
from selfhelp.machine import Action, Command, File, Output, PowerShell, Reading, Source
from selfhelp.machine import shared as module
from selfhelp.machine.shared import SharedMachine
from selfhelp.machine.system import kernel
from selfhelp.model import Json, Platform
from selfhelp.text import N_


@dataclass
class Windows:
    """Answers scripts by what stands in them; knows the form in which several are asked together."""

    said: dict[str, Callable[[], Json]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    files: int = 0
    together: Callable[[list[Json]], Json] = list
    platform: Platform = Platform.WINDOWS

    def run(self, command: Command) -> Output:
        self.asked.append(command.argv[0])
        return Output(0, "said")

    def read(self, source: Source) -> Json:
        if isinstance(source, File):
            self.files += 1
            return "text"
        if isinstance(source, Reading):
            self.asked.append(source.name)
            return {"params": dict(source.params)}
        assert isinstance(source, PowerShell)
        self.asked.append(source.script)
        pieces = re.findall(r"@\(& \{ (\w+) \}\)", source.script)
        if not pieces:
            return self.said[source.script]()
        return self.together([self._piece(number, piece) for number, piece in enumerate(pieces)])

    def _piece(self, number: int, script: str) -> Json:
        try:
            return {"Number": number, "Said": json.dumps(self.said[script]())}
        except ProbeError as error:
            return {"Number": number, "Failed": str(error)}

    def change(self, action: Action) -> Json:
        raise AssertionError(f"changed: {action}")


def at_once(machine: SharedMachine, scripts: Sequence[str]) -> dict[str, Json]:
    """Ask all scripts side by side, as sections do; returns answers and failures by script."""
    found: dict[str, Json] = {}

    def ask(script: str) -> None:
        try:
            found[script] = machine.read(PowerShell(script, timeout=8.0))
        except ProbeError as error:
            found[script] = error

    threads = [threading.Thread(target=ask, args=(script,)) for script in scripts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    return found


def fail() -> Json:
    raise ProbeError(N_("Access denied."))


def test_several_scripts_need_one_start() -> None:
    inner = Windows({"alpha": lambda: [{"a": 1}], "beta": list, "gamma": lambda: [{"c": "é"}]})
    found = at_once(SharedMachine(inner), ["alpha", "beta", "gamma"])
    assert found == {"alpha": [{"a": 1}], "beta": [], "gamma": [{"c": "é"}]}
    assert len(inner.asked) == 1


def test_one_that_fails_costs_only_its_own_answer() -> None:
    inner = Windows({"alpha": lambda: [1], "beta": fail})
    found = at_once(SharedMachine(inner), ["alpha", "beta"])
    assert found["alpha"] == [1]
    assert isinstance(found["beta"], ProbeError)
    assert "Access denied" in found["beta"].detail


def hangs(_answers: list[Json]) -> Json:
    raise ProbeError(N_("The program powershell.exe did not answer in time."))


def breaks(_answers: list[Json]) -> Json:
    raise RuntimeError("none of our own errors")


@pytest.mark.parametrize(
    "whole",
    [
        hangs,
        breaks,
        lambda _: "Zugriff verweigert",
        lambda _: None,
        lambda _: [{"Number": "x"}],
        lambda _: [[], 7],
    ],
)
def test_a_start_that_fails_as_a_whole_is_asked_one_by_one(whole: Any) -> None:
    inner = Windows({"alpha": lambda: [1], "beta": lambda: [2]}, together=whole)
    assert at_once(SharedMachine(inner), ["alpha", "beta"]) == {"alpha": [1], "beta": [2]}
    assert sorted(inner.asked)[:2] == ["alpha", "beta"]


def test_what_is_asked_again_ends_when_the_first_question_would_have() -> None:
    """No program outlives the section that asked, however short its time is."""
    limits: list[float] = []

    class Slow(Windows):
        def read(self, source: Source) -> Json:
            assert isinstance(source, PowerShell)
            limits.append(source.timeout)
            return super().read(source)

    inner = Slow({"alpha": lambda: [1], "beta": lambda: [2]}, together=hangs)
    shared = SharedMachine(inner)
    threads = [
        threading.Thread(target=lambda name=name: shared.read(PowerShell(name, timeout=1.5)))  # type: ignore[misc]
        for name in ("alpha", "beta")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert limits == [0.75, 0.75, 0.75]


def test_an_answer_left_out_is_asked_by_itself() -> None:
    inner = Windows({"alpha": lambda: [1], "beta": lambda: [2]}, together=lambda answers: answers[:1])
    assert at_once(SharedMachine(inner), ["alpha", "beta"]) == {"alpha": [1], "beta": [2]}
    assert len(inner.asked) == 2


def test_many_scripts_are_divided_and_a_command_line_is_never_too_long() -> None:
    names = [f"script{number}" for number in range(module.MOST + 2)]
    inner = Windows({name: (lambda name=name: [name]) for name in names})  # type: ignore[misc]
    assert at_once(SharedMachine(inner), names) == {name: [name] for name in names}
    assert len(inner.asked) == 2
    long = [PowerShell("x" * (module.LONGEST - 1)), PowerShell("y" * 10)]
    groups = module._groups([(script, module._Answer()) for script in long])
    assert [len(group) for group in groups] == [1, 1]


def test_what_two_ask_is_asked_once_and_both_hear_a_failure() -> None:
    inner = Windows({"alpha": fail})
    shared = SharedMachine(inner)
    for _ in range(2):
        with pytest.raises(ProbeError, match="Access denied"):
            shared.read(PowerShell("alpha", timeout=8.0))
        assert shared.run(Command(("busctl", "call"))).stdout == "said"
        assert shared.read(Reading(kernel)) == {"params": {}}
        assert shared.read(Reading(kernel, {"of": [1]})) == {"params": {"of": [1]}}
    assert sorted(inner.asked) == ["alpha", "busctl", "system.kernel", "system.kernel"]


def test_files_are_read_each_time() -> None:
    inner = Windows()
    shared = SharedMachine(inner)
    assert [shared.read(File("/proc/uptime")) for _ in range(2)] == ["text", "text"]
    assert inner.files == 2


def test_nobody_waits_for_a_start_that_others_hang_in() -> None:
    """What is asked later is not held up by a start that is still under way."""
    release = threading.Event()

    def slow() -> Json:
        release.wait(20)
        return [1]

    shared = SharedMachine(Windows({"slow": slow, "quick": lambda: [2]}))
    waiting = threading.Thread(target=lambda: shared.read(PowerShell("slow", timeout=8.0)))
    waiting.start()
    time.sleep(4 * module.GATHER)
    try:
        assert shared.read(PowerShell("quick", timeout=8.0)) == [2]
    finally:
        release.set()
        waiting.join(10)


def test_the_script_of_several_keeps_each_in_its_own_braces() -> None:
    piece = module.PIECE.format(number=3, script="Get-Thing | ForEach { $_.Name }")
    assert piece == (
        "try{[pscustomobject]@{Number=3;"
        "Said=(ConvertTo-Json -Compress -Depth 4 -InputObject @(& { Get-Thing | ForEach { $_.Name } }))}}"
        'catch{[pscustomobject]@{Number=3;Failed="$($_.Exception.Message)"}}'
    )
