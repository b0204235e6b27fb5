"""Replace values that equal, or are formed like, a value that the rules replaced elsewhere in the block.

A name that one place reveals (a home folder, a label) is replaced wherever it is a separate word. Codes,
numbers and passwords are compared by their form: *old granite-Owl-77, new granite-Lynx-78*.
"""

# Patterns read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from collections import Counter

from selfhelp.report.redact.aliases import Aliases, contains_placeholder, is_placeholder
from selfhelp.report.redact.block_words import cache_word_test, list_words_in_block
from selfhelp.report.redact.by_kind import label_forms
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import make_secret_placeholder
from selfhelp.report.redact.vocabulary.listed_words import is_word
from selfhelp.report.redact.vocabulary.ordinary_words import is_listed_ordinary_word
from selfhelp.report.redact.vocabulary.public_domains import is_public_domain

_LONG = 20_000
"""Maximum length of a compared block, in characters; longer lines are data."""
_CODE = make_secret_placeholder("code")
_MARKS = r"\[secret:|hw-[0-9a-f]{6}"
_NAMES = ("user", "host", "hw", "device", "network", "dom")
_EDGES = ".,;:!?…'’"


def hide_similar_values(before: str, after: str, aliases: Aliases, counts: Counter[str]) -> str:
    """Return a block without values that equal, or are formed like, values that the rules replaced in it.

    Args:
        before: block before any rule.
        after: block after all rules.
        aliases: source of placeholders for names.
        counts: number of replacements by class; updated.
    """
    if before == after or len(after) > _LONG:
        return after
    left = list_words_in_block(after)
    removed = {word.strip(_EDGES) for word in list_words_in_block(before) - left}
    forms = {form for word in removed if (form := _make_code_form(word))}
    series = {
        (kind, form)
        for word in removed
        if (stem := _remove_digits(word))
        for kind in _SERIES
        if aliases.has_placeholder_for(kind, word)
        for form in (stem, stem.rstrip("0"))
    }
    new: dict[str, str] = {}
    for word in left:
        bare = _remove_extension(word.strip(_EDGES))
        if part := _find_partial_name_placeholder(bare, after, aliases):
            new[bare] = part
            continue
        if len(bare) < 4 or is_placeholder(bare):
            continue
        if "." in bare and (part := _find_placeholder_below_domain(bare, after, aliases)):
            new[bare] = part
            continue
        name = (
            ""
            if bare.islower() and bare.capitalize() in removed and is_word(bare)
            else _find_known_name_placeholder(bare, aliases)
        )
        if name not in after:
            name = ""  # no more than a word that a rule considered
        name = name or _find_placeholder_in_series(bare, series, aliases)
        if name and not _is_term(bare, before, after):
            new[bare] = name
        elif forms and bare not in removed and _make_code_form(bare) in forms:
            new[bare] = _CODE
    for word, stand_in in sorted(new.items(), key=lambda pair: -len(pair[0])):
        after = _replace_word(after, word, stand_in, counts)
    return _replace_grouped_numbers(before, after, counts)


_GROUPS = r"(?:^|[^0-9.,:/+-])(?P<v>[0-9]{1,4}(?:[ ][0-9]{2,4}){1,6})(?:[^0-9.,:%/-]|[.,](?:[^0-9]|\z)|\z)"


def _replace_grouped_numbers(before: str, after: str, counts: Counter[str]) -> str:
    """Return a text without numbers grouped like a replaced one: *77 40 218 and 77 39 005*."""
    left = (
        [found.span("v") for found in get_lazy_pattern(_GROUPS).finditer(after)] if _NUMBERED in after else []
    )
    if not left:
        return after
    kept = {after[a:b] for a, b in left}
    forms = {
        tuple(map(len, v.split()))
        for found in get_lazy_pattern(_GROUPS).finditer(before)
        if (v := found["v"]) not in kept
    }
    for a, b in reversed(left):
        if b - a > 6 and tuple(map(len, after[a:b].split())) in forms:
            after = f"{after[:a]}{_NUMBERED}{after[b:]}"
            counts["alike"] += 1
    return after


_NUMBERED = make_secret_placeholder("id-number")


_OFTEN = 4
"""Ratio of remaining to replaced occurrences above which a word is a term, wrongly replaced as a name."""


def _is_term(word: str, before: str, after: str) -> bool:
    """Return whether a word is an ordinary term in this text.

    Most of its occurrences weren't redacted as a name; for a dictionary word, half are enough.
    """
    left = after.count(word)
    replaced = before.count(word) - left
    return left >= replaced if is_word(word) and "-" not in word else left > _OFTEN * max(1, replaced)


def _find_known_name_placeholder(word: str, aliases: Aliases) -> str:
    """Return the placeholder of a known name, or an empty string for other names and ordinary words."""
    kind = next((kind for kind in _NAMES if aliases.has_placeholder_for(kind, word)), "")
    if not kind or word.isdigit() or is_listed_ordinary_word(word) or label_forms.is_technical_number(word):
        return ""
    if kind in ("device", "network", "dom") and is_word(word):
        return ""
    if word.isalpha() and len(word) < (6 if word.islower() else 5) and (len(word) < 4 or is_word(word)):
        return ""
    return aliases.make_placeholder(kind, word)


def _find_partial_name_placeholder(word: str, after: str, aliases: Aliases) -> str:
    """Return a placeholder for part of a name that was replaced in full in this text, or ``""``."""
    if not word[:1].isupper() or len(word) < 3 or (word.isupper() and len(word) < 4):
        return ""
    full = aliases.find_full_name_placeholder(word)
    return aliases.make_placeholder("user", word) if full and full in after and not is_word(word) else ""


def _find_placeholder_below_domain(word: str, after: str, aliases: Aliases) -> str:
    """Return a placeholder for a computer below a domain that was replaced in this text, or ``""``.

    A replaced email address or computer shows the organisation's domain.
    """
    parts = word.split(".")
    if not 2 <= len(parts) <= 7 or not all(parts) or is_public_domain(word):
        return ""
    for n in range(len(parts) - 1):
        domain = ".".join(parts[n:])
        if aliases.has_placeholder_for("dom", domain):
            if aliases.make_placeholder("dom", domain) not in after:
                return ""
            return aliases.make_full_host_placeholder(word) if n else aliases.make_placeholder("dom", word)
    return ""


_SERIES = ("user", "host")


def _remove_digits(word: str) -> str:
    """Return a name without its digits, or an empty string if it has no digits or too few letters."""
    stem = "".join("0" if c.isdigit() else c for c in word.casefold())
    while "00" in stem:
        stem = stem.replace("00", "0")
    letters = sum(map(str.isalpha, stem))
    return (
        stem
        if letters > 2 and "0" in stem and stem.count("0") < 4 and not label_forms.is_technical_number(word)
        else ""
    )


def _find_placeholder_in_series(word: str, series: set[tuple[str, str]], aliases: Aliases) -> str:
    """Return the placeholder of a name that differs from a replaced one only by its number, or ""."""
    if contains_placeholder(word):
        return ""
    stem = _remove_digits(word) or (
        word.casefold() if len(word) > 5 and word.isalpha() and not is_word(word) else ""
    )
    kind = next((kind for kind in _SERIES if stem and (kind, stem) in series), "")
    return aliases.make_placeholder(kind, word) if kind and not is_listed_ordinary_word(word) else ""


def _replace_word(text: str, word: str, new: str, counts: Counter[str]) -> str:
    """Return a text with each whole-word occurrence of a word replaced."""
    parts: list[str] = []
    place = at = 0
    while (at := text.find(word, at)) >= 0:
        end = at + len(word)
        if (_is_whole_word(text, at, end) or (new.startswith("user-") and _is_folder(text, at, end))) and (
            new != _CODE
            or get_lazy_pattern(_MARKS).search(text[max(0, at - _NEAR) : end + _NEAR]) is not None
        ):
            parts += (text[place:at], new)
            place = end
            counts["alike"] += 1
        at = end
    return "".join((*parts, text[place:]))


def _is_folder(text: str, start: int, end: int) -> bool:
    """Return whether an account that isn't a word is a folder or file of a path: *\\\\nas\\home\\lberg*."""
    return (
        text[max(0, start - 1) : start] in ("/", "\\")
        and text[end : end + 1] in ("", "/", "\\", " ", '"', "'", "\r", "\n")
        and end - start > 4
        and not is_word(text[start:end])
    )


_NEAR = 200
"""Maximum distance to a replaced value of the same form, in characters."""


_FILE = r"(?i)\.(?:ost|pst|nst|pdf|docx?|xlsx?|csv|txt|log|dat|rdp|zip|p12|pfx|kdbx|ovpn|ics|vcf|v[2-9]|old|bak|local)(?:[^A-Za-z0-9]|\z)"
"""Pattern for extensions of files that are often named after a person."""


def _remove_extension(word: str) -> str:
    """Return a file name without its extension."""
    stem, dot, ending = word.rpartition(".")
    return stem if dot and get_lazy_pattern(_FILE).match(f".{ending}") is not None else word


def _is_whole_word(text: str, start: int, end: int) -> bool:
    """Return whether a word stands alone; brackets, two slashes or a placeholder may surround it."""
    before, following = text[max(0, start - 2) : start], text[end : end + 2]
    first = before[-1:]
    if first.isalnum() or (first and first in "_-@."):
        return False
    if following[:1] == "." and get_lazy_pattern(_FILE).match(text[end : end + 8]) is not None:
        return True
    if first in ("/", "\\") and before not in ("//", "\\\\"):
        return False
    if following[:1] == "@":
        return is_placeholder(text[end + 1 : end + 60])
    return not (
        following[:1].isalnum()
        or (following[:1] and following[0] in "_-(")
        or (following[:1] == "." and following[1:].isalnum())
        or (first == "[" and following[:1] == ":")
    )


@cache_word_test
def _make_code_form(word: str) -> str:
    """Return the form shared by codes of one scheme, or an empty string if a value isn't a code.

    Words, dates, versions and addresses aren't codes. If punctuation joins runs of letters and digits, each
    run becomes one character (*a-Aa-9*); otherwise every character counts.
    """
    if (
        not 6 <= len(word) <= 40
        or not any(map(str.isdigit, word))
        or is_placeholder(word)
        or label_forms.is_technical_number(word)
    ):
        return ""
    if get_lazy_pattern(r"(?i)(?:alt|ctrl|strg|shift|maj|cmd|win|fn)[+-].*").is_full_match(word):
        return ""
    if not get_lazy_pattern(r"[A-Za-z0-9]+(?:[-._!#*+&][A-Za-z0-9]+){0,7}[!#*+&$]?").is_full_match(
        word
    ) or get_lazy_pattern(r"[0-9a-f]{7,8}|[0-9.-]+\.[0-9.-]+|[0-9]{4}-[0-9]{2}-[0-9]{2}.*").is_full_match(
        word
    ):
        return ""
    if word.isdigit():
        return "9" * len(word) if len(word) in (6, 8) and word[:2] not in ("19", "20") else ""
    letters = sum(map(str.isalpha, word))
    mixed = word.lower() != word and word.upper() != word
    if mixed and not word.isalnum():
        return "".join(_classify_character_runs(word))
    if not label_forms.is_generated_serial(word) and not (letters > 2 and mixed):
        return ""
    size = "A" if word.upper() == word else "a" if word.lower() == word else "m"
    return size + "".join("x" if c.isalnum() else c for c in word)


def _classify_character_runs(word: str) -> list[str]:
    """Return one character for each run of capitals, lowercase letters, digits and joining punctuation."""
    runs: list[str] = []
    for c in word:
        sign = "9" if c.isdigit() else "A" if c.isupper() else "a" if c.isalpha() else "-"
        if not runs or runs[-1] != sign:
            runs.append(sign)
    if runs[:1] == ["A"] and runs[1:2] == ["a"]:
        return runs[1:]
    return runs
