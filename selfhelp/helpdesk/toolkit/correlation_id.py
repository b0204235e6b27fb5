"""Adds, finds and removes the correlation ID, the last line of a ticket's or comment's text."""

from __future__ import annotations

import re

_LAST = re.compile(r"\n\s*Ref: ([\w-]+)\s*\Z")


def append_correlation_id(text: str, ref: str) -> str:
    """Return a text with its correlation ID added."""
    return f"{text}\n\nRef: {ref}"


def has_correlation_id(text: str, ref: str) -> bool:
    """Return whether a line of the text is exactly this correlation ID."""
    return bool(ref) and any(line.strip() == f"Ref: {ref}" for line in text.splitlines())


def ends_with_correlation_id(text: str) -> bool:
    """Return whether a text ends with a correlation ID."""
    return bool(_LAST.search("\n" + text))


def find_correlation_id(text: str) -> str:
    """Return the correlation ID at the end of a text, or ""."""
    found = _LAST.search("\n" + text)
    return found[1] if found else ""


def remove_correlation_id(text: str) -> str:
    """Return a desk's text without the correlation ID."""
    return _LAST.sub("", "\n" + text.replace("\r\n", "\n")).strip()
