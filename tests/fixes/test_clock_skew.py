"""A wrong clock: found from two minutes on, and set in the way that this computer needs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from selfhelp.errors import ProbeError
from selfhelp.fixes.clock_skew import ClockSkew
from selfhelp.machine import Output, Reading
from selfhelp.machine.clock import SyncClock, UseNetworkTime
from selfhelp.machine.replay import ReplayMachine
from selfhelp.model import Finding, Json, Platform
from selfhelp.text import ENGLISH, N_

FIX = ClockSkew()


class Computer:
    """A Linux computer whose clock is off by so many seconds."""

    platform = Platform.LINUX

    def __init__(self, offset: float | None, automatic: str = "yes") -> None:
        self.offset, self.automatic = offset, automatic

    def read(self, source: object) -> Json:
        if not isinstance(source, Reading):
            return None
        if self.offset is None:
            raise ProbeError(N_("No time server answered."))
        return {"offset": self.offset, "server": "ntp.example.com"}

    def run(self, command: object) -> Output:
        return Output(0, f"NTP={self.automatic}\n")

    def change(self, action: object) -> Json:
        raise AssertionError("changed while looking")


def found(offset: float, automatic: str = "yes") -> Finding:
    finding = FIX.diagnose(Computer(offset, automatic))
    assert finding is not None
    return finding


@pytest.mark.parametrize("offset", [0.0, 119.0, -120.0, 120.0])
def test_up_to_two_minutes_nobody_refuses_us(offset: float) -> None:
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
    assert ENGLISH.show(found(offset).summary) == sentence


def test_no_answer_is_never_healthy() -> None:
    with pytest.raises(ProbeError):
        FIX.diagnose(Computer(None))


def test_network_time_is_switched_on_where_it_is_off() -> None:
    assert FIX.steps(found(900, "no"), {}) == (UseNetworkTime(on=True),)


@pytest.mark.parametrize("automatic", ["yes", ""])
def test_else_the_time_service_is_told_to_ask(automatic: str) -> None:
    assert FIX.steps(found(900, automatic), {}) == (SyncClock(),)


def test_the_evidence_names_the_server_and_the_offset(replay: Callable[[str], ReplayMachine]) -> None:
    finding = FIX.diagnose(replay("clock-skew/windows-11--domain-fast"))
    assert finding is not None
    assert finding.evidence == {
        "offset": "+3600 s",
        "time server": "DC01",
        "set from the network": "yes",
    }
