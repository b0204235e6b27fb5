"""Office programs that crash or don't start: Word, Excel and PowerPoint, or LibreOffice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Json, Option, Platform
from selfhelp.core.text import N_, NN_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.apps.addins import APPLICATIONS, LoadAddIn, find_crashing_addin, read_addins
from selfhelp.machine.apps.app_caches import ResetCache, read_backup_name
from selfhelp.machine.apps.known_apps import find_running_processes
from selfhelp.machine.apps.libreoffice import DAMAGED, LibreofficeProfile, read_libreoffice_profile
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenPage
from selfhelp.machine.processes.crashes import Crash, describe_crash, find_crashes
from selfhelp.machine.storage.home_folder import is_home_shared

ADD_IN = "add-in"
LEAST = 2  # a single crash isn't significant
MACOS_PROGRAMS = ("Microsoft Word", "Microsoft Excel", "Microsoft PowerPoint")


class OfficeRepair(Fix):
    """Repairs Word, Excel and PowerPoint, or LibreOffice.

    Windows: after repeated crashes one add-in is turned off (crashes before the last change of the add-ins
    don't count); without add-ins, the user is shown the quick repair. The online repair reinstalls Office and
    is left to the help desk, like licence problems. macOS: after repeated crashes, the user is shown the
    updates. Linux, and macOS with LibreOffice: an unusable profile folder, unreadable settings or a stale
    lock is renamed as a backup, never deleted; documents aren't in that folder.
    """

    id = "office-repair"
    title = N_("Fix office apps")
    category = Category.OFFICE_MAIL
    looks = N_("Checking your office apps…")
    collectors = ("applications", "errors", "disks")
    by_hand = ("office-safe", "libreoffice-safe")
    prevention = N_(
        "Only install add-ins your organisation offers. Copy important documents "
        "before you make major changes."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Find repeated crashes, and check LibreOffice's profile folder."""
        return _LOOKS[machine.platform](machine)

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return why the fix can't run while LibreOffice is open here, or may be open on another computer."""
        if not finding.data["store"]:
            return None
        if find_running_processes(machine, "libreoffice"):
            return N_("LibreOffice is open. Save your documents and close it, then try again.")
        if finding.data["elsewhere"] and is_home_shared(machine):
            return N_(
                "Your home folder is shared by several computers, and LibreOffice seems to be open on "
                "another one. Close it there, or contact the help desk."
            )
        return None

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return a question asking which single add-in to turn off, so that the cause can be identified."""
        if len(finding.data["add-ins"]) < 2:
            return ()
        options = [
            Option(add_in["key"], add_in["title"], chosen=add_in["key"] == finding.data["guess"])
            for add_in in finding.data["add-ins"]
        ]
        text = N_("Which add-in of {program} should be turned off?", program=finding.data["program"])
        return (ChoiceQuestion(ADD_IN, text, options),)

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return steps that rename damaged files, turn off one add-in, or show the repair function."""
        data = finding.data
        if data["store"]:
            return (ResetCache(data["store"], data["kept"]),)
        wanted = answers.get(ADD_IN, [data["guess"]])
        steps: list[Step] = [
            LoadAddIn(data["program"], add_in["key"], add_in["title"], on=False)
            for add_in in data["add-ins"]
            if add_in["key"] in wanted
        ]
        return steps or _BY_HAND[data["hands"]]


_BY_HAND: Mapping[str, Sequence[Step]] = MappingProxyType(
    {
        "repair": (ByHand("office-safe"), OpenPage("installed-apps"), ByHand("office-quick-repair")),
        "update": (ByHand("office-update"),),
    }
)
"""The manual steps for crashes that aren't caused by an add-in."""


def _to_finding_data(**facts: Json) -> Mapping[str, Json]:
    nothing = {"store": "", "kept": "", "elsewhere": False, "program": "", "add-ins": [], "guess": ""}
    return {**nothing, "hands": "", **facts}


# -- Microsoft Office ------------------------------------------------------------------------------


def _diagnose_windows(machine: Machine) -> Finding | None:
    """Find the app that crashed most since its add-ins last changed."""
    changed = {
        file.upper(): max((a.changed for a in read_addins(machine, program)), default=0.0)
        for file, program in APPLICATIONS.items()
        if file != "OUTLOOK.EXE"  # has its own check
    }
    found = find_crashes(machine, tuple(changed))  # asked once: it is slow on Windows
    crashes = [crash for crash in found if crash.at > changed[crash.program.upper()]]
    worst = _filter_worst_crashes(crashes)
    if not worst:
        return None
    program = APPLICATIONS[worst[0].program.upper()]
    may_go = [add_in for add_in in read_addins(machine, program) if add_in.can_be_disabled]
    facts = {
        "program": program,
        "add-ins": [{"key": a.key, "title": a.title} for a in may_go],
        "guess": find_crashing_addin([crash.module for crash in worst], may_go),
    }
    by_add_in = N_("This is usually caused by an add-in. We can start the app without it.")
    by_repair = N_(
        "Opening the app in safe mode shows whether the app itself is damaged. If so, Windows can repair it."
    )
    return _make_crash_finding(
        program, worst, by_add_in if may_go else by_repair, _to_finding_data(hands="repair", **facts)
    )


def _diagnose_macos(machine: Machine) -> Finding | None:
    """Check the crash reports, then LibreOffice if it is used."""
    worst = _filter_worst_crashes(find_crashes(machine, MACOS_PROGRAMS))
    if worst:
        meaning = N_("The latest version often fixes this. You can install it with Microsoft AutoUpdate.")
        return _make_crash_finding(worst[0].program, worst, meaning, _to_finding_data(hands="update"))
    profile = read_libreoffice_profile(machine)
    return _diagnose_profile(machine, profile) if profile is not None else None


def _filter_worst_crashes(crashes: Sequence[Crash]) -> Sequence[Crash]:
    """Return the crashes of the app that crashed most often; empty if no app crashed repeatedly."""
    counts = Counter(crash.program.lower() for crash in crashes)
    name, count = counts.most_common(1)[0] if counts else ("", 0)
    return [crash for crash in crashes if crash.program.lower() == name] if count >= LEAST else ()


def _make_crash_finding(
    program: str, crashes: Sequence[Crash], meaning: Text, data: Mapping[str, Json]
) -> Finding:
    return Finding(
        summary=NN_(
            "{program} crashed {count} time in the last few days.",
            "{program} crashed {count} times in the last few days.",
            len(crashes),
            program=program,
        ),
        meaning=meaning,
        evidence={"crashes": "; ".join(describe_crash(crash) for crash in crashes[:10])},
        data=data,
    )


# -- LibreOffice -----------------------------------------------------------------------------------


def _diagnose_linux(machine: Machine) -> Finding | None:
    profile = read_libreoffice_profile(machine)
    if profile is None:
        raise NotOfferedError(
            N_(
                "LibreOffice is the only office suite we can check here, but it has never been opened on "
                "this computer."
            )
        )
    return _diagnose_profile(machine, profile)


def _diagnose_profile(machine: Machine, profile: LibreofficeProfile) -> Finding | None:
    """Return the profile's first fault, in the order in which LibreOffice would encounter faults."""
    if profile.closed:
        return _make_damage_finding(
            machine,
            "libreoffice-profile",
            N_("LibreOffice can't start: it doesn't have access to its settings folder."),
            f"no access to: {', '.join(profile.closed)}",
        )
    if profile.settings == DAMAGED:
        return _make_damage_finding(
            machine,
            "libreoffice-settings",
            N_("The settings of LibreOffice are damaged."),
            "registrymodifications.xcu is no XML",
        )
    lock = profile.lock
    if lock is None or not lock.blocks_start or find_running_processes(machine, "libreoffice"):
        return None
    words = f"mark of {lock.user or '?'} on {lock.host or '?'}"
    summary = N_("According to a lock file, LibreOffice is open on another computer.")
    return _make_damage_finding(machine, "libreoffice-lock", summary, words, elsewhere=True)


def _make_damage_finding(
    machine: Machine, store: str, summary: Text, evidence: str, elsewhere: bool = False
) -> Finding:
    kept = read_backup_name(machine, store)
    return Finding(
        summary=summary,
        meaning=N_("Your documents aren't affected. We can fix this and keep a backup."),
        evidence={"LibreOffice": evidence},
        data=_to_finding_data(store=store, kept=kept, elsewhere=elsewhere),
    )


_LOOKS: Mapping[Platform, Callable[[Machine], Finding | None]] = MappingProxyType(
    {Platform.WINDOWS: _diagnose_windows, Platform.MACOS: _diagnose_macos, Platform.LINUX: _diagnose_linux}
)
