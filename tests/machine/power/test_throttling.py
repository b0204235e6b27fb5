"""Heat counters of Linux, from a pretended /sys: one count for each package, not for each processor."""

from __future__ import annotations

from pathlib import Path

from selfhelp.core.model import Platform
from selfhelp.machine.power.throttling import THROTTLING, heat_counters
from tests.machine.kernel_tree import plant
from tests.report.collectors.answering import AnsweringMachine


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
    said = heat_counters(str(tmp_path / "cpus"), str(tmp_path / "acpi"))
    found = THROTTLING.read(AnsweringMachine(readings={"throttling.heat_counters": said}))
    assert (found.times, found.seconds, found.mode, found.now) == (7, 0.5, "low-power", None)


def test_a_processor_that_does_not_count(tmp_path: Path) -> None:
    said = heat_counters(str(tmp_path))
    found = THROTTLING.read(AnsweringMachine(readings={"throttling.heat_counters": said}))
    assert (found.times, found.seconds) == (None, None)


def test_a_mac_that_says_nothing_is_not_said_to_be_cool() -> None:
    found = THROTTLING.read(AnsweringMachine(Platform.MACOS, programs={"pmset": "No thermal warning\n"}))
    assert found.now is None
