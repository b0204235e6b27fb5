"""Summarises a recording's steps as a few lines of plain text for the ticket."""

from __future__ import annotations

from datetime import UTC

from selfhelp.core.text import ENGLISH, N_, Translator
from selfhelp.steps.recording import Recording, describe_step

MOST_LINES = 40
LONGEST_LINE = 160


def summarise_recording(recording: Recording, translator: Translator = ENGLISH) -> str:
    """Return one line for each step; if there are many, only the first and last steps."""
    show = translator.translate
    start = recording.started.astimezone(UTC)
    lines = []
    for place, step in enumerate(recording.steps, 1):
        note = f" – {step.note}" if step.note else ""
        line = f"{place}. {step.at.astimezone(UTC):%H:%M:%S} {show(describe_step(step))}{note}"
        lines.append(" ".join(line.split())[:LONGEST_LINE])
    if len(lines) > MOST_LINES:
        left = len(lines) - MOST_LINES + 1
        half = MOST_LINES // 2
        more = show(N_("({count} more steps in the timeline)", count=left))
        lines = [*lines[:half], more, *lines[half + left :]]
    heading = show(N_("Recorded steps ({date}, UTC):", date=f"{start:%Y-%m-%d %H:%M}"))
    return "\n".join([heading, *lines])
