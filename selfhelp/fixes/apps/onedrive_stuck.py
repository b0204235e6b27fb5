"""OneDrive that doesn't sync: it isn't running, or some file names aren't supported."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Json, Option, Platform
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Reading, Step
from selfhelp.machine.apps.known_apps import PROGRAMS, find_running_processes
from selfhelp.machine.apps.onedrive import (
    ResetOneDrive,
    StartOneDrive,
    find_unsupported_names,
    read_onedrive_setup,
)
from selfhelp.machine.apps.onedrive_linux import (
    RESERVE,
    OnedriveAccount,
    StartOneDriveService,
    does_account_need_resync,
    read_onedrive_account,
    read_onedrive_service_state,
)
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.processes.crashes import describe_crash, find_crashes
from selfhelp.machine.storage.disk_space import VOLUMES

HOW, START, RESET = "how", "start", "reset"
WAYS: Mapping[str, Sequence[Step]] = MappingProxyType(
    {
        START: (StartOneDrive(),),
        RESET: (ResetOneDrive(), StartOneDrive()),
        "names": (ByHand("onedrive-rename"),),
        "service": (StartOneDriveService(),),
        "hand": (ByHand("onedrive-start"),),
        "sign-in": (ByHand("onedrive-sign-in"),),
        "desk": (),
    }
)
"""The steps for each kind of problem, by the ``way`` in the finding's data."""

NOT_SET_UP = N_("OneDrive isn't set up on this computer.")
NOT_RUNNING = N_("OneDrive isn't running.")
LEAST = 2  # a single crash isn't significant
ROOM = 10  # percent of the disk that must be free for a full comparison


class OnedriveStuck(Fix):
    """Starts OneDrive if it isn't running, and lists the files that OneDrive can't sync.

    Only OneDrive's icon shows the sync progress, so a manual step points to it. OneDrive's folder is never
    moved, renamed or deleted, and OneDrive is never forced to quit. OneDrive is reset only after crashes,
    with enough disk space, and if the user chooses so. On Linux, where people use the free client, a full
    comparison can overwrite local files; the help desk has to do it.
    """

    id = "onedrive-stuck"
    title = N_("Fix OneDrive sync")
    category = Category.STORAGE
    looks = N_("Checking OneDrive and its file names…")
    collectors = ("applications", "disks", "network", "processes")
    by_hand = ("onedrive-resume", "onedrive-restart")
    prevention = N_(
        "Keep file and folder names short, without special characters. Leave OneDrive "
        "running, and close documents when you've finished with them."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Check whether OneDrive is running, and find unsupported file names."""
        return _LOOKS[machine.platform](machine)

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return a question asking whether to start or reset OneDrive after crashes, if disk space allows."""
        if not finding.data["may-reset"]:
            return ()
        start = Option(START, N_("Start OneDrive"), N_("Try this first."), chosen=True)
        reset = Option(
            RESET, N_("Reset OneDrive"), N_("Comparing all files takes hours. No files will be deleted.")
        )
        return (
            ChoiceQuestion(
                HOW, N_("OneDrive has crashed several times. What would you like to do?"), (start, reset)
            ),
        )

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return steps that start or reset OneDrive; only the user can rename unsupported file names."""
        return WAYS[RESET if RESET in answers.get(HOW, ()) else finding.data["way"]]


def _diagnose_file_names(machine: Machine, folders: Sequence[str]) -> Finding | None:
    answer = machine.read(Reading(find_unsupported_names, {"folders": list(folders)}))
    if not answer["names"] and answer.get("closed"):
        raise ProbeError(N_("Some OneDrive folders can't be read."), detail=", ".join(answer["closed"])[:300])
    return _make_names_finding(answer) if answer["names"] else None


# -- Windows and macOS -----------------------------------------------------------------------------


def _diagnose_official_client(machine: Machine) -> Finding | None:
    setup = read_onedrive_setup(machine)
    if setup.forbidden:
        raise NotOfferedError(N_("Your organisation doesn't use OneDrive on this computer."))
    if not setup.program or not setup.folders:
        raise NotOfferedError(NOT_SET_UP)
    if not find_running_processes(machine, "onedrive"):
        return _make_stopped_finding(machine)
    return _diagnose_file_names(machine, setup.folders)


def _make_stopped_finding(machine: Machine) -> Finding:
    names = PROGRAMS["onedrive"].names[machine.platform]
    crashes = find_crashes(machine, names)
    room = all(volume.free * 100 >= volume.total * ROOM for volume in VOLUMES.read(machine))
    return Finding(
        summary=NOT_RUNNING,
        meaning=N_(
            "Your changes aren't being synced to OneDrive or your other computers. We can start OneDrive."
        ),
        evidence={"crashes": "; ".join(describe_crash(crash) for crash in crashes[:10]) or "none"},
        data={"way": START, "may-reset": len(crashes) >= LEAST and room},
    )


def _make_names_finding(answer: Json) -> Finding:
    names = answer["names"]
    return Finding(
        summary=N_("OneDrive can't sync the file {name}.", name=names[0]),
        meaning=N_(
            "This file exists only on this computer and may stop other files from syncing. "
            "To fix this, rename it."
        ),
        evidence={f"name {number}": name for number, name in enumerate(names, 1)},
        data={"way": "names", "may-reset": False},
    )


# -- Linux -----------------------------------------------------------------------------------------


def _diagnose_free_client(machine: Machine) -> Finding | None:
    account = read_onedrive_account(machine)
    if not account.program or not account.used:
        raise NotOfferedError(NOT_SET_UP)
    if not account.signed:
        return _make_finding(
            account,
            "sign-in",
            N_("You aren't signed in to OneDrive."),
            N_("Your changes won't be synced to OneDrive or your other computers until you sign in again."),
        )
    if account.free < RESERVE:
        return _make_finding(
            account,
            "desk",
            N_("The disk is full, so OneDrive can't sync."),
            N_("Free up space with “Free up disk space”, then check again."),
        )
    if not find_running_processes(machine, "onedrive"):
        return _make_stopped_service_finding(machine, account)
    return _diagnose_file_names(machine, (account.folder,))


def _make_stopped_service_finding(machine: Machine, account: OnedriveAccount) -> Finding:
    if does_account_need_resync(machine):
        return _make_finding(
            account,
            "desk",
            N_("OneDrive stopped because its settings have changed."),
            N_(
                "OneDrive needs to compare all files again, which can replace files here with older ones. "
                "First copy your recent changes to another folder. Then contact the help desk."
            ),
        )
    way = "service" if read_onedrive_service_state(machine) else "hand"
    return _make_finding(
        account,
        way,
        NOT_RUNNING,
        N_("Your changes aren't being synced to OneDrive or your other computers. We can start OneDrive."),
    )


def _make_finding(account: OnedriveAccount, way: str, summary: Text, meaning: Text) -> Finding:
    evidence = {"folder": account.folder, "free space": f"{account.free // 1_000_000} MB"}
    return Finding(summary, meaning, evidence, {"way": way, "may-reset": False})


_LOOKS: Mapping[Platform, Callable[[Machine], Finding | None]] = {
    Platform.WINDOWS: _diagnose_official_client,
    Platform.MACOS: _diagnose_official_client,
    Platform.LINUX: _diagnose_free_client,
}
