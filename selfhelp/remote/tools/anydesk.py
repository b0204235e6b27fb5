"""AnyDesk: started with its window, asked for its own address.

From documentation (AnyDesk help centre, "Command-line interface"): ``--get-id`` prints the address, or 0 or
nothing until the client is registered. The program is in ``AnyDesk`` below the program folders, in
/Applications, or at /usr/bin/anydesk. Not tried with a real AnyDesk.
"""

from __future__ import annotations

from selfhelp.core.model import Platform
from selfhelp.core.text import N_
from selfhelp.machine.apps.remote_tools import (
    linux_tool_finder,
    macos_tool_finder,
    tool_id_from_bundle_output,
    tool_id_from_output,
    windows_tool_finder,
)
from selfhelp.remote.tools import RemoteTool

TOOL = RemoteTool(
    "anydesk",
    "AnyDesk",
    {
        Platform.WINDOWS: windows_tool_finder("AnyDesk.exe", "AnyDesk"),
        Platform.MACOS: macos_tool_finder("/Applications/AnyDesk.app"),
        Platform.LINUX: linux_tool_finder("/usr/bin/anydesk"),
    },
    {
        Platform.WINDOWS: tool_id_from_output("--get-id"),
        Platform.MACOS: tool_id_from_bundle_output("AnyDesk", "--get-id"),
        Platform.LINUX: tool_id_from_output("--get-id"),
    },
    ending=N_("Select “Disconnect” in the small AnyDesk window, or close it."),
)
