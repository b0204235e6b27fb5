"""After a fix: green only where the complaint is gone, else the next cause or the ticket."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from selfhelp.catalog.catalog import Catalog
from selfhelp.core.model import CheckResult, CheckState, Finding, FixRun, Outcome, StepResult, Undo
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH, N_
from selfhelp.diagnosis.repeated_findings import list_shown_findings
from selfhelp.diagnosis.verdict import (
    EarlierFinding,
    NextStep,
    NextStepKind,
    Verdict,
    VerdictKind,
    find_next_step,
)
from selfhelp.fixes.printing.print_stuck_queue import PrintStuckQueue
from selfhelp.machine.printing.print_jobs import CancelJobs
from selfhelp.machine.transcript import Transcript, TranscriptEntry
from selfhelp.policy.policy import Policy
from selfhelp.ui.diagnosis.ending_words import Ending, EndingAction, describe_ending
from selfhelp.ui.diagnosis.verdict_words import build_answer
from selfhelp.ui.widgets.status_icons import GOOD
from tests.diagnosis.recorded_computer import TRANSCRIPTS, Computer, computer, diagnosis

NOW = datetime(2026, 11, 30, tzinfo=UTC)
STUCK = "print-stuck-queue/debian-13--paused"
ELSEWHERE = "print-wrong-default/debian-13--stopped"
MUTED = "audio-no-sound/debian-13--muted"
TAKEN = "camera-not-working/debian-13--taken"


def a_run(fix: str, outcome: Outcome, message: str = "") -> FixRun:
    before = CheckResult(fix, CheckState.FOUND)
    return FixRun("r1", fix, outcome, before, (), None, NOW, NOW, N_("{m}", m=message) if message else None)


def before(machine: Computer, folder: Path, text: str) -> Verdict:
    return diagnosis(machine, folder).diagnose(text, Progress())


def after(folder: Path, verdict: Verdict, fix: str, machine: Computer, outcome: Outcome) -> NextStep:
    return diagnosis(machine, folder).verify_fix(verdict, a_run(fix, outcome), (), Progress())


def test_a_cancelled_document_next_to_a_paused_printer_is_not_solved(tmp_path: Path) -> None:
    verdict = before(computer("printing", STUCK), tmp_path, "my print job is stuck")
    still_paused = computer("printing", "can-print/debian-13--paused")
    step = after(tmp_path, verdict, "print-stuck-queue", still_paused, Outcome.FIXED)
    assert step.kind is NextStepKind.TICKET
    assert [result.state for result in step.goal] == [CheckState.FOUND]
    assert ENGLISH.translate(step.sentence) == "The printer office is paused."
    assert step.verdict.ticket.category == "printing"
    assert step.verdict.ticket.problem == "print-offline"


def test_a_cancelled_document_is_told_before_the_printer_that_is_still_paused(tmp_path: Path) -> None:
    """The page said only that the printer is paused, as if nothing had been done."""
    verdict = before(computer("printing", STUCK), tmp_path, "my print job is stuck")
    cancel = CancelJobs("office", (7,))
    done = StepResult(cancel.name, "done", Undo.IMPOSSIBLE, change=cancel.describe_change(None))
    run = replace(a_run("print-stuck-queue", Outcome.FIXED), steps=[done])
    still_paused = computer("printing", "can-print/debian-13--paused")
    step = diagnosis(still_paused, tmp_path).verify_fix(verdict, run, (), Progress())
    words = describe_ending(Ending(run, step))
    assert ENGLISH.translate(words.heading) == "Your document for office was cancelled."
    assert words.detail is not None
    assert ENGLISH.translate(words.detail).startswith("The printer office is paused.")
    fine = computer("printing", "print-offline/debian-13--healthy")
    solved = describe_ending(Ending(run, diagnosis(fine, tmp_path).verify_fix(verdict, run, (), Progress())))
    assert ENGLISH.translate(solved.heading) == "Your document for office was cancelled."
    assert solved.sign == GOOD
    assert solved.detail is not None


def test_where_another_printer_is_ready_it_is_offered_before_the_ticket(tmp_path: Path) -> None:
    paused = computer("printing", ELSEWHERE)
    verdict = before(paused, tmp_path, "my print job is stuck")
    step = after(tmp_path, verdict, "print-stuck-queue", computer("printing", ELSEWHERE), Outcome.FIXED)
    assert step.kind is NextStepKind.FIX
    assert step.way is not None
    assert step.way.fix == "print-wrong-default"
    again = find_next_step(step.verdict, ["print-stuck-queue", "print-wrong-default"])
    assert again.kind is NextStepKind.TICKET


def test_the_printer_that_holds_the_document_is_the_goal_not_another_one(tmp_path: Path) -> None:
    """The default printer is ready; what the user waits for is at a paused one."""
    verdict = before(computer("printing", STUCK), tmp_path, "my print job is stuck")
    step = after(tmp_path, verdict, "print-stuck-queue", computer("printing", STUCK), Outcome.FIXED)
    assert [result.state for result in step.goal] == [CheckState.FOUND]
    assert step.kind is NextStepKind.TICKET


def test_on_another_printer_the_goal_is_that_printer(tmp_path: Path) -> None:
    verdict = before(computer("printing", STUCK), tmp_path, "my print job is stuck")
    elsewhere = computer("printing", "print-offline/debian-13--healthy")
    step = after(tmp_path, verdict, "print-wrong-default", elsewhere, Outcome.FIXED)
    assert step.kind is NextStepKind.SOLVED
    assert ENGLISH.translate(step.sentence) == "You can print again."


LEFT = "Your document is still waiting for office. To get it now, print it again."
LETTER = "office-7  shtest-a  1024  Tue 24 Nov 2026 19:50:00"


def changed_default(*waiting: str, silent: bool = False) -> Computer:
    """Return the computer on which documents now go to the hall, and the office is still paused."""
    path = TRANSCRIPTS / f"{ELSEWHERE}.toml"
    entries = [replace(e, answer=copy.deepcopy(e.answer)) for e in Transcript.load(path).entries]
    said = next(e.answer["answer"] for e in entries if "read_cups_printers" in e.key)
    for printer in said["printers"]:
        printer["default"] = printer["name"] == "hall"
    asked = {"run": ["lpstat", "-W", "not-completed", "-l", "-o"]}
    letters = TranscriptEntry(asked, {"stdout": "\n".join(waiting), "stderr": "", "code": 0})
    probe = {"reading": "connections.probe_port", "params": {"host": "127.0.0.1", "port": 9}}
    entries += [letters, TranscriptEntry(probe, {"answer": "refused"})]
    refused = {"answer": "refused"}
    entries = [replace(e, answer=refused) if silent and "19100" in e.key else e for e in entries]
    return computer("printing", extra=tuple(entries))


@pytest.mark.parametrize("on_request", [True, False])
def test_a_new_default_that_does_not_answer_is_told_by_its_name(on_request: bool, tmp_path: Path) -> None:
    """The change that the user asked for was made: the former default isn't called the default again."""
    machine = changed_default(silent=True)
    verdict = before(computer("printing", ELSEWHERE), tmp_path, "I can't print")
    finding = Finding(
        N_("Your default printer is office."), data={"default": "office"}, on_request=on_request
    )
    run = a_run("print-wrong-default", Outcome.FIXED)
    run = replace(run, before=replace(run.before, finding=finding))
    step = diagnosis(machine, tmp_path).verify_fix(verdict, run, (), Progress())
    assert step.way is not None
    assert step.way.fix == "print-offline", "how to turn it on is shown"
    assert "hall" in ENGLISH.translate(step.sentence)
    assert ENGLISH.translate(step.done or "") == "hall is your default printer now."
    words = describe_ending(Ending(run, step))
    assert ENGLISH.translate(words.heading) == "hall is your default printer now.", "what Undo would undo"
    assert ENGLISH.translate(words.detail or "").startswith(ENGLISH.translate(step.sentence))
    assert step.verdict.ticket.title is not None
    assert "hall" in ENGLISH.translate(step.verdict.ticket.title)


@pytest.mark.parametrize(
    ("letters", "kind", "reason"),
    [
        ((), NextStepKind.ELSEWHERE, "The printer office is paused."),
        ((LETTER,), NextStepKind.LEFT_BEHIND, f"The printer office is paused. {LEFT}"),
    ],
)
def test_a_changed_default_is_not_called_fixed_while_the_first_printer_is_paused(
    letters: tuple[str, ...], kind: NextStepKind, reason: str, tmp_path: Path
) -> None:
    verdict = before(computer("printing", ELSEWHERE), tmp_path, "I can't print")
    step = after(tmp_path, verdict, "print-wrong-default", changed_default(*letters), Outcome.FIXED)
    assert step.kind is kind
    assert ENGLISH.translate(step.sentence) == "You can now print on hall."
    assert ENGLISH.translate(step.reason or "") == reason
    words = describe_ending(Ending(a_run("print-wrong-default", Outcome.FIXED), step))
    assert ENGLISH.translate(words.heading) == "You can now print on hall.", "it isn't called fixed"
    assert words.sign == GOOD, "a waiting document doesn't change that the user can print"
    assert words.detail == step.reason


def silent_default(*waiting: str, alone: bool = False) -> Computer:
    """Return the computer whose default printer doesn't answer, while the one in the hall does.

    If ``alone``, the one in the hall doesn't exist.
    """
    entries = [replace(e, answer=copy.deepcopy(e.answer)) for e in Transcript.load(SILENT).entries]
    said = next(e.answer["answer"] for e in entries if "read_cups_printers" in e.key)
    office = next(printer for printer in said["printers"] if printer["default"])
    office["options"] |= {"printer-state": "3", "printer-state-reasons": "none"}
    said["printers"] = [office] if alone else said["printers"]
    asked = {"run": ["lpstat", "-W", "not-completed", "-l", "-o"]}
    letters = TranscriptEntry(asked, {"stdout": "\n".join(waiting), "stderr": "", "code": 0})
    probe = {"reading": "connections.probe_port", "params": {"host": "127.0.0.1", "port": 9}}
    entries += [letters, TranscriptEntry(probe, {"answer": "refused"})]
    return computer("printing", extra=tuple(entries))


SILENT = TRANSCRIPTS / f"{ELSEWHERE}.toml"
READY = "Your default printer office isn't ready, but hall is."


@pytest.mark.parametrize(
    "text", ["my printer isn't responding", "nothing prints", "mon imprimante ne répond plus"]
)
def test_where_a_manual_fix_did_not_help_another_printer_is_offered_before_the_cancelling(
    text: str, tmp_path: Path
) -> None:
    machine = silent_default(LETTER)
    verdict = before(machine, tmp_path, text)
    assert verdict.proposed_fix_id == "print-offline"
    assert "print-wrong-default" in [result.id for result in verdict.others]
    step = after(tmp_path, verdict, "print-offline", machine, Outcome.NOT_FIXED)
    assert step.way is not None
    assert step.instead is not None
    assert (step.way.fix, step.instead.fix) == ("print-wrong-default", "print-stuck-queue")
    assert step.sentence == step.verdict.summary, "the printer is still the problem, not the document"
    assert READY in ENGLISH.translate(step.reason or "")
    words = describe_ending(Ending(a_run("print-offline", Outcome.NOT_FIXED), step))
    assert words.instead is not None
    assert ENGLISH.translate(words.instead) == "Cancel your waiting print job on office."


def test_what_deletes_a_document_is_not_the_first_choice_while_its_printer_is_silent(tmp_path: Path) -> None:
    """The result spoke of one document, and the only action was to cancel it."""
    machine = silent_default(LETTER, alone=True)
    verdict = before(machine, tmp_path, "nothing prints")
    run = a_run("print-offline", Outcome.NOT_FIXED)
    step = diagnosis(machine, tmp_path).verify_fix(verdict, run, (), Progress())
    words = describe_ending(Ending(run, step))
    assert ENGLISH.translate(words.heading) == "The printer office isn't responding."
    assert (words.way, words.button) == (EndingAction.AGAIN, N_("Check again"))
    assert ENGLISH.translate(words.instead or "") == "Cancel your waiting print job on office."
    both = Finding(N_("2 printers aren't ready."), N_("office: off.\n\nhall: off."))
    run = replace(run, after=CheckResult("print-offline", CheckState.FOUND, both))
    step = diagnosis(machine, tmp_path).verify_fix(verdict, run, (), Progress())
    words = describe_ending(Ending(run, step))
    assert (words.heading, words.detail) == (both.summary, both.meaning), "all that the user chose"


def test_without_a_waiting_document_the_other_printer_is_the_next_step(tmp_path: Path) -> None:
    machine = silent_default()
    verdict = before(machine, tmp_path, "my printer isn't responding")
    step = after(tmp_path, verdict, "print-offline", machine, Outcome.NOT_FIXED)
    assert step.way is not None
    assert (step.way.fix, step.instead) == ("print-wrong-default", None)
    assert ENGLISH.translate(step.sentence) == READY
    done = after(tmp_path, step.verdict, "print-wrong-default", changed_default(), Outcome.FIXED)
    assert done.kind is NextStepKind.ELSEWHERE


def checked_again(folder: Path, fix: str, text: str, machine: Computer) -> Verdict:
    """Return the verdict on the same words after a successful fix."""
    core = diagnosis(machine, folder)
    return core.confirm_solved(core.diagnose(text, Progress()), fix, Progress())


def test_a_second_check_after_a_fix_says_that_it_works(tmp_path: Path) -> None:
    healthy = computer("internet")
    verdict = checked_again(tmp_path, "net-no-internet", "no internet", healthy)
    assert verdict.kind is VerdictKind.SOLVED
    assert ENGLISH.translate(verdict.summary) == "You're back on the internet."
    answer = build_answer(verdict, Catalog(Policy(), healthy.platform))
    assert (answer.sign, answer.steps, answer.helps) == (GOOD, (), False)


def test_a_second_check_is_green_only_if_the_goal_passes(tmp_path: Path) -> None:
    broken = computer("internet", "net-no-internet/debian-13--cable-out")
    assert checked_again(tmp_path, "net-no-internet", "no internet", broken).kind is VerdictKind.CAUSE
    unseen = computer("sound")  # nothing of the network was recorded
    verdict = checked_again(tmp_path, "net-no-internet", "no internet", unseen)
    assert verdict.kind is not VerdictKind.SOLVED


@pytest.mark.parametrize(
    ("complaint", "broken", "text", "solved"),
    [
        ("internet", "net-no-internet/debian-13--cable-out", "no internet", "You're back on the internet."),
        ("sound", MUTED, "no sound", "Sound is on again."),
    ],
)
def test_a_second_check_is_green_if_the_cause_is_gone_without_a_fix(
    tmp_path: Path, complaint: str, broken: str, text: str, solved: str
) -> None:
    found = before(computer(complaint, broken), tmp_path, text)
    assert found.cause is not None
    core = diagnosis(computer(complaint), tmp_path)
    now = core.diagnose(text, Progress())
    assert now.kind is VerdictKind.NOTHING_FOUND
    gone = core.confirm_gone(now, EarlierFinding(found.cause, found.checks), Progress())
    assert (gone.kind, ENGLISH.translate(gone.summary)) == (VerdictKind.SOLVED, solved)
    answer = build_answer(gone, Catalog(Policy(), core._engine._machine.platform))
    assert (answer.sign, answer.steps, answer.helps) == (GOOD, (), False)


def test_a_gone_cause_alone_is_not_green(tmp_path: Path) -> None:
    found = before(computer("internet", "net-no-internet/debian-13--cable-out"), tmp_path, "no internet")
    assert found.cause is not None
    earlier = EarlierFinding(found.cause, found.checks)
    core = diagnosis(computer("sound"), tmp_path)  # nothing of the network was recorded
    unseen = core.diagnose("no internet", Progress())
    assert core.confirm_gone(unseen, earlier, Progress()) is unseen
    wish = replace(found.cause, finding=Finding(N_("An offer."), on_request=True))
    healthy = diagnosis(computer("internet"), tmp_path)
    verdict = healthy.diagnose("no internet", Progress())
    assert healthy.confirm_gone(verdict, EarlierFinding(wish, found.checks), Progress()) is verdict


def test_a_cause_has_changed_only_if_its_own_check_says_so(tmp_path: Path) -> None:
    broken = computer("internet", "net-no-internet/debian-13--cable-out")
    cause = before(broken, tmp_path, "no internet").cause
    assert cause is not None
    wish = replace(cause, finding=Finding(N_("An offer."), on_request=True))
    healthy = computer("internet")
    for one, machine, gone in (
        (cause, healthy, True),
        (cause, broken, False),
        (cause, computer("sound"), False),  # nothing of the network was recorded
        (replace(cause, finding=Finding(N_("Something else."))), broken, True),
        (wish, healthy, False),
        (replace(cause, id="net-slow"), healthy, False),  # a measurement
        (replace(cause, id="unknown"), healthy, False),
    ):
        assert diagnosis(machine, tmp_path).has_cause_changed(one, Progress()) is gone


def test_an_internet_that_works_is_said(tmp_path: Path) -> None:
    verdict = before(computer("internet"), tmp_path, "the internet isn't working")
    assert verdict.kind is VerdictKind.NOTHING_FOUND
    assert "The internet is working: our test page loaded just now." in str(verdict.reason)


def test_green_when_the_goal_passes(tmp_path: Path) -> None:
    verdict = before(computer("sound", MUTED), tmp_path, "no sound")
    step = after(tmp_path, verdict, "audio-no-sound", computer("sound"), Outcome.FIXED)
    assert step.kind is NextStepKind.SOLVED
    assert ENGLISH.translate(step.sentence) == "Sound is on again."
    assert [result.state for result in step.goal] == [CheckState.HEALTHY]


def test_of_two_troubles_one_that_is_left_is_not_green(tmp_path: Path) -> None:
    both = computer("sound", MUTED, TAKEN)
    verdict = before(both, tmp_path, "the sound is gone and my webcam is black")
    assert set(verdict.complaints) == {"sound", "camera"}
    step = after(tmp_path, verdict, "audio-no-sound", computer("sound", TAKEN), Outcome.FIXED)
    assert step.kind is NextStepKind.FIX
    assert step.way is not None
    assert step.way.fix == "camera-not-working"
    all_right = computer("sound", "camera-not-working/debian-13--healthy")
    step = after(tmp_path, step.verdict, "camera-not-working", all_right, Outcome.FIXED)
    assert step.kind is NextStepKind.SOLVED
    assert ENGLISH.translate(step.sentence) == "Your camera works again."


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.NOT_FIXED, Outcome.REFUSED])
def test_a_fix_that_did_not_work_is_never_green(outcome: Outcome, tmp_path: Path) -> None:
    verdict = before(computer("sound", MUTED), tmp_path, "no sound")
    step = after(tmp_path, verdict, "audio-no-sound", computer("sound"), outcome)
    assert step.kind is NextStepKind.TICKET


def test_what_cannot_be_checked_is_not_green(tmp_path: Path) -> None:
    verdict = before(computer("sound", MUTED), tmp_path, "no sound")
    step = after(tmp_path, verdict, "audio-no-sound", computer("disk-space"), Outcome.FIXED)
    assert step.kind is NextStepKind.UNPROVEN
    assert [result.state for result in step.goal] == [CheckState.INCONCLUSIVE]


def test_the_same_fix_is_not_proposed_twice(tmp_path: Path) -> None:
    verdict = before(computer("sound", MUTED), tmp_path, "no sound")
    step = after(tmp_path, verdict, "audio-no-sound", computer("sound", MUTED), Outcome.NOT_FIXED)
    assert step.kind is NextStepKind.TICKET
    assert step.verdict.proposed_fix_id == "audio-no-sound"


@pytest.mark.parametrize("outcome", [Outcome.DECLINED, Outcome.CANCELLED])
def test_if_nothing_was_done_the_proposal_stays(outcome: Outcome, tmp_path: Path) -> None:
    verdict = before(computer("sound", MUTED), tmp_path, "no sound")
    step = after(tmp_path, verdict, "audio-no-sound", computer("sound", MUTED), outcome)
    assert step.kind is NextStepKind.UNCHANGED
    assert step.way == verdict.proposed_fix


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ([("done", Undo.POSSIBLE)], "Already done: Unmute the headset"),
        ([("the person says", Undo.IMPOSSIBLE)], "Already done: Unmute the headset"),
        ([("done", Undo.POSSIBLE)] * 2, "2 steps were already done."),
        ([("done", Undo.POSSIBLE), ("cancelled", Undo.POSSIBLE)], "1 step was already done."),
        ([("cancelled", Undo.POSSIBLE)], "The step that was running may be partly done."),
    ],
)
def test_a_fix_that_was_stopped_partway_says_what_was_done(
    steps: list[tuple[str, Undo]], reason: str, tmp_path: Path
) -> None:
    verdict = before(computer("sound", MUTED), tmp_path, "no sound")
    done = [StepResult("unmute", result, undo, "", N_("Unmute the headset")) for result, undo in steps]
    run = replace(a_run("audio-no-sound", Outcome.CANCELLED), steps=done)
    step = diagnosis(computer("sound", MUTED), tmp_path).verify_fix(verdict, run, (), Progress())
    assert step.kind is NextStepKind.STOPPED
    assert ENGLISH.translate(step.sentence) == "You stopped the fix partway."
    assert step.reason is not None
    assert ENGLISH.translate(step.reason) == reason


def test_what_was_only_skipped_before_a_stop_is_no_change(tmp_path: Path) -> None:
    verdict = before(computer("sound", MUTED), tmp_path, "no sound")
    run = replace(
        a_run("audio-no-sound", Outcome.CANCELLED), steps=[StepResult("x", "skipped", Undo.IMPOSSIBLE)]
    )
    step = diagnosis(computer("sound", MUTED), tmp_path).verify_fix(verdict, run, (), Progress())
    assert step.kind is NextStepKind.UNCHANGED


def test_a_restart_comes_first(tmp_path: Path) -> None:
    verdict = before(computer("sound", MUTED), tmp_path, "no sound")
    step = after(tmp_path, verdict, "audio-no-sound", computer("sound", MUTED), Outcome.RESTART_NEEDED)
    assert step.kind is NextStepKind.RESTART


def test_did_it_help_no_leads_to_the_next_cause_then_to_the_ticket(tmp_path: Path) -> None:
    machine: Any = computer("internet", "net-no-internet/debian-13--cable-out")
    verdict = before(machine, tmp_path, "no internet")
    assert [way.fix for way in verdict.ways] == ["net-no-internet"]
    assert find_next_step(verdict, ()).kind is NextStepKind.FIX
    step = find_next_step(verdict, ["net-no-internet"])
    assert step.kind is NextStepKind.TICKET
    assert step.verdict.ticket.problem == "net-no-internet"


def test_no_names_the_cause_that_is_left(tmp_path: Path) -> None:
    """ "Contact the help desk." gave no reason, and didn't mention the paused printer."""
    verdict = before(computer("printing", ELSEWHERE), tmp_path, "my print job is stuck")
    step = after(tmp_path, verdict, "print-stuck-queue", computer("printing", ELSEWHERE), Outcome.FIXED)
    tried = ["print-stuck-queue", "print-wrong-default"]
    cause = step.verdict.cause
    assert cause is not None
    assert cause.finding is not None
    assert find_next_step(step.verdict, tried).sentence == cause.finding.summary
    alone = replace(step.verdict, others=())
    nothing = find_next_step(alone, [*tried, cause.id])
    assert str(nothing.sentence) == "We found nothing else on this computer that explains it."
    unfinished = replace(alone, unfinished=["print-offline"])
    assert "couldn't check" in str(find_next_step(unfinished, [*tried, cause.id]).sentence)


def test_a_fix_that_was_chosen_without_a_diagnosis_has_a_goal_too(tmp_path: Path) -> None:
    machine = computer("printing", STUCK)
    finding = PrintStuckQueue().diagnose(computer("printing", STUCK))
    run = replace(
        a_run("print-stuck-queue", Outcome.FIXED),
        before=CheckResult("print-stuck-queue", CheckState.FOUND, finding),
    )
    step = diagnosis(machine, tmp_path).verify_fix(None, run, (), Progress())
    assert step.kind is NextStepKind.TICKET
    assert ENGLISH.translate(step.sentence) == "The printer paused is paused."
    fine = diagnosis(computer("sound"), tmp_path).verify_fix(
        None, a_run("audio-no-sound", Outcome.FIXED), (), Progress()
    )
    assert fine.kind is NextStepKind.SOLVED


@pytest.mark.parametrize("recorded", [ELSEWHERE, STUCK])
def test_one_paused_printer_is_one_finding(tmp_path: Path, recorded: str) -> None:
    verdict = before(computer("printing", recorded), tmp_path, "my printer doesn't print")
    assert verdict.cause is not None
    assert verdict.cause.id == "print-offline"
    found = {result.id for result in verdict.checks if result.state is CheckState.FOUND}
    assert found & {"print-stuck-queue", "print-wrong-default"}
    repeated = {"print-stuck-queue"} if recorded == STUCK else {"print-wrong-default"}
    assert repeated <= {result.id for result in verdict.others}, "a ticket contains it"
    assert not repeated & {result.id for result in list_shown_findings(verdict)}
    assert [way.fix for way in verdict.ways] == ([] if recorded == STUCK else ["print-wrong-default"])
