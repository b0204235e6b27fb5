"""Tips belong to fixes that exist, are short in both languages, and are never shown twice in a month."""

# mypy: disable-error-code="comparison-overlap"

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from selfhelp.catalog.catalog import Catalog
from selfhelp.core.languages import list_supported_languages
from selfhelp.core.model import Platform
from selfhelp.core.text import Translator
from selfhelp.engine.tips import FILE, LONGEST, REST, TipHistory, load_tips
from selfhelp.policy.policy import Policy

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)


def test_there_are_twenty_and_each_belongs_to_a_fix_that_exists() -> None:
    known = set(Catalog(Policy(), Platform.LINUX).all_fixes)
    assert len(load_tips()) == len({tip.id for tip in load_tips()}) == 20
    for tip in load_tips():
        assert tip.fixes
        assert set(tip.fixes) <= known, tip.id


@pytest.mark.parametrize("language", list_supported_languages())
def test_each_is_short_and_said_in_that_language(language: str) -> None:
    shown = {tip.id: Translator(language).translate(tip.text) for tip in load_tips()}
    assert {name: len(text) for name, text in shown.items() if len(text) > LONGEST} == {}
    if language != "en":
        assert not [tip.id for tip in load_tips() if shown[tip.id] == tip.text]


def test_never_twice_in_a_month(tmp_path: Path) -> None:
    shown = TipHistory(tmp_path)
    first = shown.choose_and_record_tip("print-stuck-queue", NOW)
    assert first is not None
    assert first.id == "print-one-page"
    for later in (timedelta(0), timedelta(days=30), timedelta(days=-10)):
        assert TipHistory(tmp_path).choose_and_record_tip("print-stuck-queue", NOW + later) is None
    assert TipHistory(tmp_path).choose_and_record_tip("print-spooler", NOW) is None, (
        "the same tip after another fix"
    )
    assert TipHistory(tmp_path).choose_and_record_tip("print-stuck-queue", NOW + REST) == first


def test_a_fix_without_a_tip_has_none(tmp_path: Path) -> None:
    assert TipHistory(tmp_path).choose_and_record_tip("app-frozen", NOW) is None
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"[]",
        b"null",
        b'{"print-one-page": 7}',
        b'{"print-one-page": "x"}',
        b'{"print-one-page": "2026-01-01"}',
        b"[" * 9_000,
        b"\xff",
    ],
)
def test_a_damaged_record_costs_nothing_but_a_repetition(tmp_path: Path, damaged: bytes) -> None:
    (tmp_path / FILE).write_bytes(damaged)
    assert TipHistory(tmp_path).choose_and_record_tip("disk-full", NOW) is not None
    assert TipHistory(tmp_path).choose_and_record_tip("disk-full", NOW) is None


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder")
    assert TipHistory(tmp_path / "data").choose_and_record_tip("disk-full", NOW) is not None


def test_no_link_is_followed(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.txt"
    foreign.write_text("foreign")
    (tmp_path / FILE).symlink_to(foreign)
    assert TipHistory(tmp_path).choose_and_record_tip("disk-full", NOW) is not None
    assert foreign.read_text() == "foreign"
    assert not (tmp_path / FILE).is_symlink()
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


def test_nothing_is_written_into_a_folder_that_is_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "data").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert TipHistory(tmp_path / "data").choose_and_record_tip("disk-full", NOW) is not None
    assert not list((tmp_path / "elsewhere").iterdir())
