"""Remote support tools, one per file; to add a tool, copy an existing file.

A tool is data with functions by platform that find the tool, start it and read its ID. It is never a session,
a password or unattended access: only the tool's own window is opened, in which the user decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from selfhelp.core.model import Platform
from selfhelp.core.text import N_, Text
from selfhelp.machine import Machine
from selfhelp.machine.apps.remote_tools import STARTERS, InstalledRemoteTool

Finder = Callable[[Machine], InstalledRemoteTool]
Starter = Callable[[Machine, str, Sequence[str]], None]
IdReader = Callable[[Machine, str], str]

CODE = N_("Enter the technician's code, then choose whether to share your screen.")
CLOSE = N_("Close the tool's window. If its icon is still near the clock, quit the tool there too.")


@dataclass(frozen=True, slots=True)
class RemoteTool:
    """A remote support tool.

    Attributes:
        id: its stable name.
        title: the product's name, never translated.
        finders: functions that find the tool, by platform; without a function, the tool isn't offered.
        ids: functions that read its ID, by platform; without a function, the user reads the ID in the tool's
            window.
        starters: functions that start it, by platform, if it isn't started in the usual way.
        arguments: its arguments; ``{ticket}`` and ``{reference}`` are filled in.
        own_code: True if the technician gives a code, so that there's no ID to give.
        ending: tells the user how to end it.
    """

    id: str
    title: str
    finders: Mapping[Platform, Finder]
    ids: Mapping[Platform, IdReader] = field(default_factory=dict)
    starters: Mapping[Platform, Starter] = field(default_factory=lambda: STARTERS)
    arguments: Sequence[str] = ()
    own_code: bool = False
    ending: Text = CLOSE
