"""Wi-Fi: whether its radio may send, whether a network was joined, how strong it is, and turning it on.

Linux and Windows are asked for their radios (`selfhelp.machine.devices.radios`), Linux also with nmcli(1).
Who asks
Windows for the networks around needs the user's consent to be located, so the signal is left out there.
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
from selfhelp.machine.command_output import to_int, to_objects
from selfhelp.machine.devices import radios, windows_radios
from selfhelp.machine.network.network_links import LINKS, NetworkLink, NetworkLinkType
from selfhelp.machine.network.wifi_signal import read_signal_levels


class WifiRadio(StrEnum):
    """Whether the radio may send."""

    ON = "on"
    OFF = "off"  # in the settings, or in flight mode
    SWITCH = "off by a switch or a key of the computer"


@dataclass(frozen=True, slots=True)
class WifiState:
    """The Wi-Fi of this computer.

    Attributes:
        radio: whether it may send.
        link: its adapter; None if the adapter is away while its radio is off.
        cable: whether another way out is connected.
        signal: of the network that was joined, in percent; None if it is not told.
        switchable: whether the user may turn the radio on (NetworkManager runs, or it is no
            Linux).
    """

    radio: WifiRadio
    link: NetworkLink | None
    cable: bool
    signal: int | None = None
    switchable: bool = True


def _wifi_and_cable(machine: Machine) -> tuple[NetworkLink | None, bool]:
    links = LINKS.read(machine)
    wifi = sorted(
        (link for link in links if link.kind is NetworkLinkType.WIFI), key=lambda link: not link.connected
    )
    cable = any(link.connected and link.addresses for link in links if link.kind is not NetworkLinkType.WIFI)
    return (wifi[0] if wifi else None), cable


_NO_WIFI = N_("This computer has no Wi-Fi.")


# -- Linux -----------------------------------------------------------------------------------------


def _read_linux(machine: Machine) -> WifiState:
    link, cable = _wifi_and_cable(machine)
    found = to_objects(machine.read(Reading(radios.read_kill_switches, {"kind": "wlan"})))
    if link is None and not found:
        raise NotOfferedError(_NO_WIFI)
    managed = _nmcli(machine, "radio", "wifi")
    radio = WifiRadio.ON
    if any(entry.get("hard") for entry in found):
        radio = WifiRadio.SWITCH
    elif any(entry.get("soft") for entry in found) or managed == "disabled":
        radio = WifiRadio.OFF
    signal = _linux_signal(machine, link.name, bool(managed)) if link and link.connected else None
    return WifiState(radio, link, cable, signal, switchable=bool(managed))


def _nmcli(machine: Machine, *arguments: str) -> str:
    """Return nmcli's terse output; empty if NetworkManager isn't running."""
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
        return to_int(used[0]) if used else None
    level = read_signal_levels(machine).get(name)
    return None if level is None else max(0, min(100, int(2 * (level + 100))))


# -- Windows ---------------------------------------------------------------------------------------

_WINDOWS_STATES = MappingProxyType(
    {radios.ON: WifiRadio.ON, radios.OFF: WifiRadio.OFF, radios.DISABLED: WifiRadio.SWITCH}
)


def _read_windows(machine: Machine) -> WifiState:
    link, cable = _wifi_and_cable(machine)
    states = machine.read(Reading(windows_radios.read_radio_states, {"kind": radios.WIFI}))
    if link is None and not states:
        raise NotOfferedError(_NO_WIFI)
    radio = _WINDOWS_STATES.get(states[0], WifiRadio.ON) if states else WifiRadio.ON
    return WifiState(radio, link, cable)


# -- macOS -----------------------------------------------------------------------------------------


def _read_macos(machine: Machine) -> WifiState:
    link, cable = _wifi_and_cable(machine)
    if link is None:
        raise NotOfferedError(_NO_WIFI)
    shown = machine.run(Command(("networksetup", "-getairportpower", link.name), timeout=5)).stdout
    told = re.search(r": (On|Off)\s*$", shown)
    if told is None:
        raise ProbeError(N_("This computer returned an unexpected response."), detail=shown[:200])
    return WifiState(WifiRadio.OFF if told[1] == "Off" else WifiRadio.ON, link, cable)


WIFI: Probe[WifiState] = Probe(
    "Wi-Fi of this computer",
    {Platform.LINUX: _read_linux, Platform.WINDOWS: _read_windows, Platform.MACOS: _read_macos},
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
    machine.change(Native(windows_radios.switch_radios, {"kind": radios.WIFI, "on": step.on}))
    return f"Radio.SetStateAsync {'On' if step.on else 'Off'}"


def _switch_macos(step: SwitchWifi, machine: Machine, _: Progress) -> str:
    argv = ("networksetup", "-setairportpower", step.device, "on" if step.on else "off")
    return _switch(argv, machine)


@dataclass(frozen=True, slots=True)
class SwitchWifi(Step):
    """Turns the Wi-Fi radio on or off, as the switch in the settings does.

    Attributes:
        on: which way.
        device: which adapter, where the system wants to know (macOS).
    """

    on: bool
    device: str = ""

    name: ClassVar[str] = "switch-wifi"
    duration: ClassVar[timedelta] = timedelta(seconds=15)
    rows: ClassVar[dict[Platform, Row]] = {
        Platform.LINUX: _switch_linux,
        Platform.WINDOWS: _switch_windows,
        Platform.MACOS: _switch_macos,
    }

    def sentence(self) -> Text:
        """Return the sentence for turning Wi-Fi on or off."""
        return N_("Turn on Wi-Fi.") if self.on else N_("Turn off Wi-Fi.")

    def undo_step(self, machine: Machine) -> Step | None:
        """Return the opposite step."""
        return SwitchWifi(not self.on, self.device)


def _unblock(step: UnblockWifi, machine: Machine, _: Progress) -> str:
    return elevate.request_operation(machine, "unblock-radio" if step.on else "block-radio", radio="wifi")


@dataclass(frozen=True, slots=True)
class UnblockWifi(Step):
    """Unblocks the radio where that needs an administrator (Linux without NetworkManager)."""

    on: bool

    name: ClassVar[str] = "unblock-wifi"
    operations = MappingProxyType({Platform.LINUX: "unblock-radio"})
    rows: ClassVar[dict[Platform, Row]] = {Platform.LINUX: _unblock}

    def sentence(self) -> Text:
        """Return the sentence for turning Wi-Fi on or off."""
        return N_("Turn on Wi-Fi.") if self.on else N_("Turn off Wi-Fi.")

    def undo_step(self, machine: Machine) -> Step | None:
        """Return the step that blocks Wi-Fi again."""
        return UnblockWifi(not self.on)
