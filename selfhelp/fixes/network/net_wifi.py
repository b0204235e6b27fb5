"""Wi-Fi that is off, not connected, without an address, or too weak."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from selfhelp.core.model import Answers, Finding, Json
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step, elevate
from selfhelp.machine.desktop import remote_session
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenPage
from selfhelp.machine.network import dhcp
from selfhelp.machine.network.wifi import WIFI, SwitchWifi, UnblockWifi, WifiRadio, WifiState

WEAK = 20
"""Signal strength below which connections keep dropping, in per cent (about -90 dBm)."""

SWITCH, OFF, DISABLED, NOT_JOINED, NO_ADDRESS, TOO_WEAK = (
    "switch",
    "off",
    "disabled",
    "not joined",
    "no address",
    "weak",
)

SUMMARIES: Mapping[str, Text] = MappingProxyType(
    {
        SWITCH: N_("Wi-Fi is turned off by a switch or key on this computer."),
        OFF: N_("Wi-Fi is turned off."),
        DISABLED: N_("The Wi-Fi adapter is turned off in the system settings."),
        NOT_JOINED: N_("Wi-Fi is on but not connected to a network."),
        NO_ADDRESS: N_("Wi-Fi is connected, but this computer didn't get an IP address."),
        TOO_WEAK: N_("The Wi-Fi signal is so weak here that the connection keeps dropping."),
    }
)

MEANINGS: Mapping[str, Text] = MappingProxyType(
    {
        SWITCH: N_("Use this switch or key to turn Wi-Fi back on."),
        OFF: N_("We can turn on Wi-Fi. It will connect to saved networks automatically."),
        DISABLED: N_("Only an administrator can turn on Wi-Fi. Contact the help desk."),
        NOT_JOINED: N_("Choose your network again. Saved passwords are kept."),
        NO_ADDRESS: N_("Without an IP address, websites won't open. Reconnecting may fix this."),
        TOO_WEAK: N_("Calls break up and pages load slowly. Try moving a few steps closer to the router."),
    }
)


class NetWifi(Fix):
    """Turns on the radio, reconnects, or returns manual steps; never removes a saved network.

    The organisation often sets up a network with a certificate, so users couldn't set it up again. If a cable
    is connected, Wi-Fi that is off isn't a problem.
    """

    id = "net-wifi"
    title = N_("Fix the Wi-Fi")
    category = Category.NETWORK
    looks = N_("Checking the Wi-Fi…")
    collectors = ("network", "power")
    by_hand = ("wifi-switch", "closer-to-wifi", "restart")
    prevention = N_(
        "Aeroplane mode and some keys turn off Wi-Fi without asking, so check these first. Never choose "
        "“Forget” for your organisation's network: you may not be able to add it again."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Check the radio, then the adapter, the network, the address and the signal."""
        wifi = WIFI.read(machine)
        cause = _find_cause(wifi)
        if cause is None:
            return None
        return Finding(
            summary=SUMMARIES[cause],
            meaning=MEANINGS[cause],
            evidence=_collect_evidence(wifi),
            data={"cause": cause, **_read_step_data(machine, wifi, cause)},
        )

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return why the fix can't run if its steps would cut the user's remote session."""
        cuts = finding.data["cause"] == NO_ADDRESS
        return remote_session.CUTS if cuts and remote_session.is_remote_session(machine) else None

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return the steps for the cause; automatic steps if the user has permission."""
        data = finding.data
        renew = dhcp.make_steps_of_plan(data["plan"])
        plans: Mapping[str, Sequence[Step]] = {
            SWITCH: [ByHand("wifi-switch")],
            OFF: _make_switch_on_steps(data),
            DISABLED: [],
            NOT_JOINED: [*renew, OpenPage("wifi"), ByHand("join-wifi")],
            NO_ADDRESS: [*renew, ByHand("join-wifi")],
            TOO_WEAK: [ByHand("closer-to-wifi")],
        }
        return plans[data["cause"]]


def _find_cause(wifi: WifiState) -> str | None:
    link = wifi.link
    if wifi.cable:
        return None
    if wifi.radio is not WifiRadio.ON:
        return SWITCH if wifi.radio is WifiRadio.SWITCH else OFF
    if link is None or not link.enabled:
        return DISABLED
    if not link.connected:
        return NOT_JOINED
    if not link.addresses:
        return NO_ADDRESS
    return TOO_WEAK if wifi.signal is not None and wifi.signal < WEAK else None


def _read_step_data(machine: Machine, wifi: WifiState, cause: str) -> Json:
    """Return the data for planning steps: permission to turn on the radio, and the DHCP plan."""
    asks_helper = cause == OFF and not wifi.switchable
    allowed = asks_helper and {"unblock-radio", "block-radio"} <= set(
        elevate.list_available_operations(machine)
    )  # and back
    plan = dhcp.NOTHING
    if wifi.link and cause in (NOT_JOINED, NO_ADDRESS):
        plan = dhcp.plan_reconnect(machine, [wifi.link])
        plan = dhcp.limit_plan_to_disconnected_devices(plan) if cause == NOT_JOINED else plan
    return {
        "device": wifi.link.name if wifi.link else "",
        "switchable": wifi.switchable,
        "unblock": allowed,
        "plan": plan,
    }


def _make_switch_on_steps(data: Json) -> Sequence[Step]:
    if data["switchable"]:
        return [SwitchWifi(on=True, device=data["device"])]
    return [UnblockWifi(on=True)] if data["unblock"] else [ByHand("wifi-switch")]


def _collect_evidence(wifi: WifiState) -> Mapping[str, str]:
    link = wifi.link
    facts = {"radio": str(wifi.radio), "adapter": link.name if link else "none"}
    if link:
        facts["joined"] = "yes" if link.connected else "no"
        facts["address"] = " ".join(link.addresses) or "none"
    if wifi.signal is not None:
        facts["signal"] = f"{wifi.signal} %"
    return facts
