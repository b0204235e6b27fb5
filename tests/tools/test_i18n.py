"""A sentence that changes costs no translation: the earlier one is shown to translators, not compiled."""

# mypy: disable-error-code="index"

from __future__ import annotations

import ast
import io
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po, write_po

from selfhelp.core.languages import load_language
from tests.people import ROOT
from tools import compiled, i18n, messages

OLD, NEW = "The printer does not answer.", "The printer {name} does not answer."
FRENCH = "L’imprimante ne répond pas."


def catalog(sentences: Mapping[str | tuple[str, str], str | tuple[str, str]]) -> Catalog:
    made = Catalog(locale="fr")
    for sentence, translation in sentences.items():
        made.add(sentence, translation)
    return made


def written(merged: Catalog) -> str:
    file = io.BytesIO()
    write_po(file, merged, width=100)
    return file.getvalue().decode()


def again(merged: Catalog, *sentences: str | tuple[str, str]) -> Catalog:
    """Write a translation, read it, and take other sentences into it, as the next `make i18n` does."""
    read = read_po(io.BytesIO(written(merged).encode()), locale="fr")
    i18n.merge(read, catalog(dict.fromkeys(sentences, "")))
    return read


def test_no_sentence_is_marked_inside_an_f_string() -> None:
    """Python 3.11 reads an f-string as one word, so `make check` on Debian 12 would not find the sentence."""
    formatted = re.compile(r"""\b[rR]?[fF][rR]?["']""")
    sources = {file: file.read_text("utf-8") for file in (ROOT / "selfhelp").rglob("*.py")}
    inside = [
        f"{file.relative_to(ROOT)}:{call.lineno}: move N_() out of the f-string"
        for file, source in sources.items()
        if "N_(" in source and formatted.search(source)
        for text in ast.walk(ast.parse(source))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "N_"
    ]
    assert inside == []


def test_the_earlier_translation_is_shown_and_not_compiled() -> None:
    merged = again(catalog({OLD: FRENCH, "Other.": "Autre."}), NEW, "Other.")
    text = written(merged)
    assert f"# earlier English: {OLD}\n# earlier translation: {FRENCH}\n" in text
    assert merged[NEW].string == ""
    assert not i18n.done(merged[NEW])
    done = read_mo(io.BytesIO(messages.compiled(text)))
    assert {m.id for m in done if m.id} == {"Other."}


def test_a_second_run_keeps_it_and_says_it_once() -> None:
    merged = again(again(catalog({OLD: FRENCH}), NEW), NEW)
    assert written(merged).count("# earlier translation:") == 1
    assert f'#~ msgid "{OLD}"' in written(merged)


def test_a_long_sentence_is_said_once_too() -> None:
    long = "Everything that you wrote is kept on this computer until the help desk has it; nothing is lost."
    french = "Tout ce que vous avez écrit reste sur cet ordinateur jusqu’à ce que l’assistance l’ait reçu."
    merged = again(again(catalog({long: french}), f"{long} Really."), f"{long} Really.")
    assert written(merged).count("earlier") == 2


def test_a_translated_sentence_needs_no_suggestion_any_more() -> None:
    merged = again(catalog({OLD: FRENCH}), NEW)
    merged[NEW].string = "L’imprimante {name} ne répond pas."
    text = written(again(merged, NEW))
    assert "earlier" not in text
    assert "#~" not in text


def test_a_sentence_that_comes_back_has_its_translation_again() -> None:
    merged = again(again(catalog({OLD: FRENCH}), NEW), OLD)
    assert merged[OLD].string == FRENCH
    assert "#~" not in written(merged)


def test_a_sentence_that_comes_back_in_two_languages_keeps_them_apart() -> None:
    """The French translation was the German one."""
    template = catalog({OLD: ""})
    for translation in ("Der Drucker antwortet nicht.", FRENCH):
        gone = again(catalog({OLD: translation}), NEW)
        i18n.merge(gone, template)
        assert gone[OLD].string == translation


def test_plurals_are_kept_alike() -> None:
    files, some = ("{count} file waits.", "{count} files wait."), ("{count} file waits", "{count} files wait")
    merged = again(catalog({some: ("{count} fichier attend", "{count} fichiers attendent")}), files)
    assert "# earlier translation: {count} fichier attend\n" in written(merged)
    assert again(merged, some)[some].string[:2] == ("{count} fichier attend", "{count} fichiers attendent")


def test_what_is_nothing_like_it_is_no_suggestion() -> None:
    assert "earlier" not in written(again(catalog({OLD: FRENCH}), "Zzz qqq xxx!"))


RELEASED = {"Your ticket was sent.", "Nothing to do.", "Gone for good."}


def test_a_released_sentence_that_was_reworded_needs_a_line() -> None:
    today = {"Your ticket has been sent.", "Nothing to do."}
    problems = i18n.former_problems(RELEASED, today, {"Gone for good.": ""})
    assert [line for line in problems if "reworded or gone" in line] == problems
    assert len(problems) == 1
    assert "Your ticket was sent." in problems[0]
    former = {"Gone for good.": "", "Your ticket was sent.": "Your ticket has been sent."}
    assert i18n.former_problems(RELEASED, today, former) == []
    assert i18n.former_problems(RELEASED, today, {**former, "Older.": "Your ticket was sent."}) != []
    assert i18n.former_problems(RELEASED, today, {**former, "Nothing to do.": ""}) != []


def test_the_line_is_added_where_a_new_sentence_is_close_and_follows_the_next_rewording() -> None:
    once = i18n.with_reworded(RELEASED, {"Your ticket has been sent.", "Nothing to do."}, {})
    assert once == {"Your ticket was sent.": "Your ticket has been sent."}
    twice = i18n.with_reworded(RELEASED, {"Your ticket has been sent off.", "Nothing to do."}, once)
    assert twice["Your ticket was sent."] == "Your ticket has been sent off."
    assert i18n.with_reworded(RELEASED, RELEASED, twice) == {}, "the sentence came back"


def test_the_file_of_former_sentences_is_written_as_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "former.toml"
    file.write_text("# Head.\n\n[sentences]\n", "utf-8")
    monkeypatch.setattr(i18n, "FORMER", file)
    former = {'Say “no” to "that"\n{name}': "Non\u00a0!", "A": ""}
    i18n.write_former(former)
    assert i18n.former() == former
    assert file.read_text("utf-8").startswith("# Head.\n\n[sentences]\n")


TEXTS = [
    *(Path("guide", page.name) for page in i18n.guide_pages("fr")),
    Path("policy.toml"),
    Path("../../../docs/pilot-proof-fr.md"),
]


@pytest.mark.parametrize("file", TEXTS, ids=str)
def test_french_has_a_no_break_space_before_a_colon(file: Path) -> None:
    """A line began with a colon or a question mark in a narrow window."""
    text = (i18n.LOCALE / "fr" / file).read_text(encoding="utf-8")
    assert text == i18n.typeset("fr", text)


def test_the_desktop_entry_and_the_questions_of_macos_have_their_typography() -> None:
    facts = load_language("fr")
    for text in (*facts.desktop.values(), *facts.macos.values()):
        assert text == i18n.typeset("fr", text)


def test_a_guide_page_with_a_loose_space_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "LOCALE", tmp_path)
    (tmp_path / "fr" / "guide").mkdir(parents=True)
    (tmp_path / "fr" / "guide" / "ask.md").write_text("Un problème\N{NO-BREAK SPACE}?\n", encoding="utf-8")
    assert i18n.loose("fr") == []
    (tmp_path / "fr" / "guide" / "ask.md").write_text("Un problème ?\n", encoding="utf-8")
    assert i18n.loose("fr") == ["guide/ask.md"]


@pytest.mark.parametrize(("kept", "offered"), [(96, True), (94, False)])
def test_a_language_is_offered_from_95_percent_on(
    kept: int, offered: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "resources" / "locale" / "qaa" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    lines = (f'msgid "s{n}"\nmsgstr "{"t" if n < kept else ""}"\n' for n in range(100))
    (folder / "selfhelp.po").write_text("\n".join(['msgid ""\nmsgstr "x"\n', *lines]), "utf-8")
    (folder / "selfhelp.mo").write_bytes(b"of yesterday")
    monkeypatch.setattr(compiled, "ROOT", tmp_path)
    assert (list(compiled._translations()) != []) == offered
    assert (folder / "selfhelp.mo").exists() == offered, "one that is too small is taken away"


def test_an_unfinished_language_can_be_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "resources" / "locale" / "qaa" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "selfhelp.po").write_text('msgid ""\nmsgstr "x"\n\nmsgid "a"\nmsgstr "b"\n', "utf-8")
    monkeypatch.setattr(compiled, "ROOT", tmp_path)
    monkeypatch.setattr(compiled, "ensure", lambda: "")
    assert compiled.main(["try", "qaa"]) == 0
    assert read_mo(io.BytesIO((folder / "selfhelp.mo").read_bytes()))["a"].string == "b"
    assert compiled.main(["try", "qab"]) == 1
    stale = [part.name for part in compiled.stale(tmp_path)]
    assert compiled.TRANSLATIONS in stale, "the next build removes it"


def test_a_new_language_starts_empty_with_its_own_plural_rule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for code in ("en", "pl"):
        (tmp_path / code).mkdir()
        (tmp_path / code / "language.json").write_text("{}")
    monkeypatch.setattr(i18n, "LOCALE", tmp_path)
    (file,) = i18n.languages()
    assert file == tmp_path / "pl" / "LC_MESSAGES" / "selfhelp.po"
    new = i18n.read(file)
    i18n.merge(new, catalog({(OLD, NEW): ""}))
    assert new.num_plurals > 2
    assert 'msgstr[2] ""' in written(new)
    assert not i18n.done(new[OLD])
