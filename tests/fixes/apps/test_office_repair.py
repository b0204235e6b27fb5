"""Office programs that crash, and a LibreOffice that is open or may be."""

from __future__ import annotations

from collections.abc import Callable

from selfhelp.core.model import Finding
from selfhelp.core.text import ENGLISH
from selfhelp.fixes.apps.office_repair import OfficeRepair
from selfhelp.machine.apps.addins import LoadAddIn
from selfhelp.machine.apps.app_caches import ResetCache
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenPage
from selfhelp.machine.replay import ReplayMachine
from tests.fake_machine import FakeMachine

FIX = OfficeRepair()
Replay = Callable[[str], ReplayMachine]


def found(replay: Replay, name: str) -> Finding:
    finding = FIX.diagnose(replay(f"office-repair/{name}"))
    assert finding is not None
    return finding


def test_the_program_that_crashed_most_starts_without_its_add_in(replay: Replay) -> None:
    finding = found(replay, "windows-11-french--excel-add-in")
    assert ENGLISH.translate(finding.summary) == "Excel crashed 2 times in the last few days."
    assert not FIX.list_questions(finding)
    assert FIX.plan_steps(finding, {}) == [LoadAddIn("Excel", "Contoso.Sheets", "Contoso Sheets", on=False)]


def test_without_an_add_in_the_repair_is_shown(replay: Replay) -> None:
    steps = FIX.plan_steps(found(replay, "windows-11--word"), {})
    assert steps == (ByHand("office-safe"), OpenPage("installed-apps"), ByHand("office-quick-repair"))


def test_on_a_mac_the_newest_version_is_tried(replay: Replay) -> None:
    assert FIX.plan_steps(found(replay, "macos-15--word"), {}) == (ByHand("office-update"),)


def test_what_is_damaged_is_moved_aside(replay: Replay) -> None:
    for name, store in {
        "debian-13--damaged": "libreoffice-settings",
        "debian-13--foreign-owner": "libreoffice-profile",
        "debian-13--lock-left": "libreoffice-lock",
        "macos-15--libreoffice": "libreoffice-settings",
    }.items():
        (step,) = FIX.plan_steps(found(replay, name), {})
        assert isinstance(step, ResetCache)
        assert step.store == store


def linux(is_open: bool = False, kind: str = "ext4") -> FakeMachine:
    """A Linux computer where LibreOffice runs, or a home folder that is shared."""
    running = [{"pid": 7, "started": 7.0}] if is_open else []
    return FakeMachine(
        readings={"known_apps.find_own_processes": running, "home_folder.read_home_file_system": kind}
    )


def test_an_open_libreoffice_is_never_touched(replay: Replay) -> None:
    finding = found(replay, "debian-13--damaged")
    assert FIX.find_blocked_reason(linux(), finding) is None  # type: ignore[arg-type]
    refusal = FIX.find_blocked_reason(linux(is_open=True), finding)  # type: ignore[arg-type]
    assert refusal is not None
    assert "close it" in ENGLISH.translate(refusal)


def test_a_lock_file_in_a_shared_home_may_be_valid(replay: Replay) -> None:
    shared = linux(kind="cifs")
    assert FIX.find_blocked_reason(shared, found(replay, "debian-13--lock-left")) is not None  # type: ignore[arg-type]
    assert FIX.find_blocked_reason(shared, found(replay, "debian-13--damaged")) is None  # type: ignore[arg-type]
