"""Which computer a ticket is about, readable: its name, model, serial number and asset tag.

A report has stand-ins for names and serial numbers, so that it can be passed on. The ticket itself must say
which computer it is, or the technician asks. It does so only where the organisation and the person let it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfhelp.errors import SelfhelpError
from selfhelp.machine import Machine
from selfhelp.machine.computer import COMPUTER
from selfhelp.machine.system import SYSTEM

LONGEST = 80
"""Characters of one value: firmware may say anything."""


@dataclass(frozen=True, slots=True)
class Computer:
    """What a technician looks a computer up by; "" where it cannot be read.

    Attributes:
        name: as it is called in the network.
        model: maker and model.
        serial: the maker's number; Linux tells it to administrators only.
        asset: the owner's number, as written into the firmware.
        system: operating system and build.
    """

    name: str = ""
    model: str = ""
    serial: str = ""
    asset: str = ""
    system: str = ""


def read(machine: Machine) -> Computer:
    """Return what can be read; a computer that cannot be asked says nothing, and the ticket goes anyway."""
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
        serial, asset = _plain(label.serial), _plain(label.asset)
    except SelfhelpError:
        serial = asset = ""
    return Computer(name, model, serial, asset, title)


def lines(machine: Machine) -> Sequence[str]:
    """Return the lines of the ticket that say which computer it is; none where nothing can be read."""
    found = read(machine)
    which = [found.name, found.model]
    which += [f"serial number {found.serial}"] if found.serial else []
    which += [f"asset tag {found.asset}"] if found.asset else []
    said = ", ".join(part for part in which if part)
    return [*([f"Computer: {said}"] if said else []), *([f"System: {found.system}"] if found.system else [])]


def _plain(value: str | None) -> str:
    """Return a value as one short line without characters that act."""
    from selfhelp.report import trim

    return trim.line(value or "")[:LONGEST]
