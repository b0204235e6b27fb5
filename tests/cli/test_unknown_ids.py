"""An ID that nothing has: the closest one is proposed, and nothing runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from selfhelp import __main__ as start
from selfhelp.app.composition import App
from selfhelp.cli.open import _parse_target
from selfhelp.core.errors import UsageError
from selfhelp.ui import main as window

RUN = "20261130-233612-ab12cd"


@pytest.fixture(autouse=True)
def no_window(monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(**_what: object) -> int:
        pytest.fail("the window opened")

    monkeypatch.setattr(window, "run", opened)


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["check", "disk-ful"], "disk-full"),
        (["check", "disk-full", "print-stck-queue"], "print-stuck-queue"),
        (["check", "acount"], "account"),
        (["fix", "disk-ful"], "disk-full"),
        (["fix", "acount"], "account"),
        (["fix", "--yes", "Disk_Full"], "disk-full"),
        (["open", "--fix", "disk-ful"], "disk-full"),
        (["open", "reciepts"], "receipts"),
        (["record", "disk-ful", "-o", "file"], "disk-full"),
        (["record", "--section", "hardwre", "-o", "file"], "hardware"),
        (["snapshot", "--only", "hardwre"], "hardware"),
        (["chek", "disk-full"], "check"),
        (["policy", "explain", "desk.conector"], "desk.connector"),
    ],
)
def test_the_closest_id_is_proposed(
    arguments: list[str], meant: str, capsys: pytest.CaptureFixture[str], in_tmp: Path
) -> None:
    assert start.main(arguments) == 2
    assert f"Did you mean “{meant}”?" in capsys.readouterr().err
    assert not [*in_tmp.iterdir()]


@pytest.fixture
def in_tmp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_what_resembles_nothing_gets_no_proposal(capsys: pytest.CaptureFixture[str]) -> None:
    assert start.main(["check", "qqqqq"]) == 2
    assert capsys.readouterr().err == "selfhelp: There's no fix named qqqqq.\n"


def test_the_proposal_for_fix_is_a_fix(capsys: pytest.CaptureFixture[str]) -> None:
    """A check that only looks isn't proposed where something is to be repaired."""
    catalog = App.build("en").catalog
    only_looks = next(id_ for id_ in catalog.checks if id_ not in catalog.fixes)
    assert start.main(["fix", f"{only_looks}x"]) == 2
    assert f"“{only_looks}”" not in capsys.readouterr().err
    assert start.main(["check", f"{only_looks}x"]) == 2
    assert f"“{only_looks}”" in capsys.readouterr().err


def test_a_link_from_outside_is_as_quiet_as_ever() -> None:
    assert _parse_target("selfhelp://fix/disk-ful", "").fix == "disk-ful"


def test_a_mistyped_run(capsys: pytest.CaptureFixture[str]) -> None:
    """One wrong character is forgiven; another run of the same day isn't proposed."""
    folder = App.build("en").places.data / "journal"
    folder.mkdir(parents=True)
    (folder / f"{RUN}.jsonl").write_text(json.dumps({}) + "\n")
    assert start.main(["undo", RUN[:-1]]) == 2
    assert f"Did you mean “{RUN}”?" in capsys.readouterr().err
    assert start.main(["undo", "20261130-094501-ffe001"]) == 2
    assert "Did you mean" not in capsys.readouterr().err


def test_a_page_with_a_known_fix_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window, "run", lambda **_what: 0)
    assert start.main(["open", "--fix", "disk-full"]) == 0
    with pytest.raises(UsageError):
        _parse_target("home", "../x")
