"""Updates that do not get on: the cause decides, and nothing is begun where it could do harm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Answers, Finding, Json, Platform
from selfhelp.core.text import ENGLISH
from selfhelp.fixes.system.os_update_stuck import OsUpdateStuck
from selfhelp.machine import File, Machine
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenPage
from selfhelp.machine.power.restart import RestartComputer
from selfhelp.machine.replay import ReplayMachine
from selfhelp.machine.updates.linux_packages import FinishInstallation
from selfhelp.machine.updates.stuck_updates import DownloadAfresh

FIX = OsUpdateStuck()
Replay = Callable[[str], ReplayMachine]
BY_HAND = (OpenPage("updates"), ByHand("update-retry"))


def found(machine: Machine) -> Finding:
    finding = FIX.diagnose(machine)
    assert finding is not None
    return finding


@pytest.mark.parametrize(
    ("name", "answers", "steps"),
    [
        ("debian-13--lock-held", {}, (ByHand("wait-for-update"),)),
        ("debian-13--interrupted", {}, (FinishInstallation(),)),
        ("windows-11--restart", {}, (RestartComputer(True),)),
        ("windows-11--switched-off", {}, ()),
        ("windows-11-french--fails", {"how": ["retry"]}, BY_HAND),
        ("windows-11-french--fails", {"how": ["afresh"]}, (DownloadAfresh(), *BY_HAND)),
        ("windows-11--managed-fails", {}, BY_HAND),
        ("macos-15--not-asked", {}, BY_HAND),
    ],
)
def test_the_cause_decides(replay: Replay, name: str, answers: Answers, steps: object) -> None:
    assert FIX.plan_steps(found(replay(f"os-update-stuck/{name}")), answers) == steps


def test_where_the_organisation_chooses_the_updates_nothing_is_reset(replay: Replay) -> None:
    assert not FIX.list_questions(found(replay("os-update-stuck/windows-11--managed-fails")))
    (question,) = FIX.list_questions(found(replay("os-update-stuck/windows-11-french--fails")))
    assert [(option.key, option.chosen) for option in question.options] == [
        ("retry", True),
        ("afresh", False),
    ]


def test_the_installer_is_named_before_unfinished_updates() -> None:
    user = {"pid": 7, "name": "<b>apt</b>", "account": "root", "seconds": 7200}
    finding = found(Computer(users=[user], unfinished=[["a", "unpacked"]]))
    assert ENGLISH.translate(finding.summary).startswith("<b>apt</b> is installing")
    assert finding.meaning is not None
    assert "stopping it can cause damage" in ENGLISH.translate(finding.meaning)
    assert FIX.plan_steps(finding, {}) == (ByHand("wait-for-update"),)


class Computer:
    """A Linux computer with this package system, battery and disk."""

    platform = Platform.LINUX

    def __init__(self, *, plugged: bool = True, free: int = 10**12, **state: Json) -> None:
        volume = {"mount": "/", "device": 1, "total": 10**12, "free": free}
        self.answers: dict[str, Json] = {
            "linux_packages.scan_package_state": {"users": [], "unfinished": [], "journal": False, **state},
            "sensors.read_sensors": {
                "battery": {"charge": 50.0, "plugged": plugged, "left": None},
                "temperatures": [],
                "fans": [],
            },
            "disk_space.measure_volumes": [volume],
        }

    def read(self, source: Any) -> Json:
        return None if isinstance(source, File) else self.answers[source.name]

    def run(self, command: object) -> Any:
        raise AssertionError("nothing else is asked")

    change = run


@pytest.mark.parametrize("name", ["unattended-upgr", "apt-get", "packagekitd", "dnf5daemon-serv"])
def test_an_installation_in_progress_is_no_fault(name: str) -> None:
    user = {"pid": 7, "name": name, "account": "root", "seconds": 600}
    with pytest.raises(ProbeError, match="which is normal"):
        FIX.diagnose(Computer(users=[user], unfinished=[["a", "half-configured"]]))


def refusal(machine: Machine) -> str:
    text = FIX.find_blocked_reason(machine, found(machine))
    return ENGLISH.translate(text) if text else ""


def test_nothing_is_begun_on_battery_or_on_a_full_disk() -> None:
    broken = {"unfinished": [["a", "unpacked"]]}
    assert refusal(Computer(**broken)) == ""
    assert "charger" in refusal(Computer(plugged=False, **broken))
    assert "of disk space is left" in refusal(Computer(free=10**6, **broken))


def test_waiting_is_fine_on_battery() -> None:
    user = {"pid": 7, "name": "flock", "account": "root", "seconds": 1}
    assert refusal(Computer(plugged=False, users=[user])) == ""
