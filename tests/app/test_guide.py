"""The help is true: names stand in the program, every screen has its place, both languages say the same."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.app import guide
from selfhelp.app.guide import NAME, PAGES, GuideBlockType, GuideSectionText
from selfhelp.core.languages import list_known_languages, list_supported_languages, load_language
from selfhelp.core.text import Translator
from tests.ui.pages import PAGES as SCREENS

LANGUAGES = [
    code for code in list_supported_languages() if load_language(code).make_file_path("guide").is_dir()
]
LARGEST_PICTURE = 40_000
LONGEST_PAGE = 650
"""Words: what is read in three minutes."""


def source(name: str, language: str) -> str:
    return load_language(language).make_file_path(f"guide/{name}.md").read_text("utf-8")


def catalogue(language: str) -> dict[str, set[str]]:
    """Return the sentences of the program: every translated one with the English ones it may stand for."""
    from babel.messages.pofile import read_po

    found: dict[str, set[str]] = {}
    with load_language(language).make_file_path("LC_MESSAGES/selfhelp.po").open("rb") as file:
        for message in read_po(file, locale=language):
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            said = message.string if isinstance(message.string, tuple) else (message.string,)
            for one in said:
                found.setdefault(one, set()).update(ids)
    return found


def test_every_language_has_every_page_and_no_other() -> None:
    assert {code for code in list_known_languages() if load_language(code).complete} <= {*LANGUAGES}
    for language in LANGUAGES:
        pages = load_language(language).make_file_path("guide").glob("*.md")
        assert sorted(file.stem for file in pages) == sorted(PAGES)


@pytest.mark.parametrize("language", LANGUAGES[1:])
@pytest.mark.parametrize("name", PAGES)
def test_what_is_called_a_button_is_a_sentence_of_the_program_in_every_language(
    name: str, language: str
) -> None:
    translated = catalogue(language)
    english = set().union(*translated.values())
    ours, theirs = (NAME.findall(source(name, spoken)) for spoken in (LANGUAGES[0], language))
    assert ours
    assert [word for word in ours if word not in english] == []
    assert [word for word in theirs if word not in translated] == []
    pairs = zip(ours, theirs, strict=True)
    assert [(one, other) for one, other in pairs if one not in translated[other]] == []


@pytest.mark.parametrize("language", LANGUAGES[1:])
@pytest.mark.parametrize("name", PAGES)
def test_every_language_has_the_same_parts(name: str, language: str) -> None:
    english, other = (guide.read_article(name, spoken) for spoken in (LANGUAGES[0], language))
    shapes = [
        [(section.screens, [(part.kind, part.mark) for part in section.parts]) for section in page.sections]
        for page in (english, other)
    ]
    assert shapes[0] == shapes[1]
    assert english.title != other.title


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_has_one_place_and_every_page_is_short(language: str) -> None:
    pages = guide.read_guide(language)
    placed = [screen for page in pages for section in page.sections for screen in section.screens]
    assert sorted(placed) == sorted(set(SCREENS) - {"help"})
    for page in pages:
        assert page.intro
        assert len(source(page.name, language).split()) <= LONGEST_PAGE
        for section in page.sections:
            assert section.parts, section.heading


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_markdown_is_left_to_read(language: str) -> None:
    for page in guide.read_guide(language):
        for section in page.sections:
            said = f"{page.title} {page.intro} {section.heading} {section.join_full_text()}"
            assert re.findall(r"\*\*|<!--|^#|\]\(|[\"`]", said) == []
            kinds = {part.kind for part in section.parts}
            assert kinds & {GuideBlockType.PARAGRAPH, GuideBlockType.POINT}, section.heading


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_there_small_and_no_other(language: str) -> None:
    shown = re.findall(r"\]\((\S+?)\)", "".join(source(name, language) for name in PAGES))
    kept = {file.name: file for file in load_language(language).make_file_path("guide").glob("*.png")}
    assert sorted(shown) == sorted(kept)
    for file in kept.values():
        assert file.read_bytes().startswith(b"\x89PNG")
        assert file.stat().st_size <= LARGEST_PICTURE, file.name
        assert guide.read_image(file.name, language) == file.read_bytes()


def test_names_use_the_quotation_marks_of_the_language() -> None:
    assert guide.replace_label_marks("Press **Send**.", "en") == "Press “Send”."
    assert guide.replace_label_marks("**Envoyer**", "fr") == "«\N{NO-BREAK SPACE}Envoyer\N{NO-BREAK SPACE}»"


def test_an_organisations_wording_is_used_in_the_help_too() -> None:
    own = Translator("fr", own={"Get help": "Appelez l’équipe"})
    section = guide.read_article("ask", "fr").sections[0]
    assert "«\N{NO-BREAK SPACE}Appelez l’équipe\N{NO-BREAK SPACE}»" in own.apply_organisation_terms(
        section.join_full_text()
    )
    assert Translator("fr").apply_organisation_terms(section.join_full_text()) == section.join_full_text()


def test_words_are_found_without_case_accents_and_in_any_order() -> None:
    section = GuideSectionText("p", "Réglages", (), guide.read_article("privacy", "fr").sections[2].parts)
    assert section.contains_words("REGLAGES langue")
    assert section.contains_words("copie  enregistrer")
    assert not section.contains_words("réglages zèbre")


def test_a_language_without_pages_reads_english() -> None:
    assert guide.read_article("ask", "qps").title == guide.read_article("ask", "en").title
    assert guide.read_image("nothing.png", "fr") == b""


@given(st.text(max_size=400))
def test_any_text_is_a_page(source: str) -> None:
    page = guide.parse_article("x", source, "en")
    assert all(part.text for section in page.sections for part in section.parts)
