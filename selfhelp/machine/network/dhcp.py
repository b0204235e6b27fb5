"""Getting an address again: the connection is made again, or the adapter turned off and on.

Nothing of the settings is changed: an address that someone typed in stays. On a Linux with NetworkManager
the user may do it themselves (nmcli(1)); elsewhere the administrator's helper does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Row, Step, elevate
from selfhelp.machine.network.network_links import NetworkLink

CALLS_STOP = N_("Calls, downloads and open network files are interrupted for a few seconds.")

CONNECT, AGAIN, HELPER = "connect", "again", "helper"
"""How a device gets an address again."""


def read_devices(machine: Machine) -> Mapping[str, str]:
    """Return NetworkManager's devices, which have DHCP, and their states; empty if it does not run."""
    if machine.platform is not Platform.LINUX:
        return {}
    try:
        output = machine.run(Command(("nmcli", "-t", "-f", "DEVICE,STATE", "device"), timeout=5))
    except ProbeError:
        return {}
    pairs = (line.rpartition(":") for line in output.stdout.splitlines()) if output.code == 0 else ()
    return {device.replace("\\:", ":"): state for device, _, state in pairs}


def plan_reconnect(machine: Machine, links: Sequence[NetworkLink]) -> Json:
    """Return which links may be asked for a new DHCP address and how, gentlest first, as plain data."""
    known, allowed = read_devices(machine), elevate.available_operations(machine)
    found = []
    for link in links:
        if link.automatic is False or link.name.startswith("-"):
            continue
        state = known.get(link.name, "unmanaged")
        if state == "disconnected":
            found.append({"device": link.name, "how": CONNECT})
        elif state not in ("unmanaged", "unavailable"):
            found.append({"device": link.name, "how": AGAIN})
        elif "renew-lease" in allowed and not any(way["how"] == HELPER for way in found):
            found.append({"device": link.name, "how": HELPER})
    restart = [link.name for link in links if "restart-network-adapter" in allowed]
    return {"renew": found, "restart": restart[:1]}


NOTHING: Json = {"renew": [], "restart": []}
"""The plan that holds no step."""


def keep_only_connects(data: Json) -> Json:
    """Return a `plan_reconnect` without what needs a link: only devices that someone disconnected."""
    return {"renew": [way for way in data["renew"] if way["how"] == CONNECT], "restart": []}


def steps_of_plan(data: Json) -> Sequence[Step]:
    """Return the steps that a `plan_reconnect` holds."""
    made = {CONNECT: lambda d: SwitchNetworkDevice(d, on=True), AGAIN: Reconnect, HELPER: RenewLease}
    renew: list[Step] = [made[entry["how"]](entry["device"]) for entry in data["renew"]]
    return [*renew, *(RestartAdapter(name) for name in data["restart"])]


NO_ANSWER = (3, 4)
"""Exit status of nmcli(1) where the network, and not this computer, is to blame: timeout, not activated."""


def _nmcli(machine: Machine, verb: str, device: str) -> bool:
    """Connect or disconnect a device; returns whether the network answered.

    A network that stays silent is not a reason to stop: what comes after, by hand or by the helper, may wake
    it, and only the last look says whether it did.

    Raises:
        StepError: NetworkManager refused.
    """
    output = machine.change(Command(("nmcli", "-w", "30", "device", verb, device), timeout=40))
    if output.code not in (0, *NO_ANSWER):
        raise StepError(N_("The network didn't respond."), detail=output.stderr[:300])
    return bool(output.code == 0)


def _request_lease(step: SwitchNetworkDevice, machine: Machine, _: Progress) -> str | None:
    if (read_devices(machine).get(step.device) == "connected") is step.on:
        return None
    verb = "connect" if step.on else "disconnect"
    return f"nmcli device {verb} {step.device}" if _nmcli(machine, verb, step.device) else None


@dataclass(frozen=True, slots=True)
class SwitchNetworkDevice(Step):
    """Connects a device that was disconnected, or disconnects it again."""

    device: str
    on: bool

    name: ClassVar[str] = "use-network-device"
    duration: ClassVar[timedelta] = timedelta(seconds=20)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _request_lease})

    def sentence(self) -> Text:
        """Return the sentence that names the device."""
        if self.on:
            return N_("Connect {device} to its network.", device=self.device)
        return N_("Disconnect {device}.", device=self.device)

    def undo_step(self, machine: Machine) -> Step | None:
        """Return the opposite step."""
        return SwitchNetworkDevice(self.device, not self.on)


def _reconnect_device(step: Reconnect, machine: Machine, _: Progress) -> str:
    answered = _nmcli(machine, "connect", step.device)
    return f"nmcli device connect {step.device}{'' if answered else ', no answer'}"


@dataclass(frozen=True, slots=True)
class Reconnect(Step):
    """Makes the connection of a device again; afterwards everything is as before, so nothing is restored."""

    device: str

    name: ClassVar[str] = "connect-again"
    risk: ClassVar[Text | None] = CALLS_STOP
    duration: ClassVar[timedelta] = timedelta(seconds=20)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _reconnect_device})

    def sentence(self) -> Text:
        """Return the sentence that names the device."""
        return N_("Reconnect {device} to its network.", device=self.device)


def _renew(step: RenewLease, machine: Machine, _: Progress) -> str:
    return _request_operation(machine, "renew-lease", adapter=step.device)


def _renew_all(step: RenewLease, machine: Machine, _: Progress) -> str:
    return _request_operation(machine, "renew-lease")


def _request_operation(machine: Machine, operation: str, **params: str) -> str:
    """Ask the helper; if the network stays silent, later steps may still help (see `_nmcli`).

    Raises:
        StepError: the helper did not try.
    """
    try:
        return elevate.request_operation(machine, operation, **params)
    except StepError as error:
        if error.message != elevate.REFUSALS["failed"]:
            raise
        return f"no answer: {error.detail}"


@dataclass(frozen=True, slots=True)
class RenewLease(Step):
    """Asks the network for an address again, by the administrator's helper; on Windows for all adapters."""

    device: str

    name: ClassVar[str] = "renew-lease"
    risk: ClassVar[Text | None] = CALLS_STOP
    operations = MappingProxyType(dict.fromkeys((Platform.LINUX, Platform.WINDOWS), "renew-lease"))
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.LINUX: _renew, Platform.WINDOWS: _renew_all}
    )

    def sentence(self) -> Text:
        """Return the sentence for requesting a new address."""
        return N_("Request a new IP address from the network.")


def _restart(step: RestartAdapter, machine: Machine, _: Progress) -> str:
    return _request_operation(machine, "restart-network-adapter", adapter=step.device)


def _restart_all(step: RestartAdapter, machine: Machine, _: Progress) -> str:
    return _request_operation(machine, "restart-network-adapter")


@dataclass(frozen=True, slots=True)
class RestartAdapter(Step):
    """Turns a network adapter off and on, by the administrator's helper; on Windows all of them."""

    device: str

    name: ClassVar[str] = "restart-network-adapter"
    risk: ClassVar[Text | None] = CALLS_STOP
    operations = MappingProxyType(dict.fromkeys(Platform, "restart-network-adapter"))
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.LINUX: _restart, Platform.MACOS: _restart, Platform.WINDOWS: _restart_all}
    )

    def sentence(self) -> Text:
        """Return the sentence for restarting the adapter."""
        return N_("Turn the network adapter off and on again.")
