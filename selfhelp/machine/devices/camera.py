"""Cameras: their faults, the user's permission, and the programs that are using them.

Linux: /sys/class/video4linux and /dev/video* (Documentation/userspace-api/media/v4l of the kernel). Windows:
Win32_PnPEntity, and the consent store, in which a program that uses the camera now has ``LastUsedTimeStop``
0. macOS: system_profiler(8), which doesn't list the programs using a camera. The Windows and macOS rows were
written from documentation and not tested.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from selfhelp.core.model import Json, Platform
from selfhelp.machine import Machine, Probe, Reading
from selfhelp.machine.command_output import (
    read_first_line,
    read_script_output_object,
    to_bool,
    to_int,
    to_objects,
    to_text,
    to_texts,
)
from selfhelp.machine.devices.device_privacy import CONSENT
from selfhelp.machine.devices.usb_devices import SWITCHED_OFF
from selfhelp.machine.system_profiler import read_inventory

SHARING = frozenset({"pipewire", "wireplumber"})
"""Programs that share a camera, so that it stays available for other programs."""

PORTABLE = frozenset({8, 9, 10, 11, 12, 14, 30, 31, 32})
"""Chassis types of laptops, tablets and convertibles (SMBIOS specification, 7.4.1)."""


@dataclass(frozen=True, slots=True)
class CameraDevice:
    """A camera and its state.

    Attributes:
        name: the vendor's name; external text.
        usable: whether this user's programs may open it.
        code: the system's error number; 0 if there is none.
    """

    name: str
    usable: bool = True
    code: int = 0


@dataclass(frozen=True, slots=True)
class CameraUser:
    """A program that is using a camera; ``pid`` and ``started`` are 0 if only its name is known."""

    name: str
    pid: int = 0
    started: float = 0.0


@dataclass(frozen=True, slots=True)
class Cameras:
    """The cameras found, the programs using them, and whether a built-in camera is expected."""

    found: Sequence[CameraDevice]
    users: Sequence[CameraUser] = ()
    built_in: bool = False


# -- Linux -----------------------------------------------------------------------------------------


def read_video_devices(folder: str = "/sys/class/video4linux", devices: str = "/dev") -> Json:
    """Return the kernel's cameras.

    A camera's index 0 captures images; its other indexes have only metadata.
    """
    found = []
    for device in sorted(Path(folder).glob("video*")):
        try:
            name, index = (
                (device / file).read_text("utf-8", "replace").strip() for file in ("name", "index")
            )
        except OSError:
            continue
        node = Path(devices, device.name)
        if index == "0":
            usable = os.access(node, os.R_OK | os.W_OK)
            found.append({"node": str(node), "name": name, "usable": usable})
    return found


def find_camera_users(nodes: Sequence[str]) -> Json:
    """Return the user's own programs that have one of these devices open: name, pid, started."""
    import psutil

    found = []
    for process in psutil.process_iter():
        try:
            if process.uids().real == os.getuid() and _has_camera_open(process.pid, frozenset(nodes)):
                started = round(process.create_time(), 3)
                found.append({"name": process.name()[:80], "pid": process.pid, "started": started})
        except (psutil.Error, OSError):
            continue
    return found


def _has_camera_open(pid: int, nodes: frozenset[str]) -> bool:
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        try:
            if str(descriptor.readlink()) in nodes:
                return True
        except OSError:  # closed in the meantime
            continue
    return False


def _read_cameras_linux(machine: Machine) -> Cameras:
    listed = to_objects(machine.read(Reading(read_video_devices)))
    found = [CameraDevice(to_text(e.get("name")), to_bool(e.get("usable")) is True) for e in listed]
    nodes = [to_text(entry.get("node")) for entry in listed]
    holding = to_objects(machine.read(Reading(find_camera_users, {"nodes": nodes}))) if nodes else []
    users = [CameraUser(to_text(u.get("name")), u["pid"], u["started"]) for u in holding]
    chassis = to_int(read_first_line(machine, "/sys/class/dmi/id/chassis_type"))
    return Cameras(found, [user for user in users if user.name not in SHARING], chassis in PORTABLE)


# -- macOS -----------------------------------------------------------------------------------------


def _read_cameras_macos(machine: Machine) -> Cameras:
    told = read_inventory(machine, "SPCameraDataType", "SPHardwareDataType")
    listed, hardware = told.get("SPCameraDataType", ()), told.get("SPHardwareDataType", ())
    model = to_text(hardware[0].get("machine_name")) if hardware else ""
    return Cameras(
        [CameraDevice(to_text(e.get("_name"))) for e in listed], (), model.startswith(("MacBook", "iMac"))
    )


# -- Windows ---------------------------------------------------------------------------------------

_STORE = f"HKCU:\\{CONSENT}\\webcam"
WINDOWS = (
    "$c=Get-CimInstance Win32_PnPEntity -Filter \"PNPClass='Camera' OR (PNPClass='Image' AND"
    " Service='usbvideo')\" | Where-Object { $_.Present };"
    f"$u=Get-ItemProperty '{_STORE}\\*','{_STORE}\\NonPackaged\\*' -ErrorAction SilentlyContinue |"
    " Where-Object { $_.LastUsedTimeStop -eq 0 };"
    "[pscustomobject]@{Cameras=@($c | ForEach-Object {"
    " [pscustomobject]@{Name=$_.Name; Code=$_.ConfigManagerErrorCode} });"
    "Users=@($u | ForEach-Object { $_.PSChildName });"
    "Chassis=@(Get-CimInstance Win32_SystemEnclosure | ForEach-Object { $_.ChassisTypes })}"
)
"""Script that lists the cameras; ``PNPClass`` and ``Service`` aren't translated.

A scanner is of the class Image as well.
"""


def _read_cameras_windows(machine: Machine) -> Cameras:
    told = read_script_output_object(machine, WINDOWS)
    found = [_parse_windows_camera(entry) for entry in to_objects(told.get("Cameras"))]
    users = [CameraUser(_parse_program_of_key(name)) for name in to_texts(told.get("Users"))]
    chassis = told.get("Chassis")
    kinds = chassis if isinstance(chassis, list) else [chassis]
    return Cameras(found, users, any(to_int(kind) in PORTABLE for kind in kinds))


def _parse_windows_camera(entry: Mapping[str, Json]) -> CameraDevice:
    """Return a Windows camera; a disabled camera isn't faulty, but can't be used."""
    name, code = to_text(entry.get("Name")), to_int(entry.get("Code")) or 0
    return CameraDevice(name, usable=False) if code in SWITCHED_OFF else CameraDevice(name, code=code)


def _parse_program_of_key(key: str) -> str:
    """Return a program's name from its key in the consent store.

    Keys are ``C:#Program Files#Zoom#bin#Zoom.exe`` or ``MSTeams_8wek…``.
    """
    return key.rpartition("#")[2].partition("_")[0] or key


CAMERAS: Probe[Cameras] = Probe(
    "cameras and who uses them",
    {
        Platform.LINUX: _read_cameras_linux,
        Platform.MACOS: _read_cameras_macos,
        Platform.WINDOWS: _read_cameras_windows,
    },
)
