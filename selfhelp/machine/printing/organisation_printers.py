"""The printers that the organisation offers: which of them are set up here, adding one, taking it away.

CUPS adds a driverless printer by its address (lpadmin(8), ``-m everywhere``); that takes a member of its
``SystemGroup``, or the administrator's helper. Windows adds a connection to a queue of a print server for
one person (Microsoft Learn, Add-Printer -ConnectionName); where the server's driver is not installed yet
that needs an administrator, and fails. The Windows and macOS rows were not tried on real ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import ClassVar
from urllib.parse import unquote, urlsplit

from selfhelp.core.errors import StepError, UnavailableError
from selfhelp.core.model import Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.helper.plan import print_queue_name
from selfhelp.machine import Command, Machine, Reading, Row, Step, powershell
from selfhelp.machine.elevate import request_operation
from selfhelp.machine.network.connections import OPEN, probe_port
from selfhelp.machine.printing.print_queues import DESTINATIONS, DEVICE_PORTS, PrintQueue

DRIVERLESS = ("ipp", "ipps")
FILE_SHARING = 445
"""The port of a Windows print server (SMB)."""

ADDING = 60.0
"""Seconds for adding a printer: the print service asks the printer what it can do."""


# -- addresses -------------------------------------------------------------------------------------


def is_windows_queue(address: str) -> bool:
    r"""Whether an address is a queue of a Windows print server: ``\\server\queue``."""
    return re.fullmatch(r"\\\\[^\\/]+\\[^\\]+", address) is not None


def is_driverless(address: str) -> bool:
    """Whether an address is one that CUPS sets up without a driver."""
    return address.partition(":")[0].casefold() in DRIVERLESS and probe_target(address) is not None


def probe_target(address: str) -> tuple[str, int] | None:
    """Return where to knock before the printer is added; None for an address no one can read."""
    if is_windows_queue(address):
        return address.split("\\")[2], FILE_SHARING
    try:
        parts = urlsplit(address)
        port = parts.port or DEVICE_PORTS.get(parts.scheme)
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname and port and parts.scheme in DEVICE_PORTS else None


def is_same_printer(one: str, other: str) -> bool:
    """Whether two addresses are the same printer, however they are written."""
    return _canonical(one) == _canonical(other)


def _canonical(address: str) -> tuple[str, ...]:
    """Return scheme, host, port and path; a secured connection leads to the same printer.

    A printer itself, not a server of many, is the same one whatever protocol it is spoken to in: raw, or
    IPP at the usual path (RFC 8011 and PWG 5100.12: ``/ipp/print``).
    """
    place = probe_target(address)
    if is_windows_queue(address) or place is None:
        return (address.casefold(),)
    parts = urlsplit(address)
    path = unquote(parts.path).rstrip("/")
    alone = parts.scheme == "socket" or path in ("/ipp", "/ipp/print")
    if alone and place[1] == DEVICE_PORTS[parts.scheme]:
        return ("printer", place[0])
    return parts.scheme.removesuffix("s"), place[0], str(place[1]), path


def printer_label(address: str) -> str:
    """Return what a person calls a printer of the organisation: the last part of the address."""
    return unquote(re.split(r"[\\/]", address.rstrip("\\/"))[-1]) or address


def free_queue_name(address: str, taken: Sequence[str]) -> str:
    """Return a name for its queue that no other printer has."""
    name, number = print_queue_name(address), 1
    while (found := name if number == 1 else f"{name}-{number}") in taken:
        number += 1
    return found


def is_added_by_us(printer: PrintQueue, address: str) -> bool:
    """Whether a printer is the one that was added from here, and not another queue for the same device."""
    name = print_queue_name(address)
    return (
        is_same_printer(address, printer.device)
        and re.fullmatch(rf"{re.escape(name)}(-\d+)?", printer.name) is not None
    )


def missing_printers(offered: Sequence[str], printers: Sequence[PrintQueue]) -> Sequence[str]:
    """Return the offered addresses that no printer here has."""
    return [
        a
        for a in offered
        if not any(is_same_printer(a, p.device) or is_same_printer(a, p.name) for p in printers)
    ]


ADDABLE: Mapping[Platform, str] = MappingProxyType(
    {Platform.LINUX: "driverless", Platform.MACOS: "driverless", Platform.WINDOWS: "queue"}
)
"""What kind of address each system can add without a driver from elsewhere."""


def addable_printers(platform: Platform, addresses: Sequence[str]) -> Sequence[str]:
    """Return the addresses that this system can add on its own."""
    fits = {"driverless": is_driverless, "queue": is_windows_queue}[ADDABLE[platform]]
    return [address for address in addresses if fits(address) and address.isprintable()]


def can_reach_printer(machine: Machine, address: str) -> bool:
    """Knock at the printer or its server."""
    place = probe_target(address)
    if place is None:
        return False
    return bool(machine.read(Reading(probe_port, {"host": place[0], "port": place[1]})) == OPEN)


# -- steps -----------------------------------------------------------------------------------------


def _cups_add(step: AddPrinter, machine: Machine, _: Progress) -> str | None:
    printers = _printers(machine)
    if not missing_printers([step.address], printers):
        return None
    name = free_queue_name(step.address, [printer.name for printer in printers])
    argv = ("lpadmin", "-p", name, "-v", step.address, "-E", "-m", "everywhere")
    output = machine.change(Command(argv, timeout=ADDING))
    if output.code != 0:
        raise StepError(N_("The print service couldn't add the printer."), detail=output.stderr.strip())
    return " ".join(argv)


def _cups_remove(step: RemovePrinter, machine: Machine, _: Progress) -> str | None:
    names = [printer.name for printer in _printers(machine) if is_added_by_us(printer, step.address)]
    for name in names:
        output = machine.change(Command(("lpadmin", "-x", name)))
        if output.code != 0:
            raise StepError(N_("The print service didn't allow this."), detail=output.stderr.strip())
    return f"removed {', '.join(names)}" if names else None


def _printers(machine: Machine) -> Sequence[PrintQueue]:
    try:
        return DESTINATIONS.read(machine)
    except UnavailableError as error:
        raise StepError(error.message, detail=error.detail) from error


WINDOWS_ADD = f"$ErrorActionPreference='Stop'; Add-Printer -ConnectionName {powershell.INPUT}"
WINDOWS_REMOVE = f"$ErrorActionPreference='Stop'; Remove-Printer -Name {powershell.INPUT}"
"""Constants; the address comes in as data."""


def _windows_add(step: AddPrinter, machine: Machine, _: Progress) -> str:
    return _windows(machine, WINDOWS_ADD, step.address)


def _windows_remove(step: RemovePrinter, machine: Machine, _: Progress) -> str:
    return _windows(machine, WINDOWS_REMOVE, step.address)


def _windows(machine: Machine, script: str, address: str) -> str:
    output = machine.change(powershell.command_with_data(script, address, ADDING))
    if output.code != 0:
        message = N_("Windows couldn't add the printer. An administrator may need to install its driver.")
        raise StepError(message, detail=output.stderr.strip()[:2000])
    return script.partition(";")[2].strip()


@dataclass(frozen=True, slots=True)
class AddPrinter(Step):
    """Add one of the organisation's printers, with this person's own rights."""

    address: str

    name: ClassVar[str] = "add-company-printer"
    duration: ClassVar[timedelta] = timedelta(minutes=1)
    undoable: ClassVar[bool] = True
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.LINUX: _cups_add, Platform.MACOS: _cups_add, Platform.WINDOWS: _windows_add}
    )

    def sentence(self) -> Text:
        """Say which printer."""
        return N_("Add the printer {printer}.", printer=printer_label(self.address))

    def undo_step(self, machine: Machine) -> Step | None:
        """Take it away again."""
        return RemovePrinter(self.address)


@dataclass(frozen=True, slots=True)
class RemovePrinter(Step):
    """Take away a printer that was added: the way back from `AddPrinter`, so it can be added again."""

    address: str

    name: ClassVar[str] = "remove-company-printer"
    risk: ClassVar[Text | None] = N_("Documents waiting for this printer won't print.")
    undoable: ClassVar[bool] = True
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.LINUX: _cups_remove, Platform.MACOS: _cups_remove, Platform.WINDOWS: _windows_remove}
    )

    def sentence(self) -> Text:
        """Say which printer."""
        return N_("Remove the printer {printer}.", printer=printer_label(self.address))

    def undo_step(self, machine: Machine) -> Step | None:
        """Add it."""
        return AddPrinter(self.address)


ADD, REMOVE = "add-company-printer", "remove-company-printer"


def _add_with_rights(step: AddPrinterAsAdministrator, machine: Machine, _: Progress) -> str:
    return request_operation(machine, ADD, printer=step.address)


def _remove_with_rights(step: RemovePrinterAsAdministrator, machine: Machine, _: Progress) -> str:
    return request_operation(machine, REMOVE, printer=step.address)


@dataclass(frozen=True, slots=True)
class AddPrinterAsAdministrator(Step):
    """Add one of the organisation's printers by the administrator's helper, which knows the list itself."""

    address: str

    name: ClassVar[str] = "add-company-printer-as-administrator"
    duration: ClassVar[timedelta] = timedelta(minutes=1)
    undoable: ClassVar[bool] = True
    admin: ClassVar[bool] = True
    operations: ClassVar[Mapping[Platform, str]] = MappingProxyType(
        {Platform.LINUX: ADD, Platform.MACOS: ADD}
    )
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.LINUX: _add_with_rights, Platform.MACOS: _add_with_rights}
    )

    def sentence(self) -> Text:
        """Say which printer."""
        return N_("Add the printer {printer}.", printer=printer_label(self.address))

    def undo_step(self, machine: Machine) -> Step | None:
        """Take it away again."""
        return RemovePrinterAsAdministrator(self.address)


@dataclass(frozen=True, slots=True)
class RemovePrinterAsAdministrator(Step):
    """Take away a printer that was added: the way back from `AddPrinterAsAdministrator`."""

    address: str

    name: ClassVar[str] = "remove-company-printer-as-administrator"
    risk: ClassVar[Text | None] = RemovePrinter.risk
    undoable: ClassVar[bool] = True
    admin: ClassVar[bool] = True
    operations: ClassVar[Mapping[Platform, str]] = MappingProxyType(
        {Platform.LINUX: REMOVE, Platform.MACOS: REMOVE}
    )
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.LINUX: _remove_with_rights, Platform.MACOS: _remove_with_rights}
    )

    def sentence(self) -> Text:
        """Say which printer."""
        return N_("Remove the printer {printer}.", printer=printer_label(self.address))

    def undo_step(self, machine: Machine) -> Step | None:
        """Add it."""
        return AddPrinterAsAdministrator(self.address)
