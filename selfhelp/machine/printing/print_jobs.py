"""Documents waiting for printers: their owners, their age, and cancelling them.

CUPS (Linux, macOS) is queried through ``lpstat``, whose output is English in the C locale; decisions use IPP
numbers and keywords (RFC 8011), never a localised sentence. Tested with CUPS 2.4 on Debian 13. The printers
themselves are in `selfhelp.machine.printing.print_queues`. Windows returns objects (`Get-PrintJob`,
`Get-Printer`); that row is untested.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import ProbeError, StepError, UnavailableError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, NN_, Text
from selfhelp.machine import Command, Machine, PowerShell, Probe, Reading, Step, powershell
from selfhelp.machine.account.identity import read_account_database_field
from selfhelp.machine.printing.print_queues import (
    DESTINATIONS,
    IDLE,
    PROCESSING,
    STOPPED,
    PrintQueue,
    did_printer_answer,
    probe_printer,
    was_host_unreachable,
)

ADMIN_GROUPS = frozenset({"lpadmin", "_lpadmin", "root", "sys"})
"""Groups whose members may pause and resume printers: the default ``SystemGroup`` of cups-files.conf(5)."""

GONE_WITHIN = 10.0
"""Seconds within which a cancelled document must leave the queue: its CUPS backend must end first."""

_JOB = re.compile(r"^(?P<queue>\S+)-(?P<number>\d+)\s+(?P<user>.+?)\s+\d+\s+(?P<when>\S.*)$")


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One waiting document of this user.

    Attributes:
        queue: the printer's name. External text.
        number: its job ID.
        held: whether it is held until a time or for release by the user.
        sign_in: whether it waits for a password that is no longer asked for.
        trouble: whether the service reports a problem with it (Windows).
        age: its waiting time; None if unknown.
    """

    queue: str
    number: int
    held: bool = False
    sign_in: bool = False
    trouble: bool = False
    age: timedelta | None = None


@dataclass(frozen=True, slots=True)
class PrintQueueState:
    """State of a printer's queue.

    Attributes:
        name: external text.
        state: idle, processing or stopped, in IPP numbers; None if unknown.
        reasons: IPP keywords such as ``paused`` or ``media-empty-error``.
        holds: whether it holds every document for release at the printer ("follow me").
        answers: whether the device accepts a connection; None if it isn't a network printer.
        unreachable: whether the device didn't even refuse a connection.
        printing: whether pages of the current document have been sent to the device.
        server: whether it is a print server's queue.
    """

    name: str
    state: int | None
    reasons: Sequence[str] = ()
    holds: bool = False
    answers: bool | None = None
    unreachable: bool = False
    printing: bool = False
    server: bool = False


@dataclass(frozen=True, slots=True)
class PendingJobs:
    """This user's waiting documents, and the queues of their printers.

    Attributes:
        jobs: the user's own documents; other users' documents are never listed.
        queues: the printers of these jobs, by name.
        may_resume: whether the user may resume a paused printer without an administrator.
    """

    jobs: Sequence[PrintJob]
    queues: Mapping[str, PrintQueueState]
    may_resume: bool


def read_print_user() -> Json:
    """Return the user's name, the local time, and whether the user may administer printers.

    The name is "" for an account that the account database doesn't know, as in a container.
    """
    import grp

    user = os.getuid()
    groups = {os.getgid(), *os.getgroups()}
    names = [entry.gr_name for entry in grp.getgrall() if entry.gr_gid in groups]
    return {
        "name": read_account_database_field("pw_name"),
        "now": datetime.now().astimezone().replace(tzinfo=None).isoformat(timespec="seconds"),
        "admin": user == 0 or not ADMIN_GROUPS.isdisjoint(names),
    }


# -- CUPS ------------------------------------------------------------------------------------------


def _read_pending_jobs_cups(machine: Machine) -> PendingJobs:
    known = {printer.name: printer for printer in DESTINATIONS.read(machine)}
    me = machine.read(Reading(read_print_user))
    jobs = _read_own_jobs_cups(machine)
    names = dict.fromkeys(job.queue for job in jobs)
    return PendingJobs(
        jobs,
        {name: _to_queue_state(machine, name, known.get(name)) for name in names},
        me["admin"],
    )


def _read_own_jobs_cups(machine: Machine) -> Sequence[PrintJob]:
    me = machine.read(Reading(read_print_user))
    return _read_cups_jobs(machine, me["name"], datetime.fromisoformat(me["now"]))


def _read_cups_jobs(machine: Machine, owner: str, now: datetime) -> Sequence[PrintJob]:
    """Return this user's waiting jobs from ``lpstat``, where a job's details follow on indented lines."""
    output = machine.run(Command(("lpstat", "-W", "not-completed", "-l", "-o")))
    if output.code != 0:
        raise ProbeError(N_("This computer's print service isn't responding."), detail=output.stderr)
    jobs: list[PrintJob] = []
    for block in re.split(r"\n(?=\S)", output.stdout):
        first, *details = block.splitlines() or [""]
        match = _JOB.match(first)
        if match is not None and not owner:  # it may be the user's, or anyone's
            raise ProbeError(N_("The name of your account isn't available on this computer."))
        if match is None or match["user"] != owner:
            continue
        alerts = _parse_printer_alerts(details)
        jobs.append(
            PrintJob(
                queue=match["queue"],
                number=int(match["number"]),
                held="job-hold-until-specified" in alerts,
                sign_in="cups-held-for-authentication" in alerts,
                age=_compute_job_age(match["when"], now),
            )
        )
    return jobs


def _parse_printer_alerts(details: Sequence[str]) -> frozenset[str]:
    """Return the `job-state-reasons` of a job, which ``lpstat -l`` calls alerts."""
    lines = [line.strip() for line in details]
    found = [line.removeprefix("Alerts:").split() for line in lines if line.startswith("Alerts:")]
    return frozenset(word.strip(",") for words in found for word in words)


def _compute_job_age(when: str, now: datetime) -> timedelta | None:
    """Return the time since a date such as ``Tue Nov 24 17:08:15 2026`` (C locale); None if invalid."""
    parts = parsedate(when)
    return None if parts is None else now - datetime(*parts[:6])  # noqa: DTZ001 - both are local


def _to_queue_state(machine: Machine, name: str, printer: PrintQueue | None) -> PrintQueueState:
    """Return the state of one printer's queue; unknown if the service no longer lists the printer."""
    if printer is None or printer.state is None:
        return PrintQueueState(name, None)
    answer = probe_printer(machine, printer)
    return PrintQueueState(
        name=name,
        state=printer.state,
        reasons=printer.reasons,
        holds=printer.holds,
        answers=did_printer_answer(answer),
        unreachable=was_host_unreachable(answer),
        printing=printer.printing,
        server=printer.server,
    )


# -- Windows ---------------------------------------------------------------------------------------

WINDOWS_JOBS = (
    "Get-Printer | ForEach-Object { $printer = $_; Get-PrintJob -PrinterObject $printer | "
    "Where-Object { $_.UserName -eq $env:USERNAME } | ForEach-Object { [pscustomobject]@{ "
    "queue = $printer.Name; printer = [int]$printer.PrinterStatus; number = [int]$_.Id; "
    "status = [int]$_.JobStatus; "
    "seconds = [int]((Get-Date) - $_.SubmittedTime).TotalSeconds } } }"
)
"""Script that lists the jobs as names and numbers, because the words of ``JobStatus`` are localised."""

JOB_PAUSED, JOB_TROUBLE = 0x1, 0x2 | 0x4 | 0x20 | 0x40 | 0x200 | 0x400
"""Bits of a job's status: paused, and the problems of JOB_INFO_2.

They are ERROR, DELETING, OFFLINE, PAPEROUT, BLOCKED_DEVQ and USER_INTERVENTION.
"""

PRINTER_PAUSED, PRINTER_PRINTING = 0x1, 0x400
"""Bits of a printer's status: PRINTER_STATUS_PAUSED and PRINTER_STATUS_PRINTING (PRINTER_INFO_2)."""


def _read_own_jobs_windows(machine: Machine) -> Sequence[PrintJob]:
    return _parse_jobs_windows(machine.read(PowerShell(WINDOWS_JOBS)))


def _parse_jobs_windows(rows: Json) -> Sequence[PrintJob]:
    return [
        PrintJob(
            queue=row["queue"],
            number=row["number"],
            held=bool(row["status"] & JOB_PAUSED),
            trouble=bool(row["status"] & JOB_TROUBLE),
            age=timedelta(seconds=row["seconds"]),
        )
        for row in rows
    ]


def _read_pending_jobs_windows(machine: Machine) -> PendingJobs:
    rows = machine.read(PowerShell(WINDOWS_JOBS))
    states = {row["queue"]: _to_ipp_state(row["printer"]) for row in rows}
    return PendingJobs(
        _parse_jobs_windows(rows),
        {name: PrintQueueState(name, state) for name, state in states.items()},
        may_resume=False,
    )


def _to_ipp_state(status: int) -> int:
    """Return the IPP state for a Windows printer status."""
    if status & PRINTER_PAUSED:
        return STOPPED
    return PROCESSING if status & PRINTER_PRINTING else IDLE


OWN_JOBS: Probe[Sequence[PrintJob]] = Probe(
    "this person's waiting documents, without the state of their printers",
    {
        Platform.LINUX: _read_own_jobs_cups,
        Platform.MACOS: _read_own_jobs_cups,
        Platform.WINDOWS: _read_own_jobs_windows,
    },
)

WAITING: Probe[PendingJobs] = Probe(
    "this person's waiting documents",
    {
        Platform.LINUX: _read_pending_jobs_cups,
        Platform.MACOS: _read_pending_jobs_cups,
        Platform.WINDOWS: _read_pending_jobs_windows,
    },
)


# -- steps -----------------------------------------------------------------------------------------


def _cancel_jobs_cups(step: CancelJobs, machine: Machine, progress: Progress) -> str:
    """Cancel the jobs by ID, and return technical details.

    A queue's name never becomes an argument, and no other user's job is affected.
    """
    answers: list[str] = []
    printers = frozenset(machine.run(Command(("lpstat", "-e"))).stdout.splitlines())
    for number in step.jobs:
        progress.check()
        output = machine.change(Command(("cancel", _pad_job_number(number, printers))))
        answers.append(f"{number}: {output.code} {output.stderr.strip()}".rstrip())
    _wait_until_jobs_gone(step, machine, answers)
    return "; ".join(answers)


def _pad_job_number(number: int, printers: frozenset[str]) -> str:
    """Return a job ID, zero-padded until it isn't a printer's name.

    cancel(1) takes ``7`` for a printer if a printer has that name. It then cancels that printer's current
    job, even another user's.
    """
    word = str(number)
    while word in printers:
        word = f"0{word}"
    return word


def _wait_until_jobs_gone(step: CancelJobs, machine: Machine, answers: Sequence[str]) -> None:
    """Wait until the documents have left the queue; the service must end the CUPS backend first."""
    end = time.monotonic() + GONE_WITHIN
    while left := _list_remaining_jobs(step, machine):
        if time.monotonic() > end:
            message = NN_(
                "{count} print job couldn't be cancelled.",
                "{count} print jobs couldn't be cancelled.",
                count=len(left),
            )
            raise StepError(message, detail="; ".join(answers))
        time.sleep(0.3)


def _list_remaining_jobs(step: CancelJobs, machine: Machine) -> Sequence[int]:
    try:
        waiting = WAITING.read(machine)
    except UnavailableError as error:
        raise StepError(error.message, detail=error.detail) from error
    return [job.number for job in waiting.jobs if job.number in step.jobs]


WINDOWS_CANCEL = (
    f"$ErrorActionPreference = 'Stop'; $job = {powershell.INPUT}; "
    "Remove-PrintJob -PrinterName $job.queue -ID $job.number"
)
"""Constant script that cancels a job; the printer's name is passed as data."""


def _cancel_jobs_windows(step: CancelJobs, machine: Machine, progress: Progress) -> str:
    answers: list[str] = []
    for number in step.jobs:
        progress.check()
        job = {"queue": step.queue, "number": number}
        output = machine.change(powershell.build_command_with_data(WINDOWS_CANCEL, job))
        answers.append(f"{number}: {output.code}")
    _wait_until_jobs_gone(step, machine, answers)
    return "; ".join(answers)


@dataclass(frozen=True, slots=True)
class CancelJobs(Step):
    """Step that cancels the user's own documents in a queue, each by its job ID."""

    queue: str
    jobs: tuple[int, ...]

    name: ClassVar[str] = "cancel-print-jobs"
    risk: ClassVar[Text | None] = N_(
        "A cancelled print job can't be restored. Your file isn't affected; you can print it again later."
    )
    rows = MappingProxyType(
        {
            Platform.LINUX: _cancel_jobs_cups,
            Platform.MACOS: _cancel_jobs_cups,
            Platform.WINDOWS: _cancel_jobs_windows,
        }
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, with the number of documents and the queue."""
        return NN_(
            "Cancel your waiting print job on {queue}.",
            "Cancel your {count} waiting print jobs on {queue}.",
            count=len(self.jobs),
            queue=self.queue,
        )

    def describe_change(self, back: Step | None) -> Text | None:
        """Return how many documents were cancelled, and on which printer."""
        return NN_(
            "Your document for {queue} was cancelled.",
            "{count} of your documents for {queue} were cancelled.",
            count=len(self.jobs),
            queue=self.queue,
        )
