"""What the organisation told this computer about itself: its pages, names, printers and drives."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from selfhelp.core.model import Json
from selfhelp.machine import Machine, Reading
from selfhelp.policy.help_desk import Desk
from selfhelp.policy.policy import Organisation, Policy, Privileges


@dataclass(frozen=True, slots=True)
class Told:
    """The tables of the policy that probes go by; `selfhelp.machine.local.LocalMachine` carries them."""

    organisation: Organisation = field(default_factory=Organisation)
    desk: Desk = field(default_factory=Desk)
    helper: Privileges = field(default_factory=Privileges)

    @classmethod
    def by(cls, policy: Policy) -> Told:
        """Return them of a policy."""
        return cls(policy.organisation, policy.desk, policy.helper)


def told(platform: str, told: Told) -> Json:
    """Return the policy's table ``organisation`` as plain data."""
    return dataclasses.asdict(told.organisation)


def organisation(machine: Machine) -> Organisation:
    """Return what the organisation told; a key that a transcript does not know has its default."""
    answer = machine.read(Reading(told, {"platform": str(machine.platform)}, told=True))
    known = {item.name for item in dataclasses.fields(Organisation)}
    values: dict[str, Any] = {
        name: tuple(v) if isinstance(v, list) else v for name, v in answer.items() if name in known
    }
    return Organisation(**values)
