"""Files or links that open in the wrong app, because the default app was uninstalled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Json, Option, Platform
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Registry, Step
from selfhelp.machine.apps.default_apps import (
    KINDS,
    Association,
    ChooseProgram,
    DesktopProgram,
    read_default_choices,
)
from selfhelp.machine.apps.file_associations import read_associations
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenPage

POLICY = "HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\System"
POLICY_VALUE = "DefaultAssociationsConfiguration"


class DefaultApps(Fix):
    """Lets the user choose a new default program if the previous program was uninstalled.

    If the default program is installed, it is the user's own choice and only manual steps are shown. Windows
    lets only the user change the default, so its settings are opened. macOS isn't supported: only the Finder
    can read and change the default.
    """

    id = "default-apps"
    title = N_("Open files in the right app")
    category = Category.OFFICE_MAIL
    platforms = frozenset({Platform.WINDOWS, Platform.LINUX})
    looks = N_("Checking which apps open your files and links…")
    cheap = True
    collectors = ("applications",)
    by_hand = ("choose-default-app",)
    prevention = N_(
        "Before you remove an app, choose another one for its files. If a new app asks "
        "to become the default for all your files, decline."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Find default programs that are no longer installed."""
        return _LOOKS[machine.platform](machine)

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return why the fix can't run if policy sets the default apps (Microsoft, ADMX WindowsExplorer)."""
        if machine.platform is Platform.WINDOWS and machine.read(Registry(POLICY, POLICY_VALUE)):
            return N_("Your organisation manages the default apps. Contact the help desk.")
        return None

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return a question for each file type that several programs can open: which program to use."""
        return [
            ChoiceQuestion(
                kind,
                N_("Which app should open {things}?", things=KINDS[kind].title),
                [Option(p["id"], p["title"], chosen=n == 0) for n, p in enumerate(plan["programs"])],
            )
            for kind, plan in finding.data["kinds"].items()
            if len(plan["programs"]) > 1
        ]

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return steps that store the choice; on Windows, only the user can do so in the settings."""
        if finding.data["by-hand"]:
            return OpenPage("default-apps"), ByHand("pick-default-app")
        steps: list[Step] = []
        for kind, plan in finding.data["kinds"].items():
            programs = plan["programs"]
            wanted = answers.get(kind, [program["id"] for program in programs[:1]])
            for program in programs:
                if program["id"] in wanted:
                    steps += _make_choice_steps(kind, plan["files"], program)
        return steps


def _make_choice_steps(kind: str, files: Mapping[str, Sequence[str]], program: Json) -> Sequence[Step]:
    """Return a step for each settings file that has a choice for this type."""
    return [
        ChooseProgram(kind, file, tuple(types), tuple(program["id"] for _ in types), program["title"])
        for file, types in files.items()
    ]


def _diagnose_windows(machine: Machine) -> Finding | None:
    gone = [choice for choice in read_associations(machine) if not choice.there]
    if not gone:
        return None
    kinds = [kind for kind, what in KINDS.items() if any(c.type in what.windows for c in gone)]
    meaning = N_(
        "Windows asks each time which app to use, or opens another app. We'll open the "
        "page where you can choose one."
    )
    return _make_finding(gone, kinds, meaning, {"by-hand": True, "kinds": {}})


def _diagnose_linux(machine: Machine) -> Finding | None:
    answer = read_default_choices(machine)
    gone = [choice for choice in answer.choices if not choice.there]
    if not gone:
        return None
    plans = {
        kind: plan
        for kind in KINDS
        if (plan := _plan_change(KINDS[kind].types, gone, answer.programs)) is not None
    }
    able = any(plan["programs"] for plan in plans.values())
    choose = N_("These files open in another app, or don't open at all. You can choose which app to use.")
    none = N_("No installed app can open this type of file or link. Contact the help desk.")
    return _make_finding(gone, list(plans), choose if able else none, {"by-hand": False, "kinds": plans})


def _plan_change(
    types: Sequence[str], gone: Sequence[Association], programs: Sequence[DesktopProgram]
) -> Json:
    """Return the plan for replacing one missing default program.

    The plan has the MIME types to set in each file, and the apps that can open all these types.
    """
    ours = [choice for choice in gone if choice.type in types]
    if not ours:
        return None
    wanted = {choice.type for choice in ours}
    files: dict[str, list[str]] = {}
    for choice in ours:
        files.setdefault(choice.file, []).append(choice.type)
    able = [{"id": p.id, "title": p.title} for p in programs if wanted <= set(p.types)]
    return {"files": files, "programs": able}


def _make_finding(
    gone: Sequence[Association], kinds: Sequence[str], meaning: Text, data: Mapping[str, Json]
) -> Finding:
    return Finding(
        summary=N_("The default app for {things} is no longer installed.", things=KINDS[kinds[0]].title),
        meaning=meaning,
        evidence={choice.type: choice.value for choice in gone},
        data=data,
    )


_LOOKS: Mapping[Platform, Callable[[Machine], Finding | None]] = MappingProxyType(
    {Platform.WINDOWS: _diagnose_windows, Platform.LINUX: _diagnose_linux}
)
