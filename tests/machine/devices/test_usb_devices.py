"""USB and Thunderbolt of Linux, from a pretended /sys."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.machine.devices.usb_devices import PLUGGED, read_usb_bus
from tests.fake_machine import FakeMachine
from tests.machine.kernel_tree import plant


def test_devices_their_parts_and_their_drivers(tmp_path: Path) -> None:
    device, driver = "usb/devices/1-2", tmp_path / "usb/drivers/uvcvideo"
    plant(
        tmp_path,
        {
            "usb/devices/usb1/idVendor": "1d6b\n",  # the computer's own root hub
            f"{device}/idVendor": "04f2\n",
            f"{device}/idProduct": "b6dd\n",
            f"{device}/product": "Integrated Camera\n",
            f"{device}/serial": "SECRETSERIAL\n",
            f"{device}/bDeviceClass": "ef\n",
            f"{device}/speed": "480\n",
            f"{device}/bMaxPower": "500mA\n",
            f"{device}/authorized": "1\n",
            f"{device}/bConfigurationValue": "1\n",
            f"{device}/1-2:1.0/bInterfaceClass": "0e\n",
            f"{device}/1-2:1.0/bInterfaceProtocol": "00\n",
            "usb/devices/1-2:1.0/bInterfaceClass": "0e\n",  # the same part, listed beside its device
            "thunderbolt/devices/0-0/device_name": "the computer\n",
            "thunderbolt/devices/0-1/device_name": "TS4\n",
            "thunderbolt/devices/0-1/vendor_name": "CalDigit\n",
            "thunderbolt/devices/0-1/authorized": "1\n",
            "thunderbolt/devices/0-1/rx_speed": "20.0 Gb/s\n",
            "thunderbolt/devices/domain0/security": "user\n",
        },
    )
    driver.mkdir(parents=True)
    (tmp_path / device / "1-2:1.0" / "driver").symlink_to(driver)
    said = read_usb_bus(str(tmp_path))
    assert "SECRET" not in str(said)
    assert said["seen"] is True
    dock, camera = PLUGGED.read(FakeMachine(Platform.LINUX, readings={"usb_devices.read_usb_bus": said}))
    assert (dock.name, dock.speed, dock.trouble) == ("CalDigit TS4", 20000, "")
    assert (camera.name, camera.kind, camera.number, camera.draws) == (
        "Integrated Camera",
        "camera",
        "04f2:b6dd",
        500,
    )
    assert camera.trouble == ""


def test_no_usb_at_all_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotOfferedError, match="No USB port"):
        PLUGGED.read(FakeMachine(readings={"usb_devices.read_usb_bus": read_usb_bus(str(tmp_path))}))


@pytest.mark.parametrize("answer", [None, "text", [], {"seen": True, "usb": "x"}, {"seen": True, "usb": [7]}])
def test_garbage_is_no_crash(answer: Json) -> None:
    machine = FakeMachine(readings={"usb_devices.read_usb_bus": answer})
    try:
        found = PLUGGED.read(machine)
    except ProbeError:
        return
    assert all(isinstance(device.name, str) for device in found)
