"""Redact encoded text: Base64 and hexadecimal. `normalisation` handles escapes."""

# A pattern reads better on one line.
# ruff: noqa: E501
from __future__ import annotations

import base64
import binascii
import zlib
from collections import Counter
from collections.abc import Callable

from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import make_secret_placeholder, remove_trailing_label
from selfhelp.report.redact.strong_values import looks_like_typed_password

Scan = Callable[[str], str]
"""Function that redacts plain text."""

_CUT = r"(?:\\?(?:\r?\n|\\r\\n|\\n)[ \t>|#]{0,60}|[\"']\s{0,3}[+.\\]?\s{0,60}[\"'])"
_BASE64 = rf"[A-Za-z0-9+/_]{{12}}[A-Za-z0-9+/_-]{{8,}}(?:{_CUT}[A-Za-z0-9+/_-]{{4,}})*={{0,2}}"
_WIDE = r"[\x{909}-\x{7fff}]{3,}"
"""Pattern for characters whose two bytes may both be ASCII: text wrongly decoded as UTF-16."""
_BYTE = r"(?:[2-7][0-9A-Fa-f]|0[09aAdD]|[cCdD][0-9A-Fa-f][89abAB][0-9A-Fa-f]|[eE][0-9A-Fa-f](?:[89abAB][0-9A-Fa-f]){2})"
"""Pattern for bytes of text (ASCII, UTF-8, UTF-16); of eight bytes, most checksums have some that don't
match."""
_HEX = rf"\b{_BYTE}{{8,}}\b|(?:[0-9A-Fa-f]{{2}}[ :\\-]){{11,}}[0-9A-Fa-f]{{2}}|(?:(?:0x|\\x)[0-9A-Fa-f]{{2}},? ?){{8,}}"


def redact_encoded_parts(block: str, scan: Scan, counts: Counter[str]) -> str:
    """Return a text in which each encoded part that contains something to redact is replaced as a whole."""
    if not block.isascii():
        block = _change_matches(_WIDE, block, lambda part: _redact_swapped_bytes(part, scan), counts)
    block = _change_matches(_BASE64, block, lambda part: _redact_base64(part, scan), counts)
    return _change_matches(_HEX, block, lambda part: _redact_hexadecimal(part, scan), counts)


def _change_matches(pattern: str, block: str, change: Callable[[str], str], counts: Counter[str]) -> str:
    """Return a block with each match replaced by ``change``; it leaves most matches unchanged."""
    parts: list[str] = []
    place = number = 0
    for start, end in get_lazy_pattern(pattern).iter_match_positions(block):
        part = block[start:end]
        if "n" in part or "\n" in part:  # a line break, escaped or real
            part = remove_trailing_label(Match(((start, end),), {}, block))
        new = change(part)
        if new != part:
            parts += (block[place:start], new)
            place = start + len(part)
            number += 1
    if number:
        counts["encoded"] += number
    return "".join((*parts, block[place:])) if parts else block


def _redact_swapped_bytes(part: str, scan: Scan) -> str:
    """Redact a text that may be ASCII decoded as UTF-16, in both byte orders; real Chinese stays."""
    for order in ("utf-16-le", "utf-16-be"):
        raw = part.encode(order, "surrogatepass")
        plain = sum(32 <= byte < 127 or byte in b"\t\r\n" for byte in raw)
        text = raw.decode("utf-8", "replace")
        if plain * 10 >= len(raw) * 8 and (looks_like_typed_password(text) or scan(text) != text):
            return make_secret_placeholder("encoded")
    return part


def _redact_base64(part: str, scan: Scan) -> str:
    if part.islower() or part.isupper():
        return part  # a path or checksum; Base64 has uppercase and lowercase letters
    plain = decode_base64_part(part)
    if plain and (looks_like_typed_password(plain) or scan(plain) != plain):
        return make_secret_placeholder("encoded")
    if "\n" not in part:
        return part
    return "\n".join(
        _redact_base64(line, scan) for line in part.split("\n")
    )  # each line may be encoded separately


def _redact_hexadecimal(part: str, scan: Scan) -> str:
    """Redact a hexadecimal part whose bytes are text; checksums aren't text."""
    bare = part.replace("0x", "").replace("\\x", "").replace(",", " ").replace(":", " ")
    try:
        plain = bytes.fromhex(bare.replace("-", " ")).replace(b"\0", b"").decode("utf-8")
    except ValueError:
        return part
    readable = all(c.isprintable() or c in "\r\n\t" for c in plain)
    return (
        make_secret_placeholder("encoded")
        if readable and ((not bare.isdigit() and looks_like_typed_password(plain)) or scan(plain) != plain)
        else part
    )


def decode_base64_part(part: str) -> str:
    """Return the text encoded by a Base64 part (UTF-8 or UTF-16), or an empty string."""
    if not part.isalnum():
        for match in list(get_lazy_pattern(_CUT).finditer(part))[::-1]:
            part = part[: match.start()] + part[match.end() :]
    bare = part.replace("-", "+").replace("_", "/").rstrip("=")
    try:
        raw = base64.b64decode(bare[: len(bare) - (len(bare) % 4 == 1)] + "==", validate=False)
        raw = _inflate(raw)
        text = raw.replace(b"\0", b" " if raw[:1] == b"\0" else b"").decode("utf-8")
    except (binascii.Error, ValueError, zlib.error):
        return ""
    plain = sum(c.isprintable() or c in "\r\n\t\x01" for c in text)
    return text if len(text) >= 8 and plain == len(text) else ""


_INFLATED = 200_000
"""Maximum number of decompressed bytes; limits decompression bombs."""


def _inflate(raw: bytes) -> bytes:
    """Return bytes decompressed from gzip or zlib (RFC 1952, 1950), or unchanged."""
    if raw[:3] != b"\x1f\x8b\x08" and raw[:2] not in (b"\x78\x01", b"\x78\x9c", b"\x78\xda"):
        return raw
    return zlib.decompressobj(wbits=47).decompress(raw, _INFLATED)
