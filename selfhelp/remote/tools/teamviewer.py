"""TeamViewer, the full client: started with its window; its ID is read from one published value.

From documentation (TeamViewer's PowerShell module TeamViewerPS, github.com/teamviewer) and published scripts:
the ID is ``ClientID`` in the registry, below ``WOW6432Node`` for a 32-bit client; in
/Library/Preferences/com.teamviewer.teamviewer.preferences.plist on macOS, of which only this value is read;
and in the output of ``teamviewer info`` on Linux, unless the user may not read its settings. Passwords are
stored next to the ID in all three; they aren't read. Not tried with a real TeamViewer.
"""

from __future__ import annotations

import re

from selfhelp.core.model import Platform
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine
from selfhelp.machine.apps.remote_tools import (
    make_defaults_id_reader,
    make_linux_tool_finder,
    make_macos_tool_finder,
    make_registry_id_reader,
    make_windows_tool_finder,
    normalise_tool_id,
)
from selfhelp.remote.tools import RemoteTool

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_LINE = re.compile(r"^\s*TeamViewer ID:\s*([0-9 ]+?)\s*$", re.MULTILINE)


def _read_id_from_info(machine: Machine, program: str) -> str:
    """Return the ID from the coloured output of ``teamviewer info``; "" if it has none."""
    said = _COLOURS.sub("", machine.run(Command((program, "info"), timeout=15)).stdout)
    match = _LINE.search(said)
    return normalise_tool_id(match[1]) if match else ""


TOOL = RemoteTool(
    "teamviewer",
    "TeamViewer",
    {
        Platform.WINDOWS: make_windows_tool_finder("TeamViewer.exe", "TeamViewer"),
        Platform.MACOS: make_macos_tool_finder("/Applications/TeamViewer.app"),
        Platform.LINUX: make_linux_tool_finder(
            "/usr/bin/teamviewer", "/opt/teamviewer/tv_bin/script/teamviewer"
        ),
    },
    {
        Platform.WINDOWS: make_registry_id_reader(
            "HKLM\\SOFTWARE\\TeamViewer\\ClientID", "HKLM\\SOFTWARE\\WOW6432Node\\TeamViewer\\ClientID"
        ),
        Platform.MACOS: make_defaults_id_reader(
            "/Library/Preferences/com.teamviewer.teamviewer.preferences", "ClientID"
        ),
        Platform.LINUX: _read_id_from_info,
    },
    ending=N_("Close the small TeamViewer window at the edge of the screen."),
)
