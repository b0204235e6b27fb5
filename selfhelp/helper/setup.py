"""What the Windows package has the helper do, as the system itself: tasks, folders, and people's trays.

The installer starts ``helper setup STEP``; nothing else than the words of `STEPS` is taken. What it works
with are the files beside it, which only administrators can change, and one folder of its own that it makes
itself (`make_machine_folders`). A person's data is only touched by a program that runs as that person.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

from selfhelp.core import windows_acl
from selfhelp.core.model import Platform
from selfhelp.helper import sessions, task_folder
from selfhelp.helper.file_trust import UntrustedError, require_trusted
from selfhelp.helper.run import run_program
from selfhelp.helper.system_log import log_event

PROGRAMS = Path("C:\\Program Files\\selfhelp")
TASKS = PROGRAMS / "tasks"
"""One file for each operation that this installation offers: NAME.xml."""

MACHINE = Path("C:\\ProgramData\\selfhelp")
DATA = MACHINE / "helper"
TRAYS = DATA / "trays.json"
"""The sessions in which a tray was ended; an upgrade starts it again there."""

RECENT = 3600.0
"""Seconds after which no one's tray is started again: it was a removal, and this is a new installation."""

FOLDERS: Mapping[Path, str] = MappingProxyType(
    {
        MACHINE: "O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FRFX;;;BU)",
        DATA: "O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)",
        DATA / "results": "O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FR;;;BU)",
    }
)
"""Folders of the machine and their access lists: people read the policy and the helper's answers."""

SCHTASKS = "C:\\Windows\\System32\\schtasks.exe"
TRAY = "selfhelpw.exe"
POLITE, FORCED = 10.0, 5.0
"""Seconds for a program to end when it is asked, and when it is made to."""

PURGING = 90.0


def run(step: str) -> int:
    """Run one step and log it; return 0 if it succeeded completely, else 1."""
    try:
        done = STEPS[step]()
    except (OSError, UntrustedError) as error:
        done = False
        log_event(Platform.WINDOWS, "setup", {"operation": step, "reason": type(error).__name__})
    log_event(Platform.WINDOWS, "setup", {"operation": step, "result": "done" if done else "failed"})
    return 0 if done else 1


# -- tasks -----------------------------------------------------------------------------------------


def register_tasks() -> bool:
    """Make the machine's folders, and a scheduled task for every file of `TASKS`."""
    make_machine_folders()
    started = [_schtasks("/create", "/tn", _task_name(file), "/xml", str(file), "/f") for file in _files()]
    return all(started)


def unregister_tasks() -> bool:
    """Remove the tasks and their folder in the task library."""
    ended = [_schtasks("/delete", "/tn", _task_name(file), "/f") for file in _files()]
    return task_folder.delete_task_folder("selfhelp") and all(ended)


def _files() -> Sequence[Path]:
    files = sorted(TASKS.glob("*.xml"))
    for file in files:
        require_trusted(file)
    return files


def _task_name(file: Path) -> str:
    return f"\\selfhelp\\{file.stem}"


def _schtasks(*words: str) -> bool:
    return run_program((SCHTASKS, *words), 60).code == 0


def make_machine_folders() -> None:
    """Make the folders that are missing; one that someone else made in their place is set aside, unopened.

    Everyone may make folders in ProgramData, so that of the machine's policy may be there before us.

    Raises:
        OSError: one cannot be made.
        UntrustedError: one that is there is not the administrators' alone, and cannot be set aside.
    """
    for folder, access in FOLDERS.items():
        with suppress(FileExistsError):
            windows_acl.make_folder_with_acl(folder, access)
        try:
            require_trusted(folder)
        except UntrustedError:
            if folder != MACHINE:
                raise
            _rename_foreign_folder(folder)
            windows_acl.make_folder_with_acl(folder, access)
            require_trusted(folder)


def _rename_foreign_folder(folder: Path) -> None:
    """Rename an existing folder: that changes one name in ProgramData, even if it is a link."""
    folder.rename(folder.with_name(f"{folder.name}.not-trusted-{int(time.time())}"))


# -- trays -----------------------------------------------------------------------------------------


def stop_tray_apps() -> bool:
    """End every program of ours, asking first, and remember in which sessions a tray was."""
    trays = sorted({one.session for one in _other_processes() if one.program == TRAY})
    _remember(trays)
    for session in trays:
        sessions.start_in_session(session, (str(PROGRAMS / TRAY), "--quit"))
    _wait(POLITE)
    for one in _other_processes():
        sessions.end_process(one.pid, PROGRAMS)
    return not _wait(FORCED)


def _other_processes() -> Sequence[sessions.RunningProcess]:
    return [one for one in sessions.processes_in_folder(PROGRAMS) if one.program != "helper.exe"]


def _wait(seconds: float) -> Sequence[sessions.RunningProcess]:
    """Wait until none of our programs runs; return those that still do."""
    deadline = time.monotonic() + seconds
    while (left := _other_processes()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return left


def _remember(numbers: Sequence[int]) -> None:
    with suppress(OSError, UntrustedError):  # then no one's tray is started again; it is at the next sign-in
        require_trusted(DATA)
        TRAYS.write_text(json.dumps({"time": time.time(), "sessions": list(numbers)}), encoding="ascii")


def restart_tray_apps() -> bool:
    """Start the tray again in every session where an upgrade ended it."""
    try:
        require_trusted(TRAYS)
        told = json.loads(TRAYS.read_text("ascii"))
        TRAYS.unlink()
        recent = 0 <= time.time() - told["time"] < RECENT
        numbers = [int(number) for number in told["sessions"]] if recent else []
    except (OSError, UntrustedError, ValueError, TypeError, KeyError):
        return True
    return _all_started(numbers)


def start_tray_apps() -> bool:
    """Start the tray in every session in which someone is signed in: one that runs already just stays."""
    return _all_started(sessions.signed_in_sessions())


def _all_started(numbers: Sequence[int]) -> bool:
    started = [sessions.start_in_session(number, (str(PROGRAMS / TRAY), "--tray")) for number in numbers]
    return all(started)


# -- everything gone -------------------------------------------------------------------------------


def purge_user_data() -> bool:
    """Delete the data of all signed-in users, each in a process of that user, then the helper's."""
    words = ("data", "delete", "--yes", "--with-waiting")
    for session in sessions.signed_in_sessions():
        sessions.start_in_session(session, (str(PROGRAMS / "selfhelp.exe"), *words), PURGING)
    require_trusted(DATA)
    for folder in (*(DATA / name for name in ("record", "memory", "results")), DATA):
        for file in folder.glob("*"):
            if file.is_file():
                file.unlink()
        with suppress(FileNotFoundError):
            folder.rmdir()
    with suppress(OSError):  # a policy file of the administrator's stays, and its folder with it
        MACHINE.rmdir()
    return not DATA.exists()


STEPS: Mapping[str, Callable[[], bool]] = MappingProxyType(
    {
        "register": register_tasks,
        "unregister": unregister_tasks,
        "end-trays": stop_tray_apps,
        "start-trays": restart_tray_apps,
        "start-all-trays": start_tray_apps,
        "purge": purge_user_data,
    }
)
"""All that an installer can ask for."""
