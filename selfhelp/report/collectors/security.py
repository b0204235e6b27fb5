"""Whether this computer is protected: virus protection, firewall, encryption, secure boot, security chip."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

from selfhelp.errors import ProbeError
from selfhelp.machine import Machine
from selfhelp.machine.antivirus import PROTECTION, Protection
from selfhelp.machine.boot_trust import BOOT_TRUST, BootTrust
from selfhelp.machine.encryption import ENCRYPTION
from selfhelp.machine.firewall import FIREWALL, Firewall
from selfhelp.model import Item, Reveals, Table
from selfhelp.report.collectors import Collector
from selfhelp.report.together import Failed, ask, failed
from selfhelp.text import N_

WAIT = 8.5
DAY = 86400


class SecurityCollector(Collector):
    """What protects this computer, as far as this account is told."""

    id = "security"
    title = N_("Security")
    timeout = 9.0  # PowerShell is slow to start
    order = 122

    def collect(self, machine: Machine) -> Sequence[Item | Table]:
        """Read, and return the facts.

        Raises:
            ProbeError: nothing at all could be read.
        """
        probes = (PROTECTION, FIREWALL, ENCRYPTION, BOOT_TRUST)
        questions = {
            name: partial(probe.read, machine)  # type: ignore[attr-defined]
            for name, probe in zip(_SHOWN, probes, strict=True)
        }
        found = ask(questions, WAIT)
        if all(isinstance(answer, Failed) for answer in found.values()):
            raise ProbeError(N_("This computer gave no usable answer."))
        return [item for name, answer in found.items() for item in _shown(name, answer)]


def _shown(name: str, answer: Any) -> Iterator[Item]:
    yield from failed(name, answer)
    if not isinstance(answer, Failed):
        yield from _SHOWN[name](answer)


def _protection(found: Protection) -> Iterator[Item]:
    yield Item("virus protection", found.program, reveals=Reveals.TEXT)
    yield Item("virus protection on", found.on)
    age = None if found.age is None else round(found.age.total_seconds() / DAY)
    yield Item("age of what it knows", age, "d")
    yield from (Item("protection service that does not run", name) for name in found.stopped)


def _firewall(found: Firewall) -> Iterator[Item]:
    yield Item("firewall", found.program, reveals=Reveals.TEXT)
    yield Item("firewall on", found.on)
    yield Item("firewall meant to be on", found.meant)
    yield Item("off for", ", ".join(found.off), reveals=Reveals.TEXT)


def _encryption(state: Any) -> Iterator[Item]:
    yield Item("system disk encryption", str(state))


def _boot(found: BootTrust) -> Iterator[Item]:
    yield Item("secure boot", found.secure_boot)
    yield Item("security chip", found.chip)
    yield Item("the system's guard", found.guard)
    yield Item("kernel lockdown", found.lockdown)


_SHOWN: Mapping[str, Callable[[Any], Iterator[Item]]] = MappingProxyType(
    {
        "virus protection": _protection,
        "firewall": _firewall,
        "system disk encryption": _encryption,
        "secure boot": _boot,
    }
)
