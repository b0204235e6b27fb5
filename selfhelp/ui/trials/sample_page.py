"""The printer test, which prints a test page on the default printer."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.machine.printing.test_page import print_test_page
from selfhelp.ui.trials.test_panel import TestPanel


class SamplePage(TestPanel):
    """A test panel that prints the system's own test page."""

    button = N_("Print the test page")

    def start_test(self) -> None:
        """Print the test page."""
        machine = self.context.app.machine
        self.run_test_job(
            lambda _: print_test_page(machine),
            N_("Sending the page…"),
            N_("The page has been sent. Check the printer."),
        )
