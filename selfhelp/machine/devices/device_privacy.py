"""The permission of apps to use the camera and the microphone, and the source of a block.

Windows stores the permission in the consent store of its registry (written by the "Camera" and "Microphone"
privacy settings) and in the policy CSP "Privacy" (LetAppsAccessCamera, LetAppsAccessMicrophone: 2 denies).
GNOME has two keys in org.gnome.desktop.privacy; that row was tested. macOS lets no program read its list of
permissions (TCC), so they aren't checked there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.model import Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Probe, Registry, Row, Step

CAMERA, MICROPHONE = "camera", "microphone"


class BlockedBy(StrEnum):
    """Source of the setting that blocks apps from using a device."""

    NOBODY = "nobody"
    ORGANISATION = "organisation"  # a policy; only the help desk can change it
    COMPUTER = "computer"  # a setting for all users; only an administrator can change it
    PERSON = "person"  # the user's own setting


CONSENT = "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\CapabilityAccessManager\\ConsentStore"
POLICY = "HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\AppPrivacy"
WINDOWS_NAMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {CAMERA: ("webcam", "LetAppsAccessCamera"), MICROPHONE: ("microphone", "LetAppsAccessMicrophone")}
)
GNOME = "org.gnome.desktop.privacy"


def _read_device_privacy_windows(machine: Machine, device: str) -> BlockedBy:
    name, policy = WINDOWS_NAMES[device]
    if machine.read(Registry(POLICY, policy)) == 2:
        return BlockedBy.ORGANISATION
    if _is_access_denied(machine, f"HKLM\\{CONSENT}\\{name}"):
        return BlockedBy.COMPUTER
    if any(_is_access_denied(machine, f"HKCU\\{CONSENT}\\{name}{part}") for part in ("", "\\NonPackaged")):
        return BlockedBy.PERSON
    return BlockedBy.NOBODY


def _is_access_denied(machine: Machine, key: str) -> bool:
    return bool(machine.read(Registry(key, "Value")) == "Deny")


def _read_device_privacy_gnome(machine: Machine, device: str) -> BlockedBy:
    """Return the source of GNOME's block; `BlockedBy.NOBODY` if nothing is blocked, or without GNOME."""
    try:
        if _run_gsettings(machine, "get", device) != "true":
            return BlockedBy.NOBODY
        return (
            BlockedBy.PERSON
            if _run_gsettings(machine, "writable", device) == "true"
            else BlockedBy.ORGANISATION
        )
    except ProbeError:
        return BlockedBy.NOBODY


def _run_gsettings(machine: Machine, verb: str, device: str) -> str:
    return machine.run(Command(("gsettings", verb, GNOME, f"disable-{device}"))).stdout.strip()


CAMERA_BLOCKED: Probe[BlockedBy] = Probe(
    "who keeps programs from the camera",
    {
        Platform.WINDOWS: lambda machine: _read_device_privacy_windows(machine, CAMERA),
        Platform.LINUX: lambda machine: _read_device_privacy_gnome(machine, CAMERA),
        Platform.MACOS: lambda machine: BlockedBy.NOBODY,
    },
)
MICROPHONE_BLOCKED: Probe[BlockedBy] = Probe(
    "who keeps programs from the microphone",
    {
        Platform.WINDOWS: lambda machine: _read_device_privacy_windows(machine, MICROPHONE),
        Platform.LINUX: lambda machine: _read_device_privacy_gnome(machine, MICROPHONE),
        Platform.MACOS: lambda machine: BlockedBy.NOBODY,
    },
)


def _set_device_privacy_gnome(step: AllowDevice, machine: Machine, _: Progress) -> str:
    value = "false" if step.allowed else "true"
    output = machine.change(Command(("gsettings", "set", GNOME, f"disable-{step.device}", value)))
    if output.code != 0:
        raise StepError(N_("The setting couldn't be changed."), detail=output.stderr.strip()[:500])
    return f"{GNOME} disable-{step.device} {value}"


@dataclass(frozen=True, slots=True)
class AllowDevice(Step):
    """Step that allows or blocks the camera or the microphone in GNOME.

    On other systems, the user changes the setting.

    Attributes:
        device: `CAMERA` or `MICROPHONE`.
        allowed: whether to allow it.
    """

    device: str
    allowed: bool

    name: ClassVar[str] = "allow-device"
    risk: ClassVar[Text | None] = N_("Apps that have permission will be able to see or hear you again.")
    duration: ClassVar[timedelta] = timedelta(seconds=2)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _set_device_privacy_gnome})

    def __post_init__(self) -> None:
        """Raise an error for any other device, because the device becomes part of a setting's name.

        Raises:
            StepError: the device is neither `CAMERA` nor `MICROPHONE`.
        """
        if self.device not in (CAMERA, MICROPHONE):
            raise StepError(N_("The setting couldn't be changed."), detail=self.device[:200])

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the device."""
        if self.device == CAMERA:
            allow, forbid = N_("Allow apps to use the camera."), N_("Block apps from using the camera.")
        else:
            allow = N_("Allow apps to use the microphone.")
            forbid = N_("Block apps from using the microphone.")
        return allow if self.allowed else forbid

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the former permission."""
        return AllowDevice(self.device, not self.allowed)

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the device is allowed or blocked as before."""
        blocked = CAMERA_BLOCKED if self.device == CAMERA else MICROPHONE_BLOCKED
        return (blocked.read(machine) is BlockedBy.NOBODY) is not self.allowed
