"""Documents that are stuck in a printer's queue."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Json, Option, PrivacyClass
from selfhelp.core.text import N_, NN_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.printing.print_jobs import WAITING, CancelJobs, PendingJobs, PrintJob, PrintQueueState
from selfhelp.machine.printing.print_queue_steps import ResumeQueue
from selfhelp.machine.printing.print_queues import PROCESSING, STOPPED

QUEUE = "queue"

SETTLING = timedelta(minutes=1)
"""Waiting time of a document after which the health overview reports it, unless the printer is paused."""

PATIENCE = timedelta(minutes=10)  # a printer that wakes up, warms up or waits for paper isn't stuck yet

PRINTING = timedelta(minutes=30)  # a printing printer may be working on a long document

TROUBLE = frozenset({"connecting-to-device", "timed-out", "offline", "offline-report", "shutdown"})
"""IPP `printer-state-reasons` of an unreachable printer; ``…-error`` counts as well."""


class PrintStuckQueue(Fix):
    """Cancels the user's own stuck documents, and resumes the printer if permitted.

    A document is stuck immediately if its printer is paused, unreachable or in an error state, and after
    `PATIENCE` (or `PRINTING`) if the printer seems fine. A held document isn't stuck, because it waits for a
    badge, a time or a release on purpose. It is stuck if it waits for a password, or if the printer itself
    holds new jobs.
    """

    id = "print-stuck-queue"
    title = N_("Cancel stuck print jobs")
    caution = N_("Deletes your documents that are waiting to be printed")
    category = Category.PRINTING
    looks = N_("Checking for stuck documents…")
    cheap = False  # it may wait for an unresponsive printer
    collectors = ("printers",)
    prevention = N_(
        "Turn on the printer before you print. If nothing comes out, try again only once: every attempt "
        "adds to the queue."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Find the user's own documents that are stuck."""
        waiting = WAITING.read(machine)
        stuck = _filter_stuck_jobs(waiting)
        if not stuck:
            _require_known_state(waiting)
        return _make_finding(waiting, stuck)

    def verify_outcome(self, machine: Machine, finding: Finding, answers: Answers) -> Finding | None:
        """Repeat the check for the queues that the user chose."""
        if QUEUE not in answers:
            return self.diagnose(machine)
        waiting = WAITING.read(machine)
        return _make_finding(
            waiting, [job for job in _filter_stuck_jobs(waiting) if job.queue in answers[QUEUE]]
        )

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return a question asking which queue to handle, if several are stuck."""
        queues = finding.data["queues"]
        if len(queues) < 2:
            return ()
        options = [
            Option(
                queue["name"],
                queue["name"],
                NN_("{count} document", "{count} documents", count=len(queue["jobs"])),
                chosen=True,
            )
            for queue in queues
        ]
        return (
            ChoiceQuestion(QUEUE, N_("Which printer queues would you like to clear?"), options, several=True),
        )

    def is_remedy(self, finding: Finding) -> bool:
        """Return False if all printers are only paused: once resumed, they print the documents."""
        queues = finding.data.get("queues", ())
        return not queues or any(not queue["paused"] for queue in queues)

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return steps that cancel stuck documents before the printer is resumed and would print them."""
        steps: list[Step] = []
        for queue in finding.data["queues"]:
            if QUEUE in answers and queue["name"] not in answers[QUEUE]:
                continue
            steps.append(CancelJobs(queue["name"], tuple(queue["jobs"])))
            if queue["resume"]:
                steps.append(ResumeQueue(queue["name"], queue["holding"]))
        return steps


def find_waiting_documents(machine: Machine) -> Finding | None:
    """Return a finding if the user's documents are stuck in a queue, even if no problem was reported.

    A document just sent is counted only if the printer is paused or can't be reached. A document for a
    printer that is printing isn't counted: many printers accept one connection at a time and refuse others
    while they print.

    Raises:
        ProbeError: the waiting documents couldn't be read.
    """
    waiting = WAITING.read(machine)
    stuck = [
        job for job in _filter_stuck_jobs(waiting) if not _may_still_print(job, waiting.queues[job.queue])
    ]
    if not stuck:
        _require_known_state(waiting)
    return _make_finding(waiting, stuck)


def _may_still_print(job: PrintJob, queue: PrintQueueState) -> bool:
    if job.age is None or _is_queue_paused(queue) or queue.unreachable:
        return False
    return job.age < SETTLING or (_is_queue_printing(queue) and not job.trouble and job.age < PRINTING)


def _is_queue_printing(queue: PrintQueueState) -> bool:
    """Return whether a printer is known to be printing: it responds, or pages have been sent to it."""
    return (
        queue.state == PROCESSING
        and not _has_queue_trouble(queue)
        and (queue.printing or queue.answers is not False)
    )


def _filter_stuck_jobs(waiting: PendingJobs) -> Sequence[PrintJob]:
    return [job for job in waiting.jobs if _is_job_stuck(job, waiting.queues[job.queue])]


def filter_held_jobs(waiting: PendingJobs) -> Sequence[PrintJob]:
    """Return the user's own documents that wait on purpose, for a person or a time to release them."""
    return [job for job in waiting.jobs if job.held and not _is_job_stuck(job, waiting.queues[job.queue])]


def _make_finding(waiting: PendingJobs, stuck: Sequence[PrintJob]) -> Finding | None:
    if not stuck:
        return None
    queues = [waiting.queues[name] for name in dict.fromkeys(job.queue for job in stuck)]
    return Finding(
        summary=_make_summary(stuck, queues),
        meaning=_make_explanation(queues, stuck, waiting.may_resume),
        evidence=collect_queue_evidence(queues, lambda queue: _describe_queue(queue, stuck)),
        reveals={f"queue {n}": PrivacyClass.QUEUE for n in range(1, len(queues) + 1)},
        data={"queues": [_to_step_plan(queue, stuck, waiting.may_resume) for queue in queues]},
    )


def _require_known_state(waiting: PendingJobs) -> None:
    """Raise an error if a printer didn't report its state.

    Raises:
        ProbeError: a printer's state is unknown, so it is unknown whether the user's document is stuck.
    """
    for queue in waiting.queues.values():
        if queue.state is None:
            raise ProbeError(N_("The printer {name} returned an unexpected response.", name=queue.name))


def _is_job_stuck(job: PrintJob, queue: PrintQueueState) -> bool:
    holding = _is_queue_holding_jobs(queue)
    if job.trouble or job.sign_in:
        return True
    if job.held and not holding:
        return False
    if queue.state == STOPPED or holding or queue.answers is False or _has_queue_trouble(queue):
        return True
    return job.age is not None and job.age > (PRINTING if queue.state == PROCESSING else PATIENCE)


def _is_queue_holding_jobs(queue: PrintQueueState) -> bool:
    """Return whether the printer holds incoming documents for a reason other than release at the device."""
    return "hold-new-jobs" in queue.reasons and not queue.holds


def _has_queue_trouble(queue: PrintQueueState) -> bool:
    return any(reason in TROUBLE or reason.endswith("-error") for reason in queue.reasons)


def _is_queue_paused(queue: PrintQueueState) -> bool:
    return queue.state == STOPPED or _is_queue_holding_jobs(queue)


def _would_resuming_print(queue: PrintQueueState, stuck: Sequence[PrintJob]) -> bool:
    """Return whether a paused printer prints all these documents once it is resumed."""
    own = [job for job in stuck if job.queue == queue.name]
    return _is_queue_paused(queue) and not any(job.sign_in or job.trouble for job in own)


def _may_resume_queue(queue: PrintQueueState, rights: bool) -> bool:
    """Return whether the user may resume a paused printer; print servers may pause on purpose."""
    return rights and not queue.server and not queue.name.startswith("-")


def _make_summary(stuck: Sequence[PrintJob], queues: Sequence[PrintQueueState]) -> Text:
    paused = all(_would_resuming_print(queue, stuck) for queue in queues)
    if len(queues) > 1 and paused:
        return N_(
            "{count} of your documents are waiting for {queues} paused printers.",
            count=len(stuck),
            queues=len(queues),
        )
    if len(queues) > 1:
        return N_(
            "{count} of your documents are stuck in the queues of {queues} printers.",
            count=len(stuck),
            queues=len(queues),
        )
    if paused:
        return NN_(
            "Your document for the printer {queue} is waiting.",
            "{count} of your documents for the printer {queue} are waiting.",
            count=len(stuck),
            queue=queues[0].name,
        )
    return NN_(
        "Your document for the printer {queue} is stuck.",
        "{count} of your documents for the printer {queue} are stuck.",
        count=len(stuck),
        queue=queues[0].name,
    )


def _make_explanation(queues: Sequence[PrintQueueState], stuck: Sequence[PrintJob], may_resume: bool) -> Text:
    paused = [queue for queue in queues if _would_resuming_print(queue, stuck)]
    if paused:
        if any(_may_resume_queue(queue, may_resume) for queue in paused):
            return NN_(
                "The printer is paused. Once it is resumed, it prints your documents. If you no longer need "
                "them, we can delete them and resume the printer.",
                "The printers are paused. Once they are resumed, they print your documents. If you no longer "
                "need them, we can delete them and resume the printers.",
                count=len(paused),
            )
        return NN_(
            "The printer is paused, and only an administrator can resume it. It will then print your "
            "documents. If you no longer need them, we can delete them.",
            "The printers are paused, and only an administrator can resume them. They will then print your "
            "documents. If you no longer need them, we can delete them.",
            count=len(paused),
        )
    if any(queue.answers is False for queue in queues):
        return N_(
            "The printer isn't responding. It may be off or on a different network. We can "
            "leave your print jobs in the queue or cancel them."
        )
    return N_(
        "These documents won't print on their own. We can cancel the print jobs so that you can print again."
    )


def collect_queue_evidence(
    queues: Sequence[PrintQueueState], describe: Callable[[PrintQueueState], str]
) -> Mapping[str, str]:
    """Return each queue's name and, as a separate fact, its description for technicians."""
    names = {f"queue {n}": queue.name for n, queue in enumerate(queues, 1)}
    return names | {f"state {n}": describe(queue) for n, queue in enumerate(queues, 1)}


def _describe_queue(queue: PrintQueueState, stuck: Sequence[PrintJob]) -> str:
    """Return the facts that a technician needs first: the job IDs and the printer's state."""
    numbers = ", ".join(str(job.number) for job in stuck if job.queue == queue.name)
    words = [f"state {'unknown' if queue.state is None else queue.state}", *queue.reasons]
    if queue.answers is not None:
        words.append("device answers" if queue.answers else "device does not answer")
    return f"jobs {numbers}; {', '.join(words)}"


def _to_step_plan(queue: PrintQueueState, stuck: Sequence[PrintJob], may_resume: bool) -> Json:
    return {
        "name": queue.name,
        "jobs": [job.number for job in stuck if job.queue == queue.name],
        "paused": _would_resuming_print(queue, stuck),
        "resume": _is_queue_paused(queue) and _may_resume_queue(queue, may_resume),
        "holding": _is_queue_holding_jobs(queue),
    }
