"""AnyDesk: installed for everybody, started with its window, asked for its own address.

From documentation (AnyDesk help centre, "Command-line interface"): ``--get-id`` prints the address and ends;
it prints 0 or nothing until the client has registered. The program lies in ``AnyDesk`` below the folders of
programs, in /Applications, or at /usr/bin/anydesk. Not tried with a real AnyDesk.
"""

from __future__ import annotations

from selfhelp.core.model import Platform
from selfhelp.core.text import N_
from selfhelp.machine.apps.remote_tools import (
    find_linux,
    find_macos,
    find_windows,
    printed,
    printed_by_bundle,
)
from selfhelp.remote.tools import RemoteTool

TOOL = RemoteTool(
    "anydesk",
    "AnyDesk",
    {
        Platform.WINDOWS: find_windows("AnyDesk.exe", "AnyDesk"),
        Platform.MACOS: find_macos("/Applications/AnyDesk.app"),
        Platform.LINUX: find_linux("/usr/bin/anydesk"),
    },
    {
        Platform.WINDOWS: printed("--get-id"),
        Platform.MACOS: printed_by_bundle("AnyDesk", "--get-id"),
        Platform.LINUX: printed("--get-id"),
    },
    ending=N_("Select Disconnect in the small AnyDesk window, or close it."),
)
