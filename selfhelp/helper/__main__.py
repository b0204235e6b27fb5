"""The helper's command line, with a form for each system.

Linux: ``helper OPERATION`` is started by pkexec(1), which has asked polkit whether this account may run this
operation (one polkit action for each, chosen by the first argument); the request comes on standard input.
macOS: ``helper connection`` is started by launchd for each connection to a socket, which is its standard
input; that proves an account but no administrator, so operations that need one are refused. Windows: ``helper
task OPERATION`` is the whole command line of a scheduled task, one per operation, without user input.
``helper setup STEP`` is called by the Windows package (`selfhelp.helper.setup`). The macOS part is written
from documentation (launchd.plist(5)) and wasn't tried; the Windows part was tried under Wine, but not as a
scheduled task.

Exit status: 0 done, 1 failed, 3 refused, 4 the helper's own folder isn't trusted.
"""

from __future__ import annotations

import json
import os
import secrets
import select
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from selfhelp.core.foreign_functions import declare_function_types
from selfhelp.core.model import Json, Platform
from selfhelp.core.paths import detect_platform
from selfhelp.helper import setup
from selfhelp.helper.file_trust import UntrustedError, make_own_folder, require_trusted_file
from selfhelp.helper.operations import OPERATIONS
from selfhelp.helper.peer import find_trusted_peer
from selfhelp.helper.plan import LARGEST, Caller
from selfhelp.helper.service import HelperHost, serve_request

DONE, FAILED, REFUSED, UNTRUSTED = 0, 1, 3, 4

PATIENCE = 10
"""Time limit for receiving a complete request, in seconds; a slower request is refused."""

LONGEST_UID = 10
"""Maximum number of digits in a user ID."""

RESULTS = Path("C:\\ProgramData\\selfhelp\\helper\\results")
"""Folder for task results on Windows; users may read it."""


def _find_program_file(module: str = __file__) -> Path:
    """Return the file from which this program was started; for archived code, the archive."""
    path = Path(module)
    return next(part for part in (path, *path.parents) if part.exists())


def main(argv: list[str]) -> int:
    """Handle one call of the helper and return the exit status."""
    os.umask(0o077)
    try:
        require_trusted_file(_find_program_file())
    except UntrustedError as error:
        _print_helper_error(f"helper: {error}")
        return UNTRUSTED
    match argv:
        case ["list"]:
            sys.stdout.write(json.dumps(_list_task_operations()) + "\n")
            return DONE
        case ["connection"]:
            return _serve_connection()
        case ["task", operation] if operation in OPERATIONS:
            return _run_scheduled_task(operation)
        case ["setup", step] if detect_platform() is Platform.WINDOWS and step in setup.STEPS:
            return setup.run_setup_step(step)
        case [operation] if operation in OPERATIONS:
            return _serve_pkexec(operation)
    _print_helper_error("helper: OPERATION | list | connection | task OPERATION | setup STEP")
    return REFUSED


def _print_helper_error(words: str) -> None:
    """Print an error message if there is a console; on Windows, the helper has none."""
    if sys.stderr is not None:
        sys.stderr.write(f"{words}\n")


def _list_task_operations() -> Sequence[Mapping[str, str]]:
    """Return this system's parameterless operations, which an installer registers as tasks."""
    known = [operation for operation in OPERATIONS.values() if detect_platform() in operation.ways]
    plain = [operation for operation in known if not operation.ways[detect_platform()][0].params]
    return [{"id": o.id, "title": str(o.title), "trust": o.trust} for o in plain]


def _serve_pkexec(operation: str) -> int:
    """Handle a request from pkexec, which sets the caller's account in PKEXEC_UID; return the exit status."""
    told = os.environ.get("PKEXEC_UID", "")
    known = told.isascii() and told.isdecimal() and len(told) <= LONGEST_UID and os.geteuid() == 0
    caller = Caller(int(told), operation, administrator=True) if known else Caller(None, operation)
    answer = serve_request(read_request(0), caller, HelperHost())
    sys.stdout.write(json.dumps(answer) + "\n")
    return _get_exit_status(answer)


def _serve_connection(descriptor: int = 0) -> int:
    """Handle a request from launchd's socket on standard input; return the exit status."""
    with socket.socket(fileno=os.dup(descriptor)) as connection:
        answer = serve_request(
            read_request(connection.fileno()), Caller(find_trusted_peer(connection)), HelperHost()
        )
        with suppress(OSError):  # the caller may be gone; it is written down
            connection.settimeout(PATIENCE)
            connection.sendall(json.dumps(answer).encode("ascii"))
    return _get_exit_status(answer)


def read_request(descriptor: int) -> bytes:
    """Return the bytes of a request up to its end or the size limit; empty if it arrives too slowly."""
    request, end = b"", time.monotonic() + PATIENCE
    with suppress(OSError):
        while len(request) <= LARGEST:
            ready, _, _ = select.select([descriptor], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                return b""
            block = os.read(descriptor, LARGEST + 1)
            if not block:
                break
            request += block
    return request


def _run_scheduled_task(operation: str) -> int:
    """Run a task's operation, and write the result to a file that users can read."""
    asked = {"operation": operation, "params": {}, "nonce": secrets.token_hex(16), "time": time.time()}
    caller = Caller(0, operation, administrator=has_administrator_rights())
    answer = serve_request(json.dumps(asked).encode("ascii"), caller, HelperHost())
    unfinished = make_own_folder(RESULTS) / f"{operation}.new"
    unfinished.write_text(json.dumps({**answer, "time": asked["time"]}), encoding="ascii")
    unfinished.replace(RESULTS / f"{operation}.json")
    return _get_exit_status(answer)


def has_administrator_rights() -> bool:
    """Return whether this process has administrator rights; on Windows, the system account has them.

    Microsoft Learn, "IsUserAnAdmin". Only administrators can change who may start a task; a process without
    administrator rights wasn't started by such a task.
    """
    import ctypes

    try:
        shell = getattr(ctypes, "WinDLL")("shell32", winmode=0x800)  # noqa: B009
        return bool(declare_function_types(ctypes, shell, "IsUserAnAdmin").IsUserAnAdmin())
    except (AttributeError, OSError):
        return False


def _get_exit_status(answer: Mapping[str, Json]) -> int:
    return {"done": DONE, "failed": FAILED}.get(answer["result"], REFUSED)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
