"""The ticket's text: a technician can act on it without opening anything, and it stays short."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any

import pytest

from selfhelp.core.model import (
    ChangeType,
    CheckResult,
    CheckState,
    Finding,
    FixRun,
    Outcome,
    SnapshotChange,
    SnapshotChanges,
    StepResult,
    Undo,
)
from selfhelp.core.text import N_
from selfhelp.report.key_finding import FindingUrgency, KeyFinding
from selfhelp.report.run_descriptions import describe_check_and_reason
from selfhelp.report.ticket_context import TicketContext
from selfhelp.report.ticket_text import LONGEST, build_fact_lines
from selfhelp.tickets.form import text_templates
from tests.report.polyglots import NOW, POLYGLOTS, story

STUCK = CheckResult("print-stuck-queue", CheckState.FOUND, Finding(N_("Two documents are stuck.")))


def body(told: TicketContext, *known: Any, **more: Any) -> str:
    """The whole text as a ticket has it where the organisation has no template."""
    return text_templates.format_body((), told.words.strip(), build_fact_lines(told, *known, **more), {})


def run(number: int = 0, steps: int = 1) -> FixRun:
    done = [StepResult(f"step-{n}", "done", Undo.POSSIBLE) for n in range(steps)]
    return FixRun(f"r{number}", f"fix-{number}", Outcome.NOT_FIXED, STUCK, done, STUCK, NOW, NOW)


def test_the_users_answer_about_a_fix_is_told() -> None:
    said = [
        dataclasses.replace(run(number), helped=answer) for number, answer in enumerate((None, True, False))
    ]
    for one, wanted in zip(said, (None, "it helped", "it did not help"), strict=True):
        text = body(TicketContext(runs=[one]))
        assert (f"User's answer: {wanted}" in text) is (wanted is not None)
        assert text.count("User's answer") == (wanted is not None)


def notice(text: str) -> KeyFinding:
    return KeyFinding("disks", text, FindingUrgency.NOTE, "Why.")


def test_the_whole_text() -> None:
    changes = SnapshotChanges(
        NOW - timedelta(days=1),
        [
            SnapshotChange("a", "programs", ChangeType.ADDED, "Edge", None, "131.0"),
            SnapshotChange("a", "programs", ChangeType.REMOVED, "Old PDF", "9", None),
            SnapshotChange("n", "gateway", ChangeType.CHANGED, "", "ip-1", "ip-2"),
        ],
    )
    told = TicketContext(
        words="Bonjour,\nrien ne sort.",
        affected="Just me",
        can_work="Partly",
        runs=[run(1)],
        looks=[CheckResult("disk-full", CheckState.HEALTHY)],
        said={"Turned it off and on": "did not help"},
        titles={"fix-1": "The queue is stuck", "disk-full": "Free up disk space"},
        reference="K7F-3QX",
    )
    lines = ["Computer: PC-4711, Dell Latitude 5440, serial number ABC1234", "System: Windows 11, build 1"]
    assert body(told, lines, [notice("C: is 99 % full"), notice("A restart is pending")], changes) == (
        "Bonjour,\nrien ne sort.\n\n"
        "Who is affected: Just me\n"
        "Can still work: Partly\n"
        "Computer: PC-4711, Dell Latitude 5440, serial number ABC1234\n"
        "System: Windows 11, build 1\n"
        "Reference for the phone: K7F-3QX\n\n"
        "Key findings:\n- C: is 99 % full\n- A restart is pending\n\n"
        "Changed since 2026-02-28 12:00 UTC:\n"
        "- programs: Edge added (131.0)\n"
        "- programs: Old PDF removed (9)\n"
        "- gateway: ip-1 -> ip-2\n\n"
        "Tried: The queue is stuck -> not fixed (fix-1, 2026-03-01 12:00 UTC)\n"
        "Before: problem found. Two documents are stuck.\n"
        "Steps: step 0: done; undone: no\n"
        "After: the same\n\n"
        "Checked:\n"
        "- Turned it off and on: did not help (the user says)\n"
        "- Free up disk space (disk-full): no problem found"
    )


def test_however_much_there_is_to_tell_it_stays_short_and_says_where_the_rest_is() -> None:
    many = SnapshotChanges(
        NOW, [SnapshotChange("a", "programs", ChangeType.ADDED, f"p{n}", None, "1") for n in range(15)], 2
    )
    told = TicketContext(
        words="help",
        affected="Just me",
        can_work="No",
        runs=[run(n, 30) for n in range(9)],
        looks=[CheckResult(f"look-{n}", CheckState.FOUND) for n in range(9)],
        reference="K7F-3QX",
    )
    text = body(told, ["Computer: x", "System: y"], [notice(f"n{n}") for n in range(20)], many)
    assert len(text.split("\n")) <= 48
    assert len([line for line in text.split("\n") if line]) <= 40
    assert text.count("- n") == 5
    assert "- and 15 more in report.html" in text
    assert "- and 12 more in report.html" in text
    assert "Tried before (in report.html): fix-5 -> not fixed, fix-4 -> not fixed," in text
    assert "Tried: fix-8" in text
    assert "Tried: fix-5" not in text
    assert "step 5: done, 24 more" in text


def test_checks_that_do_not_apply_are_cut_before_those_that_say_something() -> None:
    """Five lines said that there is no printer; what couldn't be checked stood in the report only."""
    states = (*[CheckState.NOT_OFFERED] * 6, CheckState.HEALTHY, CheckState.INCONCLUSIVE, CheckState.FOUND)
    looks = [CheckResult(f"look-{number}", state) for number, state in enumerate(states)]
    text = body(TicketContext(looks=looks, said={"Turned it off and on": "did not help"}))
    assert text.split("Checked:\n")[1].splitlines() == [
        "- look-8: problem found",
        "- Turned it off and on: did not help (the user says)",
        "- look-7: couldn't be checked",
        "- look-6: no problem found",
        "- look-0: nothing to fix here",
        "- and 5 more in report.html",
    ]


def test_a_technical_reason_is_not_given_twice() -> None:
    said = CheckResult("x", CheckState.INCONCLUSIVE, reason=N_("It is offline."), why="It is offline.")
    assert describe_check_and_reason(said) == "couldn't be checked – It is offline."
    other = dataclasses.replace(said, why="no such name")
    assert describe_check_and_reason(other) == "couldn't be checked – It is offline. (no such name)"


def test_without_a_page_it_is_not_named() -> None:
    text = body(TicketContext(runs=[run(n) for n in range(5)]), page=False)
    assert "report.html" not in text
    assert text.endswith("Tried before: fix-1 -> not fixed, fix-0 -> not fixed")


@pytest.mark.parametrize("state", CheckState)
def test_no_identifier_of_a_state_is_in_the_text(state: CheckState) -> None:
    """ "not-offered" and "healthy" are the program's words; an ID stands behind the name it belongs to."""
    look = CheckResult("audio-no-sound", state)
    tried = [
        FixRun(f"r{n}", "audio-no-sound", outcome, look, [], look, NOW, NOW)
        for n in range(2)
        for outcome in Outcome
    ]
    text = body(TicketContext(looks=[look], runs=tried, titles={"audio-no-sound": "Fix the sound"}))
    assert text.count("audio-no-sound") == text.count("Fix the sound (audio-no-sound)") + text.count(
        "(audio-no-sound, "
    )
    assert not [word for word in ("not-", "-needed", "healthy", "inconclusive") if word in text]
    assert "- Fix the sound (audio-no-sound): " in text


def test_a_check_whose_name_is_its_result_is_named_once() -> None:
    look = CheckResult("disk-full", CheckState.FOUND, Finding(N_("The disk is full.")))
    text = body(TicketContext(looks=[look], titles={"disk-full": "The disk is full"}))
    assert text.endswith("- problem found. The disk is full. (disk-full)")


def test_without_findings_the_text_is_the_description() -> None:
    assert body(TicketContext(words=" my mouse is dead \n")) == "my mouse is dead"
    assert body(TicketContext()) == ""


def test_nothing_changed_is_worth_a_line() -> None:
    assert "No relevant changes since 2026-03-01 12:00 UTC." in body(
        TicketContext(), changes=SnapshotChanges(NOW)
    )


def test_hostile_text_cannot_make_lines_of_its_own() -> None:
    """A printer called "x\\nTried: …" must not look like something that was tried."""
    texts = ("x\nTried: reboot -> fixed", "y\r\nComputer: PC-1", "z" * 900, *POLYGLOTS)
    told = story(texts)
    hostile = dataclasses.replace(told, words="w")
    text = body(hostile, found=[notice(text) for text in texts])
    for line in text.split("\n")[1:]:
        assert not line.startswith(("Tried: reboot", "Computer: PC-1"))
        assert len(line) <= LONGEST
        assert not set(line) & set("\x00\x1b\u202e\u2028")


def test_an_undone_step_is_listed_without_a_repeated_check() -> None:
    before = run()
    after = CheckResult("x", CheckState.HEALTHY)
    undone = [StepResult("stop", "done", Undo.DONE), StepResult("move", "done", Undo.IMPOSSIBLE)]
    text = body(TicketContext(runs=[dataclasses.replace(before, steps=undone, after=after)]))
    assert "Steps: stop: done (undone), move: done; undone: yes\nAfter: no problem found" in text


@pytest.mark.parametrize(
    ("undo", "told"),
    [
        ([Undo.POSSIBLE, Undo.POSSIBLE], "; undone: no\n"),
        ([Undo.DONE, Undo.POSSIBLE, Undo.IMPOSSIBLE], "; undone: in part\n"),
        ([Undo.DONE, Undo.DONE], "; undone: yes\n"),
        ([Undo.IMPOSSIBLE], ""),
        ([], ""),
    ],
)
def test_whether_it_was_undone_is_told(undo: list[Undo], told: str) -> None:
    steps = [StepResult(f"s{number}", "done", way) for number, way in enumerate(undo)]
    text = body(TicketContext(runs=[dataclasses.replace(run(), steps=steps)]))
    assert (told in text) if told else ("undone" not in text)


def test_what_came_is_told_in_short() -> None:
    seen = "state: stopped, default: yes, takes documents: yes, reached by: network (socket)"
    change = SnapshotChange("printers", "queues", ChangeType.ADDED, "device-1", None, seen)
    text = body(TicketContext(), changes=SnapshotChanges(NOW, [change]))
    assert text.endswith("- queues: device-1 added (state: stopped, default: yes, takes documents: yes …)")


@pytest.mark.parametrize(
    ("state", "said"),
    [(CheckState.NOT_OFFERED, "nothing to fix here"), (CheckState.INCONCLUSIVE, "couldn't be checked")],
)
def test_a_repair_that_saw_nothing_is_not_told_as_one_that_did_not_work(state: CheckState, said: str) -> None:
    look = CheckResult("no-sound", state, reason=N_("This computer has no sound of its own."))
    told = TicketContext(runs=[FixRun("r1", "no-sound", Outcome.FAILED, look, [], None, NOW, NOW)])
    text = body(told)
    assert f"Tried: no-sound -> {said} (" in text
    assert "This computer has no sound of its own." in text
    assert "failed" not in text
