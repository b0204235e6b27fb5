"""A program that does not respond: found, asked about, and brought back in the gentlest way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Json, Outcome
from selfhelp.core.progress import Progress, Proposal, StepView
from selfhelp.core.text import ENGLISH, N_, Translator
from selfhelp.engine.engine import Engine
from selfhelp.engine.journal import Journal
from selfhelp.fixes.apps.app_frozen import AppFrozen
from selfhelp.machine import Reading, Step
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.processes.process_steps import CloseProgram, EndProgram, ResumeProgram
from selfhelp.machine.replay import ReplayMachine
from tests.fake_machine import FakeMachine

FIX = AppFrozen()


def computer(*programs: Json) -> FakeMachine:
    """A Linux computer with certain programs that do not go on."""

    def answer(source: Reading) -> Json:
        hung = source.name == "unresponsive.find_unresponsive_programs"
        return [entry for entry in programs if (entry["state"] == "hung") == hung]

    return FakeMachine(ask=answer)


def program(pid: int, name: str = "writer", state: str = "stopped", **rest: Json) -> Json:
    return {"pid": pid, "started": float(pid), "name": name, "state": state, "parent": 1, "job": False} | rest


def found(*programs: Json) -> Finding:
    finding = FIX.diagnose(computer(*programs))
    assert finding is not None
    return finding


def steps(finding: Finding, answers: Answers | None = None) -> Sequence[Step]:
    """Return the steps for the given answers, and what is proposed for the rest."""
    proposed = {q.key: [o.key for o in q.options if o.chosen] for q in FIX.list_questions(finding)}
    return FIX.plan_steps(finding, {**proposed, **(answers or {})})


def test_one_paused_program_is_let_go_on_with_a_single_question(
    replay: Callable[[str], ReplayMachine],
) -> None:
    finding = FIX.diagnose(replay("app-frozen/debian-13--stopped"))
    assert finding is not None
    assert ENGLISH.translate(finding.summary) == "sleep is paused and can't respond."
    (question,) = FIX.list_questions(finding)
    assert question.key == "how"
    assert ENGLISH.translate(question.options[0].label) == "Resume it", "“Keep it running”: it doesn't run"
    (step,) = steps(finding)
    assert isinstance(step, ResumeProgram)
    assert step.risk is None


class Agrees:
    """A person who takes what is proposed."""

    def ask_consent(self, proposal: Proposal) -> bool:
        return True

    def ask_question(self, question: ChoiceQuestion) -> Sequence[str]:
        return [option.key for option in question.options if option.chosen]

    def ask_to_do_by_hand(self, step: StepView) -> bool:
        raise AssertionError("nothing is to be done by hand")


def test_a_recorded_repair_is_repeated_question_by_question(
    replay: Callable[[str], ReplayMachine], tmp_path: Path
) -> None:
    machine = replay("app-frozen/debian-13--stopped-then-resumed")
    run = Engine(machine, Journal(tmp_path)).run(FIX, Agrees(), Progress())
    assert run.outcome is Outcome.FIXED
    machine.check_complete()


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_who_ends_a_frozen_app_by_hand_is_told_that_unsaved_work_is_lost(language: str) -> None:
    translate = Translator(language).translate
    warning = translate(N_("Unsaved work will be lost."))
    assert translate(ByHand("end-frozen").describe_action()).endswith(warning)


def test_closing_is_two_steps_with_their_own_risks() -> None:
    polite, force = steps(found(program(7)), {"how": ["close"]})
    assert isinstance(polite, CloseProgram)
    assert isinstance(force, EndProgram)
    assert polite.risk is not None
    assert force.risk is not None
    assert polite.risk != force.risk


def test_of_several_only_the_chosen_ones_are_touched() -> None:
    finding = found(program(7), program(8, "player"))
    question = FIX.list_questions(finding)[0]
    assert (question.key, question.several) == ("program", True)
    assert len(steps(finding)) == 2
    (step,) = steps(finding, {"program": ["8"]})
    assert step == ResumeProgram("player", (8,), (8.0,))
    assert steps(finding, {"program": []}) == []


def test_a_program_and_its_children_are_one_program() -> None:
    finding = found(program(9, "tab", parent=8), program(7, "browser"), program(8, "window", parent=7))
    (step,) = steps(finding)
    assert step.program == "browser"  # type: ignore[attr-defined]
    assert set(step.pids) == {7, 8, 9}  # type: ignore[attr-defined]


def test_parents_that_go_in_a_circle_end() -> None:
    """Numbers are given anew; a list read while programs come and go may say anything."""
    assert found(program(7, parent=8), program(8, parent=7)).data["programs"]


def test_a_job_paused_in_a_terminal_is_no_finding() -> None:
    assert FIX.diagnose(computer(program(7, job=True))) is None


def test_a_stuck_program_is_neither_found_nor_healthy() -> None:
    with pytest.raises(ProbeError, match="waiting for a disk or the network"):
        FIX.diagnose(computer(program(7, state="stuck")))


def test_a_stopped_program_is_found_beside_a_stuck_one() -> None:
    assert len(found(program(7, state="stuck"), program(8)).data["programs"]) == 1


def test_the_desktop_itself_is_let_go_on_but_never_closed() -> None:
    finding = found(program(7, "plasmashell"))
    assert not FIX.list_questions(finding)
    assert [type(step) for step in steps(finding, {"how": ["close"]})] == [ResumeProgram]


def test_windows_that_hang_are_closed_but_not_the_desktop(replay: Callable[[str], ReplayMachine]) -> None:
    finding = FIX.diagnose(replay("app-frozen/windows-11--hung"))
    assert finding is not None
    names = [(type(step), step.program) for step in steps(finding)]  # type: ignore[attr-defined]
    assert names == [(CloseProgram, "EXCEL"), (EndProgram, "EXCEL")]


def test_a_window_on_linux_that_does_not_answer_is_closed(replay: Callable[[str], ReplayMachine]) -> None:
    finding = FIX.diagnose(replay("app-frozen/debian-13--hung"))
    assert finding is not None
    assert ENGLISH.translate(finding.summary) == "python3 isn't responding."
    assert not FIX.list_questions(finding)
    assert [type(step) for step in steps(finding)] == [CloseProgram, EndProgram]


def test_a_program_that_may_be_saving_is_given_time(replay: Callable[[str], ReplayMachine]) -> None:
    finding = FIX.diagnose(replay("app-frozen/debian-13--hung"))
    assert finding is not None
    assert "saving" in ENGLISH.translate(finding.meaning or "")


def test_where_only_the_desktop_hangs_it_is_refused_with_advice() -> None:
    hung = {"state": "hung"}
    refusal = FIX.find_blocked_reason(computer(), found(program(7, "explorer") | hung))
    assert refusal is not None
    assert "restart the computer" in ENGLISH.translate(refusal)
    assert (
        FIX.find_blocked_reason(computer(), found(program(7, "explorer") | hung, program(8, "EXCEL") | hung))
        is None
    )
    assert FIX.find_blocked_reason(computer(), found(program(7, "plasmashell"))) is None


def test_a_hostile_name_is_shown_as_it_is() -> None:
    name = "<script>{count}$(reboot)\x1b[2J"
    finding = found(program(7, name))
    assert ENGLISH.translate(finding.summary) == f"{name} is paused and can't respond."
    assert FIX.list_questions(found(program(7, name), program(8)))[0].options[0].label == name


def test_final_check_covers_the_chosen_apps() -> None:
    finding = found(program(7), program(8, "player"))
    assert FIX.verify_outcome(computer(program(7)), finding, {"program": ["8"]}) is None
    assert FIX.verify_outcome(computer(program(7)), finding, {"program": ["7"]}) is not None
    with pytest.raises(ProbeError):
        FIX.verify_outcome(computer(program(7, state="stuck")), finding, {"program": ["7"]})
