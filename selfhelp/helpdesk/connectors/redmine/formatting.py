"""Escapes text so that a desk renders no markup, and unescapes the app's own notes."""

from __future__ import annotations

import re

from selfhelp.helpdesk.toolkit.correlation_id import append_correlation_id, remove_correlation_id
from selfhelp.helpdesk.toolkit.escaping import escape_markdown
from selfhelp.report.plain_text import escape_plain

FORMATTINGS = ("markdown", "textile", "none")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|\\(?=\n)|(&nbsp;)")
_JOINER = "\u2060"
_PRE, _END = "<pre>\n", "\n</pre>"


def format_text(text: str, formatting: str, ref: str) -> str:
    """Return text escaped for a desk's format; the correlation ID stays searchable.

    Redmine's Textile shows text between ``<pre>`` tags as is; a word joiner breaks such tags in the text.
    """
    if formatting == "markdown":
        text = escape_markdown(text)
    elif formatting == "textile":
        text = _PRE + re.sub(r"(?i)<(?=/?pre)", f"<{_JOINER}", escape_plain(text)) + _END
    return append_correlation_id(text, ref)


def unformat_text(note: str) -> str:
    """Return a note without the correlation ID; escapes are removed from the app's own notes."""
    text = remove_correlation_id(note)
    if text == note.replace("\r\n", "\n").strip():
        return text  # someone else's: as it was typed
    if text.startswith(_PRE.strip()):
        return text.removeprefix(_PRE).removesuffix(_END).replace(f"<{_JOINER}", "<")
    return _ESCAPED.sub(lambda match: match[1] or (" " if match[2] else ""), text)
