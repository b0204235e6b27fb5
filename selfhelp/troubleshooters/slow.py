"""It is slow: what takes the computer's strength, from the disk to the network."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.troubleshooters import Ladder

LADDER = Ladder(
    title=N_("Find why it is slow"),
    meaning=N_(
        "We look at the disk, at programs that take everything, at waiting restarts and at the network."
    ),
    checks=(
        "disk-health",
        "disk-full",
        "app-frozen",
        "perf-high-usage",
        "heat",
        "reboot-needed",
        "os-update-stuck",
        "battery-power",
        "perf-startup-apps",
        "net-slow",
    ),
)
