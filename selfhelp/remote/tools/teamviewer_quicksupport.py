"""TeamViewer QuickSupport, the client for a single session, if the organisation installed it.

Users usually run it from a downloads folder. The app never does so, because anyone could have put it there.
The organisation installs it, describes its own with ``remote.tools``, or sets the download page
(``remote.download``). The user reads its ID in its window; the session's password is only for user and
technician. File and bundle names from documentation (TeamViewer knowledge base; the Homebrew cask
teamviewerqs). Not tried.
"""

from __future__ import annotations

from selfhelp.core.model import Platform
from selfhelp.core.text import N_
from selfhelp.machine.apps.remote_tools import make_macos_tool_finder, make_windows_tool_finder
from selfhelp.remote.tools import RemoteTool

TOOL = RemoteTool(
    "teamviewer-quicksupport",
    "TeamViewer QuickSupport",
    {
        Platform.WINDOWS: make_windows_tool_finder(
            "TeamViewerQS.exe", "TeamViewerQS", "TeamViewer QuickSupport"
        ),
        Platform.MACOS: make_macos_tool_finder(
            "/Applications/TeamViewer QuickSupport.app", "/Applications/TeamViewerQS.app"
        ),
    },
    ending=N_("Close the small TeamViewer window at the edge of the screen."),
)
