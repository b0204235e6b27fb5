"""A dock, stick or reader that is plugged in and does not work."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.model import Answers, Finding
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step, elevate
from selfhelp.machine.devices.usb import FAULTY, RESCAN, Device, Fault, RescanDevices
from selfhelp.machine.guidance.manual_steps import ByHand


class UsbDock(Fix):
    """Says which device the system cannot use, and walks through the ways that a hand has.

    What the system does not see at all cannot be told from what is not there: then the steps by hand are
    offered. Controllers and drivers are never removed. A device that an administrator keeps out is refused.
    """

    id = "usb-dock"
    title = N_("Wake a dock or USB device")
    category = Category.DEVICES
    looks = N_("Looking at what is plugged into this computer")
    cheap = False  # a device that an administrator switched off is no fault of today
    collectors = ("usb", "hardware", "power", "errors")
    prevention = N_(
        "Give the dock its own mains plug before you plug in the computer, and use the cable it came with. "
        "Remove a stick only after you ejected it."
    )
    by_hand = ("dock-cycle", "other-port")

    def diagnose(self, machine: Machine) -> Finding | None:
        """Look for devices that the system sees and cannot use."""
        faulty = FAULTY.read(machine)
        if not faulty:
            return None
        first = min(faulty, key=lambda device: _ORDER.index(device.fault))
        return Finding(
            _summary(first),
            _MEANINGS[first.fault],
            {f"device {n}": f"{d.name}: {d.fault}, {d.detail}" for n, d in enumerate(faulty, 1)},
            {"fault": str(first.fault), "may_rescan": _may_rescan(machine)},
        )

    def refuse(self, machine: Machine, finding: Finding) -> Text | None:
        """Refuse what an administrator keeps out or switched off: nobody goes round that from here."""
        if finding.data["fault"] == Fault.FORBIDDEN:
            return N_(
                "This computer only takes devices that your company allowed. The help desk can allow it."
            )
        if finding.data["fault"] == Fault.SWITCHED_OFF:
            return N_("The device was switched off by an administrator. The help desk can switch it on.")
        return None

    def steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Another socket first where it lacks power; else the dock without power for half a minute."""
        if finding.data["fault"] == Fault.HUNGRY:
            return ByHand("other-port"), ByHand("dock-cycle")
        rescan = [RescanDevices()] if finding.data["may_rescan"] else []
        return [ByHand("dock-cycle"), ByHand("other-port"), *rescan]


_ORDER = (Fault.BROKEN, Fault.HUNGRY, Fault.FORBIDDEN, Fault.SWITCHED_OFF)
"""What she can do something about comes first."""

_MEANINGS = {
    Fault.BROKEN: N_(
        "The computer sees it and cannot talk to it. Most often it helps to take its power away for a moment."
    ),
    Fault.HUNGRY: N_("It needs more power than this socket gives. Another socket or the mains can help."),
    Fault.FORBIDDEN: N_("It is kept out on purpose, so only the help desk can change that."),
    Fault.SWITCHED_OFF: N_("Somebody with the right to do so switched it off."),
}


def _summary(device: Device) -> Text:
    if device.fault is Fault.HUNGRY:
        return N_("{device} gets too little power.", device=device.name)
    if device.fault is Fault.FORBIDDEN:
        return N_("{device} is not allowed on this computer.", device=device.name)
    if device.fault is Fault.SWITCHED_OFF:
        return N_("{device} is switched off in the system.", device=device.name)
    return N_("{device} is plugged in, but does not work.", device=device.name)


def _may_rescan(machine: Machine) -> bool:
    """Whether the administrator's helper is there to look for devices; without it the hand steps remain."""
    return machine.platform in RescanDevices.rows and RESCAN in elevate.available(machine)
