"""Outlook on Windows: its connection state, and the messages waiting in its Outbox.

A running classic Outlook has an object model; the new Outlook (``olk.exe``) and Outlook for Mac have none, so
their state is unknown. Written from Microsoft's documentation and untested on Windows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.machine import Machine, Reading, windows_automation
from selfhelp.machine.command_output import to_bool, to_int, to_objects

OUTBOX = 4
"""olFolderOutbox (learn.microsoft.com, Outlook VBA reference, OlDefaultFolders)."""

LOOKED_AT = 500
"""Maximum number of messages whose age is read."""


def query_outlook() -> Json:
    """Return Mode, Offline, Waiting and Age of the running classic Outlook; None if it isn't running.

    NameSpace.ExchangeConnectionMode, NameSpace.Offline, GetDefaultFolder: all numbers and booleans (Outlook
    VBA reference).

    Raises:
        ProbeError: Outlook doesn't respond.
    """
    return windows_automation.run_automation_with_timeout(
        windows_automation.TIME, "Outlook.Application", _query_outlook_connection
    )


def _query_outlook_connection() -> Json:
    with windows_automation.attach_to_running_program("Outlook.Application") as outlook:
        if outlook is None:
            return []
        space = outlook.get("GetNamespace", "MAPI")
        items = space.get("GetDefaultFolder", OUTBOX).get("Items")
        waiting = int(items.get("Count"))
        changed = [
            items.get("Item", number + 1).get("LastModificationTime")  # Outlook counts from 1
            for number in range(min(waiting, LOOKED_AT))
        ]
        age = datetime.now() - min(changed) if changed else timedelta()  # noqa: DTZ005 - it tells local time
        return [
            {
                "Mode": int(space.get("ExchangeConnectionMode")),
                "Offline": bool(space.get("Offline")),
                "Waiting": waiting,
                "Age": int(age.total_seconds()),
            }
        ]


class ExchangeMode(IntEnum):
    """The connection mode of a mailbox: OlExchangeConnectionMode."""

    NO_EXCHANGE = 0
    OFFLINE = 100
    CACHED_OFFLINE = 200
    DISCONNECTED = 300
    CACHED_DISCONNECTED = 400
    CACHED_HEADERS = 500
    CACHED_DRIZZLE = 600
    CACHED_FULL = 700
    ONLINE = 800


@dataclass(frozen=True, slots=True)
class OutlookConnection:
    """The connection state of a running Outlook.

    Attributes:
        mode: one of `ExchangeMode`.
        offline: whether it works offline, even without an Exchange mailbox.
        waiting: messages in the Outbox.
        age: seconds since the oldest waiting message was last changed.
    """

    mode: int
    offline: bool
    waiting: int
    age: int


def read_outlook_connection(machine: Machine) -> OutlookConnection:
    """Return the connection state of the running Outlook.

    Raises:
        NotOfferedError: classic Outlook isn't running.
        ProbeError: Outlook doesn't respond.
    """
    found = to_objects(machine.read(Reading(query_outlook)))
    if not found:
        raise NotOfferedError(
            N_("Outlook isn't open, so its connection can't be checked. Open Outlook, then check again.")
        )
    said = found[0]
    return OutlookConnection(
        to_int(said.get("Mode")) or 0,
        to_bool(said.get("Offline")) or False,
        to_int(said.get("Waiting")) or 0,
        to_int(said.get("Age")) or 0,
    )
