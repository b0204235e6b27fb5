"""The kernel's sockets, from a pretended /sys."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfhelp.core.model import Platform
from selfhelp.machine import Output
from selfhelp.machine.display.displays import DISPLAYS, read_connectors
from selfhelp.machine.display.second_display import SCREENS
from tests.fake_machine import FakeMachine
from tests.machine.display.test_edid import edid
from tests.machine.kernel_tree import plant


def test_sockets_with_what_the_screen_says(tmp_path: Path) -> None:
    drm = plant(
        tmp_path,
        {
            "card0-eDP-1/status": "connected\n",
            "card0-eDP-1/enabled": "enabled\n",
            "card0-eDP-1/modes": "1920x1200\n1600x1200\n",
            "card0-eDP-1/edid": edid(),
            "card0-DP-1/status": "disconnected\n",
            "card0-DP-1/modes": "",
            "card0-Writeback-1/other": "",
            "renderD128/dev": "226:128\n",
        },
    )
    assert read_connectors(str(drm)) == [
        {"name": "DP-1", "state": "disconnected", "on": False, "mode": "", "model": "", "inches": None},
        {
            "name": "eDP-1",
            "state": "connected",
            "on": True,
            "mode": "1920x1200",
            "model": "DEL DELL U2720Q",
            "inches": 27.2,
        },
    ]


def test_a_computer_without_screens_is_no_failure(tmp_path: Path) -> None:
    assert read_connectors(str(tmp_path / "none")) == []
    silent = {"input_language.read_session_layouts": {"desktop": ""}, "displays.read_connectors": []}
    assert DISPLAYS.read(FakeMachine(readings=silent)) == []


@pytest.mark.parametrize(
    "text",
    ["", "Can't open display\n", "\x00\x1b[31m", "connected\n" * 1000, "HDMI-1 connected " + "9" * 10**6],
)
def test_garbage_of_xrandr_leaves_the_kernel(text: str) -> None:
    socket = {"name": "eDP-1", "state": "connected", "on": True, "mode": "1920x1200", "inches": 13.9}
    readings = {
        "input_language.read_session_layouts": {"desktop": "x11"},
        "displays.read_connectors": [socket],
    }
    for code in (0, 1):
        machine = FakeMachine(readings=readings, programs={"xrandr": Output(code, text)})
        assert {display.socket for display in DISPLAYS.read(machine)} <= {"eDP-1", "HDMI-1"}


@pytest.mark.parametrize(
    "answer", ["", "[]", "{}", '{"data": [1]}', '{"outputs": 7}', "Fehler", "[" * 100_000]
)
@pytest.mark.parametrize("desktop", ["gnome", "kde", "sway", "weston"])
def test_garbage_of_a_compositor_leaves_the_kernel(desktop: str, answer: str) -> None:
    socket = {"name": "eDP-1", "state": "connected", "on": True, "mode": "1920x1200", "inches": 13.9}
    readings = {
        "input_language.read_session_layouts": {"desktop": "wayland"},
        "displays.read_connectors": [socket],
        "wayland_outputs.detect_compositor": desktop,
    }
    programs = dict.fromkeys(("busctl", "kscreen-doctor", "swaymsg"), answer)
    machine = FakeMachine(Platform.LINUX, readings=readings, programs=programs)
    assert [display.socket for display in DISPLAYS.read(machine)] == ["eDP-1"]


def test_the_section_and_the_fix_see_the_same_screens() -> None:
    """A screen to the left of the main one has an offset with a minus: xrandr(1)."""
    shown = "eDP-1 connected primary 1920x1080+0+0 (normal)\nHDMI-1 connected 1920x1080-1920+0 (normal)\n"
    readings = {"input_language.read_session_layouts": {"desktop": "x11"}, "displays.read_connectors": []}
    machine = FakeMachine(readings=readings, programs={"xrandr": shown})
    section, fix = DISPLAYS.read(machine), SCREENS.read(machine).found
    assert [(d.socket, d.on, d.is_built_in) for d in section] == [(s.name, s.on, s.built_in) for s in fix]
    assert [display.on for display in section] == [True, True]
