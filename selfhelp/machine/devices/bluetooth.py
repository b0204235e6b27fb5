"""Bluetooth: the state of the radio, and the paired devices.

Linux: BlueZ over D-Bus (org.bluez.Adapter(5), org.bluez.Device(5)) through busctl(1), which answers in
JSON, and the kernel's rfkill. macOS: system_profiler(8). Windows:
`selfhelp.machine.devices.bluetooth_windows`.
The macOS and Windows rows were written from documentation and not tested.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine, Probe, Reading
from selfhelp.machine.command_output import (
    read_file_content,
    read_script_output_object,
    to_bool,
    to_int,
    to_objects,
    to_text,
)
from selfhelp.machine.devices import radios, windows_radios
from selfhelp.machine.devices.bluetooth_windows import POLICY, STATE, read_paired_devices
from selfhelp.machine.system_profiler import read_inventory

NO_BLUETOOTH = N_("This computer doesn't seem to have Bluetooth.")


class BluetoothDeviceType(StrEnum):
    """Type of a Bluetooth device, by its purpose."""

    SOUND = "sound"
    INPUT = "input"  # a mouse or a keyboard
    OTHER = "other"


class BluetoothRadio(StrEnum):
    """State of the Bluetooth radio."""

    ON = "on"
    OFF = "off"
    BLOCKED = "blocked"  # blocked by a program or a key; software can undo that
    SWITCHED_OFF = "switched off"  # blocked by a hardware switch
    NO_SERVICE = "no service"  # its driver or service isn't running


@dataclass(frozen=True, slots=True)
class PairedDevice:
    """A paired device; ``name`` is external text, ``id`` is the system's identifier, ``battery`` in %."""

    id: str
    name: str
    kind: BluetoothDeviceType
    connected: bool
    battery: int | None = None


@dataclass(frozen=True, slots=True)
class Bluetooth:
    """State of Bluetooth on this computer.

    Attributes:
        radio: the radio's state.
        paired: the paired devices.
        adapter: the system's name of the radio, if it has one.
        lifeline: whether the only mouse or the only keyboard is a Bluetooth device.
        forbidden: whether the organisation forbids Bluetooth.
    """

    radio: BluetoothRadio
    paired: Sequence[PairedDevice] = ()
    adapter: str = ""
    lifeline: bool = False
    forbidden: bool = False


# -- Linux -----------------------------------------------------------------------------------------

ALL = ("call", "org.bluez", "/", "org.freedesktop.DBus.ObjectManager", "GetManagedObjects")


def _read_bluetooth_linux(machine: Machine) -> Bluetooth:
    blocks = to_objects(machine.read(Reading(radios.read_kill_switches, {"kind": "bluetooth"})))
    told = machine.run(Command(("busctl", "--system", "--json=short", *ALL), timeout=5))
    things = _parse_bluez_objects(told.stdout) if told.code == 0 else {}
    adapters = {p: t["org.bluez.Adapter1"] for p, t in things.items() if "org.bluez.Adapter1" in t}
    if not blocks and not adapters:
        raise NotOfferedError(NO_BLUETOOTH, detail=told.stderr[:500])
    paired = [_parse_bluez_device(path, thing) for path, thing in things.items() if _is_paired_device(thing)]
    adapter = next(
        (path for path, facts in adapters.items() if _get_bluez_property(facts, "Powered") is True), ""
    )
    adapter = adapter or next(iter(adapters), "")
    radio = _find_radio_state(blocks, told.code == 0, adapters.get(adapter))
    return Bluetooth(radio, paired, adapter, lifeline=_has_only_bluetooth_input(machine))


def _parse_bluez_objects(text: str) -> Mapping[str, Mapping[str, Any]]:
    """Return BlueZ's objects, each as interfaces with their properties, by path.

    Raises:
        ProbeError: busctl returned unexpected output.
    """
    try:
        found = json.loads(text)["data"][0]
        return {str(path): dict(thing) for path, thing in found.items()}
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise ProbeError(N_("Bluetooth returned an unexpected response."), detail=text[:200]) from error


def _get_bluez_property(facts: Any, name: str) -> Json:
    """Return a property's value; busctl prints it as ``{"type": "b", "data": true}``."""
    entry = facts.get(name) if isinstance(facts, dict) else None
    return entry.get("data") if isinstance(entry, dict) else None


def _is_paired_device(thing: Mapping[str, Any]) -> bool:
    return _get_bluez_property(thing.get("org.bluez.Device1"), "Paired") is True


def _parse_bluez_device(path: str, thing: Mapping[str, Any]) -> PairedDevice:
    facts, battery = (
        thing["org.bluez.Device1"],
        to_int(_get_bluez_property(thing.get("org.bluez.Battery1"), "Percentage")),
    )
    icon = to_text(_get_bluez_property(facts, "Icon"))
    name = to_text(_get_bluez_property(facts, "Alias")) or to_text(_get_bluez_property(facts, "Address"))
    return PairedDevice(
        path, name, _find_type_from_icon(icon), _get_bluez_property(facts, "Connected") is True, battery
    )


def _find_type_from_icon(icon: str) -> BluetoothDeviceType:
    """Return the device type for a freedesktop icon name, such as ``audio-headset`` or ``input-mouse``."""
    kinds = {"audio": BluetoothDeviceType.SOUND, "input": BluetoothDeviceType.INPUT}
    return kinds.get(icon.partition("-")[0], BluetoothDeviceType.OTHER)


def _find_radio_state(blocks: Sequence[Mapping[str, Json]], service: bool, adapter: Any) -> BluetoothRadio:
    if any(to_bool(block.get("hard")) for block in blocks):
        return BluetoothRadio.SWITCHED_OFF
    if any(to_bool(block.get("soft")) for block in blocks):
        return BluetoothRadio.BLOCKED
    if not service or adapter is None:
        return BluetoothRadio.NO_SERVICE
    return BluetoothRadio.ON if _get_bluez_property(adapter, "Powered") is True else BluetoothRadio.OFF


def _has_only_bluetooth_input(machine: Machine) -> bool:
    """Return whether every mouse, or every keyboard, is on bus 5 (Bluetooth, linux/input.h)."""
    blocks = read_file_content(machine, "/proc/bus/input/devices").split("\n\n")
    for mark in (r"\bmouse\d", r"^B: EV=12001"):
        ours = [block for block in blocks if re.search(mark, block, re.MULTILINE)]
        if ours and all(block.startswith("I: Bus=0005 ") for block in ours):
            return True
    return False


# -- macOS -----------------------------------------------------------------------------------------


def _read_bluetooth_macos(machine: Machine) -> Bluetooth:
    found = read_inventory(machine, "SPBluetoothDataType").get("SPBluetoothDataType", ())
    about = next((entry for entry in found if "controller_properties" in entry), None)
    if about is None:
        raise NotOfferedError(NO_BLUETOOTH)
    state = to_text(about["controller_properties"].get("controller_state"))
    paired = [
        PairedDevice(
            name,
            name,
            _find_mac_device_type(to_text(facts.get("device_minorType"))),
            group == "device_connected",
            to_int(to_text(facts.get("device_batteryLevelMain")).rstrip("% ")),
        )
        for group in ("device_connected", "device_not_connected")
        for entry in to_objects(about.get(group))
        for name, facts in entry.items()
        if isinstance(facts, dict)
    ]
    return Bluetooth(BluetoothRadio.OFF if state == "attrib_off" else BluetoothRadio.ON, paired)


def _find_mac_device_type(minor: str) -> BluetoothDeviceType:
    if minor in ("Headphones", "Headset", "Speaker"):
        return BluetoothDeviceType.SOUND
    return (
        BluetoothDeviceType.INPUT
        if minor in ("Mouse", "Keyboard", "Trackpad", "MagicTrackpad")
        else BluetoothDeviceType.OTHER
    )


# -- Windows ---------------------------------------------------------------------------------------


def _read_bluetooth_windows(machine: Machine) -> Bluetooth:
    states = machine.read(Reading(windows_radios.read_radio_states, {"kind": radios.BLUETOOTH}))
    if not isinstance(states, list) or not states:
        raise NotOfferedError(NO_BLUETOOTH)
    state = read_script_output_object(machine, STATE)
    paired = [
        _parse_windows_device(entry) for entry in to_objects(machine.read(Reading(read_paired_devices)))
    ]
    return Bluetooth(
        _find_windows_radio_state(states, bool(to_int(state.get("Stopped")))),
        paired,
        lifeline=to_int(state.get("OtherMice")) == 0 or to_int(state.get("OtherKeyboards")) == 0,
        forbidden=machine.read(POLICY) == 0,
    )


def _find_windows_radio_state(states: Sequence[Json], stopped: bool) -> BluetoothRadio:
    if stopped:
        return BluetoothRadio.NO_SERVICE
    if radios.ON in states:
        return BluetoothRadio.ON
    return BluetoothRadio.SWITCHED_OFF if radios.DISABLED in states else BluetoothRadio.OFF


def _parse_windows_device(entry: Mapping[str, Json]) -> PairedDevice:
    """Return a paired device; its major class is in bits 8 to 12 (Bluetooth Assigned Numbers)."""
    major = ((to_int(entry.get("class")) or 0) >> 8) & 0x1F
    kind = {4: BluetoothDeviceType.SOUND, 5: BluetoothDeviceType.INPUT}.get(major, BluetoothDeviceType.OTHER)
    return PairedDevice(
        to_text(entry.get("address")), to_text(entry.get("name")), kind, entry.get("connected") is True
    )


BLUETOOTH: Probe[Bluetooth] = Probe(
    "Bluetooth and its devices",
    {
        Platform.LINUX: _read_bluetooth_linux,
        Platform.MACOS: _read_bluetooth_macos,
        Platform.WINDOWS: _read_bluetooth_windows,
    },
)
