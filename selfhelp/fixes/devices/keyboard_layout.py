"""The keyboard types other letters than those on its keys: another layout is in use."""

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
    layout_label,
)
from selfhelp.machine.guidance.manual_steps import ByHand

LAYOUT = "layout"
CHANGEABLE = (GNOME, X11, WINDOWS)
"""Who keeps a setting that this app can change."""


class KeyboardLayout(Fix):
    """Goes back to the layout of their keys; which one that is only they can see.

    It compares the layout in use with the first of their own, and on Linux with what the computer was set
    up with and with the language of their session. macOS has no program that changes it: there they are shown
    where to click.
    """

    id = "keyboard-layout"
    title = N_("Fix the keyboard layout")
    category = Category.DEVICES
    looks = N_("Checking the keyboard layout…")
    cheap = False  # someone who writes two languages changes it on purpose
    collectors = ("system",)
    prevention = N_(
        "Windows key + Space or Alt + Shift changes the layout and is easily pressed by accident. In the "
        "keyboard settings, remove layouts you never use."
    )
    by_hand = ("switch-layout",)

    def diagnose(self, machine: Machine) -> Finding | None:
        """Check whether the layout in use is the user's."""
        keyboard = KEYBOARD.read(machine)
        best = _expected(keyboard)
        if best is None:
            return None
        return Finding(
            N_("Your keyboard is set to the layout {layout}.", layout=layout_label(keyboard.used)),
            N_("If your keys show different letters, choose your layout and we'll change it.")
            if keyboard.source in CHANGEABLE
            else N_("If your keys show different letters, we'll show you where to choose your layout."),
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

    def blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Refuse where the user works from another computer: its keyboard is the one that counts."""
        if finding.data["remote"]:
            return N_(
                "You're connected to this computer remotely. Change the layout on the computer in front of "
                "you, then connect again."
            )
        return None

    def questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Ask for the layout printed on the user's keys."""
        if finding.data["source"] not in CHANGEABLE:
            return ()
        options = [
            Option(layout, layout_label(layout), layout, chosen=number == 0)
            for number, layout in enumerate(finding.data["choices"])
        ]
        return (ChoiceQuestion(LAYOUT, N_("Which keyboard do you use?"), options),)

    def steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return the step for the chosen layout; empty if it is in use already."""
        data = finding.data
        layout = answers.get(LAYOUT, data["choices"][:1])[0]
        if layout == data["used"]:
            return ()
        return (_step(data, layout),)


def _step(data: Json, layout: str) -> Step:
    """Return the step for the program that keeps the setting."""
    source = data["source"]
    if source == GNOME:
        return UseSources.with_layout_first(layout, data["own"], data["methods"])
    if source == X11:
        return UseXLayout.with_layout_first(layout, data["own"])
    return UseWindowsLayout(layout) if source == WINDOWS else ByHand("input-menu")


def _expected(keyboard: KeyboardSettings) -> str | None:
    """Return the layout that should be in use, or None if the one in use is all right."""
    if keyboard.used != keyboard.own[0]:
        return keyboard.own[0]
    if keyboard.setup and keyboard.used not in keyboard.setup and _base(keyboard.used) not in keyboard.setup:
        return keyboard.setup[0]
    return None


def _base(layout: str) -> str:
    """Return a layout without its variant: ``fr+oss`` is a French keyboard as well."""
    return layout.partition("+")[0]
