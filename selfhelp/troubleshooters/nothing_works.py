"""Nothing works: the few causes that stop everything at once."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.troubleshooters import Ladder

LADDER = Ladder(
    title=N_("Find what stops everything"),
    meaning=N_("We look at the disk, the clock, the network and waiting restarts, one after the other."),
    checks=(
        "disk-health",
        "disk-full",
        "clock-skew",
        "net-captive-portal",
        "net-proxy",
        "net-dns",
        "net-no-internet",
        "net-vpn",
        "app-frozen",
        "perf-high-usage",
        "reboot-needed",
        "print-spooler",
    ),
)
