"""Finds the app that a complaint names, to tell it from another program that a check found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from selfhelp.catalog.query_parser import normalise
from selfhelp.core.model import CheckResult

FROZEN = "app-frozen"
"""ID of the check whose finding lists programs."""

_OFFICE = ("soffice", "libreoffice")
"""LibreOffice's processes; many people call them by the names of Microsoft's apps."""

_PROCESSES: Mapping[str, Sequence[str]] = {
    "Word": ("winword", "word", "writer", *_OFFICE),
    "Excel": ("excel", "calc", *_OFFICE),
    "PowerPoint": ("powerpnt", "powerpoint", "impress", *_OFFICE),
    "Outlook": ("outlook", "olk"),
    "OneNote": ("onenote",),
    "OneDrive": ("onedrive",),
    "Teams": ("teams",),
    "Edge": ("edge",),
    "Chrome": ("chrome", "chromium"),
    "Firefox": ("firefox", "web content"),
    "Thunderbird": ("thunderbird",),
    "LibreOffice": _OFFICE,
    "Acrobat": ("acro",),
    "Photoshop": ("photoshop",),
    "Zoom": ("zoom",),
    "Slack": ("slack",),
    "Skype": ("skype", "lync"),
    "SAP": ("sap",),
}
"""Parts of the process names of an app, by the name that people use."""

_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class NamedApp:
    """An app named in a complaint: its name, and parts of its process names."""

    name: str
    processes: Sequence[str]

    def is_found_by(self, result: CheckResult) -> bool:
        """Return whether a check that lists unresponsive programs lists this app."""
        listed = result.finding.data.get("programs", ()) if result.finding is not None else ()
        names = [str(entry["name"]).lower() for entry in listed]
        return any(part in name for name in names for part in self.processes)


def find_named_app(text: str) -> NamedApp | None:
    """Return the app that a text names; None if it names none or several."""
    words = set(_WORD.findall(normalise(text)))
    named = [name for name in _PROCESSES if name.lower() in words]
    return NamedApp(named[0], _PROCESSES[named[0]]) if len(named) == 1 else None
