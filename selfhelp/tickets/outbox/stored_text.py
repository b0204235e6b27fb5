"""Keeps a sentence on the disk so that it can be shown in either language later."""

from __future__ import annotations

import json

from selfhelp.core.text import Text, text_from_json, text_to_json
from selfhelp.core.ticket import DeliveryState
from selfhelp.machine.keyring import system_keyring


def message_to_json(text: Text | None) -> str:
    """Return a sentence as JSON; "" for none."""
    return json.dumps(text_to_json(text), ensure_ascii=True) if text else ""


def message_from_json(kept: str) -> Text | None:
    """Return the sentence that `message_to_json` wrote, or None if there is none that can be read."""
    try:
        text = text_from_json(json.loads(kept)) if kept else None
    except (ValueError, RecursionError):
        return None
    return text if isinstance(text, Text) else None


KEYRING = (message_to_json(system_keyring.LOCKED), message_to_json(system_keyring.NO_ANSWER))
"""Why something waits until the user's keyring is unlocked; as it is kept."""


def is_waiting_for_keyring(state: DeliveryState, reason: Text | None) -> bool:
    """Whether an item continues as soon as the user's keyring is unlocked."""
    return state is DeliveryState.SIGN_IN_NEEDED and message_to_json(reason) in KEYRING
