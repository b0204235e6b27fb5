"""Encryption of the system disk, and resuming suspended encryption.

Linux was tested. The Windows row reads the property that Explorer shows, because `manage-bde` needs an
administrator: Microsoft documents the property (System.Volume.BitLockerProtection) but not its values. The
Windows row and the macOS row (``fdesetup``) are untested.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Probe, Reading, elevate, windows_automation
from selfhelp.machine.command_output import to_int, to_objects, to_texts

UNKNOWN = N_("Couldn't check whether the disk is encrypted.")


class EncryptionState(StrEnum):
    """State of the system disk's encryption."""

    ON = "on"
    OFF = "off"
    ENCRYPTING = "encrypting"
    SUSPENDED = "suspended"


def _read_encryption_linux(machine: Machine) -> EncryptionState:
    """Return the state from lsblk(8): ON if a ``crypt`` device is between the root and its disk."""
    output = machine.run(Command(("lsblk", "-J", "-o", "NAME,TYPE,MOUNTPOINTS"), timeout=5.0))
    try:
        found = json.loads(output.stdout)
    except ValueError as error:
        raise ProbeError(UNKNOWN, detail=output.stderr[:300]) from error
    devices = to_objects(found.get("blockdevices")) if isinstance(found, dict) else ()
    kinds = next((way for device in devices if (way := _list_device_types_to_root(device))), None)
    if kinds is None:
        raise ProbeError(UNKNOWN, detail="no device holds /")
    return EncryptionState.ON if "crypt" in kinds else EncryptionState.OFF


def _list_device_types_to_root(device: Mapping[str, Json]) -> tuple[str, ...] | None:
    """Return the types from a device to the device mounted at ``/``; None if the root isn't on the device."""
    kind = str(device.get("type"))
    if "/" in to_texts(device.get("mountpoints")):
        return (kind,)
    for child in to_objects(device.get("children")):
        if way := _list_device_types_to_root(child):
            return (kind, *way)
    return None


def read_bitlocker() -> Json:
    """Return the system drive's System.Volume.BitLockerProtection; any user may read it.

    Raises:
        ProbeError: the shell doesn't respond.
    """

    def query_bitlocker_property() -> Json:
        with windows_automation.create_automation_object("Shell.Application") as shell:
            drive = shell.get("NameSpace", os.environ.get("SYSTEMDRIVE", "C:")).get("Self")
            return drive.get("ExtendedProperty", "System.Volume.BitLockerProtection")

    return windows_automation.run_automation_with_timeout(
        windows_automation.TIME, "Shell.Application", query_bitlocker_property
    )


WINDOWS_STATES: Mapping[int, EncryptionState] = MappingProxyType(
    {
        1: EncryptionState.ON,
        2: EncryptionState.OFF,
        3: EncryptionState.ENCRYPTING,
        4: EncryptionState.OFF,  # being decrypted
        5: EncryptionState.SUSPENDED,
    }
)


def _read_encryption_windows(machine: Machine) -> EncryptionState:
    number = to_int(machine.read(Reading(read_bitlocker)))
    state = WINDOWS_STATES.get(number) if number is not None else None
    if state is None:
        raise ProbeError(UNKNOWN, detail=f"BitLockerProtection {number}")
    return state


def _read_encryption_macos(machine: Machine) -> EncryptionState:
    """Return the state from fdesetup(8) ``status``, whose sentences the NIST rules for macOS use too."""
    text = machine.run(Command(("fdesetup", "status"))).stdout
    if "Encryption in progress" in text:
        return EncryptionState.ENCRYPTING
    if "FileVault is On." in text:
        return EncryptionState.ON
    if "FileVault is Off." in text:
        return EncryptionState.OFF
    raise ProbeError(UNKNOWN, detail=text[:200])


ENCRYPTION: Probe[EncryptionState] = Probe(
    "whether the system disk is encrypted",
    {
        Platform.LINUX: _read_encryption_linux,
        Platform.WINDOWS: _read_encryption_windows,
        Platform.MACOS: _read_encryption_macos,
    },
)

RESUME = "resume-disk-encryption"


@dataclass(frozen=True, slots=True)
class ResumeEncryption(elevate.ElevatedStep):
    """Step that resumes BitLocker protection.

    Undo isn't offered, because this app never suspends encryption.
    """

    name: ClassVar[str] = "resume-encryption"
    risk: ClassVar[Text | None] = N_(
        "If a firmware update is waiting for a restart, restart first. Otherwise, the computer may ask for "
        "its recovery key."
    )
    duration: ClassVar[timedelta] = timedelta(seconds=15)
    operations: ClassVar[Mapping[Platform, str]] = MappingProxyType({Platform.WINDOWS: RESUME})

    def describe_action(self) -> Text:
        """Return the sentence shown before resuming encryption."""
        return N_("Resume disk encryption.")
