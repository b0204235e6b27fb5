"""RustDesk: installed for everyone, started with its window, asked for its own id.

From its source (github.com/rustdesk/rustdesk, src/core_main.rs): ``--get-id`` prints the id and ends; older
versions say "Permission denied!" to everyone but root, and then the user reads it in the window. Its
settings file (RustDesk.toml) holds the id beside the password, so it is never opened. Ids that the
organisation made up of letters are not taken. Not tried with a real RustDesk.
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
    "rustdesk",
    "RustDesk",
    {
        Platform.WINDOWS: windows_tool_finder("rustdesk.exe", "RustDesk"),
        Platform.MACOS: macos_tool_finder("/Applications/RustDesk.app"),
        Platform.LINUX: linux_tool_finder("/usr/bin/rustdesk"),
    },
    {
        Platform.WINDOWS: tool_id_from_output("--get-id"),
        Platform.MACOS: tool_id_from_bundle_output("RustDesk", "--get-id"),
        Platform.LINUX: tool_id_from_output("--get-id"),
    },
    ending=N_("Select “Disconnect” in the small RustDesk window, or close it."),
)
