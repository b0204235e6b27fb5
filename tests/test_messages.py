"""Translations are compiled as GNU gettext and Babel understand them."""

from __future__ import annotations

import gettext
import io
from typing import Any

import pytest
from babel.messages.pofile import read_po

from selfhelp.core.languages import load_language
from tests.people import ROOT
from tools import messages
from tools.i18n import done

HEAD = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\n"

"""


def spoken(po: str) -> gettext.GNUTranslations:
    return gettext.GNUTranslations(io.BytesIO(messages.compiled(HEAD + po)))


@pytest.mark.parametrize(
    "file", sorted(ROOT.glob("resources/locale/*/LC_MESSAGES/selfhelp.po")), ids=lambda file: file.parts[-3]
)
def test_every_sentence_is_what_babel_reads(file) -> None:
    mo = messages.compiled(file.read_text("utf-8"))
    translated: Any = gettext.GNUTranslations(io.BytesIO(mo))
    with file.open("rb") as stream:
        wanted = [m for m in read_po(stream, locale=file.parts[-3]) if m.id and done(m)]
    assert len(wanted) > 3000 or not load_language(file.parts[-3]).complete
    for message in wanted:
        if isinstance(message.id, tuple):
            said = {translated.ngettext(*message.id, n) for n in (*range(25), 1_000_000)}
            assert said == set(message.string)
        else:
            assert translated.gettext(message.id) == message.string
    assert len(translated._catalog) == 1 + sum(
        len(m.string) if isinstance(m.id, tuple) else 1 for m in wanted
    )


def test_escapes_and_lines_that_go_on() -> None:
    said = spoken('msgid "a\\t\\"b\\" \\\\ "\n"c\\n"\nmsgstr ""\n"d\\n"\n"é"\n')
    assert said.gettext('a\t"b" \\ c\n') == "d\né"


def test_plural_forms_keep_their_order() -> None:
    said = spoken('msgid "{count} day"\nmsgid_plural "{count} days"\nmsgstr[0] "jour"\nmsgstr[1] "jours"\n')
    assert [said.ngettext("{count} day", "{count} days", n) for n in (0, 1, 2)] == ["jour", "jour", "jours"]


@pytest.mark.parametrize("marks", ["#, fuzzy\n", "#, python-brace-format, fuzzy\n", "#~ "])
def test_doubtful_and_obsolete_sentences_are_left_out(marks: str) -> None:
    each = "#~ " if marks == "#~ " else ""
    said = spoken(f'{marks}msgid "Yes"\n{each}msgstr "Oui"\n\nmsgid "No"\nmsgstr "Non"\n')
    assert (said.gettext("Yes"), said.gettext("No")) == ("Yes", "Non")


def test_a_sentence_without_a_translation_stays_english() -> None:
    assert spoken('msgid "Yes"\nmsgstr ""\n').gettext("Yes") == "Yes"


@pytest.mark.parametrize(
    "wrong", ['msgctxt "menu"', "msgid Yes", "<<<<<<< ours", 'msgid "Yes', 'msgid "a" "b"']
)
def test_what_is_no_message_is_named_by_its_line(wrong: str) -> None:
    with pytest.raises(ValueError, match="line 6 is no part"):
        messages.compiled(f'{HEAD}{wrong}\nmsgstr "Oui"\n')


def test_the_same_text_gives_the_same_bytes_in_any_order() -> None:
    one, two = 'msgid "Yes"\nmsgstr "Oui"\n\n', 'msgid "No"\nmsgstr "Non"\n\n'
    assert messages.compiled(HEAD + one + two) == messages.compiled(HEAD + two + one)
