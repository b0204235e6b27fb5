"""Too many startup apps, so that signing in is slow."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Option
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.desktop.startup_apps import STARTUP, StartupEntry
from selfhelp.machine.desktop.startup_switch import SwitchOffStartup
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenPage

PROGRAM = "program"

MANY = 6
"""Number of optional startup programs from which signing in is noticeably slower."""


class PerfStartupApps(Fix):
    """Stops the apps that the user chooses from starting automatically; nothing is removed.

    Programs for security, VPN, backup, file sync, administration, sound, input and the desktop are neither
    counted nor offered. Only programs known to be harmless are preselected.
    """

    id = "perf-startup-apps"
    title = N_("Turn off startup apps")
    category = Category.PERFORMANCE
    looks = N_("Checking which apps start when you sign in…")
    cheap = False  # Windows uses PowerShell, which is slow
    collectors = ("processes", "load", "applications")
    prevention = N_(
        "If a new app asks to start automatically, decline: you can always open it yourself. Check this "
        "list again after you install something."
    )
    by_hand = ("startup-off",)

    def diagnose(self, machine: Machine) -> Finding | None:
        """Count the optional programs that start with the session."""
        entries = [entry for entry in STARTUP.read(machine) if entry.is_optional]
        return _make_finding(entries) if len(entries) >= MANY else None

    def verify_outcome(self, machine: Machine, finding: Finding, answers: Answers) -> Finding | None:
        """Check whether the chosen programs still start; the user may keep the others."""
        if PROGRAM not in answers:
            return self.diagnose(machine)
        left = [e for e in STARTUP.read(machine) if e.is_optional and e.file in answers[PROGRAM]]
        return _make_finding(left) if left else None

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return a question asking which programs to turn off, if this app can do so."""
        programs = [entry for entry in finding.data["programs"] if entry["file"]]
        if not programs:
            return ()
        options = [
            Option(
                entry["file"], entry["name"], _describe_option(entry["harmless"]), chosen=entry["harmless"]
            )
            for entry in programs
        ]
        text = N_("Which apps should no longer start automatically?")
        return (ChoiceQuestion(PROGRAM, text, options, several=True),)

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return steps that turn off the chosen programs, or open the system's own list."""
        programs = [entry for entry in finding.data["programs"] if entry["file"]]
        if not programs:
            return [OpenPage("startup"), ByHand("startup-off")]
        wanted = answers.get(PROGRAM, ())
        return [SwitchOffStartup(e["file"], e["name"]) for e in programs if e["file"] in wanted]


def _make_finding(entries: Sequence[StartupEntry]) -> Finding:
    return Finding(
        summary=N_("{count} apps start automatically when you sign in.", count=len(entries)),
        meaning=N_(
            "Your computer is slow until they've all started. You can open each one yourself when you need "
            "it."
        ),
        evidence={f"program {n}": _collect_evidence(entry) for n, entry in enumerate(entries, 1)},
        data={
            "programs": [
                {"name": entry.name, "file": entry.file, "harmless": entry.is_harmless} for entry in entries
            ]
        },
    )


def _describe_option(harmless: bool) -> Text:
    if harmless:
        return N_("You can safely turn off automatic start for this app, and open it when you need it.")
    return N_("Turn off automatic start only if you know what this app does.")


def _collect_evidence(entry: StartupEntry) -> str:
    owner = "own" if entry.own else "system"
    return f"{entry.name}: {entry.program or 'unknown program'} ({owner}{', harmless' * entry.is_harmless})"
