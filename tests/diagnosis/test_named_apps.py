"""An app that the complaint names is told from another program that a check found."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from selfhelp.core.model import CheckResult, CheckState, Finding
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.diagnosis.named_apps import FROZEN, find_named_app
from selfhelp.diagnosis.verdict import VerdictKind
from selfhelp.fixes.apps.app_frozen import AppFrozen
from tests.diagnosis.recorded_computer import computer, diagnosis

BUSY = "perf-high-usage/debian-13--busy"
HUNG = "app-frozen/debian-13--hung"


def frozen(*names: str) -> CheckResult:
    finding = Finding(N_("Frozen"), data={"programs": [{"name": name} for name in names]})
    return CheckResult(FROZEN, CheckState.FOUND, finding)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Word is frozen", "Word"),
        ("excel ne répond plus", "Excel"),
        ("my Outlook hangs since this morning", "Outlook"),
        ("I forgot my password", ""),
        ("an app is frozen", ""),
        ("Word and Excel hang", ""),
    ],
)
def test_the_app_is_found_in_the_words(text: str, name: str) -> None:
    found = find_named_app(text)
    assert (found.name if found else "") == name


def test_it_is_known_by_its_processes() -> None:
    word = find_named_app("Word is frozen")
    assert word is not None
    assert word.is_found_by(frozen("WINWORD.EXE"))
    assert word.is_found_by(frozen("python3", "soffice.bin"))
    assert not word.is_found_by(frozen("python3"))


@pytest.mark.parametrize("text", ["Word is frozen", "Word ne répond plus"])
def test_another_frozen_program_is_not_called_the_cause(text: str, tmp_path: Path) -> None:
    """ "python isn't responding" was the answer to a complaint about Word."""
    verdict = diagnosis(computer("slow", HUNG), tmp_path).diagnose(text, Progress())
    assert verdict.cause is None
    assert verdict.proposed_fix is None
    assert verdict.kind is VerdictKind.NOTHING_FOUND
    assert str(verdict.summary) == "Word isn't among the apps that have stopped responding."
    assert [result.id for result in verdict.others] == [FROZEN]


def test_without_a_name_the_frozen_program_is_the_cause(tmp_path: Path) -> None:
    verdict = diagnosis(computer("slow", HUNG), tmp_path).diagnose("an app is frozen", Progress())
    assert verdict.cause is not None
    assert verdict.cause.id == FROZEN


def test_a_busy_program_is_not_taken_for_the_named_app(tmp_path: Path) -> None:
    """ "Word is frozen" was answered with another program, and not a word about Word."""
    busy = computer("slow", "perf-high-usage/debian-13--busy")
    verdict = diagnosis(busy, tmp_path).diagnose("Word is frozen", Progress())
    assert verdict.cause is not None
    assert verdict.cause.id == "perf-high-usage"
    assert [str(left) for left in verdict.left] == ["Word isn't among the apps that have stopped responding."]


@pytest.fixture
def too_slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The check for frozen apps hangs on a computer under load, until the end of the test."""
    ends = threading.Event()
    monkeypatch.setattr(AppFrozen, "diagnose", lambda *_: ends.wait(30) and None)
    yield
    ends.set()


@pytest.mark.usefixtures("too_slow")
@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("Word is frozen", "Couldn't check whether Word is responding."),
        ("Word ne répond plus", "Couldn't check whether Word is responding."),
        ("a window is frozen", "Couldn't check which apps have stopped responding."),
    ],
)
def test_no_other_program_is_the_cause_while_the_own_check_is_unfinished(
    text: str, summary: str, tmp_path: Path
) -> None:
    """ "python is keeping this computer busy" was the answer, and it was unknown whether Word responds."""
    verdict = diagnosis(computer("slow", BUSY), tmp_path).diagnose(text, Progress())
    assert verdict.unfinished == [FROZEN]
    assert verdict.cause is None
    assert verdict.proposed_fix is None
    assert verdict.kind is VerdictKind.NOTHING_FOUND
    assert str(verdict.summary) == summary
    assert str(verdict.reason) == "This check took too long."
    assert [result.id for result in verdict.others] == ["perf-high-usage"]
    assert verdict.lacks_own_check  # "Check again with more time"


@pytest.mark.usefixtures("too_slow")
def test_a_full_disk_is_the_cause_though_it_is_unknown_which_app_is_frozen(tmp_path: Path) -> None:
    """It comes first: it would be the cause of a frozen app, too."""
    full = computer("frozen-app", "disk-full/debian-13--full")
    verdict = diagnosis(full, tmp_path).diagnose("Word is frozen", Progress())
    assert verdict.cause is not None
    assert verdict.cause.id == "disk-full"
