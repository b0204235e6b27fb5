"""Boot protection: Secure Boot, the security chip, and the system's own protection.

Linux: EFI variable ``SecureBoot`` (UEFI 2.10, section 3.3; the value follows four bytes of attributes),
/sys/class/tpm, /sys/kernel/security/lockdown (kernel_lockdown(7)), AppArmor and SELinux (sysfs). Windows: the
registry has the state of Secure Boot, and the security chip is the device MSFT0101 (Microsoft Learn, "TPM 2.0
hardware"), because Win32_Tpm is for administrators. macOS: csrutil(8). The Windows and macOS rows were
written from documentation and not tested.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from selfhelp.core.model import Json, Platform
from selfhelp.machine import Command, Machine, Probe, Reading, Registry
from selfhelp.machine.command_output import read_script_output_object, to_bool, to_int, to_text
from selfhelp.machine.sysfs import read_value

FIRMWARE = Path("/sys/firmware/efi")
SECURE_BOOT = "efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"


@dataclass(frozen=True, slots=True)
class BootTrust:
    """State of the boot protection; "" if unknown.

    Attributes:
        secure_boot: ``on``, ``off``, or the reason why it is unknown.
        chip: the security chip (TPM): its version, ``none``, or the reason why it is unknown.
        guard: AppArmor, SELinux or System Integrity Protection, and its state.
        lockdown: the kernel lockdown mode (Linux).
    """

    secure_boot: str
    chip: str
    guard: str = ""
    lockdown: str = ""


def read_linux_boot_variables() -> Json:
    """Return the boot mode and protection of Linux from the kernel's files."""
    try:
        variable = (FIRMWARE / SECURE_BOOT).read_bytes()
        secure = "on" if variable[4:5] == b"\x01" else "off"
    except FileNotFoundError:
        secure = "off: not offered by this firmware" if FIRMWARE.is_dir() else "off: not started by UEFI"
    except OSError:
        secure = "not readable for this account"
    chips = [
        read_value(chip / "tpm_version_major") for chip in sorted(Path("/sys/class/tpm").glob("tpm[0-9]*"))
    ]
    return {
        "secure_boot": secure,
        "chip": f"TPM {chips[0] or '1.2'}".strip() if chips else "none",
        "apparmor": read_value(Path("/sys/module/apparmor/parameters/enabled")),
        "selinux": read_value(Path("/sys/fs/selinux/enforce")),
        "lockdown": read_value(Path("/sys/kernel/security/lockdown")),
    }


def _read_secure_boot_linux(machine: Machine) -> BootTrust:
    said = machine.read(Reading(read_linux_boot_variables))
    guards = ["AppArmor"] if said.get("apparmor") == "Y" else []
    if said.get("selinux"):
        guards.append("SELinux, enforcing" if said["selinux"] == "1" else "SELinux, only warning")
    chosen = re.search(r"\[(\w+)\]", to_text(said.get("lockdown")))
    return BootTrust(
        to_text(said.get("secure_boot")),
        to_text(said.get("chip")),
        ", ".join(guards) or "none",
        chosen[1] if chosen else "",
    )


STATE = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecureBoot\\State"

WINDOWS = (
    "$d=@(Get-CimInstance Win32_PnPEntity -Filter \"PNPClass='SecurityDevices'\");"
    "[pscustomobject]@{Two=[bool]@($d | Where-Object {$_.PNPDeviceID -like 'ACPI\\MSFT0101*'}).Count;"
    "Any=[bool]$d.Count; Error=[int]($d | Select-Object -First 1).ConfigManagerErrorCode}"
)


def _read_secure_boot_windows(machine: Machine) -> BootTrust:
    enabled = to_int(machine.read(Registry(STATE, "UEFISecureBootEnabled")))
    secure = {1: "on", 0: "off"}.get(-1 if enabled is None else enabled, "off: not started by UEFI")
    found = read_script_output_object(machine, WINDOWS)
    other = "TPM, another version" if to_bool(found.get("Any")) else "none"
    chip = "TPM 2" if to_bool(found.get("Two")) else other
    if chip != "none" and to_int(found.get("Error")):
        chip += f", device error {to_int(found.get('Error'))}"
    return BootTrust(secure, chip)


def _read_secure_boot_macos(machine: Machine) -> BootTrust:
    """Return the state printed by csrutil(8) in English; other settings are visible only in recovery."""
    said = machine.run(Command(("csrutil", "status"), timeout=4)).stdout
    state = re.search(r"status: (\w+)", said)
    guard = f"System Integrity Protection {state[1]}" if state else "not told"
    return BootTrust("not told outside of the recovery system", "Apple's own", guard)


BOOT_TRUST: Probe[BootTrust] = Probe(
    "what protects the start of this computer",
    {
        Platform.LINUX: _read_secure_boot_linux,
        Platform.WINDOWS: _read_secure_boot_windows,
        Platform.MACOS: _read_secure_boot_macos,
    },
)
