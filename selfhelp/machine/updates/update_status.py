"""Whether the system is up to date: what is waiting, what came last, what failed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Machine, Probe, PropertyList, Reading
from selfhelp.machine.command_output import read_content, to_bool, to_datetime, to_int, to_objects, to_text
from selfhelp.machine.updates import windows_update_agent

APT_COUNT = "/var/lib/update-notifier/updates-available"
"""Ubuntu's own count. apt itself needs a second of computing, which a snapshot has not."""

LINUX_STAMPS = {
    "lists": ("/var/lib/apt/periodic/update-success-stamp", "/var/lib/apt/lists", "/var/cache/dnf"),
    "changed": ("/var/log/dpkg.log", "/var/lib/rpm/rpmdb.sqlite", "/usr/lib/sysimage/rpm/rpmdb.sqlite"),
}
"""Files whose time says when the list of updates was fetched, and when a package was last changed."""

MACOS = "/Library/Preferences/com.apple.SoftwareUpdate.plist"


@dataclass(frozen=True, slots=True)
class UpdateChange:
    """One change: its time (as the system writes it), kind and subject. Foreign text."""

    when: str
    kind: str
    what: str


@dataclass(frozen=True, slots=True)
class Updates:
    """Whether the system is up to date; None if the system does not say.

    Attributes:
        pending: updates that wait.
        checked: when it last looked for updates.
        installed: when something was last installed.
        automatic: whether it installs on its own.
        recent: what was changed last, the newest first.
        failed: what failed lately and did not come since.
    """

    pending: int | None
    checked: datetime | None
    installed: datetime | None
    automatic: bool | None
    recent: Sequence[UpdateChange] = ()
    failed: Sequence[UpdateChange] = ()


def newest_change(paths: list[str]) -> Json:
    """Return the latest change of these files of updates in seconds since 1970, or None."""
    from pathlib import Path

    times = []
    for path in paths:
        try:
            times.append(Path(path).stat().st_mtime)
        except OSError:
            continue
    return max(times, default=None)


def _read_linux(machine: Machine) -> Updates:
    stamps = {
        kind: machine.read(Reading(newest_change, {"paths": list(p)})) for kind, p in LINUX_STAMPS.items()
    }
    if not any(stamps.values()):
        raise ProbeError(N_("The update system of this computer isn't supported."))
    settings = read_content(machine, "/etc/apt/apt.conf.d/20auto-upgrades")
    changes = _history(read_content(machine, "/var/log/apt/history.log", 4_000_000))
    return Updates(
        pending=_first_number(read_content(machine, APT_COUNT)),
        checked=_moment(stamps["lists"]),
        installed=_moment(stamps["changed"]),
        automatic='Unattended-Upgrade "1"' in settings if settings else None,
        recent=[change for change in changes if change.kind != "Error"][:10],
        failed=[change for change in changes if change.kind == "Error"][:10],
    )


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _first_number(text: str) -> int | None:
    """Return the first number of Ubuntu's sentence, which may be in any language."""
    found = re.search(r"\d+", text)
    return int(found[0]) if found else None


def _history(text: str) -> Sequence[UpdateChange]:
    """Return the changes of apt's log, newest first: its stanzas have fixed English keys."""
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
    """Shorten ``name:arch (old, new), name:arch (new, automatic)`` to the first names and a count."""
    packages = [part.partition(":")[0] for part in what.split("), ")]
    more = len(packages) - 5
    return ", ".join(packages[:5]) + (f" and {more} more" if more > 0 else "")


def _read_windows(machine: Machine) -> Updates:
    found = machine.read(Reading(windows_update_agent.query_updates))
    found = found if isinstance(found, dict) else {}
    return Updates(
        pending=to_int(found.get("Pending")),
        checked=None,
        installed=to_datetime(found.get("Last")),
        automatic=None,
        recent=[_update(entry, "Install") for entry in to_objects(found.get("Recent"))],
        failed=[_update(entry, "Error") for entry in to_objects(found.get("Failed"))],
    )


def _update(entry: Mapping[str, Json], kind: str) -> UpdateChange:
    code = to_text(entry.get("Code"))
    title = to_text(entry.get("Title"))
    return UpdateChange(to_text(entry.get("When")), kind, f"{title} ({code})" if code else title)


def _read_macos(machine: Machine) -> Updates:
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
    {Platform.LINUX: _read_linux, Platform.WINDOWS: _read_windows, Platform.MACOS: _read_macos},
)
