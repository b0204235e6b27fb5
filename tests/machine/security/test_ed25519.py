"""Signatures: both libraries make and refuse the same, also what was made up to please one of them."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl import bindings as curve

from selfhelp.core.paths import Platform
from selfhelp.machine.security import ed25519
from selfhelp.machine.security.ed25519 import EIGHTH, PRIME, SMALL, WAYS, Cryptography, Sodium

BOTH = (Cryptography(), Sodium())
SYSTEMS = {Platform.LINUX: Cryptography, Platform.MACOS: Cryptography, Platform.WINDOWS: Sodium}
SEEDS = st.binary(min_size=32, max_size=32)
ORDER = 2**252 + 27742317777372353535851937790883648493
NOTHING = (1).to_bytes(32, "little")
"""The point that changes no other: the neutral one."""

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


@pytest.fixture(params=SYSTEMS, ids=lambda platform: platform.value)
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Platform:
    """One system after the other: its library judges, here."""
    platform: Platform = request.param
    monkeypatch.setattr(ed25519, "detect_platform", lambda: platform)
    return platform


def judged(public: bytes, signature: bytes, message: bytes) -> set[bool]:
    """What the systems say of a signature; one answer where they are of one mind."""
    with pytest.MonkeyPatch.context() as patch:
        answers = set()
        for platform in Platform:
            patch.setattr(ed25519, "detect_platform", lambda platform=platform: platform)
            answers.add(ed25519.is_signed(public, signature, message))
    return answers


# -- what is made and accepted ----------------------------------------------------------------------


@pytest.mark.parametrize("way", BOTH)
@pytest.mark.parametrize(("seed", "public", "message", "signature"), VECTORS)
def test_the_examples_of_the_standard(
    way: ed25519.Ed25519Library, seed: str, public: str, message: str, signature: str
) -> None:
    key, text = bytes.fromhex(seed), bytes.fromhex(message)
    assert way.compute_public_key(key).hex() == public
    assert way.sign(key, text).hex() == signature
    assert way.verify_signature(bytes.fromhex(public), bytes.fromhex(signature), text)
    assert not way.verify_signature(bytes.fromhex(public), bytes.fromhex(signature), text + b"\0")


def test_each_system_has_its_library_and_signs_and_refuses(system: Platform) -> None:
    seed, message = os.urandom(32), os.urandom(99)
    public, signature = ed25519.derive_public_key(seed), ed25519.sign_message(seed, message)
    assert type(WAYS[system]) is SYSTEMS[system]
    assert ed25519.is_signed(public, signature, message)
    assert not ed25519.is_signed(public, signature, message[:-1])


@given(SEEDS, st.binary(max_size=300), st.integers(0, 8 * 96 - 1))
def test_what_one_makes_the_other_accepts_and_one_changed_bit_neither(
    seed: bytes, message: bytes, bit: int
) -> None:
    one, other = BOTH
    assert one.compute_public_key(seed) == other.compute_public_key(seed)
    assert one.sign(seed, message) == other.sign(seed, message)
    whole = bytearray(one.compute_public_key(seed) + one.sign(seed, message))
    assert judged(bytes(whole[:32]), bytes(whole[32:]), message) == {True}
    whole[bit // 8] ^= 1 << bit % 8
    changed = bytes(whole)
    assert [way.verify_signature(changed[:32], changed[32:], message) for way in BOTH] == [False, False]
    assert judged(changed[:32], changed[32:], message) == {False}


def test_no_library_is_loaded_before_there_is_a_signature() -> None:
    code = "import sys, selfhelp.packs.signature; print({'nacl', 'cryptography'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "set()"


# -- lengths ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("public", "signature"), [(31, 64), (33, 64), (64, 64), (32, 63), (32, 65), (32, 128), (0, 0)]
)
def test_lengths_that_no_key_and_no_signature_has(system: Platform, public: int, signature: int) -> None:
    with pytest.raises(ValueError, match="bytes instead of"):
        ed25519.is_signed(b"\7" * public, b"\7" * signature, b"")


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_lengths_that_no_private_key_has(system: Platform, length: int) -> None:
    with pytest.raises(ValueError, match="bytes instead of"):
        ed25519.sign_message(b"\7" * length, b"")
    with pytest.raises(ValueError, match="bytes instead of"):
        ed25519.derive_public_key(b"\7" * length)


# -- what was made up --------------------------------------------------------------------------------


def test_a_signature_that_was_made_larger_is_refused() -> None:
    """With the order of the group added to its second half it would be another one of the same message."""
    seed, message = b"\1" * 32, b"manifest"
    public, signature = BOTH[0].compute_public_key(seed), BOTH[0].sign(seed, message)
    second = int.from_bytes(signature[32:], "little")
    for times in range(1, (2**256 - second) // ORDER + 1):
        larger = signature[:32] + number(second + times * ORDER)
        assert [way.verify_signature(public, larger, message) for way in BOTH] == [False, False]
        assert judged(public, larger, message) == {False}


def test_the_points_of_a_small_order_are_all_that_there_are() -> None:
    """Eight of them, one after the other: those that one of order eight makes when it is added to itself."""
    found, point = set(), NOTHING
    for _ in range(8):
        found.add(int.from_bytes(point, "little") % 2**255)
        point = curve.crypto_core_ed25519_add(point, number(EIGHTH))
    assert point == NOTHING
    assert found == SMALL


def spellings() -> Iterator[bytes]:
    """Every spelling of a small point: both signs, and as a number that is too large where there is room."""
    for second in sorted(SMALL):
        for spelled in {second, second + PRIME} if second + PRIME < 2**255 else {second}:
            yield from (number(spelled), number(spelled + 2**255))


def test_a_key_of_a_small_order_signs_nothing_although_openssl_would_take_it() -> None:
    """Anybody can write a signature for it: a small point and a nought."""
    taken = 0
    for key in spellings():
        for point in spellings():
            for text in (b"%d" % count for count in range(8)):
                signature = point + bytes(32)
                taken += BOTH[0].verify_signature(key, signature, text)
                assert judged(key, signature, text) == {False}
    assert taken > 100  # else this test would prove nothing


@pytest.mark.parametrize("spelled", [PRIME, PRIME + 2, PRIME + 18, PRIME + 2 + 2**255, 2**256 - 1])
def test_a_key_that_is_spelled_as_a_number_too_large_is_refused(spelled: int) -> None:
    assert judged(number(spelled), BOTH[0].sign(b"\1" * 32, b"manifest"), b"manifest") == {False}


@given(SEEDS, st.binary(max_size=40))
def test_the_owner_of_a_key_makes_no_signature_that_one_system_takes_and_another_does_not(
    seed: bytes, message: bytes
) -> None:
    """The user may choose as they like what is a matter of chance, and add a small point to it or to their
    key."""
    small = number(EIGHTH)
    assert judged(*crafted(seed, message, NOTHING, NOTHING)) == {True}  # else this test would prove nothing
    assert judged(*crafted(seed, message, NOTHING, small)) == {False}
    assert judged(*crafted(seed, message, NOTHING, NOTHING, chance=0)) == {False}
    assert judged(*crafted(seed, message, NOTHING, small, chance=0)) == {False}
    assert len(judged(*crafted(seed, message, small, NOTHING))) == 1  # one text of eight
    assert len(judged(*crafted(seed, message, small, small))) == 1


def crafted(
    seed: bytes, message: bytes, beside_key: bytes, beside_point: bytes, chance: int = 12345
) -> tuple[bytes, bytes, bytes]:
    """Sign as RFC 8032 (5.1.6) does, with a point added to the key or to the signature's own point.

    Args:
        seed: a private number.
        message: what is signed.
        beside_key: what is added to the key.
        beside_point: what is added to the first half of the signature.
        chance: the number that a library would never have twice.

    Returns: the public key, the signature and the message.
    """
    secret = int.from_bytes(seed, "little") % ORDER or 1
    key = curve.crypto_core_ed25519_add(times_base(secret), beside_key)
    point = curve.crypto_core_ed25519_add(times_base(chance), beside_point)
    digest = int.from_bytes(hashlib.sha512(point + key + message).digest(), "little")
    return key, point + number((chance + digest * secret) % ORDER), message


def times_base(factor: int) -> bytes:
    """Return a multiple of the point that all keys are multiples of."""
    return curve.crypto_scalarmult_ed25519_base_noclamp(number(factor)) if factor else NOTHING


def number(value: int) -> bytes:
    """Spell a number as the standard does."""
    return value.to_bytes(32, "little")
