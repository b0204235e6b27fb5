"""What a person tries with her own eyes, ears and hands, and what to do where it does not work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category

WORKS, BROKEN = "works", "does not work"
"""What a technician reads; it is the person's word."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing to try.

    Attributes:
        title: what is tried.
        sentence: what to do.
        question: what to look, listen or feel for.
        advice: what to try next where it does not work.
        category: where a ticket about it goes.
        fix: the check that looks at the same thing from inside, or "".
    """

    title: Text
    sentence: Text
    question: Text
    advice: Text
    category: Category
    fix: str = ""


TRIALS: Mapping[str, Trial] = MappingProxyType(
    {
        "screen": Trial(
            N_("Screen"),
            N_("Fill the screen with one colour after the other. A click or a key shows the next one."),
            N_("Is every colour even, without dots, lines or flicker?"),
            N_("Dots or lines that stay where they are mean that the screen itself is worn or broken."),
            Category.HARDWARE,
            "external-display",
        ),
        "keyboard": Trial(
            N_("Keyboard"),
            N_("Press each key that you doubt, then type a line. What arrives is shown here."),
            N_("Does each key arrive, once, with the right letter?"),
            N_("Wrong letters come from the keyboard layout. A key that never arrives is worn or dirty."),
            Category.HARDWARE,
            "keyboard-layout",
        ),
        "pointer": Trial(
            N_("Mouse or touchpad"),
            N_("Click each field with the button it names, and turn the wheel."),
            N_("Does the pointer follow smoothly, and does every click arrive once?"),
            N_("Try another surface, another port or new batteries before you ask for another mouse."),
            Category.HARDWARE,
            "wireless-mouse-keyboard",
        ),
        "speaker": Trial(
            N_("Loudspeaker or headphones"),
            N_("Play a tone: first on the left, then on the right. It is quiet on purpose."),
            N_("Did you hear it on both sides?"),
            N_("Check the volume, the mute key and which device the sound goes to."),
            Category.AUDIO_VIDEO,
            "audio-no-sound",
        ),
        "microphone": Trial(
            N_("Microphone"),
            N_("Record three seconds of your voice, then hear them. The recording is deleted at once."),
            N_("Did you hear your own voice clearly?"),
            N_("Look for a switch on the headset and choose the right microphone in the settings."),
            Category.AUDIO_VIDEO,
            "mic-not-heard",
        ),
        "camera": Trial(
            N_("Camera"),
            N_("Open the camera's settings or app and look at the picture. Nothing is recorded here."),
            N_("Do you see yourself, sharp and bright enough?"),
            N_("Look for a shutter before the lens, and close other programs that use the camera."),
            Category.AUDIO_VIDEO,
            "camera-not-working",
        ),
        "printer": Trial(
            N_("Printer"),
            N_("Print a test page on your usual printer."),
            N_("Did the page come out, complete and clean?"),
            N_("Look at the printer's own panel first: paper, toner, a jam."),
            Category.PRINTING,
            "print-offline",
        ),
    }
)
"""Everything a troubleshooter can ask the user to try, by its stable name."""
