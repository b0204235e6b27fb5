"""Battery and power mode: what is a fault, and what is meant so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from selfhelp.core.errors import NotOfferedError, ProbeError, StepError
from selfhelp.core.model import Finding, Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.fixes.performance import battery_power as module
from selfhelp.fixes.performance.battery_power import BatteryPower
from selfhelp.machine import Command, Output, Probe
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenPage
from selfhelp.machine.power.battery import POWER, Power, read_power_supplies
from selfhelp.machine.power.power_mode import PowerMode, SetPowerMode

FIX = BatteryPower()


class Computer:
    """A computer whose power mode can be changed."""

    def __init__(
        self, platform: Platform = Platform.LINUX, mode: str = "balanced", supply: Json = ()
    ) -> None:
        self.platform, self.mode, self.supply = platform, mode, list(supply)
        self.code, self.done = 0, list[tuple[str, ...]]()

    def read(self, source: object) -> Json:
        return self.supply

    def run(self, command: Command) -> Output:
        return Output(0, f"{self.mode}\n")

    def change(self, action: Any) -> Json:
        self.done.append(action.argv)
        return Output(self.code, "")


def look(
    monkeypatch: pytest.MonkeyPatch, platform: Platform = Platform.LINUX, **facts: Any
) -> Finding | None:
    healthy: dict[str, Any] = {"charge": 64, "health": 90, "cycles": 9, "plugged": True, "charging": True}
    power = Power(**(healthy | facts))
    monkeypatch.setattr(module, "POWER", Probe("power", {platform: lambda machine: power}))
    return FIX.diagnose(Computer(platform))


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"charging": False, "charge": 80},
        {"charging": False, "charge": 57, "limit": 55},
        {"charging": False, "charge": 58},  # a stop at 60 % that the system does not tell
        {"charging": False, "charge": 45, "limit": 40},
        {"plugged": False, "charging": False, "charge": 11},
        {"health": 60},
        {"charge": None, "health": None, "charging": False},
        {"plugged": False, "charging": False, "mode": PowerMode.SAVER},
        {"mode": PowerMode.FAST},
    ],
)
def test_what_is_meant_so(monkeypatch: pytest.MonkeyPatch, facts: dict[str, Any]) -> None:
    assert look(monkeypatch, **facts) is None


@pytest.mark.parametrize(
    ("facts", "trouble"),
    [
        ({"charging": False, "charge": 34}, "does not charge"),
        ({"charging": False, "charge": 34, "limit": 40}, "does not charge"),
        ({"plugged": False, "charging": False, "charge": 10}, "nearly empty"),
        ({"health": 59}, "worn"),
        ({"mode": PowerMode.SAVER}, "saves power although plugged in"),
        ({"plugged": False, "charging": False, "mode": PowerMode.FAST}, "full speed on battery"),
    ],
)
def test_what_is_not(monkeypatch: pytest.MonkeyPatch, facts: dict[str, Any], trouble: str) -> None:
    finding = look(monkeypatch, **facts)
    assert finding
    assert finding.evidence["state"] == trouble


def test_what_is_done_about_it(monkeypatch: pytest.MonkeyPatch) -> None:
    slow, worn = look(monkeypatch, mode=PowerMode.SAVER), look(monkeypatch, health=30)
    dead = look(monkeypatch, charging=False, charge=3)
    assert slow
    assert worn
    assert dead
    assert FIX.plan_steps(slow, {}) == (SetPowerMode("balanced"),)
    assert FIX.plan_steps(worn, {}) == ()
    assert FIX.plan_steps(dead, {})[-1] == ByHand("swollen-battery")
    on_mac = look(monkeypatch, Platform.MACOS, mode=PowerMode.SAVER)
    assert on_mac
    assert FIX.plan_steps(on_mac, {}) == (OpenPage("power"),)


def test_the_previous_mode_is_restored() -> None:
    linux = Computer(mode="power-saver")
    assert SetPowerMode("balanced").make_undo_step(linux) == SetPowerMode("saver", instead_of="balanced")
    assert SetPowerMode("balanced").perform(linux, Progress()) == "balanced"
    windows = Computer(Platform.WINDOWS, "GUID : 8C5E7FDA-E8BF-4A96-9A85-A6E23A8C635C (Performances élevées)")
    assert SetPowerMode("balanced").make_undo_step(windows) == SetPowerMode("fast", instead_of="balanced")
    SetPowerMode("saver").perform(windows, Progress())
    assert windows.done == [("powercfg.exe", "/setactive", "a1841308-3541-4fab-bc81-f71556f20b4a")]


def test_a_mode_chosen_since_is_kept() -> None:
    back = SetPowerMode("saver", instead_of="balanced")
    computer = Computer(mode="performance")
    with pytest.raises(StepError, match="changed since"):
        back.perform(computer, Progress())
    assert computer.done == []
    assert back.perform(Computer(mode="balanced"), Progress()) == "power-saver"


def test_a_custom_mode_is_kept() -> None:
    """Without a name for it there is no way back, so it is not changed."""
    with pytest.raises(ProbeError):
        SetPowerMode("balanced").make_undo_step(Computer(mode="company special"))
    refusing = Computer()
    refusing.code = 1
    with pytest.raises(StepError):
        SetPowerMode("balanced").perform(refusing, Progress())


def uevent(**facts: str) -> str:
    return "".join(f"POWER_SUPPLY_{name}={value}\n" for name, value in facts.items())


def supply(name: str, text: str, limit: str = "", start: str = "") -> Json:
    return {"name": name, "uevent": text, "limit": limit, "start": start}


def test_only_this_computers_own_batteries_count() -> None:
    mouse = supply("hid", uevent(TYPE="Battery", SCOPE="Device", CAPACITY="3", STATUS="Discharging"))
    absent = supply("BAT1", uevent(TYPE="Battery", PRESENT="0"))
    with pytest.raises(NotOfferedError):
        POWER.read(Computer(supply=[mouse, absent]))
    main = supply("BAT0", uevent(TYPE="Battery", CAPACITY="81", STATUS="Full"), "80\n")
    dock = supply("ucsi", uevent(TYPE="USB", ONLINE="1"))
    power = POWER.read(Computer(supply=[mouse, absent, main, dock]))
    assert (power.charge, power.plugged, power.charging, power.limit) == (81, True, True, 75)


@pytest.mark.parametrize(
    ("start", "end", "below"), [("40\n", "80\n", 40), ("0\n", "100\n", 95), ("", "", None)]
)
def test_between_two_limits_a_battery_may_stand_still(start: str, end: str, below: int | None) -> None:
    main = supply("BAT0", uevent(TYPE="Battery", CAPACITY="61", STATUS="Not charging"), end, start)
    assert POWER.read(Computer(supply=[main])).limit == below


def test_two_batteries_are_judged_by_the_weaker() -> None:
    facts = {"TYPE": "Battery", "STATUS": "Discharging", "CHARGE_FULL_DESIGN": "100"}
    pairs = (("BAT0", "95"), ("BAT1", "40"))
    cells = [supply(name, uevent(**facts, CHARGE_FULL=full, CAPACITY="50")) for name, full in pairs]
    assert POWER.read(Computer(supply=cells)).health == 40


def test_hostile_numbers_are_unknown() -> None:
    odd = supply("BAT0", uevent(TYPE="Battery", CAPACITY="<b>", ENERGY_FULL="nan", ENERGY_FULL_DESIGN="0"))
    power = POWER.read(Computer(supply=[odd]))
    assert (power.charge, power.health) == (None, None)


def test_the_kernels_folder_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "power_supply"
    (folder / "BAT0").mkdir(parents=True)
    (folder / "BAT0" / "uevent").write_text("POWER_SUPPLY_TYPE=Battery\n")
    assert read_power_supplies(str(folder)) == [supply("BAT0", "POWER_SUPPLY_TYPE=Battery\n")]
    assert read_power_supplies(str(folder / "none")) == []
