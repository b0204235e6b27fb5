"""Unresponsive programs: detecting them, and sending them signals.

A program is identified by its PID *and* its start time, so that a reused PID is never affected. Only the
user's own programs are checked.
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
"""State of a program suspended by a stop signal (state T); it continues when resumed."""
HUNG = "hung"
"""State of a program whose window doesn't respond to the system."""
STUCK = "stuck"
"""State of a program that waits in the kernel for a disk or the network (state D); no signal reaches it."""

SAME_START = 2.0
"""Maximum difference between two readings of a start time, in seconds.

A start time is based on a boot time in whole seconds.
"""

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
"""Programs that the session depends on, in lowercase, including the server of a remote session.

They may be resumed, but are never closed or ended.
"""


def is_session_critical(name: str) -> bool:
    """Return whether the session depends on a program; Windows also writes ``Explorer.EXE``."""
    return name.casefold().removesuffix(".exe") in DESKTOP


WINDOW_LIBRARIES = ("libX11.so", "libxcb.so", "libwayland-client.so")


@dataclass(frozen=True, slots=True)
class UnresponsiveProgram:
    """A program that is suspended, hung or stuck.

    Attributes:
        pid: its process ID.
        started: its start time, in seconds since 1970; with ``pid`` it identifies the process.
        name: its process name; external text.
        state: `STOPPED`, `HUNG` or `STUCK`.
        parent: the PID of its parent.
        job: whether someone suspended it in a terminal on purpose (Ctrl+Z).
    """

    pid: int
    started: float
    name: str
    state: str
    parent: int = 0
    job: bool = False

    @property
    def is_protected(self) -> bool:
        """Whether the session depends on this program, so that it is never closed."""
        return self.pid <= 1 or is_session_critical(self.name)


def _read_unresponsive_programs_unix(machine: Machine) -> Sequence[UnresponsiveProgram]:
    return [UnresponsiveProgram(**facts) for facts in machine.read(Reading(find_suspended_programs))]


HUNG_SCRIPT = (
    "$session=(Get-Process -Id $PID).SessionId;"
    "Get-Process|Where-Object{$_.SessionId -eq $session}|"
    "Where-Object{$_.MainWindowHandle -ne 0 -and -not $_.Responding}|"
    "ForEach-Object{[pscustomobject]@{pid=$_.Id;name=$_.ProcessName;"
    "started=($_.StartTime.ToUniversalTime()-[datetime]'1970-01-01').TotalSeconds}}"
)
"""Script that lists the programs of this session with an unresponsive window.

``Responding`` queries the main window with a timeout of five seconds; without a window it is true
(learn.microsoft.com, System.Diagnostics.Process.Responding). Untested on Windows.
"""


def read_unresponsive_programs_windows(machine: Machine) -> Sequence[UnresponsiveProgram]:
    """Return the programs whose window doesn't respond."""
    found = machine.read(PowerShell(HUNG_SCRIPT, timeout=60.0))
    return [
        UnresponsiveProgram(entry["pid"], round(entry["started"], 3), entry["name"], HUNG) for entry in found
    ]


NOT_GOING_ON: Probe[Sequence[UnresponsiveProgram]] = Probe(
    "which of the person's programs do not go on",
    {
        Platform.WINDOWS: read_unresponsive_programs_windows,
        Platform.MACOS: _read_unresponsive_programs_unix,
        Platform.LINUX: _read_unresponsive_programs_unix,
    },
)
"""The user's programs that don't continue.

On Windows, programs whose window doesn't respond; elsewhere, suspended programs; on Linux, also programs
stuck in the kernel.
"""


def _read_unresponsive_programs_x11(machine: Machine) -> Sequence[UnresponsiveProgram]:
    return [UnresponsiveProgram(**facts) for facts in machine.read(Reading(find_unresponsive_programs))]


NOT_ANSWERING: Probe[Sequence[UnresponsiveProgram]] = Probe(
    "which of the person's programs run, but have windows that do not answer",
    {
        Platform.LINUX: _read_unresponsive_programs_x11,
        Platform.WINDOWS: lambda _: (),  # they are in `NOT_GOING_ON`
        Platform.MACOS: lambda _: (),
    },
)
"""Programs whose window doesn't respond.

There are no rows for macOS and Wayland, which don't report this to other programs.
"""


def find_suspended_programs(samples: int = 3, pause: float = 0.2) -> Json:
    """Return the user's programs that are suspended, or stuck in every one of several samples.

    This app's own process and its parents, debugged programs, and kernel threads are left out.

    Args:
        samples: the number of samples in which a program must be stuck; a busy disk makes every program wait
            briefly.
        pause: seconds between two samples.
    """
    import psutil

    ours = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    seen = [
        entry
        for entry in map(_read_suspended_process, psutil.process_iter())
        if entry and entry["pid"] not in ours
    ]
    stuck = [entry for entry in seen if entry["state"] == STUCK]
    for _ in range(samples - 1):
        if stuck:
            time.sleep(pause)
            stuck = [entry for entry in stuck if _is_program_still_stuck(entry)]
    return sorted([entry for entry in seen if entry["state"] == STOPPED] + stuck, key=lambda e: e["pid"])


def find_unresponsive_programs() -> Json:
    """Return the user's running programs whose X11 windows don't respond in time."""
    import psutil

    from selfhelp.machine.processes import x11_ping  # an idle tray app doesn't need it

    ours = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    return [
        facts
        for pid in x11_ping.find_unresponsive_pids()
        if pid not in ours and (facts := _read_running_process(pid)) is not None
    ]


def _read_running_process(pid: int) -> dict[str, Json] | None:
    """Return the facts of a running program; None if it is suspended, stuck, gone or another user's."""
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


def _read_suspended_process(process: psutil.Process) -> dict[str, Json] | None:
    """Return the facts of a suspended or stuck program; None if it is running, gone or another user's."""
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
            job=state == STOPPED and _is_paused_job(process),
        )
    except psutil.Error:
        return None
    return asdict(facts)


def _is_paused_job(process: psutil.Process) -> bool:
    """Return whether a process is a windowless job that was stopped in an interactive shell, as by Ctrl+Z.

    The signal that stopped it is unknown. A user who suspends a job in a terminal can resume it, but a frozen
    program with windows is a problem, even if it was started from a terminal.
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
    """Return whether a program belongs to a terminal.

    psutil caches the list of terminals; on Linux the seventh field is read instead (proc_pid_stat(5)).
    """
    try:
        after_name = Path(f"/proc/{process.pid}/stat").read_text("utf-8", "replace").rpartition(")")[2]
    except OSError:
        return process.terminal() is not None
    return after_name.split()[4] != "0"


def _has_windows(pid: int) -> bool:
    """Return whether a program has loaded a library of the window system (Linux only; otherwise false)."""
    try:
        loaded = Path(f"/proc/{pid}/maps").read_text("utf-8", "replace")
    except OSError:
        return False
    return any(library in loaded for library in WINDOW_LIBRARIES)


def _is_program_still_stuck(entry: Mapping[str, Json]) -> bool:
    process = _find_process(entry["pid"], entry["started"])
    facts = _read_suspended_process(process) if process else None
    return facts is not None and facts["state"] == STUCK


def _find_process(pid: int, started: float) -> psutil.Process | None:
    """Return the process with this PID and start time; None if it has ended."""
    import psutil

    try:
        process = psutil.Process(pid)
        same = abs(process.create_time() - started) < SAME_START
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except psutil.Error:
        return None


def is_process_alive(pid: int, started: float) -> Json:
    """Return whether the process with this PID and start time still exists."""
    return _find_process(pid, started) is not None


def resume_process(pid: int, started: float) -> Json:
    """Resume a suspended program; return false if it has ended."""
    return _send_signal(pid, started, signal.SIGCONT)


def ask_process_to_close(pid: int, started: float) -> Json:
    """Ask a program to close, resuming it first if it is suspended; return false if it has ended."""
    _require_unprotected_process(pid, started)
    return _send_signal(pid, started, signal.SIGTERM) and _send_signal(pid, started, signal.SIGCONT)


def kill_process(pid: int, started: float) -> Json:
    """Force a program to quit; return false if it has ended."""
    _require_unprotected_process(pid, started)
    return _send_signal(pid, started, signal.SIGKILL)


def _send_signal(pid: int, started: float, which: signal.Signals) -> bool:
    """Send a signal to the process with this PID and start time; return false if it has ended."""
    import psutil

    process = _find_process(pid, started)
    try:
        if process is not None:
            process.send_signal(which)
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied as error:
        message = N_("The app is running under another user account.")
        raise StepError(message, detail=f"pid {pid}: {which.name}") from error
    return process is not None


def _require_unprotected_process(pid: int, started: float) -> None:
    """Raise an error for a protected program.

    The process is checked again immediately before a signal is sent, because a list may be outdated.

    Raises:
        RefusedError: the session depends on this program, or it is this app.
    """
    import psutil

    process = _find_process(pid, started)
    if process is None:
        return
    ours = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    if UnresponsiveProgram(pid, started, process.name(), "").is_protected or pid in ours:
        raise RefusedError(N_("The app is part of the desktop, so we can't close it."))
