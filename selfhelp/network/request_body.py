"""Request bodies: JSON, forms and files, streamed so that memory use stays constant."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO
from urllib.parse import urlencode

from selfhelp.core.model import Json


@dataclass(frozen=True, slots=True)
class FormPart:
    """A part of a form: a text, or a file streamed from disk."""

    name: str
    content: str | BinaryIO
    filename: str = ""
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class MultipartBody:
    """A multipart form body, streamed from disk."""

    parts: Sequence[FormPart]


@dataclass(frozen=True, slots=True)
class FileBody:
    """A body that consists of one file, streamed from disk; ``size`` in bytes."""

    source: BinaryIO
    size: int
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class UrlEncodedBody:
    """A form body (application/x-www-form-urlencoded)."""

    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request that hasn't been sent yet."""

    method: str
    url: str
    query: Mapping[str, str] | None
    body: Json | MultipartBody | FileBody | UrlEncodedBody
    headers: Mapping[str, str]

    @property
    def is_safe(self) -> bool:
        """Whether the request changes nothing on the server."""
        return self.method == "GET"

    def record_file_offsets(self) -> Sequence[tuple[BinaryIO, int]]:
        """Return the request's files, each with the offset at which reading starts."""
        if isinstance(self.body, FileBody):
            return [(self.body.source, self.body.source.tell())]
        parts = self.body.parts if isinstance(self.body, MultipartBody) else ()
        return [(part.content, part.content.tell()) for part in parts if not isinstance(part.content, str)]

    def open_body_and_headers(self) -> tuple[Any, Mapping[str, str]]:
        """Return the body and the headers that describe it.

        The content type is set per request: on a session, it would override a form's boundary.
        """
        if isinstance(self.body, MultipartBody):
            from requests_toolbelt import MultipartEncoder

            fields = [(p.name, (p.filename or None, p.content, p.media_type)) for p in self.body.parts]
            encoder = MultipartEncoder(fields=fields)
            return encoder, {"Content-Type": encoder.content_type}
        if isinstance(self.body, FileBody):
            # An empty stream would be sent in chunks; not every server accepts them.
            data = _MeasuredFile(self.body) if self.body.size else b""
            return data, {"Content-Type": self.body.media_type}
        if isinstance(self.body, UrlEncodedBody):
            kind = "application/x-www-form-urlencoded"
            return urlencode(self.body.values).encode(), {"Content-Type": kind}
        if self.body is None:
            return None, {}
        return json.dumps(self.body).encode(), {"Content-Type": "application/json"}


class _MeasuredFile:
    """A file of known length; exactly this number of bytes is sent."""

    def __init__(self, raw: FileBody) -> None:
        self._source, self._size = raw.source, raw.size
        self._left = raw.size

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        while chunk := self.read(65536):
            yield chunk

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes.

        Raises:
            OSError: the file is shorter than announced.
        """
        wanted = self._left if size < 0 else min(size, self._left)
        chunk = self._source.read(wanted)
        if wanted and not chunk:
            raise OSError(f"file ends {self._left} bytes early")
        self._left -= len(chunk)
        return chunk
