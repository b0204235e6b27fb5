"""A Bluetooth device that doesn't connect: the radio is off or blocked, or the device is out of reach."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Option
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.devices.bluetooth import (
    BLUETOOTH,
    Bluetooth,
    BluetoothDeviceType,
    BluetoothRadio,
    PairedDevice,
)
from selfhelp.machine.devices.bluetooth_steps import (
    BlockBluetooth,
    ConnectDevice,
    PowerBluetooth,
    RestartBluetoothService,
    RestartRadio,
)
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenPage

DEVICE = "device"


class BluetoothReconnect(Fix):
    """Turns the radio on and connects a paired device.

    A device counts as missing only if none of its type is connected: a user who wears one headset doesn't
    miss the other headset. If the only mouse or keyboard uses Bluetooth, the radio is never turned off.
    """

    id = "bluetooth-reconnect"
    title = N_("Connect a Bluetooth device")
    category = Category.DEVICES
    looks = N_("Checking Bluetooth devices…")
    cheap = False  # many users turn Bluetooth off on purpose
    collectors = ("bluetooth", "hardware", "services", "errors")
    prevention = N_(
        "A headset remembers the last phone it was used with. Turn off Bluetooth on "
        "the phone before you use the headset here. Charge the headset overnight."
    )
    by_hand = ("wake-bluetooth", "pair-again")

    def diagnose(self, machine: Machine) -> Finding | None:
        """Check the radio, then paired devices that aren't connected."""
        seen = BLUETOOTH.read(machine)
        return _find_radio_or_device_problem(machine, seen, _find_missing_devices(seen.paired))

    def verify_outcome(self, machine: Machine, finding: Finding, answers: Answers) -> Finding | None:
        """Check the radio and the chosen device; other devices may be off."""
        seen = BLUETOOTH.read(machine)
        missing = _find_missing_devices(seen.paired)
        if DEVICE in answers:
            missing = [device for device in missing if device.id in answers[DEVICE]]
        return _find_radio_or_device_problem(machine, seen, missing)

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return why the fix can't run if the organisation forbids Bluetooth."""
        if finding.data["forbidden"]:
            return N_("Your organisation doesn't allow Bluetooth on this computer. Contact the help desk.")
        return None

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return a question asking which device to connect, if several are missing."""
        devices = finding.data.get("devices", ())
        if len(devices) < 2 or not finding.data["can_connect"]:
            return ()
        options = [Option(d["id"], d["name"], chosen=n == 0) for n, d in enumerate(devices)]
        return (ChoiceQuestion(DEVICE, N_("Which device would you like to connect?"), options),)

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return steps that turn on the radio, or connect the device after the user has woken it."""
        data = finding.data
        if data["trouble"] == "unconnected":
            if data["can_connect"]:
                wanted = answers.get(DEVICE, [data["devices"][0]["id"]])
                chosen = [d for d in data["devices"] if d["id"] in wanted]
                return [ByHand("wake-bluetooth"), *(ConnectDevice(d["id"], d["name"]) for d in chosen)]
            restart = [RestartRadio()] if data["can_restart"] else []
            return [ByHand("wake-bluetooth"), *restart, OpenPage("bluetooth"), ByHand("pair-again")]
        ways: dict[str, Sequence[Step]] = {
            BluetoothRadio.NO_SERVICE: (RestartBluetoothService(),),
            BluetoothRadio.SWITCHED_OFF: (ByHand("wifi-switch"),),
            BluetoothRadio.BLOCKED: (BlockBluetooth(on=False),),
            BluetoothRadio.OFF: (PowerBluetooth(on=True, adapter=data["adapter"]),),
        }
        by_hand = (OpenPage("bluetooth"), ByHand("switch-bluetooth-on"))
        return ways[data["trouble"]] if data["can_power"] else by_hand


def _find_radio_or_device_problem(
    machine: Machine, seen: Bluetooth, missing: Sequence[PairedDevice]
) -> Finding | None:
    if seen.radio is not BluetoothRadio.ON:
        return _make_radio_off_finding(machine, seen)
    return _make_unconnected_finding(machine, missing, seen) if missing else None


def _find_missing_devices(paired: Sequence[PairedDevice]) -> Sequence[PairedDevice]:
    """Return the unconnected paired devices whose device type has no connected device."""
    there = {device.kind for device in paired if device.connected}
    return [
        d
        for d in paired
        if not d.connected and d.kind is not BluetoothDeviceType.OTHER and d.kind not in there
    ]


_SUMMARIES = {
    BluetoothRadio.OFF: N_("Bluetooth is turned off."),
    BluetoothRadio.BLOCKED: N_("Bluetooth is blocked, for example by aeroplane mode."),
    BluetoothRadio.SWITCHED_OFF: N_("Bluetooth is turned off by a switch or key on this computer."),
    BluetoothRadio.NO_SERVICE: N_("The Bluetooth service isn't running."),
}


def _make_radio_off_finding(machine: Machine, seen: Bluetooth) -> Finding:
    return Finding(
        _SUMMARIES[seen.radio],
        N_("No devices can connect. We can help you turn on Bluetooth."),
        {"radio": str(seen.radio)},
        {
            "trouble": str(seen.radio),
            "adapter": seen.adapter,
            "forbidden": seen.forbidden,
            "can_power": machine.platform in PowerBluetooth.rows,
            "input": _has_mouse_or_keyboard(seen.paired),
        },
    )


def _make_unconnected_finding(machine: Machine, missing: Sequence[PairedDevice], seen: Bluetooth) -> Finding:
    return Finding(
        N_("{device} is paired with this computer but not connected.", device=missing[0].name),
        N_(
            "The device may be off, out of battery, too far away or connected to a phone. We can "
            "reconnect it."
        )
        if machine.platform in ConnectDevice.rows
        else N_(
            "The device may be off, out of battery, too far away or connected to a phone. We'll "
            "guide you through connecting it."
        ),
        {f"device {n}": f"{d.name} ({d.kind}), not connected" for n, d in enumerate(missing, 1)},
        {
            "trouble": "unconnected",
            "forbidden": seen.forbidden,
            "devices": [{"id": d.id, "name": d.name} for d in missing],
            "can_connect": machine.platform in ConnectDevice.rows,
            "can_restart": machine.platform in RestartRadio.rows and not seen.lifeline,
            "input": _has_mouse_or_keyboard(missing),
        },
    )


def _has_mouse_or_keyboard(devices: Sequence[PairedDevice]) -> bool:
    return any(device.kind is BluetoothDeviceType.INPUT for device in devices)
