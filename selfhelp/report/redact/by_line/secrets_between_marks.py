"""Find secrets between commas or brackets, with their spelling, or as answers to security questions."""

# Conditions of many words read better on one line.
# fmt: off
# ruff: noqa: E501
from __future__ import annotations

from selfhelp.report.redact.aliases import is_placeholder
from selfhelp.report.redact.by_line.sentence import Found, Sentence
from selfhelp.report.redact.by_line.spoken_words import ANSWER_CUES, BEING, POINTED
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.value_shapes import is_plausible_secret
from selfhelp.report.redact.vocabulary.ordinary_words import is_ordinary_word


def find_enclosed_value(about: Sentence) -> Found:
    """Yield the value between commas or brackets after a reference to it: *the one on the note, x, …*."""
    if not about.words:
        return
    for n in range(1, len(about.words)):
        before, word = about.words[n - 1], about.words[n]
        opened = before.behind[:1] in (",", ":") or word.before[:1] == "(" or before.text in ("-", "–", "—", ":", "(")
        if not opened or not (word.ends_clause or n + 1 == len(about.words) or word.quoted or about.get_lowercase_word(n + 1) in ("for", "pour", "für")):
            continue
        pointed = any(about.get_lowercase_word(k) in POINTED for k in range(max(0, n - 8), n))
        if (about.is_made_up(n) and ((pointed and _is_written_by_person(about)) or (about.is_typical_password(n) and (about.nouns or (about.is_near_sign_in_topic() and word.before[:1] == "("))))) or (pointed and about.nouns and "*" not in word.before and about.is_unusual_word(n) and word.ends_clause and n + 1 < len(about.words) and not word.text[:1].isupper()) or (about.is_unusual_word(n) and word.ends_clause and before.behind[:1] == "," and about.get_lowercase_word(n - 1) in ("word", "mot", "wort") and "same" in (about.get_lowercase_word(n - 2), about.get_lowercase_word(n - 3), about.get_lowercase_word(n - 4))):
            yield n, n, "password"


def _is_written_by_person(about: Sentence) -> bool:
    return about.is_near_sign_in_topic() or any(word.low in ("i", "we", "je", "ich", "she", "he", "elle", "il", "my", "mon", "stopped", "works", "marche", "gone", "bougé") for word in about.words)


def find_value_by_spelling(about: Sentence) -> Found:
    """Yield a value if the sentence describes its spelling: *x all lower case*, *x avec un p majuscule*."""
    for n in range(len(about.words) - 2):
        low = [about.get_lowercase_word(k) for k in range(n + 1, min(n + 6, len(about.words)))]
        joined = " ".join(low)
        told = joined.startswith(("all lower", "all small", "in small", "small letters", "in lower", "lower case", "all caps", "tout en minuscule", "en minuscule", "tout en majuscule", "with a capital", "with capital", "avec un", "alles klein", "all one word", "in one word", "en un mot", "tout attaché"))
        if not told or (joined.startswith("avec un") and not any(word.startswith("majuscule") for word in low)):
            continue
        first = n
        while first > 0 and about.get_lowercase_word(first - 1) not in BEING | {"it's", "try", "type", "use", "tape", "that"} and not about.words[first - 1].ends_clause and n - first < 5 and not is_ordinary_word(about.words[first - 1].text):
            first -= 1
        chosen = [k for k in range(first, n + 1) if not is_ordinary_word(about.words[k].text)]
        if chosen and (about.get_lowercase_word(first - 1) in BEING | {"it's", "try", "type", "use", "tape", "word", "mot", "wort", "with", "avec", "password", "passe", "mdp"} or first == 0):
            yield first, n, "password"


def find_security_answer(about: Sentence) -> Found:
    """Yield the answer to a security question."""
    text = about.line.text
    for match in get_lazy_pattern(ANSWER_CUES).finditer(text):
        behind = [n for n, word in enumerate(about.words) if word.start >= match.end()]
        if not behind:
            continue
        for n in range(behind[0], min(behind[0] + 8, len(about.words))):
            word, before = about.words[n], about.words[n - 1]
            led = before.low in BEING or n == behind[0] or before.behind[-1:] in (":", "?", ",") or before.low in ("s'appelait", "appelait", "called", "named", "hieß", "be", "=")
            fits = word.quoted or (word.text[:1].isupper() and not about.count_noun_words(n)) or (about.is_unusual_word(n) and before.behind[-1:] in (":", "?"))
            if led and fits and not is_placeholder(word.text) and is_plausible_secret(word.text) and not (n == behind[0] and not word.quoted and is_ordinary_word(word.text)):
                last = n
                while last + 1 < len(about.words) and not about.words[last].ends_clause and not word.quoted and (about.words[last + 1].text[:1].isupper() or about.is_unusual_word(last + 1)) and last < n + 3:
                    last += 1
                yield n, last, "answer"
                break
