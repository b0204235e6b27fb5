"""Languages, each a folder ``resources/locale/<code>``; docs/add-a-language.md describes its files.

``language.json`` has the facts that aren't sentences: the language's own name, date and number formats.
Nothing here is specific to one language: missing facts default to English.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from selfhelp.core.paths import find_resource
from selfhelp.core.records import record

log = logging.getLogger(__name__)

SOURCE_LANGUAGE = "en"
"""The language of the source code, whose sentences are the keys of every catalogue."""

FACTS = "language.json"
"""Name of the file with a language's facts; JSON, because it is read at every start."""

LANGUAGE_CODE = re.compile(r"[a-z]{2,3}")
"""Pattern of a language code (ISO 639)."""

LEAST_SHARE = 0.95
"""Minimum share of translated sentences for offering a language, see `tools/compiled.py`."""


@record
class Language:
    """A language, as described by its file.

    Attributes:
        code: its folder, an ISO 639 code.
        name: the language's own name.
        note: a note about the translation, in the language; shown below the list.
        complete: whether the project keeps it complete, so that a missing sentence is an error.
        windows: the culture name of Windows policy texts, such as "en-US".
        stemmer: the Snowball algorithm for its words (PyStemmer); "" if there is none.
        quotes: the opening and the closing quotation mark, with their spaces.
        date: a date, of ``{day}`` 4, ``{dd}`` 04, ``{month}`` (a name of `months`), ``{mm}`` and ``{year}``.
        moment: a date and time, of ``{date}`` and ``{time}``.
        clock: a time of day, of ``{hour}`` 8, ``{hh}`` 08 and ``{mm}``; then the same at a full hour.
        months: the short names of the months.
        decimal: the decimal separator.
        byte: the symbol of a byte.
        yes: answers that mean "yes" on the command line, in lowercase.
        no: answers that mean "no".
        typography: regular expressions with their replacements in a translation, for `tools/i18n.py`.
        search: parts of regular expressions for parsing a complaint (`catalog.query_parser`).
        desktop: translated keys of the Linux menu entry.
        macos: reasons for macOS permission dialogs, by key of Info.plist.
    """

    code: str
    name: str = ""
    note: str = ""
    complete: bool = False
    windows: str = ""
    stemmer: str = ""
    quotes: tuple[str, str] = ("“", "”")
    date: str = "{year}-{mm}-{dd}"
    moment: str = "{date} {time}"
    clock: tuple[str, str] = ("{hh}:{mm}", "{hh}:{mm}")
    months: tuple[str, ...] = ()
    decimal: str = "."
    byte: str = "B"
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    typography: tuple[tuple[str, str], ...] = ()
    search: Mapping[str, str] = field(default_factory=dict)
    desktop: Mapping[str, str] = field(default_factory=dict)
    macos: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The language's name as shown in a list of languages."""
        return self.name or self.code

    def make_file_path(self, name: str) -> Path:
        """Return the path of a file in the language's folder; the file may not exist."""
        return find_resource(f"locale/{self.code}/{name}")


@lru_cache
def list_known_languages() -> tuple[str, ...]:
    """Return the codes of all language folders, the source language first, whether offered or not."""
    try:
        there = sorted(
            folder.name for folder in find_resource("locale").iterdir() if _is_language_folder(folder)
        )
    except OSError:
        there = []
    return (SOURCE_LANGUAGE, *(code for code in there if code != SOURCE_LANGUAGE))


@lru_cache
def list_supported_languages() -> tuple[str, ...]:
    """Return the codes of the languages that the app offers; each has a compiled catalogue."""
    return tuple(
        c for c in list_known_languages() if c == SOURCE_LANGUAGE or make_catalogue_path(c).is_file()
    )


def find_language_of_locale(locale: str) -> str:
    """Return the supported language of a locale such as ``fr_CH.UTF-8``; English by default."""
    code = locale.replace("-", "_").split("_")[0].split(".")[0].lower()
    return code if code in list_supported_languages() else SOURCE_LANGUAGE


def make_catalogue_path(code: str) -> Path:
    """Return the path of a language's compiled catalogue; the file may not exist."""
    return find_resource(f"locale/{code}/LC_MESSAGES/selfhelp.mo")


@lru_cache
def load_language(code: str) -> Language:
    """Return a language's facts; missing or damaged facts have defaults. Never raises."""
    try:
        values = json.loads(find_resource(f"locale/{code}/{FACTS}").read_text(encoding="utf-8"))
        return parse_language(code, values)
    except (OSError, ValueError) as error:
        log.warning("the file of the language %s is not used: %s", code, error)
        return Language(code)


def parse_yes_or_no(reply: str) -> bool | None:
    """Return True for a yes and False for a no in any supported language; None for other replies."""
    word = reply.strip().casefold()
    languages = [load_language(code) for code in list_supported_languages()]
    if any(word in language.yes for language in languages):
        return True
    return False if any(word in language.no for language in languages) else None


def parse_language(code: str, values: Mapping[str, Any]) -> Language:
    """Return a language from the keys of its file.

    Raises:
        ValueError: a key is unknown or its value has the wrong type; the message names it.
    """
    made: dict[str, Any] = {}
    for key, value in values.items():
        default = getattr(_NO_FACTS, key, None)
        kind = list if isinstance(default, tuple) else type(default)
        if key == "code" or key not in _KEYS or not isinstance(value, kind):
            raise ValueError(f"{key}: unknown, or of another kind than expected")
        made[key] = _freeze_value(value)
    language = Language(code, **made)
    try:
        language.date.format(day=1, dd="01", month="", mm="01", year=2000)
        language.moment.format(date="", time="")
        _, _ = (pattern.format(hour=8, hh="08", mm="30") for pattern in language.clock)
    except (LookupError, ValueError) as error:
        raise ValueError(f"date, moment or clock: {error}") from error
    return language


def _freeze_value(value: Any) -> Any:
    return tuple(map(_freeze_value, value)) if isinstance(value, list) else value


def _is_language_folder(folder: Path) -> bool:
    return bool(LANGUAGE_CODE.fullmatch(folder.name)) and (folder / FACTS).is_file()


_NO_FACTS = Language(SOURCE_LANGUAGE)
_KEYS = frozenset(entry.name for entry in fields(Language))
