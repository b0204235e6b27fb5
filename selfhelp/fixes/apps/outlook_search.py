"""Email search without results: the search index isn't maintained, or is damaged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Answers, Finding, Json, Platform
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.apps.app_caches import ResetCache, read_backup_name
from selfhelp.machine.apps.known_apps import find_running_processes
from selfhelp.machine.apps.mail_search_index import DAMAGED, read_search_index_state
from selfhelp.machine.apps.thunderbird import (
    SEARCH,
    WANTED,
    SetThunderbirdPreference,
    read_thunderbird_preferences,
    require_mail_profile,
)
from selfhelp.machine.files.search_index import INDEX, StartSearch
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.power.sensors import SENSORS
from selfhelp.machine.storage.disk_space import VOLUMES

ROOM = 10  # percent of the disk that must be free for a new index


class OutlookSearch(Fix):
    """Repairs email search.

    Windows and macOS have one index for the whole computer. Its service is checked, and the helper starts it
    if it is stopped. Only Outlook shows the indexing progress. A rebuild is never started on Windows or
    macOS, because it takes hours during which a search finds even less. The new Outlook and shared mailboxes
    search on the server and need no index. On Linux, Thunderbird's own index is turned on if it is off. A
    damaged index is renamed as a backup, so that Thunderbird creates a new index.
    """

    id = "outlook-search"
    title = N_("Fix email search")
    category = Category.OFFICE_MAIL
    looks = N_("Checking email search…")
    lifetime = timedelta(minutes=2)
    collectors = ("services", "applications", "disks")
    prevention = N_(
        "Leave the computer on overnight after large changes to your mailbox so that the search index can "
        "catch up. Keep 10% of the disk free."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Check whether the index is maintained and intact."""
        return _LOOKS[machine.platform](machine)

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return why the fix can't run if IT turned the index off, or if a rebuild lacks power or space."""
        if finding.data["decided"]:
            return N_("An administrator set up search this way. Contact the help desk.")
        if not finding.data["rebuilds"]:
            return None
        battery = SENSORS.read(machine).battery
        if battery is not None and battery.plugged is False:
            return N_(
                "Rebuilding the search index takes hours and uses a lot of power. Plug in the charger, then "
                "try again."
            )
        if any(volume.free * 100 < volume.total * ROOM for volume in VOLUMES.read(machine)):
            return N_("There isn't enough disk space to rebuild the search index. Free up some space first.")
        return None

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return steps that start the index service, or that close Thunderbird and correct its index."""
        data = finding.data
        if data["decided"]:
            return ()
        if data["service"]:
            return (StartSearch(),)
        steps: list[Step] = [ByHand("close-thunderbird")] if data["open"] else []
        if data["setting"]:
            steps.append(SetThunderbirdPreference(**data["setting"]))
        if data["kept"]:
            steps.append(ResetCache("mail-search", data["kept"]))
        return [*steps, ByHand("open-thunderbird")]


def _to_finding_data(
    *,
    decided: bool = False,
    service: bool = False,
    is_open: bool = False,
    setting: Json = None,
    kept: str = "",
) -> dict[str, Json]:
    rebuilds = bool(setting or kept)
    facts = {"decided": decided, "service": service, "open": is_open, "setting": setting, "kept": kept}
    return {**facts, "rebuilds": rebuilds}


# -- the index of the system -----------------------------------------------------------------------


def _diagnose_system_index(machine: Machine) -> Finding | None:
    index = INDEX.read(machine)
    if index.runs and not index.misled:
        return None
    stopped = N_("This computer's search service isn't running.")
    misled = N_("Search finds nothing because of a search service setting.")
    return Finding(
        summary=misled if index.runs else stopped,
        meaning=N_("Outlook and the Start menu will find little or nothing until this is fixed."),
        evidence={"index": f"runs {index.runs}, wanted {index.wanted}, misled {index.misled}"},
        data=_to_finding_data(decided=index.misled or not index.wanted, service=True),
    )


# -- Thunderbird -----------------------------------------------------------------------------------


def _diagnose_thunderbird(machine: Machine) -> Finding | None:
    require_mail_profile(machine)
    is_open = bool(find_running_processes(machine, "thunderbird"))
    setting = read_thunderbird_preferences(machine).get(SEARCH)
    if setting is not None and setting.value != WANTED[SEARCH]:
        change = {
            "file": setting.file,
            "preference": SEARCH,
            "value": WANTED[SEARCH],
            "former": setting.value,
        }
        return _make_finding(
            N_("Search indexing is turned off in Thunderbird, so search finds nothing."),
            f"{SEARCH} {setting.value} in {setting.file}",
            _to_finding_data(is_open=is_open, setting=change),
        )
    if is_open:
        raise ProbeError(N_("Thunderbird is open, so its search index can't be checked. Close it first."))
    if read_search_index_state(machine) != DAMAGED:
        return None
    return _make_finding(
        N_("Thunderbird's search index is damaged."),
        "global-messages-db.sqlite damaged",
        _to_finding_data(kept=read_backup_name(machine, "mail-search")),
    )


def _make_finding(summary: Text, evidence: str, data: dict[str, Json]) -> Finding:
    meaning = N_(
        "All your messages are still there. Thunderbird will rebuild the index, which may take some hours."
    )
    return Finding(summary, meaning, {"Thunderbird": evidence}, data)


_LOOKS: Mapping[Platform, Callable[[Machine], Finding | None]] = MappingProxyType(
    {
        Platform.WINDOWS: _diagnose_system_index,
        Platform.MACOS: _diagnose_system_index,
        Platform.LINUX: _diagnose_thunderbird,
    }
)
