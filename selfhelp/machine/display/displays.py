"""Connected displays: model, resolution, refresh rate, scale, and the primary display.

Linux: xrandr(1) on X11, the compositor on Wayland (`selfhelp.machine.display.wayland_outputs`), or else the
kernel's connectors in /sys/class/drm, which also hold each display's EDID. Windows:
`selfhelp.machine.display.windows_display_modes`. macOS: system_profiler(8). The Windows and macOS rows were
written from documentation and are untested.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.machine import Command, Machine, Probe, Reading
from selfhelp.machine.command_output import to_bool, to_float, to_int, to_objects, to_text
from selfhelp.machine.desktop.input_language import read_session_layouts
from selfhelp.machine.display.display_facts import Display
from selfhelp.machine.display.edid import parse_edid
from selfhelp.machine.display.wayland_outputs import UNSEEN, read_wayland_displays
from selfhelp.machine.display.windows_display_modes import read_windows_screens
from selfhelp.machine.sysfs import read_value
from selfhelp.machine.system_profiler import read_parts_of_kind

PLAIN = 96
"""Dots per inch in X11 at a scale of 100 %."""

_HEAD = re.compile(
    r"(?P<socket>\S{1,60}) (?P<state>connected|disconnected)(?P<main> primary)?"
    r"(?: (?P<mode>\d{1,6}x\d{1,6})[+-]\d{1,6}[+-]\d{1,6})?"
)
"""Pattern of a display in ``xrandr --query``: HDMI-1 connected primary 1920x1080+0+0 (…) 527mm x 296mm."""

_SIZE = re.compile(r" (\d{1,5})mm x (\d{1,5})mm")

_RATE = re.compile(r"\b(\d{1,4}\.\d{1,4})\*")
"""Pattern of the current rate, marked in the list of modes: `` 1920x1080 60.00*+ 50.00``."""


# -- Linux -----------------------------------------------------------------------------------------


def read_connectors(folder: str = "/sys/class/drm") -> Json:
    """Return the kernel's display connectors: name, state, on or off, best mode, and EDID facts."""
    found = []
    for socket in sorted(Path(folder).glob("card*-*")):
        state = read_value(socket / "status")
        if not state:
            continue
        modes = read_value(socket / "modes").split()
        found.append(
            {
                "name": socket.name.partition("-")[2],
                "state": state,
                "on": read_value(socket / "enabled") == "enabled",
                "mode": modes[0] if modes else "",
                **parse_edid(_read_edid(socket / "edid") if state == "connected" else b""),
            }
        )
    return found


def _read_edid(path: Path) -> bytes:
    try:
        return path.read_bytes()[:128]
    except OSError:
        return b""


def _read_displays_linux(machine: Machine) -> Sequence[Display]:
    desktop = to_text(machine.read(Reading(read_session_layouts)).get("desktop"))
    sockets = to_objects(machine.read(Reading(read_connectors)))
    known = {_normalise_connector(to_text(socket.get("name"))): socket for socket in sockets}
    asked = {"x11": _read_x11_displays, "wayland": read_wayland_displays}.get(desktop)
    try:
        found = asked(machine) if asked else ()
    except ProbeError:
        found = ()
    return [_add_edid_facts(display, known) for display in found] or list_connected_displays(sockets)


def _normalise_connector(socket: str) -> str:
    """Return a connector's name as used by X11: HDMI-1 for HDMI-A-1."""
    return socket.replace("HDMI-A-", "HDMI-")


def _add_edid_facts(display: Display, known: Mapping[str, Mapping[str, Json]]) -> Display:
    about = known.get(_normalise_connector(display.socket), {})
    return replace(
        display,
        model=display.model or to_text(about.get("model")),
        inches=display.inches or to_float(about.get("inches")),
    )


def list_connected_displays(sockets: Sequence[Mapping[str, Json]]) -> Sequence[Display]:
    """Return the connected displays; the current mode isn't known, only the preferred mode."""
    return [
        Display(
            socket=to_text(socket.get("name")),
            model=to_text(socket.get("model")),
            mode=to_text(socket.get("mode")) if to_bool(socket.get("on")) else "",
            inches=to_float(socket.get("inches")),
            on=to_bool(socket.get("on")) is True,
        )
        for socket in sockets
        if socket.get("state") == "connected"
    ]


def read_x11_displays(machine: Machine) -> Sequence[Display]:
    """Return the X server's displays, without the scale.

    Raises:
        ProbeError: xrandr failed.
    """
    output = machine.run(Command(("xrandr", "--query"), timeout=5))
    if output.code != 0:
        raise ProbeError(UNSEEN, detail=output.stderr[:300])
    return list(_parse_xrandr(output.stdout))


def _read_x11_displays(machine: Machine) -> Sequence[Display]:
    found = read_x11_displays(machine)
    scale = _read_x11_scale(machine) if found else None
    return [replace(display, scale=scale if display.on else None) for display in found]


def _parse_xrandr(text: str) -> Iterator[Display]:
    for block in re.split(r"\n(?=\S)", text):
        head, rate = _HEAD.match(block), _RATE.search(block)
        if head is None or head["state"] != "connected":
            continue
        found = _SIZE.search(block)
        size = [int(side) for side in found.groups()] if found else [0]
        yield Display(
            socket=head["socket"],
            mode=head["mode"] or "",
            rate=float(rate[1]) or None if rate and head["mode"] else None,  # 0: a virtual display
            main=bool(head["main"]),
            inches=round(math.hypot(*size) / 25.4, 1) if all(size) else None,
            on=head["mode"] is not None,
        )


def _read_x11_scale(machine: Machine) -> int | None:
    """Return the scale of text and windows in %: the resource Xft.dpi, which desktops set (xrdb(1))."""
    try:
        resources = machine.run(Command(("xrdb", "-query"), timeout=3)).stdout
    except ProbeError:  # not installed
        return None
    dots = re.search(r"^Xft\.dpi:\s*(\d+)", resources, re.MULTILINE)
    return round(100 * int(dots[1]) / PLAIN) if dots else 100


# -- Windows and macOS -----------------------------------------------------------------------------


def _read_displays_windows(machine: Machine) -> Sequence[Display]:
    return [
        Display(
            socket=to_text(s.get("name")),
            model=to_text(s.get("model")),
            mode=to_text(s.get("mode")),
            rate=to_float(s.get("rate")),
            scale=to_int(s.get("scale")),
            main=to_bool(s.get("main")),
        )
        for s in to_objects(machine.read(Reading(read_windows_screens)))
    ]


_MAC_MODE = re.compile(r"(\d+) x (\d+)(?: @ ([\d.]+) ?Hz)?")
"""Pattern of ``_spdisplays_resolution``: 1440 x 900 @ 60.00Hz.

This is the logical size; the display may have more pixels.
"""


def _read_displays_macos(machine: Machine) -> Sequence[Display]:
    return [parse_mac_display(screen) for screen in read_mac_screens(machine)]


def read_mac_screens(machine: Machine) -> Sequence[Mapping[str, Json]]:
    """Return the displays of every graphics card, as listed by system_profiler(8)."""
    cards = read_parts_of_kind(machine, "SPDisplaysDataType")
    return [screen for card in cards for screen in to_objects(card.get("spdisplays_ndrvs"))]


def parse_mac_display(screen: Mapping[str, Json]) -> Display:
    """Return one display of the macOS report."""
    pixels = _MAC_MODE.search(to_text(screen.get("_spdisplays_pixels")))
    drawn = _MAC_MODE.search(to_text(screen.get("_spdisplays_resolution")))
    internal = screen.get("spdisplays_connection_type") == "spdisplays_internal"
    mode = pixels or drawn
    return Display(
        socket="built in" if internal else "",
        model=to_text(screen.get("_name")),
        mode=f"{mode[1]}x{mode[2]}" if mode else "",
        rate=float(drawn[3]) if drawn and drawn[3] else None,
        scale=round(100 * int(pixels[1]) / int(drawn[1])) if pixels and drawn and int(drawn[1]) else None,
        main=screen.get("spdisplays_main") == "spdisplays_yes",
    )


DISPLAYS: Probe[Sequence[Display]] = Probe(
    "which screens are connected",
    {
        Platform.LINUX: _read_displays_linux,
        Platform.WINDOWS: _read_displays_windows,
        Platform.MACOS: _read_displays_macos,
    },
)
