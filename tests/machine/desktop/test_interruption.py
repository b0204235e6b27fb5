"""Whether a notification would interrupt; the answers of Windows and macOS are from documentation."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from selfhelp.core.model import Platform
from selfhelp.machine.desktop.interruption import CALL, FULL_SCREEN, INTERRUPTION, PRESENTING, QUIET
from tests.machine.answering import Answering, windows

RECORDING = "pactl -f json list source-outputs"
SOURCES = "pactl -f json list sources"
MICROPHONE_AND_MONITOR = (  # as pactl 17 of PipeWire lists them, shortened
    '[{"index": 50, "name": "out.monitor", "properties": {"device.class": "monitor"}},'
    ' {"index": 51, "name": "alsa_input.pci-0000_00_1f.3.analog-stereo", "properties": {}},'
    ' {"index": 52, "name": "loopback", "properties": {"device.class": "monitor"}}]'
)
ACTIVE = "xprop -root _NET_ACTIVE_WINDOW"


@pytest.mark.parametrize(
    ("programs", "why"),
    [
        ({}, ""),
        ({RECORDING: "[]"}, ""),
        ({RECORDING: '[{"index": 3, "corked": false}]'}, CALL),
        ({RECORDING: '[{"index": 3, "corked": true}]'}, ""),
        ({RECORDING: "no json"}, ""),
        ({RECORDING: '[{"source": 50, "corked": false}]', SOURCES: MICROPHONE_AND_MONITOR}, ""),
        ({RECORDING: '[{"source": 51, "corked": false}]', SOURCES: MICROPHONE_AND_MONITOR}, CALL),
        ({RECORDING: '[{"source": 52, "corked": false}]', SOURCES: MICROPHONE_AND_MONITOR}, ""),
        (
            {
                RECORDING: '[{"source": 50, "corked": false}, {"source": 51, "corked": false}]',
                SOURCES: MICROPHONE_AND_MONITOR,
            },
            CALL,
        ),
        ({RECORDING: '[{"source": 50, "corked": false}]', SOURCES: "no json"}, CALL),
        ({"gdbus call --session --timeout 2 --dest org.gnome.SessionManager": "(true,)"}, PRESENTING),
        ({"gdbus call --session --timeout 2 --dest org.gnome.SessionManager": "(false,)"}, ""),
        ({"gdbus call --session --timeout 2 --dest org.freedesktop.Notifications": "(<true>,)"}, QUIET),
        ({"gsettings get org.gnome.desktop.notifications show-banners": "false\n"}, QUIET),
        (
            {
                ACTIVE: "_NET_ACTIVE_WINDOW(WINDOW): window id # 0x1e00003",
                "xprop -id 0x1e00003": "_NET_WM_STATE(ATOM) = _NET_WM_STATE_FULLSCREEN",
            },
            FULL_SCREEN,
        ),
        ({ACTIVE: "_NET_ACTIVE_WINDOW(WINDOW): window id # 0x0"}, ""),
    ],
)
def test_a_linux_desktop_is_asked(programs: Mapping[str, str], why: str) -> None:
    assert INTERRUPTION.read(Answering(Platform.LINUX, programs, {})) == why


def test_windows_and_macos() -> None:
    quiet = "interruption.read_do_not_disturb"
    assert INTERRUPTION.read(windows(**{quiet: True})) == QUIET
    assert INTERRUPTION.read(windows(**{quiet: False, "PowerShell": [{"Busy": True}]})) == CALL
    assert INTERRUPTION.read(windows(**{quiet: False, "PowerShell": []})) == ""
    awake = "Assertion status system-wide:\n   PreventUserIdleDisplaySleep    1\n"
    assert INTERRUPTION.read(Answering(Platform.MACOS, {"pmset -g assertions": awake}, {})) == PRESENTING
    asleep = awake.replace("    1", "    0")
    assert INTERRUPTION.read(Answering(Platform.MACOS, {"pmset -g assertions": asleep}, {})) == ""
