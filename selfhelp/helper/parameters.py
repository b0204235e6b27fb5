"""Reads the allowed values of parameters; values are never taken from a request.

Names that could be taken for an option or contain control characters are omitted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from selfhelp.core.model import Platform
from selfhelp.core.paths import detect_platform
from selfhelp.helper.file_trust import UntrustedError
from selfhelp.helper.plan import derive_queue_name
from selfhelp.helper.policy import read_machine_policy
from selfhelp.helper.run import run_program
from selfhelp.policy.approved_printers_and_drives import parse_approved_printers

LONGEST = 255


def list_names(list_: str, platform: Platform) -> Sequence[str]:
    """Return the names in a list on this platform; empty if they can't be read."""
    read = LISTS.get((list_, platform))
    try:
        found = read() if read else ()
    except (OSError, UntrustedError):
        return ()
    return [name for name in found if _is_safe_name(name)]


def _is_safe_name(name: str) -> bool:
    return 0 < len(name) <= LONGEST and name.isprintable() and not name.startswith("-")


def _list_print_queues() -> Sequence[str]:
    """Return this computer's print queues, from the first words of ``lpstat -a`` (lpstat(1))."""
    done = run_program(("/usr/bin/lpstat", "-a"), 10)
    lines = done.output.decode("utf-8", "replace").splitlines() if done.code == 0 else []
    return [line.split()[0] for line in lines if line[:1].strip()]


def list_allowed_printers() -> Sequence[str]:
    """Return the driverless printers (IPP Everywhere) that the machine policy approves."""
    found = parse_approved_printers(read_machine_policy(detect_platform()).policy.organisation.printers)
    return [one.address for one in found if one.address.startswith(("ipp://", "ipps://"))]


def _list_addable_printers() -> Sequence[str]:
    """Return the approved printers whose queue name is unused or already has their address.

    lpadmin(8) changes the address of an existing queue, so another printer would lose its queue.
    """
    lines = _list_device_lines()
    return [
        address
        for address in list_allowed_printers()
        if _build_device_line(address) in lines
        or not any(line.startswith(f"device for {derive_queue_name(address)}: ") for line in lines)
    ]


def _list_added_printers() -> Sequence[str]:
    """Return the approved printers that have a queue with exactly their address."""
    lines = _list_device_lines()
    return [address for address in list_allowed_printers() if _build_device_line(address) in lines]


def _build_device_line(address: str) -> str:
    return f"device for {derive_queue_name(address)}: {address}"


def _list_device_lines() -> Sequence[str]:
    """Return the lines of ``lpstat -v``, each with a queue and its address (lpstat(1))."""
    done = run_program(("/usr/bin/lpstat", "-v"), 10)
    return done.output.decode("utf-8", "replace").splitlines() if done.code == 0 else []


def _list_linux_adapters() -> Sequence[str]:
    """Return the names of the physical network adapters on Linux."""
    folder = Path("/sys/class/net")
    return sorted(entry.name for entry in folder.iterdir() if (entry / "device").exists())


def _list_macos_adapters() -> Sequence[str]:
    """Return the names of Ethernet and Wi-Fi adapters on macOS, such as ``en0``, from ``ifconfig -l``."""
    done = run_program(("/sbin/ifconfig", "-l"), 10)
    words = done.output.decode("ascii", "replace").split() if done.code == 0 else []
    return [word for word in words if word.startswith("en") and word[2:].isdecimal()]


LISTS: Mapping[tuple[str, Platform], Callable[[], Sequence[str]]] = MappingProxyType(
    {
        ("printers", Platform.LINUX): _list_print_queues,
        ("printers", Platform.MACOS): _list_print_queues,
        ("company-printers", Platform.LINUX): _list_addable_printers,
        ("company-printers", Platform.MACOS): _list_addable_printers,
        ("added-company-printers", Platform.LINUX): _list_added_printers,
        ("added-company-printers", Platform.MACOS): _list_added_printers,
        ("adapters", Platform.LINUX): _list_linux_adapters,
        ("adapters", Platform.MACOS): _list_macos_adapters,
    }
)
