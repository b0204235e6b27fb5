"""A connected dock, USB drive or card reader that doesn't work."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.model import Answers, Finding
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step, elevate
from selfhelp.machine.devices.usb import FAULTY, RESCAN, FaultyDevice, RescanDevices, UsbFault
from selfhelp.machine.guidance.manual_steps import ByHand


class UsbDock(Fix):
    """Names the device that the system can't use, and returns manual steps.

    An undetected device can't be distinguished from an absent device, so the manual steps are offered.
    Controllers and drivers are never removed. A device blocked by an administrator is refused.
    """

    id = "usb-dock"
    title = N_("Fix a dock or USB device")
    category = Category.DEVICES
    looks = N_("Checking connected devices…")
    cheap = False  # a device disabled by an administrator isn't a new fault
    collectors = ("usb", "hardware", "power", "errors")
    prevention = N_(
        "Plug the dock into a power outlet before you connect the computer, and use the cable it came with. "
        "Eject a USB drive before you remove it."
    )
    by_hand = ("dock-cycle", "other-port")

    def diagnose(self, machine: Machine) -> Finding | None:
        """Find devices that the system detects but can't use."""
        faulty = FAULTY.read(machine)
        if not faulty:
            return None
        first = min(faulty, key=lambda device: _ORDER.index(device.fault))
        return Finding(
            _make_summary(first),
            _MEANINGS[first.fault],
            {f"device {n}": f"{d.name}: {d.fault}, {d.detail}" for n, d in enumerate(faulty, 1)},
            {"fault": str(first.fault), "may_rescan": _can_rescan_devices(machine)},
        )

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return why the fix can't run if an administrator blocked or turned off the device."""
        if finding.data["fault"] == UsbFault.FORBIDDEN:
            return N_(
                "This computer only accepts devices approved by your organisation. Contact the help desk."
            )
        if finding.data["fault"] == UsbFault.SWITCHED_OFF:
            return N_("An administrator turned off this device. Contact the help desk.")
        return None

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return manual steps and, unless the device lacks power, a scan for devices if possible."""
        if finding.data["fault"] == UsbFault.HUNGRY:
            return ByHand("other-port"), ByHand("dock-cycle")
        rescan = [RescanDevices()] if finding.data["may_rescan"] else []
        return [ByHand("dock-cycle"), ByHand("other-port"), *rescan]


_ORDER = (UsbFault.BROKEN, UsbFault.HUNGRY, UsbFault.FORBIDDEN, UsbFault.SWITCHED_OFF)
"""Order of faults in a finding; faults that the user can fix come first."""

_MEANINGS = {
    UsbFault.BROKEN: N_(
        "The computer detects the device but can't communicate with it. Disconnecting "
        "the device from power for a moment often helps."
    ),
    UsbFault.HUNGRY: N_(
        "The device needs more power than this port provides. Try another port or the device's power adapter."
    ),
    UsbFault.FORBIDDEN: N_("The device is blocked on purpose. Only the help desk can change this."),
    UsbFault.SWITCHED_OFF: N_("An administrator turned off the device."),
}


def _make_summary(device: FaultyDevice) -> Text:
    if device.fault is UsbFault.HUNGRY:
        return N_("{device} isn't getting enough power.", device=device.name)
    if device.fault is UsbFault.FORBIDDEN:
        return N_("{device} isn't allowed on this computer.", device=device.name)
    if device.fault is UsbFault.SWITCHED_OFF:
        return N_("{device} is turned off in the system settings.", device=device.name)
    return N_("{device} is plugged in but isn't working.", device=device.name)


def _can_rescan_devices(machine: Machine) -> bool:
    """Return whether the privileged helper can rescan for devices; otherwise only manual steps remain."""
    return machine.platform in RescanDevices.rows and RESCAN in elevate.list_available_operations(machine)
