"""Wi-Fi that is off, was not joined, gives no address, or is too weak."""

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
from selfhelp.machine.network.wifi import WIFI, Radio, SwitchWifi, UnblockWifi, Wifi

WEAK = 20
"""Percent of the signal below which a network is joined and lost all the time: about -90 dBm."""

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
        SWITCH: N_("A switch or a key of this computer keeps the Wi-Fi off."),
        OFF: N_("The Wi-Fi is switched off."),
        DISABLED: N_("The Wi-Fi adapter is switched off in the system."),
        NOT_JOINED: N_("The Wi-Fi is on, but no network was joined."),
        NO_ADDRESS: N_("The Wi-Fi was joined, but it gave this computer no address."),
        TOO_WEAK: N_("The Wi-Fi is so weak here that it comes and goes."),
    }
)

MEANINGS: Mapping[str, Text] = MappingProxyType(
    {
        SWITCH: N_("Only your hand can change that."),
        OFF: N_("We can switch it on; the networks it knows are joined by themselves."),
        DISABLED: N_("Only an administrator can switch it on. The help desk can do that."),
        NOT_JOINED: N_("Choose your network once more. A saved password is kept."),
        NO_ADDRESS: N_("Without an address no page opens. Joining once more may bring one."),
        TOO_WEAK: N_("Calls break up and pages load slowly. A few steps towards it may be enough."),
    }
)


class NetWifi(Fix):
    """Switches the radio on, joins again, or says why only a hand can; never forgets a saved network.

    A saved network often came from the organisation with a certificate, and nobody could type it in again.
    Where a cable is connected, a Wi-Fi that is off is no fault.
    """

    id = "net-wifi"
    title = N_("Get the Wi-Fi working")
    category = Category.NETWORK
    looks = N_("Looking at the Wi-Fi")
    collectors = ("network", "power")
    by_hand = ("wifi-switch", "closer-to-wifi", "restart")
    prevention = N_(
        "Flight mode and some key combinations switch the Wi-Fi off without a question: look there first. "
        "Do not let the computer forget a company network; you may not be able to add it again."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Look at the radio, then the adapter, the network, the address and the signal."""
        wifi = WIFI.read(machine)
        cause = _cause(wifi)
        if cause is None:
            return None
        return Finding(
            summary=SUMMARIES[cause],
            meaning=MEANINGS[cause],
            evidence=_evidence(wifi),
            data={"cause": cause, **_ways(machine, wifi, cause)},
        )

    def refuse(self, machine: Machine, finding: Finding) -> Text | None:
        """Never cut the connection the person works through."""
        cuts = finding.data["cause"] == NO_ADDRESS
        return remote_session.CUTS if cuts and remote_session.is_remote(machine) else None

    def steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Do what the cause needs, by ourselves where we may."""
        data = finding.data
        renew = dhcp.steps_of(data["plan"])
        plans: Mapping[str, Sequence[Step]] = {
            SWITCH: [ByHand("wifi-switch")],
            OFF: _switch_on(data),
            DISABLED: [],
            NOT_JOINED: [*renew, OpenPage("wifi"), ByHand("join-wifi")],
            NO_ADDRESS: [*renew, ByHand("join-wifi")],
            TOO_WEAK: [ByHand("closer-to-wifi")],
        }
        return plans[data["cause"]]


def _cause(wifi: Wifi) -> str | None:
    link = wifi.link
    if wifi.cable:
        return None
    if wifi.radio is not Radio.ON:
        return SWITCH if wifi.radio is Radio.SWITCH else OFF
    if link is None or not link.enabled:
        return DISABLED
    if not link.connected:
        return NOT_JOINED
    if not link.addresses:
        return NO_ADDRESS
    return TOO_WEAK if wifi.signal is not None and wifi.signal < WEAK else None


def _ways(machine: Machine, wifi: Wifi, cause: str) -> Json:
    """Return what the steps need: who may switch the radio, and how an address is asked for."""
    asks_helper = cause == OFF and not wifi.switchable
    allowed = asks_helper and {"unblock-radio", "block-radio"} <= set(elevate.available(machine))  # and back
    plan = dhcp.NOTHING
    if wifi.link and cause in (NOT_JOINED, NO_ADDRESS):
        plan = dhcp.plan(machine, [wifi.link])
        plan = dhcp.only_connecting(plan) if cause == NOT_JOINED else plan
    return {
        "device": wifi.link.name if wifi.link else "",
        "switchable": wifi.switchable,
        "unblock": allowed,
        "plan": plan,
    }


def _switch_on(data: Json) -> Sequence[Step]:
    if data["switchable"]:
        return [SwitchWifi(on=True, device=data["device"])]
    return [UnblockWifi(on=True)] if data["unblock"] else [ByHand("wifi-switch")]


def _evidence(wifi: Wifi) -> Mapping[str, str]:
    link = wifi.link
    facts = {"radio": str(wifi.radio), "adapter": link.name if link else "none"}
    if link:
        facts["joined"] = "yes" if link.connected else "no"
        facts["address"] = " ".join(link.addresses) or "none"
    if wifi.signal is not None:
        facts["signal"] = f"{wifi.signal} %"
    return facts
