"""Escapes foreign text for the place where it is shown, so that it reads as written.

Text is escaped, never sanitised: a sanitiser must know every trick, an escape only its own form. Each
function belongs to one kind of place; a connector uses the one of its desk's body format.
"""

from __future__ import annotations

import html
import re
from itertools import pairwise

from selfhelp.core.text import DIRECTIONS

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
"""Every ASCII punctuation character may stand behind a backslash (CommonMark 0.31, section 2.4)."""

_CODE_TAG = re.compile(r"\[(?=\s*/?\s*code\s*\])", re.IGNORECASE)
_WORD_JOINER = "\u2060"


def escape_plain(text: str) -> str:
    """Return text for a plain body: line ends as LF, no control or direction characters, tabs kept."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in unified if c in "\n\t" or (_is_shown(c) and c not in DIRECTIONS))


def escape_html_body(text: str) -> str:
    """Return text for an HTML body, as GLPI's ``content`` is; lines and indents are kept."""
    lines = (html.escape(line, quote=True) for line in escape_plain(text).replace("\t", "    ").split("\n"))
    return "<br>\n".join(re.sub(r"^ +|  +", lambda m: "&nbsp;" * len(m[0]), line) for line in lines)


def escape_journal(text: str) -> str:
    """Return text for a journal field of ServiceNow, where HTML counts between ``[code]`` tags only.

    The tag is kept from being one by an invisible word joiner behind its bracket. That holds whether the
    instance allows the tag (``glide.ui.security.allow_codetag``) or not. From documentation, not tried.
    """
    return _CODE_TAG.sub(f"[{_WORD_JOINER}", escape_plain(text))


def escape_markdown(text: str) -> str:
    """Return text for a body that is Markdown (CommonMark, GitHub): no markup, link or HTML comes to life."""
    lines = [_markdown_line(line) for line in escape_plain(text).replace("\t", "    ").split("\n")]
    broken = [f"{line}\\" if line and after else line for line, after in pairwise(lines)]
    return "\n".join([*broken, lines[-1]])


def _markdown_line(line: str) -> str:
    """Escape one line. Leading blanks would make it code, so they become non-breaking."""
    bare = line.strip(" ")
    indent = len(line) - len(line.lstrip(" ")) if bare else 0
    return "&nbsp;" * indent + _PUNCTUATION.sub(r"\\\1", bare)


def _is_shown(character: str) -> bool:
    """Return whether a character is neither a control character nor a line end of another kind."""
    code = ord(character)
    return not (code < 32 or 0x7F <= code < 0xA0 or code in (0x2028, 0x2029) or 0xD800 <= code <= 0xDFFF)
