"""A file that the complaint isn't about is told from the one that it is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfhelp.core.model import CheckResult, CheckState, Finding, Json
from selfhelp.core.progress import Progress
from selfhelp.core.text import NN_
from selfhelp.diagnosis.named_files import (
    PROTECTED,
    find_named_file,
    is_about_other_file,
    name_meant_file,
)
from selfhelp.diagnosis.verdict import Verdict, VerdictKind
from selfhelp.machine.transcript import TranscriptEntry
from tests.diagnosis.recorded_computer import computer, diagnosis

READ_ONLY = "file-permission/debian-13--read-only"
"""Its file is ~/Documents/letter.txt, and it isn't recorded whether it was used recently."""


def protected(*paths: str, recent: bool | None) -> TranscriptEntry:
    files = [
        {"path": path, "owner": "", "mode": 0o444, "frozen": False, "size": 1, "folder": "", "recent": recent}
        for path in paths
    ]
    return TranscriptEntry({"reading": "file_permissions.find_protected_files"}, {"answer": files})


def judge(text: str, folder: Path, *extra: TranscriptEntry) -> Verdict:
    return diagnosis(computer("saving-files", READ_ONLY, extra=extra), folder).diagnose(text, Progress())


@pytest.mark.parametrize(
    "text",
    ["I can't save my Excel file", "Impossible d'enregistrer mon fichier Excel", "I can't save budget.xlsx"],
)
def test_a_file_of_another_kind_is_not_called_the_cause(text: str, tmp_path: Path) -> None:
    """ "letter.txt is write-protected" was the answer to a complaint about an Excel file."""
    verdict = judge(text, tmp_path)
    assert verdict.cause is None
    assert verdict.proposed_fix is None
    assert verdict.kind is VerdictKind.NOTHING_FOUND
    assert [result.id for result in verdict.others] == [PROTECTED]
    assert [str(note) for note in verdict.left] == ["Also: ~/Documents/letter.txt is write-protected."]


@pytest.mark.parametrize(
    "text", ["I can't save my file", "I can't save my letter", "letter.txt can't be saved"]
)
def test_a_file_that_may_be_the_one_is_the_cause(text: str, tmp_path: Path) -> None:
    verdict = judge(text, tmp_path)
    assert verdict.cause is not None
    assert verdict.cause.id == PROTECTED
    assert verdict.proposed_fix_id == PROTECTED
    assert verdict.left == []


@pytest.mark.parametrize(
    ("path", "recent", "text", "meant"),
    [
        ("~/old.xlsx", False, "I can't save my Excel file", False),
        ("~/old.xlsx", True, "I can't save my Excel file", True),
        ("~/old.xlsx", None, "I can't save my Excel file", True),
        ("~/old.ods", True, "mon tableur ne s'enregistre plus", True),
        ("~/scan.pdf", True, "I can't save my Excel file", False),
        ("~/Travel budget 2025.xlsx", False, "Excel can't save the travel budget", True),
        ("~/Travel budget.pdf", False, "Excel can't save the travel budget", False),
        ("~/letter.txt", False, "I can't save my file", False),
        ("~/letter.txt", True, "I can't save my file", True),
        ("~/letter.txt", True, "I can't save plan.txt", False),
        ("~/plan.txt", False, "I can't save plan.txt", True),
        ("~/documents/Document.docx", False, "Word can't save the document", False),
    ],
)
def test_words_and_recent_use_make_it_the_file(
    path: str, recent: bool | None, text: str, meant: bool
) -> None:
    assert find_named_file(text).is_about({"path": path, "recent": recent}) is meant


def test_a_file_that_was_not_used_recently_is_only_also_seen(tmp_path: Path) -> None:
    verdict = judge("I can't save my file", tmp_path, protected("~/old.txt", recent=False))
    assert verdict.cause is None
    assert [str(note) for note in verdict.left] == ["Also: ~/old.txt is write-protected."]
    verdict = judge("I can't save my file", tmp_path, protected("~/new.txt", recent=True))
    assert verdict.cause is not None
    assert str(verdict.summary) == "~/new.txt is write-protected."


def test_of_several_files_the_one_that_was_meant_is_named(tmp_path: Path) -> None:
    both = protected("~/photo.jpg", "~/Budget.xlsx", recent=None)
    verdict = judge("I can't save my Excel file", tmp_path, both)
    assert str(verdict.summary) == "2 of your files can't be edited, including ~/Budget.xlsx."


def test_a_folder_concerns_every_file() -> None:
    summary = NN_("{file} a", "{count} {file} b", 2, file="~/x.pdf")
    listed: list[dict[str, Json]] = [{"files": [], "found": []}, {"files": []}]
    for data in listed:
        result = CheckResult(PROTECTED, CheckState.FOUND, Finding(summary, data=data))
        assert not is_about_other_file(result, find_named_file("Excel"))
        assert name_meant_file(result, find_named_file("Excel")) is result


def test_without_words_no_file_is_another(tmp_path: Path) -> None:
    found = diagnosis(computer("saving-files", READ_ONLY), tmp_path)
    verdict = found.diagnose_complaint("saving-files", Progress())
    assert verdict.cause is not None
    assert verdict.cause.id == PROTECTED


def test_another_file_does_not_keep_a_solved_complaint_open(tmp_path: Path) -> None:
    """The disk has room again, and the Excel file can be saved; the letter is still protected."""
    machine = computer("saving-files", READ_ONLY)
    verdict = judge("I can't save my Excel file", tmp_path)
    assert verdict.complaint is not None
    goal = diagnosis(machine, tmp_path)._run_goal_check(verdict.complaint, verdict, "", Progress())
    assert "file-permission" in verdict.complaint.goal
    assert [(result.id, result.state) for result in goal] == [("disk-full", CheckState.HEALTHY)]
