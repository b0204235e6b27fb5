"""Programs that do not go on: only the person's own, known beyond doubt, and never the desktop."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import chain, repeat
from typing import Any

import psutil
import pytest

from selfhelp.core.errors import CancelledError, RefusedError
from selfhelp.core.model import Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH
from selfhelp.machine import Step
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.machine.processes import process_steps as module
from selfhelp.machine.processes.process_steps import CloseProgram, EndProgram, ResumeProgram
from selfhelp.machine.processes.unresponsive import (
    STOPPED,
    STUCK,
    UnresponsiveProgram,
    find_suspended_programs,
    is_process_alive,
)

LINUX = LocalMachine(Platform.LINUX)
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(99)"
POLITE = (
    "import signal, sys, time; signal.signal(15, lambda *_: sys.exit(3)); print(flush=True); time.sleep(99)"
)


class Victim:
    """A program of ours that can be stopped."""

    def __init__(self, *argv: str) -> None:
        self.child = subprocess.Popen(argv, stdout=subprocess.PIPE, start_new_session=True)
        self.pid = self.child.pid
        while not psutil.Process(self.pid).cmdline():
            time.sleep(0.01)  # just started: the kernel has not put its arguments in place
        self.started = round(psutil.Process(self.pid).create_time(), 3)

    def ready(self) -> Victim:
        assert self.child.stdout
        self.child.stdout.readline()
        return self

    def stop(self) -> Victim:
        os.kill(self.pid, signal.SIGSTOP)
        self.wait_for(psutil.STATUS_STOPPED)
        return self

    def status(self) -> str:
        return psutil.Process(self.pid).status()

    def wait_for(self, *states: str) -> None:
        deadline = time.monotonic() + 3
        while self.status() not in states:
            assert time.monotonic() < deadline, self.status()
            time.sleep(0.01)

    def step(self, kind: type[Any], started: float | None = None) -> Step:
        step: Step = kind("sleep", (self.pid,), (started or self.started,))
        return step


@pytest.fixture
def start() -> Iterator[Any]:
    victims: list[Victim] = []

    def begin(*argv: str) -> Victim:
        victims.append(Victim(*(argv or ("sleep", "99"))))
        return victims[-1]

    yield begin
    for victim in victims:
        victim.child.kill()
        victim.child.communicate()


def seen(pid: int) -> dict[str, Any] | None:
    return next((entry for entry in find_suspended_programs() if entry["pid"] == pid), None)


def test_a_stopped_program_is_seen_and_a_running_one_is_not(start: Any) -> None:
    stopped, running = start().stop(), start()
    entry = seen(stopped.pid)
    assert entry is not None
    assert (entry["name"], entry["state"], entry["job"]) == ("sleep", STOPPED, False)
    assert entry["started"] == stopped.started
    assert seen(running.pid) is None


def test_what_a_debugger_holds_is_left_alone(start: Any) -> None:
    import ctypes

    victim = start()
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.ptrace(16, victim.pid, None, None) == 0  # PTRACE_ATTACH
    os.waitpid(victim.pid, os.WUNTRACED)
    try:
        assert seen(victim.pid) is None
    finally:
        libc.ptrace(17, victim.pid, None, None)  # PTRACE_DETACH


def test_a_job_paused_in_a_terminal_is_marked_as_such() -> None:
    shell, terminal = pty.fork()
    if shell == 0:
        os.execv("/bin/bash", ["bash", "--norc", "-i"])
    try:
        os.write(terminal, b"sleep 98\n")
        job = wait_for_child(shell)
        os.write(terminal, b"\x1a")  # Ctrl+Z
        deadline = time.monotonic() + 5
        while (entry := seen(job)) is None and time.monotonic() < deadline:
            time.sleep(0.05)
        assert entry is not None
        assert entry["job"] is True
    finally:
        for child in psutil.Process(shell).children():
            child.kill()
        os.kill(shell, signal.SIGKILL)
        os.close(terminal)
        os.waitpid(shell, 0)


def wait_for_child(shell: int) -> int:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        for child in psutil.Process(shell).children():
            if child.name() == "sleep":
                return child.pid
        time.sleep(0.05)
    raise AssertionError("the shell started nothing")


def test_stuck_is_only_what_is_stuck_in_every_look(monkeypatch: pytest.MonkeyPatch, start: Any) -> None:
    busy, stuck = start(), start()
    real = psutil.Process.status
    looks = {busy.pid: chain(["disk-sleep"], repeat("sleeping"))}

    def status(process: psutil.Process) -> str:
        if process.pid == stuck.pid:
            return psutil.STATUS_DISK_SLEEP
        return next(looks[process.pid]) if process.pid in looks else real(process)

    monkeypatch.setattr(psutil.Process, "status", status)
    found = {entry["pid"]: entry["state"] for entry in find_suspended_programs(pause=0.01)}
    assert found.get(stuck.pid) == STUCK
    assert busy.pid not in found


def test_a_resumed_program_goes_on(start: Any) -> None:
    victim = start().stop()
    assert victim.step(ResumeProgram).perform(LINUX, Progress()) == "1 of 1 reached"
    victim.wait_for(psutil.STATUS_SLEEPING, psutil.STATUS_RUNNING)
    assert victim.step(ResumeProgram).perform(LINUX, Progress()) == "1 of 1 reached"  # safe to run twice


@pytest.mark.parametrize("kind", [ResumeProgram, CloseProgram, EndProgram])
def test_a_number_that_another_program_has_now_is_not_touched(start: Any, kind: type[Any]) -> None:
    victim = start().stop()
    said = victim.step(kind, started=victim.started - 60).perform(LINUX, Progress())
    assert said is None or "0 of 1" in said
    assert victim.status() == psutil.STATUS_STOPPED


def test_a_program_that_is_asked_to_close_hears_it_though_it_was_stopped(start: Any) -> None:
    victim = start(sys.executable, "-c", POLITE).ready().stop()
    assert victim.step(CloseProgram).perform(LINUX, Progress()) == "1 of 1 reached; ended"
    assert victim.child.wait(3) == 3, "it could run its own way out"
    assert victim.step(EndProgram).perform(LINUX, Progress()) is None


def test_a_program_that_does_not_listen_is_ended_by_the_second_step(
    start: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    monkeypatch.setattr(module, "POLITE", timedelta(seconds=0.5))
    victim = start(sys.executable, "-c", DEAF).ready().stop()
    assert "still there" in victim.step(CloseProgram).perform(LINUX, Progress())
    assert is_process_alive(victim.pid, victim.started)
    assert victim.step(EndProgram).perform(LINUX, Progress()) == "1 of 1 reached; ended"
    assert victim.child.wait(3) == -signal.SIGKILL


def test_waiting_for_a_program_can_be_cancelled(start: Any) -> None:
    victim = start(sys.executable, "-c", DEAF).ready()
    progress = Progress()
    progress.cancel()
    with pytest.raises(CancelledError):
        victim.step(CloseProgram).perform(LINUX, progress)


@pytest.mark.parametrize("kind", [CloseProgram, EndProgram])
def test_we_and_those_who_started_us_are_never_closed(kind: type[Any]) -> None:
    for process in (psutil.Process(), *psutil.Process().parents()):
        step = kind("x", (process.pid,), (process.create_time(),))
        with pytest.raises(RefusedError):
            step.perform(LINUX, Progress())
    assert psutil.Process().is_running()


def test_the_desktop_is_never_closed(start: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    victim = start().stop()
    monkeypatch.setattr(psutil.Process, "name", lambda self: "gnome-shell")
    for kind in (CloseProgram, EndProgram):
        with pytest.raises(RefusedError, match="part of the desktop"):
            victim.step(kind).perform(LINUX, Progress())
    assert victim.status() == psutil.STATUS_STOPPED


def test_the_first_process_and_the_session_are_protected() -> None:
    assert UnresponsiveProgram(1, 0.0, "init", STOPPED).is_protected
    assert UnresponsiveProgram(77, 0.0, "systemd", STOPPED).is_protected
    assert not UnresponsiveProgram(77, 0.0, "firefox-esr", STOPPED).is_protected


@pytest.mark.lab
def test_other_peoples_programs_are_not_seen(bob: Any) -> None:
    child = bob.start(["sleep", "97"])
    try:
        while psutil.Process(child.pid).name() != "sleep":
            time.sleep(0.01)
        os.kill(child.pid, signal.SIGSTOP)
        while psutil.Process(child.pid).status() != psutil.STATUS_STOPPED:
            time.sleep(0.01)
        assert seen(child.pid) is None
    finally:
        child.kill()
        child.wait()


def test_a_hostile_name_stays_a_value() -> None:
    name = "<b>{program}\x1b[31m" + "x" * 100
    assert name in ENGLISH.translate(ResumeProgram(name, (1,), (1.0,)).describe_action())
