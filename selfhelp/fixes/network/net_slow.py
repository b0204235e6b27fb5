"""A slow network that affects calls and pages; the cause is the local link or the internet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType
from urllib.parse import urlsplit

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Answers, ChoiceQuestion, Finding
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Check, Fix
from selfhelp.fixes.network import net_dns
from selfhelp.machine import Machine, Step
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.network.captive_portal import REDIRECTED, PortalReply, list_portal_probe_pages
from selfhelp.machine.network.gateway import PORT
from selfhelp.machine.network.network_links import LINKS, NetworkLink, NetworkLinkType
from selfhelp.machine.network.network_quality import (
    PathQuality,
    measure_download_speed,
    measure_own_traffic,
    measure_paths,
    measure_paths_quickly,
)
from selfhelp.machine.organisation import read_organisation
from selfhelp.machine.reachability.connectivity import check_web_access

LOST = 2
"""Number of lost probes, out of twenty, from which loss is significant: two break up a call."""

NEAR_SLOW, FAR_SLOW = 100.0, 400.0
"""Latency limits in milliseconds, to the gateway and to a web page (ITU-T G.114: 400 ms one way)."""

SLOWEST = 1.0
"""Rate below which a typical web page takes half a minute, in Mbit/s."""

BUSY = 16.0
"""Traffic of this computer that slows down a home connection, in Mbit/s."""

OLD_LINK = 10
"""Rate of a wired link in Mbit/s that indicates a damaged cable; modern devices use more."""

CABLE, NEAR, FAR = "cable", "near", "far"

SUMMARIES: Mapping[str, Text] = MappingProxyType(
    {
        CABLE: N_("The wired network connection is much slower than normal."),
        NEAR: N_("The connection between this computer and your network is poor."),
        FAR: N_("Your own network is fine, but the internet connection is slow."),
    }
)

UNTOLD = N_("This computer's internet connection is slow.")
"""Summary used if the gateway can't be measured, because it may be part of the cause."""

MEANINGS: Mapping[str, Text] = MappingProxyType(
    {
        CABLE: N_("The cable is probably damaged or loose. Everything that uses the network is slow."),
        NEAR: N_("Calls break up and pages load slowly. Use a cable, or move closer to the Wi-Fi router."),
        FAR: N_("Calls break up and downloads are very slow. Restarting your router may help."),
    }
)

BUSY_MEANING = N_(
    "This computer is transferring a lot of data right now, which slows down everything else. Try "
    "pausing these transfers."
)


class NetSlow(Fix):
    """Measures the paths to the gateway and to a web page, and reports the slow path.

    The remedies are manual: network settings are never tuned.
    """

    id = "net-slow"
    title = N_("Find what's slowing the network")
    category = Category.NETWORK
    looks = N_("Measuring the network speed…")
    alone = True
    lifetime = timedelta(seconds=60)
    collectors = ("network", "load", "processes")
    by_hand = ("pause-copying", "closer-to-wifi", "internet-box")
    prevention = N_(
        "For important calls, use a cable and pause large downloads. Place the router where no wall or "
        "metal is in the way."
    )

    def __init__(self, *, quick: bool = False) -> None:
        self._quick = quick

    def make_quick_variant(self) -> Check:
        """Return the check without a download and without this computer's traffic, within two seconds."""
        return NetSlow(quick=True)

    def diagnose(self, machine: Machine) -> Finding | None:
        """Check the cable, then measure both parts of the connection in parallel."""
        link = _find_used_link(LINKS.read(machine))
        near, far = self._measure_paths(machine, link)
        rate = None if self._quick else _measure_speed(machine)
        cause = _find_cause(link, near, far, rate)
        if cause is None:
            _require_internet_access(machine, far)
            return None
        traffic = None if self._quick else measure_own_traffic(machine)
        busy = traffic is not None and traffic >= BUSY and cause != CABLE
        return Finding(
            summary=UNTOLD if cause == FAR and near is None else SUMMARIES[cause],
            meaning=BUSY_MEANING if busy else MEANINGS[cause],
            evidence=_collect_evidence(link, near, far, rate, traffic),
            data={"cause": cause, "busy": busy, "wifi": link.kind is NetworkLinkType.WIFI},
        )

    def describe_measured_values(self, machine: Machine) -> Text | None:
        """Return how quickly the internet responds, and the download speed if it is measured."""
        _, far = self._measure_paths(machine, _find_used_link(LINKS.read(machine)))
        rate = _measure_speed(machine)
        if far is None or far.middle is None:
            return None
        time = max(1, round(far.middle))
        if rate is None:
            return N_("The internet responds in {time} ms.", time=time)
        return N_(
            "The internet responds in {time} ms, and downloads run at {rate} Mbit/s.",
            time=time,
            rate=round(rate),
        )

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return a question asking whether others are affected; none if a faulty cable is the cause."""
        return () if finding.data["cause"] == CABLE else (net_dns.OTHERS,)

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return the manual steps, the most likely first."""
        if "all" in answers.get("others", ()):
            return ()
        data = finding.data
        nearby = "closer-to-wifi" if data["wifi"] else "network-cable"
        hands = {CABLE: ["network-cable"], NEAR: [nearby], FAR: ["internet-box"]}[data["cause"]]
        return [ByHand(name) for name in (["pause-copying"] if data["busy"] else []) + hands]

    def _measure_paths(
        self, machine: Machine, link: NetworkLink
    ) -> tuple[PathQuality | None, PathQuality | None]:
        """Return the quality of both paths; None for a host that never responds."""
        host = urlsplit(list_portal_probe_pages(machine)[0][0])
        stations = [(host.hostname or "", host.port or 80)]
        if link.gateways:
            stations.append((link.gateways[0], PORT))
        measure = measure_paths_quickly if self._quick else measure_paths
        found = [way if way.middle is not None else None for way in measure(machine, stations)]
        return (found[1] if len(found) > 1 else None), found[0]


def _measure_speed(machine: Machine) -> float | None:
    """Return the download speed in Mbit/s; None without the organisation's test file."""
    page = read_organisation(machine).speed_page
    return measure_download_speed(machine, page) if page else None


def _require_internet_access(machine: Machine, far: PathQuality | None) -> None:
    """Raise an error unless the internet was measured or responds.

    Raises:
        ProbeError: the internet doesn't respond, so speed isn't the problem.
    """
    if far is not None:
        return
    reply = check_web_access(machine).reply
    if reply is PortalReply.HOSTS_FILE:
        raise ProbeError(REDIRECTED)
    if reply is not PortalReply.EXPECTED:
        raise ProbeError(N_("The internet connection isn't working, so its speed can't be measured."))


def _find_used_link(links: Sequence[NetworkLink]) -> NetworkLink:
    """Return the network link in use.

    Raises:
        ProbeError: no network link is in use.
    """
    used = [link for link in links if link.connected and link.addresses]
    if not used:
        raise ProbeError(N_("This computer isn't connected to any network."))
    return min(used, key=lambda link: not link.gateways)


def _find_cause(
    link: NetworkLink, near: PathQuality | None, far: PathQuality | None, rate: float | None
) -> str | None:
    """Return the first slow part of the path, or None.

    Remote traffic passes the gateway as well: if the remote path is good, a lossy gateway only limits its own
    replies (RFC 1812, 4.3.2.8, allows a router to limit error messages).
    """
    if link.kind is NetworkLinkType.WIRED and (link.half_duplex or 0 < link.speed <= OLD_LINK):
        return CABLE
    if (
        near is not None
        and _is_slow_or_lossy(near, NEAR_SLOW)
        and (far is None or _is_slow_or_lossy(far, NEAR_SLOW))
    ):
        return NEAR
    slow = rate is not None and rate < SLOWEST
    return FAR if slow or (far is not None and _is_slow_or_lossy(far, FAR_SLOW)) else None


def _is_slow_or_lossy(way: PathQuality, slow: float) -> bool:
    return way.lost >= LOST or (way.middle is not None and way.middle > slow)


def _collect_evidence(
    link: NetworkLink,
    near: PathQuality | None,
    far: PathQuality | None,
    rate: float | None,
    traffic: float | None,
) -> Mapping[str, str]:
    facts = {
        "link": f"{link.name}: {link.kind}, {link.speed or 'unknown'} Mbit/s"
        + (", half duplex" if link.half_duplex else ""),
        "to the gateway": near.quality_description if near else "not told",
        "to the internet": far.quality_description if far else "not told",
    }
    if traffic is not None:
        facts["own traffic"] = f"{traffic:g} Mbit/s"
    if rate is not None:
        facts["download"] = f"{rate:g} Mbit/s"
    return facts
