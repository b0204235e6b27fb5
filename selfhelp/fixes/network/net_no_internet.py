"""No network: one of the layers between the cable and a web page fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Json
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.fixes.network import net_captive_portal, net_dns, net_proxy, net_slow, net_wifi
from selfhelp.machine import Machine, Step
from selfhelp.machine.desktop import remote_session
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.network import dhcp
from selfhelp.machine.network.captive_portal import REDIRECTED, PortalReply
from selfhelp.machine.network.network_links import NetworkLink, NetworkLinkType
from selfhelp.machine.proxy import pac
from selfhelp.machine.reachability.connectivity import Connectivity, NetworkLayer, diagnose_connectivity
from selfhelp.machine.reachability.path_loss import SOME, PathLoss

SUMMARIES: Mapping[NetworkLayer, Text] = MappingProxyType(
    {
        NetworkLayer.LINK: N_("This computer isn't connected to any network."),
        NetworkLayer.ADDRESS: N_("The network didn't give this computer an IP address."),
        NetworkLayer.GATEWAY: N_("Your router isn't responding."),
        NetworkLayer.PAGE: N_("Your network is working, but it isn't connected to the internet."),
    }
)

MEANINGS: Mapping[NetworkLayer, Text] = MappingProxyType(
    {
        NetworkLayer.LINK: N_("Nothing that needs the network will work. Check the cable or the Wi-Fi."),
        NetworkLayer.ADDRESS: N_(
            "Without an IP address, this computer can't use the network. We can request one again."
        ),
        NetworkLayer.GATEWAY: N_(
            "This computer is connected but can't reach the internet. We can reconnect it."
        ),
        NetworkLayer.PAGE: N_(
            "This computer doesn't seem to be the cause. At home, restart the router. At work, contact the "
            "help desk."
        ),
    }
)

BY_HAND: Mapping[NetworkLayer, Text] = MappingProxyType(
    {
        NetworkLayer.ADDRESS: N_(
            "Without an IP address, this computer can't use the network. At home, restarting the router "
            "often helps."
        ),
        NetworkLayer.GATEWAY: N_(
            "This computer is connected but can't reach the internet. At home, restarting the router often "
            "helps."
        ),
    }
)
"""The explanations used if this app can't reconnect automatically."""

NO_ROUTER = N_("No router is set in this computer's network settings.")
"""The summary used if the computer has an address, but no route leads out of its network."""

TYPED_IN = N_(
    "At home, restart the router. At work, contact the help desk. Only the help desk should change this "
    "computer's manually entered IP address."
)

PROXY_SIGN_IN = 407
"""HTTP status of a proxy that requires a sign-in (RFC 9110, section 15.5.8)."""

PROXY, NAMES, PORTAL, WIFI, OURS = "proxy", "names", "portal", "Wi-Fi", "ours"
"""IDs of the fixes that may handle a finding: other network fixes, or this one."""


class NetNoInternet(Fix):
    """Finds the first failing layer from the cable upwards, and fixes the problem if possible.

    Static addresses and other manual settings are never changed. If Wi-Fi is off, or the proxy, DNS or a
    login page is the cause, the steps come from the fix for that cause.
    """

    id = "net-no-internet"
    title = N_("Fix the network connection")
    category = Category.NETWORK
    looks = N_("Checking the internet connection…")
    vital = True
    lifetime = timedelta(seconds=60)  # an absent gateway is only detected after some seconds
    collectors = ("network", "services")
    by_hand = ("network-cable", "internet-box", "restart")
    prevention = N_(
        "Push a network cable in until it clicks, and don't bend it. If a page doesn't open, try another "
        "one before you change anything."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Request a page; if that fails, check the layers from the cable upwards."""
        standing = diagnose_connectivity(machine)
        if standing.layer is NetworkLayer.TOP:
            proxy = _adopt_finding(net_proxy.NetProxy().diagnose(machine), PROXY)
            return proxy or _find_partial_failure(standing)
        if standing.loss is not None:
            return _make_loss_finding(standing.loss)
        if standing.layer is NetworkLayer.PORTAL:
            return _adopt_finding(net_captive_portal.make_finding_for_answer(standing.answer), PORTAL)
        if standing.layer is NetworkLayer.NAMES:
            return _adopt_finding(net_dns.make_finding_for_connectivity(machine, standing), NAMES)
        if standing.answer.status == PROXY_SIGN_IN:
            raise ProbeError(
                N_("The proxy asks for a user name and password, so this app can't test the internet."),
                detail=standing.answer.describe_answer(),
            )
        if standing.answer.reply is PortalReply.STATUS:
            raise ProbeError(
                N_("The network is responding, but it doesn't let this app reach the internet."),
                detail=str(standing.answer),
            )
        if standing.layer is NetworkLayer.PAGE and standing.answer.reply is PortalReply.HOSTS_FILE:
            raise ProbeError(REDIRECTED, detail=str(standing.answer))
        if standing.layer is NetworkLayer.PAGE and pac.SCRIPT.read(machine):
            return _make_script_finding(standing)
        radio = _make_radio_finding(machine, standing)
        return radio if radio is not None else self._make_finding(machine, standing)

    def describe_measured_values(self, machine: Machine) -> Text | None:
        """Return that the internet responds, if the page that tests it has just loaded."""
        if diagnose_connectivity(machine).layer is not NetworkLayer.TOP:
            return None
        return N_("The internet is working: our test page loaded just now.")

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return why the fix can't run if its steps would cut the user's remote session."""
        sibling = _find_owning_check(finding)
        if sibling is not None:
            return sibling.find_blocked_reason(machine, finding)
        return (
            remote_session.CUTS
            if finding.data["cuts"] and remote_session.is_remote_session(machine)
            else None
        )

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return a question asking whether others are affected; none if no link is connected."""
        sibling = _find_owning_check(finding)
        if sibling is not None:
            return sibling.list_questions(finding)
        return () if finding.data["layer"] == NetworkLayer.LINK else (net_dns.OTHERS,)

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return the steps possible on this computer, followed by manual steps."""
        sibling = _find_owning_check(finding)
        if sibling is not None:
            return sibling.plan_steps(finding, answers)
        if "all" in answers.get("others", ()):
            return ()
        own = [] if finding.data["typed_in"] else dhcp.make_steps_of_plan(finding.data["plan"])
        return [*own, *(ByHand(name) for name in finding.data["hands"])]

    @staticmethod
    def _make_finding(machine: Machine, standing: Connectivity) -> Finding:
        layer = standing.layer
        links = [link for link in standing.links if link.enabled and link.connected] or standing.links
        typed_in = layer is NetworkLayer.GATEWAY and all(
            link.automatic is False for link in links if link.addresses
        )
        plan = _plan_reconnect(machine, layer, links)
        return Finding(
            summary=_make_summary(layer, links),
            meaning=TYPED_IN if typed_in else _make_explanation(layer, plan),
            evidence={"first failure": layer, "probe page": standing.answer.reply, **standing.evidence},
            data={
                "by": OURS,
                "layer": layer,
                "typed_in": typed_in,
                "plan": plan,
                "cuts": not typed_in and bool(plan["renew"] or plan["restart"]),
                "hands": _list_manual_steps(layer, standing.links),
            },
        )


def _make_script_finding(standing: Connectivity) -> Finding:
    """Return the finding that no page opens without a proxy, and that the proxy script can't be loaded.

    Which of both is the cause isn't known: a computer in an organisation may have no other way out.
    """
    return Finding(
        summary=N_("No website opens, and this computer's proxy script (PAC) can't be loaded."),
        meaning=N_(
            "Without the script, apps don't know which proxy leads to the internet. Connect to your "
            "organisation's network or VPN. If you're already connected, contact the help desk."
        ),
        evidence={"first failure": "proxy script", "probe page": standing.answer.reply, **standing.evidence},
        data=_make_manual_plan(["internet-box"]),
    )


def _find_partial_failure(standing: Connectivity) -> Finding | None:
    """Return the finding if the page that tests internet access arrives, but others may not."""
    if standing.loss is not None:
        return _make_loss_finding(standing.loss)
    if not standing.answer.loses_large_packets:
        return None
    return Finding(
        summary=N_("Only small amounts of data get through, so most websites don't load."),
        meaning=N_(
            "A router, a VPN or the internet provider drops large data packets (MTU). If a VPN is connected, "
            "disconnect it and try again. At home, restart the router. At work, contact the help desk."
        ),
        evidence={
            "first failure": "packet size",
            "large packets": "no response; with segments of 536 bytes, the same server responds",
            "server": standing.answer.address,
        },
        data=_make_manual_plan(["internet-box"]),
    )


def _make_manual_plan(hands: Sequence[str]) -> Mapping[str, Json]:
    """Return the data of a finding that only manual steps can fix."""
    return {
        "by": OURS,
        "layer": NetworkLayer.LOSS,
        "typed_in": False,
        "plan": dhcp.NOTHING,
        "cuts": False,
        "hands": hands,
    }


def _make_loss_finding(loss: PathLoss) -> Finding:
    """Return the finding that packets are lost, near this computer or on the way to the internet.

    A weak Wi-Fi signal explains it.
    """
    wifi, near = loss.link.kind is NetworkLinkType.WIFI, loss.is_near(SOME)
    place = net_slow.NEAR if near else net_slow.FAR
    nearby = "closer-to-wifi" if wifi else "network-cable"
    return Finding(
        summary=net_slow.SUMMARIES[place] if near else _FAR_LOSS,
        meaning=_NEAR_LOSS_WIFI if near and wifi else _NEAR_LOSS if near else _FAR_LOSS_MEANING,
        evidence={"first failure": NetworkLayer.LOSS, **loss.evidence},
        data=_make_manual_plan([nearby, "internet-box"] if near else ["internet-box"]),
        explained_by="net-wifi" if near and wifi else "",
    )


_NEAR_LOSS = N_(
    "Data gets lost on the way, so pages load slowly or not at all, and calls break up. Check the network "
    "cable. If the problem persists, restart the router or contact the help desk."
)
_NEAR_LOSS_WIFI = N_(
    "Data gets lost on the way, so pages load slowly or not at all, and calls break up. Move closer to the "
    "Wi-Fi router, or use a cable."
)
_FAR_LOSS = N_("Your own network is fine, but the internet connection is unstable.")
_FAR_LOSS_MEANING = N_(
    "Data gets lost on the way, so pages load slowly or not at all, and calls break up. At home, restart the "
    "router. At work, contact the help desk."
)


def _plan_reconnect(machine: Machine, layer: NetworkLayer, links: Sequence[NetworkLink]) -> Json:
    """Return the plan for `dhcp.make_steps_of_plan`; without a link, only reconnecting is possible."""
    if layer is NetworkLayer.PAGE:
        return dhcp.NOTHING
    plan = dhcp.plan_reconnect(machine, links)
    return dhcp.limit_plan_to_disconnected_devices(plan) if layer is NetworkLayer.LINK else plan


def _make_radio_finding(machine: Machine, standing: Connectivity) -> Finding | None:
    """Return the finding that Wi-Fi is off, if that explains the missing link."""
    if standing.layer is not NetworkLayer.LINK or not any(
        link.kind is NetworkLinkType.WIFI for link in standing.links
    ):
        return None
    try:
        finding = net_wifi.NetWifi().diagnose(machine)
    except ProbeError:  # the radio's state is unknown; that there's no link is known anyway
        return None
    off = finding is not None and finding.data["cause"] in (net_wifi.OFF, net_wifi.SWITCH)
    return _adopt_finding(finding, WIFI) if off else None


def _make_summary(layer: NetworkLayer, links: Sequence[NetworkLink]) -> Text:
    """Return the sentence about the failing layer; without any gateway, there's no router to blame."""
    return (
        NO_ROUTER
        if layer is NetworkLayer.GATEWAY and not any(x.gateways for x in links)
        else SUMMARIES[layer]
    )


def _make_explanation(layer: NetworkLayer, plan: Json) -> Text:
    """Return an explanation that mentions only actions that the steps can perform."""
    return MEANINGS[layer] if plan["renew"] or plan["restart"] else BY_HAND.get(layer, MEANINGS[layer])


def _adopt_finding(finding: Finding | None, by: str) -> Finding | None:
    """Return a finding of another fix, marked with the ID of that fix; None without a finding."""
    if finding is None:
        return None
    return Finding(finding.summary, finding.meaning, finding.evidence, {**finding.data, "by": by})


def _find_owning_check(finding: Finding) -> Fix | None:
    """Return the fix that handles the finding; None if this fix handles it."""
    family: Mapping[str, type[Fix]] = {
        PROXY: net_proxy.NetProxy,
        PORTAL: net_captive_portal.NetCaptivePortal,
        NAMES: net_dns.NetDns,
        WIFI: net_wifi.NetWifi,
    }
    made = family.get(finding.data["by"])
    return made() if made else None


def _list_manual_steps(layer: NetworkLayer, links: Sequence[NetworkLink]) -> Sequence[str]:
    """Return the manual steps that may help, by their IDs in `selfhelp.machine.guidance.manual_steps`."""
    if layer is not NetworkLayer.LINK:
        return ["internet-box"]
    kinds = {link.kind for link in links}
    hands = {NetworkLinkType.WIRED: "network-cable", NetworkLinkType.WIFI: "join-wifi"}
    return [hands[kind] for kind in NetworkLinkType if kind in kinds] or ["restart"]
