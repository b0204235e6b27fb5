"""Reads single values of ``pack.toml``; each error names the key and the allowed values."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.packs.errors import PackError

SHORT, LONG = 60, 400
"""Maximum lengths of title and sentence, in characters."""

SUFFIX: Mapping[Platform, str] = {Platform.LINUX: ".sh", Platform.MACOS: ".sh", Platform.WINDOWS: ".ps1"}
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Unicode categories: control, format (such as bidi), surrogate, private, unassigned."""


def build_key_error(name: str, allowed: str) -> PackError:
    """Return the error for an invalid key, with the allowed values."""
    return PackError(
        N_("{key} in pack.toml is wrong. Allowed: {allowed}.", key=name[:SHORT], allowed=allowed)
    )


def parse_text(value: Json, name: str, limit: int) -> str:
    """Return the value as a single-line text, after checking it.

    Raises:
        PackError: it is missing, too long, or contains invisible characters.
    """
    visible = isinstance(value, str) and all(unicodedata.category(c) not in INVISIBLE for c in value[:limit])
    if not visible or not value.strip() or len(value) > limit:
        raise build_key_error(name, f"a text of at most {limit} characters on one line")
    return str(value)


def parse_integer(value: Json, name: str, high: int) -> int:
    """Return the value as a whole number of at least 1.

    Raises:
        PackError: the value isn't one, or is too large.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= high:
        raise build_key_error(name, f"a whole number from 1 to {high}")
    return value


def parse_duration(value: Json) -> timedelta:
    """Return the value as the duration of a step.

    Raises:
        PackError: it isn't a number of seconds from 1 to 3600.
    """
    return timedelta(seconds=parse_integer(value, "seconds", 3600))


def parse_day(value: Json, name: str) -> date:
    """Return the value as a date.

    Raises:
        PackError: the value isn't one.
    """
    if type(value) is not date:  # a moment is a date too
        raise build_key_error(name, "a day such as 2027-12-31")
    return value


def parse_table(value: Json, name: str) -> Mapping[str, Json]:
    """Return the value as a table.

    Raises:
        PackError: the value isn't one.
    """
    if not isinstance(value, dict):
        raise build_key_error(name, "a table")
    return value


def parse_tables(value: Json, name: str) -> Sequence[Mapping[str, Json]]:
    """Return the value as a list of tables.

    Raises:
        PackError: the value isn't one, or is too long.
    """
    if not isinstance(value, list) or len(value) > 50 or not all(isinstance(v, dict) for v in value):
        raise build_key_error(name, "at most 50 tables")
    return value


def parse_texts(value: Json, name: str) -> tuple[str, ...]:
    """Return the value as a tuple of texts.

    Raises:
        PackError: the value isn't one, or is too long.
    """
    if not isinstance(value, list) or len(value) > 500:
        raise build_key_error(name, "a list of texts")
    return tuple(parse_text(v, name, LONG) for v in value)


def parse_platform(value: Json) -> Platform:
    """Return the platform named by the value.

    Raises:
        PackError: there's no such platform.
    """
    if not isinstance(value, str) or value not in set(Platform):
        raise build_key_error("platforms", ", ".join(Platform))
    return Platform(value)


def parse_texts_by_language(value: Json, name: str, keys: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """Return texts by language and name, each name one of ``keys``.

    Raises:
        PackError: a name or text is invalid.
    """
    found: dict[str, Mapping[str, str]] = {}
    for language, said in parse_table(value, name).items():
        if not set(parse_table(said, name)) <= set(keys):
            raise build_key_error(f"{name}.{language}", ", ".join(keys))
        found[language] = {
            k: parse_text(v, f"{name}.{k}", SHORT if k == "title" else LONG) for k, v in said.items()
        }
    return found


def parse_script_names(value: Json, scripts: Mapping[str, str]) -> Mapping[Platform, str]:
    """Return the scripts' names by platform; each must exist and have the right extension.

    Raises:
        PackError: a script is missing, or has the wrong extension.
    """
    found = {parse_platform(name): f"scripts/{file}" for name, file in parse_table(value, "script").items()}
    for system, file in found.items():
        if file not in scripts or not file.endswith(SUFFIX[system]):
            raise build_key_error("script", f"there is no such script: {file[:SHORT]}")
    return found
