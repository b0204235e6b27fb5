"""The two browser fixes: what is moved, what only a hand does, and when nothing is touched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import Finding, Json
from selfhelp.core.text import ENGLISH
from selfhelp.fixes.apps.browser_cache import BrowserCache
from selfhelp.fixes.apps.browser_update import BrowserUpdate
from selfhelp.machine.apps.browser_caches import SetCacheAside, TakeCacheBack
from selfhelp.machine.apps.browser_locks import SetLockOfProfileAside
from selfhelp.machine.files.backup_rename import RestoreBackup
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.replay import ReplayMachine
from tests.fake_machine import FakeMachine

CACHE, UPDATE = BrowserCache(), BrowserUpdate()
Replay = Callable[[str], ReplayMachine]


def computer(**answers: Json) -> FakeMachine:
    """Return a computer that answers by the name of the function; what is not named answers nothing."""
    return FakeMachine(ask=lambda source: answers.get(source.name.partition(".")[2], []))


def found(fix: BrowserCache | BrowserUpdate, machine: Any) -> Finding:
    finding = fix.diagnose(machine)
    assert finding is not None
    return finding


def test_a_closed_cache_is_moved_aside_and_can_come_back(replay: Replay) -> None:
    machine = replay("browser-cache/debian-13--closed")
    finding = found(CACHE, machine)
    assert (
        ENGLISH.translate(finding.summary)
        == "Chromium doesn't have permission to write to its own cache folder."
    )
    (step,) = CACHE.plan_steps(finding, {})
    fields = ("~/cache/chromium/Default", "Cache", "Cache.put-aside-1", "chromium")
    assert step == SetCacheAside(*fields)
    assert step.make_undo_step(machine) == TakeCacheBack(*fields)


def test_nothing_is_moved_while_the_browser_is_open(replay: Replay) -> None:
    finding = found(CACHE, replay("browser-cache/debian-13--closed"))
    refusal = CACHE.find_blocked_reason(computer(find_own_processes=[{"pid": 1, "started": 1.0}]), finding)
    assert refusal is not None
    assert ENGLISH.translate(refusal) == "Chromium is open. Close all its windows, and try again."
    assert CACHE.find_blocked_reason(computer(), finding) is None


def test_without_a_browser_neither_is_offered() -> None:
    with pytest.raises(NotOfferedError):
        CACHE.diagnose(computer(scan_browser_caches={"count": 0, "broken": []}))
    with pytest.raises(NotOfferedError):
        UPDATE.diagnose(computer(scan_browser_profiles={"browsers": [], "locks": [], "missing": []}))


def test_a_lock_of_the_old_name_is_moved_aside(replay: Replay) -> None:
    machine = replay("browser-update/debian-13--lock-of-another-name")
    finding = found(UPDATE, machine)
    assert "open on the computer old-name" in ENGLISH.translate(finding.summary)
    (step,) = UPDATE.plan_steps(finding, {})
    fields = ("~/config/chromium", "SingletonLock", "SingletonLock.put-aside-1", "chromium")
    assert step == SetLockOfProfileAside(*fields)
    assert step.make_undo_step(machine) == RestoreBackup(*fields)


LOCKED = {
    "browsers": ["chromium"],
    "locks": [{"browser": "chromium", "folder": "~/x", "host": "<b>$(x)", "aside": "y"}],
    "missing": [],
}


def test_a_home_on_a_server_may_really_be_in_use() -> None:
    finding = found(UPDATE, computer(scan_browser_profiles=LOCKED, read_home_file_system="nfs4"))
    assert not UPDATE.plan_steps(finding, {})
    assert finding.meaning is not None
    assert "on a server" in ENGLISH.translate(finding.meaning)
    assert "<b>$(x)" in ENGLISH.translate(finding.summary)


def test_a_lock_of_a_browser_that_runs_is_its_own() -> None:
    assert (
        UPDATE.diagnose(
            computer(scan_browser_profiles=LOCKED, find_own_processes=[{"pid": 1, "started": 1.0}])
        )
        is None
    )


def test_a_missing_profile_is_never_recreated(replay: Replay) -> None:
    finding = found(UPDATE, replay("browser-update/windows-11--missing-profile"))
    assert (
        "profile folder ~/AppData/Roaming/Mozilla/Firefox/Profiles/ab12cd34.default-release is missing"
        in ENGLISH.translate(finding.summary)
    )
    assert not UPDATE.plan_steps(finding, {})


def test_an_update_needs_a_manual_step(replay: Replay) -> None:
    for name in ("debian-13--waits", "windows-11--waits"):
        finding = found(UPDATE, replay(f"browser-update/{name}"))
        assert UPDATE.plan_steps(finding, {}) == (ByHand("browser-again"),)
