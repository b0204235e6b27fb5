"""Find secrets by a verb: *use x as the password*, *tried x and y*, *changed from x to y*."""

# Conditions of many words read better on one line.
# fmt: off
# ruff: noqa: E501
from __future__ import annotations

from selfhelp.report.redact.by_line.sentence import Found, Sentence
from selfhelp.report.redact.by_line.spoken_words import (
    AS,
    DETERMINERS,
    FILES,
    IS,
    OPENING,
    SET,
    SETTING_TO,
    SURE_VERBS,
    TYPING,
    VERBS,
    WITH,
)
from selfhelp.report.redact.in_context.made_up_words import LIKELY
from selfhelp.report.redact.re2_patterns import get_lazy_pattern


def find_value_before_noun(about: Sentence) -> Found:
    """Yield the value before a verb and the noun: *x is the password*, *use x as the password*."""
    for noun in about.nouns:
        n = noun - 1
        while n >= 0 and (about.get_lowercase_word(n) in DETERMINERS or about.get_lowercase_word(n) in ("de", "d'")) and noun - n < 6:
            n -= 1
        value = n - 1
        if n < 1:
            continue
        if (about.get_lowercase_word(n) in AS and (about.is_made_up(value) or get_lazy_pattern(r"[0-9]{4,12}").is_full_match(about.words[value].text) or (about.is_unusual_word(value) and (about.words[value].quoted or about.get_lowercase_word(value - 1) in VERBS | {"toujours", "always", "it's", "it", "just"} or value == 0)))) or (about.get_lowercase_word(n) in ("for", "pour", "für") and about.get_lowercase_word(value - 1) in VERBS and (about.is_made_up(value) or about.is_unusual_word(value))):
            yield value, value, "password"
        elif about.get_lowercase_word(n) in IS:
            value = value if about.words[value].text not in (",", "-", "–") else value - 1
            if about.is_made_up(value) or (about.words[value].quoted and about.is_unusual_word(value)):
                yield value, value, "password"


def find_value_after_verb(about: Sentence) -> Found:
    """Yield the value after a verb of typing or trying, or after *with* and a verb of opening."""
    for n in range(len(about.words) - 1):
        low = about.get_lowercase_word(n)
        if low in VERBS and not _names_a_kind(about, n):
            at = _skip_fillers(about, n + 1)
            typed = low in TYPING and (about.nouns or _is_about_file(about, n)) and about.is_unusual_word(at) and about.ends_clause_after(at) and about.words[at].text.islower()
            if typed and not about.words[at].before and about.get_lowercase_word(at + 1) not in ("and", "et", "und", "or", "ou"):
                yield at, at, "password"
                continue
            sure = about.is_typical_password(at) or (low in SURE_VERBS and about.is_made_up(at, LIKELY))
            told = about.is_made_up(at) and any(word.low in ("told", "gave", "said", "dit", "donné", "gesagt") for word in about.words)
            if sure or told or (about.is_made_up(at) and about.is_near_sign_in_topic()):
                yield at, at, "password"
                yield from about.iter_chained_values(at, "password", plain=False)
        elif about.words[n].behind[:1] == ":" and n + 2 == len(about.words) and any(about.get_lowercase_word(k).startswith(("déverrouill", "unlock", "entsperr")) for k in range(max(0, n - 5), n + 1)) and about.is_unusual_word(n + 1):
            yield n + 1, n + 1, "password"
        elif low in WITH and _follows_opening_verb(about, n):
            at = _skip_fillers(about, n + 1)
            plain = (_is_about_file(about, n) or about.get_lowercase_word(n - 1) in ("it", "déverrouillez") or about.get_lowercase_word(n - 2) in ("unlock", "unlocks")) and about.is_unusual_word(at) and about.ends_clause_after(at) and about.words[at].text.islower() and not about.words[at].before
            if about.is_made_up(at) or plain or (about.is_unusual_word(at) and "session" in (about.get_lowercase_word(n - 1), about.get_lowercase_word(n - 2)) and about.ends_clause_after(at)) or _is_camel_case(about, at):
                yield at, at, "password"
                yield from about.iter_chained_values(at, "password", plain=False)


def _names_a_kind(about: Sentence, n: int) -> bool:
    """Return whether *type* is a noun before a model: *a lithium cell, type CR123A*."""
    return (
        about.get_lowercase_word(n) == "type"
        and n > 0
        and about.words[n - 1].behind[:1] in (",", "(")
        and get_lazy_pattern(r"[A-Z]{1,4}-?[0-9]{1,5}[A-Z]{0,2}").is_full_match(about.words[n + 1].text)
    )


def _is_camel_case(about: Sentence, n: int) -> bool:
    """Return whether a value is three or more joined words, such as *BigRedBus*."""
    return n < len(about.words) and get_lazy_pattern(r"(?:\p{Lu}\p{Ll}{1,9}){3,5}[0-9]{0,4}[!?]?").is_full_match(about.words[n].text)


def _skip_fillers(about: Sentence, n: int) -> int:
    while n < len(about.words) - 1 and about.get_lowercase_word(n) in ("it", "in", "this", "always", "toujours", "both", "encore", "le", "la", "the", "mon", "my", "as", "only", "also", "just", "to", "him", "her", "them", "me", "lui", "leur", "us") and not about.is_made_up(n):
        n += 1
    return n


def _follows_opening_verb(about: Sentence, n: int) -> bool:
    """Return whether a verb of opening or signing in precedes *with* by at most six words."""
    return any(about.get_lowercase_word(k) in OPENING for k in range(max(0, n - 6), n + 1)) or (about.get_lowercase_word(n) == "using" and about.get_lowercase_word(n - 1) in ("in", "on"))


def _is_about_file(about: Sentence, n: int) -> bool:
    return any(about.get_lowercase_word(k) in FILES for k in range(max(0, n - 8), n))


def find_changed_values(about: Sentence) -> Found:
    """Yield the old and new values of a change; both must look like passwords, so no noun is needed."""
    for n in range(len(about.words) - 1):
        low = about.get_lowercase_word(n)
        if low in ("from", "de", "von", "was", "were", "be", "war", "vorher", "before", "avant", "früher", "est", "était", "it's", "is", "'s", "ist", "c'est", "c'était", "still", "encore", "toujours", "noch", "donc", "so", "also", ":", "=") and about.is_typical_password(n + 1):
            behind = [k for k in range(n + 2, min(n + 9, len(about.words))) if about.is_typical_password(k)]
            led = [k for k in behind if about.get_lowercase_word(k - 1) in ("to", "à", "en", "auf", "is", "it's", "now", "then", "ist", "est", "neue", "c'est", "'s", "nouveau", "by", "par", "und", "maintenant")]
            if (low in ("from", "de", "von") and led) or (low not in ("de",) and (led or about.is_near_sign_in_topic()) and not about.is_item_number(n)):
                yield n + 1, n + 1, "password"
                for k in led:
                    yield k, k, "password"
        elif low in SETTING_TO and about.is_typical_password(n + 1) and any(about.get_lowercase_word(k) in SET for k in range(max(0, n - 6), n)):
            yield n + 1, n + 1, "password"
        elif about.is_typical_password(n) and any(about.get_lowercase_word(k) in ("eingegeben", "eingetippt", "getippt", "anmelden", "zurücksetzen", "versucht", "probiert", "ausprobiert", "benutzt", "verwendet", "setzen", "ändern") for k in range(n + 1, min(n + 4, len(about.words)))):
            yield n, n, "password"
