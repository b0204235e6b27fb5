"""Hands-on tests that the user performs, with advice if a test fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category

WORKS, BROKEN = "works", "does not work"
"""Results of a hands-on test as reported by the user, in English for the technician."""


@dataclass(frozen=True, slots=True)
class ManualTest:
    """A hands-on test that the user performs.

    Attributes:
        title: the tested device, as a heading.
        sentence: the instruction.
        question: the question about the result.
        advice: the advice if the test fails.
        category: the ticket category.
        fix: ID of the fix or check for the same device, or "".
    """

    title: Text
    sentence: Text
    question: Text
    advice: Text
    category: Category
    fix: str = ""


TRIALS: Mapping[str, ManualTest] = MappingProxyType(
    {
        "screen": ManualTest(
            N_("Display"),
            N_("Fill the screen with one colour after another. Click or press a key to see the next one."),
            N_("Is every colour even, without dots, lines or flicker?"),
            N_("Dots or lines that don't move mean that the display is worn or damaged."),
            Category.HARDWARE,
            "external-display",
        ),
        "keyboard": ManualTest(
            N_("Keyboard"),
            N_("Press each key you want to test, then type a line. Your input appears here."),
            N_("Does each key type the right letter, and only once?"),
            N_(
                "Wrong letters usually mean a wrong keyboard layout. A key that does nothing "
                "may be worn or dirty."
            ),
            Category.HARDWARE,
            "keyboard-layout",
        ),
        "pointer": ManualTest(
            N_("Mouse or touchpad"),
            N_("Click each box with the mouse button shown in it, then turn the wheel."),
            N_("Does the pointer move smoothly, and does every click register once?"),
            N_("Before requesting a replacement, try another surface, another port or new batteries."),
            Category.HARDWARE,
            "wireless-mouse-keyboard",
        ),
        "speaker": ManualTest(
            N_("Speakers or headphones"),
            N_("Play a tone, first on the left, then on the right. It's quiet on purpose."),
            N_("Did you hear the tone on both sides?"),
            N_("Check the volume, the mute key and the selected output device."),
            Category.AUDIO_VIDEO,
            "audio-no-sound",
        ),
        "microphone": ManualTest(
            N_("Microphone"),
            N_(
                "Record your voice for three seconds, then play it back. The recording is "
                "deleted immediately afterwards."
            ),
            N_("Did you hear your own voice clearly?"),
            N_("Check for a mute switch on the headset, and choose the right microphone in the settings."),
            Category.AUDIO_VIDEO,
            "mic-not-heard",
        ),
        "camera": ManualTest(
            N_("Camera"),
            N_("Open the camera settings or the camera app, and check the image. Nothing is recorded here."),
            N_("Is your image sharp and bright?"),
            N_("Check for a shutter in front of the lens, and close other apps that use the camera."),
            Category.AUDIO_VIDEO,
            "camera-not-working",
        ),
        "printer": ManualTest(
            N_("Printer"),
            N_("Print a test page on your usual printer."),
            N_("Was the page printed completely and cleanly?"),
            N_("First check the printer's display for messages about paper, toner or a paper jam."),
            Category.PRINTING,
            "print-offline",
        ),
    }
)
"""The hands-on tests of all troubleshooters, by ID."""
