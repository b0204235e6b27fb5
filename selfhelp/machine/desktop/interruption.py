"""Detects whether a notification would interrupt: a call, a presentation, full screen, Do Not Disturb.

Windows: SHQueryUserNotificationState (`do_not_disturb`), and a microphone in use (``LastUsedTimeStop`` 0 in
the consent store, as `selfhelp.machine.devices.camera` reads it). macOS: pmset(1) ``-g assertions``, where
calls, videos and presentations keep the display awake. Linux: a program that records from a microphone
(pactl(1)), keeps the session from idling (GNOME, ``org.gnome.SessionManager.IsInhibited`` flag 8), or fills
the screen (EWMH, ``_NET_WM_STATE_FULLSCREEN``), and the desktop's own switch: ``Inhibited`` of KDE's
notifications, GNOME's ``show-banners``. A program that isn't installed reports nothing. Windows and macOS
are untested.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.machine import Command, Machine, Probe, Reading
from selfhelp.machine.command_output import read_script_output_objects, to_objects, to_text
from selfhelp.machine.desktop.do_not_disturb import is_do_not_disturb_on
from selfhelp.machine.devices.device_privacy import CONSENT

CALL, PRESENTING, FULL_SCREEN, QUIET = "call", "presenting", "full screen", "do not disturb"
"""Reasons to wait, in order of priority; "" if there is none."""

TIMEOUT = 3.0
IDLE = 8
"""GSM_INHIBITOR_FLAG_IDLE of gnome-session."""


def read_do_not_disturb(platform: str) -> Json:
    """Return whether the desktop asks for no interruption now."""
    return is_do_not_disturb_on(Platform(platform))


# -- Linux -----------------------------------------------------------------------------------------


def _read_interruption_linux(machine: Machine) -> str:
    return next(_iter_interruption_reasons_linux(machine), "")


def _iter_interruption_reasons_linux(machine: Machine) -> Iterator[str]:
    if _is_sound_recorded(machine):
        yield CALL
    if "true" in _run_and_read_output(
        machine,
        *_make_bus_call_arguments("org.gnome.SessionManager", "/org/gnome/SessionManager"),
        *_INHIBITED,
    ):
        yield PRESENTING
    if _is_window_full_screen(machine):
        yield FULL_SCREEN
    if "true" in _run_and_read_output(
        machine, *_make_bus_call_arguments(NOTIFICATIONS, "/org/freedesktop/Notifications"), *_QUIET_KDE
    ):
        yield QUIET
    if (
        _run_and_read_output(machine, "gsettings", "get", "org.gnome.desktop.notifications", "show-banners")
        == "false"
    ):
        yield QUIET


NOTIFICATIONS = "org.freedesktop.Notifications"
_INHIBITED = ("--method", "org.gnome.SessionManager.IsInhibited", str(IDLE))
_QUIET_KDE = ("--method", "org.freedesktop.DBus.Properties.Get", NOTIFICATIONS, "Inhibited")


def _make_bus_call_arguments(destination: str, path: str) -> Sequence[str]:
    """Return the first arguments of a call on the session bus (gdbus(1))."""
    return ("gdbus", "call", "--session", "--timeout", "2", "--dest", destination, "--object-path", path)


def _run_and_read_output(machine: Machine, *argv: str) -> str:
    """Return the output of a program; "" if it isn't installed, fails or times out."""
    try:
        output = machine.run(Command(argv, timeout=TIMEOUT))
    except ProbeError:
        return ""
    return output.stdout.strip() if output.code == 0 else ""


def _is_sound_recorded(machine: Machine) -> bool:
    """Return whether a program records from a microphone, and hasn't paused.

    A recording of an output's monitor, such as a level meter's or a screen recorder's, isn't a call.
    """
    streams = [
        stream for stream in _list_pulse_objects(machine, "source-outputs") if not stream.get("corked")
    ]
    if not streams:
        return False
    monitors = {one.get("index") for one in _list_pulse_objects(machine, "sources") if _is_monitor(one)}
    return any(stream.get("source") not in monitors for stream in streams)


def _is_monitor(source: Mapping[str, Json]) -> bool:
    about = source.get("properties")
    kind = about.get("device.class") if isinstance(about, dict) else ""
    return kind == "monitor" or to_text(source.get("name")).endswith(".monitor")


def _list_pulse_objects(machine: Machine, kind: str) -> Sequence[Mapping[str, Json]]:
    """Return what ``pactl`` lists of a kind; empty if it doesn't answer."""
    listed = _run_and_read_output(machine, "pactl", "-f", "json", "list", kind)
    try:
        return to_objects(json.loads(listed)) if listed else ()
    except ValueError:
        return ()


def _is_window_full_screen(machine: Machine) -> bool:
    active = re.search(r"0x[0-9a-f]+", _run_and_read_output(machine, "xprop", "-root", "_NET_ACTIVE_WINDOW"))
    if active is None or active[0] == "0x0":
        return False
    return "_NET_WM_STATE_FULLSCREEN" in _run_and_read_output(
        machine, "xprop", "-id", active[0], "_NET_WM_STATE"
    )


# -- Windows and macOS -----------------------------------------------------------------------------

_STORE = f"HKCU:\\{CONSENT}\\microphone"
MICROPHONE = (
    f"Get-ItemProperty '{_STORE}\\*','{_STORE}\\NonPackaged\\*' -ErrorAction SilentlyContinue |"
    " Where-Object { $_.LastUsedTimeStop -eq 0 } | Select-Object -First 1 |"
    " ForEach-Object { [pscustomobject]@{Busy=$true} }"
)


def _read_interruption_windows(machine: Machine) -> str:
    if machine.read(Reading(read_do_not_disturb, {"platform": str(machine.platform)})) is True:
        return QUIET
    return CALL if read_script_output_objects(machine, MICROPHONE) else ""


def _read_interruption_macos(machine: Machine) -> str:
    said = _run_and_read_output(machine, "pmset", "-g", "assertions")
    awake = re.search(
        r"^\s*(?:PreventUserIdleDisplaySleep|NoDisplaySleepAssertion)\s+[1-9]", said, re.MULTILINE
    )
    return PRESENTING if awake else ""


INTERRUPTION: Probe[str] = Probe(
    "whether a notification would interrupt",
    {
        Platform.LINUX: _read_interruption_linux,
        Platform.WINDOWS: _read_interruption_windows,
        Platform.MACOS: _read_interruption_macos,
    },
)
