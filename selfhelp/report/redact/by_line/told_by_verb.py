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
from selfhelp.report.redact.re2_patterns import compiled


def called(about: Sentence) -> Found:
    """Yield the value before a verb and the noun: *x is the password*, *use x as the password*."""
    for noun in about.nouns:
        n = noun - 1
        while n >= 0 and (about.low(n) in DETERMINERS or about.low(n) in ("de", "d'")) and noun - n < 6:
            n -= 1
        value = n - 1
        if n < 1:
            continue
        if (about.low(n) in AS and (about.made_up(value) or compiled(r"[0-9]{4,12}").full(about.words[value].text) or (about.plain(value) and (about.words[value].quoted or about.low(value - 1) in VERBS | {"toujours", "always", "it's", "it", "just"} or value == 0)))) or (about.low(n) in ("for", "pour", "für") and about.low(value - 1) in VERBS and (about.made_up(value) or about.plain(value))):
            yield value, value, "password"
        elif about.low(n) in IS:
            value = value if about.words[value].text not in (",", "-", "–") else value - 1
            if about.made_up(value) or (about.words[value].quoted and about.plain(value)):
                yield value, value, "password"


def used(about: Sentence) -> Found:
    """Yield the value after a verb of typing or trying, or after *with* and a verb of opening."""
    for n in range(len(about.words) - 1):
        low = about.low(n)
        if low in VERBS:
            at = _skip_fillers(about, n + 1)
            typed = low in TYPING and (about.nouns or _is_about_file(about, n)) and about.plain(at) and about.closes(at) and about.words[at].text.islower()
            if typed and not about.words[at].before and about.low(at + 1) not in ("and", "et", "und", "or", "ou"):
                yield at, at, "password"
                continue
            sure = about.titled(at) or (low in SURE_VERBS and about.made_up(at, LIKELY))
            told = about.made_up(at) and any(word.low in ("told", "gave", "said", "dit", "donné", "gesagt") for word in about.words)
            if sure or told or (about.made_up(at) and about.speaks()):
                yield at, at, "password"
                yield from about.chained(at, "password", plain=False)
        elif about.words[n].behind[:1] == ":" and n + 2 == len(about.words) and any(about.low(k).startswith(("déverrouill", "unlock", "entsperr")) for k in range(max(0, n - 5), n + 1)) and about.plain(n + 1):
            yield n + 1, n + 1, "password"
        elif low in WITH and _is_opening(about, n):
            at = _skip_fillers(about, n + 1)
            plain = (_is_about_file(about, n) or about.low(n - 1) in ("it", "déverrouillez") or about.low(n - 2) in ("unlock", "unlocks")) and about.plain(at) and about.closes(at) and about.words[at].text.islower() and not about.words[at].before
            if about.made_up(at) or plain or (about.plain(at) and "session" in (about.low(n - 1), about.low(n - 2)) and about.closes(at)) or _is_camel_case(about, at):
                yield at, at, "password"
                yield from about.chained(at, "password", plain=False)


def _is_camel_case(about: Sentence, n: int) -> bool:
    """Return whether a value is three or more joined words, such as *BigRedBus*."""
    return n < len(about.words) and compiled(r"(?:\p{Lu}\p{Ll}{1,9}){3,5}[0-9]{0,4}[!?]?").full(about.words[n].text)


def _skip_fillers(about: Sentence, n: int) -> int:
    while n < len(about.words) - 1 and about.low(n) in ("it", "in", "this", "always", "toujours", "both", "encore", "le", "la", "the", "mon", "my", "as", "only", "also", "just", "to", "him", "her", "them", "me", "lui", "leur", "us") and not about.made_up(n):
        n += 1
    return n


def _is_opening(about: Sentence, n: int) -> bool:
    """Return whether a verb of opening or signing in precedes *with* by at most six words."""
    return any(about.low(k) in OPENING for k in range(max(0, n - 6), n + 1)) or (about.low(n) == "using" and about.low(n - 1) in ("in", "on"))


def _is_about_file(about: Sentence, n: int) -> bool:
    return any(about.low(k) in FILES for k in range(max(0, n - 8), n))


def changed(about: Sentence) -> Found:
    """Yield the old and new values of a change; both must look like passwords, so no noun is needed."""
    for n in range(len(about.words) - 1):
        low = about.low(n)
        if low in ("from", "de", "von", "was", "were", "be", "war", "vorher", "before", "avant", "früher", "est", "était", "it's", "is", "'s", "ist", "c'est", "c'était", "still", "encore", "toujours", "noch", "donc", "so", "also", ":", "=") and about.titled(n + 1):
            behind = [k for k in range(n + 2, min(n + 9, len(about.words))) if about.titled(k)]
            led = [k for k in behind if about.low(k - 1) in ("to", "à", "en", "auf", "is", "it's", "now", "then", "ist", "est", "neue", "c'est", "'s", "nouveau", "by", "par", "und", "maintenant")]
            if (low in ("from", "de", "von") and led) or (low not in ("de",) and (led or about.speaks()) and not about.less(n)):
                yield n + 1, n + 1, "password"
                for k in led:
                    yield k, k, "password"
        elif low in SETTING_TO and about.titled(n + 1) and any(about.low(k) in SET for k in range(max(0, n - 6), n)):
            yield n + 1, n + 1, "password"
        elif about.titled(n) and any(about.low(k) in ("eingegeben", "eingetippt", "getippt", "anmelden", "zurücksetzen", "versucht", "probiert", "ausprobiert", "benutzt", "verwendet", "setzen", "ändern") for k in range(n + 1, min(n + 4, len(about.words)))):
            yield n, n, "password"
