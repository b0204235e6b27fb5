"""A mouse or keyboard that doesn't respond: battery, range, defect, or slow keys."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import Answers, Finding, Json
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.devices.peripherals import PERIPHERALS, HoldKeys, PeripheralBattery, Peripherals
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenPage


class WirelessMouseKeyboard(Fix):
    """Finds mouse and keyboard problems, most of which can only be fixed by hand.

    Slow keys help some people, so they are only turned off after consent. Windows has no documented way to
    read a mouse's battery, and macOS doesn't count mice.
    """

    id = "wireless-mouse-keyboard"
    title = N_("Fix the mouse or keyboard")
    category = Category.HARDWARE
    looks = N_("Checking the mouse, keyboard and batteries…")
    cheap = False  # a mouse in a drawer isn't a problem
    collectors = ("usb", "bluetooth", "errors")
    prevention = N_(
        "Turn off your wireless mouse when you pack it, and keep spare batteries "
        "handy. Plug its receiver directly into the computer, away from USB 3 devices."
    )
    by_hand = ("device-switch", "new-batteries", "dongle-port")

    def diagnose(self, machine: Machine) -> Finding | None:
        """Check the connected devices, their state, and settings that delay keys."""
        seen = PERIPHERALS.read(machine)
        if seen.held:
            return _make_slow_keys_finding(seen)
        empty = [battery for battery in seen.batteries if battery.low]
        if empty:
            return _make_empty_battery_finding(empty)
        if seen.broken:
            return _make_finding(
                "broken", N_("A mouse or keyboard isn't working: {name}.", name=seen.broken[0]), seen
            )
        if seen.mice == 0 and seen.keyboards == 0:
            raise NotOfferedError(N_("No mouse or keyboard is connected directly to this computer."))
        if seen.mice == 0:
            return _make_finding("missing", N_("No mouse found on this computer."), seen)
        if seen.keyboards == 0:
            return _make_finding("missing", N_("No keyboard found on this computer."), seen)
        return None

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return a step that changes the setting if it is the cause; otherwise return manual steps."""
        data = finding.data
        if data["trouble"] == "held":
            if data["mac"]:
                return OpenPage("accessibility"), ByHand("slow-keys-off")
            return (HoldKeys(tuple(data["keys"]), on=False),)
        if data["trouble"] == "empty":
            return ByHand("new-batteries"), ByHand("device-switch")
        return ByHand("device-switch"), ByHand("new-batteries"), ByHand("dongle-port")


def _make_slow_keys_finding(seen: Peripherals) -> Finding:
    mac = "slowKey" in seen.held
    return Finding(
        N_("Your keyboard ignores short or repeated key presses."),
        N_("This is an accessibility setting that's easily turned on by accident."),
        {"settings": ", ".join(seen.held)},
        {"trouble": "held", "keys": list(seen.held), "mac": mac},
    )


def _make_empty_battery_finding(empty: Sequence[PeripheralBattery]) -> Finding:
    return Finding(
        N_("The battery of {name} is almost empty.", name=empty[0].name),
        N_("The device may lag or stop working. Charge it or replace its batteries."),
        {
            f"battery {n}": f"{battery.name}: {_format_battery_level(battery)}"
            for n, battery in enumerate(empty, 1)
        },
        {"trouble": "empty"},
    )


def _format_battery_level(battery: PeripheralBattery) -> str:
    return "low" if battery.percent is None else f"{battery.percent} %"


def _make_finding(trouble: str, summary: Text, seen: Peripherals) -> Finding:
    data: Json = {"trouble": trouble}
    evidence = {"mice": str(seen.mice), "keyboards": str(seen.keyboards), "broken": "; ".join(seen.broken)}
    meaning = N_("The device may be off, out of battery or too far away. Checking this takes only a minute.")
    return Finding(summary, meaning, evidence, data)
