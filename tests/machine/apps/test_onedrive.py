"""Names that OneDrive does not take, found without touching or downloading anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfhelp.machine.apps import onedrive
from selfhelp.machine.apps.onedrive import LISTED, find_unsupported_names, is_supported_path


@pytest.mark.parametrize(
    ("path", "good"),
    [
        ("Plans/2025.docx", True),
        ("Plans/Société & co (v2).docx", True),
        ("Plans/.gitignore", True),
        ("Plans/con.txt", False),
        ("LPT1", False),
        ("Plans/.lock", False),
        ("what?.txt", False),
        ("a:b", False),
        (" first", False),
        ("last ", False),
        ("x/_vti_cnf", False),
        ("a/" * 199 + "ab", True),  # 400 letters
        ("a/" * 199 + "abc", False),
    ],
)
def test_which_names_it_takes(path: str, good: bool) -> None:
    assert is_supported_path(path) is good


def test_the_first_names_are_told_and_that_there_may_be_more(tmp_path: Path) -> None:
    (tmp_path / "good").mkdir()
    (tmp_path / "good" / "con").touch()
    (tmp_path / "loop").symlink_to(tmp_path)
    assert find_unsupported_names([str(tmp_path), str(tmp_path / "gone")]) == {
        "names": ["good/con"],
        "all": True,
    }
    for number in range(LISTED + 5):
        (tmp_path / f"what{number}?").touch()
    answer = find_unsupported_names([str(tmp_path)])
    assert (len(answer["names"]), answer["all"]) == (LISTED, False)


def test_a_folder_that_never_ends_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onedrive, "MOST", 3)
    for number in range(9):
        (tmp_path / f"{number}").touch()
    assert find_unsupported_names([str(tmp_path)]) == {"names": [], "all": False}
