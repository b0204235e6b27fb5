"""Writes and signs a request's body, so that the receiver can verify sender and content."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from selfhelp.core.model import Json
from selfhelp.core.ticket import FileRef, Opener

PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A secret shared with the receiver; ``name`` identifies it, "" if there is only one."""

    name: str
    secret: str

    @classmethod
    def from_token(cls, token: str) -> SigningKey:
        """Return the key in a token, ``name:secret`` or only a secret; the name is a single word."""
        name, colon, secret = token.partition(":")
        word = name.isascii() and name.isprintable() and name and " " not in name
        return cls(name, secret) if colon and word else cls("", token)

    def make_signature_headers(self, signed: hmac.HMAC, time: int) -> Mapping[str, str]:
        """Return the request headers with the signature and its timestamp."""
        headers = {"X-Timestamp": str(time), "X-Signature": f"sha256={signed.hexdigest()}"}
        return {**headers, "X-Key-Id": self.name} if self.name else headers

    def start_signature(self, time: int) -> hmac.HMAC:
        """Return an HMAC over the timestamp, to be updated with the body."""
        return hmac.new(self.secret.encode(), f"{time}.".encode(), hashlib.sha256)


def write_json_body(data: Json, target: BinaryIO, signed: hmac.HMAC) -> str:
    """Write a signed JSON body and return its media type."""
    _write_signed(json.dumps(data).encode(), target, signed)
    return "application/json"


def write_form_body(
    data: Json, files: Sequence[FileRef], open_file: Opener, target: BinaryIO, signed: hmac.HMAC
) -> str:
    """Write a signed form with a JSON part ``ticket`` and a part ``files`` for each file; return its media
    type."""
    mark = secrets.token_hex(16)
    head = 'Content-Disposition: form-data; name="ticket"\r\nContent-Type: application/json\r\n\r\n'
    _write_signed(f"--{mark}\r\n{head}".encode() + json.dumps(data).encode(), target, signed)
    for ref in files:
        _write_signed(f"\r\n--{mark}\r\n{_build_part_header(ref)}\r\n\r\n".encode(), target, signed)
        with open_file(ref) as source:
            for piece in _iter_file_pieces(source):
                _write_signed(piece, target, signed)
    _write_signed(f"\r\n--{mark}--\r\n".encode(), target, signed)
    return f"multipart/form-data; boundary={mark}"


def _build_part_header(ref: FileRef) -> str:
    """Return the MIME header of a file's part; the name is encoded as in the HTML standard."""
    name = ref.name.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")
    kind = ref.media_type if ref.media_type.isprintable() else "application/octet-stream"
    return f'Content-Disposition: form-data; name="files"; filename="{name}"\r\nContent-Type: {kind}'


def _iter_file_pieces(source: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: source.read(PIECE), b"")


def _write_signed(data: bytes, target: BinaryIO, signed: hmac.HMAC) -> None:
    target.write(data)
    signed.update(data)
