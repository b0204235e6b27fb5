"""Wi-Fi: the radio, the connection and its signal; and turning it on.

Linux and Windows report their radios (`selfhelp.machine.devices.radios`), Linux also through nmcli(1).
Windows requires location consent for reading networks, so there's no signal there, nor on macOS, where
networksetup(8) doesn't report it. No row was tested with a radio.
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
    """State of the Wi-Fi radio."""

    ON = "on"
    OFF = "off"  # in the settings, or by flight mode
    SWITCH = "off by a switch or a key of the computer"


@dataclass(frozen=True, slots=True)
class WifiState:
    """State of Wi-Fi on this computer.

    Attributes:
        radio: the radio's state.
        link: its adapter; None if it is missing while the radio is off.
        cable: whether a cable is connected.
        signal: the current network's signal in percent; None if unknown.
        switchable: whether the user may turn the radio on (always, except on Linux without NetworkManager).
    """

    radio: WifiRadio
    link: NetworkLink | None
    cable: bool
    signal: int | None = None
    switchable: bool = True


def _find_wifi_and_cable(machine: Machine) -> tuple[NetworkLink | None, bool]:
    links = LINKS.read(machine)
    wifi = sorted(
        (link for link in links if link.kind is NetworkLinkType.WIFI), key=lambda link: not link.connected
    )
    cable = any(link.connected and link.addresses for link in links if link.kind is not NetworkLinkType.WIFI)
    return (wifi[0] if wifi else None), cable


_NO_WIFI = N_("This computer has no Wi-Fi.")


# -- Linux -----------------------------------------------------------------------------------------


def _read_wifi_linux(machine: Machine) -> WifiState:
    link, cable = _find_wifi_and_cable(machine)
    found = to_objects(machine.read(Reading(radios.read_kill_switches, {"kind": "wlan"})))
    if link is None and not found:
        raise NotOfferedError(_NO_WIFI)
    managed = _run_nmcli(machine, "radio", "wifi")
    radio = WifiRadio.ON
    if any(entry.get("hard") for entry in found):
        radio = WifiRadio.SWITCH
    elif any(entry.get("soft") for entry in found) or managed == "disabled":
        radio = WifiRadio.OFF
    signal = _read_wifi_signal_linux(machine, link.name, bool(managed)) if link and link.connected else None
    return WifiState(radio, link, cable, signal, switchable=bool(managed))


def _run_nmcli(machine: Machine, *arguments: str) -> str:
    """Return the terse output of nmcli; "" if NetworkManager isn't running."""
    try:
        output = machine.run(Command(("nmcli", "-t", *arguments), timeout=5))
    except ProbeError:
        return ""
    return output.stdout.strip() if output.code == 0 else ""


def _read_wifi_signal_linux(machine: Machine, name: str, managed: bool) -> int | None:
    """Return the signal in percent, from NetworkManager or the kernel; None if unknown.

    The kernel's -100 … -50 dBm become 0 … 100.
    """
    if managed:
        shown = _run_nmcli(
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


def _read_wifi_windows(machine: Machine) -> WifiState:
    link, cable = _find_wifi_and_cable(machine)
    states = machine.read(Reading(windows_radios.read_radio_states, {"kind": radios.WIFI}))
    if link is None and not states:
        raise NotOfferedError(_NO_WIFI)
    radio = _WINDOWS_STATES.get(states[0], WifiRadio.ON) if states else WifiRadio.ON
    return WifiState(radio, link, cable)


# -- macOS -----------------------------------------------------------------------------------------


def _read_wifi_macos(machine: Machine) -> WifiState:
    link, cable = _find_wifi_and_cable(machine)
    if link is None:
        raise NotOfferedError(_NO_WIFI)
    shown = machine.run(Command(("networksetup", "-getairportpower", link.name), timeout=5)).stdout
    told = re.search(r": (On|Off)\s*$", shown)
    if told is None:
        raise ProbeError(N_("This computer returned an unexpected response."), detail=shown[:200])
    return WifiState(WifiRadio.OFF if told[1] == "Off" else WifiRadio.ON, link, cable)


WIFI: Probe[WifiState] = Probe(
    "Wi-Fi of this computer",
    {
        Platform.LINUX: _read_wifi_linux,
        Platform.WINDOWS: _read_wifi_windows,
        Platform.MACOS: _read_wifi_macos,
    },
)


# -- steps -----------------------------------------------------------------------------------------


def _run_wifi_change(argv: Sequence[str], machine: Machine) -> str:
    output = machine.change(Command(tuple(argv), timeout=30))
    if output.code != 0:
        raise StepError(N_("Wi-Fi couldn't be turned on or off."), detail=output.stderr[:300])
    return " ".join(argv[:4])


def _set_wifi_on_linux(step: SwitchWifi, machine: Machine, _: Progress) -> str:
    return _run_wifi_change(("nmcli", "radio", "wifi", "on" if step.on else "off"), machine)


def _set_wifi_on_windows(step: SwitchWifi, machine: Machine, _: Progress) -> str:
    machine.change(Native(windows_radios.switch_radios, {"kind": radios.WIFI, "on": step.on}))
    return f"Radio.SetStateAsync {'On' if step.on else 'Off'}"


def _set_wifi_on_macos(step: SwitchWifi, machine: Machine, _: Progress) -> str:
    argv = ("networksetup", "-setairportpower", step.device, "on" if step.on else "off")
    return _run_wifi_change(argv, machine)


@dataclass(frozen=True, slots=True)
class SwitchWifi(Step):
    """Step that turns the Wi-Fi radio on or off, as the system's settings do.

    Attributes:
        on: whether to turn it on.
        device: the adapter, if the system needs it (macOS).
    """

    on: bool
    device: str = ""

    name: ClassVar[str] = "switch-wifi"
    duration: ClassVar[timedelta] = timedelta(seconds=15)
    rows: ClassVar[dict[Platform, Row]] = {
        Platform.LINUX: _set_wifi_on_linux,
        Platform.WINDOWS: _set_wifi_on_windows,
        Platform.MACOS: _set_wifi_on_macos,
    }

    def describe_action(self) -> Text:
        """Return the sentence shown before turning Wi-Fi on or off."""
        return N_("Turn on Wi-Fi.") if self.on else N_("Turn off Wi-Fi.")

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the opposite step: turning Wi-Fi off or on."""
        return SwitchWifi(not self.on, self.device)

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the radio is back in its former state."""
        return (WIFI.read(machine).radio is WifiRadio.ON) is not self.on


def _unblock_wifi(step: UnblockWifi, machine: Machine, _: Progress) -> str:
    return elevate.request_operation(machine, "unblock-radio" if step.on else "block-radio", radio="wifi")


@dataclass(frozen=True, slots=True)
class UnblockWifi(Step):
    """Step that unblocks the radio through the privileged helper (Linux without NetworkManager)."""

    on: bool

    name: ClassVar[str] = "unblock-wifi"
    operations = MappingProxyType({Platform.LINUX: "unblock-radio"})
    rows: ClassVar[dict[Platform, Row]] = {Platform.LINUX: _unblock_wifi}

    def describe_action(self) -> Text:
        """Return the sentence shown before turning Wi-Fi on or off."""
        return N_("Turn on Wi-Fi.") if self.on else N_("Turn off Wi-Fi.")

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that blocks Wi-Fi again."""
        return UnblockWifi(not self.on)

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the radio is back in its former state."""
        return (WIFI.read(machine).radio is WifiRadio.ON) is not self.on
