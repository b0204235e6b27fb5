"""A VPN that isn't connected, or is connected but reaches no internal host."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import Answers, Finding
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Reading, Step
from selfhelp.machine.desktop import remote_session
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenWebPage
from selfhelp.machine.network.captive_portal import REDIRECTED, PortalReply
from selfhelp.machine.network.connections import NO_NAME, OPEN, probe_port
from selfhelp.machine.network.dns import is_in_organisation_network
from selfhelp.machine.network.vpn import VPNS, ConnectVpn, DisconnectVpn, VpnConnection
from selfhelp.machine.organisation import read_organisation
from selfhelp.machine.reachability.connectivity import check_web_access, probe_organisation_host
from selfhelp.policy.policy import OrganisationPolicy

PORT = 443
"""TCP port that most VPN servers answer on; UDP servers can't be probed reliably."""

NOBODY = VpnConnection("", "", connected=False, ours=False)
"""Placeholder for a third-party VPN that the system doesn't list."""


class NetVpn(Fix):
    """Connects the organisation's VPN, or reconnects it if no internal host responds.

    The organisation names an internal host or the VPN. If the host responds, nothing is wrong, with or
    without a VPN.
    """

    id = "net-vpn"
    title = N_("Reconnect the VPN")
    category = Category.NETWORK
    looks = N_("Checking the VPN…")
    collectors = ("network", "clock")
    by_hand = ("vpn-again", "restart")
    prevention = N_(
        "After sleep, give the VPN half a minute before you open network drives. In a hotel, sign in to the "
        "Wi-Fi first, then connect to the VPN."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Probe an internal host; if it doesn't respond, check the VPN, the internet and the VPN server."""
        told = read_organisation(machine)
        inside = probe_organisation_host(machine)
        if inside == OPEN:
            return None
        vpns = VPNS.read(machine)
        if not vpns and not inside:
            raise NotOfferedError(N_("No supported VPN found on this computer."))
        vpn = _choose_vpn(vpns, told)
        if vpn.connected:
            return _make_unreachable_finding(vpn, inside, told.vpn_page) if inside else None
        if not inside and (not told.vpn_name or vpn.name != told.vpn_name):
            return None  # no VPN was named as required
        if is_in_organisation_network(machine, told.internal_name or told.vpn_gateway or vpn.server):
            return None  # at the office no VPN is needed: an unresponsive host is another problem
        _require_internet_access(machine)
        return _make_disconnected_finding(vpn, inside, _probe_vpn_server(machine, vpn, told), told.vpn_page)

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return why the fix can't run if its steps would cut the user's remote session."""
        return (
            remote_session.CUTS
            if finding.data["connected"] and remote_session.is_remote_session(machine)
            else None
        )

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return steps that connect the VPN, first disconnecting it if dead; some VPNs need their own app.

        If this app can't connect the VPN, the organisation's page about its VPN is opened first.
        """
        data = finding.data
        page = (OpenWebPage(data["page"]),) if data.get("page") else ()
        if data["nameless"]:
            return page
        if not data["ours"]:
            return (*page, ByHand("vpn-again"))
        connect = ConnectVpn(data["id"], data["name"])
        return [DisconnectVpn(data["id"], data["name"]), connect] if data["connected"] else [connect]


def _choose_vpn(vpns: Sequence[VpnConnection], told: OrganisationPolicy) -> VpnConnection:
    """Return the organisation's VPN by name; otherwise the connected VPN, or the only VPN."""
    named = [vpn for vpn in vpns if vpn.name == told.vpn_name]
    connected = [vpn for vpn in vpns if vpn.connected]
    if named or connected:
        return (named or connected)[0]
    return vpns[0] if len(vpns) == 1 else NOBODY


def _require_internet_access(machine: Machine) -> None:
    reply = check_web_access(machine).reply
    if reply is PortalReply.PORTAL:
        raise ProbeError(
            N_(
                "This network requires you to sign in on its own page first. The VPN can't "
                "connect until you do."
            )
        )
    if reply is PortalReply.HOSTS_FILE:
        raise ProbeError(REDIRECTED)
    if reply is not PortalReply.EXPECTED:
        raise ProbeError(
            N_(
                "The internet connection isn't working, so the VPN can't be checked. Check the network first."
            ),
            detail=str(reply),
        )


def _probe_vpn_server(machine: Machine, vpn: VpnConnection, told: OrganisationPolicy) -> str:
    """Return the result of probing the VPN's server; "" if the server is unknown."""
    host = told.vpn_gateway or vpn.server
    return str(machine.read(Reading(probe_port, {"host": host, "port": PORT}))) if host else ""


def _make_unreachable_finding(vpn: VpnConnection, inside: str, page: str) -> Finding:
    return Finding(
        summary=N_(
            "The VPN {name} is connected, but your organisation's network isn't responding.", name=vpn.name
        ),
        meaning=N_("Network drives and internal pages won't open. We can reconnect the VPN."),
        evidence={"VPN": vpn.name, "connected": "yes", "inside host": inside},
        data=_to_finding_data(vpn, page),
    )


def _make_disconnected_finding(vpn: VpnConnection, inside: str, server: str, page: str) -> Finding:
    evidence = {"VPN": vpn.name or "unknown", "connected": "no", "inside host": inside, "VPN server": server}
    return Finding(
        summary=_make_summary(vpn, server),
        meaning=_make_explanation(vpn, server),
        evidence={name: value for name, value in evidence.items() if value},
        data={**_to_finding_data(vpn, page), "nameless": server == NO_NAME},
    )


def _make_summary(vpn: VpnConnection, server: str) -> Text:
    if server == NO_NAME:
        return N_("The VPN server's address can't be resolved (DNS).")
    if not vpn.name:
        return N_("Your organisation's network isn't responding, and no VPN is connected.")
    return N_("The VPN {name} isn't connected.", name=vpn.name)


def _make_explanation(vpn: VpnConnection, server: str) -> Text:
    if server == NO_NAME:
        return N_(
            "The internet is working, so the VPN server's address is wrong or no longer "
            "exists. The help desk can give you the right address."
        )
    if not vpn.ours:
        return N_("Network drives and internal pages need the VPN. Connect in the VPN app.")
    return N_("Network drives and internal pages won't open without the VPN. We can connect it.")


def _to_finding_data(vpn: VpnConnection, page: str) -> dict[str, str | bool]:
    return {
        "id": vpn.id,
        "name": vpn.name,
        "ours": vpn.ours,
        "connected": vpn.connected,
        "nameless": False,
        "page": page,
    }
