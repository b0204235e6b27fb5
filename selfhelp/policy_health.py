"""What the organisation sets about the health of a computer: from when on something needs attention."""

from __future__ import annotations

from dataclasses import dataclass

from selfhelp.schema import number
from selfhelp.text import N_


@dataclass(frozen=True, slots=True)
class Limits:
    """From when on disk, battery and time since the last restart need attention."""

    disk_percent: int = number(10, 2, 40, N_("Percent of a disk that should stay free."))
    disk_gigabytes: int = number(
        50, 5, 1000, N_("Gigabytes that are enough free space on a disk of any size.")
    )
    battery_percent: int = number(
        60, 20, 90, N_("Percent of what it once held, below which a battery counts as worn.")
    )
    battery_charge: int = number(
        10, 3, 40, N_("Percent of charge from which on people are told to plug the charger in.")
    )
    uptime_days: int = number(14, 1, 180, N_("Days without a restart after which people are told."))
