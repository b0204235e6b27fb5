"""The icons of cards: an item's own icon, or else its category's icon."""

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
"""The category that provides the icon of each troubleshooter's card, by the troubleshooter's ID."""

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
"""Names of icons by the ID of a fix, check, ticket topic or hands-on test."""


def find_icon_name(id_: str, category: str) -> str:
    """Return the name of an item's icon: the item's own icon, or else its category's icon."""
    return _OWN.get(id_, category)
