"""Second displays: connected but turned off, or mirrored; and turning them on.

X11: xrandr(1). Wayland doesn't let this app change displays, so the kernel is read (/sys/class/drm,
drm_sysfs.c: ``status`` and ``enabled``) and the settings are opened. Windows:
`selfhelp.machine.display.windows_display_config`. macOS: system_profiler(8). The Windows and macOS rows were
written from documentation and not tested; the X11 row was tested.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import NotOfferedError, ProbeError, StepError
from selfhelp.core.model import Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Native, Probe, Reading, Row, Step
from selfhelp.machine.command_output import to_bool, to_int, to_objects, to_text
from selfhelp.machine.desktop.input_language import read_session_layouts
from selfhelp.machine.display.display_facts import Display
from selfhelp.machine.display.displays import (
    list_connected_displays,
    parse_mac_display,
    read_connectors,
    read_mac_screens,
    read_x11_displays,
)
from selfhelp.machine.display.wayland_outputs import UNSEEN
from selfhelp.machine.display.windows_display_config import read_display_paths, set_topology

EXTEND = 4
"""SDC_TOPOLOGY_EXTEND (winuser.h): the desktop extends over all displays.

Other display modes: 1 built-in display only, 2 mirrored, 8 external displays only.
"""


@dataclass(frozen=True, slots=True)
class PluggedScreen:
    """A connected display; ``name`` is the connector's or the vendor's name, external text."""

    name: str
    on: bool
    built_in: bool = False


@dataclass(frozen=True, slots=True)
class PluggedScreens:
    """The displays of this computer and their configuration.

    Attributes:
        found: the connected displays.
        settable: whether this app can turn them on in this session.
        mirrored: whether a second display mirrors the first (macOS).
        presenting: whether a presentation is running (Windows).
        topology: Windows' display mode.
    """

    found: Sequence[PluggedScreen]
    settable: bool = False
    mirrored: bool = False
    presenting: bool = False
    topology: int = 0

    @property
    def turned_off_external_displays(self) -> Sequence[PluggedScreen]:
        """The external displays that are connected but turned off."""
        return [screen for screen in self.found if not screen.on and not screen.built_in]


# -- Linux -----------------------------------------------------------------------------------------


def _read_plugged_screens_linux(machine: Machine) -> PluggedScreens:
    desktop = to_text(machine.read(Reading(read_session_layouts)).get("desktop"))
    if not desktop:
        raise NotOfferedError(N_("This check only works in a desktop session."))
    if desktop == "wayland":
        return PluggedScreens(_read_plugged_screens_from_kernel(machine))
    return PluggedScreens(_to_plugged_screens(read_x11_displays(machine)), settable=True)


def _read_plugged_screens_from_kernel(machine: Machine) -> Sequence[PluggedScreen]:
    return _to_plugged_screens(list_connected_displays(to_objects(machine.read(Reading(read_connectors)))))


def _to_plugged_screens(displays: Sequence[Display]) -> Sequence[PluggedScreen]:
    """Return displays as `PluggedScreen`.

    Raises:
        ProbeError: the computer reports no displays.
    """
    if not displays:
        raise ProbeError(UNSEEN)
    return [PluggedScreen(display.socket, display.on, display.is_built_in) for display in displays]


# -- macOS and Windows -----------------------------------------------------------------------------


def _read_plugged_screens_macos(machine: Machine) -> PluggedScreens:
    listed = read_mac_screens(machine)
    shown = [parse_mac_display(screen) for screen in listed]
    found = [PluggedScreen(display.model, display.on, display.is_built_in) for display in shown]
    mirrored = any(s.get("spdisplays_mirror") == "spdisplays_on" for s in listed)
    return PluggedScreens(found, mirrored=mirrored)


def _read_plugged_screens_windows(machine: Machine) -> PluggedScreens:
    answer = machine.read(Reading(read_display_paths))
    found = [
        PluggedScreen(
            to_text(s.get("name")), to_bool(s.get("on")) is True, to_bool(s.get("built_in")) is True
        )
        for s in to_objects(answer.get("screens"))
    ]
    if not found:
        raise ProbeError(UNSEEN)
    return PluggedScreens(
        found,
        settable=True,
        presenting=to_bool(answer.get("presenting")) is True,
        topology=to_int(answer.get("topology")) or 0,
    )


SCREENS: Probe[PluggedScreens] = Probe(
    "second screens and whether they are on",
    {
        Platform.LINUX: _read_plugged_screens_linux,
        Platform.MACOS: _read_plugged_screens_macos,
        Platform.WINDOWS: _read_plugged_screens_windows,
    },
)


# -- steps -----------------------------------------------------------------------------------------

_MOVES = N_("Your windows may move to another display.")
_NAME = re.compile(r"\w[\w.-]{0,60}")


def _set_display_power(step: SwitchScreen, machine: Machine, _: Progress) -> str:
    if not _NAME.fullmatch(step.screen) or (step.beside and not _NAME.fullmatch(step.beside)):
        raise StepError(N_("The display settings couldn't be changed."), detail=step.screen[:100])
    beside = ("--right-of", step.beside) if step.beside else ()
    how = ("--auto", *beside) if step.on else ("--off",)
    output = machine.change(Command(("xrandr", "--output", step.screen, *how)))
    if output.code != 0:
        raise StepError(N_("The display settings couldn't be changed."), detail=output.stderr.strip()[:500])
    return f"{step.screen} {' '.join(how)}"


@dataclass(frozen=True, slots=True)
class SwitchScreen(Step):
    """Step that turns one display of an X11 desktop on (next to another display) or off.

    Attributes:
        screen: the connector's name.
        on: whether to turn it on.
        beside: the display to its left.
    """

    screen: str
    on: bool
    beside: str = ""

    name: ClassVar[str] = "switch-screen"
    risk: ClassVar[Text | None] = _MOVES
    duration: ClassVar[timedelta] = timedelta(seconds=5)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _set_display_power})

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the display."""
        if self.on:
            return N_("Turn on the display connected to {socket}.", socket=self.screen)
        return N_("Turn off the display connected to {socket}.", socket=self.screen)

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the opposite step. Undoing "off" doesn't restore the position, because it isn't recorded."""
        return SwitchScreen(self.screen, not self.on)

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the display is on or off as before."""
        screens = SCREENS.read(machine).found
        return any(screen.name == self.screen and screen.on for screen in screens) is not self.on


def _set_display_topology(step: ExtendDesktop, machine: Machine, _: Progress) -> str:
    machine.change(Native(set_topology, {"topology": step.topology}))
    return f"topology {step.topology}"


@dataclass(frozen=True, slots=True)
class ExtendDesktop(Step):
    """Step that sets one of the four display modes of Windows.

    Attributes:
        topology: see `EXTEND`.
    """

    topology: int

    name: ClassVar[str] = "divide-desktop"
    risk: ClassVar[Text | None] = _MOVES
    duration: ClassVar[timedelta] = timedelta(seconds=5)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.WINDOWS: _set_display_topology})

    def describe_action(self) -> Text:
        """Return the sentence shown before the display mode is set."""
        if self.topology == EXTEND:
            return N_("Use all connected displays.")
        return N_("Restore the previous display settings.")

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the current display mode; None if the mode is unknown."""
        topology = _read_plugged_screens_windows(machine).topology
        return ExtendDesktop(topology) if topology else None
