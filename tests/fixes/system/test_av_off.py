"""Virus protection: who is in charge, what is old, and what is for security at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import ENGLISH
from selfhelp.fixes.system.av_off import AvOff
from selfhelp.machine import Command, File, Output, PowerShell, Reading
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenPage
from selfhelp.machine.organisation import read_policy_values
from selfhelp.machine.replay import ReplayMachine
from selfhelp.machine.security.antivirus import (
    RUNNING_SERVICES,
    UpdateSignatures,
    read_security_center_products,
)

FIX = AvOff()
FINE = {"mode": "Normal", "enabled": True, "realtime": True, "age": 0, "tamper": True}


class Windows:
    """A Windows with Defender, perhaps, and what the Security Center says."""

    platform = Platform.WINDOWS

    def __init__(self, defender: Json, health: int | None = None, *services: str) -> None:
        self.defender, self.health, self.services = defender, health, services

    def read(self, source: object) -> Json:
        if isinstance(source, PowerShell):
            return [{"name": "WinDefend"}] if source.script == RUNNING_SERVICES else self.defender
        assert isinstance(source, Reading)
        if source.function is read_security_center_products:
            return self.health
        assert source.function is read_policy_values
        return {"security_services": list(self.services)}

    def run(self, command: object) -> Output:
        raise AssertionError("no program is needed")

    change = run


def test_defender_in_charge() -> None:
    assert FIX.diagnose(Windows([FINE])) is None
    assert FIX.diagnose(Windows([FINE | {"age": 7}])) is None
    finding = FIX.diagnose(Windows([FINE | {"realtime": False}]))
    assert finding
    assert FIX.plan_steps(finding, {}) == (OpenPage("virus-protection"), ByHand("virus-protection-on"))
    finding = FIX.diagnose(Windows([FINE | {"age": 8}]))
    assert finding
    assert FIX.plan_steps(finding, {}) == (UpdateSignatures(),)


def test_signatures_that_were_never_fetched_are_no_age() -> None:
    assert FIX.diagnose(Windows([FINE | {"age": 65_535}])) is None


@pytest.mark.parametrize(("defender", "health"), [([FINE | {"mode": "Passive"}], 0), ([], 0), ([], 1)])
def test_another_maker_is_in_charge(defender: Json, health: int) -> None:
    assert FIX.diagnose(Windows(defender, health)) is None


def test_another_makers_protection_that_is_off_is_for_the_help_desk() -> None:
    for health in (2, 3):
        finding = FIX.diagnose(Windows([], health))
        assert finding
        assert FIX.plan_steps(finding, {}) == ()


def test_no_antivirus_and_no_source_is_unknown() -> None:
    with pytest.raises(ProbeError):
        FIX.diagnose(Windows([]))


def test_a_stopped_company_service_comes_first_and_is_never_started_from_here() -> None:
    hostile = "x'; Remove-Item C:\\ #<b>"
    finding = FIX.diagnose(Windows([FINE | {"realtime": False}], None, "windefend", hostile))
    assert finding
    assert hostile in ENGLISH.translate(finding.summary)
    assert finding.evidence["stopped"] == hostile
    assert FIX.plan_steps(finding, {}) == ()


class Linux:
    """A Linux computer with ClamAV, perhaps, and services."""

    platform = Platform.LINUX

    def __init__(self, header: str | None = None, **services: str) -> None:
        self.header, self.services = header, services

    def read(self, source: object) -> Json:
        return self.header if isinstance(source, File) else {"security_services": list(self.services)}

    def run(self, command: Command) -> Output:
        if command.argv[0] == "date":
            return Output(0, "1795550400\n")  # 2026-11-24
        said = self.services[command.argv[-1]]
        return Output(0 if said == "active" else 3, f"{said}\n" if said else "")

    def change(self, action: object) -> Json:
        raise AssertionError("changed while looking")


def test_a_linux_without_any_needs_none() -> None:
    with pytest.raises(NotOfferedError):
        FIX.diagnose(Linux())


@pytest.mark.parametrize(("state", "stopped"), [("active", False), ("failed", True), ("inactive", True)])
def test_the_services_that_the_company_named(state: str, stopped: bool) -> None:
    assert bool(FIX.diagnose(Linux(mdatp=state))) is stopped


def test_without_systemd_it_is_unknown() -> None:
    with pytest.raises(ProbeError):
        FIX.diagnose(Linux(mdatp=""))


def test_the_age_of_clamavs_signatures() -> None:
    assert FIX.diagnose(Linux("ClamAV-VDB:20 Nov 2026 03-38 -0400:27033:")) is None
    finding = FIX.diagnose(Linux("ClamAV-VDB:20 Oct 2026 03-38 -0400:27033:"))
    assert finding
    assert finding.evidence["signatures"] == "35 days old"
    with pytest.raises(NotOfferedError):
        FIX.diagnose(Linux("garbage \x00"))


def test_gatekeeper_that_is_off_is_for_the_help_desk(replay: Callable[[str], ReplayMachine]) -> None:
    finding = FIX.diagnose(replay("av-off/macos-15--gatekeeper-off"))
    assert finding
    assert FIX.plan_steps(finding, {}) == ()
