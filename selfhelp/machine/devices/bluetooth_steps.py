"""Changes to Bluetooth: turning the radio on, connecting a device, restarting the service.

Nothing is turned off or disconnected if that would cut off the only mouse or keyboard; each step checks again
immediately before. Uses busctl(1) for BlueZ and rfkill(8) for the kernel.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import RefusedError, StepError
from selfhelp.core.model import Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Native, Row, Step, elevate
from selfhelp.machine.devices import radios, windows_radios
from selfhelp.machine.devices.bluetooth import BLUETOOTH, BluetoothRadio

LIFELINE = N_(
    "Your only mouse or keyboard is connected by Bluetooth, so we can't turn "
    "Bluetooth off. Plug in a wired mouse or keyboard first."
)

NO_REACTION = N_("Bluetooth didn't respond. Turn the Bluetooth device off and on again, and keep it nearby.")

_ADAPTER = re.compile(r"/org/bluez/hci\d{1,3}")
_DEVICE = re.compile(r"/org/bluez/hci\d{1,3}/dev_(?:[0-9A-F]{2}_){5}[0-9A-F]{2}")


def _run_bluetooth_change(machine: Machine, *argv: str, timeout: float = 10.0) -> str:
    output = machine.change(Command(argv, timeout=timeout))
    if output.code != 0:
        raise StepError(NO_REACTION, detail=output.stderr.strip()[:500])
    return " ".join(argv[:4])


def _require_other_input(machine: Machine) -> None:
    """Raise an error if the user's only mouse or keyboard would be cut off.

    Raises:
        RefusedError: the user couldn't click or type any more.
    """
    if BLUETOOTH.read(machine).lifeline:
        raise RefusedError(LIFELINE)


def _set_bluetooth_power_linux(step: PowerBluetooth, machine: Machine, _: Progress) -> str:
    if not _ADAPTER.fullmatch(step.adapter):
        raise StepError(NO_REACTION, detail=step.adapter[:100])
    if not step.on:
        _require_other_input(machine)
    name, value = ("org.bluez.Adapter1", "Powered"), ("b", "true" if step.on else "false")
    return _run_bluetooth_change(
        machine, "busctl", "--system", "set-property", "org.bluez", step.adapter, *name, *value
    )


def _set_bluetooth_power_windows(step: PowerBluetooth, machine: Machine, _: Progress) -> str:
    if not step.on:
        _require_other_input(machine)
    return _switch_bluetooth(machine, step.on)


def _switch_bluetooth(machine: Machine, on: bool) -> str:
    machine.change(Native(windows_radios.switch_radios, {"kind": radios.BLUETOOTH, "on": on}))
    return f"Radio.SetStateAsync {'On' if on else 'Off'}"


@dataclass(frozen=True, slots=True)
class PowerBluetooth(Step):
    """Step that turns the radio on or off, but never off if that cuts off the only mouse or keyboard.

    Attributes:
        on: whether to turn it on.
        adapter: BlueZ's path of the radio (Linux).
    """

    on: bool
    adapter: str = ""

    name: ClassVar[str] = "power-bluetooth"
    duration: ClassVar[timedelta] = timedelta(seconds=5)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.LINUX: _set_bluetooth_power_linux, Platform.WINDOWS: _set_bluetooth_power_windows}
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before turning Bluetooth on or off."""
        return N_("Turn on Bluetooth.") if self.on else N_("Turn off Bluetooth.")

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the previous state."""
        return PowerBluetooth(not self.on, self.adapter)

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the radio is on or off as before."""
        return (BLUETOOTH.read(machine).radio is BluetoothRadio.ON) is not self.on


def _set_bluetooth_block(step: BlockBluetooth, machine: Machine, _: Progress) -> str:
    if step.on:
        _require_other_input(machine)
    return _run_bluetooth_change(machine, "rfkill", "block" if step.on else "unblock", "bluetooth")


@dataclass(frozen=True, slots=True)
class BlockBluetooth(Step):
    """Step that sets or clears the software block of the Bluetooth radio (rfkill(8))."""

    on: bool

    name: ClassVar[str] = "block-bluetooth"
    duration: ClassVar[timedelta] = timedelta(seconds=3)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _set_bluetooth_block})

    def describe_action(self) -> Text:
        """Return the sentence shown before blocking or unblocking Bluetooth."""
        return N_("Block Bluetooth.") if self.on else N_("Unblock Bluetooth.")

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that blocks or unblocks Bluetooth again."""
        return BlockBluetooth(not self.on)

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the radio is blocked or unblocked as before."""
        return (BLUETOOTH.read(machine).radio is BluetoothRadio.BLOCKED) is not self.on


def _set_device_connection(step: ConnectDevice, machine: Machine, _: Progress) -> str:
    if not _DEVICE.fullmatch(step.device):
        raise StepError(NO_REACTION, detail=step.device[:100])
    if not step.on:
        _require_other_input(machine)
    verb = "Connect" if step.on else "Disconnect"
    where = ("org.bluez", step.device, "org.bluez.Device1", verb)
    return _run_bluetooth_change(machine, "busctl", "--system", "--timeout=25", "call", *where, timeout=30.0)


@dataclass(frozen=True, slots=True)
class ConnectDevice(Step):
    """Step that connects or disconnects a paired device.

    Attributes:
        device: BlueZ's path of the device.
        name_shown: its display name; external text.
        on: whether to connect it.
    """

    device: str
    name_shown: str
    on: bool = True

    name: ClassVar[str] = "connect-bluetooth"
    duration: ClassVar[timedelta] = timedelta(seconds=15)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _set_device_connection})

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the device."""
        if self.on:
            return N_("Connect {device}.", device=self.name_shown)
        return N_("Disconnect {device}.", device=self.name_shown)

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the former connection state."""
        return ConnectDevice(self.device, self.name_shown, not self.on)

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the device is connected or disconnected as before."""
        paired = [device for device in BLUETOOTH.read(machine).paired if device.id == self.device]
        return any(device.connected for device in paired) is not self.on


def _restart_bluetooth_radio(_step: RestartRadio, machine: Machine, progress: Progress) -> str:
    """Turn the radio off and on; it is always turned on again, even if the user cancels."""
    _require_other_input(machine)
    progress.check()
    _switch_bluetooth(machine, on=False)
    return _switch_bluetooth(machine, on=True)


@dataclass(frozen=True, slots=True)
class RestartRadio(Step):
    """Step that turns the radio off and on (Windows), after which paired devices reconnect."""

    name: ClassVar[str] = "restart-bluetooth-radio"
    risk: ClassVar[Text | None] = N_("All Bluetooth devices will disconnect for a few seconds.")
    duration: ClassVar[timedelta] = timedelta(seconds=15)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.WINDOWS: _restart_bluetooth_radio})

    def describe_action(self) -> Text:
        """Return the sentence shown before restarting the radio."""
        return N_("Turn Bluetooth off and on again.")


@dataclass(frozen=True, slots=True)
class RestartBluetoothService(elevate.ElevatedStep):
    """Step that restarts the Bluetooth service; this needs administrator permission."""

    name: ClassVar[str] = "restart-bluetooth"
    duration: ClassVar[timedelta] = timedelta(seconds=15)
    operations: ClassVar[Mapping[Platform, str]] = MappingProxyType(
        {Platform.LINUX: "restart-bluetooth", Platform.WINDOWS: "restart-bluetooth"}
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before restarting the service."""
        return N_("Restart the Bluetooth service.")
