"""The user's held documents: they wait on purpose, but the user may have forgotten the reason."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.model import Finding, PrivacyClass
from selfhelp.core.text import N_, NN_, Text
from selfhelp.fixes import Category, Check
from selfhelp.fixes.printing.print_stuck_queue import collect_queue_evidence, filter_held_jobs
from selfhelp.machine import Machine
from selfhelp.machine.printing.print_jobs import WAITING, PrintJob, PrintQueueState


class PrintHeld(Check):
    """Finds held documents for a complaint about printing; the overview doesn't count them as a fault."""

    id = "print-held"
    title = N_("Check for held documents")
    category = Category.PRINTING
    looks = N_("Checking for held documents…")
    cheap = False  # it may wait for an unresponsive printer
    only_a_note = True
    collectors = ("printers",)
    prevention = N_(
        "Release held documents on the same day: many printers delete them later. To print without "
        "holding, turn off the hold option in the print window."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Return the finding about the user's documents waiting for a release, a badge or a time, or None."""
        waiting = WAITING.read(machine)
        held = filter_held_jobs(waiting)
        if not held:
            return None
        queues = [waiting.queues[name] for name in dict.fromkeys(job.queue for job in held)]
        return Finding(
            summary=_make_summary(held, queues),
            meaning=N_("Held documents wait on purpose, for example for your badge or a set time."),
            evidence=collect_queue_evidence(queues, lambda queue: _describe_queue(queue, held)),
            reveals={f"queue {n}": PrivacyClass.QUEUE for n in range(1, len(queues) + 1)},
        )


def _make_summary(held: Sequence[PrintJob], queues: Sequence[PrintQueueState]) -> Text:
    if len(queues) > 1:
        return N_(
            "{count} of your documents are on hold: release them at the printer or in the print queue.",
            count=len(held),
        )
    if queues[0].holds:
        return NN_(
            "Your document for the printer {queue} is on hold: release it at the printer.",
            "{count} of your documents for the printer {queue} are on hold: release them at the printer.",
            count=len(held),
            queue=queues[0].name,
        )
    return NN_(
        "Your document for the printer {queue} is on hold: release it in the print queue.",
        "{count} of your documents for the printer {queue} are on hold: release them in the print queue.",
        count=len(held),
        queue=queues[0].name,
    )


def _describe_queue(queue: PrintQueueState, held: Sequence[PrintJob]) -> str:
    numbers = ", ".join(str(job.number) for job in held if job.queue == queue.name)
    return f"jobs {numbers} held{' by the printer' if queue.holds else ''}"
