"""Check my computer: the hardware as a technician would look at it, with a person's eyes, ears and hands."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.troubleshooters import Ladder

LADDER = Ladder(
    title=N_("Check this computer"),
    meaning=N_("We look at the parts of this computer, and you try screen, keyboard and sound."),
    checks=(
        "disk-health",
        "disk-full",
        "memory-errors",
        "heat",
        "battery-power",
        "usb-dock",
        "external-display",
        "audio-no-sound",
        "mic-not-heard",
        "camera-not-working",
        "bluetooth-reconnect",
        "reboot-needed",
    ),
    whole=True,
    trials=("screen", "keyboard", "pointer", "speaker", "microphone", "camera", "printer"),
)
