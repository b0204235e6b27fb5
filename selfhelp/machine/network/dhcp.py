"""Requests a new address: by reconnecting, or by turning the adapter off and on.

No settings are changed, so a static address stays. With NetworkManager on Linux, the user has permission to
do this (nmcli(1)); otherwise the privileged helper does it.
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

CALLS_STOP = N_("Calls, downloads and open network files will be interrupted for a few seconds.")

CONNECT, AGAIN, HELPER = "connect", "again", "helper"
"""Ways for a device to get a new address: connecting, reconnecting, or the privileged helper."""


def read_device_states(machine: Machine) -> Mapping[str, str]:
    """Return the states of NetworkManager's devices with DHCP; {} if it isn't running."""
    if machine.platform is not Platform.LINUX:
        return {}
    try:
        output = machine.run(Command(("nmcli", "-t", "-f", "DEVICE,STATE", "device"), timeout=5))
    except ProbeError:
        return {}
    pairs = (line.rpartition(":") for line in output.stdout.splitlines()) if output.code == 0 else ()
    return {device.replace("\\:", ":"): state for device, _, state in pairs}


def plan_reconnect(machine: Machine, links: Sequence[NetworkLink]) -> Json:
    """Return a plan as plain data: the links that can request an address, the least disruptive link first."""
    known, allowed = read_device_states(machine), elevate.list_available_operations(machine)
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
"""Plan without steps, used if requesting an address isn't possible or useful."""


def limit_plan_to_disconnected_devices(data: Json) -> Json:
    """Return a plan of `plan_reconnect` with only the devices that the user disconnected."""
    return {"renew": [way for way in data["renew"] if way["how"] == CONNECT], "restart": []}


def make_steps_of_plan(data: Json) -> Sequence[Step]:
    """Return the steps of a plan made by `plan_reconnect`."""
    made = {CONNECT: lambda d: SwitchNetworkDevice(d, on=True), AGAIN: Reconnect, HELPER: RenewLease}
    renew: list[Step] = [made[entry["how"]](entry["device"]) for entry in data["renew"]]
    return [*renew, *(RestartAdapter(name) for name in data["restart"])]


NO_ANSWER = (3, 4)
"""Exit statuses of nmcli(1) caused by the network, not this computer: timeout, activation failed."""


def _run_nmcli(machine: Machine, verb: str, device: str) -> bool:
    """Connect or disconnect a device; return whether the network responded.

    A network that doesn't respond isn't an error: later steps may help, and the final check decides.

    Raises:
        StepError: NetworkManager refused.
    """
    output = machine.change(Command(("nmcli", "-w", "30", "device", verb, device), timeout=40))
    if output.code not in (0, *NO_ANSWER):
        raise StepError(N_("The network didn't respond."), detail=output.stderr[:300])
    return bool(output.code == 0)


def _set_device_connection(step: SwitchNetworkDevice, machine: Machine, _: Progress) -> str | None:
    if (read_device_states(machine).get(step.device) == "connected") is step.on:
        return None
    verb = "connect" if step.on else "disconnect"
    return f"nmcli device {verb} {step.device}" if _run_nmcli(machine, verb, step.device) else None


@dataclass(frozen=True, slots=True)
class SwitchNetworkDevice(Step):
    """Step that connects or disconnects a network device."""

    device: str
    on: bool

    name: ClassVar[str] = "use-network-device"
    duration: ClassVar[timedelta] = timedelta(seconds=20)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _set_device_connection})

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the device."""
        if self.on:
            return N_("Connect {device} to its network.", device=self.device)
        return N_("Disconnect {device}.", device=self.device)

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the opposite step: disconnecting or connecting the device."""
        return SwitchNetworkDevice(self.device, not self.on)

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the device is connected or disconnected as before."""
        return (read_device_states(machine).get(self.device) == "connected") is not self.on


def _reconnect_device(step: Reconnect, machine: Machine, _: Progress) -> str:
    answered = _run_nmcli(machine, "connect", step.device)
    return f"nmcli device connect {step.device}{'' if answered else ', no answer'}"


@dataclass(frozen=True, slots=True)
class Reconnect(Step):
    """Step that reconnects a network device.

    Its settings stay the same, so there's no undo.
    """

    device: str

    name: ClassVar[str] = "connect-again"
    risk: ClassVar[Text | None] = CALLS_STOP
    duration: ClassVar[timedelta] = timedelta(seconds=20)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _reconnect_device})

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the device."""
        return N_("Reconnect {device} to its network.", device=self.device)


def _renew_lease(step: RenewLease, machine: Machine, _: Progress) -> str:
    return _request_operation(machine, "renew-lease", adapter=step.device)


def _renew_all_leases(step: RenewLease, machine: Machine, _: Progress) -> str:
    return _request_operation(machine, "renew-lease")


def _request_operation(machine: Machine, operation: str, **params: str) -> str:
    """Run an operation of the helper; return its technical details.

    A network that doesn't respond isn't an error (see `_run_nmcli`).

    Raises:
        StepError: the helper didn't run it.
    """
    try:
        return elevate.request_operation(machine, operation, **params)
    except StepError as error:
        if error.message != elevate.REFUSALS["failed"]:
            raise
        return f"no answer: {error.detail}"


@dataclass(frozen=True, slots=True)
class RenewLease(Step):
    """Step that renews the DHCP lease through the privileged helper; on Windows for all adapters."""

    device: str

    name: ClassVar[str] = "renew-lease"
    risk: ClassVar[Text | None] = CALLS_STOP
    operations = MappingProxyType(dict.fromkeys((Platform.LINUX, Platform.WINDOWS), "renew-lease"))
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.LINUX: _renew_lease, Platform.WINDOWS: _renew_all_leases}
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before requesting a new address."""
        return N_("Request a new IP address from the network.")


def _restart_adapter(step: RestartAdapter, machine: Machine, _: Progress) -> str:
    return _request_operation(machine, "restart-network-adapter", adapter=step.device)


def _restart_all_adapters(step: RestartAdapter, machine: Machine, _: Progress) -> str:
    return _request_operation(machine, "restart-network-adapter")


@dataclass(frozen=True, slots=True)
class RestartAdapter(Step):
    """Step that turns a network adapter off and on through the privileged helper; on Windows, all of them."""

    device: str

    name: ClassVar[str] = "restart-network-adapter"
    risk: ClassVar[Text | None] = CALLS_STOP
    operations = MappingProxyType(dict.fromkeys(Platform, "restart-network-adapter"))
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {
            Platform.LINUX: _restart_adapter,
            Platform.MACOS: _restart_adapter,
            Platform.WINDOWS: _restart_all_adapters,
        }
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before restarting the adapter."""
        return N_("Turn the network adapter off and on again.")
