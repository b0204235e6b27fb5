"""What the user chose is read again; what is damaged or strange is passed over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from selfhelp.app.composition import App
from selfhelp.core.model import Platform
from selfhelp.core.paths import AppPaths
from selfhelp.core.preferences import Preferences
from selfhelp.machine.local_machine import LocalMachine


def test_choices_are_kept(tmp_path: Path) -> None:
    chosen = Preferences().copy_with_changes(language="fr", skip_sections=("processes", "errors"))
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


def test_only_the_user_can_read_the_address(tmp_path: Path) -> None:
    Preferences(email="marie@example.com").save(tmp_path)
    assert (tmp_path / "preferences.json").stat().st_mode & 0o077 == 0


def test_the_organisations_language_applies_until_the_user_chooses() -> None:
    french = {"LANG": "fr_FR.UTF-8"}
    assert Preferences().choose_language(french, "en") == "en"
    assert Preferences().choose_language(french, "") == "fr"
    assert Preferences(language="fr").choose_language({}, "en") == "fr"


def test_the_policy_decides_the_language_of_the_app(places: AppPaths) -> None:
    places.machine_policy.mkdir(parents=True)
    (places.machine_policy / "policy.toml").write_text('[app]\nlanguage = "fr"\n')
    app = App(LocalMachine(Platform.LINUX), places, {"LANG": "en_GB.UTF-8"})
    assert app.translator.language == "fr"
    (places.machine_policy / "policy.toml").write_text('[app]\nlanguage = "klingon"\n')
    app = App(LocalMachine(Platform.LINUX), places, {"LANG": "en_GB.UTF-8"})
    assert app.translator.language == "en"
    assert "“klingon” is unknown" in str(app.loaded_policy.problems[0].message)


def test_sizes_of_the_window_are_kept_for_each_number_of_displays(tmp_path: Path) -> None:
    chosen = (
        Preferences()
        .copy_with_window_size("panel", 1, (400, 600))
        .copy_with_window_size("panel", 2, (500, 700))
    )
    chosen = chosen.copy_with_window_size("panel", 1, (420, 640))
    chosen.save(tmp_path)
    loaded = Preferences.load(tmp_path)
    assert (loaded.find_window_size("panel", 1), loaded.find_window_size("panel", 2)) == (
        (420, 640),
        (500, 700),
    )
    assert loaded.find_window_size("roomy", 1) is None


def test_strange_sizes_are_passed_over(tmp_path: Path) -> None:
    sizes = ["panel@1=400x560", "panel@1=-4x5", "panel@2=99999999x1", 5, "x" * 200, "roomy@1=1x"]
    (tmp_path / "preferences.json").write_text(json.dumps({"window_sizes": sizes}))
    assert Preferences.load(tmp_path).window_sizes == ("panel@1=400x560",)
    many = Preferences()
    for displays in range(1, 60):
        many = many.copy_with_window_size("panel", displays, (400, 560))
    assert len(many.window_sizes) <= 21
