"""Removes control and bidi characters from external text, and unifies its line breaks."""

from __future__ import annotations

import re

from selfhelp.core.text import DIRECTIONS

_REMOVED = re.compile(
    rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{''.join(map(re.escape, DIRECTIONS))}]+"
)
"""Control characters except tab and line feed, unusual line separators, surrogates and bidi characters."""


def escape_plain(text: str) -> str:
    """Return text for a plain body: line breaks as LF, tabs kept, no control or bidi characters."""
    return _REMOVED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
