"""AnyDesk: started with its window, asked for its own address.

From documentation (AnyDesk help centre, "Command-line interface"): ``--get-id`` prints the address, or 0 or
nothing until the client is registered. The program is in ``AnyDesk`` below the program folders, in
/Applications, or at /usr/bin/anydesk. Not tried with a real AnyDesk.
"""

from __future__ import annotations

from selfhelp.core.model import Platform
from selfhelp.core.text import N_
from selfhelp.machine.apps.remote_tools import (
    make_bundle_id_reader,
    make_linux_tool_finder,
    make_macos_tool_finder,
    make_output_id_reader,
    make_windows_tool_finder,
)
from selfhelp.remote.tools import RemoteTool

TOOL = RemoteTool(
    "anydesk",
    "AnyDesk",
    {
        Platform.WINDOWS: make_windows_tool_finder("AnyDesk.exe", "AnyDesk"),
        Platform.MACOS: make_macos_tool_finder("/Applications/AnyDesk.app"),
        Platform.LINUX: make_linux_tool_finder("/usr/bin/anydesk"),
    },
    {
        Platform.WINDOWS: make_output_id_reader("--get-id"),
        Platform.MACOS: make_bundle_id_reader("AnyDesk", "--get-id"),
        Platform.LINUX: make_output_id_reader("--get-id"),
    },
    ending=N_("Select “Disconnect” in the small AnyDesk window, or close it."),
)
