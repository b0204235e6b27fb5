"""Compiles a translation from a ``.po`` file to a ``.mo`` file for gettext.

Babel can do this too (tools/i18n.py), but it isn't installed on computers that only run the app. Sources: GNU
gettext manual, "The Format of PO Files" and "The Format of GNU MO Files".
"""

from __future__ import annotations

import ast
import re
import struct
from collections.abc import Iterator, Mapping

_LINE = re.compile(r'(?:(msgid|msgid_plural|msgstr(?:\[\d\])?) )?("(?:[^"\\]|\\.)*")')
_MAGIC = 0x950412DE
_HEAD = 28
"""Size of the header of a ``.mo`` file, in bytes."""


def compiled(po: str) -> bytes:
    """Return the content of the ``.mo`` file for the text of a ``.po`` file.

    Raises:
        ValueError: a line is neither a comment nor part of a message; the error names the line.
    """
    return _packed({key: said for key, said in _messages(po) if said.strip("\0")})


def translated_share(po: str) -> float:
    """Return the share (0 to 1) of a ``.po`` file's messages that `compiled` includes."""
    whole = sum(1 for line in po.splitlines() if line.startswith("msgid ")) - 1  # the head is none
    kept = sum(1 for key, said in _messages(po) if key and all(said.split("\0")))
    return kept / max(whole, 1)


def _messages(po: str) -> Iterator[tuple[str, str]]:
    """Yield the key and translation of each message that is translated and not marked as fuzzy."""
    parts: dict[str, str] = {}
    doubtful, last = False, ""
    for number, line in enumerate([*po.splitlines(), ""], 1):
        if not line.strip():
            if parts and not doubtful:
                yield _message(parts, number)
            parts, doubtful = {}, False
        elif line.startswith("#"):
            doubtful = doubtful or (line.startswith("#,") and "fuzzy" in line)
        elif (found := _LINE.fullmatch(line.strip())) is None:
            raise ValueError(f"line {number} is no part of a message: {line}")
        else:
            last = found[1] or last
            parts[last] = parts.get(last, "") + ast.literal_eval(found[2])


def _message(parts: Mapping[str, str], number: int) -> tuple[str, str]:
    if "msgid" not in parts:
        raise ValueError(f"the message before line {number} has no msgid")
    key = "\0".join(parts[name] for name in ("msgid", "msgid_plural") if name in parts)
    forms = sorted(name for name in parts if name.startswith("msgstr"))
    return key, "\0".join(parts[name] for name in forms)


def _packed(messages: Mapping[str, str]) -> bytes:
    """Return the bytes of a ``.mo`` file: tables of lengths and offsets sorted by key, keys, translations."""
    pairs = sorted((key.encode(), said.encode()) for key, said in messages.items())
    tables, body = b"", b""
    start = _HEAD + 16 * len(pairs)
    for column in (0, 1):
        for pair in pairs:
            tables += struct.pack("<2I", len(pair[column]), start + len(body))
            body += pair[column] + b"\0"
    head = struct.pack("<7I", _MAGIC, 0, len(pairs), _HEAD, _HEAD + 8 * len(pairs), 0, start)
    return head + tables + body
