"""A disk at a USB socket with too little power, and a dock nobody allowed (a pretended kernel tree)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.inside import Inside, inside
from tests.lab.table import Table
from tests.people import Person

pytestmark = [pytest.mark.lab, needs_root]

DISK = "/sys/bus/usb/devices/1-2"
DOCK = "/sys/bus/thunderbolt/devices/0-1"
TREE = f"""
mount -t tmpfs tmpfs /sys/bus; mkdir -p {DISK} {DISK}:1.0 {DOCK} /sys/bus/usb/devices/usb1
cd {DISK}; echo 0951 > idVendor; echo 1666 > idProduct; echo 'Disk é <b>$(x)' > product
echo 1 > authorized; echo > bConfigurationValue
cd {DOCK}; echo 'ThinkPad Dock' > device_name; echo 1 > authorized
chmod -R a+rX /sys/bus; echo ready; exec sleep 300
"""


@pytest.fixture
def anna(alice: Person) -> Iterator[Desk]:
    with inside(alice, TREE) as who:
        yield Desk(who)


def write(desk: Desk, file: str, value: str) -> None:
    assert isinstance(desk.person, Inside)
    desk.person.root("sh", "-c", f"echo {value} > {file}")


def test_a_disk_with_too_little_power_is_led_to_another_socket(anna: Desk, table: Table) -> None:
    assert anna.run("cat", f"{DISK}/bConfigurationValue") == ""
    check = anna.fix("check", "usb-dock")
    assert check["state"] == "found"
    assert "Disk é <b>$(x) isn't getting enough power" in check["summary"]
    run = anna.fix("fix", "usb-dock")  # the laboratory has no hands
    assert run["steps"] == [["by-hand", "skipped", "impossible"]] * 2
    assert run["outcome"] == "not-fixed"
    write(anna, f"{DISK}/bConfigurationValue", "1")  # what the kernel does once there is enough
    assert anna.fix("check", "usb-dock")["state"] == "healthy"
    table.row(
        "USB disk with too little power (pretended)",
        proven="cat …/bConfigurationValue",
        found="usb-dock",
        repaired="left to a hand",
        undone="nothing was changed",
    )


def test_an_unauthorised_dock_is_refused(anna: Desk) -> None:
    write(anna, f"{DISK}/bConfigurationValue", "1")
    write(anna, f"{DOCK}/authorized", "0")
    run = anna.fix("fix", "usb-dock")
    assert (run["outcome"], run["steps"]) == ("refused", [])
    assert anna.run("cat", f"{DOCK}/authorized") == "0"
