"""An email program that doesn't open, hangs or crashes: Outlook on Windows, Thunderbird on Linux."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Json, Option, Platform
from selfhelp.core.text import N_, NN_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.apps.addins import AddIn, LoadAddIn, find_crashing_addin, read_addins
from selfhelp.machine.apps.known_apps import PROGRAMS, QuitKnownApp, find_running_processes
from selfhelp.machine.apps.thunderbird import require_mail_profile
from selfhelp.machine.apps.thunderbird_lock import RemoveMailLock, ThunderbirdLock, read_profile_lock
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.processes.crashes import Crash, describe_crash, find_crashes
from selfhelp.machine.processes.process_steps import CloseProgram, EndProgram, ResumeProgram
from selfhelp.machine.processes.unresponsive import (
    HUNG,
    NOT_ANSWERING,
    NOT_GOING_ON,
    STOPPED,
    UnresponsiveProgram,
)
from selfhelp.machine.storage.home_folder import is_home_shared

ADD_IN = "add-in"
OUTLOOK = "OUTLOOK.EXE"
LEAST = 2  # a single crash isn't significant


class OutlookWontStart(Fix):
    """Makes an email program open again.

    Windows: an unresponsive Outlook is closed, then forced to quit; after repeated crashes one add-in is
    turned off, but never a mandatory add-in. Crashes before the last change of the add-ins don't count, so
    that the next check judges the change. Profiles and data files aren't changed. Linux: Thunderbird is
    resumed if suspended; if unresponsive, it is closed, then forced to quit; a stale lock that keeps it from
    starting is removed. macOS isn't supported: neither Outlook nor the system reports why it doesn't open.
    """

    id = "outlook-wont-start"
    title = N_("Get Outlook or Thunderbird to open")
    category = Category.OFFICE_MAIL
    platforms = frozenset({Platform.WINDOWS, Platform.LINUX})
    looks = N_("Checking why your email app won't open…")
    collectors = ("errors", "processes", "applications", "disks")
    by_hand = ("office-safe",)
    harmless = True
    prevention = N_(
        "Close your email app before you shut down the computer. Only install add-ins your organisation "
        "offers."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Find an unresponsive program, a stale lock file, and repeated crashes."""
        return _LOOKS[machine.platform](machine)

    def is_harmless(self, finding: Finding) -> bool:
        """Return whether the finding is a stale lock of this computer.

        Closing programs and turning off add-ins needs the user's consent.
        """
        return finding.data["kind"] == "lock" and not finding.data["elsewhere"]

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return why the fix can't run if another computer may have just created the lock."""
        if finding.data.get("elsewhere") and is_home_shared(machine):
            return N_(
                "Your home folder is shared by several computers, and Thunderbird seems to be open on "
                "another one. Close it there, or contact the help desk."
            )
        return None

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return a question asking which single add-in to turn off, so that the cause can be identified."""
        add_ins = finding.data.get("add-ins", ())
        if len(add_ins) < 2:
            return ()
        options = [
            Option(add_in["key"], add_in["title"], chosen=add_in["key"] == finding.data["guess"])
            for add_in in add_ins
        ]
        return (ChoiceQuestion(ADD_IN, N_("Which Outlook add-in should be turned off?"), options),)

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return the least disruptive steps for the finding."""
        return _STEPS[finding.data["kind"]](finding.data, answers)


# -- Thunderbird -----------------------------------------------------------------------------------


def _diagnose_thunderbird(machine: Machine) -> Finding | None:
    require_mail_profile(machine)
    names = PROGRAMS["thunderbird"].names[Platform.LINUX]
    seen = [p for p in NOT_GOING_ON.read(machine) if p.name in names and not p.job]
    if paused := [program for program in seen if program.state == STOPPED]:
        return _make_hang_finding(paused, "resume", N_("Thunderbird is paused and can't respond."))
    if hung := [program for program in NOT_ANSWERING.read(machine) if program.name in names]:
        return _make_hang_finding(hung, "close", N_("Thunderbird isn't responding."))
    if find_running_processes(machine, "thunderbird"):
        return None
    lock = read_profile_lock(machine)
    return _make_lock_finding(lock) if lock is not None and lock.blocks_start else None


def _make_lock_finding(lock: ThunderbirdLock) -> Finding:
    return Finding(
        summary=N_("Thunderbird can't start: according to a lock file, it's already open."),
        meaning=N_("Thunderbird wasn't closed properly last time. We can remove the leftover lock file."),
        evidence={"lock": f"{lock.target}, program with this number: {lock.program or 'none'}"},
        data={"kind": "lock", "target": lock.target, "elsewhere": not lock.ours},
    )


def _make_hang_finding(programs: Sequence[UnresponsiveProgram], kind: str, summary: Text) -> Finding:
    return Finding(
        summary=summary,
        meaning=N_("What you were writing is most likely still there."),
        evidence={"processes": ", ".join(f"{p.name} {p.pid} {p.state}" for p in programs)},
        data={
            "kind": kind,
            "name": programs[0].name,
            "pids": [p.pid for p in programs],
            "started": [p.started for p in programs],
        },
    )


# -- Outlook ---------------------------------------------------------------------------------------


def _diagnose_outlook(machine: Machine) -> Finding | None:
    hung = [p for p in NOT_GOING_ON.read(machine) if f"{p.name}.exe".upper() == OUTLOOK and p.state == HUNG]
    if hung:
        return _make_hang_finding(hung, "close", N_("Outlook isn't responding."))
    add_ins = read_addins(machine, "Outlook")
    changed = max((add_in.changed for add_in in add_ins), default=0.0)
    crashes = find_crashes(machine, (OUTLOOK,), after=changed)
    return _make_crash_finding(crashes, add_ins) if len(crashes) >= LEAST else None


def _make_crash_finding(crashes: Sequence[Crash], add_ins: Sequence[AddIn]) -> Finding:
    may_go = [add_in for add_in in add_ins if add_in.can_be_disabled]
    meaning = N_("This is usually caused by an add-in. We can start Outlook without it.")
    alone = N_(
        "Opening Outlook in safe mode shows whether an add-in is the cause. The help desk can then fix it."
    )
    return Finding(
        summary=NN_(
            "Outlook crashed {count} time in the last few days.",
            "Outlook crashed {count} times in the last few days.",
            len(crashes),
        ),
        meaning=meaning if may_go else alone,
        evidence={
            "crashes": "; ".join(describe_crash(crash) for crash in crashes[:10]),
            "add-ins": ", ".join(f"{a.key} {a.load}" for a in add_ins) or "none",
        },
        data={
            "kind": "crash",
            "add-ins": [{"key": a.key, "title": a.title} for a in may_go],
            "guess": find_crashing_addin([crash.module for crash in crashes], may_go),
        },
    )


# -- steps -----------------------------------------------------------------------------------------


def _make_resume_steps(data: Mapping[str, Json], _: Answers) -> Sequence[Step]:
    return (ResumeProgram(data["name"], tuple(data["pids"]), tuple(data["started"])),)


def _make_close_steps(data: Mapping[str, Json], _: Answers) -> Sequence[Step]:
    who = data["name"], tuple(data["pids"]), tuple(data["started"])
    return CloseProgram(*who), EndProgram(*who)


def _make_unlock_steps(data: Mapping[str, Json], _: Answers) -> Sequence[Step]:
    return (RemoveMailLock(data["target"]),)


def _make_add_in_steps(data: Mapping[str, Json], answers: Answers) -> Sequence[Step]:
    """Return steps that close Outlook and turn off one add-in, or try safe mode if there are no add-ins."""
    wanted = answers.get(ADD_IN, [data["guess"]])
    steps: list[Step] = [
        LoadAddIn("Outlook", add_in["key"], add_in["title"], on=False)
        for add_in in data["add-ins"]
        if add_in["key"] in wanted
    ]
    return [QuitKnownApp("outlook"), *steps, ByHand("open-outlook")] if steps else [ByHand("office-safe")]


_LOOKS: Mapping[Platform, Callable[[Machine], Finding | None]] = MappingProxyType(
    {Platform.WINDOWS: _diagnose_outlook, Platform.LINUX: _diagnose_thunderbird}
)
_STEPS: Mapping[str, Callable[[Mapping[str, Json], Answers], Sequence[Step]]] = MappingProxyType(
    {
        "resume": _make_resume_steps,
        "close": _make_close_steps,
        "lock": _make_unlock_steps,
        "crash": _make_add_in_steps,
    }
)
