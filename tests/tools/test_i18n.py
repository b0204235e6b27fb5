"""A sentence that changes costs no translation: the earlier one is shown to translators, not compiled."""

# mypy: disable-error-code="index"

from __future__ import annotations

import io
from collections.abc import Mapping

from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po, write_po

from tools import i18n, messages

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


def test_plurals_are_kept_alike() -> None:
    files, some = ("{count} file waits.", "{count} files wait."), ("{count} file waits", "{count} files wait")
    merged = again(catalog({some: ("{count} fichier attend", "{count} fichiers attendent")}), files)
    assert "# earlier translation: {count} fichier attend\n" in written(merged)
    assert again(merged, some)[some].string[:2] == ("{count} fichier attend", "{count} fichiers attendent")


def test_what_is_nothing_like_it_is_no_suggestion() -> None:
    assert "earlier" not in written(again(catalog({OLD: FRENCH}), "Zzz qqq xxx!"))
