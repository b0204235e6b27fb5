"""Settings and apps of the organisation that haven't arrived, because a management tool didn't sync."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import Answers, Finding, Json
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step, elevate
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenPage
from selfhelp.machine.system.management import (
    APPS,
    MANAGEMENT,
    OPERATIONS,
    SYNCS,
    TITLES,
    ManagedBy,
    ManagementTool,
    OpenToolApp,
    RefreshGroupPolicy,
)

JUST_NOW = timedelta(minutes=15)
"""Age of the last sync below which no new sync is needed."""


class ManagementSync(Fix):
    """Synchronises each tool that manages this computer, and verifies that each tool reports a new sync.

    If the helper may not start a tool, its own app or settings page is opened. On Linux only the tools named
    by the policy are checked.
    """

    id = "management-sync"
    title = N_("Sync with your organisation")
    category = Category.UPDATES
    looks = N_("Checking when this computer last synced with your organisation…")
    cheap = False
    only_a_note = True
    collectors = ("system", "identity", "updates")
    lifetime = timedelta(seconds=60)
    prevention = N_(
        "Leave the computer on and connected for an hour a week. Settings and apps are "
        "then installed automatically."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Check the time of each tool's last sync; a sync more than a few minutes old is a finding."""
        tools = _read_management_tools(machine)
        waiting = [one for one in tools if not _is_sync_recent(one)]
        return _make_finding(machine, waiting, tools) if waiting else None

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return steps that start each tool's sync; empty on Linux without the helper."""
        return [step for tool in finding.data["tools"] for step in _make_steps(tool)]

    def verify_outcome(self, machine: Machine, finding: Finding, answers: Answers) -> Finding | None:
        """Check the same tools again; each must have synchronised since, without errors.

        Raises:
            ProbeError: a tool doesn't report its last sync.
        """
        before = {tool["manager"]: tool["age"] for tool in finding.data["tools"]}
        now = [one for one in _read_management_tools(machine) if one.manager in before]
        left = [one for one in now if not _has_synced(one, before[one.manager])]
        silent = [one for one in left if one.age is None]
        if len(silent) == len(left) > 0:
            raise ProbeError(
                N_("A sync with {name} was requested. Couldn't check the result.", name=_join_names(silent))
            )
        return _make_finding(machine, left, now) if left else None


def _read_management_tools(machine: Machine) -> Sequence[ManagedBy]:
    tools = MANAGEMENT.read(machine)
    if not tools:
        raise NotOfferedError(N_("No supported management tool found on this computer."))
    return tools


def _is_sync_recent(tool: ManagedBy) -> bool:
    return tool.age is not None and tool.age <= JUST_NOW and not tool.errors


def _has_synced(tool: ManagedBy, before: int | None) -> bool:
    if tool.age is None or tool.errors:
        return False
    return tool.age <= JUST_NOW and (before is None or tool.age < timedelta(seconds=before))


def _join_names(tools: Sequence[ManagedBy]) -> str:
    return ", ".join(TITLES[one.manager] for one in tools)


def _make_finding(machine: Machine, waiting: Sequence[ManagedBy], tools: Sequence[ManagedBy]) -> Finding:
    operations = elevate.list_available_operations(machine)
    evidence = {}
    for one in tools:
        told = "unknown" if one.age is None else f"{one.age.total_seconds():.0f} s ago"
        evidence[f"last sync with {TITLES[one.manager]}"] = told
        if one.errors:
            evidence[f"errors of {TITLES[one.manager]}"] = "; ".join(one.errors)
    return Finding(
        _make_summary(waiting[0]),
        N_("New settings and apps are delivered when the computer syncs. We can start a sync now."),
        evidence,
        {"tools": [_to_finding_data(one, operations) for one in waiting]},
    )


def _make_summary(tool: ManagedBy) -> Text:
    name = TITLES[tool.manager]
    if tool.errors:
        return N_("The last sync with {name} had errors.", name=name)
    if tool.age is None:
        return N_("Couldn't check when this computer last synced with {name}.", name=name)
    return N_("This computer last synced with {name} {span} ago.", name=name, span=tool.age)


def _to_finding_data(tool: ManagedBy, operations: Sequence[str]) -> Mapping[str, Json]:
    age = None if tool.age is None else int(tool.age.total_seconds())
    return {
        "manager": str(tool.manager),
        "age": age,
        "helper": OPERATIONS.get(tool.manager) in operations,
    }


def _make_steps(tool: Mapping[str, Json]) -> Sequence[Step]:
    manager = ManagementTool(tool["manager"])
    if manager is ManagementTool.GROUP_POLICY:
        return (RefreshGroupPolicy(),)
    if tool["helper"]:
        return (SYNCS[manager](),)
    if manager is ManagementTool.INTUNE:
        return OpenPage("work-account"), ByHand("sync-work-account")
    if manager in APPS:
        return OpenToolApp(str(manager)), ByHand(f"sync-in-{manager}")
    return ()
