"""Programs that do not go on: how they are seen, and the signals that reach them.

A program is known by its number *and* the moment it started, so that a number given to another program
in the meantime is never touched. Only the user's own programs are looked at.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from selfhelp.core.errors import RefusedError, StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Machine, PowerShell, Probe, Reading
from selfhelp.machine.processes.programs import SHELLS

if TYPE_CHECKING:
    import psutil

STOPPED = "stopped"
"""Held by a stop signal (state T); it goes on when it is told to."""
HUNG = "hung"
"""Its window does not answer the system."""
STUCK = "stuck"
"""Waits inside the system for a disk or the network (state D); no signal reaches it."""

SAME_START = 2.0
"""Seconds by which two readings of the start may differ: it is counted from a boot time in whole seconds."""

DESKTOP = frozenset(
    name.casefold()
    for name in (
        *("systemd", "dbus-daemon", "dbus-broker", "Xorg", "Xwayland", "Xvfb", "gnome-shell", "mutter"),
        *("gnome-session", "gnome-session-b", "gnome-session-binary", "kwin_x11", "kwin_wayland"),
        *("plasmashell", "plasma_session", "startplasma-x11", "startplasma-wayland", "ksmserver", "sway"),
        *("weston", "labwc", "wayfire", "Hyprland", "niri", "cosmic-comp", "enlightenment", "budgie-wm"),
        *("xfwm4", "xfce4-session", "openbox", "i3", "cinnamon", "cinnamon-session", "mate-session", "marco"),
        *("muffin", "metacity", "icewm", "fluxbox", "awesome", "compiz", "lxsession", "lxqt-session"),
        *("lightdm", "sddm", "gdm3", "sshd", "pipewire", "wireplumber", "pulseaudio", "gnome-keyring-d"),
        *("Xvnc", "Xtigervnc", "x11vnc", "xrdp", "xrdp-sesman", "xrdp-chansrv"),
        *("gnome-remote-desktop-daemon", "krfb", "krdpserver", "rdpclip", "LogonUI"),
        *("launchd", "loginwindow", "WindowServer", "Dock", "Finder", "SystemUIServer", "ControlCenter"),
        *("explorer", "dwm", "csrss", "winlogon", "wininit", "lsass", "services", "svchost", "MsMpEng"),
        *("sihost", "ctfmon", "fontdrvhost", "taskhostw", "ShellExperienceHost", "StartMenuExperienceHost"),
        *("audiodg", "smss"),
    )
)
"""Programs that the session itself stands on, in small letters: they may be let go on, but are never closed
or ended; what a remote session is watched through is one of them."""


def is_session_critical(name: str) -> bool:
    """Whether the session depends on the program; Windows also writes ``Explorer.EXE``."""
    return name.casefold().removesuffix(".exe") in DESKTOP


WINDOW_LIBRARIES = ("libX11.so", "libxcb.so", "libwayland-client.so")


@dataclass(frozen=True, slots=True)
class UnresponsiveProgram:
    """A program that does not go on.

    Attributes:
        pid: its number.
        started: when it started, in seconds since 1970; with ``pid`` it is unmistakable.
        name: what the system calls it; foreign text.
        state: `STOPPED`, `HUNG` or `STUCK`.
        parent: the number of the program that started it.
        job: whether someone paused it in a terminal on purpose (Ctrl+Z).
    """

    pid: int
    started: float
    name: str
    state: str
    parent: int = 0
    job: bool = False

    @property
    def is_protected(self) -> bool:
        """Whether the session depends on it."""
        return self.pid <= 1 or is_session_critical(self.name)


def _read_unix(machine: Machine) -> Sequence[UnresponsiveProgram]:
    return [UnresponsiveProgram(**facts) for facts in machine.read(Reading(find_suspended))]


HUNG_SCRIPT = (
    "$session=(Get-Process -Id $PID).SessionId;"
    "Get-Process|Where-Object{$_.SessionId -eq $session}|"
    "Where-Object{$_.MainWindowHandle -ne 0 -and -not $_.Responding}|"
    "ForEach-Object{[pscustomobject]@{pid=$_.Id;name=$_.ProcessName;"
    "started=($_.StartTime.ToUniversalTime()-[datetime]'1970-01-01').TotalSeconds}}"
)
"""Programs of this session with a window that does not answer.

``Responding`` asks the main window with a time limit of five seconds; without a window it is true
(learn.microsoft.com, System.Diagnostics.Process.Responding). Not tried on a real Windows.
"""


def read_unresponsive_windows(machine: Machine) -> Sequence[UnresponsiveProgram]:
    """Return the programs whose window does not answer."""
    found = machine.read(PowerShell(HUNG_SCRIPT, timeout=60.0))
    return [
        UnresponsiveProgram(entry["pid"], round(entry["started"], 3), entry["name"], HUNG) for entry in found
    ]


NOT_GOING_ON: Probe[Sequence[UnresponsiveProgram]] = Probe(
    "which of the person's programs do not go on",
    {Platform.WINDOWS: read_unresponsive_windows, Platform.MACOS: _read_unix, Platform.LINUX: _read_unix},
)
"""On Windows programs whose window does not answer, elsewhere stopped ones; on Linux also those stuck in the
system."""


def _read_windows_of_x(machine: Machine) -> Sequence[UnresponsiveProgram]:
    return [UnresponsiveProgram(**facts) for facts in machine.read(Reading(find_unresponsive))]


NOT_ANSWERING: Probe[Sequence[UnresponsiveProgram]] = Probe(
    "which of the person's programs run, but have windows that do not answer",
    {
        Platform.LINUX: _read_windows_of_x,
        Platform.WINDOWS: lambda _: (),  # `NOT_GOING_ON` has them
        Platform.MACOS: lambda _: (),
    },
)
"""macOS and Wayland keep it between a window and the desktop whether it answers."""


def find_suspended(samples: int = 3, pause: float = 0.2) -> Json:
    """Return the user's own programs that are stopped, or stuck in every one of several looks.

    Left out are our own process and its parents, what a debugger holds, and threads of the kernel.

    Args:
        samples: how often a program must be seen stuck; a disk being used makes anyone wait shortly.
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


def find_unresponsive() -> Json:
    """Return the user's own programs that run, but whose X windows do not answer in time."""
    import psutil

    from selfhelp.machine.processes import x11_ping  # an idle tray needs none of it

    ours = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    return [
        facts
        for pid in x11_ping.find_unresponsive_pids()
        if pid not in ours and (facts := _hung_facts(pid)) is not None
    ]


def _hung_facts(pid: int) -> dict[str, Json] | None:
    """Return the facts of a running program, or None if it is stopped, stuck, gone or another user's."""
    import psutil

    others = (psutil.STATUS_STOPPED, psutil.STATUS_DISK_SLEEP, psutil.STATUS_ZOMBIE)
    try:
        process = psutil.Process(pid)
        if process.status() in others or process.uids().real != os.getuid():
            return None
        started = round(process.create_time(), 3)
        return asdict(UnresponsiveProgram(pid, started, process.name()[:80], HUNG, process.ppid()))
    except psutil.Error:
        return None


def _facts(process: psutil.Process) -> dict[str, Json] | None:
    """Return the facts of a stopped or stuck program; None if it is running, gone or another user's."""
    import psutil

    states = {psutil.STATUS_STOPPED: STOPPED, psutil.STATUS_DISK_SLEEP: STUCK}
    try:
        state = states.get(process.status())
        if state is None or process.uids().real != os.getuid() or not process.cmdline():
            return None
        facts = UnresponsiveProgram(
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
    """Whether a process is a stopped job of an interactive shell, as after Ctrl+Z, without windows.

    No one can see which signal stopped a program; but who pauses a program in a terminal knows how to let
    it go on, while a window that was started from a terminal and froze is a frozen program.
    """
    import psutil

    try:
        leader = os.getsid(process.pid)
        if leader == process.pid or not _has_terminal(process):
            return False
        return psutil.Process(leader).name() in SHELLS and not _has_windows(process.pid)
    except (psutil.Error, OSError):
        return False


def _has_terminal(process: psutil.Process) -> bool:
    """Whether a program belongs to a terminal.

    psutil remembers which terminals there were when it was first asked; Linux says it itself, in the
    seventh field (proc_pid_stat(5)).
    """
    try:
        after_name = Path(f"/proc/{process.pid}/stat").read_text("utf-8", "replace").rpartition(")")[2]
    except OSError:
        return process.terminal() is not None
    return after_name.split()[4] != "0"


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
    """Return the very program that was seen, or None if it has ended."""
    import psutil

    try:
        process = psutil.Process(pid)
        same = abs(process.create_time() - started) < SAME_START
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except psutil.Error:
        return None


def is_unresponsive_program_alive(pid: int, started: float) -> Json:
    """Whether the very program that was seen is still there."""
    return _find(pid, started) is not None


def resume_process(pid: int, started: float) -> Json:
    """Resume a stopped program."""
    return _signal(pid, started, signal.SIGCONT)


def ask_to_close(pid: int, started: float) -> Json:
    """Ask a program to close, resuming it first if it is stopped."""
    _refuse_protected(pid, started)
    return _signal(pid, started, signal.SIGTERM) and _signal(pid, started, signal.SIGCONT)


def kill_process(pid: int, started: float) -> Json:
    """End a program by force."""
    _refuse_protected(pid, started)
    return _signal(pid, started, signal.SIGKILL)


def _signal(pid: int, started: float, which: signal.Signals) -> bool:
    """Send a signal to the very program that was seen; false if it has ended."""
    import psutil

    process = _find(pid, started)
    try:
        if process is not None:
            process.send_signal(which)
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied as error:
        message = N_("This app belongs to someone else.")
        raise StepError(message, detail=f"pid {pid}: {which.name}") from error
    return process is not None


def _refuse_protected(pid: int, started: float) -> None:
    """Refuse protected programs; checked again right before, because a list may be old.

    Raises:
        RefusedError: the session stands on this program, or it is we.
    """
    import psutil

    process = _find(pid, started)
    if process is None:
        return
    ours = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    if UnresponsiveProgram(pid, started, process.name(), "").is_protected or pid in ours:
        raise RefusedError(N_("This app is part of the desktop, so we can't close it."))
