"""The organisation's own limits and pages reach the checks, through the catalogue and nothing else."""

# mypy: disable-error-code="index"

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from selfhelp.catalog.catalog import Catalog
from selfhelp.core.model import Json, Platform
from selfhelp.fixes.network.net_vpn import NetVpn
from selfhelp.fixes.performance.battery_power import BatteryPower
from selfhelp.machine import Reading, organisation
from selfhelp.machine.guidance.settings_pages import OpenWebPage
from selfhelp.machine.replay import ReplayMachine
from selfhelp.machine.storage.disk_space import DiskVolume
from selfhelp.machine.storage.shortages import count_missing_bytes
from selfhelp.policy.health import HealthLimits
from selfhelp.policy.policy import Policy, iter_policy_keys
from tests.fixes.system.test_reboot_needed import DAY, Computer

Replay = Callable[[str], ReplayMachine]
GB = 1_000_000_000


def catalog(limits: HealthLimits) -> Catalog:
    return Catalog(replace(Policy(), health=limits), Platform.LINUX)


def test_every_limit_has_bounds_that_keep_a_computer_usable() -> None:
    bounds = {name: rule.bounds for name, _, rule in iter_policy_keys() if name.startswith("health.")}
    assert len(bounds) == 5
    assert all(low > 0 and high > low for low, high in bounds.values())
    assert bounds["health.disk_gigabytes"][0] >= 5


def test_days_without_a_restart() -> None:
    fix = catalog(HealthLimits(uptime_days=3)).fixes["reboot-needed"]
    assert fix.diagnose(Computer(3 * DAY)) is None
    assert fix.diagnose(Computer(3 * DAY + 60)) is not None


def test_a_battery_that_counts_as_worn_earlier(replay: Replay) -> None:
    healthy = "battery-power/debian-13--healthy"
    assert BatteryPower().diagnose(replay(healthy)) is None
    strict = catalog(HealthLimits(battery_percent=90, battery_charge=40)).fixes["battery-power"]
    finding = strict.diagnose(replay("battery-power/debian-13--worn"))
    assert finding is not None
    mild = catalog(HealthLimits(battery_percent=20)).fixes["battery-power"]
    assert mild.diagnose(replay("battery-power/debian-13--worn")) is None


@pytest.mark.parametrize(
    ("limits", "needed"),
    [
        (HealthLimits(), 50 * GB),
        (HealthLimits(disk_percent=20), 50 * GB),
        (HealthLimits(disk_percent=20, disk_gigabytes=1000), 200 * GB),
        (HealthLimits(disk_percent=2, disk_gigabytes=5), 5 * GB),
    ],
)
def test_how_much_of_a_disk_should_be_free(limits: HealthLimits, needed: int) -> None:
    volume = DiskVolume("/", 1, 1000 * GB, 0)
    assert count_missing_bytes(volume, limits) == needed


def test_a_disk_that_counts_as_full_earlier(replay: Replay) -> None:
    fix = catalog(HealthLimits(disk_percent=2, disk_gigabytes=5)).fixes["disk-full"]
    assert fix.limits.disk_percent == 2
    mild = fix.diagnose(replay("disk-full/debian-13--healthy"))
    assert mild is None


class WithPage(ReplayMachine):
    """A recorded computer whose organisation has a page about its VPN."""

    def read(self, source: object) -> Json:
        answer = super().read(source)  # type: ignore[arg-type]
        if isinstance(source, Reading) and source.function is organisation.read_policy_values:
            return {**answer, "vpn_page": "https://intranet.example.com/vpn"}
        return answer


def steps(replay: Replay, name: str) -> Sequence[object]:
    fix, machine = NetVpn(), replay(f"net-vpn/{name}")
    machine.__class__ = WithPage
    finding = fix.diagnose(machine)
    assert finding is not None
    return fix.plan_steps(finding, {})


def test_the_page_about_the_vpn_is_opened_where_we_cannot_connect_it(replay: Replay) -> None:
    page = OpenWebPage("https://intranet.example.com/vpn")
    assert steps(replay, "macos-15--no-name") == (page,)
    assert steps(replay, "windows-11--for-all-users")[0] == page
    assert page not in steps(replay, "windows-11--not-connected")
