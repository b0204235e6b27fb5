"""Heat: what counts as too hot, and the counters of a pretended /sys, one for each package."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import Json, Platform
from selfhelp.machine.power.heat import HEAT, THROTTLING, read_heat_counters
from tests.fake_machine import FakeMachine
from tests.machine.kernel_tree import plant


def test_a_package_is_counted_once(tmp_path: Path) -> None:
    for number in range(4):
        package = number // 2
        plant(
            tmp_path / "cpus" / f"cpu{number}",
            {
                "topology/physical_package_id": f"{package}\n",
                "thermal_throttle/package_throttle_count": f"{package + 3}\n",
                "thermal_throttle/package_throttle_total_time_ms": "250\n",
            },
        )
    plant(tmp_path / "acpi", {"platform_profile": "low-power\n"})
    said = read_heat_counters(str(tmp_path / "cpus"), str(tmp_path / "acpi"))
    found = THROTTLING.read(FakeMachine(readings={"heat.read_heat_counters": said}))
    assert (found.times, found.seconds, found.mode, found.now) == (7, 0.5, "low-power", None)


def test_a_processor_that_does_not_count(tmp_path: Path) -> None:
    said = read_heat_counters(str(tmp_path))
    found = THROTTLING.read(FakeMachine(readings={"heat.read_heat_counters": said}))
    assert (found.times, found.seconds) == (None, None)


def test_a_mac_that_says_nothing_is_not_said_to_be_cool() -> None:
    found = THROTTLING.read(FakeMachine(Platform.MACOS, programs={"pmset": "No thermal warning\n"}))
    assert found.now is None


def windows(*zones: Json) -> FakeMachine:
    return FakeMachine(Platform.WINDOWS, objects=zones)


@pytest.mark.parametrize(("reasons", "hot"), [(0, False), (1, True), (2, False), (3, True), (None, False)])
def test_a_weak_charger_is_no_heat(reasons: Json, hot: bool) -> None:
    said = HEAT.read(windows({"name": "_TZ.THM0", "reasons": reasons, "limit": 60})).said
    assert bool(said) is hot
    assert THROTTLING.read(windows({"reasons": reasons})).now is hot


def test_a_computer_without_thermal_zones_is_not_called_cool() -> None:
    with pytest.raises(NotOfferedError):
        HEAT.read(windows())
