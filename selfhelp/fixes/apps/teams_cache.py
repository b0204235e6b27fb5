"""Microsoft Teams that doesn't load or keeps crashing: Teams is restarted with a new cache."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import Answers, Finding, Platform
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.apps.app_caches import ResetCache, read_backup_name
from selfhelp.machine.apps.known_apps import PROGRAMS, QuitKnownApp, find_running_processes
from selfhelp.machine.apps.teams import CRASHING, IN_CALL, read_teams_cache
from selfhelp.machine.apps.teams_linux import (
    LARGE,
    RenewTeamsCaches,
    TeamsInstallation,
    is_teams_unresponsive,
    read_teams_installations,
)
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.processes.crashes import describe_crash, find_crashes
from selfhelp.machine.processes.unresponsive import HUNG, NOT_GOING_ON

LEAST = 2  # a single failure isn't significant


class TeamsCache(Fix):
    """Renames Teams' cache on this computer, so that Teams creates a new cache.

    On Windows and macOS, a damaged cache can't be detected, only repeated failures or an unresponsive Teams.
    Failures before the cache was created don't count, so that the check after the fix judges the new cache.
    On Linux, where people use the free "Teams for Linux", its caches are checked directly, and renamed only
    while it is closed. The folders of Microsoft's former programs aren't changed: nothing uses them any more.
    """

    id = "teams-cache"
    title = N_("Reset Teams")
    category = Category.OFFICE_MAIL
    looks = N_("Checking Teams…")
    collectors = ("applications", "errors", "network", "processes")
    by_hand = ("quit-teams", "teams-page")
    prevention = N_(
        "Quit Teams once a week from its icon near the clock, so that it can update. Closing its window "
        "leaves it running."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Check whether Teams is unresponsive or crashed repeatedly, and check its caches."""
        return _LOOKS[machine.platform](machine)

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return why the fix can't run, such as a call, a linked folder, or (on Linux) an open Teams."""
        return _REFUSALS[machine.platform](machine, finding)

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return steps that close Teams if possible, rename its cache, and reopen Teams."""
        if "kept" in finding.data:
            caches = [RenewTeamsCaches(place, number) for place, number in finding.data["kept"].items()]
            return [*caches, ByHand("open-teams")]
        moves = [ResetCache(thing, kept) for thing, kept in finding.data["aside"].items()]
        return [QuitKnownApp("teams"), *moves, ByHand("open-teams")]


HANGS = N_("Teams isn't responding.")
MOVE = N_(
    "The Teams cache on this computer may be damaged. We can reset it. Your chats and files aren't stored "
    "there."
)


# -- Windows and macOS -----------------------------------------------------------------------------


def _diagnose_failures(machine: Machine) -> Finding | None:
    cache = read_teams_cache(machine)
    if cache is None:
        return None
    names = CRASHING[machine.platform]
    hung = [p.name for p in NOT_GOING_ON.read(machine) if p.state == HUNG and f"{p.name}.exe" in names]
    crashes = find_crashes(machine, names, after=cache.made)
    if not hung and len(crashes) < LEAST:
        return None
    return Finding(
        summary=HANGS if hung else N_("Teams has crashed several times recently."),
        meaning=MOVE,
        evidence={
            "failures": "; ".join(describe_crash(crash) for crash in crashes[:10]) or "none",
            "hangs": ", ".join(hung) or "no",
        },
        data={"aside": _map_backup_names(machine), "elsewhere": cache.elsewhere},
    )


def _find_call_or_link_reason(machine: Machine, finding: Finding) -> Text | None:
    if finding.data["elsewhere"]:
        return N_(
            "Your app data folder is in a location where Teams doesn't work well. The help desk can move it "
            "back."
        )
    if IN_CALL.read(machine):
        return N_("You're in a Teams call. Try again when it's over.")
    return None


def _map_backup_names(machine: Machine) -> Mapping[str, str]:
    """Return the existing caches with their backup names."""
    things = ("teams-cache", "teams-group") if machine.platform is Platform.MACOS else ("teams-cache",)
    names = {thing: read_backup_name(machine, thing) for thing in things}
    return {thing: kept for thing, kept in names.items() if kept}


# -- Linux -----------------------------------------------------------------------------------------


def _diagnose_linux_caches(machine: Machine) -> Finding | None:
    everything = read_teams_installations(machine)
    if not everything:
        raise NotOfferedError(
            N_(
                "Teams isn't installed here. If you use it in a browser, clear the site data for Teams "
                "only, then sign in again."
            )
        )
    hung = is_teams_unresponsive(machine)
    bad = [kept for kept in everything if hung or kept.damaged or kept.closed or kept.size > LARGE]
    return _make_finding(bad, hung) if bad else None


def _make_finding(bad: Sequence[TeamsInstallation], hung: bool) -> Finding:
    return Finding(
        summary=_make_summary(bad, hung),
        meaning=MOVE
        if hung
        else N_(
            "Teams may stay blank or keep signing you out. We can reset its cache. Your chats and files "
            "aren't stored there."
        ),
        evidence={
            "kept": ", ".join(f"{kept.place} {kept.size // 1_000_000} MB" for kept in bad),
            "damaged": ", ".join(name for kept in bad for name in kept.damaged) or "none",
            "not writable": ", ".join(name for kept in bad for name in kept.closed) or "none",
            "hangs": "yes" if hung else "no",
        },
        data={"kept": {kept.place: kept.number for kept in bad}, "hangs": hung},
    )


def _make_summary(bad: Sequence[TeamsInstallation], hung: bool) -> Text:
    if hung:
        return HANGS
    if any(kept.damaged for kept in bad):
        return N_("The Teams cache on this computer is damaged.")
    if any(kept.closed for kept in bad):
        return N_("Teams doesn't have permission to use its cache on this computer.")
    return N_("The Teams cache on this computer is too large.")


def _find_open_teams_reason(machine: Machine, finding: Finding) -> Text | None:
    if finding.data["hangs"]:
        return N_(
            "Teams is still open and isn't responding. Close it with “Fix a frozen app”, then try again."
        )
    if find_running_processes(machine, "teams"):
        return N_("{program} is open. Close it, then try again.", program=PROGRAMS["teams"].title)
    return None


_LOOKS: Mapping[Platform, Callable[[Machine], Finding | None]] = {
    Platform.WINDOWS: _diagnose_failures,
    Platform.MACOS: _diagnose_failures,
    Platform.LINUX: _diagnose_linux_caches,
}
_REFUSALS: Mapping[Platform, Callable[[Machine, Finding], Text | None]] = {
    Platform.WINDOWS: _find_call_or_link_reason,
    Platform.MACOS: _find_call_or_link_reason,
    Platform.LINUX: _find_open_teams_reason,
}
