"""Wi-Fi and Bluetooth radios: their kill switches and states.

Linux has one kill switch for each radio in /sys/class/rfkill (Documentation/ABI/stable/sysfs-class-rfkill).
Windows' radios are in `selfhelp.machine.devices.windows_radios`.
"""

from __future__ import annotations

from pathlib import Path

from selfhelp.core.model import Json

WIFI, BLUETOOTH = 1, 3
"""Radio types in RadioKind of Windows."""

ON, OFF, DISABLED = 1, 2, 3
"""Radio states in RadioState of Windows; "disabled" means by a hardware switch or by policy."""


def read_kill_switches(kind: str, folder: str = "/sys/class/rfkill") -> Json:
    """Return the kernel's kill switches for one type of radio.

    Each has two block states: ``soft`` (set by software) and ``hard`` (set by a key or switch).

    Args:
        kind: ``wlan`` or ``bluetooth``, as in the file ``type``.
        folder: the kernel's folder.
    """
    found = []
    for switch_ in sorted(Path(folder).glob("rfkill*")):
        try:
            facts = {name: (switch_ / name).read_text("ascii", "replace").strip() for name in _FACTS}
        except OSError:  # unplugged in the meantime
            continue
        if facts["type"] == kind:
            found.append({"soft": facts["soft"] == "1", "hard": facts["hard"] == "1"})
    return found


_FACTS = ("type", "soft", "hard")
