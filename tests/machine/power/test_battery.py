"""Batteries that say little, or nonsense; whole laptops are replayed with the sections."""

from __future__ import annotations

from selfhelp.core.model import Json, Platform
from selfhelp.machine.power.battery import CELLS, POWER, WIRELESS
from tests.fake_machine import FakeMachine


def linux(*supplies: Json) -> FakeMachine:
    return FakeMachine(readings={"battery.read_power_supplies": list(supplies)})


def uevent(**facts: str) -> Json:
    text = "".join(f"POWER_SUPPLY_{name}={value}\n" for name, value in {"TYPE": "Battery", **facts}.items())
    return {"name": "BAT0", "uevent": text, "limit": "", "start": ""}


def test_charge_in_ampere_hours_becomes_energy() -> None:
    facts = {"CHARGE_FULL": "3500000", "CHARGE_FULL_DESIGN": "5000000", "VOLTAGE_MIN_DESIGN": "11400000"}
    (cell,) = CELLS.read(linux(uevent(**facts)))
    assert (cell.health, cell.holds, cell.designed) == (70, 39.9, 57.0)


def test_firmware_that_does_not_count_is_not_said_to_be_new() -> None:
    (cell,) = CELLS.read(linux(uevent(CYCLE_COUNT="0", CAPACITY="viel", TECHNOLOGY="Unknown")))
    assert (cell.cycles, cell.charge, cell.kind, cell.health) == (None, None, "", None)


def test_an_empty_bay_a_charger_and_a_mouse_are_no_battery_of_the_computer() -> None:
    mouse = uevent(
        SCOPE="Device", MODEL_NAME="Mouse", CAPACITY="55", CAPACITY_LEVEL="Normal", STATUS="Discharging"
    )
    machine = linux(
        uevent(PRESENT="0"), {"name": "AC", "uevent": "POWER_SUPPLY_TYPE=Mains\n"}, mouse, {}, {"uevent": 7}
    )
    assert CELLS.read(machine) == []
    (found,) = WIRELESS.read(machine)
    assert (found.name, found.charge, found.condition, found.state) == ("Mouse", 55, "normal", "discharging")


def test_garbage_of_windows_and_macos() -> None:
    (cell,) = CELLS.read(FakeMachine(Platform.WINDOWS, objects=[{"Full": "viel", "Design": 0, "Left": None}]))
    assert (cell.health, cell.charge, cell.holds) == (None, None, None)
    programs = {"system_profiler": '{"SPPowerDataType": [7, {"sppower_battery_state_of_charge": "x"}]}'}
    assert CELLS.read(FakeMachine(Platform.MACOS, programs=programs)) == []


def test_the_whole_is_drawn_from_the_single_batteries() -> None:
    new = uevent(ENERGY_FULL="50000000", ENERGY_FULL_DESIGN="50000000", CAPACITY="90", CYCLE_COUNT="3")
    old = uevent(ENERGY_FULL="20000000", ENERGY_FULL_DESIGN="50000000", CAPACITY="10", CYCLE_COUNT="900")
    machine = linux(new, old)
    cells, power = CELLS.read(machine), POWER.read(machine)
    assert power.health == min(cell.health or 0 for cell in cells) == 40
    assert (power.charge, power.cycles) == (50, 900)
