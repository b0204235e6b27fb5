"""Decode the bytes of a file as text, or as a note if they aren't text."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO

PIECE = 2_000_000
"""Size of the pieces of a long file, in bytes; a piece is longer if a line or a private key continues."""
_LONGEST = 8 * PIECE

NOT_TEXT = "[removed: not text]"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes) -> str:
    """Return the text of a file; a line (or file) that isn't text becomes ``[removed: not text]``.

    A byte order mark sets the encoding. Without one, UTF-16 is recognised by its zero bytes, and anything
    else is read line by line as UTF-8, or as Windows-1252 if it is mostly plain letters.
    """
    encoding = _find_wide_encoding(data)
    if not encoding:
        mark = next((mark for mark, _ in _MARKS if data.startswith(mark)), b"")
        return _decode_lines(data.removeprefix(mark))
    return _decode_whole(data[: len(data) // 2 * 2] if encoding.startswith("utf-16") else data, encoding)


def iter_decoded_pieces(stream: BinaryIO) -> Iterator[str]:
    """Yield the text of a file in pieces, cut at line breaks and never inside a private key.

    UTF-16 and UTF-32 are decoded incrementally; after an error, the rest becomes ``[removed: not text]``.
    """
    data = stream.read(PIECE)
    encoding = _find_wide_encoding(data)
    if encoding:
        yield from _decode_wide_pieces(data, stream, encoding)
        return
    while data:
        more = stream.read(PIECE)
        end = _find_cut(data) if more else len(data)
        if end == 0 and len(data) < _LONGEST:
            data += more
            continue
        end = end or len(data)
        yield decode(data[:end])
        data = data[end:] + more


def _find_cut(data: bytes) -> int:
    """Return the position after the last line break outside a private key, or 0."""
    end = data.rfind(b"\n") + 1
    begin = data.rfind(b"-----BEGIN ", 0, end)
    if begin >= 0 and data.find(b"-----END ", begin, end) < 0 and end - begin < 50_000:
        end = data.rfind(b"\n", 0, begin) + 1
    return end


def _find_wide_encoding(data: bytes) -> str:
    """Return the encoding of text with two or four bytes per character, or an empty string."""
    for mark, encoding in _MARKS[1:]:
        if data.startswith(mark):
            return "" if _is_plain_ascii(data[len(mark) : 4096]) else encoding
    sample = data[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(sample) >= 4 and max(even, odd) > len(sample) * 0.3:
        return "utf-16-le" if odd > even else "utf-16-be"
    return ""


def _is_plain_ascii(data: bytes) -> bool:
    """Return whether data after a wide byte order mark is plain ASCII, not UTF-16.

    Decoded as UTF-16, it would look like Chinese.
    """
    plain = sum(32 <= byte < 127 or byte in b"\t\r\n" for byte in data)
    return len(data) > 3 and plain >= len(data) * 0.95


def _decode_wide_pieces(data: bytes, stream: BinaryIO, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    kept = ""
    while data:
        try:
            kept += decoder.decode(data)
        except UnicodeDecodeError:
            yield kept
            yield NOT_TEXT
            return
        data = stream.read(PIECE)
        end = kept.rfind("\n") + 1 if data and len(kept) < _LONGEST else len(kept)
        yield kept[:end] if _is_readable(kept[:end]) else NOT_TEXT
        kept = kept[end:]
    yield kept


def _decode_whole(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return NOT_TEXT
    return text if _is_readable(text) else NOT_TEXT


def _decode_lines(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_each_line(data)
    return text if _is_readable(text) else _decode_each_line(data)


def _decode_each_line(data: bytes) -> str:
    """Return the lines that are text; if nearly none are, all count as binary."""
    lines = data.split(b"\n")
    texts = [_decode_line(line) for line in lines]
    lost = sum(len(line) for line, text in zip(lines, texts, strict=True) if text.startswith(NOT_TEXT))
    return NOT_TEXT if lost > len(data) * 0.9 else "\n".join(texts)


def _decode_line(line: bytes) -> str:
    for encoding in ("utf-8", "cp1252"):
        try:
            text = line.decode(encoding)
        except UnicodeDecodeError:
            continue
        plain = sum(c < "\x7f" for c in text)
        if _is_readable(text) and (encoding == "utf-8" or plain >= len(text) * 0.7):
            return text
    return NOT_TEXT + ("\r" if line.endswith(b"\r") else "")


def _is_readable(text: str) -> bool:
    """Return whether a text has few control characters other than tabs, line breaks and escapes."""
    odd = sum(text.count(chr(code)) for code in (*range(1, 7), *range(14, 27), 28, 29, 30, 31, 127, 0xFFFE))
    return odd <= len(text) // 200
