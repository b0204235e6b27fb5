"""The real app, started twice: the second one hands its wish over through a pipe."""

from __future__ import annotations

import subprocess
import sys
import time

from selfhelp.core.paths import AppPaths, detect_platform
from selfhelp.ui.single_instance import LaunchRequest, send_to_first_instance

PATIENCE = 40.0
"""Seconds for a start; under Wine on a busy machine."""


def start(*words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "selfhelp", *words], stdin=subprocess.DEVNULL)


def answers() -> bool:
    """Whether an app of these folders takes a wish before long."""
    return send_to_first_instance(
        AppPaths.create_for_current_user(detect_platform()).runtime, LaunchRequest(hidden=True), PATIENCE
    )


def test_a_second_start_hands_over_and_quit_ends_it() -> None:
    assert not send_to_first_instance(
        AppPaths.create_for_current_user(detect_platform()).runtime, LaunchRequest(hidden=True), 0
    )
    first = start("--tray")
    try:
        assert answers()
        assert start("--tray").wait(PATIENCE) == 0
        assert first.poll() is None
        assert start("--quit").wait(PATIENCE) == 0
        assert first.wait(PATIENCE) == 0
    finally:
        first.kill()
        first.wait(10)


def test_after_a_kill_the_next_one_starts() -> None:
    first = start("--tray")
    assert answers()
    first.kill()
    first.wait(10)
    time.sleep(0.5)  # the pipe goes with the process, a moment later
    second = start("--tray")
    try:
        assert answers()
    finally:
        second.kill()
        second.wait(10)
