"""Remote support tools: ONE FILE, ONE TOOL; to add one, copy a neighbour.

A tool is data with one row per platform: how it is found, how it is started, and how it tells its own id.
Never a session on its own, never a password, never access while no one is there: what is started is the
tool's own window, in which the user decides.
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
CLOSE = N_("Close its window. If its icon is still next to the clock, quit it there too.")


@dataclass(frozen=True, slots=True)
class RemoteTool:
    """One tool.

    Attributes:
        id: its stable name.
        title: what people call it; a product's name, never translated.
        finders: how each system finds it; no row: not offered there.
        ids: how each system learns its own id; no row: the user reads it in its window.
        starters: how it is started, where that is not the usual way.
        arguments: what it is started with; ``{ticket}`` and ``{reference}`` are filled in.
        own_code: whether the technician tells a code, so that there's no ID to give.
        ending: how the user ends it.
    """

    id: str
    title: str
    finders: Mapping[Platform, Finder]
    ids: Mapping[Platform, IdReader] = field(default_factory=dict)
    starters: Mapping[Platform, Starter] = field(default_factory=lambda: STARTERS)
    arguments: Sequence[str] = ()
    own_code: bool = False
    ending: Text = CLOSE
