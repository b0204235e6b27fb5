"""A pretended BlueZ (python-dbusmock's own template) on a system bus that only a test's programs see."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from tests.lab.conftest import Desk
from tests.lab.inside import Inside, enter, inside
from tests.people import Person

ADAPTER = "/org/bluez/hci0"
HEADSET = f"{ADAPTER}/dev_11_22_33_44_55_66"
NAME = "Casque é <b>"

BUS = """
mkdir -p /run/dbus && mount -t tmpfs tmpfs /run/dbus && echo ready && exec dbus-daemon --system --nofork \
--nopidfile --address=unix:path=/run/dbus/system_bus_socket
"""


@dataclass(frozen=True)
class Bluez:
    """The pretended service: told what to be by root, asked and changed by the product as the user."""

    who: Inside

    @property
    def desk(self) -> Desk:
        """The user's desk on that bus."""
        return Desk(self.who)

    def mock(self, path: str, method: str, *arguments: str) -> None:
        """Tell python-dbusmock something."""
        self.who.root("gdbus", "call", "--system", "-d", "org.bluez", "-o", path, "-m", method, *arguments)

    def property(self, path: str, interface: str, name: str) -> str:
        """Ask for one property with a tool that is not ours."""
        return self.who.root("busctl", "--system", "get-property", "org.bluez", path, interface, name)


@contextmanager
def bluez(person: Person) -> Iterator[Bluez]:
    """Start the bus and the service, with a paired headset that is not connected."""
    if not all(map(shutil.which, ("dbus-daemon", "busctl", "gdbus"))):
        pytest.skip("no dbus-daemon, busctl or gdbus (packages dbus, systemd, libglib2.0-bin)")
    with inside(person, BUS) as who, _service(who.pid):
        service = Bluez(who)
        _pair(service)
        yield service


@contextmanager
def _service(pid: int) -> Iterator[None]:
    """Start python-dbusmock on that bus and wait until it answers."""
    there = enter(pid)
    mock = ["/usr/bin/python3", "-m", "dbusmock", "--system", "--template", "bluez5"]
    if subprocess.run([*mock[:1], "-c", "import dbusmock"], capture_output=True, check=False).returncode:
        pytest.skip("no python-dbusmock (package python3-dbusmock)")
    quiet = subprocess.DEVNULL
    with subprocess.Popen([*there, *mock], stdout=quiet, stderr=quiet) as service:
        try:
            asked = [*there, "busctl", "--system", "status", "org.bluez"]
            deadline = time.monotonic() + 60
            while subprocess.run(asked, stdout=quiet, stderr=quiet, check=False).returncode:
                assert time.monotonic() < deadline
                time.sleep(0.1)
            yield
        finally:
            service.terminate()


def _pair(service: Bluez) -> None:
    """Add the radio and a paired headset whose methods change what it says about itself."""
    service.mock("/", "org.bluez.Mock.AddAdapter", "hci0", "computer")
    service.mock("/", "org.bluez.Mock.AddDevice", "hci0", "11:22:33:44:55:66", NAME)
    facts = "{'Paired': <true>, 'Icon': <'audio-headset'>}"
    update = "org.freedesktop.DBus.Mock.UpdateProperties"
    service.mock(HEADSET, update, "org.bluez.Device1", facts)
    for method, value in (("Connect", "True"), ("Disconnect", "False")):
        code = f"self.UpdateProperties('org.bluez.Device1', {{'Connected': dbus.Boolean({value})}})"
        add = "org.freedesktop.DBus.Mock.AddMethod"
        service.mock(HEADSET, add, "org.bluez.Device1", method, "", "", code)
