"""Signatures: both libraries make and refuse the same, also what was made up to please one of them."""

from __future__ import annotations

import ctypes
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.machine import ed25519
from selfhelp.machine.ed25519 import WAYS, Cryptography, OpenSSL
from selfhelp.places import Platform

OF_DEBIAN = OpenSSL(lambda: ctypes.CDLL("libcrypto.so.3"))
BOTH = (Cryptography(), OF_DEBIAN)
SEEDS = st.binary(min_size=32, max_size=32)
ODD = [0, 1, 2**255 - 19, 2**255 - 18, 2**255 - 1, 2**256 - 1]
"""Public keys that belong to nobody: points of a small order, and numbers that are spelled too large."""

ORDER = 2**252 + 27742317777372353535851937790883648493

# RFC 8032, section 7.1: tests 1 to 3
VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
            "4a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]


@pytest.mark.parametrize("way", BOTH)
@pytest.mark.parametrize(("seed", "public", "message", "signature"), VECTORS)
def test_the_examples_of_the_standard(
    way: ed25519.Way, seed: str, public: str, message: str, signature: str
) -> None:
    key, text = bytes.fromhex(seed), bytes.fromhex(message)
    assert way.public(key).hex() == public
    assert way.sign(key, text).hex() == signature
    assert way.verify(bytes.fromhex(public), bytes.fromhex(signature), text)
    assert not way.verify(bytes.fromhex(public), bytes.fromhex(signature), text + b"\0")


@given(SEEDS, st.binary(max_size=300), st.integers(0, 8 * 96 - 1))
def test_what_one_makes_the_other_accepts_and_one_changed_bit_neither(
    seed: bytes, message: bytes, bit: int
) -> None:
    one, other = BOTH
    assert one.public(seed) == other.public(seed)
    assert one.sign(seed, message) == other.sign(seed, message)
    whole = bytearray(one.public(seed) + one.sign(seed, message))
    whole[bit // 8] ^= 1 << bit % 8
    changed = bytes(whole)
    assert [way.verify(changed[:32], changed[32:], message) for way in BOTH] == [False, False]


def test_a_signature_that_was_made_larger_is_refused() -> None:
    """With the order of the group added to its second half it would be another one of the same message."""
    seed, message = b"\1" * 32, b"manifest"
    signature = OF_DEBIAN.sign(seed, message)
    other = int.from_bytes(signature[32:], "little") + ORDER
    larger = signature[:32] + other.to_bytes(32, "little")
    assert [way.verify(way.public(seed), larger, message) for way in BOTH] == [False, False]


@given(
    st.sampled_from([0, 1, 2**255 - 19, 2**255 - 18, 2**255 - 1, 2**256 - 1]),
    st.binary(min_size=64, max_size=64),
)
def test_odd_keys_are_judged_alike(key: int, signature: bytes) -> None:
    public = key.to_bytes(32, "little")
    answers = {way.verify(public, signature, b"manifest") for way in BOTH}
    assert len(answers) == 1


@pytest.mark.parametrize(("public", "signature"), [(31, 64), (33, 64), (32, 63), (32, 65), (0, 0)])
def test_lengths_that_no_key_and_no_signature_has(public: int, signature: int) -> None:
    with pytest.raises(ValueError):
        ed25519.is_signed(bytes(public), bytes(signature), b"")


def test_a_refused_signature_leaves_no_mistake_for_the_next_connection() -> None:
    """Python's own TLS shares OpenSSL's list of mistakes, and would report ours."""
    library = ctypes.CDLL("libcrypto.so.3")
    library.ERR_peek_error.restype = ctypes.c_ulong
    assert not OF_DEBIAN.verify(b"\xff" * 32, bytes(64), b"")
    assert not OF_DEBIAN.verify(OF_DEBIAN.public(b"\1" * 32), bytes(64), b"")
    assert library.ERR_peek_error() == 0


def test_windows_takes_the_library_of_pythons_own_tls() -> None:
    """That it is there and answers is tried under Wine: tests/packages/test_msi.py."""
    assert isinstance(WAYS[Platform.WINDOWS], OpenSSL)
    assert set(WAYS) == set(Platform)


def test_the_way_of_this_system_signs_and_refuses() -> None:
    seed, message = os.urandom(32), os.urandom(99)
    public, signature = ed25519.public_of(seed), ed25519.sign(seed, message)
    assert ed25519.is_signed(public, signature, message)
    assert not ed25519.is_signed(public, signature, message[:-1])
