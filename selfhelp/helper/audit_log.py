"""Records every request before and after it is run, as a hash chain.

One JSON object per line, in a folder that only administrators can write to. Control characters are escaped
(ASCII-only `json`), so that one record stays one line in every viewer.
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
"""Size from which a new file is started, in bytes."""
OLD_FILES = 5
BLOCK = 8192
"""Number of bytes read at a time when searching for the last line."""
TORN = "torn"
"""Event recorded after an incomplete line; it contains the hash of the last complete line."""


class AuditLog:
    """The audit log of one computer; writers must hold the lock of `rate_limit`.

    Each line has the hash of the line before it. If a line was truncated by a power cut or a full disk, it
    stays, and the next line is a `TORN` one with the hashes of the fragment and of the last complete line, so
    that `is_chain_intact` can follow the chain across it.
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
            OSError: it can't be written completely; the operation must not be run.
        """
        descriptor = self._open_file()
        try:
            if os.fstat(descriptor).st_size >= LARGEST:
                os.close(descriptor)
                self._rotate_files()
                descriptor = self._open_file()
            last = self._read_last_line(descriptor)
            _append_line(descriptor, _encode_line(last, event, fields))
        finally:
            os.close(descriptor)

    def _open_file(self) -> int:
        return open_trusted_for_writing(self._folder / NAME, os.O_RDWR | os.O_APPEND, self._owner)

    def _read_last_line(self, descriptor: int) -> bytes:
        """Return the last line, after restoring it from the older file or recording an incomplete line."""
        size = os.fstat(descriptor).st_size
        last = _read_last_complete_line(descriptor, size)
        if last and _parse_line(last) is not None:
            return last
        lines = _read_range(descriptor, 0, size).split(b"\n")
        whole = [line for line in lines if _parse_line(line) is not None]
        older = b"" if whole else self._read_last_rotated_line()
        if older.startswith(b"".join(lines)):  # nothing yet, or only a part of the copy
            os.ftruncate(descriptor, 0)
            if older:
                _append_line(descriptor, older)
            return older
        if lines[-1]:
            write_fully(descriptor, b"\n")
        torn = _encode_line(lines[-1] or lines[-2], TORN, {"before": _hash_line(whole[-1] if whole else b"")})
        _append_line(descriptor, torn)
        return torn

    def _read_last_rotated_line(self) -> bytes:
        older = self._folder / f"{NAME}.1"
        if not older.exists():
            return b""
        descriptor = open_trusted_for_writing(older, os.O_RDONLY, self._owner)
        try:
            return _read_last_complete_line(descriptor, os.fstat(descriptor).st_size)
        finally:
            os.close(descriptor)

    def _rotate_files(self) -> None:
        """Rename the current file and the older files to the next number; the oldest is overwritten."""
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
        "chain": _hash_line(last),
    }
    return json.dumps(line, ensure_ascii=True).encode("ascii")


def _hash_line(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


def _append_line(descriptor: int, line: bytes) -> None:
    """Append a line completely and sync it, or change nothing.

    Raises:
        OSError: it can't be written.
    """
    size = os.fstat(descriptor).st_size
    try:
        write_fully(descriptor, line + b"\n")
        os.fsync(descriptor)
    except OSError:
        with suppress(OSError):  # where this fails as well, the next line says that this one is torn
            os.ftruncate(descriptor, size)
        raise


def _read_last_complete_line(descriptor: int, size: int) -> bytes:
    """Return the last complete line as bytes; empty if the last line is incomplete."""
    start, tail = size, b""
    while start > 0 and tail.count(b"\n") < 2:
        begin = max(0, start - BLOCK)
        tail = _read_range(descriptor, begin, start) + tail
        start = begin
    return tail[:-1].rpartition(b"\n")[2] if tail.endswith(b"\n") else b""


def _read_range(descriptor: int, begin: int, end: int) -> bytes:
    os.lseek(descriptor, begin, os.SEEK_SET)
    found = bytearray()
    while len(found) < end - begin and (block := os.read(descriptor, end - begin - len(found))):
        found += block
    return bytes(found)


def is_chain_intact(lines: Sequence[bytes]) -> bool:
    """Return whether every line has the previous line's hash, so that no line was changed or removed.

    An incomplete line isn't a break if the next line is a `TORN` event about it.
    """
    last_whole = b""
    for number, line in enumerate(lines):
        told = _parse_line(line)
        if told is None:
            continue
        before = lines[number - 1] if number else b""
        if number and told["chain"] != _hash_line(before):
            return False
        tells = (told.get("event"), told.get("before")) == (TORN, _hash_line(last_whole))
        if number and _parse_line(before) is None and not tells:
            return False
        last_whole = line
    return not lines or _parse_line(lines[-1]) is not None


def _parse_line(line: bytes) -> Mapping[str, Json] | None:
    """Return the record in a line as a mapping; None if the line is incomplete."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) and "chain" in data else None
