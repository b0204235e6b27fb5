"""The icon of a card: the subject's own if it differs from its category's."""

from __future__ import annotations

from collections.abc import Mapping

from selfhelp.fixes import Category

SUBJECTS: Mapping[str, Category] = {
    "account": Category.ACCOUNT,
    "slow": Category.PERFORMANCE,
    "nothing-works": Category.OTHER,
    "check-my-computer": Category.HARDWARE,
    "new-computer": Category.HARDWARE,
}
"""What the troubleshooters are about: the image on their card."""

_OWN: Mapping[str, str] = {
    "mic-not-heard": "microphone",
    "microphone": "microphone",
    "camera-not-working": "camera",
    "camera": "camera",
    "external-display": "screen",
    "meeting-room": "screen",
    "broken-screen": "screen",
    "screen": "screen",
    "keyboard-layout": "keyboard",
    "keyboard": "keyboard",
    "wireless-mouse-keyboard": "devices",
    "pointer": "devices",
    "desk-phone": "phone",
    "new-phone": "phone",
    "lost-mfa": "phone",
    "teams-cache": "program",
    "office-repair": "program",
    "default-apps": "program",
    "app-frozen": "program",
    "business-application": "program",
}
"""By the name of a fix, a check, a problem for the help desk or a trial: its image."""


def picture_name(id_: str, category: str) -> str:
    """Return the name of an image; a microphone is not shown as the loudspeaker of its category."""
    return _OWN.get(id_, category)
