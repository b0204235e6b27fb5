"""Ed25519 signatures (RFC 8032), created and verified by a well-known library.

Linux and macOS: ``cryptography``, which the keyring of Linux needs anyway. Windows: PyNaCl (libsodium),
because ``cryptography`` would bring a second OpenSSL, larger than all of ours
(docs/decisions/031-windows-package.md).

The two differ where keys and signatures were made up and not made: OpenSSL accepts points of a small order,
to which a signature of every text can be written down. So those are refused here, before a library is asked,
and the same tests, hostile ones among them, find the two alike (tests/machine/security/test_ed25519.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from selfhelp.core.paths import Platform, current_platform

SEED, PUBLIC, SIGNATURE = 32, 32, 64
"""Bytes of a private key, of a public one, and of a signature."""

PRIME = 2**255 - 19
"""What the numbers of the curve are smaller than (RFC 8032, section 5.1)."""

EIGHTH = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
SMALL = frozenset({0, 1, PRIME - 1, EIGHTH, PRIME - EIGHTH})
"""The second coordinate of the points whose order divides eight; their first one's sign does not matter.

Source: Chalkias, Garillot, Nikolaenko, "Taming the many EdDSAs" (2020). A test makes them again.
"""


class Ed25519Library(Protocol):
    """A library that knows Ed25519; all lengths are right already."""

    def public(self, seed: bytes) -> bytes:
        """Return the public key of a private one."""

    def sign(self, seed: bytes, message: bytes) -> bytes:
        """Return the signature of a message."""

    def verify(self, public: bytes, signature: bytes, message: bytes) -> bool:
        """Whether the owner of a public key signed exactly this message."""


class Cryptography:
    """The library ``cryptography`` (OpenSSL)."""

    def public(self, seed: bytes) -> bytes:
        """Return the public key of a private one."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()

    def sign(self, seed: bytes, message: bytes) -> bytes:
        """Return the signature of a message."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(seed).sign(message)

    def verify(self, public: bytes, signature: bytes, message: bytes) -> bool:
        """Whether the owner of a public key signed exactly this message."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


class Sodium:
    """The library PyNaCl (libsodium)."""

    def public(self, seed: bytes) -> bytes:
        """Return the public key of a private one."""
        from nacl.signing import SigningKey

        return bytes(SigningKey(seed).verify_key)

    def sign(self, seed: bytes, message: bytes) -> bytes:
        """Return the signature of a message."""
        from nacl.signing import SigningKey

        return SigningKey(seed).sign(message).signature

    def verify(self, public: bytes, signature: bytes, message: bytes) -> bool:
        """Whether the owner of a public key signed exactly this message."""
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
    """Return the public key of a private one.

    Raises:
        ValueError: it isn't a private key.
    """
    return WAYS[current_platform()].public(_sized(seed, SEED))


def sign(seed: bytes, message: bytes) -> bytes:
    """Return the signature of a message.

    Raises:
        ValueError: it isn't a private key.
    """
    return WAYS[current_platform()].sign(_sized(seed, SEED), message)


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the owner of a public key signed exactly this message.

    Raises:
        ValueError: key or signature have a length that none has.
    """
    points = (_sized(public, PUBLIC), _sized(signature, SIGNATURE)[: SIGNATURE // 2])
    return all(map(_proper, points)) and WAYS[current_platform()].verify(public, signature, message)


def _proper(point: bytes) -> bool:
    """Whether bytes spell a point in the one right way, and none of a small order."""
    second = int.from_bytes(point, "little") % 2**255  # the highest bit is the sign of the first coordinate
    return second < PRIME and second not in SMALL


def _sized(data: bytes, length: int) -> bytes:
    if len(data) != length:
        raise ValueError(f"{len(data)} bytes instead of {length}")
    return data
