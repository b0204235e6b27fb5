"""Escapes external text for the body format of a help desk, so that it is displayed exactly as written.

Text is escaped, never sanitised: a sanitiser must know every attack, an escape only its own syntax. Each
function serves one kind of body; a connector uses the function for its desk's format.
"""

from __future__ import annotations

import html
import re
from itertools import pairwise

from selfhelp.report.plain_text import escape_plain

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
"""ASCII punctuation characters; Markdown allows a backslash before each (CommonMark 0.31, section 2.4)."""


_CODE_TAG = re.compile(r"\[(?=\s*/?\s*code\s*\])", re.IGNORECASE)


_WORD_JOINER = "\u2060"


def escape_html_body(text: str) -> str:
    """Return text for an HTML body, such as GLPI's ``content``, with line breaks and indents kept."""
    lines = (html.escape(line, quote=True) for line in escape_plain(text).replace("\t", "    ").split("\n"))
    return "<br>\n".join(re.sub(r"^ +|  +", lambda m: "&nbsp;" * len(m[0]), line) for line in lines)


def escape_servicenow_text(text: str) -> str:
    """Return text for a ServiceNow journal field, which renders HTML only between ``[code]`` tags.

    An invisible word joiner after the bracket breaks the tag, so this is safe whether or not the instance
    allows it (``glide.ui.security.allow_codetag``). From documentation.
    """
    return _CODE_TAG.sub(f"[{_WORD_JOINER}", escape_plain(text))


def escape_markdown(text: str) -> str:
    """Return text for a Markdown body (CommonMark, GitHub), with all markup, links and HTML escaped."""
    lines = [_escape_markdown_line(line) for line in escape_plain(text).replace("\t", "    ").split("\n")]
    broken = [f"{line}\\" if line and after else line for line, after in pairwise(lines)]
    return "\n".join([*broken, lines[-1]])


def _escape_markdown_line(line: str) -> str:
    """Return one line escaped; leading spaces, which would make it code, become non-breaking."""
    bare = line.strip(" ")
    indent = len(line) - len(line.lstrip(" ")) if bare else 0
    return "&nbsp;" * indent + _PUNCTUATION.sub(r"\\\1", bare)
