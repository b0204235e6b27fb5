"""A keyboard that types characters other than those on its keys, because of a wrong layout."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Json, Option
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.desktop.keyboard_layout import (
    GNOME,
    KEYBOARD,
    WINDOWS,
    X11,
    KeyboardSettings,
    UseSources,
    UseWindowsLayout,
    UseXLayout,
    describe_layout,
)
from selfhelp.machine.guidance.manual_steps import ByHand

LAYOUT = "layout"
CHANGEABLE = (GNOME, X11, WINDOWS)
"""Stores of the keyboard setting that this app can change."""


class KeyboardLayout(Fix):
    """Sets the layout that is printed on the user's keys.

    It compares the current layout with the user's default, and on Linux with the layout chosen at
    installation and the session's language. On macOS, no command changes the layout, so the fix returns a
    manual step.
    """

    id = "keyboard-layout"
    title = N_("Fix the keyboard layout")
    category = Category.DEVICES
    looks = N_("Checking the keyboard layout…")
    cheap = False  # users who write two languages change it on purpose
    collectors = ("system",)
    prevention = N_(
        "Windows key + Space or Alt + Shift changes the layout and is easily pressed by accident. In the "
        "keyboard settings, remove layouts you never use."
    )
    by_hand = ("switch-layout",)

    def diagnose(self, machine: Machine) -> Finding | None:
        """Check whether the current layout is the expected layout."""
        keyboard = KEYBOARD.read(machine)
        best = _find_expected_layout(keyboard)
        if best is None:
            return None
        return Finding(
            N_("Your keyboard layout is set to {layout}.", layout=describe_layout(keyboard.used)),
            N_(
                "If your keys show different letters from this layout, choose your layout and "
                "we'll change it."
            )
            if keyboard.source in CHANGEABLE
            else N_(
                "If your keys show different letters from this layout, we'll show you where to choose yours."
            ),
            {"used": keyboard.used, "own": ", ".join(keyboard.own), "set up": ", ".join(keyboard.setup)},
            {
                "source": keyboard.source,
                "used": keyboard.used,
                "own": list(keyboard.own),
                "methods": [list(pair) for pair in keyboard.methods],
                "choices": list(dict.fromkeys([best, *keyboard.own, *keyboard.setup, keyboard.used])),
                "remote": keyboard.remote,
            },
        )

    def describe_measured_values(self, machine: Machine) -> Text | None:
        """Return the current layout, and whether the user could switch to another."""
        keyboard = KEYBOARD.read(machine)
        layout = describe_layout(keyboard.used)
        if set(keyboard.own) <= {keyboard.used}:
            return N_(
                "Your keyboard layout is set to {layout}, and no other layout is set up. Add the layout that "
                "is printed on your keys in the keyboard settings.",
                layout=layout,
            )
        return N_("Your keyboard layout is set to {layout}.", layout=layout)

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return why the fix can't run in a remote session: it uses the other computer's keyboard."""
        if finding.data["remote"]:
            return N_(
                "You're connected to this computer remotely. Change the layout on the computer in front of "
                "you, then connect again."
            )
        return None

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return a question asking which layout is printed on the user's keys."""
        if finding.data["source"] not in CHANGEABLE:
            return ()
        options = [
            Option(layout, describe_layout(layout), layout, chosen=number == 0)
            for number, layout in enumerate(finding.data["choices"])
        ]
        return (ChoiceQuestion(LAYOUT, N_("Which keyboard layout do you use?"), options),)

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return the step that sets the chosen layout; empty if the layout is already in use."""
        data = finding.data
        layout = answers.get(LAYOUT, data["choices"][:1])[0]
        if layout == data["used"]:
            return ()
        return (_make_layout_step(data, layout),)


def _make_layout_step(data: Json, layout: str) -> Step:
    """Return the step for the setting's store, such as GNOME or X11."""
    source = data["source"]
    if source == GNOME:
        return UseSources.put_layout_first(layout, data["own"], data["methods"])
    if source == X11:
        return UseXLayout.put_layout_first(layout, data["own"])
    return UseWindowsLayout(layout) if source == WINDOWS else ByHand("input-menu")


def _find_expected_layout(keyboard: KeyboardSettings) -> str | None:
    """Return the layout that should be in use, or None if the current layout is fine."""
    if keyboard.used != keyboard.own[0]:
        return keyboard.own[0]
    if (
        keyboard.setup
        and keyboard.used not in keyboard.setup
        and _strip_layout_variant(keyboard.used) not in keyboard.setup
    ):
        return keyboard.setup[0]
    return None


def _strip_layout_variant(layout: str) -> str:
    """Return a layout without its variant: ``fr`` for ``fr+oss``."""
    return layout.partition("+")[0]
