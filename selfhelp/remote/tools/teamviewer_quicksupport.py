"""TeamViewer QuickSupport: the small client for one session, where the organisation installed it.

It is usually downloaded and run from there; a file in a folder of downloads is never started by us, because
anyone could have put it there. The organisation installs it, describes its own with ``remote.tools``, or
names the page to get it (``remote.download``). Its id and the password of the session stand in its window:
the user reads the id there, and the password is no one's business but theirs and the technician's. Names of
files and bundle from documentation (TeamViewer knowledge base; the Homebrew cask teamviewerqs). Not tried.
"""

from __future__ import annotations

from selfhelp.core.model import Platform
from selfhelp.core.text import N_
from selfhelp.machine.apps.remote_tools import macos_tool_finder, windows_tool_finder
from selfhelp.remote.tools import RemoteTool

TOOL = RemoteTool(
    "teamviewer-quicksupport",
    "TeamViewer QuickSupport",
    {
        Platform.WINDOWS: windows_tool_finder("TeamViewerQS.exe", "TeamViewerQS", "TeamViewer QuickSupport"),
        Platform.MACOS: macos_tool_finder(
            "/Applications/TeamViewer QuickSupport.app", "/Applications/TeamViewerQS.app"
        ),
    },
    ending=N_("Close the small TeamViewer window at the edge of the screen."),
)
