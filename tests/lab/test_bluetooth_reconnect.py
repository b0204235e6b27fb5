"""Bluetooth is turned off, or a paired headset is not connected, at a pretended BlueZ on a real bus."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.pretended_bluetooth import ADAPTER, HEADSET, NAME, Bluez, bluez
from tests.lab.table import Table
from tests.people import Person

pytestmark = [pytest.mark.lab, needs_root]


@pytest.fixture
def service(alice: Person) -> Iterator[Bluez]:
    with bluez(alice) as started:
        yield started


def powered(service: Bluez) -> str:
    return service.property(ADAPTER, "org.bluez.Adapter1", "Powered")


def connected(service: Bluez) -> str:
    return service.property(HEADSET, "org.bluez.Device1", "Connected")


def test_the_radio_is_switched_on_and_off_again(service: Bluez, table: Table) -> None:
    service.mock(
        HEADSET, "org.freedesktop.DBus.Mock.UpdateProperties", "org.bluez.Device1", "{'Paired': <false>}"
    )
    service.who.root(
        *("busctl", "--system", "set-property", "org.bluez", ADAPTER, "org.bluez.Adapter1"),
        *("Powered", "b", "false"),
    )
    assert powered(service) == "b false"
    assert service.desk.fix("check", "bluetooth-reconnect")["state"] == "found"
    run = service.desk.fix("fix", "bluetooth-reconnect")
    assert run["outcome"] == "fixed"
    assert powered(service) == "b true"
    assert service.desk.fix("undo", run["run"])["outcome"] == "undone"
    assert powered(service) == "b false"
    table.row(
        "Bluetooth is turned off (pretended BlueZ)",
        proven="busctl get-property",
        found="bluetooth-reconnect",
        repaired="switched on",
        undone="busctl get-property",
    )


def test_a_paired_headset_is_connected_and_disconnected(service: Bluez, table: Table) -> None:
    assert connected(service) == "b false"
    check = service.desk.fix("check", "bluetooth-reconnect")
    assert check["state"] == "found"
    assert NAME in check["summary"]
    run = service.desk.fix("fix", "bluetooth-reconnect")
    assert run["outcome"] == "fixed"
    assert connected(service) == "b true"
    assert service.desk.fix("check", "bluetooth-reconnect")["state"] == "healthy"
    assert service.desk.fix("undo", run["run"])["outcome"] == "undone"
    assert connected(service) == "b false"
    table.row(
        "paired headset not connected (pretended BlueZ)",
        proven="busctl get-property",
        found="bluetooth-reconnect",
        repaired="connected",
        undone="busctl get-property",
    )


def test_a_computer_without_bluetooth_has_nothing_to_repair(alice: Person) -> None:
    assert Desk(alice).fix("check", "bluetooth-reconnect")["state"] == "not-offered"
