"""Reads single values of ``pack.toml``; each mistake names the key and what is allowed."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.packs.errors import PackError

SHORT, LONG = 60, 400
"""Characters of a title, and of a sentence."""

SUFFIX: Mapping[Platform, str] = {Platform.LINUX: ".sh", Platform.MACOS: ".sh", Platform.WINDOWS: ".ps1"}
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Unicode categories: control, format (change of direction …), half characters, private, unassigned."""


def invalid_key(name: str, allowed: str) -> PackError:
    """Return the error that names a key and what it takes."""
    return PackError(
        N_("{key} in pack.toml is wrong. Allowed: {allowed}.", key=name[:SHORT], allowed=allowed)
    )


def read_text(value: Json, name: str, limit: int) -> str:
    """Return a text of the manifest that may be shown: on one line, with nothing invisible.

    Raises:
        PackError: it is missing, too long, or holds something invisible.
    """
    visible = isinstance(value, str) and all(unicodedata.category(c) not in INVISIBLE for c in value[:limit])
    if not visible or not value.strip() or len(value) > limit:
        raise invalid_key(name, f"a text of at most {limit} characters on one line")
    return str(value)


def read_integer(value: Json, name: str, high: int) -> int:
    """Return a whole number of the manifest, from 1.

    Raises:
        PackError: it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= high:
        raise invalid_key(name, f"a whole number from 1 to {high}")
    return value


def read_duration(value: Json) -> timedelta:
    """Read the duration of a step.

    Raises:
        PackError: it isn't a number of seconds from 1 to 3600.
    """
    return timedelta(seconds=read_integer(value, "seconds", 3600))


def read_day(value: Json, name: str) -> date:
    """Return a day of the manifest.

    Raises:
        PackError: it is none.
    """
    if type(value) is not date:  # a moment is a date too
        raise invalid_key(name, "a day such as 2027-12-31")
    return value


def read_table(value: Json, name: str) -> Mapping[str, Json]:
    """Return a table of the manifest.

    Raises:
        PackError: it is none.
    """
    if not isinstance(value, dict):
        raise invalid_key(name, "a table")
    return value


def read_tables(value: Json, name: str) -> Sequence[Mapping[str, Json]]:
    """Return a list of tables of the manifest.

    Raises:
        PackError: it is none, or too long.
    """
    if not isinstance(value, list) or len(value) > 50 or not all(isinstance(v, dict) for v in value):
        raise invalid_key(name, "at most 50 tables")
    return value


def read_texts(value: Json, name: str) -> tuple[str, ...]:
    """Return a list of texts of the manifest.

    Raises:
        PackError: it is none, or too long.
    """
    if not isinstance(value, list) or len(value) > 500:
        raise invalid_key(name, "a list of texts")
    return tuple(read_text(v, name, LONG) for v in value)


def read_platform(value: Json) -> Platform:
    """Return a platform by its name in the manifest.

    Raises:
        PackError: there is none.
    """
    if not isinstance(value, str) or value not in set(Platform):
        raise invalid_key("platforms", ", ".join(Platform))
    return Platform(value)


def read_languages(value: Json, name: str, keys: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """Return sentences by language and by their name, each one of ``keys``.

    Raises:
        PackError: one is not.
    """
    found: dict[str, Mapping[str, str]] = {}
    for language, said in read_table(value, name).items():
        if not set(read_table(said, name)) <= set(keys):
            raise invalid_key(f"{name}.{language}", ", ".join(keys))
        found[language] = {
            k: read_text(v, f"{name}.{k}", SHORT if k == "title" else LONG) for k, v in said.items()
        }
    return found


def read_script_names(value: Json, scripts: Mapping[str, str]) -> Mapping[Platform, str]:
    """Return names of scripts by platform, each there and with the right ending.

    Raises:
        PackError: one is not.
    """
    found = {read_platform(name): f"scripts/{file}" for name, file in read_table(value, "script").items()}
    for system, file in found.items():
        if file not in scripts or not file.endswith(SUFFIX[system]):
            raise invalid_key("script", f"there is no such script: {file[:SHORT]}")
    return found
