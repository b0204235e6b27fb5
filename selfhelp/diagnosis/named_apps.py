"""Finds the app that a complaint names, to tell it from another program that a check found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from selfhelp.catalog.query_parser import normalise
from selfhelp.core.model import CheckResult
from selfhelp.core.text import N_, Text

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

_BETWEEN = (
    "is|has|s|was|just|keeps|kept|got|gets|completely|totally|all|again|always|constantly|now|still|window"
    "|app|program|est|a|se|c|ne|n|tout|toujours|completement|totalement|encore|reste|vient|de|d|un|coup"
    "|ist|hat|sich|ganz|total|komplett|schon|wieder|immer|nur|jetzt|bleibt"
)
"""Words that may stand between an app's name and the word that it is frozen."""

_STATES = (
    r"frozen|froze|freez\w+|hang|hanging|hangs(?! up)|hung|unresponsive|not respond\w*|locked up"
    r"|(?:isn|doesn|won|wasn) t respond\w*|stopped responding|no longer respond\w*"
    r"|fige\w*|gele\w*|(?:repond|reagit) (?:plus|pas)"
    r"|eingefroren|friert ein|hangt|reagiert nicht|antwortet nicht|keine ruckmeldung"
)
"""What people say of a frozen app, in words without accents and apostrophes."""

_STARTING = re.compile(
    r"\b(?:start\w*|launch\w*|loading|opening|processing|profil\w*|demarr\w*|ouvr\w*|lanc\w*)\b"
)
"""Words about an app that doesn't get as far as to be used."""


@dataclass(frozen=True, slots=True)
class NamedApp:
    """An app named in a complaint.

    Attributes:
        name: its name, as people use it.
        processes: parts of its process names.
        closed: whether none of its processes runs; False if unknown.
    """

    name: str
    processes: Sequence[str]
    closed: bool = False

    def compare_with_processes(self, running: Sequence[str]) -> NamedApp:
        """Return the app with its state, given the names of all running processes; empty if unknown."""
        is_open = any(part in name.lower() for name in running for part in self.processes)
        return replace(self, closed=bool(running) and not is_open)

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


def is_app_called_frozen(text: str) -> bool:
    """Return whether a text says that an app, an email app or a browser is frozen in use."""
    words = " ".join(_WORD.findall(normalise(text)))
    return _FROZEN_APP.search(words) is not None and _STARTING.search(words) is None


_FROZEN_APP = re.compile(
    rf"\b(?:{'|'.join(map(str.lower, _PROCESSES))}|mail|email|mailprogramm|messagerie|browser|navigateur)"
    rf"(?: (?:{_BETWEEN})){{0,4}} (?:{_STATES})\b"
)


def describe_other_app(app: NamedApp, others: bool) -> Text:
    """Return that an app isn't open or frozen; ``others`` tells whether other apps are frozen."""
    if app.closed:
        return N_("The {app} app isn't open on this computer.", app=app.name)
    if others:
        return N_("{app} isn't among the apps that have stopped responding.", app=app.name)
    return N_("Neither {app} nor any other app seems to have stopped responding.", app=app.name)
