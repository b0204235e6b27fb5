"""Extend a placeholder to the rest of its value that a rule left beside it: *[secret:code]-V3NB*."""

from __future__ import annotations

from collections import Counter

from selfhelp.report.redact.re2_patterns import get_lazy_pattern

_HIDDEN = r"\[secret:(?:[a-oq-z][a-z-]*|p[a-qs-z][a-z-]*)\]"
"""Pattern for the placeholder of a secret other than a private key, which ends at a line."""
_GROUPS = r"(?:-[A-Z0-9]{1,8})+|(?:-[0-9a-f]{4,8})+"
_REST = (
    rf"{_HIDDEN}(?P<v>{_GROUPS}|[A-Z]?[0-9]{{1,20}}|[A-Z][0-9]{{1,4}})(?:[^\pL\pN_-]|\z)|"
    rf"\bhw-[0-9a-f]{{6}}(?P<w>(?:-[A-F0-9]{{2}}){{2,4}})(?:[^\pL\pN_-]|\z)|"
    r"\b(?:user|host|place|phone|hw|dom|network)-[0-9a-f]{6}(?P<x>[\x{c0}-\x{24f}][\pL\pN]*|[0-9]{0,8}[A-Z][0-9A-Z]{3,20}\b)"
)
"""Pattern for a placeholder and more groups, digits or letters without a space between."""


def hide_rests_of_values(before: str, after: str, counts: Counter[str]) -> str:
    """Return a block without the rests of values next to their placeholders.

    Args:
        before: block before any rule.
        after: block after all rules.
        counts: number of replacements by class; updated.
    """
    if before == after or ("]" not in after and after.isascii() and "-" not in after):
        return after
    parts: list[str] = []
    place = 0
    for found in get_lazy_pattern(_REST).finditer(after):
        start, end = found.span(found.find_first_group("v", "w", "x"))
        if after[place:end] in before:
            continue  # a placeholder that was in the text
        parts.append(after[place:start])
        place = end
    if parts:
        counts["rest"] += len(parts)
    return "".join((*parts, after[place:])) if parts else after
