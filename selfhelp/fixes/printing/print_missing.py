"""A missing printer: no approved printer is set up, or the user wants another printer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta

from selfhelp.core.errors import NotOfferedError, RefusedError
from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Json, Option
from selfhelp.core.text import N_, NN_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.elevate import list_available_operations
from selfhelp.machine.printing.default_printer import FIRST_STAYS
from selfhelp.machine.printing.organisation_printers import (
    ADD,
    AddPrinter,
    AddPrinterAsAdministrator,
    ChooseCompanyPrinter,
    ChooseFirstCompanyPrinter,
    ConfirmExistingPrinter,
    can_reach_printer,
    filter_addable_addresses,
    find_missing_printers,
    find_queue_for_address,
    make_floor_label,
    make_printer_label_with_place,
    make_printer_title,
    read_approved_printers,
)
from selfhelp.machine.printing.print_queue_steps import MAY_ADMINISTER, QueueRights
from selfhelp.machine.printing.print_queues import DESTINATIONS, STOPPED, PrintQueue
from selfhelp.policy.approved_printers_and_drives import ApprovedPrinter

PRINTER, DEFAULT = "printer", "default"
KEEP, CHANGE = "keep", "change"

KNOCKED = 8
"""Maximum number of printers to probe before the choice; an unresponsive printer takes two seconds."""

NAMED = 3
"""Maximum number of printers named in a message."""


class PrintMissing(Fix):
    """Adds a printer from the organisation's list.

    The list names printers that users *may* add (policy, ``[organisation] printers``). A user without any of
    these printers has a problem; a user with one may ask for another (`find_offer_on_request`). A printer is
    added only if it responds. A printer that needs a driver or an administrator leads to a ticket with the
    printer, its location and the reason.
    """

    id = "print-missing"
    title = N_("Add a printer")
    category = Category.PRINTING
    looks = N_("Checking your organisation's printers…")
    cheap = False  # it probes printers
    collectors = ("printers", "network")
    lifetime = timedelta(seconds=40)
    prevention = N_(
        "Don't remove a printer you'll need again: you may need an administrator to "
        "add it. When you move to another floor, ask for the name of the printer there."
    )
    by_hand = ("add-printer",)

    def diagnose(self, machine: Machine) -> Finding | None:
        """Compare this computer's printers with the organisation's list."""
        printers = DESTINATIONS.read(machine)
        approved = read_approved_printers(machine)
        if not approved:
            _require_approved_printers(printers)
            return None
        if len(_filter_missing_printers(approved, printers)) < len(approved):
            return None
        return _make_finding(machine, approved, printers)

    def find_offer_on_request(self, machine: Machine) -> Finding | Text | None:
        """Return an offer of the approved printers that aren't set up."""
        printers = DESTINATIONS.read(machine)
        approved = read_approved_printers(machine)
        if not approved:
            return _NONE_LISTED
        if _filter_missing_printers(approved, printers):
            return _make_finding(machine, approved, printers)
        return NN_(
            "Your organisation's printer is already in your list: {names}.",
            "All {count} of your organisation's printers are already in your list: {names}.",
            count=len(approved),
            names=_join_names(approved),
        )

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return why the fix can't run if none of a few printers responds: they couldn't be added or used.

        Of many printers in many buildings, only the chosen printer is probed before it is added.
        """
        addresses: Sequence[str] = finding.data["reachable"]
        if addresses and not any(can_reach_printer(machine, address) for address in addresses):
            return N_(
                "None of your organisation's printers can be reached. Connect to your organisation's "
                "network or VPN, then try again."
            )
        return None

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return questions asking which printer to add, and whether to make it the default."""
        printers = _parse_approved_printers(finding)
        usual: str = finding.data["default"]
        keep = N_("Keep {printer}", printer=usual)
        options = [
            Option(KEEP, keep if usual else N_("Don't set a default printer"), chosen=True),
            Option(CHANGE, N_("Make this printer the default")),
        ]
        default = ChoiceQuestion(
            DEFAULT, N_("Do you want to make this printer your default printer?"), options
        )
        if len(printers) < 2:
            return (default,)
        here: Sequence[str] = finding.data["here"]
        first = _find_chosen_printer(finding, {})
        choices = [_make_option(p, p.address in here, p == first) for p in printers]
        places = (N_("All buildings"), N_("All floors"))
        return (
            ChoiceQuestion(PRINTER, N_("Which printer do you need?"), choices, everywhere=places),
            default,
        )

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return steps that add the printer with the user's own permissions or through the privileged helper.

        Raises:
            RefusedError: the printer needs a driver, or an administrator.
        """
        printer = _find_chosen_printer(finding, answers)
        place = (printer.address, make_printer_title(printer), printer.building, printer.floor)
        plain = place if printer.name or printer.building or printer.floor else place[:1]
        choose = ChooseFirstCompanyPrinter if finding.data.get("lasting") else ChooseCompanyPrinter
        default = [choose(*plain)] if answers.get(DEFAULT) == [CHANGE] else []
        if printer.address in finding.data["here"]:
            return default or [ConfirmExistingPrinter(*plain)]
        _require_addable_printer(finding, printer)
        by_helper = finding.data["rights"] == QueueRights.ADMINISTRATORS
        return [AddPrinterAsAdministrator(*plain) if by_helper else AddPrinter(*plain), *default]

    def verify_outcome(self, machine: Machine, finding: Finding, answers: Answers) -> Finding | None:
        """Check whether the printer is set up, accepts documents and, if wanted, is the default."""
        printer = _find_chosen_printer(finding, answers)
        queue = find_queue_for_address(DESTINATIONS.read(machine), printer.address)
        words = _make_display_label(printer)
        if queue is None:
            return _make_not_ready_finding(
                printer, N_("The printer {printer} isn't in your list.", printer=words)
            )
        if not queue.accepting or queue.state == STOPPED:
            return _make_not_ready_finding(
                printer,
                N_("The printer {printer} is in your list but isn't accepting documents.", printer=words),
            )
        if answers.get(DEFAULT) == [CHANGE] and not queue.default:
            return _make_not_ready_finding(
                printer, N_("The printer {printer} isn't your default printer.", printer=words)
            )
        return None


# -- finding -----------------------------------------------------------------------------------------


def _filter_missing_printers(
    approved: Sequence[ApprovedPrinter], printers: Sequence[PrintQueue]
) -> Sequence[ApprovedPrinter]:
    missing = find_missing_printers([printer.address for printer in approved], printers)
    return [printer for printer in approved if printer.address in missing]


def _make_finding(
    machine: Machine, approved: Sequence[ApprovedPrinter], printers: Sequence[PrintQueue]
) -> Finding:
    absent = _filter_missing_printers(approved, printers)
    ways = filter_addable_addresses(machine.platform, [printer.address for printer in absent])
    here = [printer for printer in approved if printer not in absent]
    rights = MAY_ADMINISTER.read(machine).value
    return Finding(
        summary=_make_summary(absent, here),
        meaning=_make_explanation(len(ways)),
        evidence={f"printer {n}": printer.address for n, printer in enumerate(absent, 1)},
        data={
            "printers": [asdict(printer) for printer in approved],
            "here": [printer.address for printer in here],
            "ways": list(ways),
            "reachable": list(ways) if 0 < len(ways) <= KNOCKED and not here else [],
            "rights": rights,
            "helper": rights != QueueRights.ADMINISTRATORS or ADD in list_available_operations(machine),
            "default": (default := next((queue.name for queue in printers if queue.default), "")),
            "lasting": not default and FIRST_STAYS.read(machine),
        },
        on_request=True,
    )


def _make_summary(absent: Sequence[ApprovedPrinter], here: Sequence[ApprovedPrinter]) -> Text:
    if here and len(absent) > NAMED:
        return N_("You can add {number} more printers from your organisation.", number=len(absent))
    if here:
        return NN_(
            "You can add {count} more printer from your organisation: {names}.",
            "You can add {count} more printers from your organisation: {names}.",
            count=len(absent),
            names=_join_names(absent),
        )
    if len(absent) > NAMED:
        return N_("None of your organisation's {number} printers are in your list.", number=len(absent))
    return NN_(
        "Your organisation's printer isn't in your list: {names}.",
        "None of your organisation's printers are in your list: {names}.",
        count=len(absent),
        names=_join_names(absent),
    )


def _join_names(printers: Sequence[ApprovedPrinter]) -> str:
    more = ["…"] if len(printers) > NAMED else []
    return ", ".join([*map(make_printer_title, printers[:NAMED]), *more])


def _make_explanation(ways: int) -> Text:
    if ways > 1:
        return N_("Choose a printer, and we'll add it so that you can use it.")
    if ways:
        return N_("We can add this printer so that you can use it.")
    return N_("Only an administrator can set up this printer. Contact the help desk.")


def _require_approved_printers(printers: Sequence[PrintQueue]) -> None:
    """Raise an error unless a printer is set up or approved.

    Raises:
        NotOfferedError: no printer is set up or approved.
    """
    if not printers:
        raise NotOfferedError(
            N_(
                "No printer is set up on this computer, and your organisation hasn't listed any in this "
                "app. Contact the help desk."
            )
        )


_NONE_LISTED = N_("Your organisation hasn't listed any printers in this app. Contact the help desk.")


def _make_not_ready_finding(printer: ApprovedPrinter, summary: Text) -> Finding:
    return Finding(summary, evidence={"printer": printer.address}, on_request=True)


# -- the choice ------------------------------------------------------------------------------------


def _parse_approved_printers(finding: Finding) -> Sequence[ApprovedPrinter]:
    entries: Sequence[Mapping[str, Json]] = finding.data["printers"]
    return [ApprovedPrinter(**entry) for entry in entries]


def _find_chosen_printer(finding: Finding, answers: Answers) -> ApprovedPrinter:
    """Return the printer that the user chose; without an answer, the first printer that can be added."""
    printers = _parse_approved_printers(finding)
    absent = [p for p in printers if p.address not in finding.data["here"]]
    usual = [p for p in absent if p.address in finding.data["ways"]] or absent
    wanted = answers.get(PRINTER, [usual[0].address])
    return next(printer for printer in printers if printer.address in wanted)


def _make_option(printer: ApprovedPrinter, here: bool, chosen: bool) -> Option:
    """Return the option for a printer, grouped by building and floor; rooms distinguish equal names."""
    room = N_("Room {room}", room=printer.room) if printer.room else ""
    plain = room or ("" if printer.name else printer.address)
    detail = _append_already_added_note(plain) if here else plain
    groups = (printer.building, make_floor_label(printer.floor)) if printer.building or printer.floor else ()
    return Option(printer.address, make_printer_title(printer), detail, chosen, groups)


def _append_already_added_note(detail: Text | str) -> Text:
    if not detail:
        return N_("Already in your list")
    return N_("{detail} – already in your list", detail=detail)


def _make_display_label(printer: ApprovedPrinter) -> Text | str:
    return make_printer_label_with_place(make_printer_title(printer), printer.building, printer.floor)


def _require_addable_printer(finding: Finding, printer: ApprovedPrinter) -> None:
    """Raise an error if the printer can't be added by this app.

    Raises:
        RefusedError: the printer needs a driver or an administrator.
    """
    if printer.address not in finding.data["ways"]:
        if printer.driver:
            raise RefusedError(
                N_(
                    "The printer {printer} needs the driver {driver}. Only an administrator can install it.",
                    printer=_make_display_label(printer),
                    driver=printer.driver,
                )
            )
        raise RefusedError(
            N_(
                "Only an administrator can add the printer {printer} here.",
                printer=_make_display_label(printer),
            )
        )
    if not finding.data["helper"]:
        raise RefusedError(
            N_(
                "You need administrator permission to add the printer {printer}.",
                printer=_make_display_label(printer),
            )
        )
