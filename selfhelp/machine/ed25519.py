"""Signatures by Ed25519 (RFC 8032): made and checked by a well-known library, never by code of ours.

Linux and macOS: the library `cryptography`. Windows: the OpenSSL that Python itself brings for TLS, because
`cryptography` would bring a second one, larger than all of ours (docs/decisions/031-windows-package.md).
Both answer the same to the same tests. The functions of OpenSSL are those of its pages EVP_PKEY_new,
EVP_DigestSignInit and EVP_DigestVerifyInit.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from ctypes import POINTER, byref, c_char_p, c_int, c_size_t, c_void_p
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from selfhelp.places import Platform, this_platform

SEED, PUBLIC, SIGNATURE = 32, 32, 64
"""Bytes of a private key, of a public one, and of a signature."""

ED25519 = 1087
"""NID_ED25519 of OpenSSL's obj_mac.h, which EVP_PKEY_ED25519 stands for."""


class Way(Protocol):
    """A library that knows Ed25519; all lengths are right already."""

    def public(self, seed: bytes) -> bytes:
        """Return the public key of a private one."""

    def sign(self, seed: bytes, message: bytes) -> bytes:
        """Return the signature of a message."""

    def verify(self, public: bytes, signature: bytes, message: bytes) -> bool:
        """Whether the owner of a public key signed exactly this message."""


class Cryptography:
    """The library `cryptography`."""

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


class OpenSSL:
    """A libcrypto of OpenSSL 3, called directly."""

    def __init__(self, library: Callable[[], ctypes.CDLL]) -> None:
        """Take what loads the library; nothing is loaded before it is needed."""
        self._load = library

    @cached_property
    def _crypto(self) -> ctypes.CDLL:
        crypto = self._load()
        for name, result, arguments in (
            ("EVP_PKEY_new_raw_private_key", c_void_p, (c_int, c_void_p, c_char_p, c_size_t)),
            ("EVP_PKEY_new_raw_public_key", c_void_p, (c_int, c_void_p, c_char_p, c_size_t)),
            ("EVP_PKEY_get_raw_public_key", c_int, (c_void_p, c_char_p, POINTER(c_size_t))),
            ("EVP_PKEY_free", None, (c_void_p,)),
            ("EVP_MD_CTX_new", c_void_p, ()),
            ("EVP_MD_CTX_free", None, (c_void_p,)),
            ("EVP_DigestSignInit", c_int, (c_void_p,) * 5),
            ("EVP_DigestSign", c_int, (c_void_p, c_char_p, POINTER(c_size_t), c_char_p, c_size_t)),
            ("EVP_DigestVerifyInit", c_int, (c_void_p,) * 5),
            ("EVP_DigestVerify", c_int, (c_void_p, c_char_p, c_size_t, c_char_p, c_size_t)),
            ("ERR_clear_error", None, ()),
        ):
            function = getattr(crypto, name)
            function.restype, function.argtypes = result, arguments
        return crypto

    def public(self, seed: bytes) -> bytes:
        """Return the public key of a private one."""
        found, length = ctypes.create_string_buffer(PUBLIC), c_size_t(PUBLIC)
        with self._key("private", seed) as key:
            _must(key and self._crypto.EVP_PKEY_get_raw_public_key(key, found, byref(length)) == 1)
        return found.raw

    def sign(self, seed: bytes, message: bytes) -> bytes:
        """Return the signature of a message."""
        made, length = ctypes.create_string_buffer(SIGNATURE), c_size_t(SIGNATURE)
        with self._key("private", seed) as key, self._context() as context:
            _must(key and self._crypto.EVP_DigestSignInit(context, None, None, None, key) == 1)
            _must(self._crypto.EVP_DigestSign(context, made, byref(length), message, len(message)) == 1)
        return made.raw

    def verify(self, public: bytes, signature: bytes, message: bytes) -> bool:
        """Whether the owner of a public key signed exactly this message."""
        with self._key("public", public) as key, self._context() as context:
            if not key or self._crypto.EVP_DigestVerifyInit(context, None, None, None, key) != 1:
                return False
            done = self._crypto.EVP_DigestVerify(context, signature, len(signature), message, len(message))
            return bool(done == 1)  # 0: it is wrong; below: it could not be checked

    @contextmanager
    def _key(self, kind: str, data: bytes) -> Iterator[c_void_p]:
        make = getattr(self._crypto, f"EVP_PKEY_new_raw_{kind}_key")
        key = c_void_p(make(ED25519, None, data, len(data)))
        try:
            yield key
        finally:
            self._crypto.EVP_PKEY_free(key)
            self._crypto.ERR_clear_error()  # or Python's own TLS would take it for a mistake of its own

    @contextmanager
    def _context(self) -> Iterator[c_void_p]:
        context = c_void_p(self._crypto.EVP_MD_CTX_new())
        _must(bool(context))
        try:
            yield context
        finally:
            self._crypto.EVP_MD_CTX_free(context)


def _must(done: object) -> None:
    if not done:
        raise RuntimeError("OpenSSL has no Ed25519, or no memory")


def beside_python() -> ctypes.CDLL:
    """Return the OpenSSL of Python's own TLS, from the very folder that Python has it from."""
    import _hashlib

    (file,) = Path(_hashlib.__file__).parent.glob("libcrypto-3*.dll")
    return ctypes.CDLL(str(file))


WAYS: Mapping[Platform, Way] = MappingProxyType(
    {
        Platform.LINUX: Cryptography(),
        Platform.MACOS: Cryptography(),
        Platform.WINDOWS: OpenSSL(beside_python),
    }
)


def public_of(seed: bytes) -> bytes:
    """Return the public key of a private one.

    Raises:
        ValueError: it is no private key.
    """
    return WAYS[this_platform()].public(_sized(seed, SEED))


def sign(seed: bytes, message: bytes) -> bytes:
    """Return the signature of a message.

    Raises:
        ValueError: it is no private key.
    """
    return WAYS[this_platform()].sign(_sized(seed, SEED), message)


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the owner of a public key signed exactly this message.

    Raises:
        ValueError: key or signature have a length that none has.
    """
    way = WAYS[this_platform()]
    return way.verify(_sized(public, PUBLIC), _sized(signature, SIGNATURE), message)


def _sized(data: bytes, length: int) -> bytes:
    if len(data) != length:
        raise ValueError(f"{len(data)} bytes instead of {length}")
    return data
