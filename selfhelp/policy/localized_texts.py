"""Texts by language in policy keys, such as ``en=Some text``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from selfhelp.core.languages import SOURCE_LANGUAGE
from selfhelp.core.text import N_, Text

_WORDS = r"([a-z]{2})=(.{1,300})"


def select_support_text(lines: Sequence[str], language: str) -> str:
    """Return the text in a language, or the first text; lines are like ``en=Open on weekdays``."""
    found = {match[1]: match[2] for line in lines if (match := re.fullmatch(_WORDS, line))}
    return found.get(language) or found.get(SOURCE_LANGUAGE) or next(iter(found.values()), "")


def find_localized_text_mistake(lines: Sequence[str]) -> Text | None:
    """Return the mistake in a list of texts such as en=Some text, or None."""
    odd = next((line for line in lines if not re.fullmatch(_WORDS, line) or not line.isprintable()), None)
    return None if odd is None else N_("“{line}” isn't in the form en=Some text.", line=odd[:80])


SOME_WORDS = "a list of texts such as en=Some text"
