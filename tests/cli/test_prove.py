"""selfhelp prove: one file, its place, its summary and its questions."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from pathlib import Path

import pytest

from selfhelp.app.composition import App
from selfhelp.catalog.catalog import Catalog
from selfhelp.cli.call import Call
from selfhelp.cli.main import run
from selfhelp.core.text import N_
from selfhelp.proof.proof_service import ProofService
from selfhelp.report.snapshot_service import SnapshotService


@pytest.fixture(autouse=True)
def little(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run two checks and one section, so that it takes no time."""
    whole = vars(Catalog)["checks"].func
    monkeypatch.setattr(
        Catalog,
        "checks",
        property(lambda self: {k: v for k, v in whole(self).items() if k in ("disk-full", "file-recover")}),
    )
    made = SnapshotService.__init__

    def short(self, machine, collectors, *rest, **more):
        made(self, machine, [c for c in collectors if c.id == "language"], *rest, **more)

    monkeypatch.setattr(SnapshotService, "__init__", short)


def test_it_writes_to_the_given_path_and_reports_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "proof.json"
    assert run(["prove", "--no-questions", "-o", str(file)]) == 0
    said = capsys.readouterr().out
    assert str(file) in said
    assert "Nothing was sent." in said
    document = json.loads(file.read_text("utf-8"))
    assert [part["id"] for part in document["checks"]] == ["disk-full", "file-recover"]
    assert [part["id"] for part in document["sections"]] == ["language"]
    assert document["people"] == []


def test_without_a_place_it_goes_to_the_apps_own_folder(
    own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["prove", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    file = Path(answer["file"])
    assert file.parent == own_home / "data" / "selfhelp" / "proofs"
    assert answer["summary"]["replayable"] >= 1
    from selfhelp.core.app_files import DATA, find_app_file

    folder = find_app_file("proofs", DATA)
    assert folder is not None
    assert find_app_file(file.name, folder.inside or ())  # so that "delete my data" knows it


def test_it_refuses_a_file_that_is_there_before_it_begins(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "proof.json"
    file.write_text("mine")
    assert run(["prove", "--no-questions", "-o", str(file)]) == 2
    assert file.read_text() == "mine"
    assert "already exists" in capsys.readouterr().err


@pytest.mark.parametrize("place", ["none/proof.json", "closed/proof.json", "link.json"])
def test_it_refuses_a_place_where_nothing_can_be_saved_before_it_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "link.json").symlink_to(tmp_path / "nowhere")
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "closed")
    monkeypatch.setattr(ProofService, "create_proof", lambda *_, **__: pytest.fail("it began"))
    assert run(["prove", "--no-questions", "-o", str(tmp_path / place)]) != 0
    assert str(tmp_path / place) in capsys.readouterr().err


def test_on_a_terminal_the_same_sentence_is_told_once_for_every_tenth(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    call = Call(argparse.Namespace(json=False), App.build("en"))
    for done in (0.0, 0.04, 0.11, 0.12, 0.35, 1.0):
        call._show_progress(N_("Checking this computer…"), done)
    call._show_progress(N_("Saving…"), None)
    line = "… Checking this computer…"
    assert screen.getvalue().splitlines() == [
        line,
        *(f"{line} {share}\N{NO-BREAK SPACE}%" for share in (10, 30, 100)),
        "… Saving…",
    ]


@pytest.mark.parametrize("seconds", ["0", "-1", "1801", "nan"])
def test_a_limit_that_makes_no_sense_is_wrong_use(seconds: str) -> None:
    assert run(["prove", "--no-questions", "--within", seconds]) == 2


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("language", "yes", "no"), [("en", "y", "no"), ("fr", "oui", "n"), ("de", "j", "nein")]
)
def test_a_person_is_asked_and_may_skip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, yes: str, no: str
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(f"{yes}\n{no}\n\n{yes.title()}\n"))
    file = tmp_path / "proof.json"
    assert run(["prove", "--lang", language, "-o", str(file)]) == 0
    people = json.loads(file.read_text("utf-8"))["people"]
    assert [told["answer"] for told in people] == ["yes", "no", "skipped", "yes"]
    assert people[0]["question"].startswith("Do you see")
