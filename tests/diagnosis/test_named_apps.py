"""An app that the complaint names is told from another program that a check found."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from selfhelp.core.model import CheckResult, CheckState, Finding
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.diagnosis import diagnosis as core
from selfhelp.diagnosis.named_apps import FROZEN, find_named_app, is_app_called_frozen
from selfhelp.diagnosis.verdict import VerdictKind
from selfhelp.engine.engine import Engine
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


NO_NAMES = ("net-dns/debian-13--server-stopped", "net-no-internet/debian-13--no-names")


@pytest.mark.parametrize(
    "text",
    [
        "Outlook is frozen",
        "Outlook est figé",
        "Outlook ist eingefroren",
        "Teams just keeps freezing",
        "Teams ne répond plus",
        "Firefox s'est figé d'un coup",
        "Firefox reagiert nicht",
        "ma messagerie est figée",
        "Edge isn't responding",
    ],
)
@pytest.mark.parametrize("hung", [False, True])
def test_the_network_is_not_why_an_app_is_frozen(text: str, tmp_path: Path, *, hung: bool) -> None:
    """Name servers that don't answer were the answer to a frozen Teams, whatever the app did."""
    machine = computer("mail", *([HUNG] if hung else ["app-frozen/debian-13--healthy"]), *NO_NAMES)
    verdict = diagnosis(machine, tmp_path).diagnose(text, Progress())
    assert verdict.complaints[0] == "frozen-app"
    assert verdict.checks[1].id == FROZEN
    assert verdict.cause is None or verdict.cause.id == FROZEN
    assert verdict.ticket.problem == FROZEN
    if "mail" in verdict.complaints or "teams" in verdict.complaints:
        assert "net-dns" in [result.id for result in verdict.others]


def test_the_network_is_still_the_cause_beside_a_frozen_app_if_it_is_told(tmp_path: Path) -> None:
    verdict = diagnosis(computer("internet", *NO_NAMES), tmp_path).diagnose(
        "I have no internet and Teams is frozen", Progress()
    )
    assert verdict.cause is not None
    assert verdict.cause.id == "net-dns"


@pytest.mark.parametrize(
    "text",
    [
        "Outlook hangs at loading profile",
        "Outlook se fige au démarrage",
        "the mail server isn't responding",
        "le site ne répond pas dans Chrome",
        "the picture freezes in a Teams meeting",
        "Teams hangs up in the middle of calls",
        "my screen is frozen",
    ],
)
def test_other_words_do_not_call_an_app_frozen(text: str) -> None:
    assert not is_app_called_frozen(text)


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
    assert [str(left) for left in verdict.left] == [
        "Neither Word nor any other app seems to have stopped responding."
    ]


@pytest.mark.parametrize("broken", [HUNG, BUSY, "app-frozen/debian-13--healthy"])
@pytest.mark.parametrize("text", ["excel hangs", "Excel ne répond plus", "Excel hängt"])
def test_an_app_that_is_not_open_is_said_to_be_closed(
    text: str, broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ "Excel isn't among the apps that have stopped responding" read as though others had."""
    monkeypatch.setattr(Engine, "read_process_names", lambda _: ["systemd", "firefox"])
    verdict = diagnosis(computer("slow", broken), tmp_path).diagnose(text, Progress())
    said = [str(one) for one in (verdict.summary, *verdict.left)]
    assert said.count("The Excel app isn't open on this computer.") == 1
    assert "stopped responding" not in " ".join(said)


def test_an_app_is_open_if_one_of_its_processes_runs() -> None:
    app = find_named_app("excel hangs")
    assert app is not None
    assert [app.compare_with_processes(names).closed for names in ([], ["EXCEL.EXE"], ["firefox"])] == [
        False,
        False,
        True,
    ]


@pytest.fixture
def too_slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The check for frozen apps hangs on a computer under load, until the end of the test."""
    ends = threading.Event()
    monkeypatch.setattr(core, "CHECKING", 0.5)
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
