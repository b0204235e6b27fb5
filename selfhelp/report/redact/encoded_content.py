"""Looks into text that is written in code: Base64, hexadecimal. Escapes are another reading (`readings`)."""

# A pattern reads better on one line.
# ruff: noqa: E501
from __future__ import annotations

import base64
import binascii
import zlib
from collections import Counter
from collections.abc import Callable

from selfhelp.report.redact.re2_patterns import Match, compiled
from selfhelp.report.redact.rules import secret, without_label
from selfhelp.report.redact.strong_values import is_typed

Scan = Callable[[str], str]
"""Redacts plain text."""

_CUT = r"(?:\\?(?:\r?\n|\\r\\n|\\n)[ \t>|#]{0,60}|[\"']\s{0,3}[+.\\]?\s{0,60}[\"'])"
_BASE64 = rf"[A-Za-z0-9+/_]{{12}}[A-Za-z0-9+/_-]{{8,}}(?:{_CUT}[A-Za-z0-9+/_-]{{4,}})*={{0,2}}"
_WIDE = r"[\x{909}-\x{7fff}]{3,}"
"""Letters whose two bytes may both be ASCII: text that was read as UTF-16 and is none."""
_BYTE = r"(?:[2-7][0-9A-Fa-f]|0[09aAdD]|[cCdD][0-9A-Fa-f][89abAB][0-9A-Fa-f]|[eE][0-9A-Fa-f](?:[89abAB][0-9A-Fa-f]){2})"
"""What the bytes of text (ASCII, UTF-8, UTF-16) look like; most checksums have others among eight."""
_HEX = rf"\b{_BYTE}{{8,}}\b|(?:[0-9A-Fa-f]{{2}}[ :\\-]){{11,}}[0-9A-Fa-f]{{2}}|(?:(?:0x|\\x)[0-9A-Fa-f]{{2}},? ?){{8,}}"


def look(block: str, scan: Scan, counts: Counter[str]) -> str:
    """Return a text with every coded part in which something was found replaced as a whole."""
    if not block.isascii():
        block = _each(_WIDE, block, lambda part: _read_by_bytes(part, scan), counts)
    block = _each(_BASE64, block, lambda part: _base64(part, scan), counts)
    return _each(_HEX, block, lambda part: _hexadecimal(part, scan), counts)


def _each(pattern: str, block: str, change: Callable[[str], str], counts: Counter[str]) -> str:
    """Return a block with what ``change`` makes of each part; most are checksums, which it leaves alone."""
    parts: list[str] = []
    place = number = 0
    for start, end in compiled(pattern).places(block):
        part = block[start:end]
        if "n" in part or "\n" in part:  # a line end, written out or real
            part = without_label(Match(((start, end),), {}, block))
        new = change(part)
        if new != part:
            parts += (block[place:start], new)
            place = start + len(part)
            number += 1
    if number:
        counts["encoded"] += number
    return "".join((*parts, block[place:])) if parts else block


def _read_by_bytes(part: str, scan: Scan) -> str:
    """Look at the bytes of what may be ASCII text taken for UTF-16, in both orders; Chinese has others among them."""
    for order in ("utf-16-le", "utf-16-be"):
        raw = part.encode(order, "surrogatepass")
        plain = sum(32 <= byte < 127 or byte in b"\t\r\n" for byte in raw)
        text = raw.decode("utf-8", "replace")
        if plain * 10 >= len(raw) * 8 and (is_typed(text) or scan(text) != text):
            return secret("encoded")
    return part


def _base64(part: str, scan: Scan) -> str:
    if part.islower() or part.isupper():
        return part  # a path, a checksum: what is coded has capital and small letters
    plain = decoded(part)
    if plain and (is_typed(plain) or scan(plain) != plain):
        return secret("encoded")
    if "\n" not in part:
        return part
    return "\n".join(_base64(line, scan) for line in part.split("\n"))  # each line may be a text of its own


def _hexadecimal(part: str, scan: Scan) -> str:
    """Checksums are bytes that are no text; what is text is looked into."""
    bare = part.replace("0x", "").replace("\\x", "").replace(",", " ").replace(":", " ")
    try:
        plain = bytes.fromhex(bare.replace("-", " ")).replace(b"\0", b"").decode("utf-8")
    except ValueError:
        return part
    readable = all(c.isprintable() or c in "\r\n\t" for c in plain)
    return (
        secret("encoded")
        if readable and ((not bare.isdigit() and is_typed(plain)) or scan(plain) != plain)
        else part
    )


def decoded(part: str) -> str:
    """Return the text that a Base64 part codes (UTF-8 or UTF-16), or "" if it is none."""
    if not part.isalnum():
        for match in list(compiled(_CUT).finditer(part))[::-1]:
            part = part[: match.start()] + part[match.end() :]
    bare = part.replace("-", "+").replace("_", "/").rstrip("=")
    try:
        raw = base64.b64decode(bare[: len(bare) - (len(bare) % 4 == 1)] + "==", validate=False)
        raw = _inflated(raw)
        text = raw.replace(b"\0", b" " if raw[:1] == b"\0" else b"").decode("utf-8")
    except (binascii.Error, ValueError, zlib.error):
        return ""
    plain = sum(c.isprintable() or c in "\r\n\t\x01" for c in text)
    return text if len(text) >= 8 and plain == len(text) else ""


_INFLATED = 200_000
"""Bytes of a compressed part that are looked at; a bomb gets no further."""


def _inflated(raw: bytes) -> bytes:
    """Return bytes without the compression of gzip or zlib (RFC 1952, 1950)."""
    if raw[:3] != b"\x1f\x8b\x08" and raw[:2] not in (b"\x78\x01", b"\x78\x9c", b"\x78\xda"):
        return raw
    return zlib.decompressobj(wbits=47).decompress(raw, _INFLATED)
