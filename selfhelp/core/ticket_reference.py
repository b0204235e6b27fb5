"""A ticket's client reference, and its short form for phone calls, such as K7F-3QX."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits of Crockford's base 32 (crockford.com/base32.html), without I, L, O and U."""

DIGITS = 5
"""Number of digits taken from the client reference (25 bits), before the check character."""

_LOOK_ALIKES = str.maketrans("ILO", "110", " -\N{NO-BREAK SPACE}\N{NON-BREAKING HYPHEN}\N{EN DASH}.")
_REDUCING = 0b100101
"""The primitive polynomial x⁵ + x² + 1 over GF(2); it gives every digit a different weight."""


def create_ticket_ref() -> str:
    """Return a new client reference ``sh-<uuid4>``, which identifies a ticket in the help desk system."""
    return f"sh-{uuid.uuid4()}"


def create_reply_ref() -> str:
    """Return a new client reference ``c-<uuid4>`` for a reply."""
    return f"c-{uuid.uuid4()}"


def shorten_reference(ref: str) -> str:
    """Return the short form of a client reference ``sh-<uuid4>``, for instance ``K7F-3QX``.

    Two tickets share one with a probability of 1 in 33 million; then the user's name decides.
    """
    number = int.from_bytes(hashlib.sha256(ref.encode("utf-8", "replace")).digest()[:4]) >> (32 - 5 * DIGITS)
    digits = [number >> (5 * place) & 31 for place in reversed(range(DIGITS))]
    code = "".join(ALPHABET[digit] for digit in [*digits, _compute_checksum(digits)])
    return f"{code[:3]}-{code[3:]}"


def parse_spoken_reference(words: str) -> str | None:
    """Return a spoken or typed short reference in its standard form; None if it is invalid.

    Lowercase letters, spaces, I and L for 1 and O for 0 are accepted. One wrong character and two swapped
    characters are always detected.
    """
    code = words.strip().upper().translate(_LOOK_ALIKES)
    if len(code) != DIGITS + 1 or not set(code) <= set(ALPHABET):
        return None
    digits = [ALPHABET.index(character) for character in code]
    return f"{code[:3]}-{code[3:]}" if _compute_checksum(digits[:-1]) == digits[-1] else None


def make_qr_matrix(text: str) -> Sequence[Sequence[bool]]:
    """Return the QR code of a short text as rows of modules, True for dark, without the margin.

    A reader needs four light modules around it (ISO/IEC 18004). The error correction is the highest that
    fits.
    """
    import segno

    whole = text.encode("utf-8", "replace").decode()  # an unpaired surrogate can't be encoded in a QR code
    return [[bool(dark) for dark in row] for row in segno.make_qr(whole, error="m").matrix]


def _compute_checksum(digits: Sequence[int]) -> int:
    """Return the checksum of the digits: their sum over GF(32), each with its own weight."""
    total = 0
    for digit in digits:
        total = (total ^ digit) << 1
        total ^= _REDUCING if total & 32 else 0
    return total
