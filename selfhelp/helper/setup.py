"""Setup steps that the Windows package runs as the system: tasks, folders, and tray apps.

The installer starts ``helper setup STEP``; only the names in `STEPS` are accepted. It uses only the files in
its own folder, where only administrators can change anything, and one folder that it creates itself
(`make_machine_folders`). A user's data is only touched by a process of that user.
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
from selfhelp.helper.file_trust import UntrustedError, require_trusted_file
from selfhelp.helper.run import run_program
from selfhelp.helper.system_log import log_event

PROGRAMS = Path("C:\\Program Files\\selfhelp")
TASKS = PROGRAMS / "tasks"
"""Folder with one task definition (NAME.xml) for each offered operation."""

MACHINE = Path("C:\\ProgramData\\selfhelp")
DATA = MACHINE / "helper"
TRAYS = DATA / "trays.json"
"""File with the sessions whose tray app was ended, so that an upgrade restarts it."""

RECENT = 3600.0
"""Age from which a stored session is ignored, in seconds, because it is from an earlier removal."""

FOLDERS: Mapping[Path, str] = MappingProxyType(
    {
        MACHINE: "O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FRFX;;;BU)",
        DATA: "O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)",
        DATA / "results": "O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FR;;;BU)",
    }
)
"""Machine folders with their access lists; users may read the policy and the helper's results."""

SCHTASKS = "C:\\Windows\\System32\\schtasks.exe"
TRAY = "selfhelpw.exe"
POLITE, FORCED = 10.0, 5.0
"""Seconds to wait for programs that were asked to quit, and for terminated programs."""

PURGING = 90.0


def run_setup_step(step: str) -> int:
    """Run a setup step and log it; return 0 on complete success, otherwise 1."""
    try:
        done = STEPS[step]()
    except (OSError, UntrustedError) as error:
        done = False
        log_event(Platform.WINDOWS, "setup", {"operation": step, "reason": type(error).__name__})
    log_event(Platform.WINDOWS, "setup", {"operation": step, "result": "done" if done else "failed"})
    return 0 if done else 1


# -- tasks -----------------------------------------------------------------------------------------


def _register_tasks() -> bool:
    """Create the machine's folders and a scheduled task for each file in `TASKS`; return success."""
    make_machine_folders()
    started = [
        _run_schtasks("/create", "/tn", _make_task_name(file), "/xml", str(file), "/f")
        for file in _list_task_files()
    ]
    return all(started)


def _unregister_tasks() -> bool:
    """Delete the tasks and their folder in the task library; return success."""
    ended = [_run_schtasks("/delete", "/tn", _make_task_name(file), "/f") for file in _list_task_files()]
    return task_folder.delete_task_folder("selfhelp") and all(ended)


def _list_task_files() -> Sequence[Path]:
    files = sorted(TASKS.glob("*.xml"))
    for file in files:
        require_trusted_file(file)
    return files


def _make_task_name(file: Path) -> str:
    return f"\\selfhelp\\{file.stem}"


def _run_schtasks(*words: str) -> bool:
    return run_program((SCHTASKS, *words), 60).code == 0


def make_machine_folders() -> None:
    """Create missing folders; rename existing folders that someone else created, without opening them.

    Everyone may create folders in ProgramData, so the machine's may already exist.

    Raises:
        OSError: one can't be created.
        UntrustedError: an existing folder isn't the administrators' alone, and can't be renamed.
    """
    for folder, access in FOLDERS.items():
        with suppress(FileExistsError):
            windows_acl.make_folder_with_acl(folder, access)
        try:
            require_trusted_file(folder)
        except UntrustedError:
            if folder != MACHINE:
                raise
            _rename_foreign_folder(folder)
            windows_acl.make_folder_with_acl(folder, access)
            require_trusted_file(folder)


def _rename_foreign_folder(folder: Path) -> None:
    """Rename a folder that this app didn't create; only the name changes, even if the folder is a link."""
    folder.rename(folder.with_name(f"{folder.name}.not-trusted-{int(time.time())}"))


# -- trays -----------------------------------------------------------------------------------------


def _stop_tray_apps() -> bool:
    """Quit or terminate all processes of the app; store the sessions of tray apps; return success."""
    trays = sorted({one.session for one in _list_other_processes() if one.program == TRAY})
    _store_sessions(trays)
    for session in trays:
        sessions.start_program_in_session(session, (str(PROGRAMS / TRAY), "--quit"))
    _wait_for_exit(POLITE)
    for one in _list_other_processes():
        sessions.end_process(one.pid, PROGRAMS)
    return not _wait_for_exit(FORCED)


def _list_other_processes() -> Sequence[sessions.RunningProcess]:
    return [one for one in sessions.list_processes_in_folder(PROGRAMS) if one.program != "helper.exe"]


def _wait_for_exit(seconds: float) -> Sequence[sessions.RunningProcess]:
    """Wait until no process of the app is running; return the remaining processes."""
    deadline = time.monotonic() + seconds
    while (left := _list_other_processes()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return left


def _store_sessions(numbers: Sequence[int]) -> None:
    with suppress(OSError, UntrustedError):  # then no one's tray is started again; it is at the next sign-in
        require_trusted_file(DATA)
        TRAYS.write_text(json.dumps({"time": time.time(), "sessions": list(numbers)}), encoding="ascii")


def _restart_tray_apps() -> bool:
    """Start the tray app in the sessions where an upgrade ended it; return success."""
    try:
        require_trusted_file(TRAYS)
        told = json.loads(TRAYS.read_text("ascii"))
        TRAYS.unlink()
        recent = 0 <= time.time() - told["time"] < RECENT
        numbers = [int(number) for number in told["sessions"]] if recent else []
    except (OSError, UntrustedError, ValueError, TypeError, KeyError):
        return True
    return _start_trays(numbers)


def _start_tray_apps() -> bool:
    """Start the tray app in all signed-in sessions; a running tray app is unaffected. Return success."""
    return _start_trays(sessions.list_signed_in_sessions())


def _start_trays(numbers: Sequence[int]) -> bool:
    started = [
        sessions.start_program_in_session(number, (str(PROGRAMS / TRAY), "--tray")) for number in numbers
    ]
    return all(started)


# -- removal --------------------------------------------------------------------------------


def _purge_user_data() -> bool:
    """Delete the data of all signed-in users, each as that user, then the helper's; return success."""
    words = ("data", "delete", "--yes", "--with-waiting")
    for session in sessions.list_signed_in_sessions():
        sessions.start_program_in_session(session, (str(PROGRAMS / "selfhelp.exe"), *words), PURGING)
    require_trusted_file(DATA)
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
        "register": _register_tasks,
        "unregister": _unregister_tasks,
        "end-trays": _stop_tray_apps,
        "start-trays": _restart_tray_apps,
        "start-all-trays": _start_tray_apps,
        "purge": _purge_user_data,
    }
)
"""The steps that an installer can request, by name."""
