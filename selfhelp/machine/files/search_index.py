"""Detects whether the system's search index is maintained.

On Windows, classic Outlook and the Start menu use it; on macOS, Mail, Outlook and Spotlight. Untested on
Windows and macOS.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import Platform
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Probe
from selfhelp.machine.command_output import read_script_output_objects, to_bool, to_text
from selfhelp.machine.elevate import ElevatedStep

WINDOWS = (
    "Get-CimInstance Win32_Service -Filter \"Name='WSearch'\"|ForEach-Object{[pscustomobject]@{"
    "State=$_.State;StartMode=$_.StartMode;Interact=[bool]$_.DesktopInteract}}"
)
"""Script that reads the state of the search service (Win32_Service).

State and StartMode aren't localised (learn.microsoft.com). A service that may interact with the desktop
returns no results (learn.microsoft.com, "Windows Search service setting results in no matches found").
"""


@dataclass(frozen=True, slots=True)
class SearchIndexState:
    """State of the system's search index.

    Attributes:
        runs: whether it is being maintained.
        wanted: false if it was turned off permanently.
        misled: whether a service setting makes it return no results (Windows).
    """

    runs: bool
    wanted: bool = True
    misled: bool = False


def _read_search_index_windows(machine: Machine) -> SearchIndexState:
    found = read_script_output_objects(machine, WINDOWS)
    if not found:
        raise NotOfferedError(N_("This computer has no search index."))
    service = found[0]
    return SearchIndexState(
        runs=to_text(service.get("State")) == "Running",
        wanted=to_text(service.get("StartMode")) != "Disabled",
        misled=to_bool(service.get("Interact")) or False,
    )


def _read_search_index_macos(machine: Machine) -> SearchIndexState:
    """Return the index state of the system volume; mdutil(1) prints ``Indexing enabled.`` in English."""
    output = machine.run(Command(("mdutil", "-s", "/")))
    if output.code == 0 and "Indexing enabled" in output.stdout:
        return SearchIndexState(runs=True)
    if output.code == 0 and "disabled" in output.stdout:
        return SearchIndexState(runs=False, wanted=False)
    raise ProbeError(N_("Couldn't check whether search works."), detail=output.stdout[:500])


INDEX: Probe[SearchIndexState] = Probe(
    "how the search index is kept",
    {Platform.WINDOWS: _read_search_index_windows, Platform.MACOS: _read_search_index_macos},
)

OPERATION = "restart-search-service"


@dataclass(frozen=True, slots=True)
class StartSearch(ElevatedStep):
    """Step that starts the search service through the privileged helper.

    There is nothing to undo.
    """

    name: ClassVar[str] = "start-search"
    duration: ClassVar[timedelta] = timedelta(seconds=20)
    operations: ClassVar[Mapping[Platform, str]] = MappingProxyType({Platform.WINDOWS: OPERATION})

    def describe_action(self) -> Text:
        """Return the sentence shown before starting the search service."""
        return N_("Start the search service. It may take hours for search to find everything again.")
