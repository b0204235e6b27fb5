"""The greeting on the home page."""

from __future__ import annotations

from selfhelp.core.text import N_, Text
from selfhelp.engine.health import is_clock_behind


def find_greeting(hour: int) -> Text:
    """Return a greeting for an hour of the day; a neutral greeting at night or if the clock is wrong."""
    if hour < 5 or is_clock_behind():
        return N_("Hello.")
    if hour >= 18:
        return N_("Good evening.")
    return N_("Good morning.") if hour < 12 else N_("Good afternoon.")
