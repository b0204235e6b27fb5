"""Which layout is proposed, and where it is the user's to change."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import ENGLISH, Text
from selfhelp.fixes.devices.keyboard_layout import KeyboardLayout
from selfhelp.machine import Command, Output, Reading
from selfhelp.machine.desktop.keyboard_layout import (
    UseSources,
    UseWindowsLayout,
    UseXLayout,
    describe_layout,
    filter_keyboard_layouts,
    parse_gvariant_pairs,
)
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.replay import ReplayMachine

FIX = KeyboardLayout()
Replay = Callable[[str], ReplayMachine]


def test_a_remote_session_has_the_keyboard_of_the_other_computer(replay: Replay) -> None:
    machine = replay("keyboard-layout/windows-11--remote")
    finding = FIX.diagnose(machine)
    assert finding is not None
    assert "remotely" in str(FIX.find_blocked_reason(machine, finding))


def test_windows_restores_the_first_layout(replay: Replay) -> None:
    machine = replay("keyboard-layout/windows-11-french--switched")
    finding = FIX.diagnose(machine)
    assert finding is not None
    assert FIX.find_blocked_reason(machine, finding) is None
    assert "American" in str(finding.summary)
    (step,) = FIX.plan_steps(finding, {})
    assert step == UseWindowsLayout("0x040c040c")
    assert "password" in str(step.risk)


def test_the_layout_in_use_is_left_alone(replay: Replay) -> None:
    finding = FIX.diagnose(replay("keyboard-layout/windows-11-french--switched"))
    assert finding is not None
    assert FIX.plan_steps(finding, {"layout": ["0x04090409"]}) == ()


def test_a_mac_needs_a_manual_step(replay: Replay) -> None:
    finding = FIX.diagnose(replay("keyboard-layout/macos-15--switched"))
    assert finding is not None
    assert FIX.list_questions(finding) == ()
    assert FIX.plan_steps(finding, {}) == (ByHand("input-menu"),)
    assert "we'll show you where" in str(finding.meaning)


@pytest.mark.parametrize(
    "text", ["", "nothing", "[('xkb',)]", "[(", "__import__('os')", "[1, 2]", "(" * 5000]
)
def test_a_list_that_is_none_has_no_layouts(text: str) -> None:
    assert parse_gvariant_pairs(text) == ()


def test_other_kinds_of_input_are_no_layouts() -> None:
    assert filter_keyboard_layouts(parse_gvariant_pairs("[('ibus', 'libpinyin'), ('xkb', 'fr+oss')]")) == [
        "fr+oss"
    ]
    assert parse_gvariant_pairs("@a(ss) []") == []


class Gnome:
    """A GNOME with two layouts and an input method, of which the second layout is in use."""

    platform = Platform.LINUX

    def read(self, source: object) -> Json:
        return {"desktop": "wayland", "language": ""} if isinstance(source, Reading) else None

    def run(self, command: Command) -> Output:
        recent = "[('xkb', 'us'), ('ibus', 'libpinyin')]"
        own = "[('xkb', 'fr'), ('ibus', 'libpinyin'), ('xkb', 'us')]"
        return Output(0, recent if command.argv[-1] == "mru-sources" else own)


def test_an_input_method_is_never_taken_away() -> None:
    finding = FIX.diagnose(Gnome())  # type: ignore[arg-type]
    assert finding is not None
    (step,) = FIX.plan_steps(finding, {"layout": ["fr"]})
    assert isinstance(step, UseSources)
    assert parse_gvariant_pairs(step.sources) == [("xkb", "fr"), ("xkb", "us"), ("ibus", "libpinyin")]
    assert parse_gvariant_pairs(step.recent)[0] == ("xkb", "fr")


def test_the_variants_stay_with_their_layouts() -> None:
    assert UseXLayout.put_layout_first("fr+oss", ["us"]) == UseXLayout("fr,us", "oss")
    assert UseXLayout.put_layout_first("us", ["fr+oss"]) == UseXLayout("us,fr", ",oss")
    assert UseSources.put_layout_first("fr", ["us", "fr"]).sources == "[('xkb', 'fr'), ('xkb', 'us')]"


@pytest.mark.parametrize(
    ("layout", "shown"),
    [
        ("fr", "French (AZERTY)"),
        ("0xf0c0040c", "French (AZERTY)"),
        ("0x080c080c", "Belgian (AZERTY)"),
        ("fr+oss", "fr+oss"),
        ("0x<b>", "0x<b>"),
        ("0x0000", "0x0000"),
    ],
)
def test_a_layout_has_the_name_people_know(layout: str, shown: str) -> None:
    name = describe_layout(layout)
    assert (ENGLISH.translate(name) if isinstance(name, Text) else name) == shown


class Linux:
    """A Linux without GNOME's settings, in a session of this kind."""

    platform = Platform.LINUX

    def __init__(self, desktop: str) -> None:
        self._desktop = desktop

    def read(self, source: object) -> Json:
        return {"desktop": self._desktop, "language": "fr_FR"} if isinstance(source, Reading) else None

    def run(self, command: Command) -> Output:
        return Output(0, "layout:     us\n" if command.argv[0] == "setxkbmap" else "")


def test_only_an_x_desktop_is_believed_about_its_layout() -> None:
    assert FIX.diagnose(Linux("x11")) is not None  # type: ignore[arg-type]
    with pytest.raises(ProbeError):
        FIX.diagnose(Linux("wayland"))  # type: ignore[arg-type]
    with pytest.raises(NotOfferedError):
        FIX.diagnose(Linux(""))  # type: ignore[arg-type]


def test_a_single_layout_is_named_and_no_switching_is_advised() -> None:
    measured = FIX.describe_measured_values(Linux("x11"))  # type: ignore[arg-type]
    assert measured is not None
    said = ENGLISH.translate(measured)
    assert "(US" in said or "QWERTY" in said
    assert "no other layout is set up" in said
