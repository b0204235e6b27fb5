"""Wi-Fi: whether its radio may send, whether a network was joined, how strong it is, and switching it on.

Linux and Windows are asked for their radios (`selfhelp.machine.devices.radios`), Linux also with nmcli(1).
Who asks
Windows for the networks around needs the person's consent to be located, so the signal is left out there.
A Mac is asked with networksetup(8), which does not tell the signal either. No row was tried with a
radio.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import NotOfferedError, ProbeError, StepError
from selfhelp.core.model import Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Native, Probe, Reading, Row, Step, elevate
from selfhelp.machine.command_output import objects, whole
from selfhelp.machine.devices import radios, windows_radios
from selfhelp.machine.network.network_links import LINKS, Kind, Link
from selfhelp.machine.network.wifi_signal import wireless_levels


class Radio(StrEnum):
    """Whether the radio may send."""

    ON = "on"
    OFF = "off"  # in the settings, or in flight mode
    SWITCH = "off by a switch or a key of the computer"


@dataclass(frozen=True, slots=True)
class Wifi:
    """The Wi-Fi of this computer.

    Attributes:
        radio: whether it may send.
        link: its adapter; None where the adapter is away while its radio is off.
        cable: whether another way out is connected.
        signal: of the network that was joined, in percent; None where it is not told.
        switchable: whether the person may switch the radio on (NetworkManager runs, or it is no
            Linux).
    """

    radio: Radio
    link: Link | None
    cable: bool
    signal: int | None = None
    switchable: bool = True


def _split(machine: Machine) -> tuple[Link | None, bool]:
    links = LINKS.read(machine)
    wifi = sorted((link for link in links if link.kind is Kind.WIFI), key=lambda link: not link.connected)
    cable = any(link.connected and link.addresses for link in links if link.kind is not Kind.WIFI)
    return (wifi[0] if wifi else None), cable


_NO_WIFI = N_("This computer has no Wi-Fi.")


# -- Linux -----------------------------------------------------------------------------------------


def _linux(machine: Machine) -> Wifi:
    link, cable = _split(machine)
    found = objects(machine.read(Reading(radios.switches, {"kind": "wlan"})))
    if link is None and not found:
        raise NotOfferedError(_NO_WIFI)
    managed = _nmcli(machine, "radio", "wifi")
    radio = Radio.ON
    if any(entry.get("hard") for entry in found):
        radio = Radio.SWITCH
    elif any(entry.get("soft") for entry in found) or managed == "disabled":
        radio = Radio.OFF
    signal = _linux_signal(machine, link.name, bool(managed)) if link and link.connected else None
    return Wifi(radio, link, cable, signal, switchable=bool(managed))


def _nmcli(machine: Machine, *arguments: str) -> str:
    """Return what nmcli says, in its form for programs; empty where NetworkManager does not run."""
    try:
        output = machine.run(Command(("nmcli", "-t", *arguments), timeout=5))
    except ProbeError:
        return ""
    return output.stdout.strip() if output.code == 0 else ""


def _linux_signal(machine: Machine, name: str, managed: bool) -> int | None:
    """Return the signal in percent: NetworkManager's, or the kernel's -100 … -50 dBm as 0 … 100."""
    if managed:
        shown = _nmcli(
            machine, "-f", "IN-USE,SIGNAL", "device", "wifi", "list", "--rescan", "no", "ifname", name
        )
        used = [line.rpartition(":")[2] for line in shown.splitlines() if line.startswith("*")]
        return whole(used[0]) if used else None
    level = wireless_levels(machine).get(name)
    return None if level is None else max(0, min(100, int(2 * (level + 100))))


# -- Windows ---------------------------------------------------------------------------------------

_WINDOWS_STATES = MappingProxyType(
    {radios.ON: Radio.ON, radios.OFF: Radio.OFF, radios.DISABLED: Radio.SWITCH}
)


def _windows(machine: Machine) -> Wifi:
    link, cable = _split(machine)
    states = machine.read(Reading(windows_radios.states, {"kind": radios.WIFI}))
    if link is None and not states:
        raise NotOfferedError(_NO_WIFI)
    radio = _WINDOWS_STATES.get(states[0], Radio.ON) if states else Radio.ON
    return Wifi(radio, link, cable)


# -- macOS -----------------------------------------------------------------------------------------


def _macos(machine: Machine) -> Wifi:
    link, cable = _split(machine)
    if link is None:
        raise NotOfferedError(_NO_WIFI)
    shown = machine.run(Command(("networksetup", "-getairportpower", link.name), timeout=5)).stdout
    told = re.search(r": (On|Off)\s*$", shown)
    if told is None:
        raise ProbeError(N_("This computer returned an unexpected response."), detail=shown[:200])
    return Wifi(Radio.OFF if told[1] == "Off" else Radio.ON, link, cable)


WIFI: Probe[Wifi] = Probe(
    "Wi-Fi of this computer",
    {Platform.LINUX: _linux, Platform.WINDOWS: _windows, Platform.MACOS: _macos},
)


# -- steps -----------------------------------------------------------------------------------------


def _switch(argv: Sequence[str], machine: Machine) -> str:
    output = machine.change(Command(tuple(argv), timeout=30))
    if output.code != 0:
        raise StepError(N_("Wi-Fi couldn't be turned on or off."), detail=output.stderr[:300])
    return " ".join(argv[:4])


def _switch_linux(step: SwitchWifi, machine: Machine, _: Progress) -> str:
    return _switch(("nmcli", "radio", "wifi", "on" if step.on else "off"), machine)


def _switch_windows(step: SwitchWifi, machine: Machine, _: Progress) -> str:
    machine.change(Native(windows_radios.switch, {"kind": radios.WIFI, "on": step.on}))
    return f"Radio.SetStateAsync {'On' if step.on else 'Off'}"


def _switch_macos(step: SwitchWifi, machine: Machine, _: Progress) -> str:
    argv = ("networksetup", "-setairportpower", step.device, "on" if step.on else "off")
    return _switch(argv, machine)


@dataclass(frozen=True, slots=True)
class SwitchWifi(Step):
    """Switches the Wi-Fi radio on or off, as the switch in the settings does.

    Attributes:
        on: which way.
        device: which adapter, where the system wants to know (macOS).
    """

    on: bool
    device: str = ""

    name: ClassVar[str] = "switch-wifi"
    undoable: ClassVar[bool] = True
    duration: ClassVar[timedelta] = timedelta(seconds=15)
    rows: ClassVar[dict[Platform, Row]] = {
        Platform.LINUX: _switch_linux,
        Platform.WINDOWS: _switch_windows,
        Platform.MACOS: _switch_macos,
    }

    def sentence(self) -> Text:
        """Say which way."""
        return N_("Turn on Wi-Fi.") if self.on else N_("Turn off Wi-Fi.")

    def undo(self, machine: Machine) -> Step | None:
        """Switch it the other way."""
        return SwitchWifi(not self.on, self.device)


def _unblock(step: UnblockWifi, machine: Machine, _: Progress) -> str:
    return elevate.ask(machine, "unblock-radio" if step.on else "block-radio", radio="wifi")


@dataclass(frozen=True, slots=True)
class UnblockWifi(Step):
    """Lets the radio send where only an administrator may say so (a Linux without NetworkManager)."""

    on: bool

    name: ClassVar[str] = "unblock-wifi"
    admin: ClassVar[bool] = True
    undoable: ClassVar[bool] = True
    operations = MappingProxyType({Platform.LINUX: "unblock-radio"})
    rows: ClassVar[dict[Platform, Row]] = {Platform.LINUX: _unblock}

    def sentence(self) -> Text:
        """Say which way."""
        return N_("Turn on Wi-Fi.") if self.on else N_("Turn off Wi-Fi.")

    def undo(self, machine: Machine) -> Step | None:
        """Block it again."""
        return UnblockWifi(not self.on)
