"""Sends files to Request Tracker without changes, and reads stored files."""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import BinaryIO

from selfhelp.core.errors import DeskUnreachableError
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.core.ticket import FileRef, RemoteFile

_CONTENT = re.compile(rb'(?<!\\)"Content"\s*:\s*"')
CHUNK = 1 << 20


def make_stored_file_name(name: str) -> str:
    """Return a file's name as stored by RT: a double quote would become %22."""
    return name.replace('"', "'")


def find_upload_media_type(ref: FileRef, source: BinaryIO) -> str:
    """Return the media type to send: RT rewrites non-UTF-8 text and splits up messages."""
    kind = ref.media_type
    if kind.startswith(("message/", "multipart/")):
        return "application/octet-stream"
    if kind.startswith("text/") and not _is_plain_utf8(source):
        return "application/octet-stream"
    return kind


def _is_plain_utf8(source: BinaryIO) -> bool:
    """Return whether a file is UTF-8 without a byte order mark; the file is rewound."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        first = True
        while chunk := source.read(CHUNK):
            if first and chunk.startswith(codecs.BOM_UTF8):
                return False
            decoder.decode(chunk)
            first = False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        source.seek(0)
    return True


def is_file_attached(ref: FileRef, held: Sequence[RemoteFile]) -> bool:
    """Return whether RT has a file with the same name and size."""
    return any(f.name == make_stored_file_name(ref.name) and f.size == ref.size for f in held)


def count_file_copies(files: Sequence[FileRef], held: Sequence[RemoteFile]) -> Mapping[str, int]:
    """Return the number of copies that RT has of each file; a new upload must raise this number."""
    seen = Counter((file.name, file.size) for file in held)
    return {ref.name: seen[make_stored_file_name(ref.name), ref.size] for ref in files}


def to_remote_file(row: Mapping[str, Json]) -> RemoteFile:
    """Convert an RT attachment for display."""
    length = str(row.get("ContentLength", ""))
    size = int(length) if length.isdecimal() else 0
    return RemoteFile(str(row.get("Filename")), size, id=str(row.get("id") or ""))


def decode_attachment(answer: BinaryIO, target: BinaryIO) -> None:
    """Write the decoded content of a Base64 attachment in JSON to ``target``, in chunks.

    Raises:
        DeskUnreachableError: the response is damaged; repeating it is safe.
    """
    head = answer.read(CHUNK)
    found = _CONTENT.search(head)
    if not found:
        raise _build_damaged_error("no content")
    kept, piece = b"", head[found.end() :]
    while piece:
        text, quote, _ = piece.partition(b'"')
        # Line ends are escaped in JSON; an escape may be cut in two between pieces.
        kept = (kept + text).replace(b"\\n", b"").replace(b"\\r", b"").replace(b"\\/", b"/")
        whole = len(kept) if quote else (len(kept) - kept.endswith(b"\\")) // 4 * 4
        try:
            target.write(base64.b64decode(kept[:whole], validate=True))
        except binascii.Error as error:
            raise _build_damaged_error(repr(error)) from error
        kept = kept[whole:]
        if quote:
            return
        piece = answer.read(CHUNK)
    raise _build_damaged_error("it ends early")


def _build_damaged_error(detail: str) -> DeskUnreachableError:
    return DeskUnreachableError(N_("The downloaded file is damaged. Try again later."), detail=detail)
