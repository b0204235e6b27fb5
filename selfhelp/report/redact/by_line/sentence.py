"""Determines the possible roles of the words in a sentence, such as a secret."""

# Conditions of many words read better on one line.
# fmt: off
# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.aliases import is_placeholder
from selfhelp.report.redact.by_line.line_rules import Line
from selfhelp.report.redact.by_line.sentence_words import Token
from selfhelp.report.redact.by_line.spoken_words import (
    CODES,
    GO_ON,
    KEY_BEFORE,
    LOCKED,
    LONGEST_VALUE,
    NO_NOUN_BEFORE,
    PASSWORDS,
    PERSONS,
    PRODUCT,
    SECOND,
    SHOWS,
    TITLED,
    TOPIC,
)
from selfhelp.report.redact.in_context.made_up_words import JOINED, SURE, rate_word
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.value_shapes import is_plausible_secret
from selfhelp.report.redact.vocabulary.ordinary_words import is_ordinary_word

Found = Iterator[tuple[int, int, str]]
"""First and last word index of each secret, and its class."""


class Sentence:
    """Words of a line, their possible roles, and the topic of its neighbours.

    Attributes:
        line: the line.
        words: its words.
        nouns: indexes of words that begin a name of a password, code or key.
        locked: whether a word names a lock, or a thing that shows a code.
    """

    def __init__(self, line: Line, words: list[Token]) -> None:
        self.line = line
        self.words = words
        self.nouns = [n for n in range(len(words)) if self.count_noun_words(n)]
        self._topic: bool | None = None
        self.locked = any(word.low in LOCKED or word.low in SHOWS for word in words)

    def get_lowercase_word(self, n: int) -> str:
        """Return word ``n`` in lowercase, or an empty string if there is none."""
        return self.words[n].low if 0 <= n < len(self.words) else ""

    def count_noun_words(self, n: int) -> int:
        """Return the number of words from ``n`` on that name a password, a code or a key; 0 for none."""
        low = self.get_lowercase_word(n)
        if self.words[n].quoted:
            return 0
        if low in PASSWORDS or (low.startswith(("passwor", "mot-de-pass", "motdepass")) and len(low) < 14):
            return 1
        for (first, last), size in SECOND.items():
            if low == first and self.get_lowercase_word(n + size - 1) == last:
                return size
        if low == "pass" and self.get_lowercase_word(n - 1) in ("admin", "root", "mailbox", "the", "my", "le", "mon", "wifi", "user", "vpn", "current", "ftp", "mail"):
            return 1
        if low in CODES and self.get_lowercase_word(n - 1) not in NO_NOUN_BEFORE:
            return 1
        if low == "phrase" and n + 1 < len(self.words) and self.words[n + 1].quoted:
            return 1
        if low in ("key", "clé", "clef", "cle", "schlüssel") and (self.get_lowercase_word(n - 1) in KEY_BEFORE or self.get_lowercase_word(n + 1) in KEY_BEFORE or (self.get_lowercase_word(n + 1) == "de" and self.get_lowercase_word(n + 2) in ("récupération", "recuperation", "licence", "produit", "secours", "sécurité")) or self.get_lowercase_word(n + 3) in ("box", "wifi", "wi-fi")):
            return 1
        return 1 if low.endswith(("schlüssel", "passwort", "kennwort", "zugangscode")) else 0

    def is_code_noun(self, n: int) -> bool:
        """Return whether a noun names a code rather than a password."""
        low = self.get_lowercase_word(n)
        return low in CODES and low not in PASSWORDS

    def is_near_sign_in_topic(self) -> bool:
        """Return whether this line or an adjacent one is about signing in or passwords."""
        if self._topic is None:
            near = {word.low for word in self.words}
            for text in (*self.line.list_lines_before(2), *(other.text for other in self.line.iter_lines_after(1))):
                near |= {word.strip(".,;:!?()'\"").casefold() for word in text[:400].split()}
            self._topic = bool(self.nouns) or not near.isdisjoint(TOPIC | PASSWORDS | CODES)
        return self._topic

    def is_made_up(self, n: int, least: int = JOINED) -> bool:
        """Return whether word ``n`` looks made up: joined words, letters and digits, punctuation."""
        if not 0 <= n < len(self.words):
            return False
        word = self.words[n]
        text = word.text
        if not 3 < len(text) <= LONGEST_VALUE or not set(text) - set("xX-•*") or is_placeholder(text) or not is_plausible_secret(text):
            return False
        if get_lazy_pattern(PRODUCT).is_full_match(text) or get_lazy_pattern(r"[\w.+-]+@[\w-]+\.[\w.-]+|\w+://.*|[\\/~.].*|(?:[0-9]+[.:/-])+[0-9]+\pL{0,2}|.*\.(?:exe|dll|pdf|docx?|xlsx?|txt|log|com|org|net|fr|de|local|lan|zip|png|jpe?g)|[A-Z]{1,5}-?[0-9]{3,8}|[0-9]+\pL{1,3}|.*[\[\](){}<>/\\|=].*|[a-z]+[0-9]*(?:_[a-z0-9]+)+|[a-z0-9]+(?:-[a-z0-9]+){2,}|[a-z]+[0-9]-[a-z]+|\w+[0-9]*-(?:w|x)?[0-9]{2}|[A-Z]+_[A-Z][A-Za-z_]*|[A-Z0-9]+_|-X\w+|[0-9]+-(?:digit|stellig\pL*|chiffres|characters?)|\pL+-(?:la|le|les|moi|vous|toi|nous|y|en|ci|là|lui|leur)").is_full_match(text):
            return False
        return rate_word(text) >= least or get_lazy_pattern(TITLED).is_full_match(text)

    def is_typical_password(self, n: int) -> bool:
        """Return whether word ``n`` is typical only of passwords: *Tigger2019*, *p@nda*."""
        if not self.is_made_up(n):
            return False
        text = self.words[n].text
        several = sum(map(str.isdigit, text)) > 1 or any(c in "!@$%&*#" for c in text)
        return (several or self.is_near_sign_in_topic() or self.is_personal()) and (get_lazy_pattern(TITLED).is_full_match(text) or rate_word(text) >= SURE)

    def is_personal(self) -> bool:
        """Return whether the line is in the first or second person."""
        return any(word.low in PERSONS for word in self.words)

    def is_unusual_word(self, n: int) -> bool:
        """Return whether word ``n`` is unusual in sentences about passwords."""
        if not 0 <= n < len(self.words):
            return False
        word = self.words[n]
        text = word.text
        if word.quoted:
            return 2 < len(text) < 50 and not is_placeholder(text) and (len(text.split()) < 7) and is_plausible_secret(text) and not any(part.casefold() in PASSWORDS for part in text.split())
        return text.replace("-", "").isalpha() and not text.isupper() and 3 <= len(text) <= 24 and not is_ordinary_word(text) and not self.count_noun_words(n)

    def ends_clause_after(self, n: int) -> bool:
        """Return whether the clause ends after word ``n``, or continues as it may after a value."""
        word = self.words[n]
        return word.ends_clause or n + 1 >= len(self.words) or self.get_lowercase_word(n + 1) in GO_ON or self.words[n + 1].before[:1] in ("(", "[")

    def find_code_end(self, n: int) -> int:
        """Return the index of a numeric code's last word, or -1: *4471*, *482 913*, *B4578*."""
        if not 0 <= n < len(self.words):
            return -1
        text = self.words[n].text
        if get_lazy_pattern(r"[0-9]{2,4}").is_full_match(text) and n + 1 < len(self.words) and not self.words[n].ends_clause and get_lazy_pattern(r"[0-9]{2,4}").is_full_match(self.words[n + 1].text):
            last = n + 1
            while last + 1 < len(self.words) and not self.words[last].ends_clause and get_lazy_pattern(r"[0-9]{2,4}").is_full_match(self.words[last + 1].text):
                last += 1
            return last
        fits = get_lazy_pattern(r"[*#]?[0-9]{3,10}[*#]?|[0-9]{1,4}(?:[-.][0-9]{1,4}){1,7}|[A-Z]{1,2}[0-9]{3,8}[A-Z]?|[0-9]{2,6}[A-Z]{1,2}|[0-9]{2,4}[A-Z][0-9]{1,4}|[A-Z][0-9]{2,6}[A-Z]|[A-Z0-9]{2,8}(?:-[A-Z0-9]{2,8}){1,7}").is_full_match(text)
        if not fits or not set(text) - set("xX-") or get_lazy_pattern(r"(?:19|20)[0-9]{2}-[0-9]{2}.*|[0-9]{1,2}\.[0-9]{1,2}(?:\.[0-9]{2,4})?").is_full_match(text):
            return -1
        following = self.get_lowercase_word(n + 1)
        counted = ("characters", "digits", "chiffres", "caractères", "times", "fois", "minutes", "seconds", "secondes", "days", "jours", "hours", "heures", "%", "€", "zeichen", "error", "erreur", "errors", "attempts", "tries", "essais", "users")
        return -1 if following in counted and not self.words[n].ends_clause else n

    def find_value_span(self, n: int, noun: int, *, told: bool) -> tuple[int, int] | None:
        """Return the first and last word of the value that begins at word ``n``, or None.

        Args:
            n: index of the value's first word.
            noun: index of the noun that names the value.
            told: whether a verb or punctuation precedes the value, so that a plain word counts.
        """
        if not 0 <= n < len(self.words):
            return None
        if self.is_code_noun(noun):
            last = self.find_code_end(n)
            if last >= 0:
                return n, last
        if self.words[n].quoted:
            return (n, n) if self.is_unusual_word(n) or self.is_made_up(n) else None
        if self.is_made_up(n) or (self.find_code_end(n) >= 0 and any(map(str.isalpha, self.words[n].text))):
            return n, n
        if not self.is_code_noun(noun) and get_lazy_pattern(r"[0-9]{4,12}").is_full_match(self.words[n].text) and self.ends_clause_after(n):
            return None if self._is_year_of_date(n) else (n, n)
        if self.is_code_noun(noun) or not told:
            return None
        return self.find_phrase_span(n, noun)

    def _is_year_of_date(self, n: int) -> bool:
        """Return whether word ``n`` is the year of a date: *August 13, 2021*, *13 août 2021*."""
        near = self.words[max(0, n - 2) : n]
        day = any(get_lazy_pattern(r"[0-9]{1,2}").is_full_match(word.text) for word in near)
        return day and get_lazy_pattern(r"(?:19|20)[0-9]{2}").is_full_match(self.words[n].text)

    def find_phrase_span(self, n: int, noun: int) -> tuple[int, int] | None:
        """Return a plain word, or a phrase up to the end of the clause without function words, or None."""
        spoken = self.get_lowercase_word(noun) in ("passphrase", "pass-phrase", "phrase") or (self.get_lowercase_word(noun), self.get_lowercase_word(noun + 1)) == ("pass", "phrase")
        if self.is_unusual_word(n) and self.ends_clause_after(n):
            return n, n
        if not spoken and self.get_lowercase_word(n + 1) in ("als", "than", "que"):
            return None  # *älter als drei Jahre*
        last = n
        while last < len(self.words) and last < n + 12:
            word = self.words[last]
            fits = word.text.replace("-", "").replace("'", "").isalnum() and (spoken or not is_ordinary_word(word.text) or self.is_number(last))
            if not fits:
                return None
            if word.ends_clause or last + 1 == len(self.words):
                break
            if not spoken and self.get_lowercase_word(last + 1) in GO_ON and last > n:
                break
            last += 1
        enough = last > n + 1 or (last > n and self.is_unusual_word(n))
        return (n, min(last, len(self.words) - 1)) if enough and self.are_mostly_unusual_words(n, last) else None

    def is_number(self, n: int) -> bool:
        """Return whether word ``n`` is a number, in digits or spelled out."""
        return self.get_lowercase_word(n) in ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten") or self.words[n].text.isdigit()

    def are_mostly_unusual_words(self, first: int, last: int) -> bool:
        """Return whether most of these words are unusual in sentences about passwords."""
        chosen = [n for n in range(first, min(last + 1, len(self.words))) if not is_ordinary_word(self.words[n].text)]
        verbs = {"is", "are", "was", "were", "must", "should", "cannot", "can't", "est", "sont", "doit", "ist", "muss", "has", "expires", "expired", "contains", "required"}
        inner = {self.get_lowercase_word(n) for n in range(first, min(last + 1, len(self.words)))}
        return len(chosen) > 1 and inner.isdisjoint(verbs)

    def iter_chained_values(self, n: int, kind: str, *, plain: bool) -> Found:
        """Yield further values after *and*, *or*, *then*: *x and y*, *x then y*."""
        for _ in range(3):
            if self.get_lowercase_word(n + 1) not in ("and", "or", "then", "et", "ou", "puis", "und", "oder", "&", "/", "to", "à", "->", "→", "but") or n + 2 >= len(self.words):
                return
            n += 2
            if not (self.is_made_up(n) or (plain and self.is_unusual_word(n) and self.ends_clause_after(n))):
                return
            yield n, n, kind

    def is_item_number(self, n: int) -> bool:
        """Return whether the value after *is* is the number of a thing, such as a version or ticket."""
        return any(self.get_lowercase_word(k) in ("version", "model", "driver", "pilote", "treiber", "adapter", "module", "room", "server", "host", "computer", "machine", "printer", "file", "ticket", "salle", "serveur", "imprimante", "name", "nom", "user", "username") for k in range(max(0, n - 4), n))
