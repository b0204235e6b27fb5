"""A print service that isn't running or doesn't respond, so that programs don't find any printer."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.model import Answers, Finding
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.printing.print_service import SERVICE, RestartPrintService, StartPrintService


class PrintSpooler(Fix):
    """Starts or restarts the print service through the privileged helper, unless someone turned it off.

    Nothing is deleted: emptying the service's folder or resetting the printing system would remove other
    users' documents and every printer.
    """

    id = "print-spooler"
    title = N_("Start the print service")
    category = Category.PRINTING
    looks = N_("Checking the print service…")
    cheap = False  # probing may start an on-demand service
    collectors = ("printers", "services", "errors")
    prevention = N_(
        "Restart the computer regularly; this also restarts the print service. If the "
        "service stops again, tell the help desk which document or printer was in use."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Probe the print service, and return the finding if it isn't running or doesn't respond."""
        service = SERVICE.read(machine)
        if service.runs:
            return None
        return Finding(
            summary=N_("This computer's print service isn't responding.")
            if service.hangs
            else N_("This computer's print service isn't running."),
            meaning=N_("No app can print or find a printer until the print service is running again."),
            evidence={"print service": service.words or "no connection"},
            data={"off": service.off, "failing": service.failing, "hangs": service.hangs},
        )

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return why the fix can't run if the service was turned off on purpose, or keeps crashing."""
        if finding.data["off"]:
            return N_(
                "Printing was turned off on this computer on purpose, so we won't turn it on. "
                "Ask the help desk how to print."
            )
        if finding.data["failing"]:
            return N_(
                "The print service keeps stopping, so restarting it won't help for long. A "
                "printer driver or a document is the likely cause. Contact the help desk."
            )
        return None

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return the step that starts the print service, or restarts it if it doesn't respond."""
        return (RestartPrintService() if finding.data["hangs"] else StartPrintService(),)
