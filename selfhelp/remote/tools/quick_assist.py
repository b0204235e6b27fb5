"""Windows Quick Assist: the technician gives a code, so there's no ID to send.

From documentation (learn.microsoft.com, "Use Quick Assist to help users"): the helper's Quick Assist creates
a time-limited code, the sharer enters it, allows the sharing, and then may allow or deny control. It is the
Store package ``MicrosoftCorporationII.QuickAssist`` and handles ``ms-quick-assist:``. Not tried on a real
Windows.
"""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.model import Platform
from selfhelp.core.text import N_
from selfhelp.machine import Machine, Native, PowerShell
from selfhelp.machine.apps.remote_tools import NOT_INSTALLED, InstalledRemoteTool
from selfhelp.machine.guidance.settings_pages import open_address_with_default_app
from selfhelp.remote.tools import RemoteTool

ADDRESS = "ms-quick-assist:"
PACKAGE = (
    "Get-AppxPackage -Name MicrosoftCorporationII.QuickAssist | "
    "ForEach-Object { [pscustomobject]@{ Version=[string]$_.Version } }"
)


def _find_quick_assist(machine: Machine) -> InstalledRemoteTool:
    return (
        InstalledRemoteTool(ADDRESS)
        if machine.read(PowerShell(PACKAGE))
        else InstalledRemoteTool(obstacle=NOT_INSTALLED)
    )


def _start_quick_assist(machine: Machine, address: str, _arguments: Sequence[str]) -> None:
    machine.change(Native(open_address_with_default_app, {"address": address}))


TOOL = RemoteTool(
    "quick-assist",
    "Quick Assist",
    {Platform.WINDOWS: _find_quick_assist},
    starters={Platform.WINDOWS: _start_quick_assist},
    own_code=True,
    ending=N_("Select “Leave” in the Quick Assist bar at the top of the screen, or close the bar."),
)
