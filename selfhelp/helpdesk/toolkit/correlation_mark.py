"""The mark that finds a ticket or a comment again: the last line of its text, ``Ref: sh-…``."""

from __future__ import annotations

import re

_LAST = re.compile(r"\n\s*Ref: [\w-]+\s*\Z")


def with_reference(text: str, ref: str) -> str:
    """Return a text with its reference mark added."""
    return f"{text}\n\nRef: {ref}"


def has_reference(text: str, ref: str) -> bool:
    """Whether a line of the text is this mark, and not only one that begins like it."""
    return bool(ref) and any(line.strip() == f"Ref: {ref}" for line in text.splitlines())


def has_any_reference(text: str) -> bool:
    """Whether a text ends with one of our marks."""
    return bool(_LAST.search("\n" + text))


def without_reference(text: str) -> str:
    """Return a desk's text without the reference mark."""
    return _LAST.sub("", "\n" + text.replace("\r\n", "\n")).strip()
