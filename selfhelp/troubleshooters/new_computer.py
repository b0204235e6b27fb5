"""New computer: what must be right on a workstation that was just handed out, as one list."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.troubleshooters import Ladder

LADDER = Ladder(
    title=N_("Check a new computer"),
    meaning=N_("We look at everything that should be set up on a computer that was just handed out."),
    checks=(
        "clock-skew",
        "time-zone",
        "net-no-internet",
        "net-vpn",
        "updates-waiting",
        "reboot-needed",
        "disk-encryption-off",
        "av-off",
        "firewall-off",
        "print-missing",
        "network-drive",
        "outlook-not-syncing",
        "onedrive-stuck",
        "disk-full",
    ),
    whole=True,
)
