"""One program that keeps the computer busy or fills its memory, slowing everything else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Json, Option
from selfhelp.core.text import N_, Size, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.processes.resource_hogs import (
    EATERS,
    INDEX,
    SCAN,
    UPDATE,
    EndHeavyProgram,
    HeavyLoad,
    HeavyProgram,
    QuitHeavyProgram,
)
from selfhelp.machine.processes.system_load import OVERLOADED

PROGRAM, HOW = "program", "how"
ASK, FORCE = "ask", "force"

WHOLE = 0.9
"""Share of one processor above which a single program counts as busy."""

CONTENDED = 0.4
"""Share of one processor above which a program counts as busy if all processors are in use."""

LONG = 5.0
"""Minimum processor time a program has used, in seconds; starting a program takes less."""

SATURATED = 0.9
"""Share of all processors above which the computer is slow; other users' programs then count too."""

WORKING = 0.05
"""Minimum share of one processor for a program that contributes to filling all processors."""

SHORT = 0.10
"""Share of available memory below which the computer starts swapping."""

BIG = 0.15
"""Minimum share of all memory for which closing a program helps if memory is short."""

AT_LIMIT = 0.9
"""Share of an app's own memory limit above which the app is about to fail."""


class OverusedResource(StrEnum):
    """Resource that a program, or several programs together, overuse."""

    PROCESSOR = "processor"
    MEMORY = "memory"
    LIMIT = "limit"
    TOGETHER = "together"


class PerfHighUsage(Fix):
    """Names the app that overuses a resource, and asks it to close if it is the user's own.

    System work (virus scans, the search index, updates) ends automatically and is only explained; programs of
    other users and the desktop are never closed. Disk activity isn't measured.
    """

    id = "perf-high-usage"
    title = N_("Find what's slowing the computer")
    category = Category.PERFORMANCE
    looks = N_("Checking what your apps are doing…")
    alone = True
    cheap = False  # it measures for four seconds
    collectors = ("processes", "load", "disks", "hardware", "power")
    prevention = N_(
        "Close apps and browser tabs you don't need, and restart the computer once a "
        "week. If an app is often busy, update it or ask the help desk to check it."
    )
    by_hand = ("close-some", "restart")

    def diagnose(self, machine: Machine) -> Finding | None:
        """Measure all programs for a few seconds and return the finding, or None."""
        load = EATERS.read(machine)
        return _make_finding(load, _find_heavy_programs(load)) or _find_unexplained_load(load)

    def describe_measured_values(self, machine: Machine) -> Text | None:
        """Return the load of the processors, and the memory that is free."""
        load = EATERS.read(machine)
        return N_(
            "Right now, the processor is {percent}% busy, and {free} of {total} of memory is free.",
            percent=round(load.busy * 100),
            free=Size(load.available),
            total=Size(load.memory),
        )

    def verify_outcome(self, machine: Machine, finding: Finding, answers: Answers) -> Finding | None:
        """Measure the apps that the user chose, even if restarted; other apps may keep running."""
        names = {entry["name"] for entry in _filter_chosen_programs(finding, answers)}
        kept = {_make_option_value(entry) for entry in finding.data["programs"]} - set(
            map(_make_option_value, _filter_chosen_programs(finding, answers))
        )
        load = EATERS.read(machine)
        left = [
            (e, kind) for e, kind in _find_heavy_programs(load) if e.name in names and str(e.pid) not in kept
        ]
        return _make_finding(load, left)

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return why the fix can't run if the user can't close any of the apps; includes advice."""
        programs: Sequence[Mapping[str, Json]] = finding.data["programs"]
        if not programs:
            return _MANY
        if any(entry["closable"] for entry in programs):
            return None
        first = programs[0]
        return _PATIENCE.get(first["work"]) or N_(
            "{program} belongs to the system or another user, so we can't close it. Wait half an hour. If "
            "the computer is still slow, restart it.",
            program=first["name"],
        )

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return questions asking which of several programs to close, and how."""
        programs = _filter_closable_programs(finding)
        asked = []
        if len(programs) > 1:
            options = [
                Option(_make_option_value(entry), entry["name"], _describe_option(entry))
                for entry in programs
            ]
            asked.append(
                ChoiceQuestion(PROGRAM, N_("Which app would you like to close?"), options, several=True)
            )
        asked.append(ChoiceQuestion(HOW, N_("How would you like to close it?"), _WAYS))
        return asked

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return steps that ask each chosen program to close, or force it to quit if the user chose that."""
        force = FORCE in answers.get(HOW, ())
        return [
            kind(entry["name"], (entry["pid"],), (entry["started"],))
            for entry in _filter_chosen_programs(finding, answers)
            for kind in ((QuitHeavyProgram, EndHeavyProgram) if force else (QuitHeavyProgram,))
        ]


_WAYS = (
    Option(ASK, N_("Ask the app to close"), N_("The app can save your work."), chosen=True),
    Option(
        FORCE, N_("Ask the app to close; force it to quit if it doesn't"), N_("Unsaved work will be lost.")
    ),
)

_TOGETHER = N_("Several apps together are keeping this computer busy.")
_CLOSE_SOME = N_("All apps are slow, and the fan may be loud. Close the ones you don't need right now.")
_MANY = N_(
    "We can't tell which apps could be closed. Close the ones you don't need. If "
    "the computer is still slow in half an hour, restart it."
)

_PATIENCE: Mapping[str, Text] = MappingProxyType(
    {
        SCAN: N_("A virus scan is running. We never stop virus scans; this one finishes automatically."),
        INDEX: N_("Search is indexing your files. This finishes automatically, usually within an hour."),
        UPDATE: N_("Updates are being installed. Leave the computer on until they're finished."),
    }
)


def _find_overused_resource(eater: HeavyProgram, load: HeavyLoad) -> OverusedResource | None:
    """Return the resource that a program overuses, or None if its use is normal."""
    slow = load.busy >= SATURATED
    enough = CONTENDED if eater.mine and slow else WHOLE
    if (eater.mine or slow) and eater.processor >= enough and eater.spent >= LONG:
        return OverusedResource.PROCESSOR
    if eater.mine and eater.limit >= AT_LIMIT:
        return OverusedResource.LIMIT
    if load.available < SHORT * load.memory and eater.memory >= BIG * load.memory:
        return OverusedResource.MEMORY
    return None


def _find_heavy_programs(load: HeavyLoad) -> Sequence[tuple[HeavyProgram, OverusedResource]]:
    """Return the apps that overuse a resource, closable apps first."""
    found = [
        (eater, kind) for eater in load.programs if (kind := _find_overused_resource(eater, load)) is not None
    ]
    if load.busy >= SATURATED and not found:
        found = _find_shared_overload(load)
    return sorted(found, key=lambda pair: not pair[0].is_closable)


def _find_shared_overload(load: HeavyLoad) -> list[tuple[HeavyProgram, OverusedResource]]:
    """Return the user's apps that only together overuse the processors.

    Other users' programs are left out, because this user can't close them.
    """
    working = [eater for eater in load.programs if eater.mine and eater.processor >= WORKING]
    of_name: dict[str, list[HeavyProgram]] = defaultdict(list)
    for eater in working:
        of_name[eater.name].append(eater)
    same = [
        eater
        for group in of_name.values()
        if _is_share_exceeded_together(group, CONTENDED)
        for eater in group
    ]
    if same:
        return [(eater, OverusedResource.PROCESSOR) for eater in same]
    return (
        [(eater, OverusedResource.TOGETHER) for eater in working]
        if _is_share_exceeded_together(working, WHOLE)
        else []
    )


def _is_share_exceeded_together(programs: Sequence[HeavyProgram], share: float) -> bool:
    """Return whether programs together exceed a share of one processor for some time."""
    busy, spent = sum(eater.processor for eater in programs), sum(eater.spent for eater in programs)
    return busy >= share and spent >= LONG


def _find_unexplained_load(load: HeavyLoad) -> Finding | None:
    """Return the finding that all processors are busy, but no program alone is to blame.

    A program that works explains busy processors, unless more work was waiting all minute. The average load
    has the limit of the ticket's key findings, so that both agree.
    """
    works = any(eater.processor >= WORKING for eater in load.programs)
    if load.busy < SATURATED or (works and load.average < OVERLOADED):
        return None
    return Finding(_TOGETHER, _CLOSE_SOME, _collect_evidence(load, ()), {"programs": []})


def _make_finding(load: HeavyLoad, hungry: Sequence[tuple[HeavyProgram, OverusedResource]]) -> Finding | None:
    if not hungry:
        return None
    return Finding(
        summary=_make_summary(*hungry[0], load),
        meaning=_make_explanation(*hungry[0], load),
        evidence=_collect_evidence(load, hungry),
        data={"programs": [_to_step_plan(eater, kind) for eater, kind in hungry]},
    )


def _make_summary(eater: HeavyProgram, kind: OverusedResource, load: HeavyLoad) -> Text:
    match kind:
        case OverusedResource.PROCESSOR if load.busy >= SATURATED:
            return N_("{program} is keeping this computer busy.", program=eater.name)
        case OverusedResource.PROCESSOR:
            return N_("{program} is using a lot of processing power.", program=eater.name)
        case OverusedResource.MEMORY:
            return N_(
                "{program} is using {size} of memory, leaving hardly any for other apps.",
                program=eater.name,
                size=Size(eater.memory),
            )
        case OverusedResource.LIMIT:
            return N_("{program} has used nearly all the memory available to it.", program=eater.name)
        case OverusedResource.TOGETHER:
            return _TOGETHER


def _make_explanation(eater: HeavyProgram, kind: OverusedResource, load: HeavyLoad) -> Text:
    if kind is OverusedResource.TOGETHER:
        return _CLOSE_SOME
    if not eater.is_closable:
        return N_(
            "While this app is running, other apps are slow. This app belongs to the system or another user."
        )
    if kind is OverusedResource.LIMIT:
        return N_(
            "The app may stop working at any moment. Save your work, then close the app and open it again."
        )
    if kind is OverusedResource.PROCESSOR and load.busy < SATURATED:
        return N_(
            "The fan may be loud, and the battery drains faster. If the app is doing something you "
            "need, such as a video call, let it finish. Otherwise, you can close it and open it "
            "again."
        )
    return N_("Other apps are slow, and the fan may be loud. You can close this app and open it again.")


def _collect_evidence(
    load: HeavyLoad, hungry: Sequence[tuple[HeavyProgram, OverusedResource]]
) -> Mapping[str, str]:
    """Return the facts for a technician: the whole computer, the findings, and the next programs."""
    facts = {
        "processors busy": f"{load.busy:.0%}",
        "average load": f"{load.average:.0%}",
        "memory available": f"{load.available / max(load.memory, 1):.0%}",
    }
    facts |= {f"hungry {n}": f"{kind}: {_format_figures(eater)}" for n, (eater, kind) in enumerate(hungry, 1)}
    return facts | {f"program {n}": _format_figures(eater) for n, eater in enumerate(load.programs[:10], 1)}


def _format_figures(eater: HeavyProgram) -> str:
    owner = "own" if eater.mine else "not own"
    return f"{eater.name} ({owner}): {eater.processor:.2f} processors, {eater.memory // 1_000_000} MB"


def _to_step_plan(eater: HeavyProgram, kind: OverusedResource) -> Json:
    return {
        "name": eater.name,
        "kind": kind.value,
        "closable": eater.is_closable,
        "work": eater.system_work,
        "pid": eater.pid,
        "started": eater.started,
        "processor": eater.processor,
        "memory": eater.memory,
    }


def _filter_closable_programs(finding: Finding) -> Sequence[Mapping[str, Json]]:
    return [entry for entry in finding.data["programs"] if entry["closable"]]


def _filter_chosen_programs(finding: Finding, answers: Answers) -> Sequence[Mapping[str, Json]]:
    programs = _filter_closable_programs(finding)
    wanted = answers.get(PROGRAM, [_make_option_value(entry) for entry in programs])
    return [entry for entry in programs if _make_option_value(entry) in wanted]


def _make_option_value(entry: Mapping[str, Json]) -> str:
    return str(entry["pid"])


def _describe_option(entry: Mapping[str, Json]) -> Text:
    return N_(
        "{percent}% of one processor core, {size} of memory",
        percent=round(entry["processor"] * 100),
        size=Size(entry["memory"]),
    )
