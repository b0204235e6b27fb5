"""Two words that a genuine caller of the help desk knows, because they stand in the ticket.

They are made of the ticket's mark, which is random (122 bits) and known to this computer and to whoever may
read the ticket. Two of 1024 words are 2^20 pairs: a stranger on the phone guesses right once in a million
calls. The short reference that is read out on the phone does not give them away: both are one-way (HMAC,
RFC 2104), and of the mark it shows 25 bits. The words prove that a caller can read the ticket, not that they
means well.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from functools import cache

from selfhelp.core.paths import resource_path
from selfhelp.core.text import LANGUAGES

WORDS = 1024
SPOKEN = "Check words for a call"
NEVER = "(say them first; never ask for a password)"


def verification_words(ref: str, language: str) -> tuple[str, str]:
    """Return the two words of a ticket's mark in one language; never the same word twice."""
    digest = hmac.digest(ref.encode("utf-8", "replace"), b"selfhelp: words for the phone", hashlib.sha256)
    known = load_word_list(language)
    first, second = (int.from_bytes(digest[at : at + 8]) for at in (0, 8))
    one = first % WORDS
    other = (one + 1 + second % (WORDS - 1)) % WORDS
    return known[one], known[other]


def verification_line(ref: str) -> str:
    """Return the ticket's line with the words in every language."""
    said = " / ".join(" ".join(verification_words(ref, language)) for language in LANGUAGES)
    return f"{SPOKEN}: {said} {NEVER}"


def contains_line(ref: str, body: str) -> bool:
    """Whether a ticket's text has the line, so that the caller can know the words."""
    return verification_line(ref) in body.splitlines()


@cache
def load_word_list(language: str) -> Sequence[str]:
    """Return the words of a language: short, plain, and no two that differ by one letter only.

    A language without a list of its own says the first one's, which stand in every ticket.
    """
    own = language if language in LANGUAGES else LANGUAGES[0]
    return resource_path(f"words/spoken-{own}.txt").read_text(encoding="utf-8").split()
