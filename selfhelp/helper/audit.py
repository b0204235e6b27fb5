"""Writes down every request before and after it is carried out; each line carries the hash of the last.

One JSON object a line, in a folder that only the administrator can write to. Control characters are
escaped (`json` with ASCII only), so that one line stays one line in every viewer.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from selfhelp.core.model import Json
from selfhelp.helper.file_trust import make_own_folder, open_trusted_for_writing, write_fully

NAME = "helper.jsonl"
LARGEST = 1_000_000
"""Bytes after which a new file is begun."""
OLD_FILES = 5
BLOCK = 8192
"""Bytes that are read at once while the last line is looked for."""
TORN = "torn"
"""Event that follows a line whose writing was cut off: it names the last whole line."""


class AuditLog:
    """The audit log of one computer. The writer holds the lock of `memory`: one helper writes at a time.

    Each line carries the hash of the line before it. Where a line was cut off, by a power cut or a full disk,
    the piece stays. The next line is then a `TORN` one: it carries the hash of the piece and that of the last
    whole line, so that `is_chain_intact` can follow the chain across it.
    """

    def __init__(self, folder: Path, owner: int = 0) -> None:
        """Open the record.

        Raises:
            UntrustedError: the folder is not the administrator's alone.
            OSError: it cannot be created.
        """
        self._folder = make_own_folder(folder, owner)
        self._owner = owner

    def append_event(self, event: str, fields: Mapping[str, Json]) -> None:
        """Append one line, with the wall clock, the time since boot, and the hash chain.

        Raises:
            UntrustedError: the file is a link, has a second name, or others may write to it.
            OSError: it cannot be written whole; what was to be done must not be done.
        """
        descriptor = self._open()
        try:
            if os.fstat(descriptor).st_size >= LARGEST:
                os.close(descriptor)
                self._rotate_files()
                descriptor = self._open()
            last = self._read_last_line(descriptor)
            _append(descriptor, _encode_line(last, event, fields))
        finally:
            os.close(descriptor)

    def _open(self) -> int:
        return open_trusted_for_writing(self._folder / NAME, os.O_RDWR | os.O_APPEND, self._owner)

    def _read_last_line(self, descriptor: int) -> bytes:
        """Return the last line, after copying it from the older file or telling of a torn one, if need be."""
        size = os.fstat(descriptor).st_size
        last = _tail(descriptor, size)
        if last and _parsed(last) is not None:
            return last
        lines = _read(descriptor, 0, size).split(b"\n")
        whole = [line for line in lines if _parsed(line) is not None]
        older = b"" if whole else self._last_of_older()
        if older.startswith(b"".join(lines)):  # nothing yet, or only a part of the copy
            os.ftruncate(descriptor, 0)
            if older:
                _append(descriptor, older)
            return older
        if lines[-1]:
            write_fully(descriptor, b"\n")
        torn = _encode_line(lines[-1] or lines[-2], TORN, {"before": _hash(whole[-1] if whole else b"")})
        _append(descriptor, torn)
        return torn

    def _last_of_older(self) -> bytes:
        older = self._folder / f"{NAME}.1"
        if not older.exists():
            return b""
        descriptor = open_trusted_for_writing(older, os.O_RDONLY, self._owner)
        try:
            return _tail(descriptor, os.fstat(descriptor).st_size)
        finally:
            os.close(descriptor)

    def _rotate_files(self) -> None:
        """Keep the file under a number, and the older ones one further; the oldest goes."""
        for number in range(OLD_FILES, 0, -1):
            newer = self._folder / (f"{NAME}.{number - 1}" if number > 1 else NAME)
            if newer.exists():
                newer.replace(self._folder / f"{NAME}.{number}")


def _encode_line(last: bytes, event: str, fields: Mapping[str, Json]) -> bytes:
    line = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "up": round(time.monotonic(), 3),
        "event": event,
        **fields,
        "chain": _hash(last),
    }
    return json.dumps(line, ensure_ascii=True).encode("ascii")


def _hash(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


def _append(descriptor: int, line: bytes) -> None:
    """Append a whole line and sync it, or nothing.

    Raises:
        OSError: it cannot be written.
    """
    size = os.fstat(descriptor).st_size
    try:
        write_fully(descriptor, line + b"\n")
        os.fsync(descriptor)
    except OSError:
        with suppress(OSError):  # where this fails as well, the next line says that this one is torn
            os.ftruncate(descriptor, size)
        raise


def _tail(descriptor: int, size: int) -> bytes:
    """Return the last line that has an end; empty where what is last has none."""
    start, tail = size, b""
    while start > 0 and tail.count(b"\n") < 2:
        begin = max(0, start - BLOCK)
        tail = _read(descriptor, begin, start) + tail
        start = begin
    return tail[:-1].rpartition(b"\n")[2] if tail.endswith(b"\n") else b""


def _read(descriptor: int, begin: int, end: int) -> bytes:
    os.lseek(descriptor, begin, os.SEEK_SET)
    found = bytearray()
    while len(found) < end - begin and (block := os.read(descriptor, end - begin - len(found))):
        found += block
    return bytes(found)


def is_chain_intact(lines: Sequence[bytes]) -> bool:
    """Whether every line carries the hash of the line before it: nothing was changed or taken out.

    A line that was cut off while it was written isn't a break where the next one tells of it.
    """
    last_whole = b""
    for number, line in enumerate(lines):
        told = _parsed(line)
        if told is None:
            continue
        before = lines[number - 1] if number else b""
        if number and told["chain"] != _hash(before):
            return False
        tells = (told.get("event"), told.get("before")) == (TORN, _hash(last_whole))
        if number and _parsed(before) is None and not tells:
            return False
        last_whole = line
    return not lines or _parsed(lines[-1]) is not None


def _parsed(line: bytes) -> Mapping[str, Json] | None:
    """Return a line as written; None if it is incomplete."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) and "chain" in data else None
