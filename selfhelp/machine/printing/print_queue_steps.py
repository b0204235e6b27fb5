"""Changes to a printer's queue: pause, resume, accept or reject documents.

In CUPS, members of its ``SystemGroup`` may do this (cups-files.conf(5)); for other users the privileged
helper does it, if installed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.model import Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text, join_names
from selfhelp.machine import Command, Machine, Probe, Reading, Row, Step
from selfhelp.machine.elevate import ElevatedStep
from selfhelp.machine.printing.print_jobs import read_print_user
from selfhelp.machine.printing.print_queues import DESTINATIONS, STOPPED, PrintQueue


class QueueRights(StrEnum):
    """Ways in which the user may pause and resume a printer on this computer."""

    USER = "user"
    ADMINISTRATORS = "administrators"
    SETTINGS = "settings"  # through the system's own printer window


def _read_cups_rights(machine: Machine) -> QueueRights:
    return QueueRights.USER if machine.read(Reading(read_print_user))["admin"] else QueueRights.ADMINISTRATORS


MAY_ADMINISTER: Probe[QueueRights] = Probe(
    "who may pause and resume a printer",
    {
        Platform.LINUX: _read_cups_rights,
        Platform.MACOS: _read_cups_rights,
        Platform.WINDOWS: lambda _: QueueRights.SETTINGS,
    },
)

ALL_AT_ONCE = N_("All waiting documents will be printed now, including other people's.")


def _enable_printer(step: ResumeQueue, machine: Machine, _: Progress) -> str:
    options = ("--release",) if step.holding else ()
    return _run_cups_command(machine, ("cupsenable", *options, step.queue))


def _disable_printer(step: PauseQueue, machine: Machine, _: Progress) -> str:
    options = ("--hold",) if step.holding else ()
    return _run_cups_command(machine, ("cupsdisable", *options, step.queue))


def _run_cups_command(machine: Machine, argv: tuple[str, ...]) -> str:
    """Run a CUPS program with a queue's name as its last argument; return the command line.

    Raises:
        StepError: the print service refused.
    """
    if argv[-1].startswith("-"):  # cupsenable(8) doesn't support "--": the name would be read as an option
        raise StepError(N_("This printer's name isn't supported."), detail=argv[-1])
    output = machine.change(Command(argv))
    if output.code != 0:
        raise StepError(N_("The print service didn't allow this action."), detail=output.stderr.strip())
    return " ".join(argv)


def _find_queue(machine: Machine, name: str) -> PrintQueue:
    """Return the state of a queue.

    Raises:
        ProbeError: the queue no longer exists, or can't be read.
    """
    for queue in DESTINATIONS.read(machine):
        if queue.name == name:
            return queue
    raise ProbeError(N_("{printer} is no longer available.", printer=name))


def _is_queue_paused(machine: Machine, name: str) -> bool:
    """Return whether a queue is stopped, or holds new documents."""
    queue = _find_queue(machine, name)
    return queue.state == STOPPED or ("hold-new-jobs" in queue.reasons and not queue.holds)


@dataclass(frozen=True, slots=True)
class ResumeQueue(Step):
    """Step that resumes a paused printer; ``holding`` is whether it accepted documents but held them."""

    queue: str
    holding: bool = False

    name: ClassVar[str] = "resume-printer"
    risk: ClassVar[Text | None] = ALL_AT_ONCE
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.LINUX: _enable_printer, Platform.MACOS: _enable_printer}
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the printer."""
        return N_("Resume the paused printer {queue}.", queue=self.queue)

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that pauses the queue as before."""
        return PauseQueue(self.queue, self.holding)

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the queue is paused again."""
        return _is_queue_paused(machine, self.queue) is True


@dataclass(frozen=True, slots=True)
class PauseQueue(Step):
    """Step that pauses a printer, to undo `ResumeQueue`."""

    queue: str
    holding: bool = False

    name: ClassVar[str] = "pause-printer"
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.LINUX: _disable_printer, Platform.MACOS: _disable_printer}
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the printer."""
        return N_("Pause the printer {queue}.", queue=self.queue)

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that resumes the queue."""
        return ResumeQueue(self.queue, self.holding)

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the queue is no longer paused."""
        return _is_queue_paused(machine, self.queue) is False


def _accept_jobs(step: AcceptJobs, machine: Machine, _: Progress) -> str:
    return _run_cups_command(machine, ("cupsaccept", step.queue))


def _reject_jobs(step: RejectJobs, machine: Machine, _: Progress) -> str:
    return _run_cups_command(machine, ("cupsreject", step.queue))


@dataclass(frozen=True, slots=True)
class AcceptJobs(Step):
    """Step that makes a printer accept documents again with cupsaccept(8)."""

    queue: str

    name: ClassVar[str] = "open-printer"
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.LINUX: _accept_jobs, Platform.MACOS: _accept_jobs}
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the printer."""
        return N_("Set the printer {queue} to accept documents.", queue=self.queue)

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that makes the queue reject documents again."""
        return RejectJobs(self.queue)

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the queue rejects documents again."""
        return _find_queue(machine, self.queue).accepting is False


@dataclass(frozen=True, slots=True)
class RejectJobs(Step):
    """Step that makes a printer reject documents, to undo `AcceptJobs`."""

    queue: str

    name: ClassVar[str] = "close-printer"
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.LINUX: _reject_jobs, Platform.MACOS: _reject_jobs}
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the printer."""
        return N_("Set the printer {queue} to reject documents, as before.", queue=self.queue)

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that makes the queue accept documents."""
        return AcceptJobs(self.queue)

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the queue accepts documents again."""
        return _find_queue(machine, self.queue).accepting is True


# -- with administrator permission ----------------------------------------------------------------

RESUME, PAUSE = "resume-print-queue", "pause-print-queue"
ACCEPT, REJECT = "accept-print-jobs", "reject-print-jobs"


@dataclass(frozen=True, slots=True)
class ResumeAsAdministrator(ElevatedStep):
    """Step that resumes a paused printer with the privileged helper."""

    queue: str

    name: ClassVar[str] = "resume-printer-as-administrator"
    risk: ClassVar[Text | None] = ALL_AT_ONCE
    parameters: ClassVar[Sequence[str]] = ("queue",)
    operations: ClassVar[Mapping[Platform, str]] = MappingProxyType(
        {Platform.LINUX: RESUME, Platform.MACOS: RESUME}
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the printer."""
        return N_("Resume the paused printer {queue}.", queue=self.queue)

    def describe_administrator_need(self, others: Sequence[Step] = ()) -> Text:
        """Return the sentence that only an administrator can resume the printers, naming all of them."""
        queues = [step.queue for step in others if isinstance(step, ResumeAsAdministrator)]
        return N_("Only an administrator can resume {printer}.", printer=join_names([self.queue, *queues]))

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that pauses the queue again."""
        return PauseAsAdministrator(self.queue)

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the queue is paused again."""
        return _is_queue_paused(machine, self.queue) is True


@dataclass(frozen=True, slots=True)
class PauseAsAdministrator(ElevatedStep):
    """Step that pauses a printer, to undo `ResumeAsAdministrator`."""

    queue: str

    name: ClassVar[str] = "pause-printer-as-administrator"
    parameters: ClassVar[Sequence[str]] = ("queue",)
    operations: ClassVar[Mapping[Platform, str]] = MappingProxyType(
        {Platform.LINUX: PAUSE, Platform.MACOS: PAUSE}
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the printer."""
        return N_("Pause the printer {queue}.", queue=self.queue)

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that resumes the queue."""
        return ResumeAsAdministrator(self.queue)

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the queue is no longer paused."""
        return _is_queue_paused(machine, self.queue) is False


@dataclass(frozen=True, slots=True)
class AcceptJobsAsAdministrator(ElevatedStep):
    """Step that makes a printer accept documents again, with the privileged helper."""

    queue: str

    name: ClassVar[str] = "open-printer-as-administrator"
    parameters: ClassVar[Sequence[str]] = ("queue",)
    operations: ClassVar[Mapping[Platform, str]] = MappingProxyType(
        {Platform.LINUX: ACCEPT, Platform.MACOS: ACCEPT}
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the printer."""
        return N_("Set the printer {queue} to accept documents.", queue=self.queue)

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that makes the queue reject documents again."""
        return RejectJobsAsAdministrator(self.queue)

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the queue rejects documents again."""
        return _find_queue(machine, self.queue).accepting is False


@dataclass(frozen=True, slots=True)
class RejectJobsAsAdministrator(ElevatedStep):
    """Step that makes a printer reject documents, to undo `AcceptJobsAsAdministrator`."""

    queue: str

    name: ClassVar[str] = "close-printer-as-administrator"
    parameters: ClassVar[Sequence[str]] = ("queue",)
    operations: ClassVar[Mapping[Platform, str]] = MappingProxyType(
        {Platform.LINUX: REJECT, Platform.MACOS: REJECT}
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the printer."""
        return N_("Set the printer {queue} to reject documents, as before.", queue=self.queue)

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that makes the queue accept documents."""
        return AcceptJobsAsAdministrator(self.queue)

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the queue accepts documents again."""
        return _find_queue(machine, self.queue).accepting is True
