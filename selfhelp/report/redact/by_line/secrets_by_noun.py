"""Find secrets by a noun: *pw for the NAS is still the old one, x*; also by pronouns, locks and refusals."""

# Conditions of many words read better on one line.
# fmt: off
# ruff: noqa: E501
from __future__ import annotations

from selfhelp.report.redact.by_line.sentence import Found, Sentence
from selfhelp.report.redact.by_line.spoken_words import (
    BEING,
    CONDITIONS,
    ERRORS,
    HIS,
    LOCKED,
    LOCKS,
    NO_MORE,
    POINTED,
    REACH,
    REFUSED,
    SET,
    SETTING_TO,
    SHOWING,
    SHOWS,
    STILL,
    WORKS,
)
from selfhelp.report.redact.in_context.made_up_words import LIKELY
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.vocabulary.ordinary_words import is_ordinary_word


def find_value_after_noun(about: Sentence) -> Found:
    """Yield the value after a noun and a verb or punctuation, or right after the noun."""
    for noun in about.nouns:
        size = about.count_noun_words(noun)
        kind = "code" if about.is_code_noun(noun) else "password"
        place = noun + size
        unsure = about.get_lowercase_word(noun) in ("code", "codes")
        if unsure and get_lazy_pattern(ERRORS).search(about.line.text) is not None:
            continue
        sign = about.words[place - 1].behind[:1]
        if about.words[place - 1].behind[:3] == "...":
            continue
        if sign == "?":
            while place < len(about.words) - 1 and about.get_lowercase_word(place) in ("i", "think", "je", "crois", "que", "it", "'s", "maybe", "probably", "c'est", "ich", "glaube", "that", "was", "is"):
                place += 1
        if sign in (":", "?") and place < len(about.words) and not (unsure and not _is_lock_code(about, noun)):
            found = about.find_value_span(_skip_fillers(about, place), noun, told=True)
            if found:
                yield (*found, kind)
                continue
        found = None
        if sign in (",", ":") and place < len(about.words) and about.words[place].quoted and about.is_unusual_word(place):
            yield place, place, kind
            continue
        if sign not in (".", ",", ";", ")") and not (unsure and not _is_lock_code(about, noun)):
            found = about.find_value_span(place, noun, told=about.get_lowercase_word(noun) in ("pwd", "pw", "mdp", "mpd", "passphrase") or _is_plain_word_value(about, noun, place))
        if found is None:
            found = _find_value_after_verb(about, place, noun)
            if found and unsure and not _is_lock_code(about, noun) and (found[0] > noun + 5 or not (about.words[found[0]].text.replace("-", "").isdigit() or (found[0] < noun + 4 and about.is_made_up(found[0], LIKELY)))):
                found = None
        if found:
            yield (*found, kind)
            yield from about.iter_chained_values(found[1], kind, plain=False)


def _is_plain_word_value(about: Sentence, noun: int, place: int) -> bool:
    """Return whether a plain word after a noun is its value: an account name precedes it, or a comma follows.
    """
    if place >= len(about.words) or about.is_code_noun(noun):
        return False
    account = any(about.get_lowercase_word(k) in ("user", "username", "login", "account", "utilisateur", "identifiant", "compte", "benutzer", "konto", "id") for k in range(max(0, noun - 5), noun))
    if len(about.nouns) > 1 and not account:
        return False
    first = noun == 0 or about.words[noun - 1].ends_clause or about.get_lowercase_word(noun - 1) in ("my", "mon", "the", "le", "mein", "bios", "admin", "root")
    return (account and (place + 1 == len(about.words) or about.words[place].ends_clause)) or (first and about.words[place].behind[:1] == "," and about.words[place].text.islower())


def _is_lock_code(about: Sentence, noun: int) -> bool:
    """Return whether a code opens something (*alarm code*, *code d'accès*)."""
    near = {about.get_lowercase_word(k) for k in range(max(0, noun - 2), noun + 4)}
    return not near.isdisjoint(LOCKS)


def _find_value_after_verb(about: Sentence, place: int, noun: int) -> tuple[int, int] | None:
    ended = about.words[place - 1].behind[:1] == "."
    if ended and about.get_lowercase_word(place) in CONDITIONS:
        return None
    for n in range(place, min(place + REACH, len(about.words))):
        low = about.get_lowercase_word(n)
        led = low in BEING or (low in SETTING_TO and any(about.get_lowercase_word(k) in SET for k in range(max(place - 9, 0), n)))
        if low in NO_MORE:
            return None
        labelled = low == ":" or about.words[n].behind[:1] == ":"
        if ended and labelled and about.is_code_noun(noun):
            return None  # the label of another value, in the next sentence
        if led or labelled:
            start = _skip_fillers(about, n + 1)
            found = about.find_value_span(start, noun, told=_is_about_one_password(about, noun, n))
            if found or low not in ("is", "was", "est", "était", "'s"):
                return found
            return _find_value_after_comma(about, n + 1, noun)
        if about.words[n].behind[:1] in (".", "!", "?", ";"):
            return None
    return None


def _is_about_one_password(about: Sentence, noun: int, verb: int) -> bool:
    """Return whether a noun is about one password; *a password is* and *if the password is* are general."""
    before = {about.get_lowercase_word(k) for k in range(max(0, noun - 3), noun)}
    return before.isdisjoint(("a", "an", "any", "every", "each", "no", "if", "whether", "when", "un", "aucun", "chaque", "si", "quand", "tout", "kein", "ein", "wenn", "ob", "good", "strong", "bon"))


def _find_value_after_comma(about: Sentence, start: int, noun: int) -> tuple[int, int] | None:
    """Return the value after a comma that follows a reference to it: *is still the old one, x*."""
    for n in range(start, min(start + 9, len(about.words) - 1)):
        if about.words[n].behind[:1] == ":" and about.ends_clause_after(n + 1):
            return about.find_value_span(n + 1, noun, told=True)
        if about.words[n].behind[:1] in (",", ":", "(") or about.words[n + 1].before[:1] == "(":
            return about.find_value_span(n + 1, noun, told=about.get_lowercase_word(n) in POINTED and not is_ordinary_word(about.words[n + 1].text) and about.ends_clause_after(n + 1))
        if about.words[n].behind[:1] in (".", ";", "!", "?"):
            return None
    return None


def _skip_fillers(about: Sentence, n: int) -> int:
    """Return the index where a value begins, after *still*, *now*, *just the word*."""
    while n < len(about.words) and not about.words[n].quoted and (about.get_lowercase_word(n) in STILL or about.get_lowercase_word(n) in BEING or about.get_lowercase_word(n) in ("my", "mon", "à", "to")) and not about.is_made_up(n):
        if about.get_lowercase_word(n) in ("the", "le", "la", "das") and about.get_lowercase_word(n + 1) not in ("word", "mot", "wort", "phrase"):
            return n
        n += 1
    return n


def find_values_after_pronouns(about: Sentence) -> Found:
    """Yield the values after pronouns in a line about passwords: *Mine is x, yours is y*."""
    if not any(not about.is_code_noun(n) for n in about.nouns):
        return
    for n in range(len(about.words) - 2):
        if about.get_lowercase_word(n) not in HIS:
            continue
        verb = next((k for k in range(n + 1, min(n + 5, len(about.words) - 1)) if about.get_lowercase_word(k) in BEING), -1)
        start = verb + 1 if verb > 0 else (n + 1 if about.get_lowercase_word(n) in ("mien", "mine", "sien") else -1)
        if start > 0 and (about.is_made_up(start) or (about.is_unusual_word(start) and about.ends_clause_after(start) and about.words[start].text.islower())):
            yield start, start, "password"


def find_number_beside_lock(about: Sentence) -> Found:
    """Yield a number near a lock or a thing that shows codes: *gate keypad takes C77Y*."""
    if not about.locked:
        return
    for n in range(1, len(about.words)):
        showing = about.get_lowercase_word(n - 1) in SHOWING and not about.words[n].before
        led = showing or about.words[n - 1].behind[:1] in (":", "=") or about.get_lowercase_word(n - 1) in LOCKED or about.get_lowercase_word(n - 2) in LOCKED
        last = about.find_code_end(n) if led else -1
        if last < 0:
            continue
        text = about.line.text[about.words[n].start : about.words[last].end]
        near = any(about.get_lowercase_word(k) in LOCKED or (showing and about.get_lowercase_word(k) in SHOWS) for k in range(max(0, n - 7), n)) and text[:1] != "#"
        digits = sum(map(str.isdigit, text))
        years = get_lazy_pattern(r"(?:19|20)[0-9]{2}|[0-9]{1,3}").is_full_match(text)
        if near and not years and (3 <= digits <= 9 or text[-1:].isalpha()) and get_lazy_pattern(ERRORS).search(about.line.text) is None:
            yield n, last, "code"


def find_tried_passwords(about: Sentence) -> Found:
    """Yield passwords that are refused or work: *x is wrong*, *neither x nor y works*."""
    for n in range(len(about.words) - 1):
        both = about.get_lowercase_word(n - 1) in ("both", "ni", "neither", "weder") and about.is_made_up(n, LIKELY)
        if not about.is_typical_password(n) and not both:
            continue
        behind = [about.get_lowercase_word(k) for k in range(n + 1, min(n + 7, len(about.words)))]
        told = any(word in WORKS for word in behind[:3]) or (any(word in ("is", "are", "was", "est", "sont", "ist", "isn't", "n'est") for word in behind[:4]) and any(word in REFUSED for word in behind))
        pair = about.get_lowercase_word(n + 1) in ("and", "or", "nor", "et", "ni", "ou", "und") and about.is_made_up(n + 2)
        told = told and about.words[n].behind[:1] != "."
        if told or (pair and any(word in REFUSED | WORKS for word in behind)):
            yield n, n, "password"
            if pair:
                yield n + 2, n + 2, "password"
