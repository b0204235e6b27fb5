"""The fault: a program is stopped, or its window does not answer although it runs."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import psutil
import pytest

from tests.lab.conftest import interpreter
from tests.lab.table import Table
from tests.people import Person, product

pytestmark = pytest.mark.lab

DEAF = "trap '' TERM; exec sleep 300"
"""What is ignored stays ignored in the program that follows."""


class Stopped:
    """A program that somebody started and that was stopped."""

    def __init__(self, child: subprocess.Popen[str], name: str) -> None:
        self.child, self.pid = child, child.pid
        wait(lambda: psutil.Process(self.pid).name() == name and bool(psutil.Process(self.pid).cmdline()))
        os.kill(self.pid, signal.SIGSTOP)
        wait(lambda: self.state() == psutil.STATUS_STOPPED)

    def state(self) -> str:
        return psutil.Process(self.pid).status()


def wait(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def stop() -> Iterator[Callable[..., Stopped]]:
    started: list[subprocess.Popen[str]] = []

    def begin(who: Person, *argv: str, name: str = "sleep") -> Stopped:
        started.append(who.start(argv or ("sleep", "300")))
        return Stopped(started[-1], name)

    yield begin
    for child in started:
        child.kill()
        child.wait()


def say(who: Person, *arguments: str, display: str = "") -> tuple[int, Any]:
    ended = who.run(product(*arguments, "--json"), {"DISPLAY": display} if display else None)
    assert not ended.stderr, ended.stderr
    return ended.returncode, json.loads(ended.stdout)


def test_a_stopped_program_is_found_and_goes_on(
    alice: Person, stop: Callable[..., Stopped], table: Table
) -> None:
    program = stop(alice)
    status, answer = say(alice, "check", "app-frozen")
    assert status == 1
    assert answer["checks"][0]["summary"] == "sleep is paused and can't respond."
    status, answer = say(alice, "fix", "app-frozen", "--yes")
    assert (status, answer["outcome"]) == (0, "fixed")
    assert [step["name"] for step in answer["steps"]] == ["resume-program"]
    assert program.state() == psutil.STATUS_SLEEPING
    assert say(alice, "check", "app-frozen")[0] == 0
    table.row(
        "a program was stopped by a signal",
        proven="state of the process",
        found="app-frozen",
        repaired="let go on (SIGCONT)",
        undone="no way back, none wanted",
    )


def test_without_consent_nothing_happens(alice: Person, stop: Callable[..., Stopped]) -> None:
    program = stop(alice)
    status, answer = say(alice, "fix", "app-frozen")
    assert (status, answer["outcome"]) == (1, "declined")
    assert program.state() == psutil.STATUS_STOPPED


def test_an_app_is_closed_on_request(alice: Person, stop: Callable[..., Stopped]) -> None:
    program = stop(alice)
    status, answer = say(alice, "fix", "app-frozen", "--yes", "--choose", "how=close")
    assert (status, answer["outcome"]) == (0, "fixed")
    assert program.child.wait(60) == -signal.SIGTERM


@pytest.mark.slow
def test_a_program_that_does_not_listen_is_ended_by_force(
    alice: Person, stop: Callable[..., Stopped]
) -> None:
    program = stop(alice, "sh", "-c", DEAF)
    status, answer = say(alice, "fix", "app-frozen", "--yes", "--choose", "how=close")
    assert (status, answer["outcome"]) == (0, "fixed")
    assert [step["name"] for step in answer["steps"]] == ["close-program", "end-program"]
    assert program.child.wait(60) == -signal.SIGKILL


def test_another_users_app_is_neither_seen_nor_touched(
    alice: Person, bob: Person, stop: Callable[..., Stopped]
) -> None:
    own, other = stop(alice), stop(bob)
    _, answer = say(alice, "fix", "app-frozen", "--yes")
    assert answer["outcome"] == "fixed"
    assert own.state() == psutil.STATUS_SLEEPING
    assert other.state() == psutil.STATUS_STOPPED
    assert str(other.pid) not in answer["before"]["evidence"]["programs"]


def test_of_two_programs_only_the_chosen_one_goes_on(alice: Person, stop: Callable[..., Stopped]) -> None:
    one, other = stop(alice), stop(alice)
    status, answer = say(alice, "fix", "app-frozen", "--yes", "--choose", f"program={one.pid}")
    assert (status, answer["outcome"]) == (0, "fixed"), "the other one was left stopped on purpose"
    assert one.state() == psutil.STATUS_SLEEPING
    assert other.state() == psutil.STATUS_STOPPED


def test_a_program_that_is_not_there_cannot_be_chosen(alice: Person, stop: Callable[..., Stopped]) -> None:
    program = stop(alice)
    ended = alice.run(product("fix", "app-frozen", "--yes", "--choose", "how=burn", "--json"))
    assert ended.returncode == 2
    assert json.loads(ended.stdout)["error"]["code"] == "usage"
    assert program.state() == psutil.STATUS_STOPPED


def test_a_hostile_name_does_no_harm(alice: Person, stop: Callable[..., Stopped]) -> None:
    name = "<b>$(id)\x1b[31m"
    script = alice.home / name
    script.symlink_to("/bin/sleep")
    alice.owns(script)
    stop(alice, str(script), "300", name=name)
    ended = alice.run(product("check", "app-frozen"))
    assert ended.returncode == 1
    assert "\x1b" not in ended.stdout
    assert not ended.stderr


# -- windows that do not answer --------------------------------------------------------------------

WINDOW = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
window = QLabel(sys.argv[1])
window.setWindowTitle(sys.argv[1])
window.show()
if sys.argv[1] == "frozen":
    QTimer.singleShot(500, lambda: time.sleep(300))
app.exec()
"""


@pytest.fixture
def display() -> Iterator[str]:
    """An X server with a window manager, which no window of ours leaves."""
    if not shutil.which("Xvfb") or not shutil.which("openbox") or not shutil.which("xdotool"):
        pytest.skip("no X server, window manager or xdotool (packages xvfb, openbox, xdotool)")
    reading, writing = os.pipe()
    argv = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "640x480x24", "-nolisten", "tcp", "-ac"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(argv, pass_fds=[writing], **quiet) as server:
        assert select.select([reading], [], [], 20)[0], "Xvfb did not start"
        name = f":{os.read(reading, 20).decode().strip()}"
        environment = {**os.environ, "DISPLAY": name}
        with subprocess.Popen(["openbox"], env=environment, **quiet) as manager:
            wait(lambda: "window id" in root_property("_NET_SUPPORTING_WM_CHECK", name))
            yield name
            manager.terminate()
        server.terminate()
    os.close(reading)  # only now: it writes there twice, and ends without a reader
    os.close(writing)


def root_property(name: str, display: str) -> str:
    """One property of the desktop, as xprop(1) prints it."""
    argv = ["xprop", "-root", name]
    return subprocess.run(
        argv, env={"DISPLAY": display, "PATH": os.defpath}, capture_output=True, text=True
    ).stdout


def window(who: Person, name: str, display: str) -> subprocess.Popen[str]:
    """Start a program of the user's with a window of this name, and wait for it."""
    site = next(path for path in sys.path if path.endswith("site-packages"))
    environment = {"DISPLAY": display, "PYTHONPATH": site, "QT_QPA_PLATFORM": "xcb"}
    child = who.start(
        [interpreter(who), "-c", WINDOW, name],
        environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline, before = time.monotonic() + 60, len(find(name, display))
    while len(find(name, display)) == before:
        assert time.monotonic() < deadline, "no window appeared"
        time.sleep(0.2)
    return child


def find(name: str, display: str) -> list[str]:
    """The windows of this name, as xdotool(1) sees them."""
    argv = ["xdotool", "search", "--onlyvisible", "--name", f"^{name}$"]
    return subprocess.run(
        argv, env={"DISPLAY": display, "PATH": os.defpath}, capture_output=True, text=True
    ).stdout.split()


def says_not_responding(number: str, display: str) -> bool:
    """Ask the window manager to close a window; openbox pings it and writes what it thinks into its title."""
    environment = {"DISPLAY": display, "PATH": os.defpath}
    keys = ["xdotool", "windowactivate", number, "sleep", "0.3", "key", "alt+F4"]
    asked = ["xprop", "-id", number, "_NET_WM_VISIBLE_NAME"]
    for _ in range(5):  # a key is lost where something else takes the focus in between
        subprocess.run(keys, env=environment, check=True, timeout=20)
        deadline = time.monotonic() + 6
        while time.monotonic() < deadline:
            said = subprocess.run(asked, env=environment, capture_output=True, text=True, check=True).stdout
            if "Not Responding" in said:
                return True
            time.sleep(0.5)
    return False


@pytest.mark.slow
def test_a_window_that_does_not_answer_is_found_though_its_program_runs(
    alice: Person, bob: Person, display: str, table: Table
) -> None:
    fine, frozen, other = (
        window(*who, display) for who in ((alice, "fine"), (alice, "frozen"), (bob, "frozen"))
    )
    try:
        time.sleep(1)
        for number in find("frozen", display):
            assert says_not_responding(number, display)
        assert psutil.Process(frozen.pid).status() == psutil.STATUS_SLEEPING  # not stopped, not stuck
        status, answer = say(alice, "check", "app-frozen", display=display)
        assert status == 1
        assert answer["checks"][0]["evidence"]["programs"].endswith(f"(pid {frozen.pid}, hung)")
        status, answer = say(alice, "fix", "app-frozen", "--yes", display=display)
        assert (status, answer["outcome"]) == (0, "fixed")
        assert frozen.wait(60) == -signal.SIGTERM
        assert (fine.poll(), other.poll()) == (None, None)
        assert find("fine", display)
    finally:
        for child in (fine, frozen, other):
            child.kill()
            child.wait()
    table.row(
        "a window on X11 does not answer",
        proven="openbox: Not Responding",
        found="app-frozen",
        repaired="closed (SIGTERM)",
        undone="no way back, said before",
    )
