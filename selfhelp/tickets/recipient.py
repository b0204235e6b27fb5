"""Describes the recipient of tickets, which the review shows first."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from selfhelp.core.text import N_, Text
from selfhelp.policy.policy import Policy


@dataclass(frozen=True, slots=True)
class Recipient:
    """The destination of tickets.

    Attributes:
        text: names the recipient.
        reaches_people: False for the local folder without a help desk.
    """

    text: Text
    reaches_people: bool = True


def find_recipient(rules: Policy) -> Recipient:
    """Return the recipient of tickets set by policy."""
    desk = rules.desk
    if desk.connector == "folder":
        if desk.folder.path:
            return Recipient(N_("The folder {path}", path=desk.folder.path))
        text = N_("To a folder on this computer – no help desk is set up")
        return Recipient(text, reaches_people=False)
    table = getattr(desk, desk.connector.replace("-", "_"), None)
    host = urlsplit(getattr(table, "url", "")).hostname or ""
    where = getattr(table, "to", "") or host or getattr(table, "host", "")
    if where:
        return Recipient(N_("IT help desk at {place}", place=where))
    return Recipient(N_("IT help desk"))
