"""The engine: asks before it changes, looks again afterwards, and can always say how it ended."""

# mypy: disable-error-code="attr-defined, index, override"

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest

from selfhelp import machine as door
from selfhelp.core.errors import (
    AnswerFailure,
    CancelledError,
    Cause,
    ProbeError,
    StepError,
    StorageError,
    UndoImpossibleError,
    UsageError,
)
from selfhelp.core.model import (
    Answers,
    CheckState,
    ChoiceQuestion,
    Finding,
    Json,
    Option,
    Outcome,
    Platform,
    Undo,
)
from selfhelp.core.progress import Progress, Proposal, StepView
from selfhelp.core.text import N_, Text
from selfhelp.engine import engine as engine_module
from selfhelp.engine.engine import Engine
from selfhelp.engine.journal import Journal
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Reading, Step
from tests.fake_machine import FakeMachine


@dataclass
class Lamp:
    """A computer with one switch; the fault is that it is off."""

    on: bool = False
    broken: bool = False
    platform: Platform = Platform.LINUX


@dataclass(frozen=True)
class Switch(Step):
    """Turns the lamp on or off."""

    name: ClassVar[str] = "switch"
    on: bool

    def describe_action(self) -> Text:
        return N_("Turn the lamp on.")

    def make_undo_step(self, machine: Machine) -> Step:
        return Switch(machine.on)

    @staticmethod
    def turn(step: Switch, machine: Machine, progress: Progress) -> str | None:
        if machine.broken:
            raise StepError(N_("The switch is broken."), detail="broken")
        if machine.on == step.on:
            return None
        machine.on = step.on
        return f"on={step.on}"


Switch.rows = {Platform.LINUX: Switch.turn}


class LampOff(Fix):
    """The lamp is off."""

    id = "lamp-off"
    title = N_("Turn the lamp on")
    category = Category.POWER
    looks = N_("Looking at the lamp")

    def __init__(self, steps: Sequence[Step] = (Switch(True),), refusal: Text | None = None) -> None:
        self._steps, self._refusal = steps, refusal
        self.ask: Sequence[ChoiceQuestion] = ()

    def diagnose(self, machine: Machine) -> Finding | None:
        return None if machine.on else Finding(N_("The lamp is off."), evidence={"lamp": "off"})

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        return self._refusal

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        return self.ask

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        return self._steps


@dataclass
class Person:
    """Answers what the test says."""

    yes: bool = True
    choice: Sequence[str] | None = None
    asked: list[Proposal | ChoiceQuestion | StepView] = field(default_factory=list)

    def ask_consent(self, proposal: Proposal) -> bool:
        self.asked.append(proposal)
        return self.yes

    def ask_question(self, question: ChoiceQuestion) -> Sequence[str] | None:
        self.asked.append(question)
        return self.choice

    def ask_to_do_by_hand(self, step: StepView) -> bool:
        self.asked.append(step)
        return self.yes


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Journal:
    monkeypatch.setattr(door, "_load_step_classes", lambda: {"switch": Switch})
    return Journal(tmp_path / "journal")


def lines(journal_folder: Path) -> list[dict[str, object]]:
    (file,) = journal_folder.glob("*.jsonl")
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_a_healthy_machine_is_left_alone(journal: Journal) -> None:
    lamp, person = Lamp(on=True), Person()
    run = Engine(lamp, journal).run(LampOff(), person, Progress())
    assert (run.outcome, run.steps, person.asked) == (Outcome.HEALTHY, [], [])


class BrighterLamp(LampOff):
    """A lamp that is on can be made brighter, if somebody asks for it."""

    told: Finding | Text | None = Finding(N_("It can be brighter."), on_request=True)

    def find_offer_on_request(self, machine: Machine) -> Finding | Text | None:
        return self.told

    def verify_outcome(self, machine: Machine, finding: Finding, answers: Answers) -> Finding | None:
        return None if not machine.on else finding


def test_what_a_fix_does_on_request_is_offered_where_nothing_is_wrong(journal: Journal) -> None:
    lamp, person, fix = Lamp(on=True), Person(), BrighterLamp([Switch(False)])
    engine = Engine(lamp, journal)
    assert engine.check(fix, Progress()).state is CheckState.HEALTHY
    run = engine.run(fix, person, Progress())
    assert (run.outcome, run.before.finding) == (Outcome.FIXED, fix.told)
    assert isinstance(person.asked[0], Proposal)


def test_of_many_checks_only_what_was_asked_for_is_a_wish(journal: Journal) -> None:
    class Fine(BrighterLamp):
        def diagnose(self, machine: Machine) -> Finding | None:
            return None

    engine = Engine(Lamp(on=True), journal)
    (seen,) = engine.run_all_checks([Fine()], Progress())
    assert seen.state is CheckState.HEALTHY
    (seen,) = engine.run_all_checks([Fine()], Progress(), wanted={"lamp-off"})
    assert (seen.state, seen.finding) == (CheckState.FOUND, Fine.told)


class MeasuredLamp(LampOff):
    """A lamp that is fine, and whose brightness was measured."""

    def diagnose(self, machine: Machine) -> Finding | None:
        return None

    def describe_measured_values(self, machine: Machine) -> Text | None:
        return N_("It gives 800 lumens.")


def test_measured_values_are_said_of_what_the_user_describes(journal: Journal) -> None:
    engine = Engine(Lamp(on=True), journal)
    (seen,) = engine.run_all_checks([MeasuredLamp()], Progress())
    assert seen.reason is None
    (seen,) = engine.run_all_checks([MeasuredLamp()], Progress(), wanted={"lamp-off"})
    assert (seen.state, str(seen.reason)) == (CheckState.HEALTHY, "It gives 800 lumens.")


def test_measured_values_that_cannot_be_read_leave_the_check_healthy(journal: Journal) -> None:
    class Unreadable(MeasuredLamp):
        def describe_measured_values(self, machine: Machine) -> Text | None:
            raise ProbeError(N_("No lumens."))

    (seen,) = Engine(Lamp(on=True), journal).run_all_checks([Unreadable()], Progress(), wanted={"lamp-off"})
    assert (seen.state, seen.reason) == (CheckState.HEALTHY, None)


def test_a_request_with_nothing_to_do_is_no_fault(journal: Journal) -> None:
    fix = BrighterLamp()
    fix.told = N_("It is as bright as can be.")
    engine = Engine(Lamp(on=True), journal)
    run = engine.run(fix, Person(), Progress())
    assert (run.outcome, str(run.message)) == (Outcome.HEALTHY, "It is as bright as can be.")
    assert engine.run(LampOff(), Person(), Progress()).message is None


def test_a_wish_is_not_asked_for_where_something_is_wrong(journal: Journal) -> None:
    run = Engine(Lamp(), journal).run(BrighterLamp(), Person(yes=False), Progress())
    assert run.before.finding is not None
    assert not run.before.finding.on_request


def test_why_a_run_ended_so_is_kept(journal: Journal) -> None:
    run = Engine(Lamp(broken=True), journal).run(LampOff(), Person(), Progress())
    entry = journal.read_entry(run.run)
    assert str(entry.message) == "The switch is broken."
    assert entry.to_fix_run().message == entry.message


def test_nothing_changes_without_a_yes(journal: Journal) -> None:
    lamp = Lamp()
    run = Engine(lamp, journal).run(LampOff(), Person(yes=False), Progress())
    assert run.outcome is Outcome.DECLINED
    assert not lamp.on


def test_fixed_only_when_the_check_says_so(journal: Journal) -> None:
    lamp = Lamp()
    run = Engine(lamp, journal).run(LampOff(), Person(), Progress())
    assert run.outcome is Outcome.FIXED
    assert run.after is not None
    assert run.after.state is CheckState.HEALTHY
    run = Engine(Lamp(), journal).run(LampOff([Switch(False)]), Person(), Progress())
    assert run.outcome is Outcome.NOT_FIXED


def test_a_step_that_fails_is_told(journal: Journal) -> None:
    run = Engine(Lamp(broken=True), journal).run(LampOff(), Person(), Progress())
    assert run.outcome is Outcome.FAILED
    assert str(run.message) == "The switch is broken."
    assert [s.result for s in run.steps] == ["failed"]


def test_a_check_that_raises_is_never_healthy(journal: Journal, caplog: pytest.LogCaptureFixture) -> None:
    class Blind(LampOff):
        def diagnose(self, machine: Machine) -> Finding | None:
            raise self.error

    blind = Blind()
    for error in (ProbeError(N_("No answer.")), ZeroDivisionError("bug")):
        blind.error = error
        assert Engine(Lamp(), journal).check(blind, Progress()).state is CheckState.INCONCLUSIVE
    assert "check lamp-off raised" in caplog.text


def test_processes_are_named_and_none_if_they_cannot_be_read(journal: Journal) -> None:
    def fail(_: Reading) -> Json:
        raise ProbeError(N_("The processes couldn't be listed."))

    there = FakeMachine(readings={"programs.list_process_names": ["bash", "firefox"]})
    assert Engine(there, journal).read_process_names() == ["bash", "firefox"]
    assert Engine(FakeMachine(ask=fail), journal).read_process_names() == ()


def test_undo_in_a_new_process_puts_everything_back(journal: Journal) -> None:
    lamp = Lamp()
    run = Engine(lamp, journal).run(LampOff(), Person(), Progress())
    assert run.steps[0].undo is Undo.POSSIBLE
    tomorrow = Engine(lamp, Journal(journal._folder))
    assert tomorrow.undo(run.run, Progress()).outcome is Outcome.UNDONE
    assert not lamp.on
    with pytest.raises(UsageError, match="already"):
        tomorrow.undo(run.run, Progress())


@pytest.mark.parametrize("readable", [True, False])
def test_an_undo_that_is_not_confirmed_is_not_told_as_done(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, readable: bool
) -> None:
    def read(self: Switch, machine: Machine) -> Switch:
        if not readable:
            raise ProbeError(N_("No answer."))
        return Switch(machine.on)

    monkeypatch.setattr(engine_module, "CONFIRMING", 0.0)
    lamp = Lamp()
    engine = Engine(lamp, journal)
    run = engine.run(LampOff(), Person(), Progress())
    with monkeypatch.context() as claims:
        claims.setattr(Switch, "rows", {Platform.LINUX: lambda step, machine, progress: "done"})
        claims.setattr(Switch, "make_undo_step", read)
        undone = engine.undo(run.run, Progress())
    assert undone.outcome is Outcome.FAILED
    assert str(undone.message) == "We couldn't confirm this: Turn the lamp on."
    assert undone.steps[0].undo is Undo.POSSIBLE
    assert journal.read_entry(run.run).undo is Undo.POSSIBLE
    assert engine.undo(run.run, Progress()).outcome is Outcome.UNDONE
    assert not lamp.on


def test_an_undo_that_can_never_work_is_not_offered_again(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed(step: Switch, machine: Machine, progress: Progress) -> str:
        raise UndoImpossibleError(N_("This setting has changed since the fix, so it was left as it is."))

    lamp = Lamp()
    engine = Engine(lamp, journal)
    run = engine.run(LampOff(), Person(), Progress())
    with monkeypatch.context() as others:
        others.setattr(Switch, "rows", {Platform.LINUX: changed})
        undone = engine.undo(run.run, Progress())
    assert undone.outcome is Outcome.FAILED
    assert str(undone.message).endswith("This can't be undone.")
    entry = Journal(journal._folder).read_entry(run.run)
    assert (entry.undo, str(entry.lost)) == (
        Undo.IMPOSSIBLE,
        "This setting has changed since the fix, so it was left as it is.",
    )
    assert entry.outcome is run.outcome, "what the fix reached stays"
    with pytest.raises(UsageError):
        engine.undo(run.run, Progress())


def test_an_undo_that_takes_a_moment_is_waited_for(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "READ_BACK", 0.0)
    lamp, looks = Lamp(), [False, False, True]
    engine = Engine(lamp, journal)
    run = engine.run(LampOff(), Person(), Progress())
    monkeypatch.setattr(Switch, "is_undone", lambda self, machine, back: looks.pop(0))
    assert engine.undo(run.run, Progress()).outcome is Outcome.UNDONE
    assert not looks


def test_undo_is_written_before_the_step(journal: Journal, tmp_path: Path) -> None:
    seen: list[object] = []

    def look(step: Switch, machine: Machine, progress: Progress) -> str:
        seen.append(lines(tmp_path / "journal")[-1])
        raise KeyboardInterrupt  # as good as a kill

    class Killed(Switch):
        rows: ClassVar = {Platform.LINUX: look}

    lamp = Lamp()
    with pytest.raises(KeyboardInterrupt):
        Engine(lamp, journal).run(LampOff([Killed(True)]), Person(), Progress())
    assert seen[0]["back"] == {"step": "switch", "params": {"on": False}}
    entry = journal.list_runs()[0]
    assert (entry.interrupted, entry.undo) == (True, Undo.POSSIBLE)


def test_nothing_is_changed_if_undo_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "journal").write_text("a file where the folder should be")
    lamp = Lamp()
    run = Engine(lamp, Journal(tmp_path / "journal")).run(LampOff(), Person(), Progress())
    assert run.outcome is Outcome.REFUSED
    assert not lamp.on


def test_a_step_without_undo_may_run_on_a_full_disk(tmp_path: Path) -> None:
    class Cleaning(Switch):
        make_undo_step = Step.make_undo_step  # type: ignore[assignment]

    (tmp_path / "journal").write_text("")
    lamp = Lamp()
    engine = Engine(lamp, Journal(tmp_path / "journal"))
    assert engine.run(LampOff([Cleaning(True)]), Person(), Progress()).outcome is Outcome.FIXED


def test_a_rule_of_safety_goes_before_the_question(journal: Journal) -> None:
    person = Person()
    run = Engine(Lamp(), journal).run(LampOff(refusal=N_("Not here.")), person, Progress())
    assert (run.outcome, person.asked) == (Outcome.REFUSED, [])


def test_cancelling_between_steps_leaves_an_undoable_state(journal: Journal) -> None:
    progress = Progress()

    def cancel_afterwards(step: Switch, machine: Machine, progress_: Progress) -> str:
        machine.on = step.on
        progress.cancel()
        return ""

    class First(Switch):
        rows: ClassVar = {Platform.LINUX: cancel_afterwards}

    lamp = Lamp()
    run = Engine(lamp, journal).run(LampOff([First(True), Switch(False)]), Person(), progress)
    assert run.outcome is Outcome.CANCELLED
    assert [s.result for s in run.steps] == ["done"]
    assert [s.sentence for s in run.steps] == [First(True).describe_action()]
    assert journal.read_entry(run.run).undo is Undo.POSSIBLE


def test_a_question_can_be_answered_beforehand(journal: Journal) -> None:
    fix = LampOff()
    fix.ask = [ChoiceQuestion("which", N_("Which lamp?"), [Option("a", "A"), Option("b", "B")])]
    person = Person()
    run = Engine(Lamp(), journal).run(fix, person, Progress(), {"which": ["a"]})
    assert run.outcome is Outcome.FIXED
    assert not any(isinstance(a, ChoiceQuestion) for a in person.asked)
    assert Engine(Lamp(), journal).run(fix, Person(), Progress()).outcome is Outcome.DECLINED
    with pytest.raises(UsageError, match="a, b"):
        Engine(Lamp(), journal).run(fix, person, Progress(), {"which": ["c"]})


A, B, CHOSEN = Option("a", "A"), Option("b", "B"), Option("a", "A", chosen=True)
WHEN = ChoiceQuestion("when", N_("When?"), [CHOSEN, B])


@pytest.mark.parametrize(
    ("questions", "asked"),
    [
        ([ChoiceQuestion("which", N_("Which?"), [CHOSEN])], []),
        ([ChoiceQuestion("which", N_("Which?"), [CHOSEN], several=True)], []),
        ([WHEN, ChoiceQuestion("which", N_("Which?"), [CHOSEN])], ["when"]),
        ([WHEN, ChoiceQuestion("which", N_("Which?"), [CHOSEN], several=True)], ["when", "which"]),
        ([ChoiceQuestion("which", N_("Which?"), [A], several=True)], ["which"]),
        ([ChoiceQuestion("which", N_("Which?"), [A])], ["which"]),
        ([ChoiceQuestion("which", N_("Which?"), [CHOSEN, B])], ["which"]),
    ],
)
def test_a_question_with_one_answer_is_not_asked(
    journal: Journal, questions: Sequence[ChoiceQuestion], asked: list[str]
) -> None:
    """The consent names the same; what isn't preselected is never chosen for the user."""
    fix, person = LampOff(), Person(choice=["a"])
    fix.ask = questions
    planned: list[Answers] = []
    fix.plan_steps = lambda _finding, answers: planned.append(answers) or [Switch(True)]  # type: ignore
    assert Engine(Lamp(), journal).run(fix, person, Progress()).outcome is Outcome.FIXED
    assert [one.key for one in person.asked if isinstance(one, ChoiceQuestion)] == asked
    assert planned == [{question.key: ["a"] for question in questions}]
    assert isinstance(person.asked[-1], Proposal), "consent is asked for in any case"


def test_a_manual_step_is_recorded_as_reported_by_the_user(journal: Journal) -> None:
    class Plug(Switch):
        by_hand: ClassVar[bool] = True
        restart: ClassVar[bool] = True

    run = Engine(Lamp(), journal).run(LampOff([Plug(True)]), Person(), Progress())
    assert run.steps[0].result == "the person says"
    assert run.outcome is Outcome.RESTART_NEEDED


def test_cancelled_before_the_first_look(journal: Journal) -> None:
    progress = Progress()
    progress.cancel()
    assert Engine(Lamp(), journal).run(LampOff(), Person(), progress).outcome is Outcome.CANCELLED
    with pytest.raises(CancelledError):
        Engine(Lamp(), journal).check(LampOff(), progress)


@pytest.mark.parametrize("bad", ["../../etc/passwd", "a b", "", "x" * 9000, "run\x00"])
def test_a_foreign_run_name_is_refused(journal: Journal, bad: str) -> None:
    with pytest.raises(UsageError):
        Engine(Lamp(), journal).undo(bad, Progress())


def test_storage_error_says_that_nothing_was_changed(journal: Journal, tmp_path: Path) -> None:
    (tmp_path / "j").write_text("")
    record = Journal(tmp_path / "j").start_run(
        "x", Engine(Lamp(on=True), journal).check(LampOff(), Progress())
    )
    with pytest.raises(StorageError, match="Nothing was changed"):
        record.append_event("step", must=True, n=0)


def test_a_step_with_nothing_to_do_says_so_and_has_no_undo(journal: Journal) -> None:
    lamp = Lamp()
    engine = Engine(lamp, journal)
    run = engine.run(LampOff((Switch(True), Switch(True))), Person(), Progress())
    assert [(step.result, step.undo) for step in run.steps] == [
        ("done", Undo.POSSIBLE),
        ("skipped", Undo.IMPOSSIBLE),
    ]
    engine.undo(run.run, Progress())
    assert not lamp.on


@dataclass(frozen=True)
class Dim(Switch):
    """A second thing that can be put back."""

    name: ClassVar[str] = "dim"


def test_a_single_step_can_be_undone(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    def dim(step: Dim, machine: Machine, progress: Progress) -> str:
        machine.broken = step.on
        return ""

    monkeypatch.setattr(Dim, "rows", {Platform.LINUX: dim}, raising=False)
    monkeypatch.setattr(Dim, "make_undo_step", lambda self, machine: Dim(machine.broken))
    monkeypatch.setattr(door, "_load_step_classes", lambda: {"switch": Switch, "dim": Dim})
    lamp, fix = Lamp(), LampOff((Switch(True), Dim(True)))
    engine = Engine(lamp, journal)
    run = engine.run(fix, Person(), Progress())
    assert lamp.broken
    one = engine.undo(run.run, Progress(), step=1, check=fix)
    assert (lamp.on, lamp.broken) == (True, False)
    assert one.outcome is Outcome.UNDONE
    assert one.after is not None
    assert one.after.state is CheckState.HEALTHY
    assert journal.read_entry(run.run).undo is Undo.POSSIBLE
    with pytest.raises(UsageError, match="already"):
        engine.undo(run.run, Progress(), step=1)
    with pytest.raises(UsageError, match="no step 7"):
        engine.undo(run.run, Progress(), step=7)
    rest = engine.undo(run.run, Progress(), check=fix)
    assert not lamp.on
    assert rest.after is not None
    assert rest.after.state is CheckState.FOUND
    assert journal.read_entry(run.run).undo is Undo.DONE


def test_a_family_is_looked_at_side_by_side_in_its_own_order(journal: Journal) -> None:
    class Slow(LampOff):
        id = "slow"
        lifetime = timedelta(seconds=0.2)

        def diagnose(self, machine: Machine) -> Finding | None:
            gate.wait()
            return None

    class Off(LampOff):
        def diagnose(self, machine: Machine) -> Finding | None:
            return Finding(N_("The lamp is off."))

    gate = threading.Event()
    heard: list[str] = []
    fixes = [Slow(), Off()]
    results = Engine(Lamp(), journal).run_all_checks(
        fixes, Progress(), lambda result: heard.append(result.id)
    )
    gate.set()
    assert [(r.id, r.state) for r in results] == [
        ("slow", CheckState.INCONCLUSIVE),
        ("lamp-off", CheckState.FOUND),
    ]
    assert heard == ["lamp-off", "slow"]
    assert results[0].evidence == {"why": "no answer after 0.2 s"}


def test_an_inconclusive_check_says_why_and_logs_no_names(
    journal: Journal, caplog: pytest.LogCaptureFixture
) -> None:
    class Blind(LampOff):
        def diagnose(self, machine: Machine) -> Finding | None:
            try:
                raise ProbeError(
                    N_("No."), why=AnswerFailure("lamp.exe", Cause.FAILED, "exit 3", "C:\\Users\\anne")
                )
            except ProbeError as error:
                raise ProbeError(N_("The lamp does not say.")) from error

    result = Engine(Lamp(), journal).check(Blind(), Progress())
    assert (result.state, str(result.reason)) == (CheckState.INCONCLUSIVE, "The lamp does not say.")
    assert result.evidence == {"why": "lamp.exe: ended with an error (exit 3): C:\\Users\\anne"}
    assert "check lamp-off is inconclusive: lamp.exe: ended with an error (exit 3)" in caplog.text
    assert "anne" not in caplog.text
    run = Engine(Lamp(), journal).run(Blind(), Person(), Progress())
    assert journal.read_entry(run.run).before.evidence == result.evidence


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (ProbeError(N_("The disk does not say."), detail="smartctl: 4\nmore"), "smartctl: 4"),
        (ProbeError(N_("The disk does not say.")), "The disk does not say."),
    ],
)
def test_an_error_without_a_cause_says_what_it_has(error: ProbeError, why: str, journal: Journal) -> None:
    class Blind(LampOff):
        def diagnose(self, machine: Machine) -> Finding | None:
            raise error

    assert Engine(Lamp(), journal).check(Blind(), Progress()).evidence == {"why": why}


def test_without_the_administrators_helper_the_person_is_not_even_asked(journal: Journal) -> None:
    class Privileged(Switch):
        admin: ClassVar[bool] = True
        operations: ClassVar = {Platform.LINUX: "switch-lamp"}

    class Helped(Lamp):
        offers: ClassVar[Sequence[str]] = ()

        def read(self, source: Reading) -> Sequence[str]:
            assert source.name == "elevate.list_operations"
            return self.offers

    person, lamp, fix = Person(), Helped(), LampOff([Privileged(True)])
    run = Engine(lamp, journal).run(fix, person, Progress())
    assert (run.outcome, person.asked, lamp.on) == (Outcome.REFUSED, [], False)
    assert "administrator" in str(run.message)
    Helped.offers = ("switch-lamp",)
    assert Engine(lamp, journal).run(fix, person, Progress()).outcome is Outcome.FIXED


def test_undo_needing_an_administrator_is_not_offered(journal: Journal) -> None:
    class Back(Switch):
        operations: ClassVar = {Platform.LINUX: "switch-lamp-back"}

    class There(Switch):
        def make_undo_step(self, machine: Machine) -> Step | None:
            return Back(False)

    class Helped(Lamp):
        offers: ClassVar[Sequence[str]] = ("switch-lamp",)

        def read(self, source: Reading) -> Sequence[str]:
            assert source.name == "elevate.list_operations"
            return self.offers

    person, lamp, fix = Person(), Helped(), LampOff([There(True)])
    run = Engine(lamp, journal).run(fix, person, Progress())
    assert (run.outcome, person.asked, lamp.on) == (Outcome.REFUSED, [], False)
    Helped.offers = ("switch-lamp-back",)
    assert Engine(lamp, journal).run(fix, person, Progress()).outcome is Outcome.FIXED


class OneOfTwo(LampOff):
    """The user chooses what is looked at after the steps."""

    def __init__(self, left: Finding | ProbeError | None) -> None:
        super().__init__((Switch(False),))
        self.ask = (ChoiceQuestion("lamp", N_("Which lamp?"), [Option("a", "A"), Option("b", "B")]),)
        self.left = left
        self.seen: Answers = {}

    def verify_outcome(self, machine: Machine, finding: Finding, answers: Answers) -> Finding | None:
        assert finding.evidence == {"lamp": "off"}
        self.seen = answers
        if isinstance(self.left, ProbeError):
            raise self.left
        return self.left


def test_final_check_covers_the_chosen_items(journal: Journal) -> None:
    fix = OneOfTwo(None)
    run = Engine(Lamp(), journal).run(fix, Person(choice=["b"]), Progress())
    assert run.outcome is Outcome.FIXED, "the other one is still off, and it was left off on purpose"
    assert run.after is not None
    assert (run.after.state, fix.seen) == (CheckState.HEALTHY, {"lamp": ["b"]})


def test_final_check_names_what_is_left_of_the_choice(journal: Journal) -> None:
    left = Finding(N_("This lamp is still off."))
    run = Engine(Lamp(), journal).run(OneOfTwo(left), Person(choice=["b"]), Progress())
    assert run.after is not None
    assert (run.outcome, run.after.finding) == (Outcome.NOT_FIXED, left)


def test_an_inconclusive_final_check_is_never_fixed(journal: Journal) -> None:
    dark = ProbeError(N_("It is too dark."))
    run = Engine(Lamp(), journal).run(OneOfTwo(dark), Person(choice=["a"]), Progress())
    assert run.after is not None
    assert (run.outcome, run.after.state) == (Outcome.NOT_FIXED, CheckState.INCONCLUSIVE)


class _Closer(LampOff):
    """A check whose longer look does what a test wants."""

    def __init__(self, does: Exception | None) -> None:
        super().__init__()
        self._does = does

    def complete_finding(self, machine: Machine, finding: Finding, progress: Progress) -> Finding:
        progress.check()
        if self._does is not None:
            raise self._does
        return Finding(finding.summary, evidence={"lamp": "off, and cold"})


def test_a_longer_look_adds_to_what_was_found(journal: Journal) -> None:
    engine, first = Engine(Lamp(), journal), Finding(N_("The lamp is off."))  # type: ignore[arg-type]
    assert engine.complete_finding(LampOff(), first, Progress()) is first
    assert engine.complete_finding(_Closer(None), first, Progress()).evidence == {"lamp": "off, and cold"}


@pytest.mark.parametrize("trouble", [ProbeError(N_("No.")), RuntimeError("a bug")])
def test_a_longer_look_that_fails_takes_nothing_away(
    journal: Journal, trouble: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    engine, first = Engine(Lamp(), journal), Finding(N_("The lamp is off."))  # type: ignore[arg-type]
    assert engine.complete_finding(_Closer(trouble), first, Progress()) is first
    assert ("saw no more" in caplog.text) == isinstance(trouble, RuntimeError)


def test_a_longer_look_can_be_stopped(journal: Journal) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(CancelledError):
        Engine(Lamp(), journal).complete_finding(_Closer(None), Finding(N_("x.")), progress)  # type: ignore[arg-type]
