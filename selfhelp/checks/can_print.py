"""Checks whether the user can print now, the goal of every complaint about printing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import CheckResult, CheckState, Finding
from selfhelp.core.text import N_
from selfhelp.fixes import Category, Check
from selfhelp.fixes.printing.print_offline import (
    PrinterTrouble,
    find_queue_troubles,
    find_unreachable_printers,
    summarise_troubles,
)
from selfhelp.machine import Machine
from selfhelp.machine.printing.print_queues import DESTINATIONS, PrintQueue

ELSEWHERE = "print-wrong-default"
"""The fix that changes the printer that documents go to."""


class CanPrint(Check):
    """Checks the default printer or, without one, whether any printer is ready.

    As an overview it only reads the queues: a printer at home may be off on purpose. As the goal of a
    complaint (`limit_to_complaint`) it checks the printers the complaint is about, and probes them.
    """

    id = "can-print"
    title = N_("Check that you can print")
    category = Category.PRINTING
    looks = N_("Checking that you can print…")
    cheap = True
    collectors = ("printers",)
    prevention = N_(
        "Leave the printer on: it goes to sleep when idle. Before you print, check that the right printer is "
        "selected."
    )
    by_hand = ("printer-again", "printer-panel")

    def __init__(self, names: Sequence[str] = (), *, knocks: bool = False) -> None:
        self._names, self._knocks = frozenset(names), knocks

    def limit_to_complaint(self, seen: Sequence[CheckResult], fixed: str = "") -> Check:
        """Check the printers named by findings, unless documents now go elsewhere; and probe them."""
        return CanPrint([] if fixed == ELSEWHERE else list(_list_printers_in_findings(seen)), knocks=True)

    def diagnose(self, machine: Machine) -> Finding | None:
        """Return why nothing can be printed, or None."""
        printers = [p for p in DESTINATIONS.read(machine) if p.state is not None and not p.paperless]
        if not printers:
            raise NotOfferedError(N_("No printer is set up on this computer."))
        mine = self._select_relevant_printers(printers)
        troubles = [trouble for printer in mine for trouble in self._find_printer_troubles(machine, printer)]
        broken = dict.fromkeys(trouble.printer.name for trouble in troubles)
        if not broken or (not self._must_all_printers_work(mine) and len(broken) < len(mine)):
            return None
        return Finding(
            summary=summarise_troubles(troubles),
            meaning=N_("You can't print until this is fixed."),
            evidence={f"printer {n}": f"{t.printer.name}: {t.kind}" for n, t in enumerate(troubles, 1)},
            data={"printers": list(broken)},
        )

    def _select_relevant_printers(self, printers: Sequence[PrintQueue]) -> Sequence[PrintQueue]:
        named = [printer for printer in printers if printer.name in self._names]
        return named or [printer for printer in printers if printer.default] or printers

    def _must_all_printers_work(self, mine: Sequence[PrintQueue]) -> bool:
        """Return whether each printer is needed; without a default, one that prints is enough."""
        return any(printer.default or printer.name in self._names for printer in mine)

    def _find_printer_troubles(self, machine: Machine, printer: PrintQueue) -> Sequence[PrinterTrouble]:
        said = find_queue_troubles(printer)
        return said if said or not self._knocks else find_unreachable_printers(machine, [printer])


def _list_printers_in_findings(seen: Iterable[CheckResult]) -> Iterator[str]:
    """Yield the printers that hold the user's documents or aren't ready."""
    for result in seen:
        if result.state is CheckState.FOUND and result.finding is not None:
            yield from (queue["name"] for queue in result.finding.data.get("queues", ()))
