"""Subjects of commits that fit one line; only those after the commit that brought the check count."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.people import ROOT
from tools import commits


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A history with a long subject from before the check, and the check."""
    git(tmp_path, "init", "-q")
    commit(tmp_path, "old.txt", "x" * 90)
    commit(tmp_path, "tools/commits.py", "Check commits")
    return tmp_path


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Alice", "-c", "user.email=alice@example.test", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


def commit(folder: Path, name: str, message: str) -> None:
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(message, "utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message)


def test_what_was_before_the_check_is_not_judged(repository: Path) -> None:
    commit(repository, "a.txt", "Add a\n\nBecause of b.")
    assert [text for _, text in commits.messages(repository)] == ["Add a\n\nBecause of b."]
    assert commits.main([], repository) == 0


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("x" * 73, "73 characters, at most 72"),
        ("Add a.", "full stop"),
        ("Add a\nand b", "second line is not empty"),
    ],
)
def test_a_message_that_is_wrong_is_named_with_what_to_do(
    message: str, said: str, repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(repository, "a.txt", message)
    assert commits.main([], repository) == 1
    file = tmp_path / "message"
    file.write_text(message, "utf-8")
    assert commits.main(["--message", str(file)]) == 1
    assert capsys.readouterr().out.count(said) == 2


def test_72_characters_and_comments_of_git_are_fine(tmp_path: Path) -> None:
    file = tmp_path / "message"
    file.write_text("x" * 72 + "\n# Please enter the commit message\n", "utf-8")
    assert commits.main(["--message", str(file)]) == 0


def test_an_archive_without_a_history_has_nothing_to_check(tmp_path: Path) -> None:
    assert commits.main([], tmp_path) == 0


def test_the_check_is_part_of_make_check_and_of_the_hooks() -> None:
    assert "tools/commits.py" in (ROOT / "tools" / "check.py").read_text("utf-8")
    hooks = (ROOT / ".pre-commit-config.yaml").read_text("utf-8")
    assert "tools/commits.py --message" in hooks
