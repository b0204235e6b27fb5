# ruff: noqa: E501 - one computer in one line
"""selfhelp diagnose: one cause for a person, one document for a script."""

from __future__ import annotations

import json
import threading
from argparse import Namespace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from selfhelp.catalog.catalog import Catalog
from selfhelp.cli.call import Call
from selfhelp.cli.diagnose import run_command
from selfhelp.core.emergency_numbers import list_emergency_numbers
from selfhelp.core.errors import UsageError
from selfhelp.core.text import Translator
from selfhelp.diagnosis import diagnosis
from selfhelp.diagnosis.diagnosis import Diagnosis
from selfhelp.engine.engine import Engine
from selfhelp.engine.journal import Journal
from selfhelp.fixes.apps.app_frozen import AppFrozen
from selfhelp.policy.policy import Policy
from tests.diagnosis.recorded_computer import Computer, computer


def called(
    folder: Path, machine: Computer, text: str, *, as_json: bool = False, language: str = "en"
) -> Call:
    catalog = Catalog(Policy(), machine.platform)
    engine = Engine(machine, Journal(folder))
    app: Any = SimpleNamespace(
        policy=Policy(),
        catalog=catalog,
        engine=engine,
        diagnosis=Diagnosis(catalog, engine),
        translator=Translator(language),
        find_emergency_numbers=lambda services: list_emergency_numbers(services, "CH"),
    )
    return Call(Namespace(text=text.split(), json=as_json), app)


def answer(capsys: pytest.CaptureFixture[str], call: Call) -> tuple[int, dict[str, Any]]:
    status = run_command(call)
    return status, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("text", "complaint", "broken", "status", "verdict", "cause", "fix"),
    [
        ("no sound", "sound", ["audio-no-sound/debian-13--muted"], 1, "cause", "audio-no-sound", "audio-no-sound"),
        ("my printer is paused", "printing", ["print-offline/debian-13--paused"], 1, "cause", "print-offline", None),
        ("no sound", "sound", [], 0, "nothing-found", None, None),
        ("no sound", "clock", [], 3, "needs-a-person", None, None),
        ("I spilt coffee on my laptop", "sound", [], 0, "needs-a-person", None, None),
    ],
)  # fmt: skip
def test_the_document_and_the_status(
    text: str,
    complaint: str,
    broken: list[str],
    status: int,
    verdict: str,
    cause: str | None,
    fix: str | None,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    call = called(tmp_path, computer(complaint, *broken), text, as_json=True)
    code, document = answer(capsys, call)
    assert code == status
    assert (document["schema"], document["verdict"], document["cause"], document["fix"]) == (
        1,
        verdict,
        cause,
        fix,
    )
    assert document["ticket_first"] is (fix is None)
    assert document["summary"]
    assert all(set(check) == {"id", "state", "summary", "evidence"} for check in document["checks"])
    assert {"others", "unfinished", "topic", "category", "reason"} <= document.keys()


def test_a_person_reads_what_is_checked_then_the_cause_and_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        run_command(called(tmp_path, computer("sound", "audio-no-sound/debian-13--muted"), "no sound")) == 1
    )
    lines = capsys.readouterr().out.splitlines()
    blank = lines.index("")
    assert all(line.endswith("…") or line.startswith("Found: ") for line in lines[:blank])
    assert sum(line.startswith("Found: ") for line in lines) == 1
    assert lines[blank + 1] == "Écouteurs <b> is muted."
    assert lines[-1] == "    selfhelp fix audio-no-sound"


@pytest.mark.parametrize(
    "text", ["mon ordi rame grave et en plus j'ai pu de son", "my pc is super slow and the sound is gone too"]
)
def test_the_second_of_two_problems_is_named_once_with_its_fix(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The answer to it was left out."""
    broken = ("perf-high-usage/debian-13--busy", "audio-no-sound/debian-13--muted")
    assert run_command(called(tmp_path, computer("slow", *broken), text)) == 1
    lines = capsys.readouterr().out.splitlines()
    answer = lines[lines.index("") :]
    assert sum("Écouteurs <b> is muted." in line for line in answer) == 1
    assert sum("yes is keeping this computer busy." in line for line in answer) == 1
    (also,) = [number for number, line in enumerate(answer) if line.startswith("Also: ")]
    commands = {answer[also - 1].strip(), answer[-1].strip()}
    assert commands == {"selfhelp fix perf-high-usage", "selfhelp fix audio-no-sound"}


def test_a_second_problem_without_a_fix_leads_to_the_help_desk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = ("audio-no-sound/debian-13--muted", "print-offline/debian-13--paused")
    text = "I have no sound and nothing comes out of the printer"
    assert run_command(called(tmp_path, computer("printing", *broken), text)) == 1
    out = capsys.readouterr().out
    assert "\nAlso: " in out
    assert out.endswith("To contact the help desk, run: selfhelp send --help\n")


def test_what_two_checks_saw_is_told_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = ("net-dns/debian-13--server-stopped", "net-no-internet/debian-13--no-names")
    assert run_command(called(tmp_path, computer("internet", *broken), "the internet is gone")) == 1
    out = capsys.readouterr().out
    assert out.count("Found: This computer can't find the addresses of websites.") == 1
    assert "Also found: This computer can't find" not in out


def test_what_only_a_person_can_solve_says_what_to_do_now(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(called(tmp_path, computer("sound"), "I spilt coffee on my laptop")) == 0
    out = capsys.readouterr().out
    assert "Unplug the charger" in out
    assert "…\n" not in out
    assert out.endswith("To contact the help desk, run: selfhelp send --help\n")


def test_it_speaks_french(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(called(tmp_path, computer("sound"), "pas de son", language="fr")) == 0
    assert "Nos vérifications n’expliquent pas" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", " "])
def test_without_words_nothing_is_checked(text: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="diagnose"):
        run_command(called(tmp_path, computer("sound"), text))


def test_a_check_that_took_too_long_can_be_repeated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = threading.Event()
    monkeypatch.setattr(diagnosis, "CHECKING", 0.5)
    monkeypatch.setattr(AppFrozen, "diagnose", lambda *_: ends.wait(30) and None)
    machine = computer("slow", "perf-high-usage/debian-13--busy")
    assert run_command(called(tmp_path, machine, "Word is frozen")) == 0
    ends.set()
    lines = capsys.readouterr().out.splitlines()
    assert "Couldn't check whether Word is responding." in lines
    assert lines[-3:-1] == ["To check again with more time, run:", "    selfhelp check app-frozen"]


@pytest.mark.parametrize(
    ("text", "language", "lines", "services"),
    [
        (
            "I want to kill myself",
            "en",
            ["Emergency services (Switzerland): call 112.", "Someone to talk to, at any hour (Switzerland): call 143."],
            {"rescue": "112", "crisis": "143"},
        ),
        ("de la fumée sort de mon portable", "fr", ["Pompiers (Suisse) : appelez le 118. Le 112 fonctionne aussi."], {"fire": "118"}),
        ("mein Chef bedroht mich", "de", ["Polizei (Schweiz): Wählen Sie 117. Auch 112 funktioniert."], {"police": "117"}),
        ("no sound", "en", [], {}),
    ],
)  # fmt: skip
def test_a_danger_names_the_numbers_to_call(
    text: str,
    language: str,
    lines: list[str],
    services: dict[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It said to call "the emergency number", without digits."""
    run_command(called(tmp_path, computer("sound"), text, language=language))
    said = capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ").splitlines()
    assert [
        line
        for line in said
        if "112" in line or "Switzerland" in line or "Suisse" in line or "Schweiz" in line
    ] == lines
    _, document = answer(capsys, called(tmp_path, computer("sound"), text, as_json=True, language=language))
    assert {number["service"]: number["phone"] for number in document["emergency_numbers"]} == services
