"""What is done to a queue, and the way back from it, by the person and by the administrator's helper."""

from __future__ import annotations

from typing import Any

import pytest

from selfhelp.core.errors import StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.helper.operations import OPERATIONS
from selfhelp.machine import Command, Output, Step
from selfhelp.machine.printing.print_queue_steps import (
    MAY_ADMINISTER,
    AcceptJobs,
    AcceptJobsAsAdministrator,
    PauseAsAdministrator,
    PauseQueue,
    QueueRights,
    RejectJobs,
    RejectJobsAsAdministrator,
    ResumeAsAdministrator,
    ResumeQueue,
)


class Computer:
    """A computer that keeps what it was told to do, by a command or by the helper."""

    def __init__(
        self, platform: Platform = Platform.LINUX, admin: bool = False, result: str = "done"
    ) -> None:
        self.platform, self.admin, self.result = platform, admin, result
        self.asked: list[tuple[str, ...]] = []

    def read(self, source: object) -> Json:
        return {"name": "anna", "now": "2026-11-24T17:20:15", "admin": self.admin}

    def run(self, command: object) -> Any:
        raise AssertionError("nothing is asked")

    def change(self, action: Any) -> Any:
        if isinstance(action, Command):
            self.asked.append(action.argv)
            return Output(0, "")
        self.asked.append((action.params["operation"], *action.params["params"].values()))
        return {"result": self.result, "detail": "exit 0"}


@pytest.mark.parametrize(
    ("step", "there", "back"),
    [
        (ResumeQueue("a"), ("cupsenable", "a"), ("cupsdisable", "a")),
        (ResumeQueue("a", True), ("cupsenable", "--release", "a"), ("cupsdisable", "--hold", "a")),
        (PauseQueue("a"), ("cupsdisable", "a"), ("cupsenable", "a")),
        (AcceptJobs("a"), ("cupsaccept", "a"), ("cupsreject", "a")),
        (RejectJobs("a"), ("cupsreject", "a"), ("cupsaccept", "a")),
        (ResumeAsAdministrator("a"), ("resume-print-queue", "a"), ("pause-print-queue", "a")),
        (PauseAsAdministrator("a"), ("pause-print-queue", "a"), ("resume-print-queue", "a")),
        (AcceptJobsAsAdministrator("a"), ("accept-print-jobs", "a"), ("reject-print-jobs", "a")),
        (RejectJobsAsAdministrator("a"), ("reject-print-jobs", "a"), ("accept-print-jobs", "a")),
    ],
)
def test_there_and_back(step: Step, there: tuple[str, ...], back: tuple[str, ...]) -> None:
    machine = Computer()
    way_back = step.make_undo_step(machine)
    assert way_back is not None
    assert machine.asked == []  # asking for the way back changes nothing
    step.perform(machine, Progress())
    way_back.perform(machine, Progress())
    assert machine.asked == [there, back]
    assert way_back.make_undo_step(machine) == step


@pytest.mark.parametrize("kind", [AcceptJobs, RejectJobs, PauseQueue])
def test_a_name_that_would_be_an_option_is_not_passed_on(kind: type[AcceptJobs]) -> None:
    machine = Computer()
    with pytest.raises(StepError):
        kind("-a").perform(machine, Progress())
    assert machine.asked == []


def test_what_the_helper_refuses_is_said() -> None:
    with pytest.raises(StepError, match="doesn't have here"):
        ResumeAsAdministrator("a").perform(Computer(result="forbidden"), Progress())


def test_the_helper_knows_every_operation_and_its_undo() -> None:
    for step in (ResumeAsAdministrator("a"), AcceptJobsAsAdministrator("a")):
        back = step.make_undo_step(Computer())
        assert back is not None
        for platform, operation in step.operations.items():
            assert OPERATIONS[operation].undo == back.operations[platform]


def test_who_may() -> None:
    assert MAY_ADMINISTER.read(Computer()) is QueueRights.ADMINISTRATORS
    assert MAY_ADMINISTER.read(Computer(admin=True)) is QueueRights.USER
    assert MAY_ADMINISTER.read(Computer(Platform.WINDOWS)) is QueueRights.SETTINGS
