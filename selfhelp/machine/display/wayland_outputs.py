"""Displays of a Wayland desktop, from its compositor, which alone knows their scale.

sway: ``swaymsg -t get_outputs`` (sway-ipc(7)), tested. GNOME: GetCurrentState of
org.gnome.Mutter.DisplayConfig through busctl(1); KDE Plasma: ``kscreen-doctor -j``. The GNOME and KDE parts
were written from documentation (the interface's XML in mutter, the JSON of libkscreen) and are untested.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine, Reading
from selfhelp.machine.command_output import to_bool, to_float, to_int, to_objects, to_text
from selfhelp.machine.display.display_facts import Display

UNSEEN = N_("Couldn't check which displays are connected.")

MUTTER = (
    *("busctl", "--user", "--json=short", "--timeout=2", "call", "org.gnome.Mutter.DisplayConfig"),
    *("/org/gnome/Mutter/DisplayConfig", "org.gnome.Mutter.DisplayConfig", "GetCurrentState"),
)


def detect_compositor() -> Json:
    """Return the compositor of this session: "sway", "gnome", "kde" or ""."""
    if os.environ.get("SWAYSOCK"):
        return "sway"
    desktops = os.environ.get("XDG_CURRENT_DESKTOP", "").casefold().split(":")
    return next((name for name in ("gnome", "kde") if name in desktops), "")


def read_wayland_displays(machine: Machine) -> Sequence[Display]:
    """Return the compositor's displays.

    Raises:
        ProbeError: the compositor isn't supported, or returned something unexpected.
    """
    asked = _ROWS.get(machine.read(Reading(detect_compositor)))
    if asked is None:
        raise ProbeError(UNSEEN)
    argv, read = asked
    shown = machine.run(Command(argv, timeout=3.0))
    try:
        found = [display for display in read(json.loads(shown.stdout)) if display.socket]
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise ProbeError(UNSEEN, detail=shown.stderr[:300] or repr(error)) from error
    if shown.code != 0:
        raise ProbeError(UNSEEN, detail=shown.stderr[:300])
    return found


def _parse_sway_outputs(said: Any) -> Iterator[Display]:
    for output in to_objects(said):
        mode = next(iter(to_objects(output.get("current_mode"))), {})
        on, rate = to_bool(output.get("active")) is True, to_int(mode.get("refresh"))
        yield Display(
            socket=to_text(output.get("name")),
            model=" ".join(
                word for key in ("make", "model") if (word := _drop_unknown_text(output.get(key)))
            ),
            mode=f"{mode.get('width')}x{mode.get('height')}" if on and mode else "",
            rate=round(rate / 1000, 2) if rate else None,
            scale=_to_percent(output.get("scale")) if on else None,
            on=on,
        )


def _drop_unknown_text(text: Json) -> str:
    return "" if to_text(text) == "Unknown" else to_text(text)


def _to_percent(scale: Json) -> int | None:
    number = to_float(scale)
    return round(100 * number) if number and number > 0 else None


def _parse_mutter_outputs(said: Any) -> Iterator[Display]:
    """Yield the displays in a reply of GetCurrentState.

    Its type is ``(u a((ssss)a(siiddada{sv})a{sv}) a(iiduba(ssss)a{sv}) a{sv})``.
    """
    _, monitors, placed, _ = said["data"]
    drawn = {spec[0]: (scale, main) for _, _, scale, _, main, specs, _ in placed for spec in specs}
    for (socket, maker, model, _serial), modes, properties in monitors:
        now = next((mode for mode in modes if _is_flag_set(mode[6], "is-current")), None)
        scale, main = drawn.get(socket, (None, None))
        yield Display(
            socket=to_text(socket),
            model=to_text(_get_variant_value(properties, "display-name"))
            or f"{to_text(maker)} {to_text(model)}".strip(),
            mode=f"{now[1]}x{now[2]}" if now else "",
            rate=round(now[3], 2) if now else None,
            scale=_to_percent(scale),
            main=to_bool(main),
            on=now is not None,
        )


def _get_variant_value(properties: Mapping[str, Any], name: str) -> Json:
    entry = properties.get(name)
    return entry.get("data") if isinstance(entry, dict) else None


def _is_flag_set(properties: Mapping[str, Any], name: str) -> bool:
    return _get_variant_value(properties, name) is True


def _parse_kscreen_outputs(said: Any) -> Iterator[Display]:
    """Yield the displays in ``outputs`` of kscreen-doctor; priority 1 is the primary display."""
    for output in to_objects(said["outputs"]):
        if to_bool(output.get("connected")) is not True:
            continue
        modes = {to_text(mode.get("id")): mode for mode in to_objects(output.get("modes"))}
        now, on = modes.get(to_text(output.get("currentModeId"))), to_bool(output.get("enabled")) is True
        size, rate = (now or {}).get("size") or {}, to_float((now or {}).get("refreshRate"))
        yield Display(
            socket=to_text(output.get("name")),
            model=" ".join(word for key in ("vendor", "model") if (word := to_text(output.get(key)))),
            mode=f"{size['width']}x{size['height']}" if on and now else "",
            rate=round(rate, 2) if rate else None,
            scale=_to_percent(output.get("scale")) if on else None,
            main=to_int(output.get("priority")) == 1,
            on=on,
        )


_ROWS: Mapping[str, tuple[tuple[str, ...], Callable[[Any], Iterator[Display]]]] = MappingProxyType(
    {
        "sway": (("swaymsg", "-r", "-t", "get_outputs"), _parse_sway_outputs),
        "gnome": (MUTTER, _parse_mutter_outputs),
        "kde": (("kscreen-doctor", "-j"), _parse_kscreen_outputs),
    }
)
