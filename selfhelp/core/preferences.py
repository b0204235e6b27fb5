"""The user's own preferences: language, appearance, email address, excluded sections.

Policy takes precedence.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

from selfhelp.core.errors import StorageError
from selfhelp.core.languages import find_language_of_locale, list_supported_languages
from selfhelp.core.paths import make_private_folder
from selfhelp.core.records import record
from selfhelp.core.text import N_

_CHOICES = {
    "theme": ("", "light", "dark", "contrast"),
    "welcomed": ("", "yes"),
    "tips": ("", "no"),
    "tidy": ("", "yes", "no"),
}
_TEXTS = ("language", *_CHOICES, "email")
_LIMIT = 100_000
_SIZE = re.compile(r"[a-z]+@\d{1,2}=\d{2,5}x\d{2,5}")
_MOST_SIZES = 20


@record
class Preferences:
    """The preferences of one user; "" means the system's default, or not set.

    Attributes:
        language: the code of a language such as "fr", or "".
        theme: "light", "dark", "contrast" (high contrast) or "".
        email: the user's address for tickets.
        welcomed: "yes" once the user has seen the introduction.
        tips: "no" if the user wants no tips after a fix.
        tidy: "yes" if the user agreed to a weekly tidy-up, "no" if they declined or withdrew.
        skip_sections: IDs of snapshot sections that are never collected.
        window_sizes: the window's size set by the user, as "window@1=400x560": a name, the
            number of displays, and width and height in logical pixels.
    """

    language: str = ""
    theme: str = ""
    email: str = ""
    welcomed: str = ""
    tips: str = ""
    tidy: str = ""
    skip_sections: tuple[str, ...] = ()
    window_sizes: tuple[str, ...] = ()

    @classmethod
    def load(cls, folder: Path) -> Preferences:
        """Load the preferences; a missing or damaged file gives the defaults."""
        try:
            data = json.loads((folder / "preferences.json").read_bytes()[:_LIMIT])
            known = {k: v for k, v in data.items() if k in _TEXTS and isinstance(v, str) and v.isprintable()}
            listed, sizes = data.get("skip_sections"), _parse_section_ids(data.get("window_sizes"))
        except (OSError, ValueError, AttributeError, RecursionError):
            return cls()
        choices = {"language": ("", *list_supported_languages()), **_CHOICES}
        chosen = {k: v for k, v in known.items() if v in choices.get(k, (v,))}
        sizes = tuple(size for size in sizes if _SIZE.fullmatch(size))
        return cls(**chosen, skip_sections=_parse_section_ids(listed), window_sizes=sizes)

    def save(self, folder: Path) -> None:
        """Write the preferences durably.

        Raises:
            StorageError: they weren't saved; the previous preferences still exist.
        """
        fresh = folder / "preferences.json.new"
        try:
            make_private_folder(folder)
            with open(fresh, "w", encoding="utf-8", opener=_open_private_file) as file:
                json.dump(asdict(self), file)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(folder / "preferences.json")
        except OSError as error:
            message = N_("Your settings couldn't be saved: {reason}", reason=error.strerror or "?")
            raise StorageError(message) from error

    def copy_with_changes(self, **changes: str | tuple[str, ...]) -> Preferences:
        """Return a copy with the given fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def copy_with_section_skipped(self, section: str, skip: bool = True) -> Preferences:
        """Return a copy that skips or collects a snapshot section."""
        others = tuple(id_ for id_ in self.skip_sections if id_ != section)
        return replace(self, skip_sections=(*others, section) if skip else others)

    def find_window_size(self, kind: str, displays: int) -> tuple[int, int] | None:
        """Return the window's width and height as set by the user, or None if never changed."""
        for size in self.window_sizes:
            name, _, value = size.partition("=")
            if name == f"{kind}@{displays}":
                width, _, height = value.partition("x")
                return int(width), int(height)
        return None

    def copy_with_window_size(self, kind: str, displays: int, size: tuple[int, int]) -> Preferences:
        """Return a copy with the window size for a number of displays."""
        name = f"{kind}@{displays}"
        others = [other for other in self.window_sizes if not other.startswith(f"{name}=")]
        return replace(self, window_sizes=(*others[-_MOST_SIZES:], f"{name}={size[0]}x{size[1]}"))

    def choose_language(self, environment: Mapping[str, str], told: str = "") -> str:
        """Return the interface language: the user's, otherwise the organisation's or the system's."""
        if self.language or told:
            return self.language or told
        for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
            if environment.get(name):
                return find_language_of_locale(environment[name])
        import locale  # loads nine hundred locale names: only if no variable is set

        return find_language_of_locale(locale.getlocale()[0] or "")


def _parse_section_ids(listed: object) -> tuple[str, ...]:
    """Return the valid section IDs of a stored list."""
    entries = listed if isinstance(listed, list) else []
    return tuple(entry for entry in entries if isinstance(entry, str) and entry.isprintable())[:100]


def _open_private_file(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
