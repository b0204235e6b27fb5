"""A wrong clock: found from two minutes on, and set in the way that this computer needs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Finding, Json, Platform
from selfhelp.core.text import ENGLISH, N_
from selfhelp.fixes.system.clock_skew import ClockSkew
from selfhelp.machine import Command, Output, Reading, organisation
from selfhelp.machine.clock import http_time, sntp
from selfhelp.machine.clock.system_clock import SyncClock, UseNetworkTime
from selfhelp.machine.proxy import proxy_settings
from selfhelp.machine.replay import ReplayMachine

FIX = ClockSkew()
PROXY = {"variables": [{"name": "http_proxy", "host": "proxy.example.com", "port": 3128}], "files": []}


class Computer:
    """A Linux computer whose clock is off by so many seconds; None where nobody says.

    ``web`` is what web pages say where the direct way is open, ``proxied`` through the company's proxy.
    """

    platform = Platform.LINUX

    def __init__(
        self,
        offset: float | None,
        automatic: str = "yes",
        *,
        web: float | None = None,
        proxied: float | None = None,
    ) -> None:
        self.offset, self.automatic, self.web, self.proxied = offset, automatic, web, proxied

    def read(self, source: object) -> Json:
        if not isinstance(source, Reading):
            return None
        if source.function is http_time.measure_http_offset:
            return self.said(self.proxied if source.params["proxy"] else self.web)
        return {
            sntp.measure_sntp_offset: lambda: self.said(self.offset),
            organisation.read_policy_values: dict,
            proxy_settings.read_proxy_environment: lambda: PROXY,
        }.get(source.function, list)()

    @staticmethod
    def said(offset: float | None) -> Json:
        if offset is None:
            raise ProbeError(N_("No time server answered."))
        return {"offset": offset, "server": "ntp.example.com"}

    def run(self, command: Command) -> Output:
        if command.argv[0] == "gsettings":
            raise ProbeError(N_("Not installed."))
        return Output(0, f"NTP={self.automatic}\n")

    def change(self, action: object) -> Json:
        raise AssertionError("changed while looking")


def found(offset: float, automatic: str = "yes") -> Finding:
    finding = FIX.diagnose(Computer(offset, automatic))
    assert finding is not None
    return finding


@pytest.mark.parametrize("offset", [0.0, 119.0, -120.0, 120.0])
def test_up_to_two_minutes_are_tolerated(offset: float) -> None:
    assert FIX.diagnose(Computer(offset)) is None


@pytest.mark.parametrize(
    ("offset", "sentence"),
    [
        (-121, "The clock is 2 min slow."),
        (7200, "The clock is 2 hours fast."),
        (-1e8, "The clock is 1157 days slow."),
    ],
)
def test_it_says_how_wrong_and_in_which_direction(offset: float, sentence: str) -> None:
    assert ENGLISH.translate(found(offset).summary) == sentence


def test_no_answer_is_never_healthy() -> None:
    with pytest.raises(ProbeError):
        FIX.diagnose(Computer(None))


@pytest.mark.parametrize("way", ["web", "proxied"])
def test_where_no_time_server_answers_a_web_page_tells(way: str) -> None:
    said: dict[str, float] = {way: -600}
    machine = Computer(None, **said)
    finding = FIX.diagnose(machine)
    assert finding is not None
    assert ENGLISH.translate(finding.summary) == "The clock is 10 min slow."
    refusal = FIX.find_blocked_reason(machine, finding)
    assert refusal is not None
    assert "No time server responds on this network" in ENGLISH.translate(refusal)
    said[way] = 3
    assert FIX.diagnose(Computer(None, **said)) is None


def test_a_time_server_that_is_wrong_itself_is_not_followed() -> None:
    machine = Computer(-600, web=2)
    finding = FIX.diagnose(machine)
    assert finding is not None
    refusal = FIX.find_blocked_reason(machine, finding)
    assert refusal is not None
    assert "the time server is wrong" in ENGLISH.translate(refusal)


@pytest.mark.parametrize("web", [-600, None])
def test_an_uncontradicted_time_server_is_trusted(web: float | None) -> None:
    machine = Computer(-600, web=web)
    assert FIX.find_blocked_reason(machine, found(-600)) is None


def test_network_time_is_switched_on_where_it_is_off() -> None:
    assert FIX.plan_steps(found(900, "no"), {}) == (UseNetworkTime(on=True),)


def test_a_disabled_time_service_is_for_the_help_desk(
    replay: Callable[[str], ReplayMachine],
) -> None:
    """Windows' NoSync is not switched from here: a step without a row for it would only fail."""
    finding = FIX.diagnose(replay("clock-skew/windows-11--nobody-sets-it"))
    assert finding is not None
    assert FIX.plan_steps(finding, {}) == ()


@pytest.mark.parametrize("automatic", ["yes", ""])
def test_otherwise_the_time_service_syncs(automatic: str) -> None:
    assert FIX.plan_steps(found(900, automatic), {}) == (SyncClock(),)


def test_the_evidence_names_the_server_and_the_offset(replay: Callable[[str], ReplayMachine]) -> None:
    finding = FIX.diagnose(replay("clock-skew/windows-11--domain-fast"))
    assert finding is not None
    assert finding.evidence == {
        "offset": "+3600 s",
        "time server": "DC01",
        "set from the network": "yes",
    }
