"""The list of ordinary words has the form that the tool writes, and comes from the app's own texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import ordinary_words


def test_the_list_is_as_the_tool_writes_it() -> None:
    comment, words = ordinary_words.read_list()
    assert ordinary_words.FILE.read_text("utf-8") == ordinary_words.format_list(comment, words)


def test_nearly_every_word_of_the_list_is_from_a_text_of_ours() -> None:
    """Words of earlier texts stay: they are ordinary all the same."""
    _, words = ordinary_words.read_list()
    assert len(words - ordinary_words.words_of_texts()) < len(words) / 25


def test_a_word_is_added_in_its_place_and_nothing_else_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ordinary.txt"
    file.write_text("# words\nabacus zone\n", "utf-8")
    monkeypatch.setattr(ordinary_words, "FILE", file)
    monkeypatch.setattr(ordinary_words.read_list, "__defaults__", (file,))
    assert ordinary_words.main(["add", "Printer", "école"]) == 0
    assert file.read_text("utf-8") == "# words\nabacus printer zone école\n"
    assert ordinary_words.main(["add", "x1", "pc"]) == 2
    assert "x1 pc" in capsys.readouterr().err
    assert file.read_text("utf-8") == "# words\nabacus printer zone école\n"
