"""The user's own choices: language, appearance, address, sections left out. Policy takes precedence."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from selfhelp.core.errors import StorageError
from selfhelp.core.languages import language_of_locale, supported_languages
from selfhelp.core.paths import make_private_folder
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


@dataclass(frozen=True, slots=True)
class Preferences:
    """One user's choices; empty means the system's default, or not set.

    Attributes:
        language: the code of a language such as "fr", or "".
        theme: "light", "dark", "contrast" (high contrast) or "".
        email: the user's address for tickets.
        welcomed: "yes" once the user has seen how the app works.
        tips: "no" where the user wants no tips after a repair.
        tidy: "yes" where the user agreed to a weekly tidy-up, "no" where they declined or withdrew.
        skip_sections: ids of the sections of a snapshot that are never collected.
        window_sizes: what the user made of the window, as "panel@1=400x560": which screens of the app, on how
            many displays, and its width and height in logical pixels.
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
        """Read the preferences; a missing or damaged file gives the defaults."""
        try:
            data = json.loads((folder / "preferences.json").read_bytes()[:_LIMIT])
            known = {k: v for k, v in data.items() if k in _TEXTS and isinstance(v, str) and v.isprintable()}
            listed, sizes = data.get("skip_sections"), _ids(data.get("window_sizes"))
        except (OSError, ValueError, AttributeError, RecursionError):
            return cls()
        choices = {"language": ("", *supported_languages()), **_CHOICES}
        chosen = {k: v for k, v in known.items() if v in choices.get(k, (v,))}
        sizes = tuple(size for size in sizes if _SIZE.fullmatch(size))
        return cls(**chosen, skip_sections=_ids(listed), window_sizes=sizes)

    def save(self, folder: Path) -> None:
        """Write the preferences durably.

        Raises:
            StorageError: they were not saved; the old ones are still there.
        """
        fresh = folder / "preferences.json.new"
        try:
            make_private_folder(folder)
            with open(fresh, "w", encoding="utf-8", opener=_only_mine) as file:
                json.dump(asdict(self), file)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(folder / "preferences.json")
        except OSError as error:
            message = N_("Your settings couldn't be saved: {reason}", reason=error.strerror or "?")
            raise StorageError(message) from error

    def with_(self, **changes: str | tuple[str, ...]) -> Preferences:
        """Return a copy with changes."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def with_section_skipped(self, section: str, skip: bool = True) -> Preferences:
        """Return a copy that skips or collects a snapshot section."""
        others = tuple(id_ for id_ in self.skip_sections if id_ != section)
        return replace(self, skip_sections=(*others, section) if skip else others)

    def window_size(self, kind: str, displays: int) -> tuple[int, int] | None:
        """Return the width and height that the user gave the window, or None if they never did."""
        for size in self.window_sizes:
            name, _, value = size.partition("=")
            if name == f"{kind}@{displays}":
                width, _, height = value.partition("x")
                return int(width), int(height)
        return None

    def with_window_size(self, kind: str, displays: int, size: tuple[int, int]) -> Preferences:
        """Return a copy with the window size for a number of displays."""
        name = f"{kind}@{displays}"
        others = [other for other in self.window_sizes if not other.startswith(f"{name}=")]
        return replace(self, window_sizes=(*others[-_MOST_SIZES:], f"{name}={size[0]}x{size[1]}"))

    def spoken(self, environment: Mapping[str, str], told: str = "") -> str:
        """Return the interface language: the user's choice, else the organisation's, else the system's."""
        if self.language or told:
            return self.language or told
        for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
            if environment.get(name):
                return language_of_locale(environment[name])
        import locale  # nine hundred names of locales: only where no variable tells it

        return language_of_locale(locale.getlocale()[0] or "")


def _ids(listed: object) -> tuple[str, ...]:
    """Return the section ids of a stored list; invalid entries are skipped."""
    entries = listed if isinstance(listed, list) else []
    return tuple(entry for entry in entries if isinstance(entry, str) and entry.isprintable())[:100]


def _only_mine(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
