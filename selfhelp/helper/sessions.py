"""Windows: which of our programs run in whose session; ends them, and starts them again as that person.

Microsoft Learn: "EnumProcesses", "QueryFullProcessImageNameW", "WTSEnumerateSessionsW", "WTSQueryUserToken"
(which the system's own account may call, and no one else), "CreateProcessAsUserW". Tried under Wine, which
has one session and one account; several sessions were not tried.
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

from selfhelp.core.foreign_functions import declare

QUERY, END, WAIT = 0x1000, 0x1, 0x100000
UNICODE_ENVIRONMENT, NO_WINDOW = 0x400, 0x08000000
MOST = 16384
"""Processes that are looked at."""


@dataclass(frozen=True, slots=True)
class RunningProcess:
    """A program of ours that runs.

    Attributes:
        program: the name of its file, in small letters.
    """

    pid: int
    session: int
    program: str


def processes_in_folder(folder: Path) -> Sequence[RunningProcess]:
    """Return the processes whose program lies in this very folder, whatever they call themselves."""
    return [
        RunningProcess(pid, session_of_process(pid), path.name.lower()) for pid, path in _programs(folder)
    ]


def _programs(folder: Path) -> Iterator[tuple[int, Path]]:
    for pid in _pids():
        image = _image(pid)
        if image and Path(image).parent == folder:
            yield pid, Path(image)


def end_process(pid: int, folder: Path) -> None:
    """End a process; it must still be the program of the folder, or its number went to another."""
    process = c_void_p(_kernel().OpenProcess(QUERY | END | WAIT, 0, pid))
    if not process:
        return
    if Path(_program(process)).parent == folder:  # of this very process: from here on its number is not used
        _kernel().TerminateProcess(process, 1)
        _kernel().WaitForSingleObject(process, 3000)
    _kernel().CloseHandle(process)


def session_of_process(pid: int) -> int:
    """Return the number of a process's session."""
    number = c_ulong()
    _kernel().ProcessIdToSessionId(pid, byref(number))
    return number.value


def signed_in_sessions() -> Sequence[int]:
    """Return the sessions in which someone is signed in, at the screen or away from it."""
    import os

    candidates = {*_sessions(), session_of_process(os.getpid())}
    return sorted(number for number in candidates if _close_token(_token(number)))


def start_in_session(session: int, argv: Sequence[str], patience: float = 0) -> bool:
    """Start a program as the user of a session, on their screen, with their rights and their environment.

    Args:
        session: its number.
        argv: the program with its absolute path, and its arguments.
        patience: how many seconds to wait for its end.

    Returns:
        Whether it was started.
    """
    token = _token(session)
    if not token:
        return False
    environment = c_void_p()
    _dll("userenv", "CreateEnvironmentBlock").CreateEnvironmentBlock(byref(environment), token, 0)
    started, process = _Startup(desktop="winsta0\\default"), _Process()
    started.size = ctypes.sizeof(started)
    line = ctypes.create_unicode_buffer(subprocess.list2cmdline(argv))
    flags = UNICODE_ENVIRONMENT | NO_WINDOW
    program, folder = c_wchar_p(argv[0]), c_wchar_p(str(Path(argv[0]).parent))
    done = _dll("advapi32", "CreateProcessAsUserW").CreateProcessAsUserW(
        token, program, line, None, None, 0, flags, environment, folder, byref(started), byref(process)
    )
    if done:
        _kernel().WaitForSingleObject(c_void_p(process.process), int(patience * 1000))
        _close_token(c_void_p(process.process))
        _close_token(c_void_p(process.thread))
    if environment:
        _dll("userenv", "DestroyEnvironmentBlock").DestroyEnvironmentBlock(environment)
    _close_token(token)
    return bool(done)


class _Startup(ctypes.Structure):
    """STARTUPINFOW."""

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


class _Process(ctypes.Structure):
    """PROCESS_INFORMATION."""

    _fields_ = (("process", c_void_p), ("thread", c_void_p), ("pid", c_ulong), ("tid", c_ulong))


class _Session(ctypes.Structure):
    """WTS_SESSION_INFOW."""

    _fields_ = (("number", c_ulong), ("station", c_wchar_p), ("state", c_int))


def _sessions() -> Sequence[int]:
    found, count = c_void_p(), c_ulong()
    try:
        if (
            not _dll("wtsapi32", "WTSEnumerateSessionsW").WTSEnumerateSessionsW(
                None, 0, 1, byref(found), byref(count)
            )
            or not found
        ):
            return ()
        numbers = [entry.number for entry in (_Session * count.value).from_address(found.value or 0)]
        _dll("wtsapi32", "WTSFreeMemory").WTSFreeMemory(found)
    except AttributeError:
        return ()
    return numbers


def _token(session: int) -> c_void_p:
    """Return the token of the user of a session; empty if there is none, or it is not for us."""
    token = c_void_p()
    _dll("wtsapi32", "WTSQueryUserToken").WTSQueryUserToken(session, byref(token))
    return token


def _close_token(handle: c_void_p) -> bool:
    """Close a handle; return whether there was one."""
    return bool(handle) and bool(_kernel().CloseHandle(handle))


def _pids() -> Sequence[int]:
    numbers, used = (c_ulong * MOST)(), c_ulong()
    _dll("psapi", "EnumProcesses").EnumProcesses(byref(numbers), ctypes.sizeof(numbers), byref(used))
    return list(numbers[: used.value // ctypes.sizeof(c_ulong)])


def _image(pid: int) -> str:
    process = c_void_p(_kernel().OpenProcess(QUERY, 0, pid))
    image = _program(process) if process else ""
    _close_token(process)
    return image


def _program(process: c_void_p) -> str:
    """Return the path of a process's program; empty if unknown."""
    size = c_ulong(32768)
    name = ctypes.create_unicode_buffer(size.value)
    known = _kernel().QueryFullProcessImageNameW(process, 0, name, byref(size))
    return name.value if known else ""


@cache
def _kernel() -> Any:
    return _dll("kernel32", *_KERNEL)


_KERNEL = (
    *("CloseHandle", "OpenProcess", "ProcessIdToSessionId", "QueryFullProcessImageNameW"),
    *("TerminateProcess", "WaitForSingleObject"),
)


@cache
def _dll(name: str, *functions: str) -> Any:
    """Return a Windows library from the system folder, with typed functions."""
    library = getattr(ctypes, "WinDLL")(f"{name}.dll", use_last_error=True, winmode=0x800)  # noqa: B009
    return declare(ctypes, library, *functions)
