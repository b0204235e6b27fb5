"""An office as on the pictures: the whole catalogue in its own words; only the printer is made up."""

from __future__ import annotations

from collections import ChainMap
from typing import ClassVar

from selfhelp.app.composition import App
from selfhelp.catalog.catalog import Catalog
from selfhelp.core.model import Answers, Finding, Platform
from selfhelp.core.progress import Progress
from selfhelp.fixes.printing.print_stuck_queue import QUEUE, PrintStuckQueue, _make_finding
from selfhelp.machine import Machine, Step
from selfhelp.machine.printing.print_jobs import CancelJobs, PendingJobs, PrintJob, PrintQueueState
from selfhelp.machine.printing.print_queue_steps import ResumeQueue
from selfhelp.machine.printing.print_queues import IDLE, STOPPED
from tests.ui.fakes import Broken, CanPrint, Printer

FIRST, SECOND = "Office-3rd-floor", "Reception"


class _Cancel(CancelJobs):
    """The product's own step, carried out on a printer that is made up."""

    __slots__ = ()
    name: ClassVar[str] = "made-up-cancel"
    printer: ClassVar[Printer]

    def perform(self, machine: Machine, progress: Progress) -> str:
        progress.report(self.describe_action(), 0.4)
        while not self.printer.wait.wait(0.02):
            progress.check()
        self.printer.stuck = not self.printer.helps
        return "two jobs"


class _Resume(ResumeQueue):
    __slots__ = ()
    name: ClassVar[str] = "made-up-resume"

    def perform(self, machine: Machine, progress: Progress) -> str:
        return "resumed"


class StuckQueue(PrintStuckQueue):
    """The product's own repair, which sees a made-up queue; of two where something is to be asked."""

    cheap = True

    def __init__(self, printer: Printer) -> None:
        self._printer = _Cancel.printer = printer

    def diagnose(self, machine: Machine) -> Finding | None:
        if not self._printer.stuck:
            return None
        queues = {FIRST: PrintQueueState(FIRST, STOPPED, ("paused",)), SECOND: PrintQueueState(SECOND, IDLE)}
        jobs = [PrintJob(FIRST, 41), PrintJob(FIRST, 42)] + [PrintJob(SECOND, 43)] * self._printer.ask
        return _make_finding(PendingJobs(jobs, queues, may_resume=True), jobs)

    def verify_outcome(self, machine: Machine, finding: Finding, answers: Answers) -> Finding | None:
        return self.diagnose(machine)

    def plan_steps(self, finding: Finding, answers: Answers) -> list[Step]:
        chosen = answers.get(QUEUE, [FIRST])
        steps: list[Step] = []
        for queue in finding.data["queues"]:
            if queue["name"] in chosen:
                steps.append(_Cancel(queue["name"], tuple(queue["jobs"])))
                steps += [_Resume(queue["name"])] * queue["resume"]
        return steps


def furnish(app: App, printer: Printer) -> None:
    """Give the window the whole catalogue; of its quick checks only the printer's is looked at."""
    known = dict(Catalog(app.policy, Platform.LINUX).fixes)
    for fix in known.values():
        fix.__dict__["cheap"] = False
    known |= {fix.id: fix for fix in (StuckQueue(printer), Broken())}
    checks = ChainMap({"can-print": CanPrint(printer)}, known)
    app.catalog.__dict__.update(all_fixes=known, fixes=known, checks=checks)
