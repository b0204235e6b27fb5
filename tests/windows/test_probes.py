"""Every question that the product asks of Windows is asked of this one, and answered in some way."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest

from selfhelp import machine
from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import Platform
from selfhelp.machine import Command, Output, Probe
from selfhelp.machine.local_machine import LocalMachine
from tests.windows.gaps import stop_at_gap

MISSING = {"powershell.exe": "PowerShell", "dsregcmd.exe": "dsregcmd", "powercfg.exe": "powercfg"}
"""Programs that Wine has not, or has only by name, and how `docs/wine-gaps.md` calls them."""


PARTS = {
    "bluetooth.BLUETOOTH": "Radios",
    "disk_encryption.ENCRYPTION": "BitLocker",
    "stuck_updates.UPDATES": "Windows Update",
    "trash.TRASH": "Recycle Bin",
}
"""Probes that ask a part of Windows through COM which Wine lacks: it answers with an error code.
The Recycle Bin does so once it holds an item."""


class Noting(LocalMachine):
    """This computer, which remembers the programs that were started."""

    def __init__(self) -> None:
        super().__init__(Platform.WINDOWS)
        self.started: list[str] = []

    def run(self, command: Command) -> Output:
        self.started.append(command.argv[0].rpartition("\\")[2].lower())
        return super().run(command)


def probes() -> Iterator[tuple[str, Probe[object]]]:
    """Yield every probe once, with the module that it is made in."""
    seen = set()
    for module in pkgutil.walk_packages(machine.__path__, f"{machine.__name__}."):
        for name, value in vars(import_module(module.name)).items():
            if isinstance(value, Probe) and Platform.WINDOWS in value.rows and id(value) not in seen:
                seen.add(id(value))
                yield f"{module.name.rpartition('.')[2]}.{name}", value


PROBES = dict(probes())


def trouble(name: str) -> str:
    """Ask; return what an unexpected exception said, and "" for an answer or a sentence of our own."""
    computer = Noting()
    try:
        PROBES[name].read(computer)
    except NotOfferedError:
        return ""
    except ProbeError as error:
        if error.detail.startswith("OSError(22"):
            stop_at_gap(PARTS.get(name, ""))
        stop_at_gap(next((MISSING[one] for one in reversed(computer.started) if one in MISSING), ""))
        return (
            error.detail if error.detail.endswith(")") else ""
        )  # repr of an exception, see `LocalMachine.read`
    return ""


def test_the_probes_of_every_subject_are_asked() -> None:
    assert len(PROBES) > 60


@pytest.mark.parametrize("name", PROBES)
def test_it_is_answered(name: str) -> None:
    assert trouble(name) == ""
