"""Which computer a ticket is about, readable: its name, model, serial number and asset tag.

A report has stand-ins for names and serial numbers, so that it can be passed on. The ticket itself must say
which computer it is, or the technician asks. It does so only if the organisation and the user let it.
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
"""Characters of one value: firmware may say anything."""


@dataclass(frozen=True, slots=True)
class ComputerIdentity:
    """The keys by which a technician looks up a computer; "" if unreadable.

    Attributes:
        name: as it is called in the network.
        model: maker and model.
        serial: the maker's number; Linux tells it to administrators only.
        asset: the owner's number, as written into the firmware.
        system: operating system and build.
        uuid: the firmware's number, which inventories know; Linux tells it to administrators only. It is
            what the agents of GLPI report: SMBIOS type 1 of ``dmidecode`` on Linux,
            Win32_ComputerSystemProduct.UUID on Windows, the "Hardware UUID" of system_profiler on macOS
            (glpi-agent, GLPI::Agent::Task::Inventory, ``Hardware.pm`` of each system). The number in
            /etc/machine-id is made by the installation, and no inventory knows it.
    """

    name: str = ""
    model: str = ""
    serial: str = ""
    asset: str = ""
    system: str = ""
    uuid: str = ""

    def ticket_lines(self) -> Sequence[str]:
        """Return the lines of the ticket that say which computer it is; none if nothing is known."""
        which = [self.name, self.model]
        which += [f"serial number {self.serial}"] if self.serial else []
        which += [f"asset tag {self.asset}"] if self.asset else []
        said = ", ".join(part for part in which if part)
        system = [f"System: {self.system}"] if self.system else []
        return [*([f"Computer: {said}"] if said else []), *system]

    def all_lines(self) -> Sequence[str]:
        """Return these lines and what only the desk's inventory reads, as the sheet shows them."""
        return [*self.ticket_lines(), *([f"Hardware number (UUID): {self.uuid}"] if self.uuid else [])]

    def without_secrets(self, clean: Callable[[str], str]) -> ComputerIdentity:
        """Return a copy without secrets: firmware texts may contain anything."""
        return ComputerIdentity(*(clean(getattr(self, part.name)) for part in fields(self)))

    def to_computer_id(self) -> ComputerId:
        """Return the keys by which a desk looks the computer up."""
        return ComputerId(self.name, self.serial, self.uuid, self.asset)


def read_computer(machine: Machine) -> ComputerIdentity:
    """Return what is readable; if nothing is, the ticket is sent without it."""
    try:
        system = SYSTEM.read(machine)
        name, title = _plain(system.name), _plain(system.title)
        model = _plain(system.model)
        if not model.casefold().startswith(_plain(system.maker).casefold()):
            model = f"{_plain(system.maker)} {model}".strip()
        build = _plain(system.build)
        title = f"{title}, build {build}" if title and build else title
    except SelfhelpError:
        name = title = model = ""
    try:
        label = COMPUTER.read(machine)
        serial, asset, uuid = _plain(label.serial), _plain(label.asset), _uuid(label.uuid)
    except SelfhelpError:
        serial = asset = uuid = ""
    return ComputerIdentity(name, model, serial, asset, title, uuid)


def _uuid(value: str | None) -> str:
    """Return a UUID in its usual form, or ""; firmware may contain anything."""
    text = _plain(value)
    try:
        return text if UUID(text) else ""
    except ValueError:
        return ""


def _plain(value: str | None) -> str:
    """Return a value as one short line without characters that act."""
    from selfhelp.report import size_limits

    return size_limits.limit_line(value or "")[:LONGEST]
