"""Outlook on Windows: whether it is connected, and what waits in its Outbox.

Classic Outlook answers through its object model while it runs; the new Outlook (``olk.exe``) and Outlook
for Mac have none, so nothing is said about them. Written from Microsoft's documentation and not tried on
a real Windows.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from selfhelp.errors import NotOfferedError
from selfhelp.machine import Machine, PowerShell
from selfhelp.machine.answers import objects, truth, whole
from selfhelp.text import N_

SCRIPT = (
    "$session=(Get-Process -Id $PID).SessionId;"
    "if(-not(Get-Process OUTLOOK -ErrorAction SilentlyContinue|Where-Object{$_.SessionId -eq $session}))"
    "{return};"
    "$ns=[Runtime.InteropServices.Marshal]::GetActiveObject('Outlook.Application').GetNamespace('MAPI');"
    "$box=$ns.GetDefaultFolder(4);$oldest=$null;"
    "foreach($mail in $box.Items){if($null -eq $oldest -or $mail.LastModificationTime -lt $oldest)"
    "{$oldest=$mail.LastModificationTime}};"
    "[pscustomobject]@{Mode=[int]$ns.ExchangeConnectionMode;Offline=[bool]$ns.Offline;"
    "Waiting=$box.Items.Count;"
    "Age=$(if($null -eq $oldest){0}else{[int64]((Get-Date)-$oldest).TotalSeconds})}"
)
"""NameSpace.ExchangeConnectionMode, NameSpace.Offline, GetDefaultFolder(olFolderOutbox = 4), all numbers
and truth values (learn.microsoft.com, Outlook VBA reference). Nothing where no classic Outlook runs."""


class Mode(IntEnum):
    """How a mailbox is connected: OlExchangeConnectionMode."""

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
class Connection:
    """What a running Outlook says.

    Attributes:
        mode: one of `Mode`.
        offline: whether it works offline, also where it has no Exchange mailbox.
        waiting: messages in the Outbox.
        age: seconds since the oldest of them was last changed.
    """

    mode: int
    offline: bool
    waiting: int
    age: int


def read_connection(machine: Machine) -> Connection:
    """Ask the running Outlook.

    Raises:
        NotOfferedError: no classic Outlook runs.
        ProbeError: it does not answer.
    """
    found = objects(machine.read(PowerShell(SCRIPT)))
    if not found:
        raise NotOfferedError(
            N_("Outlook is not open, so its connection cannot be seen. Open Outlook, then look again.")
        )
    said = found[0]
    return Connection(
        whole(said.get("Mode")) or 0,
        truth(said.get("Offline")) or False,
        whole(said.get("Waiting")) or 0,
        whole(said.get("Age")) or 0,
    )
