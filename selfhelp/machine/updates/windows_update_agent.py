"""The Windows Update Agent's updates: pending ones, and the last results.

IUpdateSearcher and IUpdateHistoryEntry (Microsoft Learn, Windows Update Agent API): the history comes newest
first, operation 1 is installing, result 2 succeeded and 4 failed, dates are UTC. Nothing is searched online.
Not tried on a real Windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from selfhelp.core.model import Json
from selfhelp.machine import windows_automation
from selfhelp.machine.windows_automation import AutomationObject

PROGRAM = "Microsoft.Update.Session"
INSTALLING, SUCCEEDED, FAILED = 1, 2, 4
READ, WAITING = 50, 500
"""Entries of the history, and updates that wait, that are looked at."""


@dataclass(frozen=True, slots=True)
class UpdateEntry:
    """One installation of an update: id, title (foreign text), time, result and error."""

    id: str
    title: str
    at: datetime
    result: int
    code: str

    @property
    def installed_at(self) -> str:
        """The time of installation, as ISO 8601 in UTC."""
        return f"{self.at.isoformat(timespec='seconds')}Z"


def query_updates() -> Json:
    """Return the number of ``Pending`` updates, the ``Last`` installation, ``Recent`` and ``Failed`` ones.

    Raises:
        ProbeError: the agent does not answer.
    """
    return windows_automation.call_with_timeout(windows_automation.TIME, PROGRAM, _listed)


def query_failing_updates() -> Json:
    """Return Title and Code of the updates that still wait and failed when they were last installed.

    Raises:
        ProbeError: the agent does not answer.
    """
    return windows_automation.call_with_timeout(windows_automation.TIME, PROGRAM, _failing)


def _listed() -> Json:
    waiting, history = _agent()
    done = [entry for entry in history if entry.result == SUCCEEDED]
    return {
        "Pending": len(waiting),
        "Last": done[0].installed_at if done else None,
        "Recent": [{"When": entry.installed_at, "Title": entry.title} for entry in done[:10]],
        "Failed": [{"When": e.installed_at, "Title": e.title, "Code": e.code} for e in _failed(history)[:20]],
    }


def _failing() -> Json:
    """Return the last failures of updates still to be installed: the others were superseded."""
    waiting, history = _agent()
    return [{"Title": e.title, "Code": e.code} for e in _failed(history) if e.id in waiting]


def _agent() -> tuple[Sequence[str], Sequence[UpdateEntry]]:
    """Ask for the ids of what waits, and for the history."""
    with windows_automation.open_new_object(PROGRAM) as session:
        searcher = session.get("CreateUpdateSearcher")
        searcher.put("Online", False)
        found = searcher.get("Search", "IsInstalled=0 and IsHidden=0").get("Updates")
        waiting = [update.get("Identity").get("UpdateID") for update in found.each(WAITING)]
        count = min(int(searcher.get("GetTotalHistoryCount")), READ)  # asked for more than there is, it fails
        history = searcher.get("QueryHistory", 0, count).each(count) if count else ()
        return waiting, [_entry(one) for one in history if one.get("Operation") == INSTALLING]


def _entry(one: AutomationObject) -> UpdateEntry:
    code = f"0x{int(one.get('HResult')) & 0xFFFF_FFFF:08X}"
    id_ = one.get("UpdateIdentity").get("UpdateID")
    return UpdateEntry(id_, one.get("Title"), one.get("Date"), int(one.get("ResultCode")), code)


def _failed(history: Sequence[UpdateEntry]) -> Sequence[UpdateEntry]:
    """Return the updates whose last installation failed, newest first."""
    last: dict[str, UpdateEntry] = {}
    for entry in history:
        last.setdefault(entry.id, entry)
    failed = [entry for entry in last.values() if entry.result == FAILED]
    return sorted(failed, key=lambda entry: entry.at, reverse=True)
