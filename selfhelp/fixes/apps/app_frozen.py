"""Unresponsive programs: resumed if suspended, otherwise closed or forced to quit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Json, Option
from selfhelp.core.text import N_, NN_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.processes.process_steps import CloseProgram, EndProgram, ResumeProgram
from selfhelp.machine.processes.unresponsive import (
    HUNG,
    NOT_ANSWERING,
    NOT_GOING_ON,
    STUCK,
    UnresponsiveProgram,
)

PROGRAM, HOW = "program", "how"
GO_ON, CLOSE = "go-on", "close"


class AppFrozen(Fix):
    """Resumes or closes the user's unresponsive programs.

    Windows reports unresponsive windows; under X11, this app pings the windows. On macOS and Wayland, only
    the desktop detects unresponsive windows, greys them and offers to quit the program. There, only suspended
    and stuck programs are found, and the fix returns manual steps.
    """

    id = "app-frozen"
    title = N_("Fix a frozen app")
    category = Category.PERFORMANCE
    looks = N_("Checking for apps that aren't responding…")
    cheap = True
    collectors = ("processes", "load", "errors")
    prevention = N_(
        "Save often, and let an app finish before you click again. Close apps and tabs you don't need."
    )
    by_hand = ("end-frozen",)

    def diagnose(self, machine: Machine) -> Finding | None:
        """Find the user's unresponsive programs.

        A program suspended in a terminal isn't a problem. A program that waits for a disk or the network
        can't receive any signal, so the check is inconclusive.
        """
        return _make_closable_finding(_find_frozen_programs(machine))

    def verify_outcome(self, machine: Machine, finding: Finding, answers: Answers) -> Finding | None:
        """Check the apps that the user chose; other apps may be suspended on purpose."""
        pids = {pid for entry in _filter_chosen_programs(finding, answers) for pid in entry["pids"]}
        return _make_closable_finding(
            [program for program in _find_frozen_programs(machine) if program.pid in pids]
        )

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return why the fix can't run if only the desktop hangs: closing it would end the session."""
        programs: Sequence[Mapping[str, Json]] = finding.data["programs"]
        if all(entry["protected"] and entry["state"] == HUNG for entry in programs):
            return N_(
                "{program} is part of the desktop, so we can't close it. Save what you can, and restart the "
                "computer.",
                program=programs[0]["name"],
            )
        return None

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return questions asking which of several programs to handle, and whether to resume or close it."""
        programs: Sequence[Mapping[str, Json]] = finding.data["programs"]
        asked = []
        if len(programs) > 1:
            options = [
                Option(_make_option_value(entry), entry["name"], _describe_option(entry), chosen=True)
                for entry in programs
            ]
            asked.append(ChoiceQuestion(PROGRAM, N_("Which apps should we fix?"), options, several=True))
        if any(entry["state"] != HUNG and not entry["protected"] for entry in programs):
            asked.append(ChoiceQuestion(HOW, N_("What would you like to do with this app?"), _WAYS))
        return asked

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return steps that resume suspended programs, and close or force-quit hung or unwanted programs."""
        close = CLOSE in answers.get(HOW, ())
        return [
            step for entry in _filter_chosen_programs(finding, answers) for step in _make_steps(entry, close)
        ]


_WAYS = (
    Option(
        GO_ON, N_("Resume it"), N_("It continues where it was paused. Nothing will be lost."), chosen=True
    ),
    Option(CLOSE, N_("Close it"), N_("Unsaved work will be lost.")),
)


_WAIT_FIRST = N_(
    "If the app is saving, sending or opening something large, wait a few minutes first. "
    "Otherwise, you can close it and open it again."
)


def _filter_chosen_programs(finding: Finding, answers: Answers) -> Sequence[Mapping[str, Json]]:
    programs: Sequence[Mapping[str, Json]] = finding.data["programs"]
    wanted = answers.get(PROGRAM, [_make_option_value(entry) for entry in programs])
    return [entry for entry in programs if _make_option_value(entry) in wanted]


def _find_frozen_programs(machine: Machine) -> Sequence[UnresponsiveProgram]:
    seen = [*NOT_GOING_ON.read(machine), *NOT_ANSWERING.read(machine)]
    return [program for program in seen if not program.job]


def _make_closable_finding(programs: Sequence[UnresponsiveProgram]) -> Finding | None:
    """Return the finding for the unresponsive programs that can be closed or resumed.

    Raises:
        ProbeError: all programs are stuck in the kernel.
    """
    frozen = [program for program in programs if program.state != STUCK]
    if frozen:
        return _make_finding(frozen)
    if programs:
        message = N_(
            "{program} is waiting for a disk or the network and can't be closed. Wait a "
            "few minutes. If the app doesn't recover, restart the computer.",
            program=programs[0].name,
        )
        raise ProbeError(message, detail=_collect_evidence(programs))
    return None


def _make_steps(entry: Mapping[str, Json], close: bool) -> Sequence[Step]:
    name, pids, started = entry["name"], tuple(entry["pids"]), tuple(entry["started"])
    hung = entry["state"] == HUNG
    if entry["protected"]:
        return () if hung else (ResumeProgram(name, pids, started),)
    if close or hung:
        return CloseProgram(name, pids, started), EndProgram(name, pids, started)
    return (ResumeProgram(name, pids, started),)


def _make_finding(programs: Sequence[UnresponsiveProgram]) -> Finding:
    groups = _group_by_program(programs)
    names = ", ".join(group[0].name for group in groups)
    hung = any(group[0].state == HUNG for group in groups)
    return Finding(
        summary=_make_summary(len(groups), names, hung),
        meaning=_WAIT_FIRST if hung else N_("Your work is most likely still there."),
        evidence={"programs": _collect_evidence(programs)},
        data={"programs": [_group_to_data(group) for group in groups]},
    )


def _make_summary(count: int, names: str, hung: bool) -> Text:
    if hung:
        return NN_(
            "{programs} isn't responding.",
            "{count} apps aren't responding: {programs}.",
            count,
            programs=names,
        )
    return NN_(
        "{programs} is paused and can't respond.",
        "{count} apps are paused and can't respond: {programs}.",
        count,
        programs=names,
    )


def _group_by_program(programs: Sequence[UnresponsiveProgram]) -> Sequence[Sequence[UnresponsiveProgram]]:
    """Group each program with the unresponsive programs it started."""
    tops: dict[int, list[UnresponsiveProgram]] = {}
    by_pid = {program.pid: program for program in programs}
    for program in programs:
        top, seen = program, {program.pid}
        while top.parent in by_pid and top.parent not in seen:
            top = by_pid[top.parent]
            seen.add(top.pid)
        tops.setdefault(top.pid, [top])
        if program is not top:
            tops[top.pid].append(program)
    return list(tops.values())


def _group_to_data(group: Sequence[UnresponsiveProgram]) -> Json:
    return {
        "name": group[0].name,
        "state": group[0].state,
        "protected": any(program.is_protected for program in group),
        "pids": [program.pid for program in group],
        "started": [program.started for program in group],
    }


def _collect_evidence(programs: Sequence[UnresponsiveProgram]) -> str:
    return ", ".join(f"{program.name} (pid {program.pid}, {program.state})" for program in programs)


def _make_option_value(entry: Mapping[str, Json]) -> str:
    return str(entry["pids"][0])


def _describe_option(entry: Mapping[str, Json]) -> Text:
    return N_("process {pid}", pid=entry["pids"][0])
