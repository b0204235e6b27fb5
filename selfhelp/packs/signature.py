"""Signs a pack's manifest and verifies its signature: Ed25519 (RFC 8032)."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.machine.security import ed25519
from selfhelp.packs import archive
from selfhelp.packs.errors import PackError

MANIFEST, SIGNATURE = "manifest.json", "signature.json"

BEGIN, END = b"-----BEGIN PRIVATE KEY-----", b"-----END PRIVATE KEY-----"
PKCS8 = bytes.fromhex("302e020100300506032b657004220420")
"""Prefix of the 32 bytes of a private key (RFC 8410, section 7): version, Ed25519, length."""


@dataclass(frozen=True, slots=True)
class SignedPack:
    """A pack with a valid signature.

    Attributes:
        key: the signing public key, hexadecimal; it isn't necessarily trusted.
        created: the day it was signed.
        files: its files by name, each verified against the manifest.
    """

    key: str
    created: date
    files: Mapping[str, bytes]


def sign_files(files: Mapping[str, bytes], key: bytes, created: date) -> bytes:
    """Return the signed pack of these files.

    Raises:
        PackError: a file name isn't allowed, or the files are too large.
    """
    if not all(archive.is_member_name(name) for name in files) or not {MANIFEST, SIGNATURE}.isdisjoint(files):
        raise PackError(N_("The pack contains a file name that isn't allowed."))
    listed = [_build_file_entry(name, data) for name, data in sorted(files.items())]
    manifest = _to_json_bytes({"schema": 1, "created": created.isoformat(), "files": listed})
    signature = _to_json_bytes(
        {"key": derive_public_key_hex(key), "signature": ed25519.sign_message(key, manifest).hex()}
    )
    packed = archive.write_archive({**files, MANIFEST: manifest, SIGNATURE: signature})
    archive.read_archive(packed)  # what cannot be read back is not handed out
    return packed


def verify_signature(data: bytes) -> SignedPack:
    """Return the content of a pack after verifying its signature.

    Raises:
        PackError: it is damaged, was changed, or isn't a pack.
    """
    members = dict(archive.read_archive(data))
    manifest, signature = members.pop(MANIFEST, b""), members.pop(SIGNATURE, b"")
    try:
        told: Json = json.loads(signature)
        key = str(told["key"])
        if signature != _to_json_bytes({"key": key, "signature": told["signature"]}):
            raise ValueError("spelled in another way")
        if not ed25519.is_signed(bytes.fromhex(key), bytes.fromhex(told["signature"]), manifest):
            raise ValueError("the signature is wrong")
        listed: Json = json.loads(manifest)
        if listed["files"] != [_build_file_entry(name, content) for name, content in sorted(members.items())]:
            raise ValueError("a file is not the one that was signed")
        return SignedPack(key, date.fromisoformat(listed["created"]), members)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise PackError(N_("The pack has changed since it was signed."), detail=repr(error)) from error


def generate_key() -> tuple[bytes, str]:
    """Return a new private key as PEM (PKCS 8, RFC 8410), and the public key in hexadecimal."""
    seed = secrets.token_bytes(ed25519.SEED)
    return b"\n".join((BEGIN, base64.b64encode(PKCS8 + seed), END, b"")), derive_public_key_hex(seed)


def parse_private_key(pem: bytes) -> bytes:
    """Return the private key in a PEM file of `generate_key` or ``openssl genpkey``.

    Raises:
        PackError: it isn't a valid key.
    """
    lines = [line.strip() for line in pem.splitlines() if line.strip()]
    framed = (lines[:1], lines[-1:]) == ([BEGIN], [END])
    try:
        data = base64.b64decode(b"".join(lines[1:-1]), validate=True) if framed else b""
    except ValueError as error:
        raise PackError(NO_KEY, detail=repr(error)) from error
    if not data.startswith(PKCS8) or len(data) != len(PKCS8) + ed25519.SEED:
        raise PackError(NO_KEY)
    return data.removeprefix(PKCS8)


def derive_public_key_hex(key: bytes) -> str:
    """Return the public key of a private key in hexadecimal, as used in the policy."""
    return ed25519.derive_public_key(key).hex()


def _build_file_entry(name: str, data: bytes) -> Mapping[str, Json]:
    return {"path": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def _to_json_bytes(document: Mapping[str, Json]) -> bytes:
    return json.dumps(document, sort_keys=True, indent=1).encode("ascii") + b"\n"


NO_KEY = N_("This file isn't a private key for signing packs.")
