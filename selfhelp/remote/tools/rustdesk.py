"""RustDesk: started with its window, asked for its own ID.

From its source (github.com/rustdesk/rustdesk, src/core_main.rs): ``--get-id`` prints the ID; older versions
print "Permission denied!" unless run as root, and the user then reads it in the window. Its settings file
(RustDesk.toml) also contains the password, so it is never opened. Custom IDs made of letters aren't
supported. Not tried with a real RustDesk.
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
    "rustdesk",
    "RustDesk",
    {
        Platform.WINDOWS: make_windows_tool_finder("rustdesk.exe", "RustDesk"),
        Platform.MACOS: make_macos_tool_finder("/Applications/RustDesk.app"),
        Platform.LINUX: make_linux_tool_finder("/usr/bin/rustdesk"),
    },
    {
        Platform.WINDOWS: make_output_id_reader("--get-id"),
        Platform.MACOS: make_bundle_id_reader("RustDesk", "--get-id"),
        Platform.LINUX: make_output_id_reader("--get-id"),
    },
    ending=N_("Select “Disconnect” in the small RustDesk window, or close it."),
)
