"""Ed25519 signatures (RFC 8032), created and verified by an established library.

Linux and macOS: ``cryptography``, which the Linux keyring needs anyway. Windows: PyNaCl (libsodium), because
``cryptography`` would add a second, large OpenSSL (docs/decisions/031-windows-package.md).

The two libraries differ for forged keys and signatures: OpenSSL accepts points of small order, for which a
signature of any text can be constructed. This module rejects such points first, and the same tests, including
tests with hostile input, verify that both libraries agree (tests/machine/security/test_ed25519.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from selfhelp.core.paths import Platform, detect_platform

SEED, PUBLIC, SIGNATURE = 32, 32, 64
"""Length in bytes of a private key, of a public key, and of a signature."""

PRIME = 2**255 - 19
"""The prime of the curve's field (RFC 8032, section 5.1)."""

EIGHTH = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
SMALL = frozenset({0, 1, PRIME - 1, EIGHTH, PRIME - EIGHTH})
"""The y coordinates of the points of small order; the sign of x doesn't matter.

Source: Chalkias, Garillot, Nikolaenko, "Taming the many EdDSAs" (2020). A test recomputes them.
"""


class Ed25519Library(Protocol):
    """Protocol of a library that implements Ed25519; the caller validates lengths."""

    def compute_public_key(self, seed: bytes) -> bytes:
        """Return the public key for a private key."""

    def sign(self, seed: bytes, message: bytes) -> bytes:
        """Return the signature of a message."""

    def verify_signature(self, public: bytes, signature: bytes, message: bytes) -> bool:
        """Return whether the owner of a public key signed exactly this message."""


class Cryptography:
    """Implementation of Ed25519 with ``cryptography`` (OpenSSL)."""

    def compute_public_key(self, seed: bytes) -> bytes:
        """Return the public key for a private key."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()

    def sign(self, seed: bytes, message: bytes) -> bytes:
        """Return the signature of a message."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(seed).sign(message)

    def verify_signature(self, public: bytes, signature: bytes, message: bytes) -> bool:
        """Return whether the owner of a public key signed exactly this message."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


class Sodium:
    """Implementation of Ed25519 with PyNaCl (libsodium)."""

    def compute_public_key(self, seed: bytes) -> bytes:
        """Return the public key for a private key."""
        from nacl.signing import SigningKey

        return bytes(SigningKey(seed).verify_key)

    def sign(self, seed: bytes, message: bytes) -> bytes:
        """Return the signature of a message."""
        from nacl.signing import SigningKey

        return SigningKey(seed).sign(message).signature

    def verify_signature(self, public: bytes, signature: bytes, message: bytes) -> bool:
        """Return whether the owner of a public key signed exactly this message."""
        from nacl.exceptions import BadSignatureError
        from nacl.signing import VerifyKey

        try:
            VerifyKey(public).verify(message, signature)
        except BadSignatureError:
            return False
        return True


WAYS: Mapping[Platform, Ed25519Library] = MappingProxyType(
    {
        Platform.LINUX: Cryptography(),
        Platform.MACOS: Cryptography(),
        Platform.WINDOWS: Sodium(),
    }
)


def derive_public_key(seed: bytes) -> bytes:
    """Return the public key for a private key.

    Raises:
        ValueError: ``seed`` isn't a private key.
    """
    return WAYS[detect_platform()].compute_public_key(_require_length(seed, SEED))


def sign_message(seed: bytes, message: bytes) -> bytes:
    """Return the signature of a message.

    Raises:
        ValueError: ``seed`` isn't a private key.
    """
    return WAYS[detect_platform()].sign(_require_length(seed, SEED), message)


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    """Return whether the owner of a public key signed exactly this message.

    Raises:
        ValueError: the key or signature has the wrong length.
    """
    points = (_require_length(public, PUBLIC), _require_length(signature, SIGNATURE)[: SIGNATURE // 2])
    return all(map(_is_canonical_point, points)) and WAYS[detect_platform()].verify_signature(
        public, signature, message
    )


def _is_canonical_point(point: bytes) -> bool:
    """Return whether bytes are the canonical encoding of a point that isn't of small order."""
    second = int.from_bytes(point, "little") % 2**255  # the highest bit is the sign of the x coordinate
    return second < PRIME and second not in SMALL


def _require_length(data: bytes, length: int) -> bytes:
    if len(data) != length:
        raise ValueError(f"{len(data)} bytes instead of {length}")
    return data
