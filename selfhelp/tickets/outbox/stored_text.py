"""Stores messages so that they can be shown in any language later."""

from __future__ import annotations

import json

from selfhelp.core.text import Text, text_from_json, text_to_json
from selfhelp.core.ticket import DeliveryState
from selfhelp.machine.keyring import system_keyring


def message_to_json(text: Text | None) -> str:
    """Return a message as JSON; "" for none."""
    return json.dumps(text_to_json(text), ensure_ascii=True) if text else ""


def message_from_json(kept: str) -> Text | None:
    """Return the message that `message_to_json` wrote; None if there is none or it is damaged."""
    try:
        text = text_from_json(json.loads(kept)) if kept else None
    except (ValueError, RecursionError):
        return None
    return text if isinstance(text, Text) else None


KEYRING = (message_to_json(system_keyring.LOCKED), message_to_json(system_keyring.NO_ANSWER))
"""The stored reasons of items waiting for the user's keyring."""


def is_waiting_for_keyring(state: DeliveryState, reason: Text | None) -> bool:
    """Return whether an item resumes as soon as the user's keyring is unlocked."""
    return state is DeliveryState.SIGN_IN_NEEDED and message_to_json(reason) in KEYRING
