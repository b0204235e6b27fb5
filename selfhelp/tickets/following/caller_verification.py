"""Two verification words that identify a genuine help desk caller; the ticket contains them.

They are derived from the ticket's correlation ID, which is random (122 bits) and known to this computer and
to those who may read the ticket. Two of 1024 words make 2^20 pairs: a stranger guesses right once in a
million calls. The short reference read out on the phone doesn't reveal them: both are one-way (HMAC, RFC
2104), and it shows 25 bits of the ID. The words prove that a caller can read the ticket, not that they mean
well.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from functools import cache

from selfhelp.core.languages import SOURCE_LANGUAGE, list_supported_languages, load_language

WORDS = 1024
LIST = "spoken.txt"
SPOKEN = "Verification words"
NEVER = "(say them first; never ask for a password)"


def make_verification_words(ref: str, language: str) -> tuple[str, str]:
    """Return the two words for a correlation ID in one language; they always differ."""
    digest = hmac.digest(ref.encode("utf-8", "replace"), b"selfhelp: words for the phone", hashlib.sha256)
    known = load_word_list(language)
    first, second = (int.from_bytes(digest[at : at + 8]) for at in (0, 8))
    one = first % WORDS
    other = (one + 1 + second % (WORDS - 1)) % WORDS
    return known[one], known[other]


def make_verification_line(ref: str) -> str:
    """Return the ticket's line with the verification words in every language."""
    said = " / ".join(
        " ".join(make_verification_words(ref, language))
        for language in list_supported_languages()
        if _has_word_list(language)
    )
    return f"{SPOKEN}: {said} {NEVER}"


def find_verification_words(ref: str, body: str, language: str) -> tuple[str, str] | None:
    """Return the words in a ticket's text, in a language or in English; None if there are none.

    A ticket written before a language was added contains the words in the others only.
    """
    said = {
        part
        for line in body.splitlines()
        if line.startswith(f"{SPOKEN}: ") and line.endswith(f" {NEVER}")
        for part in line.removeprefix(f"{SPOKEN}: ").removesuffix(f" {NEVER}").split(" / ")
    }
    pairs = (make_verification_words(ref, spoken) for spoken in (language, SOURCE_LANGUAGE))
    return next((pair for pair in pairs if " ".join(pair) in said), None)


def has_verification_words(ref: str, body: str) -> bool:
    """Return whether a ticket's text contains the words, so that the caller can read them."""
    return find_verification_words(ref, body, SOURCE_LANGUAGE) is not None


@cache
def load_word_list(language: str) -> Sequence[str]:
    """Return the words of a language: short, plain, and differing by more than one letter.

    A language without its own list uses the English one, which is in every ticket.
    """
    own = language if _has_word_list(language) else SOURCE_LANGUAGE
    return load_language(own).make_file_path(LIST).read_text(encoding="utf-8").split()


def _has_word_list(language: str) -> bool:
    return language in list_supported_languages() and load_language(language).make_file_path(LIST).is_file()
