"""Checks whether the user can print now: the goal of every printing complaint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from selfhelp.core.errors import NotOfferedError, ProbeError, UnavailableError
from selfhelp.core.model import CheckResult, CheckState, Finding, PrivacyClass
from selfhelp.core.text import N_, NN_, Text, join_names
from selfhelp.fixes import Category, Check
from selfhelp.fixes.printing.print_offline import (
    PrinterTrouble,
    find_queue_troubles,
    find_unreachable_printers,
    summarise_troubles,
)
from selfhelp.fixes.printing.print_stuck_queue import PrintStuckQueue, find_waiting_documents
from selfhelp.machine import Machine
from selfhelp.machine.printing.print_queues import DESTINATIONS, PrintQueue

ELSEWHERE = "print-wrong-default"
"""The ID of the fix that changes the default printer."""


class CanPrint(Check):
    """Checks the default printer; without a default printer, checks whether any printer is ready.

    In the overview, the check reads the queues, and contacts only the printers with waiting documents of the
    user, because other printers may be off on purpose. A finding is about all printers that aren't ready. As
    the goal of a complaint (`limit_to_complaint`), the check reads and contacts the printers that the
    complaint is about.
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

    def __init__(
        self, names: Sequence[str] = (), *, knocks: bool = False, former: Sequence[str] = ()
    ) -> None:
        self._names, self._knocks, self._former = frozenset(names), knocks, frozenset(former)

    def limit_to_complaint(self, seen: Sequence[CheckResult], fixed: str = "") -> Check:
        """Return the check, limited to the printers in findings, or to a new default printer."""
        names = list(_list_printers_in_findings(seen))
        if fixed == ELSEWHERE:
            return CanPrint(knocks=True, former=[*names, *_iter_former_default_printers(seen)])
        return CanPrint(names, knocks=True)

    def diagnose(self, machine: Machine) -> Finding | None:
        """Return the finding if the relevant printers can't print, or None."""
        printers = [p for p in DESTINATIONS.read(machine) if p.state is not None and not p.paperless]
        if not printers:
            raise NotOfferedError(N_("No printer is set up on this computer."))
        mine = self._select_relevant_printers(printers)
        troubles = [trouble for printer in mine for trouble in self._find_printer_troubles(machine, printer)]
        broken = dict.fromkeys(trouble.printer.name for trouble in troubles)
        if not broken or (not self._must_all_printers_work(mine) and len(broken) < len(mine)):
            return None if self._knocks else _find_waiting_documents(machine, printers)
        if not self._knocks:  # like print-offline: another printer that isn't ready is no way out
            troubles = [trouble for printer in printers for trouble in find_queue_troubles(printer)]
            broken = dict.fromkeys(trouble.printer.name for trouble in troubles)
        return Finding(
            summary=summarise_troubles(troubles),
            meaning=_describe_consequence(list(broken), printers),
            evidence=_collect_evidence(troubles),
            reveals={f"printer {n}": PrivacyClass.QUEUE for n in range(1, len(troubles) + 1)},
            data={"printers": list(broken)},
        )

    def find_success_by_workaround(self, machine: Machine) -> Finding | None:
        """Return the finding that another printer can be used, with the former printer's problems."""
        printers = [p for p in DESTINATIONS.read(machine) if p.state is not None]
        now = next((printer.name for printer in printers if printer.default), "")
        former = [printer for printer in printers if printer.name in self._former and printer.name != now]
        if not now or not former:
            return None
        left = _describe_remaining_documents(
            _find_stuck_documents(machine), [printer.name for printer in former]
        )
        try:
            troubles = [
                trouble for printer in former for trouble in self._find_printer_troubles(machine, printer)
            ]
        except ProbeError:  # without a network: whether it prints again isn't known, so nothing is "fixed"
            return _make_other_printer_finding(now, None, left)
        if not troubles and left is None:
            return None
        return _make_other_printer_finding(now, summarise_troubles(troubles) if troubles else None, left)

    def _select_relevant_printers(self, printers: Sequence[PrintQueue]) -> Sequence[PrintQueue]:
        named = [printer for printer in printers if printer.name in self._names]
        return named or [printer for printer in printers if printer.default] or printers

    def _must_all_printers_work(self, mine: Sequence[PrintQueue]) -> bool:
        """Return whether all relevant printers must work; without a default printer, one is enough."""
        return any(printer.default or printer.name in self._names for printer in mine)

    def _find_printer_troubles(self, machine: Machine, printer: PrintQueue) -> Sequence[PrinterTrouble]:
        said = find_queue_troubles(printer)
        return said if said or not self._knocks else find_unreachable_printers(machine, [printer])


def _collect_evidence(troubles: Sequence[PrinterTrouble]) -> Mapping[str, str]:
    """Return each printer's name and, as a separate fact, its problem."""
    names = {f"printer {n}": trouble.printer.name for n, trouble in enumerate(troubles, 1)}
    return names | {f"problem {n}": str(trouble.kind) for n, trouble in enumerate(troubles, 1)}


def _describe_consequence(broken: Sequence[str], printers: Sequence[PrintQueue]) -> Text:
    """Return what the user can't do: print at all, or on the broken printer if another one seems to work."""
    others = [p for p in printers if p.name not in broken and not find_queue_troubles(p)]
    if others:
        return N_("You can't print on {printer} until this is fixed.", printer=join_names(broken))
    return N_("You can't print until this is fixed.")


def _list_printers_in_findings(seen: Iterable[CheckResult]) -> Iterator[str]:
    """Yield the names of the printers in findings: they hold the user's documents or aren't ready."""
    for result in seen:
        if result.state is CheckState.FOUND and result.finding is not None:
            yield from (queue["name"] for queue in result.finding.data.get("queues", ()))


def _iter_former_default_printers(seen: Iterable[CheckResult]) -> Iterator[str]:
    """Yield the name of the former default printer."""
    for result in seen:
        if result.id == ELSEWHERE and result.finding is not None:
            yield result.finding.data.get("default", "")


def _find_waiting_documents(machine: Machine, printers: Iterable[PrintQueue]) -> Finding | None:
    """Return the finding about the user's waiting documents; None if no printer has documents."""
    return find_waiting_documents(machine) if any(printer.jobs != 0 for printer in printers) else None


def _find_stuck_documents(machine: Machine) -> Finding | None:
    """Return the finding about the user's stuck documents; None without any, or if unknown."""
    try:
        return PrintStuckQueue().diagnose(machine)
    except UnavailableError:
        return None


def _make_other_printer_finding(now: str, trouble: Text | None, left: Text | None) -> Finding:
    """Return the finding that another printer can be used, with the former printer's problem."""
    meaning = trouble or left
    if trouble is not None and left is not None:
        meaning = N_("{what} {more}", what=trouble, more=left)
    summary = N_("You can now print on {printer}.", printer=now)
    return Finding(summary, meaning, data={"left": left is not None})


def _describe_remaining_documents(stuck: Finding | None, printers: Sequence[str]) -> Text | None:
    """Return a message about the user's documents that still wait for these printers, or None."""
    queues = [] if stuck is None else [q for q in stuck.data["queues"] if q["name"] in printers]
    if not queues:
        return None
    return NN_(
        "Your document is still waiting for {printer}. To get it now, print it again.",
        "{count} of your documents are still waiting for {printer}. To get them now, print them again.",
        count=sum(len(queue["jobs"]) for queue in queues),
        printer=join_names([queue["name"] for queue in queues]),
    )
