"""Sections that share their questions; Windows is a double here, so what PowerShell does is not proven."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest

from selfhelp.core.errors import AnswerFailure, Cause, ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Action, Command, File, Output, PowerShell, Reading, Source
from selfhelp.machine import caching_machine as module
from selfhelp.machine.caching_machine import CachingMachine
from selfhelp.machine.network.network_quality import measure_port_latencies
from selfhelp.machine.powershell import BatchResult
from selfhelp.machine.system.operating_system import read_kernel_facts


@dataclass
class Windows:
    """Answers scripts by their text; a start of several ends where ``ends`` says so."""

    said: dict[str, Callable[[], Json]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    files: int = 0
    ends: Callable[[Sequence[str]], BatchResult | None] = lambda _: None
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
        return self.said[source.script]()

    def run_scripts(self, sources: Sequence[PowerShell], seconds: float) -> BatchResult:
        scripts = [source.script for source in sources]
        self.asked.append("+".join(scripts))
        ended = self.ends(scripts)
        return ended or BatchResult(
            {n: self._next_answer(script) for n, script in enumerate(scripts)}, late()
        )

    def _next_answer(self, script: str) -> Json | ProbeError:
        try:
            return self.said[script]()
        except ProbeError as error:
            return error

    def change(self, action: Action) -> Json:
        raise AssertionError(f"changed: {action}")


def late(cause: Cause = Cause.LATE) -> ProbeError:
    return ProbeError(
        N_("Windows returned an unexpected response."), why=AnswerFailure("powershell.exe", cause)
    )


def wait_until(happened: Callable[[], bool]) -> None:
    """Wait for what another thread does, however busy the computer is."""
    until = time.monotonic() + 20
    while not happened() and time.monotonic() < until:
        time.sleep(0.001)


def at_once(machine: CachingMachine, scripts: Sequence[str], timeout: float = 8.0) -> dict[str, Json]:
    """Ask all scripts side by side, as sections do; returns answers and failures by script.

    The first to ask waits until all have asked, instead of for some hundredths of a second.
    """
    found: dict[str, Json] = {}

    def ask(script: str) -> None:
        try:
            found[script] = machine.read(PowerShell(script, timeout=timeout))
        except ProbeError as error:
            found[script] = error

    def wait_for_all(_: float) -> None:
        wait_until(lambda: len(machine._waiting) == len(scripts))

    threads = [threading.Thread(target=ask, args=(script,)) for script in scripts]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "time", SimpleNamespace(sleep=wait_for_all))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    return found


def fail() -> Json:
    raise ProbeError(N_("Access denied."))


def test_several_scripts_need_one_start() -> None:
    inner = Windows({"alpha": lambda: [{"a": 1}], "beta": list, "gamma": lambda: [{"c": "é"}]})
    found = at_once(CachingMachine(inner), ["alpha", "beta", "gamma"])
    assert found == {"alpha": [{"a": 1}], "beta": [], "gamma": [{"c": "é"}]}
    assert len(inner.asked) == 1


def test_one_that_fails_costs_only_its_own_answer() -> None:
    inner = Windows({"alpha": lambda: [1], "beta": fail})
    found = at_once(CachingMachine(inner), ["alpha", "beta"])
    assert found["alpha"] == [1]
    assert isinstance(found["beta"], ProbeError)
    assert "Access denied" in str(found["beta"])


def test_a_start_that_hangs_in_one_question_costs_only_that_one() -> None:
    """What was answered before counts; the rest is asked by one more start."""

    def hangs(scripts: Sequence[str]) -> BatchResult | None:
        return BatchResult({0: ["said"]}, late()) if "hang" in scripts else None

    said = {name: (lambda name=name: [name]) for name in "bcde"}  # type: ignore[misc]
    inner = Windows({"a": fail, "hang": fail, **said}, ends=hangs)
    shared = CachingMachine(inner)
    group = [(PowerShell(name, timeout=8.0), module._SharedAnswer()) for name in ("a", "hang", *said)]
    shared._answer_question_group(group)
    assert [answer.wait_for_answer() for _, answer in group[:1] + group[2:]] == [
        ["said"],
        ["b"],
        ["c"],
        ["d"],
        ["e"],
    ]
    with pytest.raises(ProbeError):
        group[1][1].wait_for_answer()
    assert sorted(inner.asked) == ["a+hang+b+c+d+e", "b+c+d+e", "hang"]


def test_a_failed_start_blocks_no_one() -> None:
    def breaks(_: Sequence[str]) -> BatchResult | None:
        raise RuntimeError("none of our own errors")

    shared = CachingMachine(Windows({"alpha": list, "beta": list}, ends=breaks))
    group = [(PowerShell(name), module._SharedAnswer()) for name in ("alpha", "beta")]
    shared._answer_question_group(group)
    for _, answer in group:
        with pytest.raises(RuntimeError):
            answer.wait_for_answer()


@pytest.mark.parametrize("cause", [Cause.MISSING, Cause.POLICY, Cause.DENIED])
def test_what_no_other_start_would_help_is_not_asked_again(cause: Cause) -> None:
    inner = Windows({"alpha": list, "beta": list}, ends=lambda _: BatchResult({}, late(cause)))
    found = at_once(CachingMachine(inner), ["alpha", "beta"])
    assert all(isinstance(answer, ProbeError) for answer in found.values())
    assert len(inner.asked) == 1


def test_what_is_asked_while_a_start_is_under_way_is_gathered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HELD", 30.0)
    release = threading.Event()

    def slow() -> Json:
        release.wait(30)
        return [0]

    inner = Windows({"slow": slow, **dict.fromkeys("abc", list)})
    shared = CachingMachine(inner)
    threads = [
        threading.Thread(target=shared.read, args=(PowerShell(name, timeout=8.0),))
        for name in ("slow", *"abc")
    ]
    threads[0].start()
    wait_until(lambda: inner.asked == ["slow"])
    for thread in threads[1:]:
        thread.start()
    wait_until(lambda: len(shared._waiting) == 3)
    time.sleep(2 * module.GATHER)
    assert inner.asked == ["slow"]
    release.set()
    for thread in threads:
        thread.join(30)
    assert len(inner.asked) == 2
    assert sorted(inner.asked[1]) == ["+", "+", "a", "b", "c"]


def test_one_of_several_can_refresh_its_answer() -> None:
    inner = Windows({"alpha": list})
    shared = CachingMachine(inner)
    one, other = shared.create_asker(), shared.create_asker()
    for asker in (one, other, one):
        asker.read(PowerShell("alpha"))
        asker.read(Reading(read_kernel_facts))
    assert inner.asked == [
        "alpha",
        "operating_system.read_kernel_facts",
        "operating_system.read_kernel_facts",
        "alpha",
        "operating_system.read_kernel_facts",
    ]


def test_what_is_asked_again_ends_when_the_first_question_would_have() -> None:
    """No program outlives the section that asked, however short its time is."""
    limits: list[float] = []

    class Slow(Windows):
        def read(self, source: Source) -> Json:
            assert isinstance(source, PowerShell)
            limits.append(source.timeout)
            return super().read(source)

        def run_scripts(self, sources: Sequence[PowerShell], seconds: float) -> BatchResult:
            limits.append(seconds)
            return BatchResult({}, late())

    inner = Slow({"alpha": lambda: [1], "beta": lambda: [2]})
    at_once(CachingMachine(inner), ["alpha", "beta"], timeout=1.5)
    assert limits == [0.75, 0.75, 0.75]


def test_many_scripts_are_divided_and_a_command_line_is_never_too_long() -> None:
    names = [f"script{number}" for number in range(module.MOST + 2)]
    inner = Windows({name: (lambda name=name: [name]) for name in names})  # type: ignore[misc]
    assert at_once(CachingMachine(inner), names) == {name: [name] for name in names}
    assert len(inner.asked) == 2
    long = [PowerShell("x" * (module.LONGEST - 1)), PowerShell("y" * 10)]
    groups = module._split_into_batches([(script, module._SharedAnswer()) for script in long])
    assert [len(group) for group in groups] == [1, 1]


def test_what_two_ask_is_asked_once_and_both_hear_a_failure() -> None:
    inner = Windows({"alpha": fail})
    shared = CachingMachine(inner)
    for _ in range(2):
        with pytest.raises(ProbeError, match="Access denied"):
            shared.read(PowerShell("alpha", timeout=8.0))
        assert shared.run(Command(("busctl", "call"))).stdout == "said"
        assert shared.read(Reading(read_kernel_facts)) == {"params": {}}
        assert shared.read(Reading(read_kernel_facts, {"of": [1]})) == {"params": {"of": [1]}}
    assert sorted(inner.asked) == [
        "alpha",
        "busctl",
        "operating_system.read_kernel_facts",
        "operating_system.read_kernel_facts",
    ]


def test_files_are_read_each_time() -> None:
    inner = Windows()
    shared = CachingMachine(inner)
    assert [shared.read(File("/proc/uptime")) for _ in range(2)] == ["text", "text"]
    assert inner.files == 2


def test_a_hanging_start_blocks_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked later is not held up by a start that is still under way."""
    monkeypatch.setattr(module, "HELD", 0.1)
    release = threading.Event()

    def slow() -> Json:
        release.wait(20)
        return [1]

    inner = Windows({"slow": slow, "quick": lambda: [2]})
    shared = CachingMachine(inner)
    waiting = threading.Thread(target=lambda: shared.read(PowerShell("slow", timeout=8.0)))
    waiting.start()
    wait_until(lambda: inner.asked == ["slow"])
    try:
        assert shared.read(PowerShell("quick", timeout=8.0)) == [2]
    finally:
        release.set()
        waiting.join(10)


def test_parallel_checks_share_the_measurements_of_the_network() -> None:
    """On a bad connection each attempt ends differently; the checks must not contradict each other."""
    inner = Windows({})
    shared = CachingMachine(inner)
    one, other = shared.create_asker(), shared.create_asker()
    for asker in (one, other, one):
        asker.read(Reading(measure_port_latencies, {"stations": [], "knocks": 0}))
    assert inner.asked == ["network_quality.measure_port_latencies"] * 2
