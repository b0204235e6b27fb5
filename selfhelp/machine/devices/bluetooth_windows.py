"""Bluetooth on Windows: other input devices, and paired devices through bthprops.cpl.

Devices come from bluetoothapis.h (BluetoothFindFirstDevice), which lists classic Bluetooth only, not
low-energy devices (many mice). Untested on Windows.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from selfhelp.core.foreign_functions import declare_function_types
from selfhelp.core.model import Json
from selfhelp.machine import Registry

POLICY = Registry("HKLM\\SOFTWARE\\Microsoft\\PolicyManager\\current\\device\\Connectivity", "AllowBluetooth")
"""Policy setting that forbids Bluetooth if 0 (Policy CSP Connectivity, AllowBluetooth)."""

_NOT_BLUETOOTH = "$_.DeviceID -notlike '*{00001124-*' -and $_.DeviceID -notlike '*{00001812-*'"
"""Condition that excludes Bluetooth mice and keyboards, by the service number in their IDs.

The services are HID and HID over GATT.
"""

STATE = (
    "$in=@(Get-CimInstance Win32_PnPEntity -Filter \"PNPClass='Mouse' OR PNPClass='Keyboard'\" |"
    f" Where-Object {{ $_.Present -and {_NOT_BLUETOOTH} }});"
    "[pscustomobject]@{"
    "Stopped=@(Get-Service bthserv | Where-Object { [int]$_.Status -ne 4 }).Count;"
    "OtherMice=@($in | Where-Object { $_.PNPClass -eq 'Mouse' }).Count;"
    "OtherKeyboards=@($in | Where-Object { $_.PNPClass -eq 'Keyboard' }).Count}"
)


def read_paired_devices() -> Json:
    """Return the paired classic devices: address, name, class, connected."""
    ctypes: Any = import_module("ctypes")
    names = ("BluetoothFindFirstDevice", "BluetoothFindNextDevice", "BluetoothFindDeviceClose")
    library = declare_function_types(ctypes, ctypes.WinDLL("bthprops.cpl"), *names)
    search, device = _make_search_params(ctypes), _make_device_info(ctypes)
    handle = library.BluetoothFindFirstDevice(ctypes.byref(search), ctypes.byref(device))
    found, more = [], bool(handle)
    while more:
        found.append(_device_to_data(device))
        more = bool(library.BluetoothFindNextDevice(ctypes.c_void_p(handle), ctypes.byref(device)))
    if handle:
        library.BluetoothFindDeviceClose(ctypes.c_void_p(handle))
    return found


def _make_search_params(ctypes: Any) -> Any:
    """Return BLUETOOTH_DEVICE_SEARCH_PARAMS for paired devices, without scanning for new devices."""
    names = ("size", "authenticated", "remembered", "unknown", "connected", "inquiry")
    fields = [
        *((name, ctypes.c_int) for name in names),
        ("times", ctypes.c_ubyte),
        ("radio", ctypes.c_void_p),
    ]
    kind: Any = type("Search", (ctypes.Structure,), {"_fields_": fields})
    return kind(ctypes.sizeof(kind), 1, 1, 0, 1, 0, 0, None)


def _make_device_info(ctypes: Any) -> Any:
    """Return an empty BLUETOOTH_DEVICE_INFO; a SYSTEMTIME is eight 16-bit numbers."""
    time = ctypes.c_ushort * 8
    fields = [
        ("size", ctypes.c_uint),
        ("address", ctypes.c_ulonglong),
        ("kind", ctypes.c_uint),
        ("connected", ctypes.c_int),
        ("remembered", ctypes.c_int),
        ("authenticated", ctypes.c_int),
        ("seen", time),
        ("used", time),
        ("name", ctypes.c_wchar * 248),
    ]
    kind: Any = type("Device", (ctypes.Structure,), {"_fields_": fields})
    return kind(size=ctypes.sizeof(kind))


def _device_to_data(device: Any) -> Json:
    return {
        "address": f"{device.address:012x}",
        "name": device.name,
        "class": device.kind,
        "connected": bool(device.connected),
    }
