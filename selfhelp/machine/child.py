"""Runs child processes with a timeout, and ends the whole process tree when it expires.

No shell is used. Programs are started only from system folders, never from a folder the user can write to.
The environment is reduced to the variables that a session needs, so that no token, library path of a packaged
app or translation setting reaches the child.
"""

from __future__ import annotations

import atexit
import codecs
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from types import MappingProxyType

from selfhelp.core.errors import AnswerFailure, Cause, ProbeError
from selfhelp.core.model import Platform
from selfhelp.core.text import N_
from selfhelp.machine import Command, Output

GRACE = 0.5
"""Seconds to keep reading a pipe after the program has ended: a daemon it started may hold it open."""

LAST_WAIT = 2.0
"""Seconds to wait after killing a program; a program blocked on disk I/O can't be killed."""

FORBIDDEN = frozenset({1260, 4551})
"""Error codes returned when a policy of Windows blocks a program.

They are ERROR_ACCESS_DISABLED_BY_POLICY (AppLocker) and ERROR_SYSTEM_INTEGRITY_POLICY_VIOLATION (Windows
Defender Application Control). Source: Microsoft Learn, System Error Codes.
"""

CREATE_NO_WINDOW = 0x08000000  # Windows only: no console window flashes up

_UNIX_FOLDERS = ("/usr/sbin", "/usr/bin", "/sbin", "/bin")
_UNIX_SESSION = (
    *("HOME", "USER", "LOGNAME", "TMPDIR", "TZ", "DISPLAY", "XAUTHORITY", "WAYLAND_DISPLAY"),
    *("DBUS_SESSION_BUS_ADDRESS", "DESKTOP_SESSION", "GSETTINGS_BACKEND", "DCONF_PROFILE"),
    *("CUPS_SERVER", "PULSE_SERVER", "KRB5CCNAME", "SWAYSOCK"),
)
_WINDOWS_SESSION = (
    *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "OS", "TEMP", "TMP", "PUBLIC"),
    *("USERNAME", "USERPROFILE", "USERDOMAIN", "HOMEDRIVE", "HOMEPATH", "LOGONSERVER", "SESSIONNAME"),
    *("APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "ALLUSERSPROFILE", "PROGRAMFILES", "PROGRAMFILES(X86)"),
    *("PROGRAMW6432", "COMMONPROGRAMFILES", "COMPUTERNAME", "NUMBER_OF_PROCESSORS"),
    *("PROCESSOR_ARCHITECTURE",),
)
SESSION: Mapping[Platform, tuple[str, ...]] = MappingProxyType(
    {Platform.LINUX: _UNIX_SESSION, Platform.MACOS: _UNIX_SESSION, Platform.WINDOWS: _WINDOWS_SESSION}
)
"""Environment variables passed to a child process, besides ``XDG_…``."""

LOCALE: Mapping[Platform, Mapping[str, str]] = MappingProxyType(
    {
        Platform.LINUX: {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"},
        Platform.MACOS: {"LANG": "en_US.UTF-8", "LC_ALL": "en_US.UTF-8"},  # macOS has no C.UTF-8
        Platform.WINDOWS: {},
    }
)


def list_trusted_folders(platform: Platform) -> tuple[str, ...]:
    """Return the folders in which programs to start are looked up; only administrators can write there."""
    if platform is not Platform.WINDOWS:
        return _UNIX_FOLDERS
    root = os.environ.get("SYSTEMROOT", "C:\\Windows")
    return (f"{root}\\System32", f"{root}\\System32\\WindowsPowerShell\\v1.0", root)


def build_child_environment(platform: Platform, inherited: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of the ``inherited`` environment that a child process receives."""
    names = SESSION[platform]
    kept = {name: value for name, value in inherited.items() if name.upper() in names or name[:4] == "XDG_"}
    separator = ";" if platform is Platform.WINDOWS else ":"
    return {**kept, "PATH": separator.join(list_trusted_folders(platform)), **LOCALE[platform]}


def locate_program(program: str, platform: Platform) -> str:
    """Return the full path of a program to start.

    Raises:
        ProbeError: the program isn't installed, or the name is neither bare nor absolute.
    """
    path = Path(program)
    if path.is_absolute():
        candidates = [path]
    elif path.name == program:
        suffix = ".exe" if platform is Platform.WINDOWS and not path.suffix else ""
        candidates = [Path(folder, program + suffix) for folder in list_trusted_folders(platform)]
    else:
        candidates = []
    for candidate in candidates:
        if candidate.is_file() and os.access(candidate, os.X_OK):
            return str(candidate)
    message = N_("{program} isn't installed on this computer.", program=program)
    raise ProbeError(message, why=AnswerFailure(_extract_program_name(program), Cause.MISSING))


def _extract_program_name(program: str) -> str:
    """Return a program's file name without its folder; the folder may be in a user's home."""
    return program.replace("\\", "/").rpartition("/")[2]


def run(command: Command, platform: Platform) -> Output:
    """Run a child process for at most ``command.timeout`` seconds, and return its output.

    Raises:
        ProbeError: the program isn't installed, couldn't be started, or timed out.
    """
    process = _start_process(command, platform)
    with _end_process_at_exit(process):
        return _collect_output(process, command, platform)


def _collect_output(process: subprocess.Popen[bytes], command: Command, platform: Platform) -> Output:
    readers = [
        _PipeReader(pipe, command.limit, lambda: _kill_process_tree(process))
        for pipe in _detach_pipes(process)
    ]
    if command.stdin:
        _start_thread(lambda: _write_stdin(process, command.stdin))
    in_time = _wait_for_process(process, command.timeout)
    deadline = time.monotonic() + GRACE
    for reader in readers:
        reader.thread.join(max(0.0, deadline - time.monotonic()))
    out, err = (decode_output(reader.get_bytes_read(), platform) for reader in readers)
    if not in_time:
        raise _make_timeout_error(command, out)
    return Output(process.returncode, out, err, any(reader.cut for reader in readers))


def _make_timeout_error(command: Command, said: str) -> ProbeError:
    message = N_("{program} didn't respond in time.", program=command.argv[0])
    seconds = f"{command.timeout:g} s"
    why = AnswerFailure(_extract_program_name(command.argv[0]), Cause.LATE, seconds)
    return ProbeError(message, detail=f"{seconds}: {' '.join(command.argv)}", why=why, partial=said)


_running: set[subprocess.Popen[bytes]] = set()


@contextmanager
def _end_process_at_exit(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Register a process, so that it ends with this process, whichever thread waits for it."""
    _register_exit_hook()
    _running.add(process)
    try:
        yield
    finally:
        _running.discard(process)


@cache
def _register_exit_hook() -> None:
    atexit.register(_end_running_processes)


def _end_running_processes() -> None:
    for process in list(_running):
        _kill_process_tree(process)


def decode_output(data: bytes, platform: Platform) -> str:
    """Return a child process's output as text; undecodable bytes become U+FFFD.

    Windows tools write UTF-8, UTF-16 with a byte order mark, or the console's code page ("oem").
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", "replace")
    elif platform is not Platform.WINDOWS:
        return data.decode("utf-8", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("oem", "replace")
    return text.replace("\r\n", "\n")


class _PipeReader:
    """A thread that reads a pipe, owns it and closes it.

    If a daemon keeps the pipe open, the thread stays blocked and nothing waits for it.
    """

    def __init__(self, pipe: int, limit: int, on_limit: Callable[[], None]) -> None:
        self._pipe, self._limit, self._on_limit = pipe, limit, on_limit
        self._kept = bytearray()
        self.cut = False
        self.thread = _start_thread(self._read_pipe)

    def get_bytes_read(self) -> bytes:
        """Return the bytes read from the pipe until now."""
        return bytes(self._kept)

    def _read_pipe(self) -> None:
        try:
            while block := os.read(self._pipe, 65536):
                self._kept += block
                if len(self._kept) > self._limit:
                    del self._kept[self._limit :]
                    self.cut = True
                    self._on_limit()
                    return
        finally:
            os.close(self._pipe)


def launch_detached(argv: tuple[str, ...], platform: Platform) -> None:
    """Start a program with its own window, in the user's language, and leave it running.

    Raises:
        ProbeError: the program isn't installed.
    """
    spoken = {n: v for n, v in os.environ.items() if n in ("LANG", "LANGUAGE") or n.startswith("LC_")}
    kept = {
        n: v for n, v in build_child_environment(platform, os.environ).items() if n not in LOCALE[platform]
    }
    process = subprocess.Popen(
        (locate_program(argv[0], platform), *argv[1:]),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**kept, **spoken},
        start_new_session=True,
    )
    _start_thread(lambda: _reap_process(process))  # reap it, so that no zombie stays in the process list


def _start_process(command: Command, platform: Platform) -> subprocess.Popen[bytes]:
    program = locate_program(command.argv[0], platform)
    windows = platform is Platform.WINDOWS
    try:
        return subprocess.Popen(
            [program, *command.argv[1:]],
            stdin=subprocess.PIPE if command.stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env={**build_child_environment(platform, os.environ), **dict(command.variables)},
            cwd=os.environ.get("SYSTEMROOT", "C:\\") if windows else "/",
            start_new_session=not windows,
            creationflags=CREATE_NO_WINDOW if windows else 0,
        )
    except (OSError, ValueError) as error:
        raise _make_start_error(command.argv[0], error) from error


def _make_start_error(program: str, error: Exception) -> ProbeError:
    """Return the error for a program that didn't start.

    The error number shows whether a Windows policy blocked it.
    """
    number = getattr(error, "winerror", None) or getattr(error, "errno", None)
    fact = f"error {number}" if number else type(error).__name__
    if number in FORBIDDEN:
        message = N_("Your organisation doesn't let this app start {program}.", program=program)
        return ProbeError(
            message, detail=str(error), why=AnswerFailure(_extract_program_name(program), Cause.POLICY, fact)
        )
    cause = Cause.DENIED if isinstance(error, PermissionError) else Cause.FAILED
    message = N_("{program} couldn't be started.", program=program)
    return ProbeError(
        message, detail=str(error), why=AnswerFailure(_extract_program_name(program), cause, fact)
    )


def _detach_pipes(process: subprocess.Popen[bytes]) -> list[int]:
    """Detach the output pipes from the process object; return their descriptors for the reader threads."""
    taken = []
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            taken.append(os.dup(stream.fileno()))
            stream.close()
    return taken


def _start_thread(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def _write_stdin(process: subprocess.Popen[bytes], data: bytes) -> None:
    """Write the data to a process's standard input; the program needn't read all of it."""
    if process.stdin is None:
        return
    try:
        with process.stdin as pipe:
            remaining = memoryview(data)
            while remaining:
                remaining = remaining[pipe.write(remaining) :]
    except OSError:
        pass


def _wait_for_process(process: subprocess.Popen[bytes], timeout: float) -> bool:
    """Wait for the process to end; on timeout or interruption, end the whole tree.

    Return whether the process ended in time.

    The blocking wait runs on its own thread: `Popen.wait` with a timeout polls, which costs up to 50 ms per
    program, and without a timeout it could block forever on a dead network drive.
    """
    waiter = _start_thread(lambda: _reap_process(process))
    try:
        waiter.join(timeout)
        in_time = not waiter.is_alive()
    except BaseException:  # the child has its own session, so Ctrl+C in a terminal doesn't reach it
        _kill_process_tree(process)
        raise
    if not in_time:
        _kill_process_tree(process)
        waiter.join(LAST_WAIT)
    return in_time


def _reap_process(process: subprocess.Popen[bytes]) -> None:
    process.wait()


def _kill_process_tree(process: subprocess.Popen[bytes]) -> None:
    """Kill a process, its process group, and descendants in new sessions."""
    import psutil

    try:
        family = psutil.Process(process.pid).children(recursive=True)
    except psutil.Error:
        family = []
    if hasattr(os, "killpg"):
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    for member in family:
        with suppress(psutil.Error):
            member.kill()
    process.kill()
