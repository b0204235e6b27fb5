"""Which computer this is, in words a technician looks up: its name, serial number and asset tag."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.errors import SelfhelpError
from selfhelp.machine import Machine, identity
from selfhelp.model import Reveals


def lines(machine: Machine) -> Sequence[str]:
    """Return a line for each thing that is known; these are readable on purpose, so she can switch it off."""
    try:
        names = identity.names(machine).get(Reveals.HOST, ())
    except SelfhelpError:
        return ()
    return [f"Computer: {name}" for name in names[:1]]
