r"""Letters in blocks instead of one by one: RE2 makes a program a tenth as large of them.

``\pL`` has 660 ranges, each of which RE2 spells out in bytes, as often as a pattern repeats it: the rules
came to three million instructions, which took seconds to compile and most of the memory. Here whole blocks
of Unicode count as letters (Greek to Georgian, Chinese, Korean …), also the few marks and digits among them.
"""

# A class reads better on one line.
# ruff: noqa: E501
from __future__ import annotations

from functools import cache

_LATIN = r"A-Za-z\x{aa}\x{b5}\x{ba}\x{c0}-\x{d6}\x{d8}-\x{f6}\x{f8}-\x{2bf}"
_OTHERS = r"\x{380}-\x{1fff}\x{2c00}-\x{2dff}\x{3040}-\x{d7ff}\x{f900}-\x{fdff}\x{10000}-\x{1dfff}\x{20000}-\x{3ffff}"
_CAPITALS = (
    r"A-Z\x{c0}-\x{d6}\x{d8}-\x{de}"
    "ĀĂĄĆĈĊČĎĐĒĖĘĚĜĞĠĢĤĦĪĮİĴĶĹĻĽŁŃŅŇŌŐŒŔŘŚŜŞŠŢŤŪŮŰŲŴŶŸŹŻŽƠƯȘȚ"
    r"\x{386}-\x{3a9}\x{400}-\x{42f}\x{531}-\x{556}\x{1e00}-\x{1eff}"
)
_SMALL = r"a-z\x{df}-\x{f6}\x{f8}-\x{2bf}\x{3ac}-\x{3ff}\x{430}-\x{52f}\x{561}-\x{587}\x{1e00}-\x{1eff}"
_CLASSES = {
    r"\pL": _LATIN + _OTHERS,
    r"\pN": r"0-9\x{b2}\x{b3}\x{b9}\x{bc}-\x{be}",
    r"\p{Lu}": _CAPITALS,
    r"\p{Ll}": _SMALL,
}


@cache
def in_blocks(pattern: str) -> str:
    r"""Return a pattern with ``\pL``, ``\pN``, ``\p{Lu}`` and ``\p{Ll}`` written as blocks, inside brackets and outside."""
    if r"\p" not in pattern:
        return pattern
    parts: list[str] = []
    place, bracket = 0, False
    while place < len(pattern):
        sign = pattern[place]
        name = next((n for n in _CLASSES if pattern.startswith(n, place)), "") if sign == "\\" else ""
        if name:
            parts.append(_CLASSES[name] if bracket else f"[{_CLASSES[name]}]")
            place += len(name)
            continue
        size = 2 if sign == "\\" else 1
        if sign == "[" and not bracket:
            bracket = True
            size += len(pattern) > place + 1 and pattern[place + 1] == "^"
            size += pattern[place + size : place + size + 1] == "]"
        elif sign == "]":
            bracket = False
        parts.append(pattern[place : place + size])
        place += size
    return "".join(parts)
