"""A deleted file: brought back where the user chose it, and nothing touched where blackmail is suspected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from selfhelp.core.model import Finding, Json, Outcome
from selfhelp.core.progress import Progress, Prompts
from selfhelp.core.text import ENGLISH
from selfhelp.engine.engine import Engine
from selfhelp.engine.journal import Journal
from selfhelp.fixes.files.file_recover import FileRecover
from selfhelp.machine.files.trash import RestoreFromTrash
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.replay import ReplayMachine
from tests.fake_machine import FakeMachine

FIX = FileRecover()
Replay = Callable[[str], ReplayMachine]


def computer(*things: Json) -> FakeMachine:
    """A Linux computer with these things in the trash."""
    return FakeMachine(
        readings={"ransomware_signs.find_suspicious_extension": None, "trash.list_trash_items": list(things)}
    )


def thing(name: str, deleted: str = "2026-11-24T09:00:00") -> Json:
    return {"name": name, "path": f"~/{name}", "deleted": deleted, "size": 3, "to": f"~/{name}"}


def found(machine: Any) -> Finding:
    finding = FIX.diagnose(machine)
    assert finding is not None
    return finding


def test_the_last_one_is_proposed_and_only_the_chosen_one_comes_back() -> None:
    finding = found(computer(thing("new"), thing("<b>old</b>", "no date")))
    (question,) = FIX.list_questions(finding)
    assert [(option.label, option.chosen) for option in question.options] == [
        ("~/new", True),
        ("~/<b>old</b>", False),
    ]
    assert FIX.plan_steps(finding, {"file": ["1"]}) == [RestoreFromTrash("<b>old</b>", "~/<b>old</b>")]


def test_final_check_covers_the_chosen_items() -> None:
    finding = found(computer(thing("new"), thing("old")))
    assert FIX.verify_outcome(computer(thing("new")), finding, {"file": ["1"]}) is None
    left = FIX.verify_outcome(computer(thing("new")), finding, {"file": ["0"]})
    assert left is not None
    assert [entry["name"] for entry in left.data["things"]] == ["new"]


def test_one_item_less_is_enough_if_the_user_opens_the_trash() -> None:
    by_hand = [{**thing(name), "to": ""} for name in ("new", "old")]
    finding = found(computer(*by_hand))
    assert FIX.verify_outcome(computer(*by_hand), finding, {}) is not None
    assert FIX.verify_outcome(computer(by_hand[0]), finding, {}) is None


def test_blackmail_software_is_suspected_and_nothing_is_touched(replay: Replay, tmp_path: Path) -> None:
    machine = replay("file-recover/debian-13--encrypted")
    nobody: Prompts = None  # type: ignore[assignment]
    run = Engine(machine, Journal(tmp_path)).run(FIX, nobody, Progress())
    assert run.outcome is Outcome.REFUSED
    assert run.message is not None
    assert "unplug the network cable" in ENGLISH.translate(run.message)
    assert run.before.finding is not None
    assert "security" in run.before.finding.evidence["suspicion"]
    assert not run.steps
    machine.check_complete()


def test_opening_the_recycle_bin_is_a_manual_step(replay: Replay) -> None:
    finding = found(replay("file-recover/windows-11-french--recycle-bin"))
    assert "OneDrive - Exemple\\Bureau\\Budget été.xlsx" in ENGLISH.translate(finding.summary)
    assert not FIX.list_questions(finding)
    assert FIX.plan_steps(finding, {}) == (ByHand("look-in-trash"),)


def test_a_desktop_that_moved_is_told(replay: Replay) -> None:
    finding = found(replay("file-recover/windows-11--moved-desktop"))
    assert "files are still in C:\\Users\\anne\\Desktop" in ENGLISH.translate(finding.summary)
    assert FIX.plan_steps(finding, {}) == (ByHand("search-file"),)
