"""Really stopped programs, as an unprivileged person with somebody else on the same computer."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from typing import Any

import psutil
import pytest

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
    deadline = time.monotonic() + 5
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


def say(who: Person, *arguments: str) -> tuple[int, Any]:
    ended = who.run(product(*arguments, "--json"))
    assert not ended.stderr, ended.stderr
    return ended.returncode, json.loads(ended.stdout)


def test_a_stopped_program_is_found_and_goes_on(alice: Person, stop: Callable[..., Stopped]) -> None:
    program = stop(alice)
    status, answer = say(alice, "check", "app-frozen")
    assert status == 1
    assert answer["checks"][0]["summary"] == "sleep is paused and cannot respond."
    status, answer = say(alice, "fix", "app-frozen", "--yes")
    assert (status, answer["outcome"]) == (0, "fixed")
    assert [step["name"] for step in answer["steps"]] == ["resume-program"]
    assert program.state() == psutil.STATUS_SLEEPING
    assert say(alice, "check", "app-frozen")[0] == 0


def test_without_consent_nothing_happens(alice: Person, stop: Callable[..., Stopped]) -> None:
    program = stop(alice)
    status, answer = say(alice, "fix", "app-frozen")
    assert (status, answer["outcome"]) == (1, "declined")
    assert program.state() == psutil.STATUS_STOPPED


def test_a_program_is_closed_when_she_wants_it(alice: Person, stop: Callable[..., Stopped]) -> None:
    program = stop(alice)
    status, answer = say(alice, "fix", "app-frozen", "--yes", "--choose", "how=close")
    assert (status, answer["outcome"]) == (0, "fixed")
    assert program.child.wait(5) == -signal.SIGTERM


@pytest.mark.slow
def test_a_program_that_does_not_listen_is_ended_by_force(
    alice: Person, stop: Callable[..., Stopped]
) -> None:
    program = stop(alice, "sh", "-c", DEAF)
    status, answer = say(alice, "fix", "app-frozen", "--yes", "--choose", "how=close")
    assert (status, answer["outcome"]) == (0, "fixed")
    assert [step["name"] for step in answer["steps"]] == ["close-program", "end-program"]
    assert program.child.wait(5) == -signal.SIGKILL


def test_somebody_elses_program_is_neither_seen_nor_touched(
    alice: Person, bob: Person, stop: Callable[..., Stopped]
) -> None:
    hers, his = stop(alice), stop(bob)
    _, answer = say(alice, "fix", "app-frozen", "--yes")
    assert answer["outcome"] == "fixed"
    assert hers.state() == psutil.STATUS_SLEEPING
    assert his.state() == psutil.STATUS_STOPPED
    assert str(his.pid) not in answer["before"]["evidence"]["programs"]


def test_of_two_programs_only_the_chosen_one_goes_on(alice: Person, stop: Callable[..., Stopped]) -> None:
    one, other = stop(alice), stop(alice)
    status, answer = say(alice, "fix", "app-frozen", "--yes", "--choose", f"program={one.pid}")
    assert (status, answer["outcome"]) == (1, "not-fixed"), "the other one is still stopped"
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
