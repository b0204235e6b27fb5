"""What the person chose for herself: language, look, her address. Policy goes before it."""

from __future__ import annotations

import json
import locale
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from selfhelp.errors import StorageError
from selfhelp.places import private
from selfhelp.text import N_, language_of

_CHOICES = {"language": ("", "en", "fr"), "theme": ("", "light", "dark")}
_WORDS = ("language", "theme", "email")
_LIMIT = 100_000
_MOST = 200
"""Sections that can be skipped; nobody has more."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """One person's choices; empty means "as the system says" or "not told".

    Attributes:
        language: "en", "fr" or "".
        theme: "light", "dark" or "".
        email: her address for tickets.
        skip_sections: ids of the sections of a snapshot that she never wants collected.
    """

    language: str = ""
    theme: str = ""
    email: str = ""
    skip_sections: tuple[str, ...] = ()

    @classmethod
    def load(cls, folder: Path) -> Preferences:
        """Read them; a missing or damaged file means none were chosen."""
        try:
            data = json.loads((folder / "preferences.json").read_bytes()[:_LIMIT])
            known = {k: v for k, v in data.items() if k in _WORDS and isinstance(v, str) and v.isprintable()}
            skipped = data.get("skip_sections", ())
        except (OSError, ValueError, AttributeError, RecursionError):
            return cls()
        words = {k: v for k, v in known.items() if v in _CHOICES.get(k, (v,))}
        return cls(**words, skip_sections=_ids(skipped))

    def save(self, folder: Path) -> None:
        """Write them durably.

        Raises:
            StorageError: they were not saved; the old ones are still there.
        """
        fresh = folder / "preferences.json.new"
        try:
            private(folder)
            with fresh.open("w", encoding="utf-8") as file:
                json.dump(asdict(self), file)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(folder / "preferences.json")
        except OSError as error:
            message = N_("Your settings could not be saved: {reason}", reason=error.strerror or "?")
            raise StorageError(message) from error

    def with_(self, **changes: str) -> Preferences:
        """Return a copy with other words chosen."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def skipping(self, section: str, skip: bool = True) -> Preferences:
        """Return a copy that never collects a section of a snapshot, or does so again."""
        others = tuple(id_ for id_ in self.skip_sections if id_ != section)
        return replace(self, skip_sections=(*others, section) if skip else others)

    def spoken(self, environment: Mapping[str, str]) -> str:
        """Return the language to speak: the one she chose, else the one the system speaks."""
        if self.language:
            return self.language
        for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
            if environment.get(name):
                return language_of(environment[name])
        return language_of(locale.getlocale()[0] or "")


def _ids(data: object) -> tuple[str, ...]:
    """Return the ids in what was read; what cannot be one is left out."""
    found = data if isinstance(data, list) else []
    return tuple(
        id_ for id_ in found[:_MOST] if isinstance(id_, str) and 0 < len(id_) <= 64 and id_.isascii()
    )
