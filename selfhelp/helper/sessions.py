"""Windows only: lists, ends and starts the app's processes in users' sessions.

Microsoft Learn: "EnumProcesses", "QueryFullProcessImageNameW", "WTSEnumerateSessionsW", "WTSQueryUserToken"
(only for the system account), "CreateProcessAsUserW". Tried under Wine, which has one session and one
account; several sessions weren't tried.
"""

from __future__ import annotations

import ctypes
import subprocess
from collections.abc import Iterator, Sequence
from ctypes import byref, c_int, c_ulong, c_ushort, c_void_p, c_wchar_p
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from selfhelp.core.foreign_functions import declare_function_types

QUERY, END, WAIT = 0x1000, 0x1, 0x100000
UNICODE_ENVIRONMENT, NO_WINDOW = 0x400, 0x08000000
MOST = 16384
"""Maximum number of processes examined."""


@dataclass(frozen=True, slots=True)
class RunningProcess:
    """A running process of the app.

    Attributes:
        program: its file name, in lower case.
    """

    pid: int
    session: int
    program: str


def list_processes_in_folder(folder: Path) -> Sequence[RunningProcess]:
    """Return the processes whose program file is directly in the folder."""
    return [
        RunningProcess(pid, _find_session(pid), path.name.lower())
        for pid, path in _iter_running_programs(folder)
    ]


def _iter_running_programs(folder: Path) -> Iterator[tuple[int, Path]]:
    for pid in _list_pids():
        image = _find_image_path(pid)
        if image and Path(image).parent == folder:
            yield pid, Path(image)


def end_process(pid: int, folder: Path) -> None:
    """Terminate a process if its program is still in the folder, because process IDs are reused."""
    process = c_void_p(_load_kernel32().OpenProcess(QUERY | END | WAIT, 0, pid))
    if not process:
        return
    if (
        Path(_query_program_path(process)).parent == folder
    ):  # of this very process: from here on its number is not used
        _load_kernel32().TerminateProcess(process, 1)
        _load_kernel32().WaitForSingleObject(process, 3000)
    _load_kernel32().CloseHandle(process)


def _find_session(pid: int) -> int:
    """Return the session ID of a process."""
    number = c_ulong()
    _load_kernel32().ProcessIdToSessionId(pid, byref(number))
    return number.value


def list_signed_in_sessions() -> Sequence[int]:
    """Return the IDs of sessions with a signed-in user, local or remote."""
    import os

    candidates = {*_list_sessions(), _find_session(os.getpid())}
    return sorted(number for number in candidates if _close_token(_query_token(number)))


def start_program_in_session(session: int, argv: Sequence[str], patience: float = 0) -> bool:
    """Start a program in a session with its user's desktop, rights and environment; return success.

    Args:
        session: its ID.
        argv: the program with its absolute path, and its arguments.
        patience: seconds to wait for its end.

    Returns:
        Whether it was started.
    """
    token = _query_token(session)
    if not token:
        return False
    environment = c_void_p()
    _load_library("userenv", "CreateEnvironmentBlock").CreateEnvironmentBlock(byref(environment), token, 0)
    started, process = _StartupInfo(desktop="winsta0\\default"), _ProcessInformation()
    started.size = ctypes.sizeof(started)
    line = ctypes.create_unicode_buffer(subprocess.list2cmdline(argv))
    flags = UNICODE_ENVIRONMENT | NO_WINDOW
    program, folder = c_wchar_p(argv[0]), c_wchar_p(str(Path(argv[0]).parent))
    done = _load_library("advapi32", "CreateProcessAsUserW").CreateProcessAsUserW(
        token, program, line, None, None, 0, flags, environment, folder, byref(started), byref(process)
    )
    if done:
        _load_kernel32().WaitForSingleObject(c_void_p(process.process), int(patience * 1000))
        _close_token(c_void_p(process.process))
        _close_token(c_void_p(process.thread))
    if environment:
        _load_library("userenv", "DestroyEnvironmentBlock").DestroyEnvironmentBlock(environment)
    _close_token(token)
    return bool(done)


class _StartupInfo(ctypes.Structure):
    """The structure STARTUPINFOW."""

    _fields_ = (
        ("size", c_ulong),
        ("reserved", c_wchar_p),
        ("desktop", c_wchar_p),
        ("title", c_wchar_p),
        *((name, c_ulong) for name in ("x", "y", "width", "height", "columns", "rows", "colour", "flags")),
        ("show", c_ushort),
        ("more", c_ushort),
        *((name, c_void_p) for name in ("bytes", "input", "output", "errors")),
    )


class _ProcessInformation(ctypes.Structure):
    """The structure PROCESS_INFORMATION."""

    _fields_ = (("process", c_void_p), ("thread", c_void_p), ("pid", c_ulong), ("tid", c_ulong))


class _SessionInfo(ctypes.Structure):
    """The structure WTS_SESSION_INFOW."""

    _fields_ = (("number", c_ulong), ("station", c_wchar_p), ("state", c_int))


def _list_sessions() -> Sequence[int]:
    found, count = c_void_p(), c_ulong()
    try:
        if (
            not _load_library("wtsapi32", "WTSEnumerateSessionsW").WTSEnumerateSessionsW(
                None, 0, 1, byref(found), byref(count)
            )
            or not found
        ):
            return ()
        numbers = [entry.number for entry in (_SessionInfo * count.value).from_address(found.value or 0)]
        _load_library("wtsapi32", "WTSFreeMemory").WTSFreeMemory(found)
    except AttributeError:
        return ()
    return numbers


def _query_token(session: int) -> c_void_p:
    """Return the token of a session's user; empty without a signed-in user or access."""
    token = c_void_p()
    _load_library("wtsapi32", "WTSQueryUserToken").WTSQueryUserToken(session, byref(token))
    return token


def _close_token(handle: c_void_p) -> bool:
    """Close a handle if it isn't empty; return whether it was closed."""
    return bool(handle) and bool(_load_kernel32().CloseHandle(handle))


def _list_pids() -> Sequence[int]:
    numbers, used = (c_ulong * MOST)(), c_ulong()
    _load_library("psapi", "EnumProcesses").EnumProcesses(byref(numbers), ctypes.sizeof(numbers), byref(used))
    return list(numbers[: used.value // ctypes.sizeof(c_ulong)])


def _find_image_path(pid: int) -> str:
    process = c_void_p(_load_kernel32().OpenProcess(QUERY, 0, pid))
    image = _query_program_path(process) if process else ""
    _close_token(process)
    return image


def _query_program_path(process: c_void_p) -> str:
    """Return the path of a process's program; "" if unknown."""
    size = c_ulong(32768)
    name = ctypes.create_unicode_buffer(size.value)
    known = _load_kernel32().QueryFullProcessImageNameW(process, 0, name, byref(size))
    return name.value if known else ""


@cache
def _load_kernel32() -> Any:
    return _load_library("kernel32", *_KERNEL)


_KERNEL = (
    *("CloseHandle", "OpenProcess", "ProcessIdToSessionId", "QueryFullProcessImageNameW"),
    *("TerminateProcess", "WaitForSingleObject"),
)


@cache
def _load_library(name: str, *functions: str) -> Any:
    """Return a Windows library from the system folder, with typed functions."""
    library = getattr(ctypes, "WinDLL")(f"{name}.dll", use_last_error=True, winmode=0x800)  # noqa: B009
    return declare_function_types(ctypes, library, *functions)
