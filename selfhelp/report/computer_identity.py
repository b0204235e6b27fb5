"""Identifies the computer in a ticket, in clear: name, model, serial number and asset tag.

A report has placeholders for names and serial numbers, so that it can be shared. The ticket itself must
identify the computer, if the organisation and the user allow it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from uuid import UUID

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.ticket import ComputerId
from selfhelp.machine import Machine
from selfhelp.machine.system.asset_identity import COMPUTER
from selfhelp.machine.system.operating_system import SYSTEM

LONGEST = 80
"""Maximum length of one value, in characters: firmware values are unchecked."""


@dataclass(frozen=True, slots=True)
class ComputerIdentity:
    """The values by which a technician identifies a computer; "" if unreadable.

    Attributes:
        name: network name.
        model: maker and model.
        serial: the maker's serial number; readable only by administrators on Linux.
        asset: the owner's asset tag, stored in the firmware.
        system: operating system and build.
        uuid: the firmware's UUID, as inventories know it; readable only by administrators on Linux. GLPI
            agents report it: SMBIOS type 1 of ``dmidecode`` on Linux, Win32_ComputerSystemProduct.UUID on
            Windows, the "Hardware UUID" of system_profiler on macOS (glpi-agent,
            GLPI::Agent::Task::Inventory, ``Hardware.pm`` of each system). /etc/machine-id is created by the
            installation and unknown to inventories.
    """

    name: str = ""
    model: str = ""
    serial: str = ""
    asset: str = ""
    system: str = ""
    uuid: str = ""

    def list_ticket_lines(self) -> Sequence[str]:
        """Return the lines that identify the computer in a ticket; empty if nothing is known."""
        which = [self.name, self.model]
        which += [f"serial number {self.serial}"] if self.serial else []
        which += [f"asset tag {self.asset}"] if self.asset else []
        said = ", ".join(part for part in which if part)
        system = [f"System: {self.system}"] if self.system else []
        return [*([f"Computer: {said}"] if said else []), *system]

    def list_all_lines(self) -> Sequence[str]:
        """Return the ticket's lines plus the UUID for the inventory, as shown in the review."""
        return [*self.list_ticket_lines(), *([f"Hardware number (UUID): {self.uuid}"] if self.uuid else [])]

    def remove_secrets(self, clean: Callable[[str], str]) -> ComputerIdentity:
        """Return a copy without secrets: firmware texts may contain anything."""
        return ComputerIdentity(*(clean(getattr(self, part.name)) for part in fields(self)))

    def to_computer_id(self) -> ComputerId:
        """Return the keys for a lookup in the help desk's inventory."""
        return ComputerId(self.name, self.serial, self.uuid, self.asset)


def read_computer(machine: Machine) -> ComputerIdentity:
    """Return the computer's identity; unreadable values are empty, so that a ticket can always be sent."""
    try:
        system = SYSTEM.read(machine)
        name, title = _to_safe_line(system.name), _to_safe_line(system.title)
        model = _to_safe_line(system.model)
        if not model.casefold().startswith(_to_safe_line(system.maker).casefold()):
            model = f"{_to_safe_line(system.maker)} {model}".strip()
        build = _to_safe_line(system.build)
        title = f"{title}, build {build}" if title and build else title
    except SelfhelpError:
        name = title = model = ""
    try:
        label = COMPUTER.read(machine)
        serial, asset, uuid = (
            _to_safe_line(label.serial),
            _to_safe_line(label.asset),
            _normalise_uuid(label.uuid),
        )
    except SelfhelpError:
        serial = asset = uuid = ""
    return ComputerIdentity(name, model, serial, asset, title, uuid)


def _normalise_uuid(value: str | None) -> str:
    """Return a UUID in its usual form; "" if the firmware's value is invalid."""
    text = _to_safe_line(value)
    try:
        return text if UUID(text) else ""
    except ValueError:
        return ""


def _to_safe_line(value: str | None) -> str:
    """Return a value as one short line without control characters."""
    from selfhelp.report import size_limits

    return size_limits.limit_line(value or "")[:LONGEST]
