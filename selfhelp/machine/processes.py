"""Programs that do not go on: seen, let go on, asked to close, and ended.

A program is known by its number *and* the moment it started, so that a number given to another program
in the meantime is never touched. Only the person's own programs are looked at.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from selfhelp.errors import RefusedError, StepError
from selfhelp.machine import Command, Machine, Native, PowerShell, Probe, Reading, Step
from selfhelp.model import Json, Platform
from selfhelp.progress import Progress
from selfhelp.text import N_, Text

if TYPE_CHECKING:
    import psutil

STOPPED = "stopped"
"""Held by a stop signal (state T); it goes on when it is told to."""
HUNG = "hung"
"""Its window does not answer the system."""
STUCK = "stuck"
"""Waits inside the system for a disk or the network (state D); no signal reaches it."""

POLITE = timedelta(seconds=15)
"""How long a program gets to save and close after it was asked to."""

SAME_START = 2.0
"""Seconds by which two readings of the start may differ: it is counted from a boot time in whole seconds."""

DESKTOP = frozenset(
    {
        *("systemd", "dbus-daemon", "dbus-broker", "Xorg", "Xwayland", "Xvfb", "gnome-shell", "mutter"),
        *("gnome-session", "gnome-session-b", "gnome-session-binary", "kwin_x11", "kwin_wayland"),
        *("plasmashell", "plasma_session", "startplasma-x11", "startplasma-wayland", "sway", "weston"),
        *("xfwm4", "xfce4-session", "openbox", "i3", "cinnamon", "cinnamon-session", "mate-session", "marco"),
        *("lxqt-session", "lightdm", "sddm", "gdm3", "sshd", "pipewire", "wireplumber", "gnome-keyring-d"),
        *("launchd", "loginwindow", "WindowServer", "Dock", "Finder", "SystemUIServer"),
        *("explorer", "dwm", "csrss", "winlogon", "wininit", "lsass", "services", "svchost", "MsMpEng"),
    }
)
"""Programs that the session itself stands on: they may be let go on, but are never closed or ended."""

SHELLS = frozenset({"sh", "bash", "dash", "zsh", "fish", "ksh", "mksh", "tcsh", "csh"})

WINDOW_LIBRARIES = ("libX11.so", "libxcb.so", "libwayland-client.so")


@dataclass(frozen=True, slots=True)
class Program:
    """A program that does not go on.

    Attributes:
        pid: its number.
        started: when it started, in seconds since 1970; with ``pid`` it is unmistakable.
        name: what the system calls it; foreign text.
        state: `STOPPED`, `HUNG` or `STUCK`.
        parent: the number of the program that started it.
        job: whether somebody paused it in a terminal on purpose (Ctrl+Z).
    """

    pid: int
    started: float
    name: str
    state: str
    parent: int = 0
    job: bool = False

    @property
    def protected(self) -> bool:
        """Whether the session stands on it."""
        return self.pid <= 1 or self.name in DESKTOP


def _read_unix(machine: Machine) -> Sequence[Program]:
    return [Program(**facts) for facts in machine.read(Reading(not_going_on))]


HUNG_SCRIPT = (
    "$session=(Get-Process -Id $PID).SessionId;"
    "Get-Process|Where-Object{$_.SessionId -eq $session}|"
    "Where-Object{$_.MainWindowHandle -ne 0 -and -not $_.Responding}|"
    "ForEach-Object{[pscustomobject]@{pid=$_.Id;name=$_.ProcessName;"
    "started=[Math]::Round(($_.StartTime.ToUniversalTime()-[datetime]'1970-01-01').TotalSeconds,3)}}"
)
"""Programs of this session with a window that does not answer.

``Responding`` asks the main window with a time limit of five seconds; without a window it is true
(learn.microsoft.com, System.Diagnostics.Process.Responding). Not tried on a real Windows.
"""


def _read_windows(machine: Machine) -> Sequence[Program]:
    found = machine.read(PowerShell(HUNG_SCRIPT, timeout=60.0))
    return [Program(entry["pid"], entry["started"], entry["name"], HUNG) for entry in found]


NOT_GOING_ON: Probe[Sequence[Program]] = Probe(
    "which of the person's programs do not go on",
    {Platform.WINDOWS: _read_windows, Platform.MACOS: _read_unix, Platform.LINUX: _read_unix},
)
"""On Linux and macOS stopped programs and, on Linux, those stuck in the system.

Neither system tells others that a window does not answer: that is between the window and its manager.
"""


def not_going_on(samples: int = 3, pause: float = 0.2) -> Json:
    """Return the person's own programs that are stopped, or stuck in every one of several looks.

    Left out are we ourselves and whoever started us, what a debugger holds, and threads of the kernel.

    Args:
        samples: how often a program must be seen stuck; a disk being used makes anybody wait shortly.
        pause: seconds between two looks.
    """
    import psutil

    ours = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    seen = [entry for entry in map(_facts, psutil.process_iter()) if entry and entry["pid"] not in ours]
    stuck = [entry for entry in seen if entry["state"] == STUCK]
    for _ in range(samples - 1):
        if stuck:
            time.sleep(pause)
            stuck = [entry for entry in stuck if _still_stuck(entry)]
    return sorted([entry for entry in seen if entry["state"] == STOPPED] + stuck, key=lambda e: e["pid"])


def _facts(process: psutil.Process) -> dict[str, Json] | None:
    """Return what is known of a program, or None where it goes on, is not hers, or has just ended."""
    import psutil

    states = {psutil.STATUS_STOPPED: STOPPED, psutil.STATUS_DISK_SLEEP: STUCK}
    try:
        state = states.get(process.status())
        if state is None or process.uids().real != os.getuid() or not process.cmdline():
            return None
        facts = Program(
            pid=process.pid,
            started=round(process.create_time(), 3),
            name=process.name()[:80],
            state=state,
            parent=process.ppid(),
            job=state == STOPPED and _paused_in_a_terminal(process),
        )
    except psutil.Error:
        return None
    return asdict(facts)


def _paused_in_a_terminal(process: psutil.Process) -> bool:
    """Whether this is a job of an interactive shell, as after Ctrl+Z, and not a program with windows.

    Nobody can see which signal stopped a program; but who pauses a program in a terminal knows how to let
    it go on, while a window that was started from a terminal and froze is a frozen program.
    """
    import psutil

    try:
        leader = os.getsid(process.pid)
        if process.terminal() is None or leader == process.pid:
            return False
        return psutil.Process(leader).name() in SHELLS and not _has_windows(process.pid)
    except (psutil.Error, OSError):
        return False


def _has_windows(pid: int) -> bool:
    """Whether a program has loaded a library of the window system (Linux only; elsewhere no)."""
    try:
        loaded = Path(f"/proc/{pid}/maps").read_text("utf-8", "replace")
    except OSError:
        return False
    return any(library in loaded for library in WINDOW_LIBRARIES)


def _still_stuck(entry: Mapping[str, Json]) -> bool:
    process = _find(entry["pid"], entry["started"])
    facts = _facts(process) if process else None
    return facts is not None and facts["state"] == STUCK


def _find(pid: int, started: float) -> psutil.Process | None:
    """Return the very program that was seen, or None where it has ended."""
    import psutil

    try:
        process = psutil.Process(pid)
        same = abs(process.create_time() - started) < SAME_START
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except psutil.Error:
        return None


def alive(pid: int, started: float) -> Json:
    """Whether the very program that was seen is still there."""
    return _find(pid, started) is not None


def resume(pid: int, started: float) -> Json:
    """Let a stopped program go on."""
    return _signal(pid, started, signal.SIGCONT)


def ask_to_close(pid: int, started: float) -> Json:
    """Ask a program to close, and let it go on so that it hears it."""
    _refuse_protected(pid, started)
    return _signal(pid, started, signal.SIGTERM) and _signal(pid, started, signal.SIGCONT)


def end(pid: int, started: float) -> Json:
    """End a program by force."""
    _refuse_protected(pid, started)
    return _signal(pid, started, signal.SIGKILL)


def _signal(pid: int, started: float, which: signal.Signals) -> bool:
    """Send a signal to the very program that was seen; false where it has ended."""
    import psutil

    process = _find(pid, started)
    try:
        if process is not None:
            process.send_signal(which)
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied as error:
        message = N_("This program belongs to somebody else.")
        raise StepError(message, detail=f"pid {pid}: {which.name}") from error
    return process is not None


def _refuse_protected(pid: int, started: float) -> None:
    """Look once more, right before: a journal or a list may be old.

    Raises:
        RefusedError: the session stands on this program, or it is we.
    """
    import psutil

    process = _find(pid, started)
    if process is None:
        return
    ours = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    if Program(pid, started, process.name(), "").protected or pid in ours:
        raise RefusedError(N_("This program belongs to the desktop itself and is never closed from here."))


def _each(step: _ProgramStep, machine: Machine, function: Callable[..., Json]) -> str:
    """Do one thing to every process of the program; says how many were still there."""
    reached = [
        machine.change(Native(function, {"pid": pid, "started": started}))
        for pid, started in zip(step.pids, step.started, strict=True)
    ]
    return f"{reached.count(True)} of {len(reached)} reached"


def _resume_unix(step: _ProgramStep, machine: Machine, progress: Progress) -> str:
    return _each(step, machine, resume)


def _close_unix(step: _ProgramStep, machine: Machine, progress: Progress) -> str:
    reached = _each(step, machine, ask_to_close)
    return f"{reached}; {_wait_for_end(step, machine, progress, _left_unix)}"


def _end_unix(step: _ProgramStep, machine: Machine, progress: Progress) -> str:
    if not _left_unix(step, machine):
        return "had closed by itself"
    reached = _each(step, machine, end)
    return f"{reached}; {_wait_for_end(step, machine, progress, _left_unix)}"


def _left_unix(step: _ProgramStep, machine: Machine) -> int:
    """Count the processes of the program that are still there."""
    pairs = zip(step.pids, step.started, strict=True)
    return sum(machine.read(Reading(alive, {"pid": pid, "started": started})) for pid, started in pairs)


def _close_windows(step: _ProgramStep, machine: Machine, progress: Progress) -> str:
    _taskkill(step, machine)
    return _wait_for_end(step, machine, progress, _left_windows)


def _end_windows(step: _ProgramStep, machine: Machine, progress: Progress) -> str:
    if not _left_windows(step, machine):
        return "had closed by itself"
    _taskkill(step, machine, "/F")
    return _wait_for_end(step, machine, progress, _left_windows)


def _left_windows(step: _ProgramStep, machine: Machine) -> int:
    """Count the processes of the program that still do not answer."""
    seen = {(program.pid, program.started) for program in _read_windows(machine)}
    return sum(pair in seen for pair in zip(step.pids, step.started, strict=True))


def _taskkill(step: _ProgramStep, machine: Machine, *force: str) -> None:
    """Ask the windows of the program to close (WM_CLOSE), or end it with ``/F``.

    Its words are translated, its exit status is not: 0 is done (learn.microsoft.com, taskkill). Whether
    the program has ended is looked up afterwards. Not tried on a real Windows.
    """
    seen = {(program.pid, program.started) for program in _read_windows(machine)}
    for pid, started in zip(step.pids, step.started, strict=True):
        if (pid, started) in seen:
            machine.change(Command(("taskkill.exe", *force, "/PID", str(pid))))


def _wait_for_end(
    step: _ProgramStep, machine: Machine, progress: Progress, left: Callable[[_ProgramStep, Machine], int]
) -> str:
    """Wait until the program has ended, for as long as `POLITE` says."""
    deadline = time.monotonic() + POLITE.total_seconds()
    while still := left(step, machine):
        if time.monotonic() > deadline:
            return f"{still} still there after {POLITE.total_seconds():.0f} s"
        progress.check()
        time.sleep(0.2)
    return "ended"


@dataclass(frozen=True, slots=True)
class _ProgramStep(Step):
    """What is done to one program: all of its processes that do not go on.

    Attributes:
        program: its name, for the sentence; foreign text.
        pids: the numbers of its processes.
        started: when each of them started, in the same order.
    """

    program: str
    pids: tuple[int, ...]
    started: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ResumeProgram(_ProgramStep):
    """Lets a stopped program go on. There is no way back: nobody wants it stopped again."""

    name: ClassVar[str] = "resume-program"
    duration: ClassVar[timedelta] = timedelta(seconds=1)
    rows: ClassVar[Mapping[Platform, Callable[[Any, Machine, Progress], str]]] = {
        Platform.LINUX: _resume_unix,
        Platform.MACOS: _resume_unix,
    }

    def sentence(self) -> Text:
        """Say what will be done."""
        return N_("Let {program} go on where it was paused.", program=self.program)


@dataclass(frozen=True, slots=True)
class CloseProgram(_ProgramStep):
    """Asks a program to close, and waits for it."""

    name: ClassVar[str] = "close-program"
    risk: ClassVar[Text | None] = N_("It may ask you to save. What you do not save is lost.")
    duration: ClassVar[timedelta] = POLITE
    rows: ClassVar[Mapping[Platform, Callable[[Any, Machine, Progress], str]]] = {
        Platform.WINDOWS: _close_windows,
        Platform.LINUX: _close_unix,
        Platform.MACOS: _close_unix,
    }

    def sentence(self) -> Text:
        """Say what will be done."""
        return N_("Ask {program} to close.", program=self.program)


@dataclass(frozen=True, slots=True)
class EndProgram(_ProgramStep):
    """Ends a program by force where it did not close; does nothing where it did."""

    name: ClassVar[str] = "end-program"
    risk: ClassVar[Text | None] = N_("Everything in this program that is not saved is lost.")
    duration: ClassVar[timedelta] = timedelta(seconds=2)
    rows: ClassVar[Mapping[Platform, Callable[[Any, Machine, Progress], str]]] = {
        Platform.WINDOWS: _end_windows,
        Platform.LINUX: _end_unix,
        Platform.MACOS: _end_unix,
    }

    def sentence(self) -> Text:
        """Say what will be done."""
        return N_("End {program} by force, if it has not closed by then.", program=self.program)
