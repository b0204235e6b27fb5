"""None of the printers that the company offers is in the list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Option
from selfhelp.core.text import N_, NN_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.organisation import read_organisation
from selfhelp.machine.printing.organisation_printers import (
    AddPrinter,
    AddPrinterAsAdministrator,
    addable_printers,
    can_reach_printer,
    missing_printers,
    printer_label,
)
from selfhelp.machine.printing.print_queue_steps import MAY_ADMINISTER, QueueRights
from selfhelp.machine.printing.print_queues import DESTINATIONS, PrintQueue

PRINTER = "printer"

KNOCKED = 8
"""Printers knocked at; each that is silent takes two seconds."""


class PrintMissing(Fix):
    """Adds a printer of the organisation's list, where this computer has none of them.

    The list names printers people *may* add (policy, ``[organisation] printers``); so who has one of
    them misses nothing that could be seen, and adds another in the settings. A printer of the list is
    added only if it answers; one that needs a driver from an administrator is a ticket.
    """

    id = "print-missing"
    title = N_("Add a printer")
    category = Category.PRINTING
    looks = N_("Checking your organisation's printers…")
    cheap = False  # it knocks at printers
    collectors = ("printers", "network")
    lifetime = timedelta(seconds=40)
    prevention = N_(
        "Don't remove a printer you'll need again: you may need an administrator to add it. Ask for the "
        "printer's name when you move to another floor."
    )
    by_hand = ("add-printer",)

    def diagnose(self, machine: Machine) -> Finding | None:
        """Compare the list of printers with the organisation's."""
        printers = DESTINATIONS.read(machine)
        offered = read_organisation(machine).printers
        if not offered:
            _nothing_offered(printers)
            return None
        absent = missing_printers(offered, printers)
        if len(absent) < len(offered):
            return None
        ways = addable_printers(machine.platform, absent)
        return Finding(
            summary=NN_(
                "Your organisation's printer isn't in your list: {names}.",
                "None of your organisation's printers are in your list: {names}.",
                count=len(absent),
                names=", ".join(map(printer_label, absent)),
            ),
            meaning=_meaning(bool(ways)),
            evidence={f"printer {n}": address for n, address in enumerate(absent, 1)},
            data={"printers": list(ways[:KNOCKED]), "rights": MAY_ADMINISTER.read(machine).value},
        )

    def blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Refuse where none of the printers can be reached: it could not be added, or not be used."""
        if finding.data["printers"] and not any(
            can_reach_printer(machine, a) for a in finding.data["printers"]
        ):
            return N_(
                "None of your organisation's printers can be reached. Connect to your organisation's "
                "network or VPN, then try again."
            )
        return None

    def questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Ask which printer, where there are several."""
        addresses: Sequence[str] = finding.data["printers"]
        if len(addresses) < 2:
            return ()
        options = [Option(a, printer_label(a), a, chosen=number == 0) for number, a in enumerate(addresses)]
        return (ChoiceQuestion(PRINTER, N_("Which printer is near you?"), options),)

    def steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Add it with their own rights where they are enough, else through the administrator's helper."""
        addresses: Sequence[str] = answers.get(PRINTER, finding.data["printers"])
        add = (
            AddPrinterAsAdministrator if finding.data["rights"] == QueueRights.ADMINISTRATORS else AddPrinter
        )
        return [add(address) for address in addresses[:1]]


def _nothing_offered(printers: Sequence[PrintQueue]) -> None:
    """Say that nothing is known of what should be there, where nothing is there.

    Raises:
        NotOfferedError: neither is there a printer, nor has the organisation named one.
    """
    if not printers:
        raise NotOfferedError(
            N_(
                "No printer is set up on this computer, and your organisation hasn't listed any in this "
                "app. Contact the help desk."
            )
        )


def _meaning(can_add: bool) -> Text:
    if can_add:
        return N_("We can add it so that you can print there.")
    return N_("Only an administrator can set it up. Contact the help desk.")
