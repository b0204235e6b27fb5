"""Policy keys for health limits, from which the app reports a problem."""

from __future__ import annotations

from selfhelp.core.records import record
from selfhelp.core.text import N_
from selfhelp.policy.fields import declare_number


@record
class HealthLimits:
    """Thresholds for disk, battery and time since the last restart."""

    disk_percent: int = declare_number(10, 2, 40, N_("Minimum free disk space, as a percentage."))
    disk_gigabytes: int = declare_number(
        50, 5, 1000, N_("Free disk space considered sufficient for any disk size, in gigabytes.")
    )
    battery_percent: int = declare_number(
        60,
        20,
        90,
        N_(
            "Battery capacity below which a battery is reported as worn, as a percentage "
            "of its design capacity."
        ),
    )
    battery_charge: int = declare_number(
        10, 3, 40, N_("Battery charge at which users are asked to plug in the charger, as a percentage.")
    )
    uptime_days: int = declare_number(
        14, 1, 180, N_("Time without a restart before a restart is suggested, in days.")
    )
