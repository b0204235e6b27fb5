"""The first thing that fails between the cable and the internet, and what is done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Finding
from selfhelp.core.text import Text
from selfhelp.fixes.network.net_captive_portal import NetCaptivePortal
from selfhelp.fixes.network.net_dns import NetDns
from selfhelp.fixes.network.net_no_internet import NetNoInternet
from selfhelp.machine import Machine
from selfhelp.machine.desktop import remote_session
from selfhelp.machine.network.dhcp import Reconnect, RenewLease, RestartAdapter, SwitchNetworkDevice
from selfhelp.machine.network.dns import FlushDnsCache, FlushSystemDnsCache
from selfhelp.machine.network.wifi import SwitchWifi
from selfhelp.machine.proxy import pac
from selfhelp.machine.reachability import connectivity
from selfhelp.machine.reachability.connectivity import NetworkLayer
from selfhelp.machine.replay import ReplayMachine

FIX = NetNoInternet()
NO_ANSWER = Text("The radio gave no answer.")
Replay = Callable[[str], ReplayMachine]


class Beside:
    """A recorded computer, some of whose readings are answered by the test."""

    def __init__(self, inner: ReplayMachine, **answers: object) -> None:
        self.platform, self.run, self.change = inner.platform, inner.run, inner.change
        self._inner, self._answers = inner, answers

    def read(self, source: Any) -> Any:
        name = getattr(source, "name", "")
        if name in self._answers:
            return self._answers[name]
        return self._inner.read(source)


def found(replay: Replay, name: str) -> Finding:
    finding = FIX.diagnose(replay(f"net-no-internet/{name}"))
    assert finding is not None
    return finding


def steps(finding: Finding, others: str = "only-me") -> Sequence[object]:
    return FIX.plan_steps(finding, {"others": [others]})


def test_without_any_link_a_manual_step_is_needed(replay: Replay) -> None:
    finding = found(replay, "windows-11--cable-out")
    assert finding.evidence["first failure"] == "link"
    assert FIX.list_questions(finding) == ()
    names = [getattr(step, "action", type(step).__name__) for step in steps(finding)]
    assert names[-2:] == ["network-cable", "join-wifi"]


def test_without_a_link_no_administrator_is_asked_for_an_address(replay: Replay) -> None:
    """Asking would fail, and the steps by hand behind it would never be shown."""
    helper = {"elevate.list_operations": ["renew-lease", "restart-network-adapter"]}
    machine: Any = Beside(replay("net-no-internet/windows-11--cable-out"), **helper)
    finding = FIX.diagnose(machine)
    assert finding is not None
    assert [getattr(step, "action", "") for step in steps(finding)] == ["network-cable", "join-wifi"]


def test_a_radio_that_does_not_say_hides_no_missing_link(replay: Replay) -> None:
    class Mute(Beside):
        def read(self, source: Any) -> Any:
            if getattr(source, "name", "") == "windows_radios.read_radio_states":
                raise ProbeError(NO_ANSWER)
            return super().read(source)

    machine: Any = Mute(replay("net-no-internet/windows-11--flight-mode"), **{"elevate.list_operations": []})
    finding = FIX.diagnose(machine)
    assert finding is not None
    assert finding.evidence["first failure"] == "link"


def test_a_wifi_that_is_off_is_switched_on(replay: Replay) -> None:
    finding = found(replay, "windows-11--flight-mode")
    assert str(finding.summary) == "Wi-Fi is turned off."
    assert steps(finding) == [SwitchWifi(on=True, device="Wi-Fi")]


def test_an_address_is_asked_for_again_before_the_adapter_is_restarted(replay: Replay) -> None:
    finding = found(replay, "windows-11-french--no-address")
    made = steps(finding)
    assert made[:2] == [RenewLease("Ethernet"), RestartAdapter("Ethernet")]


def test_without_any_gateway_no_router_is_blamed(replay: Replay) -> None:
    recorded = replay("net-no-internet/debian-13--gateway-gone")
    standing = connectivity.diagnose_connectivity(recorded)
    assert str(FIX._make_finding(recorded, standing).summary) == "Your router isn't responding."
    alone = replace(standing, links=[replace(link, gateways=()) for link in standing.links])
    finding = FIX._make_finding(recorded, alone)
    assert str(finding.summary) == "No router is set in this computer's network settings."


def test_a_device_that_was_disconnected_is_connected_without_an_administrator(replay: Replay) -> None:
    finding = found(replay, "debian-13--disconnected")
    assert steps(finding)[0] == SwitchNetworkDevice("eth0", on=True)


def test_without_the_helper_only_manual_steps_are_left(replay: Replay) -> None:
    made = steps(found(replay, "macos-15--box-gone"))
    assert [getattr(step, "action", "") for step in made] == ["internet-box"]


@pytest.mark.parametrize("name", ["windows-11--gateway-gone-typed-in", "debian-13--gateway-gone"])
def test_an_address_that_was_typed_in_is_never_touched(replay: Replay, name: str) -> None:
    finding = found(replay, name)
    assert "At home, restart the router." in str(finding.meaning)
    assert "manually entered" in str(finding.meaning)
    assert [getattr(step, "action", "") for step in steps(finding)] == ["internet-box"]
    assert FIX.find_blocked_reason(at(True, replay), finding) is None


def test_where_colleagues_are_cut_off_too_it_is_a_ticket(replay: Replay) -> None:
    finding = found(replay, "windows-11-french--no-address")
    assert [question.key for question in FIX.list_questions(finding)] == ["others"]
    assert steps(finding, "all") == ()


def test_the_connection_in_use_is_not_interrupted(replay: Replay) -> None:
    finding = found(replay, "windows-11-french--no-address")
    assert FIX.find_blocked_reason(at(True, replay), finding) is remote_session.CUTS
    assert FIX.find_blocked_reason(at(False, replay), finding) is None


def at(elsewhere: bool, replay: Replay) -> Machine:
    inner = replay("net-no-internet/windows-11--healthy")
    return Beside(inner, **{"remote_session.read_remote_transport": "SSH" if elsewhere else ""})  # type: ignore[return-value]


def test_a_login_page_and_names_are_repaired_as_their_own_fixes_do(replay: Replay) -> None:
    portal = found(replay, "debian-13--portal")
    assert steps(portal) == NetCaptivePortal().plan_steps(portal, {})
    names = found(replay, "debian-13--no-names")
    assert FIX.list_questions(names) == NetDns().list_questions(names)
    assert steps(names) == NetDns().plan_steps(names, {})


def test_a_filter_that_refuses_the_page_says_nothing(replay: Replay) -> None:
    refused = [{"reply": "an error", "status": 403, "to": ""}] * 2
    machine: Any = Beside(
        replay("net-no-internet/windows-11--cable-out"), **{"captive_portal.probe_portal_pages": refused}
    )
    with pytest.raises(ProbeError):
        FIX.diagnose(machine)
    with pytest.raises(ProbeError):
        NetCaptivePortal().diagnose(machine)


class BehindProxy(Beside):
    """A company whose firewall stops the direct way, and whose proxy lets programs out."""

    reply, status = "as expected", 200

    def read(self, source: Any) -> Any:
        if getattr(source, "name", "") == "captive_portal.probe_portal_pages" and source.params["proxy"]:
            return [{"reply": self.reply, "status": self.status, "to": ""}] * 2
        return super().read(source)


class BehindSignIn(BehindProxy):
    reply, status = "an error", 407


class BehindCutOff(BehindProxy):
    reply, status = "an error", 504


@pytest.mark.parametrize("kind", [BehindSignIn, BehindCutOff])
def test_a_proxy_that_asks_browsers_to_sign_in_is_no_missing_internet(
    replay: Replay, kind: type[BehindProxy], monkeypatch: pytest.MonkeyPatch
) -> None:
    variable = {"name": "http_proxy", "host": "proxy.corp.example", "port": 3128}
    told = {"proxy_settings.read_proxy_environment": {"variables": [variable], "files": []}}
    silent = [{"reply": "silent", "status": 0, "to": ""}] * 2
    machine: Any = kind(
        replay("net-no-internet/windows-11--healthy"), **told, **{"captive_portal.probe_portal_pages": silent}
    )
    monkeypatch.setattr(connectivity, "_diagnose_lower_layers", lambda *_: ((), NetworkLayer.PAGE))
    monkeypatch.setattr(pac, "is_script_served", lambda _machine: False)
    monkeypatch.setattr(pac, "SCRIPT", SimpleNamespace(read=lambda _machine: ""))
    if kind is BehindCutOff:
        assert FIX.diagnose(machine) is not None
    else:
        with pytest.raises(ProbeError, match="asks for a user name and password"):
            FIX.diagnose(machine)


def test_a_redirect_is_no_login_page_if_the_proxy_works(replay: Replay) -> None:
    variable = {"name": "http_proxy", "host": "proxy.corp.example", "port": 3128}
    told = {"proxy_settings.read_proxy_environment": {"variables": [variable], "files": []}}
    machine: Any = BehindProxy(replay("net-captive-portal/windows-11--hotel"), **told)
    assert NetCaptivePortal().diagnose(machine) is None


@pytest.mark.parametrize(("there", "blamed"), [(True, False), (False, True)])
def test_with_a_pac_script_a_direct_connection_proves_nothing(
    replay: Replay, there: bool, blamed: bool
) -> None:
    silent: Any = Scripted(replay("net-dns/windows-11-french--silent-servers"), there)
    portal: Any = Scripted(replay("net-captive-portal/windows-11--hotel"), there)
    for fix, machine in ((FIX, silent), (FIX, portal), (NetCaptivePortal(), portal)):
        if blamed:
            assert fix.diagnose(machine) is not None
        else:
            with pytest.raises(ProbeError):
                fix.diagnose(machine)


def test_a_pac_script_that_cannot_be_loaded_is_named(replay: Replay, monkeypatch: pytest.MonkeyPatch) -> None:
    """ "At home, restart the router" was the answer in an organisation whose only way out is a proxy."""
    monkeypatch.setattr(connectivity, "_diagnose_lower_layers", lambda *_: ((), NetworkLayer.PAGE))
    silent = [{"reply": "silent", "status": 0, "to": ""}] * 2
    told = {"captive_portal.probe_portal_pages": silent}
    machine: Any = Scripted(replay("net-no-internet/windows-11--healthy"), False, **told)
    finding = FIX.diagnose(machine)
    assert finding is not None
    assert "proxy script (PAC) can't be loaded" in str(finding.summary)
    assert steps(finding)


class Scripted(Beside):
    """A Windows that is told to ask a script for its proxy."""

    def __init__(self, inner: ReplayMachine, there: bool, **more: Any) -> None:
        super().__init__(inner, **{"pac.is_proxy_script": there, **more})

    def read(self, source: Any) -> Any:
        if getattr(source, "value", "") == "AutoConfigURL":
            return "http://pac.corp.example/proxy.pac"
        return super().read(source)


def test_ssh_and_rdp_sessions_are_remote(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY", "XRDP_SESSION", "SESSIONNAME"):
        monkeypatch.delenv(name, raising=False)
    assert remote_session.read_remote_transport("linux") == ""
    monkeypatch.setenv("SESSIONNAME", "RDP-Tcp#3")
    assert remote_session.read_remote_transport("linux") == "remote desktop"
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.9 50000 192.0.2.2 22")
    assert remote_session.read_remote_transport("linux") == "SSH"


def test_a_stale_dns_cache_is_cleared_with_permission(replay: Replay) -> None:
    fix = NetDns()
    windows = fix.diagnose(replay("net-dns/windows-11--stale-cache"))
    mac = fix.diagnose(replay("net-dns/macos-15--stale-cache"))
    assert windows is not None
    assert mac is not None
    assert fix.plan_steps(windows, {}) == [FlushDnsCache()]
    assert fix.plan_steps(mac, {}) == [FlushSystemDnsCache()]
    assert "hosts file" in windows.evidence


def test_no_other_name_server_is_ever_set(replay: Replay) -> None:
    """Silent servers: the network is asked again, and nothing is typed in."""
    finding = NetDns().diagnose(replay("net-dns/windows-11-french--silent-servers"))
    assert finding is not None
    made = NetDns().plan_steps(finding, {"others": ["only-me"]})
    assert [type(step).__name__ for step in made] == ["RenewLease", "ByHand"]
    assert NetDns().plan_steps(finding, {"others": ["all"]}) == ()


def test_names_are_not_blamed_without_a_network(replay: Replay) -> None:
    with pytest.raises(ProbeError):
        NetDns().diagnose(replay("net-no-internet/windows-11--cable-out"))


def test_reconnecting_states_its_effects() -> None:
    view = Reconnect("eth0").to_view()
    assert view.risk is not None
    assert not view.undoable
