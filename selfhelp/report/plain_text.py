"""Removes control and bidi characters from external text, and unifies its line breaks."""

from __future__ import annotations

from selfhelp.core.text import DIRECTIONS


def escape_plain(text: str) -> str:
    """Return text for a plain body: line breaks as LF, tabs kept, no control or bidi characters."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in unified if c in "\n\t" or (_is_printable(c) and c not in DIRECTIONS))


def _is_printable(character: str) -> bool:
    """Return whether a character is neither a control character nor an unusual line separator."""
    code = ord(character)
    return not (code < 32 or 0x7F <= code < 0xA0 or code in (0x2028, 0x2029) or 0xD800 <= code <= 0xDFFF)
