"""Runs a program of a plan, limits its output, and kills its process tree after the time limit."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

KEPT = 256 * 1024
"""Maximum size of a program's output, in bytes; a program that writes more is killed."""

GRACE = 0.5
"""Time for reading output after a program's end, in seconds; a child may keep the pipe open."""

ENVIRONMENT: Mapping[str, str] = MappingProxyType(
    {
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "HOME": "/",
        "DEBIAN_FRONTEND": "noninteractive",
    }
)
"""The complete environment of programs; nothing is inherited from the caller."""

WINDOWS_ENVIRONMENT: Mapping[str, str] = MappingProxyType(
    {"SystemRoot": "C:\\Windows", "PATH": "C:\\Windows\\System32;C:\\Windows"}
)

PR_SET_CHILD_SUBREAPER = 36
"""Option of prctl(2) that makes orphaned descendants children of this process."""


@dataclass(frozen=True, slots=True)
class ProgramResult:
    """The result of running a program.

    Attributes:
        code: its exit status; negative for the signal that killed it; None if it couldn't be started.
        output: the start of its output, both streams.
        seconds: its duration.
        why: ``timeout``, ``flood`` or the error's name if it was killed or not started; else empty.
    """

    code: int | None
    output: bytes
    seconds: float
    why: str = ""

    @property
    def output_digest(self) -> str:
        """The SHA-256 of the stored output."""
        return hashlib.sha256(self.output).hexdigest()


def run_program(argv: Sequence[str], timeout: float) -> ProgramResult:
    """Run a program, wait for its end and return its result; never raises.

    Without a shell, with a fixed environment, no input, its own session, and ``/`` as its folder. If it takes
    longer than ``timeout`` seconds or writes more than `KEPT` bytes, it and its descendants are killed.
    """
    started = time.monotonic()
    _adopt_orphaned_processes()
    windows = sys.platform == "win32"
    try:
        process = subprocess.Popen(
            list(argv),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            bufsize=0,
            env=dict(WINDOWS_ENVIRONMENT if windows else ENVIRONMENT),
            cwd="C:\\Windows\\System32" if windows else "/",
            start_new_session=not windows,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            umask=-1 if windows else 0o022,  # what it installs must stay readable
        )
    except (OSError, ValueError) as error:
        return ProgramResult(None, b"", time.monotonic() - started, type(error).__name__)
    ear = _OutputCollector(process)
    why = _wait_or_kill(process, timeout)
    ear.thread.join(GRACE)
    return ProgramResult(process.returncode, bytes(ear.kept), time.monotonic() - started, why or ear.why)


class _OutputCollector:
    """Collects the start of a program's output on a separate thread."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self.kept = bytearray()
        self.why = ""
        self.thread = threading.Thread(target=self._collect_output, daemon=True)
        self.thread.start()

    def _collect_output(self) -> None:
        """Read until the pipe ends, then close it; the thread stays while a service keeps the pipe open."""
        if self._process.stdout is None:
            return
        with self._process.stdout as pipe:
            while block := pipe.read(65536):
                self.kept += block[: KEPT - len(self.kept)]
                if len(self.kept) >= KEPT:
                    self.why = "flood"
                    _kill_process_tree(self._process)
                    return


def _wait_or_kill(process: subprocess.Popen[bytes], timeout: float) -> str:
    """Wait for a program's end; return why it was killed, or "" if it ended normally."""
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired:
        _kill_process_tree(process)
        with contextlib.suppress(subprocess.TimeoutExpired):  # one that waits for a disk cannot be ended
            process.wait(GRACE)
        return "timeout"
    return ""


def _adopt_orphaned_processes() -> None:
    """Make this process the parent of orphaned descendants (Linux only)."""
    if sys.platform == "linux":
        import ctypes

        from selfhelp.core.foreign_functions import declare_function_types

        declare_function_types(ctypes, ctypes.CDLL(None), "prctl").prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _kill_process_tree(process: subprocess.Popen[bytes]) -> None:
    """Kill a program and all its descendants, even processes in another session."""
    if sys.platform == "win32":
        _kill_windows_tree(process.pid)
        return
    with contextlib.suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)
    for _ in range(100):  # what is born while we look is seen the next time
        alive = [pid for pid in list_descendant_pids(os.getpid()) if pid != os.getpid()]
        for pid in alive:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        if not alive:
            return
        time.sleep(0.01)


def list_descendant_pids(pid: int) -> Sequence[int]:
    """Return the process IDs of living descendants, from /proc (Linux; empty elsewhere)."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            # proc_pid_stat(5): the name is in brackets and may hold anything; state and parent follow.
            state, parent = entry.read_text("utf-8", "replace").rpartition(")")[2].split()[:2]
            if state != "Z":
                parents.setdefault(int(parent), []).append(int(entry.parent.name))
    found: list[int] = []
    pending = [pid]
    while pending:
        children = parents.get(pending.pop(), [])
        found += children
        pending += children
    return found


def _kill_windows_tree(pid: int) -> None:
    """Kill a process tree on Windows (``taskkill /T``); from documentation."""
    argv = ["C:\\Windows\\System32\\taskkill.exe", "/T", "/F", "/PID", str(pid)]
    subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=10)
