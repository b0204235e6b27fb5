"""Bytes of a file as text, or a note where they are none."""

from __future__ import annotations

import codecs

NOT_TEXT = "[removed: not text]"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes) -> str:
    """Return the text; a line (or a file) that is none becomes ``[removed: not text]``.

    A byte order mark decides; without one, UTF-16 shows by its zero bytes, and everything else is
    read line by line as UTF-8, else as Windows-1252 where it is mostly plain letters.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _whole(data.removeprefix(mark) if encoding == "utf-8" else data, encoding)
    sample = data[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(sample) >= 4 and max(even, odd) > len(sample) * 0.3:
        return _whole(data[: len(data) // 2 * 2], "utf-16-le" if odd > even else "utf-16-be")
    return _lines(data)


def _whole(data: bytes, encoding: str) -> str:
    if encoding == "utf-8":
        return _lines(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return NOT_TEXT
    return text if _readable(text) else NOT_TEXT


def _lines(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return "\n".join(_line(line) for line in data.split(b"\n"))
    return text if _readable(text) else "\n".join(_line(line) for line in data.split(b"\n"))


def _line(line: bytes) -> str:
    for encoding in ("utf-8", "cp1252"):
        try:
            text = line.decode(encoding)
        except UnicodeDecodeError:
            continue
        plain = sum(c < "\x7f" for c in text)
        if _readable(text) and (encoding == "utf-8" or plain >= len(text) * 0.7):
            return text
    return NOT_TEXT + ("\r" if line.endswith(b"\r") else "")


def _readable(text: str) -> bool:
    """Control characters other than tabs, line ends, escapes and single zeros belong to binary files."""
    odd = sum(text.count(chr(code)) for code in (*range(1, 7), *range(14, 27), 28, 29, 30, 31, 127, 0xFFFE))
    return odd <= len(text) // 200
