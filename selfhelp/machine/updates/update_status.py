"""State of the system's updates: pending, recent and failed updates."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Machine, Probe, PropertyList, Reading
from selfhelp.machine.command_output import (
    read_file_content,
    to_bool,
    to_datetime,
    to_int,
    to_objects,
    to_text,
)
from selfhelp.machine.files.modification_times import find_newest_change
from selfhelp.machine.updates import windows_update_agent

APT_COUNT = "/var/lib/update-notifier/updates-available"
"""File with Ubuntu's count of updates; apt itself would take a second, too long for a snapshot."""

LINUX_STAMPS = {
    "lists": ("/var/lib/apt/periodic/update-success-stamp", "/var/lib/apt/lists", "/var/cache/dnf"),
    "changed": ("/var/log/dpkg.log", "/var/lib/rpm/rpmdb.sqlite", "/usr/lib/sysimage/rpm/rpmdb.sqlite"),
}
"""Files with the times when the update list was last fetched, and when a package last changed."""

MACOS = "/Library/Preferences/com.apple.SoftwareUpdate.plist"


@dataclass(frozen=True, slots=True)
class UpdateChange:
    """One change by an update: its time (as the system writes it), type and subject. External text."""

    when: str
    kind: str
    what: str


@dataclass(frozen=True, slots=True)
class Updates:
    """State of the system's updates; None if unknown.

    Attributes:
        pending: number of pending updates.
        checked: time of the system's last check for updates.
        installed: time of the last installation.
        automatic: whether the system installs updates automatically.
        recent: recent changes, newest first.
        failed: updates that failed recently and weren't installed since.
    """

    pending: int | None
    checked: datetime | None
    installed: datetime | None
    automatic: bool | None
    recent: Sequence[UpdateChange] = ()
    failed: Sequence[UpdateChange] = ()


def _read_update_status_linux(machine: Machine) -> Updates:
    stamps = {
        kind: machine.read(Reading(find_newest_change, {"paths": list(p)}))
        for kind, p in LINUX_STAMPS.items()
    }
    if not any(stamps.values()):
        raise ProbeError(N_("This computer's update system isn't supported."))
    settings = read_file_content(machine, "/etc/apt/apt.conf.d/20auto-upgrades")
    changes = _parse_apt_history(read_file_content(machine, "/var/log/apt/history.log", 4_000_000))
    return Updates(
        pending=_parse_first_number(read_file_content(machine, APT_COUNT)),
        checked=_to_datetime(stamps["lists"]),
        installed=_to_datetime(stamps["changed"]),
        automatic='Unattended-Upgrade "1"' in settings if settings else None,
        recent=[change for change in changes if change.kind != "Error"][:10],
        failed=[change for change in changes if change.kind == "Error"][:10],
    )


def _to_datetime(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _parse_first_number(text: str) -> int | None:
    """Return the first number in Ubuntu's sentence, which may be localised; None if there is none."""
    found = re.search(r"\d+", text)
    return int(found[0]) if found else None


def _parse_apt_history(text: str) -> Sequence[UpdateChange]:
    """Return the changes in apt's log, newest first; its stanzas have fixed English keys."""
    found, when = [], ""
    for entry in text.splitlines():
        kind, _, what = entry.partition(": ")
        if kind == "Start-Date":
            when = " ".join(what.split())
        elif kind in ("Install", "Upgrade", "Downgrade", "Remove", "Purge"):
            found.append(UpdateChange(when, kind, _shorten_package_list(what)))
        elif kind == "Error":
            found.append(UpdateChange(when, kind, what[:200]))
    return found[::-1]


def _shorten_package_list(what: str) -> str:
    """Return a list of packages shortened to the first names and a count.

    Its form is ``name:arch (old, new), name:arch (new, automatic)``.
    """
    packages = [part.partition(":")[0] for part in what.split("), ")]
    more = len(packages) - 5
    return ", ".join(packages[:5]) + (f" and {more} more" if more > 0 else "")


def _read_update_status_windows(machine: Machine) -> Updates:
    found = machine.read(Reading(windows_update_agent.query_updates))
    found = found if isinstance(found, dict) else {}
    return Updates(
        pending=to_int(found.get("Pending")),
        checked=None,
        installed=to_datetime(found.get("Last")),
        automatic=None,
        recent=[_to_update_change(entry, "Install") for entry in to_objects(found.get("Recent"))],
        failed=[_to_update_change(entry, "Error") for entry in to_objects(found.get("Failed"))],
    )


def _to_update_change(entry: Mapping[str, Json], kind: str) -> UpdateChange:
    code = to_text(entry.get("Code"))
    title = to_text(entry.get("Title"))
    return UpdateChange(to_text(entry.get("When")), kind, f"{title} ({code})" if code else title)


def _read_update_status_macos(machine: Machine) -> Updates:
    found = machine.read(PropertyList(MACOS))
    if not isinstance(found, dict):
        raise ProbeError(N_("This computer has never checked for updates."))
    return Updates(
        pending=to_int(found.get("LastUpdatesAvailable")),
        checked=to_datetime(found.get("LastSuccessfulDate")),
        installed=None,
        automatic=to_bool(found.get("AutomaticallyInstallMacOSUpdates")),
        recent=[
            UpdateChange("", "Waits", to_text(entry.get("Display Name")))
            for entry in to_objects(found.get("RecommendedUpdates"))
        ],
    )


UPDATES = Probe(
    "whether the system is up to date",
    {
        Platform.LINUX: _read_update_status_linux,
        Platform.WINDOWS: _read_update_status_windows,
        Platform.MACOS: _read_update_status_macos,
    },
)
