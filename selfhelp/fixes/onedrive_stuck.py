"""OneDrive that does not keep files in step: it does not run, or meets names it cannot take."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.errors import NotOfferedError
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Reading, Step
from selfhelp.machine.crashes import crashes_of, in_words
from selfhelp.machine.hands import ByHand
from selfhelp.machine.onedrive import ResetOneDrive, StartOneDrive, read_setup, unwanted
from selfhelp.machine.running import PROGRAMS, running
from selfhelp.machine.storage import VOLUMES
from selfhelp.model import Answers, Finding, Json, Option, Platform, Question
from selfhelp.text import N_

HOW, START, RESET = "how", "start", "reset"
LEAST = 2  # crashes: one alone happens to anybody
ROOM = 10  # percent of the disk to be free before everything is compared anew


class OnedriveStuck(Fix):
    """Starts OneDrive where it does not run, and names the files it cannot take.

    How far it has come is told to nobody but the person, in its sign near the clock: she is shown where.
    Its folder is never moved, renamed or deleted, and OneDrive is never ended by force. There is none for
    Linux. It is reset only when the person chooses so, after it crashed, and with room on the disk.
    """

    id = "onedrive-stuck"
    title = N_("Get OneDrive going again")
    category = Category.STORAGE
    platforms = frozenset({Platform.WINDOWS, Platform.MACOS})
    looks = N_("Looking at OneDrive and the names in its folder")
    collectors = ("applications", "disks", "network", "processes")
    by_hand = ("onedrive-resume", "onedrive-restart")
    prevention = N_(
        "Keep names short and without special signs. "
        "Leave OneDrive running, and close a document when you have finished with it."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Look whether it runs, and for names that it does not take."""
        setup = read_setup(machine)
        if setup.forbidden:
            raise NotOfferedError(N_("Your company does not use OneDrive on this computer."))
        if not setup.program or not setup.folders:
            raise NotOfferedError(N_("OneDrive is not set up on this computer."))
        if not running(machine, "onedrive"):
            return _stopped(machine)
        answer = machine.read(Reading(unwanted, {"folders": list(setup.folders)}))
        return _names(answer) if answer["names"] else None

    def questions(self, finding: Finding) -> Sequence[Question]:
        """Ask whether to start it or to start it anew, where it crashed and there is room."""
        if not finding.data["may-reset"]:
            return ()
        start = Option(START, N_("Start it"), N_("Try this first."), chosen=True)
        reset = Option(
            RESET, N_("Start it anew"), N_("It compares everything for hours. No file is deleted.")
        )
        return (Question(HOW, N_("OneDrive crashed several times. What should be done?"), (start, reset)),)

    def steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Start it, after a reset where she wants one; names are hers to change."""
        if finding.data["names"]:
            return (ByHand("onedrive-rename"),)
        if RESET in answers.get(HOW, ()):
            return ResetOneDrive(), StartOneDrive()
        return (StartOneDrive(),)


def _stopped(machine: Machine) -> Finding:
    names = PROGRAMS["onedrive"].names[machine.platform]
    crashes = crashes_of(machine, names)
    room = all(volume.free * 100 >= volume.total * ROOM for volume in VOLUMES.read(machine))
    return Finding(
        summary=N_("OneDrive does not run."),
        meaning=N_("Nothing you change reaches the cloud or your other computers. We can start it."),
        evidence={"crashes": "; ".join(in_words(crash) for crash in crashes[:10]) or "none"},
        data={"names": [], "may-reset": len(crashes) >= LEAST and room},
    )


def _names(answer: Json) -> Finding:
    names = answer["names"]
    return Finding(
        summary=N_("OneDrive cannot take the file {name}.", name=names[0]),
        meaning=N_("It stays on this computer alone, and may hold up others. A new name helps."),
        evidence={f"name {number}": name for number, name in enumerate(names, 1)},
        data={"names": names, "may-reset": False},
    )
