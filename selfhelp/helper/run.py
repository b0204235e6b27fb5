"""Starts one program of a plan, keeps the start of what it says, and ends its whole tree in time."""

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
"""Bytes of output that are kept; a program that says more is ended."""

GRACE = 0.5
"""Seconds its output is still read after it ended: something it left behind may hold it open."""

ENVIRONMENT: Mapping[str, str] = MappingProxyType(
    {
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "HOME": "/",
        "DEBIAN_FRONTEND": "noninteractive",
    }
)
"""All that a program sees; nothing of the caller's."""

WINDOWS_ENVIRONMENT: Mapping[str, str] = MappingProxyType(
    {"SystemRoot": "C:\\Windows", "PATH": "C:\\Windows\\System32;C:\\Windows"}
)

PR_SET_CHILD_SUBREAPER = 36
"""prctl(2): orphans of our children become our children, so that none escapes its end."""


@dataclass(frozen=True, slots=True)
class ProgramResult:
    """How a program ended.

    Attributes:
        code: its exit status; negative: the signal that ended it; None: it could not be started.
        output: the start of what it said, both streams.
        seconds: how long it took.
        why: ``timeout``, ``flood`` or the error's name where it was ended or not started; else empty.
    """

    code: int | None
    output: bytes
    seconds: float
    why: str = ""

    @property
    def output_digest(self) -> str:
        """SHA-256 of the output that was kept."""
        return hashlib.sha256(self.output).hexdigest()


def run_program(argv: Sequence[str], timeout: float) -> ProgramResult:
    """Run one program and wait for it.

    No shell, an environment of our own, nothing to read, its own session, ``/`` as its folder. Where it
    takes longer than ``timeout`` seconds or says more than `KEPT` bytes, it and everything it started
    are ended. Never raises.
    """
    started = time.monotonic()
    become_subreaper()
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
    ear = _Ear(process)
    why = _wait(process, timeout)
    ear.thread.join(GRACE)
    return ProgramResult(process.returncode, bytes(ear.kept), time.monotonic() - started, why or ear.why)


class _Ear:
    """Keeps the start of a program's output, on a separate thread."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self.kept = bytearray()
        self.why = ""
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self) -> None:
        """Read to the end and close the pipe; the thread stays where a service holds it open."""
        if self._process.stdout is None:
            return
        with self._process.stdout as pipe:
            while block := pipe.read(65536):
                self.kept += block[: KEPT - len(self.kept)]
                if len(self.kept) >= KEPT:
                    self.why = "flood"
                    kill_process_tree(self._process)
                    return


def _wait(process: subprocess.Popen[bytes], timeout: float) -> str:
    """Wait for the end; return why it was ended, or nothing if it ended itself."""
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired:
        kill_process_tree(process)
        with contextlib.suppress(subprocess.TimeoutExpired):  # one that waits for a disk cannot be ended
            process.wait(GRACE)
        return "timeout"
    return ""


def become_subreaper() -> None:
    """Become the parent of processes our programs leave behind (Linux only)."""
    if sys.platform == "linux":
        import ctypes

        from selfhelp.core.foreign_functions import declare

        declare(ctypes, ctypes.CDLL(None), "prctl").prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def kill_process_tree(process: subprocess.Popen[bytes]) -> None:
    """End a program and everything it started, even in a new session."""
    if sys.platform == "win32":
        _end_windows_tree(process.pid)
        return
    with contextlib.suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)
    for _ in range(100):  # what is born while we look is seen the next time
        alive = [pid for pid in descendant_pids(os.getpid()) if pid != os.getpid()]
        for pid in alive:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        if not alive:
            return
        time.sleep(0.01)


def descendant_pids(pid: int) -> Sequence[int]:
    """Return the process's living descendants, from /proc (Linux; empty elsewhere)."""
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


def _end_windows_tree(pid: int) -> None:
    """End a tree on Windows (``taskkill /T``); not tried."""
    argv = ["C:\\Windows\\System32\\taskkill.exe", "/T", "/F", "/PID", str(pid)]
    subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=10)
