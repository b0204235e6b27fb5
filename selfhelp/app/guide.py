"""Reads the user guide: five short pages in each language.

The documentation links to the same files. Their format is a small subset of Markdown: ``#`` the title, ``##``
a section, paragraphs, ``-`` and ``1.`` lists, ``![words](picture.png)``, and ``**…**`` for button labels.
``<!-- screens: … -->`` names the screens that a section explains.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from selfhelp.core.languages import SOURCE_LANGUAGE, load_language

PAGES = ("repair", "ask", "tickets", "undo", "privacy")
"""The names of the pages, in reading order."""

NAME = re.compile(r"\*\*(.+?)\*\*")
"""Pattern for the label of a button or screen, marked with ``**…**``."""

_SCREENS = re.compile(r"<!-- screens: ([a-z_ ]+) -->")
_PICTURE = re.compile(r"!\[(.+)\]\(([a-z_]+\.png)\)")
_LISTED = re.compile(r"(?:-|(\d+)\.) (.+)")


class GuideBlockType(StrEnum):
    """The type of a block, which determines its appearance."""

    PARAGRAPH = "paragraph"
    POINT = "point"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class GuideBlock:
    """One paragraph, list item or image of a section, as plain text.

    Attributes:
        kind: the type, which determines the block's appearance.
        text: the text; for an image, its description.
        mark: "•" or the number for a list item; the file name for an image.
    """

    kind: GuideBlockType
    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class GuideSectionText:
    """One section of a page; ``screens`` are the names of the screens that it explains."""

    page: str
    heading: str
    screens: Sequence[str]
    parts: Sequence[GuideBlock]

    def join_full_text(self) -> str:
        """Return the section's content as one text, for search and screen readers."""
        said = (f"{part.mark} {part.text}" if part.mark[:1].isdigit() else part.text for part in self.parts)
        return "\n".join(said)

    def contains_words(self, wanted: str) -> bool:
        """Return whether heading and content together contain all words, ignoring case and accents."""
        return contains_all_words(wanted, f"{self.heading}\n{self.join_full_text()}")


@dataclass(frozen=True, slots=True)
class GuideArticle:
    """One page of the guide; ``intro`` is the text above the first section."""

    name: str
    title: str
    intro: str
    sections: Sequence[GuideSectionText]


def read_article(name: str, language: str) -> GuideArticle:
    """Return a page of the guide in a language; in English if it isn't translated.

    Raises:
        OSError: the page isn't packaged.
    """
    return parse_article(name, _read_guide_source(name, language), language)


def read_guide(language: str) -> Sequence[GuideArticle]:
    """Return all pages of the guide in a language, with missing translations in English."""
    return [read_article(name, language) for name in PAGES]


def read_image(name: str, language: str) -> bytes:
    """Return an image of the guide as PNG data; empty for an unknown name."""
    for spoken in (language, SOURCE_LANGUAGE):
        file = load_language(spoken).make_file_path(f"guide/{name}")
        if file.is_file():
            return file.read_bytes()
    return b""


def contains_all_words(wanted: str, text: str) -> bool:
    """Return whether a text contains every word of ``wanted``, ignoring case and accents."""
    here = _fold_spelling(text)
    return all(word in here for word in _fold_spelling(wanted).split())


def parse_article(name: str, source: str, language: str) -> GuideArticle:
    """Parse a Markdown text in a language, and return the page."""
    head, *rest = re.split(r"^## ", source, flags=re.MULTILINE)
    title, _, intro = head.partition("\n")
    sections = [_parse_section(name, text, language) for text in rest]
    return GuideArticle(
        name, title.removeprefix("# ").strip(), replace_label_marks(intro.strip(), language), sections
    )


def replace_label_marks(text: str, language: str) -> str:
    """Return a text whose marked labels are in the language's quotation marks."""
    before, after = load_language(language).quotes
    return NAME.sub(lambda found: f"{before}{found[1]}{after}", text)


def _parse_section(page: str, text: str, language: str) -> GuideSectionText:
    heading, _, body = text.partition("\n")
    screens = [name for found in _SCREENS.findall(body) for name in found.split()]
    return GuideSectionText(
        page, heading.strip(), screens, list(_iter_inline_parts(_SCREENS.sub("", body), language))
    )


def _iter_inline_parts(body: str, language: str) -> Iterator[GuideBlock]:
    """Yield a block for each line of a section; every paragraph is a single line."""
    for line in filter(None, map(str.strip, body.splitlines())):
        if shown := _PICTURE.fullmatch(line):
            yield GuideBlock(GuideBlockType.PICTURE, shown[1], shown[2])
        elif point := _LISTED.fullmatch(line):
            yield GuideBlock(
                GuideBlockType.POINT,
                replace_label_marks(point[2], language),
                f"{point[1]}." if point[1] else "•",
            )
        else:
            yield GuideBlock(GuideBlockType.PARAGRAPH, replace_label_marks(line, language))


def _read_guide_source(name: str, language: str) -> str:
    file = load_language(language).make_file_path(f"guide/{name}.md")
    if not file.is_file():
        file = load_language(SOURCE_LANGUAGE).make_file_path(f"guide/{name}.md")
    return file.read_text(encoding="utf-8")


def _fold_spelling(text: str) -> str:
    """Return a text without case and accents, and with plain spaces and apostrophes, for comparisons."""
    apart = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return " ".join("".join(c for c in apart if not unicodedata.combining(c)).split())
