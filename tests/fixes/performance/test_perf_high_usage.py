"""Which programs count as hungry, which of them may be closed, and how."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from selfhelp.core.model import Finding, Json
from selfhelp.core.text import ENGLISH
from selfhelp.fixes.performance.perf_high_usage import PerfHighUsage
from selfhelp.machine.processes.resource_hogs import EndHeavyProgram, QuitHeavyProgram
from selfhelp.machine.replay import ReplayMachine
from selfhelp.report.findings_devices import BUSY
from tests.fake_machine import FakeMachine

FIX = PerfHighUsage()
Replay = Callable[[str], ReplayMachine]


def program(name: str, pid: int = 7, **rest: Json) -> Json:
    facts = {"name": name, "mine": True, "pid": pid, "started": 1.5, "processor": 0.0, "spent": 60.0}
    return {**facts, "memory": 0, "limit": 0.0, **rest}


def computer_with(
    *programs: Json, busy: float = 0.3, available: int = 600, average: float = 0.5
) -> FakeMachine:
    """A computer with four processors and 1,000 bytes of memory."""
    load = {"busy": busy, "average": average, "memory": 1000, "available": available}
    return FakeMachine(answer={**load, "programs": list(programs)})


def found(*programs: Json, **rest: Any) -> Finding:
    finding = FIX.diagnose(computer_with(*programs, **rest))
    assert finding is not None
    return finding


@pytest.mark.parametrize(
    ("hungry", "facts", "computer"),
    [
        (True, {"processor": 0.97}, {}),
        (False, {"processor": 0.97, "spent": 2.0}, {}),  # it has only just been started
        (False, {"processor": 0.8}, {}),
        (True, {"processor": 0.5}, {"busy": 0.98}),  # no process gets a whole one
        (True, {"memory": 500}, {"available": 50}),
        (False, {"memory": 500}, {"available": 400}),  # there is enough for the rest
        (False, {"memory": 100}, {"available": 50}),  # closing it would not help
        (True, {"limit": 0.95}, {}),
        (False, {"limit": 0.5}, {}),
        (False, {"mine": False, "processor": 0.97}, {"busy": 0.4}),
        (True, {"mine": False, "processor": 3.7}, {"busy": 0.95}),
        (False, {"mine": False, "limit": 1.0}, {}),
    ],
)
def test_threshold_for_high_usage(hungry: bool, facts: dict[str, Json], computer: dict[str, Any]) -> None:
    assert (FIX.diagnose(computer_with(program("writer", **facts), **computer)) is not None) is hungry


def test_an_app_is_ended_only_if_the_user_agrees() -> None:
    finding = found(program("writer", processor=1.0))
    assert [question.key for question in FIX.list_questions(finding)] == ["how"]
    assert FIX.plan_steps(finding, {"how": ["ask"]}) == [QuitHeavyProgram("writer", (7,), (1.5,))]
    polite, force = FIX.plan_steps(finding, {"how": ["force"]})
    assert (type(polite), type(force)) == (QuitHeavyProgram, EndHeavyProgram)
    assert force.risk is not None


def test_of_several_the_user_chooses_and_none_is_proposed() -> None:
    finding = found(program("one", 7, processor=1.0), program("<b>two", 8, processor=2.0))
    question = FIX.list_questions(finding)[0]
    assert [(option.label, option.chosen) for option in question.options] == [
        ("one", False),
        ("<b>two", False),
    ]
    assert FIX.plan_steps(finding, {"program": [], "how": ["ask"]}) == []
    assert FIX.plan_steps(finding, {"program": ["8"], "how": ["ask"]}) == [
        QuitHeavyProgram("<b>two", (8,), (1.5,))
    ]


@pytest.mark.parametrize(
    "name",
    [
        *("gnome-shell", "plasmashell", "explorer.exe", "Explorer.EXE", "WindowServer", "Xorg"),
        *("Xtigervnc", "xrdp-chansrv", "Hyprland", "tracker-miner-fs-3", "MsMpEng.EXE"),
    ],
)
def test_the_desktop_and_the_systems_work_are_never_closed(name: str) -> None:
    computer = computer_with(program(name, processor=1.0))
    finding = FIX.diagnose(computer)
    assert finding is not None
    assert FIX.find_blocked_reason(computer, finding) is not None
    assert FIX.plan_steps(finding, {"how": ["force"]}) == []


def test_wanted_work_is_not_called_a_fault() -> None:
    """A video call keeps one of many processors busy, and nothing else is slow."""
    call = found(program("browser", processor=1.2), busy=0.3)
    assert "slow" not in ENGLISH.translate(call.summary)
    assert "video call" in ENGLISH.translate(call.meaning or "")
    slow = found(program("browser", processor=3.9), busy=0.98)
    assert ENGLISH.translate(slow.meaning or "").startswith("Other apps are slow")


def test_another_users_app_is_never_closed() -> None:
    theirs = program("stranger", mine=False, processor=3.0)
    computer = computer_with(theirs, busy=0.95)
    finding = FIX.diagnose(computer)
    assert finding is not None
    assert "another user" in ENGLISH.translate(FIX.find_blocked_reason(computer, finding) or "")
    both = found(theirs, program("writer", 8, processor=1.0), busy=0.95)
    assert ENGLISH.translate(both.summary).startswith("writer ")
    assert [step.program for step in FIX.plan_steps(both, {"how": ["ask"]})] == ["writer"]  # type: ignore[attr-defined]


def test_a_virus_scan_is_explained(replay: Replay) -> None:
    machine = replay("perf-high-usage/windows-11--scan")
    finding = FIX.diagnose(machine)
    assert finding is not None
    assert "virus scan" in ENGLISH.translate(FIX.find_blocked_reason(machine, finding) or "")


def test_a_technician_gets_figures() -> None:
    evidence = found(program("writer", processor=1.25, memory=250_000_000)).evidence
    assert evidence["hungry 1"] == "processor: writer (own): 1.25 processors, 250 MB"
    assert evidence["memory available"] == "60%"


def test_final_check_covers_the_chosen_app_even_if_restarted() -> None:
    first, second = program("video", pid=7, processor=0.97), program("maths", pid=8, processor=0.97)
    finding = found(first, second)
    chosen = {"program": ["7"]}
    assert FIX.verify_outcome(computer_with(second), finding, chosen) is None, "the other one was not chosen"
    assert FIX.verify_outcome(computer_with(first, second), finding, chosen) is not None
    anew = program("video", pid=9, processor=0.97)
    assert FIX.verify_outcome(computer_with(anew, second), finding, chosen) is not None


def test_another_program_of_the_same_name_may_go_on() -> None:
    first, second = program("python3", pid=7, processor=0.97), program("python3", pid=8, processor=0.97)
    finding = found(first, second)
    assert FIX.verify_outcome(computer_with(second), finding, {"program": ["7"]}) is None


def test_a_load_that_is_spread_over_several_processes_of_one_program_is_found() -> None:
    finding = found(*(program("worker", 10 + n, processor=0.3) for n in range(6)), busy=0.97)
    assert ENGLISH.translate(finding.summary) == "worker is keeping this computer busy."
    assert len(finding.data["programs"]) == 6


def test_several_programs_that_fill_the_processors_together_are_found() -> None:
    programs = [program(f"app{n}", 10 + n, processor=0.25) for n in range(5)]
    finding = found(*programs, program("idle", 30), busy=0.97)
    assert ENGLISH.translate(finding.summary) == "Several apps together are keeping this computer busy."
    assert [entry["name"] for entry in finding.data["programs"]] == [f"app{n}" for n in range(5)]
    assert FIX.find_blocked_reason(FakeMachine(), finding) is None
    assert FIX.diagnose(computer_with(*programs, busy=0.6)) is None


def test_a_full_load_of_short_tasks_is_found_and_says_what_helps() -> None:
    finding = found(program("idle", 30), busy=0.99)
    assert ENGLISH.translate(finding.summary) == "Several apps together are keeping this computer busy."
    why = FIX.find_blocked_reason(FakeMachine(), finding)
    assert why is not None
    assert "restart" in ENGLISH.translate(why)


def test_an_overloaded_computer_is_a_finding_even_if_no_program_is_to_blame() -> None:
    """The ticket's key findings name such a load, so the verdict doesn't call the computer healthy."""
    others = [program(f"theirs{n}", 10 + n, mine=False, processor=0.3) for n in range(6)]
    finding = found(*others, busy=0.99, average=BUSY / 100)
    assert finding.data["programs"] == []
    why = FIX.find_blocked_reason(FakeMachine(), finding)
    assert why is not None
    assert "Close the ones you don't need" in ENGLISH.translate(why)
    assert FIX.diagnose(computer_with(*others, busy=0.99, average=1.4)) is None, "these programs explain it"
    assert FIX.diagnose(computer_with(*others, busy=0.1, average=4.0)) is None, "it is over"
