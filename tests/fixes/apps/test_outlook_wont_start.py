"""A mail program that does not open: which add-in goes, and which mark is never taken away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import pytest

from selfhelp.core.model import Finding, Json
from selfhelp.core.text import ENGLISH
from selfhelp.fixes.apps.outlook_wont_start import OutlookWontStart
from selfhelp.machine.apps.addins import LoadAddIn
from selfhelp.machine.apps.known_apps import QuitKnownApp
from selfhelp.machine.apps.thunderbird_lock import RemoveMailLock
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.processes.process_steps import CloseProgram, EndProgram, ResumeProgram
from selfhelp.machine.replay import ReplayMachine
from tests.fake_machine import FakeMachine

FIX = OutlookWontStart()
Replay = Callable[[str], ReplayMachine]


USUAL: Mapping[str, Json] = MappingProxyType(
    {
        "thunderbird.was_thunderbird_used": True,
        "unresponsive.find_suspended_programs": [],
        "unresponsive.find_unresponsive_programs": [],
        "known_apps.find_own_processes": [],
        "thunderbird_lock.scan_profile_lock": None,
        "home_folder.read_home_file_system": "ext4",
    }
)


def mail(**answers: Json) -> FakeMachine:
    """A Linux computer with a Thunderbird that is closed, and a mark in its profile."""
    return FakeMachine(readings={**USUAL, **{name.replace("__", "."): a for name, a in answers.items()}})


def mark(held: bool = False, ours: bool = True, program: str = "") -> Json:
    return {"target": "192.0.2.7:4711", "held": held, "ours": ours, "program": program}


def look(machine: FakeMachine) -> Finding | None:
    return FIX.diagnose(machine)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lock", "stops"),
    [
        (mark(held=True, ours=False), False),  # Thunderbird detects that it is left over
        (mark(), False),  # no such program: it sees that as well
        (mark(program="sleep"), True),
        (mark(ours=False), True),
    ],
)
def test_only_a_blocking_lock_file_is_found(lock: Json, stops: bool) -> None:
    assert (look(mail(thunderbird_lock__scan_profile_lock=lock)) is not None) is stops


def test_the_lock_file_of_a_running_thunderbird_is_valid() -> None:
    open_one = [{"pid": 4711, "started": 1.0}]
    assert (
        look(
            mail(
                thunderbird_lock__scan_profile_lock=mark(ours=False), known_apps__find_own_processes=open_one
            )
        )
        is None
    )


def test_a_home_that_computers_share_is_refused() -> None:
    finding = look(mail(thunderbird_lock__scan_profile_lock=mark(ours=False)))
    assert finding is not None
    assert FIX.plan_steps(finding, {}) == (RemoveMailLock("192.0.2.7:4711"),)
    refusal = FIX.find_blocked_reason(mail(home_folder__read_home_file_system="nfs4"), finding)  # type: ignore[arg-type]
    assert refusal is not None
    assert "several computers" in ENGLISH.translate(refusal)
    assert FIX.find_blocked_reason(mail(), finding) is None  # type: ignore[arg-type]


def stopped(name: str, state: str) -> Json:
    return [{"pid": 7, "started": 7.0, "name": name, "state": state, "parent": 1, "job": False}]


def test_a_paused_one_goes_on_and_a_hanging_one_is_closed() -> None:
    paused = look(mail(unresponsive__find_suspended_programs=stopped("thunderbird", "stopped")))
    hung = look(mail(unresponsive__find_unresponsive_programs=stopped("thunderbird", "hung")))
    assert paused is not None
    assert hung is not None
    assert [type(step) for step in FIX.plan_steps(paused, {})] == [ResumeProgram]
    assert [type(step) for step in FIX.plan_steps(hung, {})] == [CloseProgram, EndProgram]
    assert look(mail(unresponsive__find_suspended_programs=stopped("gimp", "stopped"))) is None


def test_outlook_starts_without_the_add_in_that_crashed(replay: Replay) -> None:
    finding = FIX.diagnose(replay("outlook-wont-start/windows-11--crashes"))
    assert finding is not None
    assert ENGLISH.translate(finding.summary) == "Outlook crashed 3 times in the last few days."
    (question,) = FIX.list_questions(finding)
    assert [(o.key, o.chosen) for o in question.options] == [
        ("Fabrikam.Notes", False),
        ("Contoso.Connect", True),
    ], "neither Microsoft's nor what the organisation demands"
    steps = FIX.plan_steps(finding, {"add-in": ["Contoso.Connect"]})
    assert [type(step) for step in steps] == [QuitKnownApp, LoadAddIn, ByHand]
    assert steps[1] == LoadAddIn("Outlook", "Contoso.Connect", "Contoso Connect", on=False)
    back = steps[1].make_undo_step(replay("outlook-wont-start/windows-11--crashes"))
    assert back == LoadAddIn("Outlook", "Contoso.Connect", "Contoso Connect", on=True)


def test_an_outlook_that_hangs_is_closed(replay: Replay) -> None:
    finding = FIX.diagnose(replay("outlook-wont-start/windows-11--hung"))
    assert finding is not None
    assert [type(step) for step in FIX.plan_steps(finding, {})] == [CloseProgram, EndProgram]
