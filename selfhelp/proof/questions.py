"""The questions of a proof that only the user can answer, asked last; each can be skipped."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from selfhelp.core.text import N_, Text

YES, NO, SKIPPED = "yes", "no", "skipped"

QUESTIONS: Mapping[str, Text] = MappingProxyType(
    {
        "icon": N_("Do you see this app's icon in the notification area (on a Mac: in the menu bar)?"),
        "window": N_("Open this app's window. Is all text sharp, complete and readable?"),
        "prompts": N_("During this test, did the computer show a warning or ask for permission?"),
        "notification": N_("Has a notification from this app appeared on this computer before?"),
    }
)
"""Questions by ID; the answers are stored in English."""
