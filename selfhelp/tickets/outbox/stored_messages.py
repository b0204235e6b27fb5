"""Converts messages to and from JSON, so that they can be shown in any language later."""

from __future__ import annotations

import json
import re

from selfhelp.core.errors import drop_values
from selfhelp.core.text import N_, Text, text_from_json, text_to_json
from selfhelp.core.ticket import DeliveryState
from selfhelp.helpdesk.toolkit.open_drafts import OPEN_IN_EMAIL_APP
from selfhelp.machine.keyring import system_keyring
from selfhelp.network.failures import is_permission_missing


def message_to_json(text: Text | None) -> str:
    """Return a message as JSON; "" for None."""
    return json.dumps(text_to_json(text), ensure_ascii=True) if text else ""


def message_from_json(kept: str) -> Text | None:
    """Return the message in JSON from `message_to_json`; None if it is empty or damaged."""
    try:
        text = text_from_json(json.loads(kept)) if kept else None
    except (ValueError, RecursionError):
        return None
    return text if isinstance(text, Text) else None


KEYRING = (message_to_json(system_keyring.LOCKED), message_to_json(system_keyring.NO_ANSWER))
"""The stored reasons of items that are waiting for the user's keyring."""


_SOMEONE = re.compile(
    r"\b(?:administrator|IT department|Set the clock|until this is corrected|Free up some space)\b"
)
"""Matches reasons that name a mistake to correct, usually by an administrator."""


def needs_correction(reason: Text | None) -> bool:
    """Return whether someone has to correct something before an item can be sent.

    Waiting doesn't help then, although the app keeps trying.
    """
    return reason is not None and bool(_SOMEONE.search(drop_values(reason)))


def is_waiting_for_sign_in(state: DeliveryState, reason: Text | None) -> bool:
    """Return whether the user must sign in; a missing permission is given by IT instead."""
    return state is DeliveryState.SIGN_IN_NEEDED and not is_permission_missing(reason)


def is_waiting_for_keyring(state: DeliveryState, reason: Text | None) -> bool:
    """Return whether an item will resume as soon as the user's keyring is unlocked."""
    return state is DeliveryState.SIGN_IN_NEEDED and message_to_json(reason) in KEYRING


def is_open_in_email_app(state: DeliveryState, reason: Text | None) -> bool:
    """Return whether an item was only handed over to the user's email app, which may not have sent it."""
    return state is DeliveryState.DELIVERED and message_to_json(reason) == _OPEN_IN_EMAIL_APP


CLOSE_REFUSED = N_("The help desk closes this ticket. Write a reply to say that it's resolved.")
"""The reason of "Mark as resolved" alone if the help desk doesn't let users close the ticket."""

CLOSE_REFUSED_AFTER_MESSAGE = N_("The help desk closes this ticket. Your message has arrived.")
"""The same after a message of the user has arrived."""


def is_close_refused(reason: Text | None) -> bool:
    """Return whether the help desk doesn't let the user close a ticket, so that nothing is waiting."""
    return message_to_json(reason) in _CLOSE_REFUSED


_CLOSE_REFUSED = (message_to_json(CLOSE_REFUSED), message_to_json(CLOSE_REFUSED_AFTER_MESSAGE))
_OPEN_IN_EMAIL_APP = message_to_json(OPEN_IN_EMAIL_APP)
