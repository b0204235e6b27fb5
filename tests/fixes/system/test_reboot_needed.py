"""A restart that is due: who waits for it, and that nobody but the person starts it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from selfhelp.core.model import Finding, Json, Platform
from selfhelp.core.text import ENGLISH
from selfhelp.fixes.system.reboot_needed import RebootNeeded
from selfhelp.machine import File, Reading
from selfhelp.machine.desktop import remote_session
from selfhelp.machine.power.restart import RestartComputer
from selfhelp.machine.replay import ReplayMachine

FIX = RebootNeeded()
DAY = 86400


@pytest.fixture
def found(replay: Callable[[str], ReplayMachine]) -> Callable[[str], Finding]:
    def look(name: str) -> Finding:
        finding = FIX.diagnose(replay(f"reboot-needed/{name}"))
        assert finding is not None
        return finding

    return look


class Computer:
    """A Linux computer that nothing is the matter with but its age."""

    platform = Platform.LINUX

    def __init__(self, uptime: float, session: str = "") -> None:
        self.uptime, self.session = uptime, session

    def read(self, source: object) -> Json:
        if isinstance(source, Reading) and source.function is remote_session.read_remote_transport:
            return self.session
        if isinstance(source, File):
            return f"{self.uptime} 0" if source.path == "/proc/uptime" else None
        return []

    def run(self, command: object) -> Json:
        raise AssertionError("nothing is started")

    change = run


def test_waiting_packages_are_in_the_evidence(found: Callable[[str], Finding]) -> None:
    finding = found("debian-13--packages-wait")
    assert finding.evidence["waiting for a restart"] == "libc6, linux-image-amd64"
    assert "to finish updating" in ENGLISH.translate(finding.summary)


def test_two_weeks_are_fine_and_more_is_said_mildly() -> None:
    assert FIX.diagnose(Computer(14 * DAY)) is None
    finding = FIX.diagnose(Computer(21 * DAY + 5))
    assert finding is not None
    assert ENGLISH.translate(finding.summary) == "This computer was last restarted 21 days ago."
    assert "Nothing is broken" in ENGLISH.translate(finding.meaning or "")


def test_the_person_restarts_by_hand(found: Callable[[str], Finding]) -> None:
    (step,) = FIX.steps(found("macos-15--long-uptime"), {})
    assert step == RestartComputer(fast_startup=False)
    assert step.by_hand
    assert step.restart
    assert step.risk is not None


def test_windows_with_fast_startup_is_told_to_restart(found: Callable[[str], Finding]) -> None:
    finding = found("windows-11--update-waits")
    assert "Windows Update" in finding.evidence["waiting for a restart"]
    assert FIX.steps(finding, {}) == (RestartComputer(fast_startup=True),)


@pytest.mark.parametrize(("session", "refused"), [("", False), ("SSH", True), ("remote desktop", True)])
def test_nobody_restarts_a_computer_she_is_not_in_front_of(session: str, refused: bool) -> None:
    computer = Computer(21 * DAY, session)
    finding = FIX.diagnose(computer)
    assert finding is not None
    assert (FIX.blocked_reason(computer, finding) is not None) is refused
