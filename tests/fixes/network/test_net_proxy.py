"""Dead proxies: whose they are, and what is proposed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.fixes.network.net_proxy import NetProxy
from selfhelp.machine.network import connections
from selfhelp.machine.proxy.kde_proxy import KdeProxy
from selfhelp.machine.proxy.proxy_settings import DesktopProxy
from selfhelp.machine.replay import ReplayMachine

FIX = NetProxy()
Replay = Callable[[str], ReplayMachine]


def test_a_variable_that_cannot_be_changed_here(replay: Replay) -> None:
    finding = FIX.diagnose(replay("net-proxy/debian-13--variable"))
    assert finding is not None
    assert "127.0.0.1:9" in str(finding.summary)
    assert "tell security" in finding.evidence["proxy 1"]
    assert FIX.plan_steps(finding, {}) == []


def test_the_desktops_proxy_is_switched_off(replay: Replay) -> None:
    finding = FIX.diagnose(replay("net-proxy/debian-13--dead-desktop"))
    assert finding is not None
    assert FIX.plan_steps(finding, {}) == [DesktopProxy(on=False, kinds=("http",))]


def test_kdes_proxy_is_switched_off(replay: Replay) -> None:
    finding = FIX.diagnose(replay("net-proxy/debian-13--dead-kde"))
    assert finding is not None
    assert FIX.plan_steps(finding, {}) == [KdeProxy(on=False)]


def test_what_the_organisation_sets_is_left_alone(replay: Replay) -> None:
    finding = FIX.diagnose(replay("net-proxy/windows-11--managed"))
    assert finding is not None
    assert "Your organisation has set this proxy" in str(finding.meaning)
    assert FIX.plan_steps(finding, {}) == []


class Offline:
    """The managed Windows, without any network."""

    def __init__(self, inner: ReplayMachine) -> None:
        self.platform, self.run, self.change, self._read = inner.platform, inner.run, inner.change, inner.read

    def read(self, source: object) -> object:
        is_route = getattr(source, "function", None) is connections.has_default_route
        return False if is_route else self._read(source)  # type: ignore[arg-type]


def test_without_a_network_a_silent_proxy_proves_nothing(replay: Replay) -> None:
    with pytest.raises(ProbeError):
        FIX.diagnose(Offline(replay("net-proxy/windows-11--managed")))  # type: ignore[arg-type]
