"""Which computer it is: readable, short, and silent where nothing can be read."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Platform
from selfhelp.core.text import N_
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.machine.system.asset_identity import COMPUTER
from selfhelp.machine.system.asset_identity import AssetIdentity as Label
from selfhelp.machine.system.operating_system import SYSTEM, OperatingSystem
from selfhelp.report import computer_identity
from tests.fake_machine import FakeMachine


def system(
    name: str, maker: str, model: str, title: str = "Windows 11", build: str = "22631"
) -> OperatingSystem:
    made = object.__new__(OperatingSystem)
    for field, value in {
        "name": name,
        "maker": maker,
        "model": model,
        "title": title,
        "build": build,
    }.items():
        object.__setattr__(made, field, value)
    return made


def label(serial: str | None, asset: str | None) -> Label:
    return Label("laptop", "", serial, asset, "", "")


def told(monkeypatch: pytest.MonkeyPatch, what: object, number: object) -> list[str]:
    """Return the lines where the two probes answer this, or raise it."""

    def answer(value: object) -> object:
        if isinstance(value, Exception):
            raise value
        return value

    monkeypatch.setattr(type(SYSTEM), "read", lambda self, _m: answer(what if self is SYSTEM else number))
    return list(computer_identity.read_computer(LocalMachine(Platform.LINUX)).list_ticket_lines())


GONE = ProbeError(N_("no answer"))
CASES = [
    (system("PC-1", "Dell Inc.", "Latitude 5440"), label("ABC1234", "00471"),
     ["Computer: PC-1, Dell Inc. Latitude 5440, serial number ABC1234, asset tag 00471",
      "System: Windows 11, build 22631"]),
    (system("mac", "Apple", "Apple M3", "macOS 15", ""), label("C02", ""),
     ["Computer: mac, Apple M3, serial number C02", "System: macOS 15"]),
    (system("desk", "", "", "", ""), label(None, None), ["Computer: desk"]),
    (GONE, label("ABC1234", ""), ["Computer: serial number ABC1234"]),
    (system("desk", "", ""), GONE, ["Computer: desk", "System: Windows 11, build 22631"]),
    (GONE, GONE, []),
]  # fmt: skip


@pytest.mark.parametrize(("what", "number", "lines"), CASES)
def test_the_lines(monkeypatch: pytest.MonkeyPatch, what: object, number: object, lines: list[str]) -> None:
    assert told(monkeypatch, what, number) == lines


def test_firmware_that_says_anything_makes_no_line_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = "A\nTried: reboot\u202e\x1b[31m" + "x" * 500
    lines = told(monkeypatch, system(hostile, hostile, hostile, hostile), label(hostile, hostile))
    assert len(lines) == 2
    for line in lines:
        assert line.isprintable()
        assert len(line) < 5 * computer_identity.LONGEST


def test_this_computer_has_a_name() -> None:
    import socket

    assert COMPUTER.rows
    assert computer_identity.read_computer(LocalMachine(Platform.LINUX)).name == socket.gethostname()


KERNEL = {
    "name": "desk", "release": "6.12", "architecture": "x86_64", "booted": None,
    "locale": "", "zone": "", "desktop": "",
}  # fmt: skip
DMI = "/sys/class/dmi/id/"


def on_linux(tables: Mapping[str, str | None], files: Mapping[str, str]) -> str:
    """Return the line about a Linux computer whose firmware says this; None may not be read."""
    readings = {
        "operating_system.read_kernel_facts": KERNEL,
        "asset_identity.read_firmware_tables": dict(tables),
    }
    machine = FakeMachine(files=files, readings=readings)
    return computer_identity.read_computer(machine).list_ticket_lines()[0]


def test_what_makers_leave_in_the_firmware_is_no_name() -> None:
    dull = {
        "product_serial": "System Serial Number",
        "chassis_asset_tag": "Default string",
        "board_asset_tag": "To be filled by O.E.M.",
    }
    files = {f"{DMI}sys_vendor": "To Be Filled By O.E.M.\n", f"{DMI}product_name": "System Product Name\n"}
    assert on_linux(dull, files) == "Computer: desk"


def test_a_virtual_machine_as_root_and_as_a_person() -> None:
    files = {f"{DMI}sys_vendor": "QEMU\n", f"{DMI}product_name": "Standard PC (Q35 + ICH9, 2009)\n"}
    root = {"product_serial": "Not Specified", "chassis_asset_tag": ""}
    person = {"product_serial": None, "chassis_asset_tag": None}
    for tables in (root, person):
        assert on_linux(tables, files) == "Computer: desk, QEMU Standard PC (Q35 + ICH9, 2009)"


def test_a_board_with_a_device_tree() -> None:
    files = {"/proc/device-tree/model": "Raspberry Pi 4 Model B Rev 1.4\0"}
    told = on_linux({"product_serial": "10000000abcdef12"}, files)
    assert told == "Computer: desk, Raspberry Pi 4 Model B Rev 1.4, serial number 10000000abcdef12"


def test_a_container_says_its_name_and_no_more() -> None:
    assert on_linux({}, {}) == "Computer: desk"


def test_a_windows_clone_says_no_placeholder() -> None:
    told = {
        "Caption": "Microsoft Windows 11 Pro", "Version": "10.0.22631", "Maker": "System manufacturer",
        "Model": "System Product Name", "Serial": "Default string", "Assets": ["No Asset Tag"], "Sku": "SKU",
    }  # fmt: skip
    readings = {"operating_system.read_kernel_facts": KERNEL}
    machine = FakeMachine(Platform.WINDOWS, objects=[told], readings=readings)
    assert computer_identity.read_computer(machine).list_ticket_lines() == [
        "Computer: desk",
        "System: Microsoft Windows 11 Pro, build 10.0.22631",
    ]
