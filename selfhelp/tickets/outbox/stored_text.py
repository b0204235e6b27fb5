"""Keeps a sentence on the disk so that it can be shown in either language later."""

from __future__ import annotations

import json

from selfhelp.core.text import Text, text_from_json, text_to_json
from selfhelp.core.ticket import Delivery
from selfhelp.machine.keyring import system_keyring


def to_json(text: Text | None) -> str:
    """Return a sentence as JSON; "" for none."""
    return json.dumps(text_to_json(text), ensure_ascii=True) if text else ""


def from_json(kept: str) -> Text | None:
    """Return the sentence that `to_json` wrote, or None where there is none that can be read."""
    try:
        text = text_from_json(json.loads(kept)) if kept else None
    except (ValueError, RecursionError):
        return None
    return text if isinstance(text, Text) else None


KEYRING = (to_json(system_keyring.LOCKED), to_json(system_keyring.NO_ANSWER))
"""Why something waits until the user's keyring is unlocked; as it is kept."""


def waits_for_keyring(state: Delivery, reason: Text | None) -> bool:
    """Whether a ticket or an answer goes on as soon as the user's keyring is unlocked."""
    return state is Delivery.SIGN_IN_NEEDED and to_json(reason) in KEYRING
