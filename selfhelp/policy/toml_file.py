"""Reads one policy file in TOML, with the line of each value and readable syntax errors.

`tomllib` reports no lines, and only one place of a repeated key, so the lines are found here (TOML 1.0.0,
"Keys", "Table", "String"). Anything not recognised has no line; `tomllib` alone decides whether a file is
valid.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import lru_cache
from pathlib import Path

from selfhelp.core.model import Json
from selfhelp.core.records import record
from selfhelp.core.text import N_, Text

FILE_LIMIT = 1_000_000
"""Maximum size of a file, in bytes."""

_NAME = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_NAMES = rf"{_NAME}(?:[ \t]*\.[ \t]*{_NAME})*"
_TABLE = rf"\[(?P<array>\[?)[ \t]*(?P<name>{_NAMES})[ \t]*\]"
_KEY = rf"(?P<name>{_NAMES})[ \t]*="
_PIECE = (
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}'
    r"|'''(?:[^']|'{1,2}(?!'))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|[\[\]{}\n]"
    r"|[^\"'#\[\]{}\n]+"
    r"|."
)
_AT_LINE = r"\(at line (\d+), column (\d+)\)"
"""Pattern of the place in an error message; compiled only after an error, to start faster."""

_CURLY_QUOTES = "“”„‟‘’‚«»"
_SWITCHES = frozenset({"true", "false", "yes", "no", "on", "off"})


@record
class BrokenFile:
    """The reason why a file can't be read, and the line; 0 if unknown."""

    reason: Text
    line: int = 0


@record
class ParsedTables:
    """The content of a policy file.

    Attributes:
        values: its tables.
        text: the whole file, with plain line breaks.
    """

    values: Mapping[str, Json] = field(default_factory=dict)
    text: str = ""


def parse_toml_file(file: Path) -> ParsedTables | BrokenFile:
    """Return the content of a file, or the reason why it can't be read. Never raises."""
    try:
        data = _read_toml_content(file)
    except OSError as error:
        return BrokenFile(N_("The policy file can't be read: {reason}", reason=error.strerror or "?"))
    if len(data) > FILE_LIMIT:
        return BrokenFile(N_("The policy file is larger than 1 MB."))
    text = _decode_utf8(data)
    return text if isinstance(text, BrokenFile) else _parse_toml_text(text)


def _read_toml_content(file: Path) -> bytes:
    """Return the bytes of a regular file, up to one over the limit; never blocks on pipes or devices.

    Raises:
        OSError: it can't be read, or isn't a regular file.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(file, flags), "rb", buffering=0) as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise OSError(errno.EINVAL, "not a plain file")
        data = bytearray()
        while len(data) <= FILE_LIMIT:
            block = stream.read(FILE_LIMIT + 1 - len(data))
            if block is None:
                raise OSError(errno.EAGAIN, "not a plain file")
            if not block:
                break
            data += block
    return bytes(data)


def _decode_utf8(data: bytes) -> str | BrokenFile:
    """Return a file's text, or an error that names the encoding if the file isn't UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:4]:
        return BrokenFile(N_("The policy file is saved as UTF-16. Save it as UTF-8."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        reason = N_("The policy file isn't UTF-8 text (line {line}). Save it as UTF-8.", line=line)
        return BrokenFile(reason, line)


def _parse_toml_text(text: str) -> ParsedTables | BrokenFile:
    import tomllib

    text = text.replace("\r\n", "\n")
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        return _find_duplicate_key(text) or _make_syntax_error(str(error)[:200], text)
    return ParsedTables(values, text)


def _make_syntax_error(said: str, text: str) -> BrokenFile:
    where = re.search(_AT_LINE, said)
    line = int(where[1]) if where else 0
    rest = text.split("\n")[line - 1][int(where[2]) - 1 :] if where else ""
    correction = _suggest_correction(said, rest)
    if correction is None:
        return BrokenFile(N_("The policy file isn't valid TOML: {reason}.", reason=said), line)
    return BrokenFile(
        N_("The policy file isn't valid TOML: {reason}. {correction}", reason=said, correction=correction),
        line,
    )


def _suggest_correction(said: str, rest: str) -> Text | None:
    """Return the correction of a common mistake, or None.

    Args:
        said: the parser's message.
        rest: the line from the place of the mistake.
    """
    if rest and rest[0] in _CURLY_QUOTES:
        return N_("Replace curly quotation marks with straight ones.")
    if said.startswith(("Unescaped", "Invalid hex value")):
        return N_("Put text that contains backslashes in single quotation marks.")
    if said.startswith("Illegal character") and not rest:
        return N_("Add the closing quotation mark.")
    word = re.match(r"\w*", rest)
    if not said.startswith("Invalid value") or word is None or not word[0]:
        return None
    if word[0].lower() in _SWITCHES:
        return N_("Write true or false in lower case, without quotation marks.")
    return N_("Put text in quotation marks.")


def _find_duplicate_key(text: str) -> BrokenFile | None:
    """Return the error for the first duplicate key or table, with both lines; None if there is none."""
    seen: dict[str, int] = {}
    for name, line, may_repeat in iter_key_lines(text):
        if name in seen and not may_repeat:
            first = seen[name]
            reason = N_(
                "“{name}” is defined twice, on lines {first} and {second}. Remove one of them.",
                name=name[:100],
                first=first,
                second=line,
            )
            return BrokenFile(reason, line)
        if may_repeat:  # a new table: its keys start again
            seen = {one: at for one, at in seen.items() if not one.startswith(f"{name}.")}
        seen.setdefault(name, line)
    return None


def iter_key_lines(text: str) -> Iterator[tuple[str, int, bool]]:
    """Yield every key and table with its line, and whether it may be repeated (``[[table]]``)."""
    is_table, is_key = re.compile(_TABLE), re.compile(_KEY)
    table, at, line, counted = "", 0, 1, 0
    while at < len(text):
        line, counted = line + text.count("\n", counted, at), at
        if text[at] in " \t\n":
            at += 1
        elif (found := is_table.match(text, at)) is not None:
            table = _join_key_names(found["name"])
            yield table, line, bool(found["array"])
            at = _find_value_end(text, found.end())
        elif (found := is_key.match(text, at)) is not None:
            name = _join_key_names(found["name"])
            yield f"{table}.{name}" if table else name, line, False
            at = _find_value_end(text, found.end())
        else:  # a comment, or something that isn't TOML
            at = _find_value_end(text, at)


def _join_key_names(names: str) -> str:
    return ".".join(part[0].strip("\"'") for part in re.finditer(_NAME, names))


def _find_value_end(text: str, at: int) -> int:
    """Return the position where a value ends: the end of its line, or of its last bracket's line."""
    depth = 0
    for piece in re.compile(_PIECE, re.DOTALL).finditer(text, at):
        match piece[0]:
            case "[" | "{":
                depth += 1
            case "]" | "}":
                depth -= 1
            case "\n" if depth <= 0:
                return piece.end()
    return len(text)


def find_key_line(text: str, name: str) -> int:
    """Return the line of a key in a text, or of the table around it; 0 if neither has one."""
    lines = _map_key_lines(text) if text else {}
    while name:
        if name in lines:
            return lines[name]
        name = name.rpartition(".")[0]
    return 0


@lru_cache(maxsize=4)
def _map_key_lines(text: str) -> Mapping[str, int]:
    """Return the first line of every key and table; used only after an error."""
    lines: dict[str, int] = {}
    for name, line, _ in iter_key_lines(text):
        lines.setdefault(name, line)
    return lines
