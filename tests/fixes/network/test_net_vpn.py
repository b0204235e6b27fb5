"""VPN: whether one is needed, what is wrong with it, and what must not be tried."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from selfhelp.core.errors import NotOfferedError, StepError
from selfhelp.core.model import Finding, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH
from selfhelp.fixes.network.net_vpn import NetVpn
from selfhelp.machine import Command, Output
from selfhelp.machine.desktop import remote_session
from selfhelp.machine.network.vpn import VPNS, ConnectVpn, DisconnectVpn, VpnConnection
from selfhelp.machine.replay import ReplayMachine
from tests.fake_machine import FakeMachine

FIX = NetVpn()
Replay = Callable[[str], ReplayMachine]
UUID = "8b9e0f3a-0000-4000-8000-00000000000%d"


def found(replay: Replay, name: str) -> Finding:
    finding = FIX.diagnose(replay(f"net-vpn/{name}"))
    assert finding is not None
    return finding


def kinds(steps: Sequence[object]) -> list[str]:
    return [type(step).__name__ for step in steps]


def test_one_that_is_down_is_connected(replay: Replay) -> None:
    assert kinds(FIX.plan_steps(found(replay, "windows-11--not-connected"), {})) == ["ConnectVpn"]


def test_one_that_leads_nowhere_is_connected_again_with_a_warning(replay: Replay) -> None:
    steps = FIX.plan_steps(found(replay, "windows-11-french--leads-nowhere"), {})
    assert kinds(steps) == ["DisconnectVpn", "ConnectVpn"]
    assert steps[0].to_view().risk is not None


def test_an_automatic_vpn_for_all_users_is_left_alone(replay: Replay) -> None:
    finding = found(replay, "windows-11--for-all-users")
    assert kinds(FIX.plan_steps(finding, {})) == ["ByHand"]
    assert "Connect in the VPN app" in str(finding.meaning)


def test_without_the_servers_name_nothing_is_tried(replay: Replay) -> None:
    assert FIX.plan_steps(found(replay, "macos-15--no-name"), {}) == ()


ELSEWHERE = FakeMachine(answer="SSH")
"""Somebody works on this computer over SSH."""


def test_who_works_through_it_is_not_cut_off(replay: Replay) -> None:
    machine: Any = ELSEWHERE
    assert FIX.find_blocked_reason(machine, found(replay, "debian-13--leads-nowhere")) is remote_session.CUTS
    assert FIX.find_blocked_reason(machine, found(replay, "debian-13--not-connected")) is None


class Linux:
    """A Linux whose nmcli and ip print what the test wants, and that organisation told nothing."""

    platform = Platform.LINUX

    def __init__(self, connections: str, code: int = 0, links: str = "[]", change: int = 0) -> None:
        self._connections, self._code, self._links, self._change = connections, code, links, change
        self.changed: list[str] = []

    def run(self, command: Command) -> Output:
        if command.argv[0] == "nmcli":
            return Output(self._code, self._connections)
        return Output(0, self._links)

    def read(self, source: object) -> Any:
        return {}

    def change(self, command: Command) -> Output:
        self.changed = list(command.argv)
        return Output(self._change, "", "refused")


def vpns(machine: Linux) -> list[VpnConnection]:
    return list(VPNS.read(machine))  # type: ignore[arg-type]


def test_names_with_colons_and_markup_stay_whole() -> None:
    lines = [
        f"{UUID % 1}:vpn:activated:A\\:B <b>x</b> \\\\ $(reboot)",
        f"{UUID % 2}:802-3-ethernet:activated:Wired",
        f"{UUID % 3}:wireguard::wg",
        "nonsense",
        "-x:vpn:activated:no uuid",
    ]
    assert vpns(Linux("\n".join(lines))) == [
        VpnConnection("A:B <b>x</b> \\ $(reboot)", UUID % 1, connected=True),
        VpnConnection("wg", UUID % 3, connected=False),
    ]


def test_without_networkmanager_a_tunnel_is_seen_but_not_managed() -> None:
    links = '[{"ifname": "wg0", "flags": ["UP"], "linkinfo": {"info_kind": "wireguard"}}, {"ifname": "eth0"}]'
    assert vpns(Linux("", 8, links)) == [VpnConnection("wg0", "wg0", connected=True, ours=False)]


def test_without_any_vpn_it_is_not_offered() -> None:
    machine: Any = Linux("")
    with pytest.raises(NotOfferedError):
        FIX.diagnose(machine)


def test_a_private_vpn_that_is_down_is_no_fault() -> None:
    machine: Any = Linux(f"{UUID % 1}:vpn::Home\n{UUID % 2}:vpn::Club\n")
    assert FIX.diagnose(machine) is None


def test_it_is_addressed_by_id_and_can_be_undone() -> None:
    machine: Any = Linux("")
    step = ConnectVpn(UUID % 1, "--help")
    step.perform(machine, Progress())
    assert machine.changed == ["nmcli", "-w", "60", "connection", "up", "uuid", UUID % 1]
    assert step.make_undo_step(machine) == DisconnectVpn(UUID % 1, "--help")


@pytest.mark.parametrize(
    ("code", "words"), [(691, "lock your account"), (809, "reached"), (7, "Open the VPN app")]
)
def test_what_the_vpn_refused_is_said(code: int, words: str) -> None:
    machine: Any = Linux("", change=code)
    machine.platform = Platform.WINDOWS
    with pytest.raises(StepError) as refused:
        ConnectVpn("Company VPN", "Company VPN").perform(machine, Progress())
    assert words in ENGLISH.translate(refused.value.message)
    assert machine.changed == ["rasdial.exe", "Company VPN"]
