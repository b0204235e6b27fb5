"""What she chose is read again; what is damaged or strange is passed over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from selfhelp.preferences import Preferences


def test_choices_are_kept(tmp_path: Path) -> None:
    chosen = Preferences().with_(language="fr", skip_sections=("processes", "errors"))
    chosen.save(tmp_path)
    assert Preferences.load(tmp_path) == chosen


@pytest.mark.parametrize(
    ("listed", "left"),
    [
        (None, ()),
        ("processes", ()),
        ({"processes": 1}, ()),
        ([5, None, ["x"], "a\x1b", "errors"], ("errors",)),
        (["x"] * 5000, ("x",) * 100),
    ],
)
def test_a_strange_list_of_sections(tmp_path: Path, listed: object, left: tuple[str, ...]) -> None:
    document = {"language": "fr", "theme": "pink", "skip_sections": listed}
    (tmp_path / "preferences.json").write_text(json.dumps(document))
    loaded = Preferences.load(tmp_path)
    assert (loaded.language, loaded.theme, loaded.skip_sections) == ("fr", "", left)


def test_a_damaged_file_means_nothing_was_chosen(tmp_path: Path) -> None:
    for content in (b"", b"[]", b"[" * 50_000, b"\xff", b'{"language": 5, "skip_sections": 5}'):
        (tmp_path / "preferences.json").write_bytes(content)
        assert Preferences.load(tmp_path) == Preferences()


def test_her_address_is_hers_to_read(tmp_path: Path) -> None:
    Preferences(email="marie@example.com").save(tmp_path)
    assert (tmp_path / "preferences.json").stat().st_mode & 0o077 == 0
