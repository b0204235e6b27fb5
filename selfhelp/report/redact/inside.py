"""Looks into text that is written in code: percent escapes of links, entities of XML, Base64, hexadecimal."""

from __future__ import annotations

import base64
import binascii
import html
from collections import Counter
from collections.abc import Callable
from urllib.parse import quote, unquote

from selfhelp.report.redact.aliases import Aliases
from selfhelp.report.redact.linear import Match
from selfhelp.report.redact.rules import Rule, secret

Scan = Callable[[str], str]
"""Redacts plain text."""

_PERCENT = r"[^\s\"'<>]*%[0-9A-Fa-f]{2}[^\s\"'<>]*"
_ENTITY = r"[^\r\n]*&(?:[a-zA-Z]{2,8}|#[0-9]{1,6}|#x[0-9a-fA-F]{1,5});[^\r\n]*"
_BASE64 = r"[A-Za-z0-9+/_-]{20,}(?:\r?\n[A-Za-z0-9+/_-]{4,})*={0,2}"
_HEX = r"(?:[0-9A-Fa-f]{2}){8,}"
_LINK = "/:?&=[]@;,+#~!$*()'"


def look(block: str, scan: Scan, counts: Counter[str]) -> str:
    """Return a text with what was found behind its escapes and codes replaced.

    An escaped part in which something is found is written anew, with the same kind of escapes; a
    Base64 part goes as a whole.
    """
    if "%" in block:
        block = _each(_PERCENT, block, lambda part: _percent(part, scan), counts)
    if "&" in block:
        block = _each(_ENTITY, block, lambda part: _entities(part, scan), counts)
    block = _each(_BASE64, block, lambda part: _base64(part, scan), counts)
    return _each(_HEX, block, lambda part: _hexadecimal(part, scan), counts)


def _each(pattern: str, block: str, change: Callable[[str], str], counts: Counter[str]) -> str:
    def replace(match: Match, aliases: Aliases) -> str:
        return change(match[""])

    return Rule("encoded", (), pattern, replace).apply(block, Aliases(b""), counts)


def _percent(part: str, scan: Scan) -> str:
    plain = unquote(part)
    clean = scan(plain)
    return part if clean == plain else quote(clean, safe=_LINK)


def _entities(part: str, scan: Scan) -> str:
    plain = html.unescape(part)
    clean = scan(plain)
    return part if clean == plain else html.escape(clean)


def _base64(part: str, scan: Scan) -> str:
    if part in (part.lower(), part.upper()):
        return part  # a path, a checksum: what is coded has capital and small letters
    plain = decoded(part)
    if plain and scan(plain) != plain:
        return secret("encoded")
    if "\n" not in part:
        return part
    return "\n".join(_base64(line, scan) for line in part.split("\n"))  # each line may be a text of its own


def _hexadecimal(part: str, scan: Scan) -> str:
    """Checksums are bytes that are no text; what is text is looked into."""
    try:
        plain = bytes.fromhex(part).replace(b"\0", b"").decode("utf-8")
    except ValueError:
        return part
    return secret("encoded") if plain.isprintable() and scan(plain) != plain else part


def decoded(part: str) -> str:
    """Return the text that a Base64 part codes (UTF-8 or UTF-16), or "" where it is none."""
    bare = part.replace("\r", "").replace("\n", "").replace("-", "+").replace("_", "/").rstrip("=")
    try:
        raw = base64.b64decode(bare[: len(bare) - (len(bare) % 4 == 1)] + "==", validate=False)
        text = raw.replace(b"\0", b"").decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
    plain = sum(c.isprintable() or c in "\r\n\t" for c in text)
    return text if len(text) >= 8 and plain == len(text) else ""
