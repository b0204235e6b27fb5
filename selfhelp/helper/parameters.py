"""The allowed values of a parameter: read by the helper itself, never taken from a request.

A name that a program could take for an option, or that holds control characters, is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from selfhelp.core.model import Platform
from selfhelp.core.paths import current_platform
from selfhelp.helper.file_trust import UntrustedError
from selfhelp.helper.plan import print_queue_name
from selfhelp.helper.policy import read_machine_policy
from selfhelp.helper.run import run_program
from selfhelp.policy.approved import parse_printers

LONGEST = 255


def list_names(list_: str, platform: Platform) -> Sequence[str]:
    """Return the names of a list on this system; empty if there are none or they cannot be read."""
    read = LISTS.get((list_, platform))
    try:
        found = read() if read else ()
    except (OSError, UntrustedError):
        return ()
    return [name for name in found if _is_plain(name)]


def _is_plain(name: str) -> bool:
    return 0 < len(name) <= LONGEST and name.isprintable() and not name.startswith("-")


def _printers() -> Sequence[str]:
    """Return the queues of this computer: the first word of each line of ``lpstat -a`` (lpstat(1))."""
    done = run_program(("/usr/bin/lpstat", "-a"), 10)
    lines = done.output.decode("utf-8", "replace").splitlines() if done.code == 0 else []
    return [line.split()[0] for line in lines if line[:1].strip()]


def allowed_printers() -> Sequence[str]:
    """Return the printers of the machine's policy that CUPS needs no driver for (IPP Everywhere)."""
    found = parse_printers(read_machine_policy(current_platform()).policy.organisation.printers)
    return [one.address for one in found if one.address.startswith(("ipp://", "ipps://"))]


def addable_printers() -> Sequence[str]:
    """Return those of `allowed_printers` whose queue's name is free, or theirs already.

    lpadmin(8) gives a queue that exists a new address: another printer would lose its queue.
    """
    lines = _devices()
    return [
        address
        for address in allowed_printers()
        if _device(address) in lines
        or not any(line.startswith(f"device for {print_queue_name(address)}: ") for line in lines)
    ]


def _added_printers() -> Sequence[str]:
    """Return those of `allowed_printers` whose queue is here and prints to that very address."""
    lines = _devices()
    return [address for address in allowed_printers() if _device(address) in lines]


def _device(address: str) -> str:
    return f"device for {print_queue_name(address)}: {address}"


def _devices() -> Sequence[str]:
    """Return every queue of this computer with its address (lpstat(1), ``-v``)."""
    done = run_program(("/usr/bin/lpstat", "-v"), 10)
    return done.output.decode("utf-8", "replace").splitlines() if done.code == 0 else []


def _linux_adapters() -> Sequence[str]:
    """Return the network adapters that are hardware (they have a device) or wireless."""
    folder = Path("/sys/class/net")
    return sorted(entry.name for entry in folder.iterdir() if (entry / "device").exists())


def _macos_adapters() -> Sequence[str]:
    """Return ``en0`` and its like from ``ifconfig -l``: Ethernet and Wi-Fi."""
    done = run_program(("/sbin/ifconfig", "-l"), 10)
    words = done.output.decode("ascii", "replace").split() if done.code == 0 else []
    return [word for word in words if word.startswith("en") and word[2:].isdecimal()]


LISTS: Mapping[tuple[str, Platform], Callable[[], Sequence[str]]] = MappingProxyType(
    {
        ("printers", Platform.LINUX): _printers,
        ("printers", Platform.MACOS): _printers,
        ("company-printers", Platform.LINUX): addable_printers,
        ("company-printers", Platform.MACOS): addable_printers,
        ("added-company-printers", Platform.LINUX): _added_printers,
        ("added-company-printers", Platform.MACOS): _added_printers,
        ("adapters", Platform.LINUX): _linux_adapters,
        ("adapters", Platform.MACOS): _macos_adapters,
    }
)
