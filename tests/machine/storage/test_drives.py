"""Drives of Linux, from a pretended /sys."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Platform
from selfhelp.machine import Output
from selfhelp.machine.storage.drives import DRIVES, read_block_devices
from tests.fake_machine import FakeMachine
from tests.machine.kernel_tree import plant


def test_the_connection_type_comes_from_the_device_path(tmp_path: Path) -> None:
    ways = {"sda": "pci0000:00/ata1/host0/sda", "sdb": "pci0000:00/usb2/2-1/host6/sdb", "vda": "virtio1/vda"}
    for name, way in ways.items():
        plant(tmp_path / "devices" / way, {"size": "2048\n", "device/model": "M\n", "removable": "0\n"})
        (tmp_path / "block").mkdir(exist_ok=True)
        (tmp_path / "block" / name).symlink_to(tmp_path / "devices" / way)
    plant(tmp_path / "block" / "loop0", {"size": "100\n"})
    found = read_block_devices(str(tmp_path / "block"))
    assert [(d["name"], d["connection"], d["size"]) for d in found] == [
        ("sda", "SATA", 2048 * 512),
        ("sdb", "USB", 2048 * 512),
        ("vda", "virtual", 2048 * 512),
    ]


DRIVE = {
    "name": "sda",
    "model": "M",
    "size": 10,
    "kind": "HDD",
    "serial": "S",
    "connection": "SATA",
    "removable": False,
}


@pytest.mark.parametrize(
    "text", ["", "[]", '{"data": [7]}', '{"data": [{"/a": 7}]}', "Zugriff verweigert", "[" * 10**5]
)
def test_garbage_of_udisks_costs_health_alone(text: str) -> None:
    machine = FakeMachine(
        readings={"drives.read_block_devices": [DRIVE]}, programs={"busctl": Output(0, text)}
    )
    (drive,) = DRIVES.read(machine)
    assert (drive.model, drive.health) == ("M", "")


@pytest.mark.parametrize("text", ["", "[]", '{"SPNVMeDataType": 7}', "7", "[" * 10**5])
def test_garbage_of_a_mac_is_no_crash(text: str) -> None:
    machine = FakeMachine(Platform.MACOS, programs={"system_profiler": text})
    with suppress(ProbeError):
        assert DRIVES.read(machine) == []
