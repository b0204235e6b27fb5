"""Signs a pack's manifest and proves its signature: Ed25519 (RFC 8032), by the library `cryptography`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from selfhelp.model import Json
from selfhelp.packs import archive
from selfhelp.packs.errors import PackError
from selfhelp.text import N_

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

MANIFEST, SIGNATURE = "manifest.json", "signature.json"


@dataclass(frozen=True, slots=True)
class Signed:
    """A pack whose signature is right.

    Attributes:
        key: the public key that made it, in hexadecimal digits. Whether it is trusted is not said here.
        created: the day it was signed.
        files: its files by name, each with the hash that the manifest says.
    """

    key: str
    created: date
    files: Mapping[str, bytes]


def seal(files: Mapping[str, bytes], key: Ed25519PrivateKey, created: date) -> bytes:
    """Return the pack of these files.

    Raises:
        PackError: a file has a name that is not allowed, or all are too large.
    """
    if not all(archive.is_name(name) for name in files) or not {MANIFEST, SIGNATURE}.isdisjoint(files):
        raise PackError(N_("The pack holds a file with a name that is not allowed."))
    listed = [_line(name, data) for name, data in sorted(files.items())]
    manifest = _bytes({"schema": 1, "created": created.isoformat(), "files": listed})
    signature = _bytes({"key": public_hex(key), "signature": key.sign(manifest).hex()})
    packed = archive.write({**files, MANIFEST: manifest, SIGNATURE: signature})
    archive.read(packed)  # what cannot be read back is not handed out
    return packed


def prove(data: bytes) -> Signed:
    """Return what a pack holds, after proving that its own key signed exactly this.

    Raises:
        PackError: it is damaged, was changed, or is not a pack.
    """
    members = dict(archive.read(data))
    manifest, signature = members.pop(MANIFEST, b""), members.pop(SIGNATURE, b"")
    try:
        told: Json = json.loads(signature)
        key = str(told["key"])
        if signature != _bytes({"key": key, "signature": told["signature"]}):
            raise ValueError("spelled in another way")
        _check(bytes.fromhex(key), bytes.fromhex(told["signature"]), manifest)
        listed: Json = json.loads(manifest)
        if listed["files"] != [_line(name, content) for name, content in sorted(members.items())]:
            raise ValueError("a file is not the one that was signed")
        return Signed(key, date.fromisoformat(listed["created"]), members)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise PackError(N_("The pack was changed after it was signed."), detail=repr(error)) from error


def _check(key: bytes, signature: bytes, manifest: bytes) -> None:
    """Check one signature.

    Raises:
        ValueError: it is wrong.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, manifest)
    except InvalidSignature as error:
        raise ValueError("the signature is wrong") from error


def new_key() -> tuple[bytes, str]:
    """Return a new private key as PEM (PKCS 8), and its public key in hexadecimal digits."""
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    return pem, public_hex(key)


def read_key(pem: bytes) -> Ed25519PrivateKey:
    """Return a private key.

    Raises:
        PackError: it is not one of ours.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise PackError(NO_KEY, detail=repr(error)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise PackError(NO_KEY, detail=type(key).__name__)
    return key


def public_hex(key: Ed25519PrivateKey) -> str:
    """Return the public half in hexadecimal digits, as a policy spells it."""
    return key.public_key().public_bytes_raw().hex()


def _line(name: str, data: bytes) -> Mapping[str, Json]:
    return {"path": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def _bytes(document: Mapping[str, Json]) -> bytes:
    return json.dumps(document, sort_keys=True, indent=1).encode("ascii") + b"\n"


NO_KEY = N_("This file is not a private key for signing packs.")
