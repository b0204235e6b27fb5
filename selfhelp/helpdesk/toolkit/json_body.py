"""Builds JSON bodies with files as Base64, streamed from disk so that memory use stays constant."""

from __future__ import annotations

import base64
import io
import json
import secrets
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import BinaryIO, cast

from selfhelp.core.model import Json
from selfhelp.core.ticket import FileRef
from selfhelp.network.http import FileBody

_PIECE = 3 * 16384
"""Number of bytes read at a time; a multiple of three, to avoid Base64 padding."""


def compute_base64_size(size: int) -> int:
    """Return the Base64 length of a file of this many bytes (RFC 4648, 4 for each 3)."""
    return 4 * -(-size // 3)


class JsonFiles:
    """Creates placeholders for files in JSON data, and replaces them by the files in the body."""

    def __init__(self, open_file: Callable[[FileRef], BinaryIO]) -> None:
        self._open = open_file
        self._files: list[FileRef] = []
        self._seal = f"\x00{secrets.token_hex(8)} "

    def add_placeholder(self, ref: FileRef) -> str:
        """Return a placeholder for a file's bytes in the JSON data."""
        self._files.append(ref)
        return f"{self._seal}{len(self._files) - 1}\x00"

    def build_body(self, data: Json) -> FileBody:
        """Return the body; each file is opened when it is read and closed after it.

        Raises:
            ValueError: a placeholder isn't in the data.
        """
        pieces: list[bytes | FileRef] = []
        rest = json.dumps(data)
        for number, ref in enumerate(self._files):
            before, mark, rest = rest.partition(json.dumps(f"{self._seal}{number}\x00")[1:-1])
            if not mark:
                raise ValueError(f"file {number} has no place")
            pieces += [before.encode(), ref]
        pieces.append(rest.encode())
        size = sum(compute_base64_size(p.size) if isinstance(p, FileRef) else len(p) for p in pieces)
        return FileBody(cast("BinaryIO", _JsonBodyStream(pieces, self._open)), size, "application/json")


class _JsonBodyStream(io.RawIOBase):
    """Readable stream of concatenated pieces; can only be rewound to the start."""

    def __init__(self, pieces: Sequence[bytes | FileRef], open_file: Callable[[FileRef], BinaryIO]) -> None:
        self._pieces = pieces
        self._open = open_file
        self._flow = self._iter_chunks()
        self._held = b""
        self._at = 0

    def readable(self) -> bool:
        """Return True, because the stream can be read."""
        return True

    def tell(self) -> int:
        """Return the number of bytes read so far."""
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        """Rewind the stream.

        Raises:
            OSError: the position isn't the start.
        """
        if (offset, whence) != (0, 0):
            raise OSError("only to the start")
        self._flow.close()
        self._flow, self._held, self._at = self._iter_chunks(), b"", 0
        return 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most ``size``."""
        if not self._held:
            self._held = next(self._flow, b"")
        taken = self._held if size < 0 else self._held[:size]
        self._held = self._held[len(taken) :]
        self._at += len(taken)
        return taken

    def _iter_chunks(self) -> Generator[bytes]:
        for piece in self._pieces:
            if isinstance(piece, bytes):
                yield from (piece[at : at + 65536] for at in range(0, len(piece), 65536))
                continue
            with self._open(piece) as source:
                yield from _iter_base64(source, piece.size)


def _iter_base64(source: BinaryIO, size: int) -> Iterator[bytes]:
    """Yield a file's bytes as Base64.

    Raises:
        OSError: the file became shorter.
    """
    while size > 0:
        wanted = min(_PIECE, size)
        data = b""
        while len(data) < wanted:
            more = source.read(wanted - len(data))
            if not more:
                raise OSError(f"file ends {size - len(data)} bytes early")
            data += more
        size -= wanted
        yield base64.b64encode(data)
