"""A configured proxy that doesn't respond, so that no website opens."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import PurePath

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Answers, Finding, Json
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Reading, Step
from selfhelp.machine.network.connections import OPEN, REFUSED, has_default_route, probe_port
from selfhelp.machine.proxy.kde_proxy import KdeProxy
from selfhelp.machine.proxy.proxy_address import Proxy, ProxySource
from selfhelp.machine.proxy.proxy_settings import PROXIES, DesktopProxy, EnvironmentProxy


class NetProxy(Fix):
    """Turns off an unresponsive proxy if the user may; otherwise names the place where it is set."""

    id = "net-proxy"
    title = N_("Turn off an unreachable proxy")
    category = Category.NETWORK
    looks = N_("Checking the proxy settings…")
    cheap = False  # a silent proxy takes two seconds
    collectors = ("network",)
    prevention = N_(
        "Let your organisation's settings choose the proxy automatically. If an app or "
        "guide told you to set up a proxy, remove it when you no longer need it."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Return the finding that a configured proxy doesn't respond, after probing each proxy once."""
        proxies = PROXIES.read(machine)
        answers = {
            (p.host, p.port): machine.read(Reading(probe_port, {"host": p.host, "port": p.port}))
            for p in proxies
        }
        dead = [proxy for proxy in proxies if answers[proxy.host, proxy.port] != OPEN]
        if not dead:
            return None
        refused = any(answers[proxy.host, proxy.port] == REFUSED for proxy in dead)
        if not refused and not machine.read(Reading(has_default_route)):
            raise ProbeError(N_("This computer isn't connected to a network, so the proxy can't be checked."))
        return Finding(
            summary=N_("The proxy {host} isn't responding.", host=_format_proxy_address(dead[0])),
            meaning=_make_explanation(dead),
            evidence={
                f"proxy {n}": f"{_describe_for_technician(p)}: {answers[p.host, p.port]}"
                for n, p in enumerate(dead, 1)
            },
            data={
                "desktop": _list_desktop_proxy_kinds(dead),
                "kde": any(proxy.told is ProxySource.KDE and proxy.ours for proxy in dead),
                "lines": _list_environment_lines(dead),
            },
        )

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return the steps that turn off the user's own proxy settings.

        Inherited environment variables can't be changed here.
        """
        steps: list[Step] = []
        if finding.data["desktop"]:
            steps.append(DesktopProxy(on=False, kinds=tuple(finding.data["desktop"])))
        if finding.data["kde"]:
            steps.append(KdeProxy(on=False))
        for line in finding.data["lines"]:
            steps.append(EnvironmentProxy(line["file"], line["variable"], on=False))
        return steps


def _list_desktop_proxy_kinds(dead: Sequence[Proxy]) -> Json:
    return [proxy.kind for proxy in dead if proxy.told is ProxySource.DESKTOP and proxy.ours]


def _list_environment_lines(dead: Sequence[Proxy]) -> Json:
    return [
        {"file": PurePath(proxy.file).name, "variable": proxy.kind}
        for proxy in dead
        if proxy.told is ProxySource.ENVIRONMENT and proxy.ours
    ]


def _make_explanation(dead: Sequence[Proxy]) -> Text:
    if any(proxy.ours for proxy in dead):
        return N_("Websites and apps can't reach the internet. We can turn off the proxy.")
    if any(proxy.told in (ProxySource.DESKTOP, ProxySource.KDE) for proxy in dead):
        return N_("Your organisation has set this proxy. Only the help desk can change it.")
    files = [proxy.file for proxy in dead if proxy.file]
    if files:
        return N_("The proxy is set in the file {file}, which this app doesn't change.", file=files[0])
    return N_(
        "The proxy was set when your session or this app was started, so it can't be changed here. "
        "Contact the help desk."
    )


def _format_proxy_address(proxy: Proxy) -> str:
    return f"[{proxy.host}]:{proxy.port}" if ":" in proxy.host else f"{proxy.host}:{proxy.port}"


def _describe_for_technician(proxy: Proxy) -> str:
    """Return a description of the proxy for a technician; an unknown local proxy may be malware."""
    words = f"{_format_proxy_address(proxy)} from {proxy.told} ({proxy.kind})"
    if proxy.file:
        words += f", file {proxy.file}"
    if _is_loopback_host(proxy.host):
        words += ", on this computer itself: if no known program put it there, tell security"
    return words


def _is_loopback_host(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
