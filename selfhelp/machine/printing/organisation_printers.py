"""The organisation's approved printers: their queues on this computer, adding and removing them.

CUPS adds a driverless printer by its address (lpadmin(8), ``-m everywhere``), which requires a member of its
``SystemGroup`` or the privileged helper. Windows adds a connection to a print server's queue for one user
(Microsoft Learn, Add-Printer -ConnectionName); if the server's driver isn't installed, that fails, because it
needs an administrator. The Windows and macOS rows are untested.

A printer that can't be reached is never added: CUPS has to query its capabilities.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import ClassVar
from urllib.parse import unquote, urlsplit

from selfhelp.core.errors import ProbeError, StepError, UnavailableError
from selfhelp.core.model import Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.helper.plan import derive_queue_name
from selfhelp.machine import Command, Machine, Reading, Row, Step, powershell
from selfhelp.machine.elevate import request_operation
from selfhelp.machine.network.connections import OPEN, probe_port
from selfhelp.machine.organisation import read_organisation
from selfhelp.machine.printing.default_printer import (
    ChooseFirstPrinter,
    ChoosePrinter,
    describe_default_change,
)
from selfhelp.machine.printing.print_queues import DESTINATIONS, DEVICE_PORTS, PrintQueue
from selfhelp.policy.approved_printers_and_drives import ApprovedPrinter, parse_approved_printers

DRIVERLESS = ("ipp", "ipps")
FILE_SHARING = 445
"""TCP port of a Windows print server (SMB)."""

ADDING = 60.0
"""Timeout for adding a printer, in seconds: the print service queries the printer's capabilities."""


# -- addresses -------------------------------------------------------------------------------------


def _is_windows_queue(address: str) -> bool:
    r"""Return whether an address is a queue of a Windows print server: ``\\server\queue``."""
    return re.fullmatch(r"\\\\[^\\/]+\\[^\\]+", address) is not None


def _is_driverless(address: str) -> bool:
    """Return whether CUPS can set up an address without a driver."""
    return address.partition(":")[0].casefold() in DRIVERLESS and find_probe_target(address) is not None


def find_probe_target(address: str) -> tuple[str, int] | None:
    """Return the host and port to probe before adding a printer; None for an invalid address."""
    if _is_windows_queue(address):
        return address.split("\\")[2], FILE_SHARING
    try:
        parts = urlsplit(address)
        port = parts.port or DEVICE_PORTS.get(parts.scheme)
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname and port and parts.scheme in DEVICE_PORTS else None


def is_same_printer(one: str, other: str) -> bool:
    """Return whether two addresses refer to the same printer, whatever their notation."""
    return _normalise_printer_address(one) == _normalise_printer_address(other)


def _normalise_printer_address(address: str) -> tuple[str, ...]:
    """Return scheme, host, port and path of an address, normalised to be equal for the same printer.

    A printer, unlike a print server, is the same whatever its protocol: raw, or IPP at the usual path (RFC
    8011 and PWG 5100.12: ``/ipp/print``).
    """
    place = find_probe_target(address)
    if _is_windows_queue(address) or place is None:
        return (address.casefold(),)
    parts = urlsplit(address)
    path = unquote(parts.path).rstrip("/")
    alone = parts.scheme == "socket" or path in ("/ipp", "/ipp/print")
    if alone and place[1] == DEVICE_PORTS[parts.scheme]:
        return ("printer", place[0])
    return parts.scheme.removesuffix("s"), place[0], str(place[1]), path


def make_printer_label(address: str) -> str:
    """Return the default name of an organisation's printer: the last part of its address."""
    return unquote(re.split(r"[\\/]", address.rstrip("\\/"))[-1]) or address


def make_printer_title(printer: ApprovedPrinter) -> str:
    """Return the name of an approved printer, or else the last part of its address."""
    return printer.name or make_printer_label(printer.address)


def make_floor_label(floor: str) -> Text | str:
    """Return a floor's label, such as "floor 2"; descriptive labels stay unchanged."""
    return N_("floor {floor}", floor=floor) if re.fullmatch(r"[-+]?\w{1,3}", floor) else floor


def make_printer_label_with_place(title: str, building: str, floor: str) -> Text | str:
    """Return a printer's label with its location: "Colour printer (North, floor 2)"."""
    if building and floor:
        return N_(
            "{printer} ({building}, {floor})", printer=title, building=building, floor=make_floor_label(floor)
        )
    place = building or (make_floor_label(floor) if floor else "")
    return N_("{printer} ({place})", printer=title, place=place) if place else title


def read_approved_printers(machine: Machine) -> Sequence[ApprovedPrinter]:
    """Return the printers approved by the organisation.

    Raises:
        ProbeError: the policy couldn't be read.
    """
    return parse_approved_printers(read_organisation(machine).printers)


def find_queue_for_address(printers: Sequence[PrintQueue], address: str) -> PrintQueue | None:
    """Return the queue on this computer for an address; None if there is none."""
    same = (p for p in printers if is_same_printer(address, p.device) or is_same_printer(address, p.name))
    return next(same, None)


def find_free_queue_name(address: str, taken: Sequence[str]) -> str:
    """Return a name for a new queue that no other printer has."""
    name, number = derive_queue_name(address), 1
    while (found := name if number == 1 else f"{name}-{number}") in taken:
        number += 1
    return found


def _was_printer_added_by_app(printer: PrintQueue, address: str) -> bool:
    """Return whether this app added a printer; another queue for the same device doesn't count."""
    name = derive_queue_name(address)
    return (
        is_same_printer(address, printer.device)
        and re.fullmatch(rf"{re.escape(name)}(-\d+)?", printer.name) is not None
    )


def find_missing_printers(offered: Sequence[str], printers: Sequence[PrintQueue]) -> Sequence[str]:
    """Return the offered addresses without a queue on this computer."""
    return [address for address in offered if find_queue_for_address(printers, address) is None]


ADDABLE: Mapping[Platform, str] = MappingProxyType(
    {Platform.LINUX: "driverless", Platform.MACOS: "driverless", Platform.WINDOWS: "queue"}
)
"""Type of address that each system can add without an external driver."""


def filter_addable_addresses(platform: Platform, addresses: Sequence[str]) -> Sequence[str]:
    """Return the addresses that this system can add without an administrator."""
    fits = {"driverless": _is_driverless, "queue": _is_windows_queue}[ADDABLE[platform]]
    return [address for address in addresses if fits(address) and address.isprintable()]


def can_reach_printer(machine: Machine, address: str) -> bool:
    """Return whether the printer or its server can be reached."""
    place = find_probe_target(address)
    if place is None:
        return False
    return bool(machine.read(Reading(probe_port, {"host": place[0], "port": place[1]})) == OPEN)


# -- steps -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _ApprovedPrinterStep(Step):
    """Base class of changes to one approved printer.

    Attributes:
        address: its address.
        title: its display name; if "", the last part of its address is used.
        building, floor: its location; may be "".
    """

    address: str
    title: str = ""
    building: str = ""
    floor: str = ""

    def make_display_label(self) -> Text | str:
        """Return the printer's name with its location, for messages."""
        return make_printer_label_with_place(
            self.title or make_printer_label(self.address), self.building, self.floor
        )


def _add_printer_cups(step: AddPrinter, machine: Machine, _: Progress) -> str | None:
    printers = _read_print_queues(machine)
    if not find_missing_printers([step.address], printers):
        return None
    _require_reachable_printer(step, machine)
    name = find_free_queue_name(step.address, [printer.name for printer in printers])
    argv = ("lpadmin", "-p", name, "-v", step.address, "-E", "-m", "everywhere")
    output = machine.change(Command(argv, timeout=ADDING))
    if output.code != 0:
        refused = any(word in output.stderr for word in NOT_ALLOWED)
        raise StepError(
            (_describe_no_permission if refused else _describe_no_driver)(step),
            detail=output.stderr.strip()[:2000],
        )
    return " ".join(argv)


NOT_ALLOWED = ("Forbidden", "Unauthorized", "not authorized", "Not authorized")
"""Messages of lpadmin(8) for missing permission in the C locale; seen with CUPS 2.4."""


def _describe_no_permission(step: _ApprovedPrinterStep) -> Text:
    return N_("The print service refused to add the printer {printer}.", printer=step.make_display_label())


def _describe_no_driver(step: _ApprovedPrinterStep) -> Text:
    return N_(
        "The print service couldn't add the printer {printer}. It may need a driver.",
        printer=step.make_display_label(),
    )


def _require_reachable_printer(step: _ApprovedPrinterStep, machine: Machine) -> None:
    """Raise an error unless the printer or its server can be reached.

    Raises:
        StepError: the printer doesn't respond.
    """
    try:
        reached = can_reach_printer(machine, step.address)
    except ProbeError as error:
        raise StepError(error.message, detail=error.detail) from error
    if not reached:
        message = N_(
            "The printer {printer} isn't responding. Connect to your organisation's network or VPN, then try "
            "again.",
            printer=step.make_display_label(),
        )
        raise StepError(message, detail=f"no answer from {step.address}")


def _remove_printer_cups(step: RemovePrinter, machine: Machine, _: Progress) -> str | None:
    names = [
        printer.name
        for printer in _read_print_queues(machine)
        if _was_printer_added_by_app(printer, step.address)
    ]
    for name in names:
        output = machine.change(Command(("lpadmin", "-x", name)))
        if output.code != 0:
            raise StepError(N_("The print service didn't allow this action."), detail=output.stderr.strip())
    return f"removed {', '.join(names)}" if names else None


def _read_print_queues(machine: Machine) -> Sequence[PrintQueue]:
    try:
        return DESTINATIONS.read(machine)
    except UnavailableError as error:
        raise StepError(error.message, detail=error.detail) from error


WINDOWS_ADD = f"$ErrorActionPreference='Stop'; Add-Printer -ConnectionName {powershell.INPUT}"
WINDOWS_REMOVE = f"$ErrorActionPreference='Stop'; Remove-Printer -Name {powershell.INPUT}"
"""Constant scripts that add and remove a printer; the address is passed as data."""


def _add_printer_windows(step: AddPrinter, machine: Machine, _: Progress) -> str | None:
    if not find_missing_printers([step.address], _read_print_queues(machine)):
        return None
    _require_reachable_printer(step, machine)
    message = N_(
        "Windows couldn't add the printer {printer}. An administrator may need to install its driver.",
        printer=step.make_display_label(),
    )
    return _run_script_with_address(machine, WINDOWS_ADD, step.address, message)


def _remove_printer_windows(step: RemovePrinter, machine: Machine, _: Progress) -> str:
    message = N_("Windows couldn't remove the printer {printer}.", printer=step.make_display_label())
    return _run_script_with_address(machine, WINDOWS_REMOVE, step.address, message)


def _run_script_with_address(machine: Machine, script: str, address: str, message: Text) -> str:
    output = machine.change(powershell.build_command_with_data(script, address, ADDING))
    if output.code != 0:
        raise StepError(message, detail=output.stderr.strip()[:2000])
    return script.partition(";")[2].strip()


@dataclass(frozen=True, slots=True)
class AddPrinter(_ApprovedPrinterStep):
    """Step that adds one of the organisation's printers, with the user's own permissions."""

    name: ClassVar[str] = "add-company-printer"
    duration: ClassVar[timedelta] = timedelta(minutes=1)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {
            Platform.LINUX: _add_printer_cups,
            Platform.MACOS: _add_printer_cups,
            Platform.WINDOWS: _add_printer_windows,
        }
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the printer."""
        return N_("Add the printer {printer}.", printer=self.make_display_label())

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that removes the printer again."""
        return RemovePrinter(self.address, self.title, self.building, self.floor)

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the printer is gone again."""
        return bool(find_missing_printers([self.address], _read_print_queues(machine))) is True


@dataclass(frozen=True, slots=True)
class RemovePrinter(_ApprovedPrinterStep):
    """Step that removes a printer that this app added; undo adds it again."""

    name: ClassVar[str] = "remove-company-printer"
    risk: ClassVar[Text | None] = N_("Documents waiting for this printer won't print.")
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {
            Platform.LINUX: _remove_printer_cups,
            Platform.MACOS: _remove_printer_cups,
            Platform.WINDOWS: _remove_printer_windows,
        }
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the printer."""
        return N_("Remove the printer {printer}.", printer=self.make_display_label())

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that adds the printer again."""
        return AddPrinter(self.address, self.title, self.building, self.floor)

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the printer is set up again."""
        return bool(find_missing_printers([self.address], _read_print_queues(machine))) is False


ADD, REMOVE = "add-company-printer", "remove-company-printer"


def _add_printer_with_helper(step: AddPrinterAsAdministrator, machine: Machine, _: Progress) -> str | None:
    if not find_missing_printers([step.address], _read_print_queues(machine)):
        return None
    _require_reachable_printer(step, machine)
    return request_operation(machine, ADD, printer=step.address)


def _remove_printer_with_helper(step: RemovePrinterAsAdministrator, machine: Machine, _: Progress) -> str:
    return request_operation(machine, REMOVE, printer=step.address)


@dataclass(frozen=True, slots=True)
class AddPrinterAsAdministrator(_ApprovedPrinterStep):
    """Step that adds an organisation's printer through the privileged helper, which verifies the address."""

    name: ClassVar[str] = "add-company-printer-as-administrator"
    duration: ClassVar[timedelta] = timedelta(minutes=1)
    operations: ClassVar[Mapping[Platform, str]] = MappingProxyType(
        {Platform.LINUX: ADD, Platform.MACOS: ADD}
    )
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.LINUX: _add_printer_with_helper, Platform.MACOS: _add_printer_with_helper}
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the printer."""
        return N_("Add the printer {printer}.", printer=self.make_display_label())

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that removes the printer again."""
        return RemovePrinterAsAdministrator(self.address, self.title, self.building, self.floor)

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the printer is gone again."""
        return bool(find_missing_printers([self.address], _read_print_queues(machine))) is True


@dataclass(frozen=True, slots=True)
class RemovePrinterAsAdministrator(_ApprovedPrinterStep):
    """Step that removes a printer that was added by `AddPrinterAsAdministrator`."""

    name: ClassVar[str] = "remove-company-printer-as-administrator"
    risk: ClassVar[Text | None] = RemovePrinter.risk
    operations: ClassVar[Mapping[Platform, str]] = MappingProxyType(
        {Platform.LINUX: REMOVE, Platform.MACOS: REMOVE}
    )
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.LINUX: _remove_printer_with_helper, Platform.MACOS: _remove_printer_with_helper}
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the printer."""
        return N_("Remove the printer {printer}.", printer=self.make_display_label())

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that adds the printer again."""
        return AddPrinterAsAdministrator(self.address, self.title, self.building, self.floor)

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the printer is set up again."""
        return bool(find_missing_printers([self.address], _read_print_queues(machine))) is False


# -- after it was added -----------------------------------------------------------------------------


def _require_print_queue(step: _ApprovedPrinterStep, machine: Machine) -> PrintQueue:
    """Return the printer's queue on this computer.

    Raises:
        ProbeError: the queue doesn't exist.
    """
    found = find_queue_for_address(DESTINATIONS.read(machine), step.address)
    if found is None:
        message = N_(
            "The printer {printer} isn't in the list of printers.", printer=step.make_display_label()
        )
        raise ProbeError(message, detail=step.address)
    return found


def _perform_no_action(step: ConfirmExistingPrinter, machine: Machine, _: Progress) -> None:
    """Change nothing, because the check after the steps verifies the printer; return None."""


@dataclass(frozen=True, slots=True)
class ConfirmExistingPrinter(_ApprovedPrinterStep):
    """Step that checks a printer that is already set up.

    Nothing is changed, so there's no undo.
    """

    name: ClassVar[str] = "check-company-printer"
    duration: ClassVar[timedelta] = timedelta(seconds=2)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(dict.fromkeys(Platform, _perform_no_action))

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the printer."""
        return N_(
            "Check the printer {printer}. It's already in your list.", printer=self.make_display_label()
        )


def _choose_added_printer(step: ChooseCompanyPrinter, machine: Machine, progress: Progress) -> str | None:
    try:
        queue = _require_print_queue(step, machine)
    except UnavailableError as error:
        raise StepError(error.message, detail=error.detail) from error
    return ChoosePrinter(queue.name).perform(machine, progress)


@dataclass(frozen=True, slots=True)
class ChooseCompanyPrinter(_ApprovedPrinterStep):
    """Step that makes an approved printer the user's default after it was added.

    The queue's name is known only after the printer was added.
    """

    name: ClassVar[str] = "choose-company-printer"
    duration: ClassVar[timedelta] = timedelta(seconds=2)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(dict.fromkeys(Platform, _choose_added_printer))

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the printer."""
        return N_("Make {printer} your default printer.", printer=self.make_display_label())

    def describe_change(self, back: Step | None) -> Text | None:
        """Return the former and the new default printer."""
        return describe_default_change(self.make_display_label(), back)

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the current settings.

        Raises:
            ProbeError: the printer isn't set up yet.
        """
        return ChoosePrinter(_require_print_queue(self, machine).name).make_undo_step(machine)

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the former default printer is the default again."""
        return ChoosePrinter(_require_print_queue(self, machine).name).is_undone(machine, back)


class ChooseFirstCompanyPrinter(ChooseCompanyPrinter):
    """Step that makes an approved printer the default, where this can't be undone (`ChooseFirstPrinter`)."""

    name: ClassVar[str] = "choose-first-company-printer"
    risk: ClassVar[Text | None] = ChooseFirstPrinter.risk
    make_undo_step = Step.make_undo_step
