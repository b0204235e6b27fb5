"""A firewall that is off: only where it is meant to be on, and never over the person's own connection."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import Finding, Json, Platform
from selfhelp.core.text import N_
from selfhelp.fixes.system.firewall_off import FirewallOff
from selfhelp.machine import Command, File, Output, Reading, Registry
from selfhelp.machine.organisation import read_policy_values
from selfhelp.machine.replay import ReplayMachine
from selfhelp.machine.security.firewall import FIREWALL, FIREWALLD_STARTS, SwitchFirewallOn

FIX = FirewallOff()
Replay = Callable[[str], ReplayMachine]


class Computer:
    """A Linux computer with firewalld, ufw, both or none."""

    platform = Platform.LINUX

    def __init__(self, firewalld: int | None = None, ufw: str | None = None, *, starts: bool = False) -> None:
        self.firewalld, self.starts = firewalld, starts
        self.files = {"/etc/ufw/ufw.conf": ufw, FIREWALLD_STARTS: "[Unit]" if starts else None}
        self.required, self.remote = False, ""

    def read(self, source: object) -> Json:
        if isinstance(source, File):
            return self.files.get(source.path)
        assert isinstance(source, Reading)
        return {"require_firewall": self.required} if source.function is read_policy_values else self.remote

    def run(self, command: Command) -> Output:
        if self.firewalld is None:
            raise ProbeError(N_("not installed"))
        return Output(self.firewalld, "")

    def change(self, action: object) -> Json:
        raise AssertionError("changed while looking")


@pytest.mark.parametrize(
    "computer",
    [
        Computer(0),
        Computer(ufw="ENABLED=yes\n"),
        Computer(252, "ENABLED=yes\n", starts=True),
        Computer(0, "ENABLED=no\n"),
    ],
)
def test_one_that_is_on_is_enough(computer: Computer) -> None:
    assert FIX.diagnose(computer) is None


@pytest.mark.parametrize("computer", [Computer(252), Computer(ufw="# ENABLED=yes\nENABLED=no\n"), Computer()])
def test_off_as_the_system_leaves_it_is_no_finding(computer: Computer) -> None:
    with pytest.raises(NotOfferedError):
        FIX.diagnose(computer)


def test_off_where_it_should_be_on() -> None:
    assert FIX.diagnose(Computer(252, starts=True))
    assert FIX.diagnose(Computer(251))
    wanted = Computer(ufw="ENABLED=no\n")
    wanted.required = True
    finding = FIX.diagnose(wanted)
    assert finding
    assert finding.evidence == {"firewall": "ufw", "off": "ufw"}
    assert FIX.plan_steps(finding, {}) == (SwitchFirewallOn(),)


def test_an_exit_status_that_says_something_else_is_unknown() -> None:
    """36 is a system bus that does not run, 253 somebody who may not ask (firewall-cmd(1))."""
    for code in (36, 253, 1):
        with pytest.raises(ProbeError):
            FIX.diagnose(Computer(code))


def test_over_the_network_it_is_refused() -> None:
    computer, finding = Computer(), Finding(FIX.title)
    assert FIX.find_blocked_reason(computer, finding) is None
    computer.remote = "SSH"
    assert FIX.find_blocked_reason(computer, finding) is not None


@pytest.mark.parametrize(
    ("kind", "refused"), [("WinNT", False), (None, False), ("ServerNT", True), ("LanmanNT", True)]
)
def test_on_a_server_it_is_refused(kind: str | None, refused: bool) -> None:
    class Windows(Computer):
        platform = Platform.WINDOWS

        def read(self, source: object) -> Json:
            return kind if isinstance(source, Registry) else ""

    assert (FIX.find_blocked_reason(Windows(), Finding(FIX.title)) is not None) is refused


def test_the_firewall_of_another_maker_is_one(replay: Replay) -> None:
    state = FIREWALL.read(replay("firewall-off/windows-11-french--other-maker"))
    assert (state.on, state.program) == (True, "Pare-feu d’entreprise")


def test_this_app_never_switches_one_off() -> None:
    assert not SwitchFirewallOn().undoable
    assert SwitchFirewallOn.admin
    assert set(SwitchFirewallOn.operations.values()) == {"firewall-on"}
