"""Reads name, texts, check and steps of a pack from ``pack.toml``; errors name the key."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from selfhelp.core.languages import SOURCE_LANGUAGE
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.packs.errors import PackError
from selfhelp.packs.manifest_fields import (
    SHORT,
    build_key_error,
    parse_day,
    parse_integer,
    parse_platform,
    parse_script_names,
    parse_table,
    parse_tables,
    parse_text,
    parse_texts,
    parse_texts_by_language,
)
from selfhelp.packs.step_registry import SCRIPT, PackStep, parse_step

MAIN = "pack.toml"
LARGEST = 200_000
ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
SENTENCES = ("title", "looks", "found", "meaning", "prevention")
NEEDED = frozenset({"title", "looks", "found"})
KEYS = frozenset(
    {
        *("id", "version", "publisher", "expires", "category", "platforms", "uses"),
        *("text", "symptoms", "check", "detect", "step"),
    }
)
SCRIPT_LIMIT = 60_000
"""Maximum size of a script in bytes; it is passed as one argument (Linux allows 128 KiB)."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack as written by its author.

    Attributes:
        id: differs from all built-in fixes.
        version: an increasing whole number.
        publisher: the author; shown before anything is done.
        expires: the last day it is accepted.
        category: the category of its tickets.
        platforms: the platforms on which it is offered.
        sentences: its texts, by language and name (`SENTENCES`).
        symptoms: ways people describe it, by language.
        check: ID of the built-in check that detects it, or empty.
        detect: the script that detects it, by platform; empty if ``check`` does.
        parts: its steps, in order.
        scripts: the text of each script, by name.
    """

    id: str
    version: int
    publisher: str
    expires: date
    category: Category
    platforms: frozenset[Platform]
    sentences: Mapping[str, Mapping[str, str]]
    symptoms: Mapping[str, Sequence[str]]
    check: str
    detect: Mapping[Platform, str]
    parts: Sequence[PackStep]
    scripts: Mapping[str, str] = field(repr=False)

    @property
    def has_scripts(self) -> bool:
        """Whether the pack contains a script."""
        return bool(self.detect) or any(part.do == SCRIPT for part in self.parts)

    def get_sentence_in(self, name: str, language: str) -> str:
        """Return a sentence in a language, or in English, or in the first language available."""
        for known in (language, SOURCE_LANGUAGE, *self.sentences):
            if self.sentences.get(known, {}).get(name):
                return self.sentences[known][name]
        return ""


def parse_pack(files: Mapping[str, bytes]) -> Pack:
    """Return the pack parsed from its files.

    Raises:
        PackError: something is missing, too long, or not allowed.
    """
    told = _parse_toml(files.get(MAIN, b""))
    odd = sorted(set(told) - KEYS)
    if odd:
        raise build_key_error(odd[0], "there is no such key")
    scripts = {
        name: _decode_script(name, data) for name, data in files.items() if name.startswith("scripts/")
    }
    symptoms = parse_table(told.get("symptoms", {}), "symptoms")
    pack = Pack(
        id=_parse_pack_id(told.get("id")),
        version=parse_integer(told.get("version"), "version", 1_000_000_000),
        publisher=parse_text(told.get("publisher"), "publisher", SHORT),
        expires=parse_day(told.get("expires"), "expires"),
        category=_parse_category(told.get("category")),
        platforms=frozenset(parse_platform(name) for name in parse_texts(told.get("platforms"), "platforms")),
        sentences=_parse_sentences(told.get("text")),
        symptoms={language: parse_texts(said, "symptoms") for language, said in symptoms.items()},
        check=parse_text(told["check"], "check", SHORT) if "check" in told else "",
        detect=parse_script_names(told.get("detect", {}), scripts),
        parts=[parse_step(entry, scripts) for entry in parse_tables(told.get("step"), "step")],
        scripts=scripts,
    )
    _check_consistency(pack, parse_texts(told.get("uses"), "uses"))
    return pack


def _check_consistency(pack: Pack, uses: Sequence[str]) -> None:
    """Raise an error for contradictions between several keys of the manifest."""
    if not pack.platforms or not pack.parts:
        raise build_key_error("step", "a pack needs a platform and a step")
    needed = {part.do for part in pack.parts} | ({SCRIPT} if pack.has_scripts else set())
    if needed != set(uses):
        raise build_key_error("uses", f"it must list what the steps use: {', '.join(sorted(needed))}")
    if bool(pack.check) == bool(pack.detect):
        raise build_key_error("check", "a pack needs either check or detect")
    wanted = [pack.detect] if pack.detect else []
    wanted += [part.scripts for part in pack.parts if part.do == SCRIPT]
    if any(not pack.platforms <= set(scripts) for scripts in wanted):
        raise build_key_error("script", "every platform needs one")


def _parse_toml(data: bytes) -> Mapping[str, Json]:
    import tomllib

    if not data or len(data) > LARGEST:
        raise PackError(N_("pack.toml is missing or too large."))
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        message = N_("pack.toml isn't valid TOML: {reason}", reason=str(error)[:200])
        raise PackError(message) from error


def _decode_script(name: str, data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise build_key_error(name, "a script in UTF-8") from error
    if len(data) > SCRIPT_LIMIT or "\0" in text:
        raise build_key_error(name, f"a script of at most {SCRIPT_LIMIT} bytes")
    return text


def _parse_pack_id(value: Json) -> str:
    if not isinstance(value, str) or len(value) > SHORT or not ID.fullmatch(value):
        raise build_key_error("id", "small letters, digits and hyphens")
    return value


def _parse_category(value: Json) -> Category:
    if not isinstance(value, str) or value not in set(Category):
        raise build_key_error("category", ", ".join(Category))
    return Category(value)


def _parse_sentences(value: Json) -> Mapping[str, Mapping[str, str]]:
    """Return the sentences by language and name; the first language must have all required sentences."""
    found = parse_texts_by_language(value, "text", SENTENCES)
    if not set(next(iter(found.values()), {})) >= NEEDED:
        raise build_key_error("text", ", ".join(sorted(NEEDED)))
    return found
