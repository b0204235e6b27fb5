"""What the organisation told this computer about itself: its pages, names, printers and drives."""

from __future__ import annotations

import dataclasses
from typing import Any

from selfhelp.core.model import Json, Platform
from selfhelp.core.paths import Places
from selfhelp.machine import Machine, Reading
from selfhelp.policy import managed_settings
from selfhelp.policy.policy import Organisation


def told(platform: str) -> Json:
    """Return the policy's table ``organisation`` as plain data."""
    loaded = managed_settings.load(Places.of_this_person(Platform(platform)), Platform(platform))
    return dataclasses.asdict(loaded.policy.organisation)


def organisation(machine: Machine) -> Organisation:
    """Return what the organisation told; a key that a transcript does not know has its default."""
    answer = machine.read(Reading(told, {"platform": str(machine.platform)}))
    known = {item.name for item in dataclasses.fields(Organisation)}
    values: dict[str, Any] = {
        name: tuple(v) if isinstance(v, list) else v for name, v in answer.items() if name in known
    }
    return Organisation(**values)
