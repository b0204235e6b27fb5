"""Queries the Windows Update Agent: pending updates, and the results of recent updates.

IUpdateSearcher and IUpdateHistoryEntry (Microsoft Learn, Windows Update Agent API): the history is newest
first, operation 1 is an installation, result 2 is success and 4 failure, dates are UTC. Nothing is searched
online. Untested on Windows.
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
"""Maximum numbers of history entries and of pending updates to read."""


@dataclass(frozen=True, slots=True)
class UpdateEntry:
    """One installation of an update: ID, title (external text), time, result and error."""

    id: str
    title: str
    at: datetime
    result: int
    code: str

    @property
    def installed_at(self) -> str:
        """Time of installation, as ISO 8601 in UTC."""
        return f"{self.at.isoformat(timespec='seconds')}Z"


def query_updates() -> Json:
    """Return ``Pending`` (number), ``Last`` (newest installation), ``Recent`` and ``Failed`` updates.

    Raises:
        ProbeError: the agent doesn't respond.
    """
    return windows_automation.run_automation_with_timeout(
        windows_automation.TIME, PROGRAM, _summarise_updates
    )


def query_failing_updates() -> Json:
    """Return ``Title`` and ``Code`` of the pending updates whose last installation failed.

    Raises:
        ProbeError: the agent doesn't respond.
    """
    return windows_automation.run_automation_with_timeout(
        windows_automation.TIME, PROGRAM, _list_failing_updates
    )


def _summarise_updates() -> Json:
    waiting, history = _read_pending_and_installed()
    done = [entry for entry in history if entry.result == SUCCEEDED]
    return {
        "Pending": len(waiting),
        "Last": done[0].installed_at if done else None,
        "Recent": [{"When": entry.installed_at, "Title": entry.title} for entry in done[:10]],
        "Failed": [
            {"When": e.installed_at, "Title": e.title, "Code": e.code}
            for e in _filter_failed_updates(history)[:20]
        ],
    }


def _list_failing_updates() -> Json:
    """Return the last failures of updates that are still pending; other updates were superseded."""
    waiting, history = _read_pending_and_installed()
    return [{"Title": e.title, "Code": e.code} for e in _filter_failed_updates(history) if e.id in waiting]


def _read_pending_and_installed() -> tuple[Sequence[str], Sequence[UpdateEntry]]:
    """Return the IDs of pending updates, and the history of installations."""
    with windows_automation.create_automation_object(PROGRAM) as session:
        searcher = session.get("CreateUpdateSearcher")
        searcher.put("Online", False)
        found = searcher.get("Search", "IsInstalled=0 and IsHidden=0").get("Updates")
        waiting = [update.get("Identity").get("UpdateID") for update in found.iter_items(WAITING)]
        count = min(
            int(searcher.get("GetTotalHistoryCount")), READ
        )  # it fails if more is requested than exists
        history = searcher.get("QueryHistory", 0, count).iter_items(count) if count else ()
        return waiting, [_to_update_entry(one) for one in history if one.get("Operation") == INSTALLING]


def _to_update_entry(one: AutomationObject) -> UpdateEntry:
    code = f"0x{int(one.get('HResult')) & 0xFFFF_FFFF:08X}"
    id_ = one.get("UpdateIdentity").get("UpdateID")
    return UpdateEntry(id_, one.get("Title"), one.get("Date"), int(one.get("ResultCode")), code)


def _filter_failed_updates(history: Sequence[UpdateEntry]) -> Sequence[UpdateEntry]:
    """Return the updates whose last installation failed, newest first."""
    last: dict[str, UpdateEntry] = {}
    for entry in history:
        last.setdefault(entry.id, entry)
    failed = [entry for entry in last.values() if entry.result == FAILED]
    return sorted(failed, key=lambda entry: entry.at, reverse=True)
