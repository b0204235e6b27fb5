"""Which documents count as stuck, and what is proposed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import PrivacyClass
from selfhelp.fixes.printing.print_stuck_queue import (
    PrintStuckQueue,
    _is_job_stuck,
    _make_finding,
    _require_known_state,
)
from selfhelp.machine.printing.print_jobs import CancelJobs, PendingJobs, PrintJob, PrintQueueState
from selfhelp.machine.printing.print_queue_steps import ResumeQueue
from selfhelp.machine.printing.print_queues import IDLE, PROCESSING, STOPPED
from selfhelp.machine.replay import ReplayMachine

FIX = PrintStuckQueue()
Replay = Callable[[str], ReplayMachine]
NEW, OLD = timedelta(seconds=1), timedelta(minutes=11)


@pytest.mark.parametrize(
    ("stuck", "job", "queue"),
    [
        (True, PrintJob("q", 1, age=NEW), PrintQueueState("q", STOPPED)),
        (True, PrintJob("q", 1, age=NEW), PrintQueueState("q", PROCESSING, answers=False)),
        (True, PrintJob("q", 1, age=NEW), PrintQueueState("q", IDLE, ("hold-new-jobs",))),
        (True, PrintJob("q", 1, age=NEW), PrintQueueState("q", PROCESSING, ("media-empty-error",))),
        (True, PrintJob("q", 1, age=NEW), PrintQueueState("q", PROCESSING, ("connecting-to-device",))),
        (True, PrintJob("q", 1, age=OLD), PrintQueueState("q", IDLE)),
        (True, PrintJob("q", 1, held=True, sign_in=True), PrintQueueState("q", IDLE)),
        (True, PrintJob("q", 1, trouble=True, age=NEW), PrintQueueState("q", IDLE)),
        (True, PrintJob("q", 1, held=True), PrintQueueState("q", IDLE, ("hold-new-jobs",))),
        (True, PrintJob("q", 1, age=OLD), PrintQueueState("q", None)),
        (False, PrintJob("q", 1, age=NEW), PrintQueueState("q", None)),
        (False, PrintJob("q", 1, age=NEW), PrintQueueState("q", IDLE, answers=True)),
        (False, PrintJob("q", 1, age=None), PrintQueueState("q", IDLE)),
        (False, PrintJob("q", 1, age=NEW), PrintQueueState("q", PROCESSING, ("toner-low-warning",))),
        (False, PrintJob("q", 1, held=True, age=OLD), PrintQueueState("q", IDLE)),
        (False, PrintJob("q", 1, held=True, age=OLD), PrintQueueState("q", STOPPED)),
        (
            False,
            PrintJob("q", 1, held=True, age=OLD),
            PrintQueueState("q", IDLE, ("hold-new-jobs",), holds=True),
        ),
        (False, PrintJob("q", 1, age=NEW), PrintQueueState("q", IDLE, ("hold-new-jobs",), holds=True)),
        (False, PrintJob("q", 1, age=OLD), PrintQueueState("q", PROCESSING)),  # a long print job
        (True, PrintJob("q", 1, age=timedelta(hours=1)), PrintQueueState("q", PROCESSING)),
    ],
)
def test_threshold_for_stuck(stuck: bool, job: PrintJob, queue: PrintQueueState) -> None:
    assert _is_job_stuck(job, queue) is stuck


def test_a_paused_printer_without_rights(replay: Replay) -> None:
    finding = FIX.diagnose(replay("print-stuck-queue/debian-13--paused"))
    assert finding is not None
    assert str(finding.summary) == "Your document for the printer paused is waiting."
    assert "only an administrator can resume it" in str(finding.meaning)
    assert FIX.list_questions(finding) == ()
    assert FIX.plan_steps(finding, {}) == [CancelJobs("paused", (3,))]
    assert CancelJobs.risk is not None  # cancelling cannot be undone: said before
    assert "If you no longer need them, we can delete them." in str(finding.meaning)
    assert not FIX.is_remedy(finding)  # once resumed, the printer prints it
    assert finding.evidence["queue 1"] == "paused"
    assert finding.reveals["queue 1"] is PrivacyClass.QUEUE


def test_a_paused_printer_with_rights_is_resumed_after_cancelling(replay: Replay) -> None:
    finding = FIX.diagnose(replay("print-stuck-queue/macos-15--paused"))
    assert finding is not None
    assert FIX.plan_steps(finding, {}) == [CancelJobs("Office_2", (17, 18)), ResumeQueue("Office_2")]
    assert not FIX.is_remedy(finding)


@pytest.mark.parametrize("state", [IDLE, STOPPED])
def test_documents_that_wait_for_a_badge_are_never_all_released(state: int) -> None:
    """A printer that was paused may be resumed; what other people want to fetch themselves stays held."""
    queue = PrintQueueState("q", state, ("hold-new-jobs", "paused"), holds=True)
    finding = _make_finding(PendingJobs([], {"q": queue}, True), [PrintJob("q", 1, sign_in=True)])
    assert finding is not None
    resumed = [step for step in FIX.plan_steps(finding, {}) if isinstance(step, ResumeQueue)]
    assert resumed == ([ResumeQueue("q", holding=False)] if state == STOPPED else [])


def test_what_waits_for_a_printer_far_away_is_not_called_lost(replay: Replay) -> None:
    finding = FIX.diagnose(replay("print-stuck-queue/debian-13--unreachable"))
    assert finding is not None
    assert "a different network" in str(finding.meaning)
    assert FIX.is_remedy(finding)


def test_a_printer_that_a_print_server_paused_is_not_resumed_from_here() -> None:
    queue = PrintQueueState("q", STOPPED, server=True)
    finding = _make_finding(PendingJobs([], {"q": queue}, True), [PrintJob("q", 1)])
    assert finding is not None
    assert "only an administrator" in str(finding.meaning)
    assert FIX.plan_steps(finding, {}) == [CancelJobs("q", (1,))]


def test_a_document_that_waits_for_a_password_is_stuck_even_at_a_paused_printer() -> None:
    queue = PrintQueueState("q", STOPPED)
    finding = _make_finding(PendingJobs([], {"q": queue}, False), [PrintJob("q", 1, sign_in=True)])
    assert finding is not None
    assert str(finding.summary) == "Your document for the printer q is stuck."
    assert FIX.is_remedy(finding)


def test_documents_at_several_paused_printers_wait() -> None:
    waiting = {name: PrintQueueState(name, STOPPED) for name in ("p", "q")}
    finding = _make_finding(PendingJobs([], waiting, False), [PrintJob("p", 1), PrintJob("q", 2)])
    assert finding is not None
    assert str(finding.summary) == "2 of your documents are waiting for 2 paused printers."
    told = "The printers are paused, and only an administrator can resume them."
    assert str(finding.meaning).startswith(told)


def test_several_queues_are_asked_about(replay: Replay) -> None:
    finding = FIX.diagnose(replay("print-stuck-queue/debian-13--unreachable"))
    assert finding is not None
    (question,) = FIX.list_questions(finding)
    assert [option.key for option in question.options] == ["retry", "lpdq"]
    assert FIX.plan_steps(finding, {"queue": ["lpdq"]}) == [CancelJobs("lpdq", (5,))]
    assert FIX.plan_steps(finding, {"queue": []}) == []


def test_other_peoples_documents_are_in_no_step(replay: Replay) -> None:
    finding = FIX.diagnose(replay("print-stuck-queue/debian-13--paused"))
    assert finding is not None
    assert "2" not in str(FIX.plan_steps(finding, {}))  # job 2 belongs to another user


def test_an_unknown_printer_is_not_called_healthy() -> None:
    _require_known_state(PendingJobs([], {"q": PrintQueueState("q", IDLE)}, may_resume=False))
    with pytest.raises(ProbeError, match="returned an unexpected response"):
        _require_known_state(
            PendingJobs(
                [], {"p": PrintQueueState("p", IDLE), "q": PrintQueueState("q", None)}, may_resume=False
            )
        )


def test_a_french_windows_is_read_by_numbers(replay: Replay) -> None:
    finding = FIX.diagnose(replay("print-stuck-queue/windows-11-french--waits"))
    assert finding is not None
    assert FIX.plan_steps(finding, {}) == [CancelJobs("Imprimante réseau (étage 2)", (4,))]


def test_final_check_covers_the_chosen_queues(replay: Replay) -> None:
    machine = replay("print-stuck-queue/debian-13--unreachable")
    finding = FIX.diagnose(machine)
    assert finding is not None
    left = FIX.verify_outcome(machine, finding, {"queue": ["lpdq"]})
    assert left is not None
    assert [queue["name"] for queue in left.data["queues"]] == ["lpdq"]
    assert FIX.verify_outcome(machine, finding, {"queue": ["another"]}) is None
