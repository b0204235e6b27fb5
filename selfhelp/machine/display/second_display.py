"""Second screens: plugged in but switched off, or showing the same picture; and switching them on.

X11: xrandr(1). Wayland lets no program of ours change screens, so there the kernel is asked
(/sys/class/drm, drm_sysfs.c: ``status`` and ``enabled``) and the settings are opened. Windows:
`selfhelp.machine.display.windows_display_config`. macOS: system_profiler(8). The Windows and macOS rows
were written from documentation and not tried; the X11 row was.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import NotOfferedError, ProbeError, StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Native, Probe, Reading, Row, Step
from selfhelp.machine.command_output import objects, truth, whole, words
from selfhelp.machine.desktop.input_language import session
from selfhelp.machine.display.windows_display_config import paths, use_topology
from selfhelp.machine.system_profiler import parts

BUILT_IN = ("eDP", "LVDS", "DSI")
"""How the names of a laptop's own screen begin: it is off on purpose where the lid is closed."""

EXTEND = 4
"""SDC_TOPOLOGY_EXTEND: every screen shows a part of the desktop. 1: only the computer's own, 2: all the
same, 8: only the others (winuser.h)."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen that is plugged in; ``name`` is the socket's or the maker's, foreign text."""

    name: str
    on: bool
    built_in: bool = False


@dataclass(frozen=True, slots=True)
class Screens:
    """The screens of this computer.

    Attributes:
        found: those that are plugged in.
        settable: whether the session lets us switch them on.
        mirrored: whether a second screen shows the same as the first (macOS).
        presenting: whether somebody presents right now (Windows).
        topology: how Windows divides the desktop among its screens.
    """

    found: Sequence[Screen]
    settable: bool = False
    mirrored: bool = False
    presenting: bool = False
    topology: int = 0

    @property
    def dark(self) -> Sequence[Screen]:
        """The screens that are plugged in and switched off, the computer's own left out."""
        return [screen for screen in self.found if not screen.on and not screen.built_in]


# -- Linux -----------------------------------------------------------------------------------------

_OUTPUT = re.compile(r"^(\S+) connected( primary)?( \d+x\d+[+-]\d+[+-]\d+)?", re.MULTILINE)
"""A line of ``xrandr --query``: ``HDMI-1 connected 1920x1080+1366+0 (normal …``; without the numbers, off."""


def sockets(folder: str = "/sys/class/drm") -> Json:
    """Return the kernel's screen sockets: name, plugged in, switched on."""
    found = []
    for socket in sorted(Path(folder).glob("card*-*")):
        try:
            facts = [(socket / name).read_text("ascii", "replace").strip() for name in ("status", "enabled")]
        except OSError:
            continue
        name = socket.name.partition("-")[2]
        found.append({"name": name, "connected": facts[0] == "connected", "on": facts[1] == "enabled"})
    return found


def _linux(machine: Machine) -> Screens:
    desktop = words(machine.read(Reading(session)).get("desktop"))
    if not desktop:
        raise NotOfferedError(N_("This is only looked at where you sit at a desktop."))
    if desktop == "wayland":
        return Screens(_kernel(machine))
    output = machine.run(Command(("xrandr", "--query"), timeout=5))
    found = [
        Screen(name, bool(place), name.startswith(BUILT_IN))
        for name, _, place in _OUTPUT.findall(output.stdout)
    ]
    if output.code != 0 or not found:
        raise ProbeError(N_("It cannot be seen which screens there are."), detail=output.stderr[:500])
    return Screens(found, settable=True)


def _kernel(machine: Machine) -> Sequence[Screen]:
    listed = objects(machine.read(Reading(sockets)))
    found = [e for e in listed if truth(e.get("connected"))]
    if not found:
        raise ProbeError(N_("It cannot be seen which screens there are."))
    names = [words(entry.get("name")) for entry in found]
    return [
        Screen(name, truth(entry.get("on")) is True, name.startswith(BUILT_IN))
        for name, entry in zip(names, found, strict=True)
    ]


# -- macOS and Windows -----------------------------------------------------------------------------


def _macos(machine: Machine) -> Screens:
    cards = parts(machine, "SPDisplaysDataType")
    listed = [screen for card in cards for screen in objects(card.get("spdisplays_ndrvs"))]
    internal = "spdisplays_internal"
    found = [
        Screen(words(s.get("_name")), True, s.get("spdisplays_connection_type") == internal) for s in listed
    ]
    mirrored = any(s.get("spdisplays_mirror") == "spdisplays_on" for s in listed)
    return Screens(found, mirrored=mirrored)


def _windows(machine: Machine) -> Screens:
    answer = machine.read(Reading(paths))
    found = [
        Screen(words(s.get("name")), truth(s.get("on")) is True, truth(s.get("built_in")) is True)
        for s in objects(answer.get("screens"))
    ]
    if not found:
        raise ProbeError(N_("It cannot be seen which screens there are."))
    return Screens(
        found,
        settable=True,
        presenting=truth(answer.get("presenting")) is True,
        topology=whole(answer.get("topology")) or 0,
    )


SCREENS: Probe[Screens] = Probe(
    "second screens and whether they are on",
    {Platform.LINUX: _linux, Platform.MACOS: _macos, Platform.WINDOWS: _windows},
)


# -- steps -----------------------------------------------------------------------------------------

_MOVES = N_("Your windows may move to another screen.")
_NAME = re.compile(r"\w[\w.-]{0,60}")


def _switch_x(step: SwitchScreen, machine: Machine, _: Progress) -> str:
    if not _NAME.fullmatch(step.screen) or (step.beside and not _NAME.fullmatch(step.beside)):
        raise StepError(N_("The screen could not be changed."), detail=step.screen[:100])
    beside = ("--right-of", step.beside) if step.beside else ()
    how = ("--auto", *beside) if step.on else ("--off",)
    output = machine.change(Command(("xrandr", "--output", step.screen, *how)))
    if output.code != 0:
        raise StepError(N_("The screen could not be changed."), detail=output.stderr.strip()[:500])
    return f"{step.screen} {' '.join(how)}"


@dataclass(frozen=True, slots=True)
class SwitchScreen(Step):
    """Switches one screen of an X desktop on, beside another, or off again.

    Attributes:
        screen: the socket's name.
        on: which way.
        beside: the screen it stands to the right of.
    """

    screen: str
    on: bool
    beside: str = ""

    name: ClassVar[str] = "switch-screen"
    risk: ClassVar[Text | None] = _MOVES
    duration: ClassVar[timedelta] = timedelta(seconds=5)
    undoable: ClassVar[bool] = True
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _switch_x})

    def sentence(self) -> Text:
        """Say which screen, and which way."""
        if self.on:
            return N_("Switch the screen at {socket} on.", socket=self.screen)
        return N_("Switch the screen at {socket} off again.", socket=self.screen)

    def undo(self, machine: Machine) -> Step | None:
        """Switch it the other way; it was off, so it had no place of its own."""
        return SwitchScreen(self.screen, not self.on)


def _divide(step: DivideDesktop, machine: Machine, _: Progress) -> str:
    machine.change(Native(use_topology, {"topology": step.topology}))
    return f"topology {step.topology}"


@dataclass(frozen=True, slots=True)
class DivideDesktop(Step):
    """Lets Windows divide the desktop among its screens in one of its four ways.

    Attributes:
        topology: see `EXTEND`.
    """

    topology: int

    name: ClassVar[str] = "divide-desktop"
    risk: ClassVar[Text | None] = _MOVES
    duration: ClassVar[timedelta] = timedelta(seconds=5)
    undoable: ClassVar[bool] = True
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.WINDOWS: _divide})

    def sentence(self) -> Text:
        """Say what happens to the screens."""
        if self.topology == EXTEND:
            return N_("Use every screen that is plugged in.")
        return N_("Use the screens as before.")

    def undo(self, machine: Machine) -> Step | None:
        """Go back to how the desktop is divided now; None where Windows does not say."""
        topology = _windows(machine).topology
        return DivideDesktop(topology) if topology else None
