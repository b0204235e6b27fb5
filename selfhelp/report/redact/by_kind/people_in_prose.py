"""Rules for people in running text, where a listed given or family name counts as a separate word.

No label is needed, because the lists contain no dictionary words or products. A capitalised word next to a
name belongs to it, unless it is a dictionary word.
"""

# Lists of words read better as words.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from selfhelp.report.redact.block_words import cache_word_test
from selfhelp.report.redact.by_kind.label_words import fold_text
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.vocabulary.given_names import GIVEN_NAMES
from selfhelp.report.redact.vocabulary.listed_names import is_listed_name
from selfhelp.report.redact.vocabulary.listed_words import is_word

_WORD = r"(?P<v>\pL+(?:['’-]\pL+)*)"
_BEFORE = frozenset(" \t\"'“”„«»‘’([{,;>|*–—\u00a0\u202f")
_BEHIND = frozenset(" \t,;.:!?…)]}\"'“”»‘’<|*–—\u00a0\u202f")
_INSIDE = frozenset(".:!?'’")
"""Characters after a name that join it to a file, address or field if a letter or digit follows."""
_PARTICLES = frozenset(
    "de du des la le van von der den di da dos del el al bin ben ter ten zu y ó o mac mc".split()
)
_NOBODY = frozenset(
    "eaton solange leider anders fisch stempel herbst kopf schatz "
    "manuel jan jasmine jenny catalina logi elif jessie buster bullseye sierra siri alexa jenkins gauss fourier turing dijkstra levenshtein huffman diffie hellman "
    "adak addis aden jerusalem rome hong melbourne atlanta metz dijon essex kent hagen alger chad georgia turk turkmen tatar slovak sorbian breton samara hobart mahe mountain lord easter "
    "francisco bristol stafford bradford preston bolton columbus raleigh richmond cambria lato carlito blackwell nanny pearson ramadan noël noel till eline "
    "rivest shamir adleman schnorr merkle bayes pascal kelvin celsius fahrenheit hertz morse murphy philips siemens bosch braun miele ericsson hewlett packard ricoh kingston toshiba "
    "fujitsu hitachi honda yamaha suzuki toyota renault peugeot michelin schneider barco kensington zebra honeywell norton mcafee alcatel lucent deloitte "
    "maria mariadb rosetta ada julia eiffel haskell laplace euler boole nyquist shannon hamming reed solomon lorenz gibbs monte carlo santa san santo sankt saint sainte sao".split()
)
"""Products, versions, methods and parts of town names that are also names of people."""
_TITLES = frozenset("mr mrs ms mme mlle sir madame monsieur frau herr herrn miss dr".split())


@cache
def _load_lowercase_given_names() -> frozenset[str]:
    return frozenset(name.casefold() for name in GIVEN_NAMES if len(name) > 3) | frozenset(
        fold_text(name) for name in GIVEN_NAMES if len(name) > 4
    )


@cache_word_test
def _is_listed_person(word: str) -> bool:
    """Return whether a capitalised word is a listed name, not a word, product or place."""
    return (
        len(word) > 2
        and word.casefold() not in _NOBODY
        and (word in GIVEN_NAMES or (not is_word(word) and is_listed_name(word)))
    )


@cache_word_test
def _is_lowercase_given_name(word: str) -> bool:
    """Return whether a lowercase word is a given name and nothing else."""
    return (
        len(word) > 3 and word in _load_lowercase_given_names() and word not in _NOBODY and not is_word(word)
    )


@cache_word_test
def _is_uppercase_given_name(word: str) -> bool:
    """Return whether a word in capitals is a given name and nothing else."""
    return word.capitalize() in GIVEN_NAMES and word.casefold() not in _NOBODY and not is_word(word)


def _is_capitalised(word: str) -> bool:
    return len(word) > 1 and word[0].isupper() and (word[1:].islower() or not word.isalpha())


@cache_word_test
def may_be_name_part(word: str) -> bool:
    """Return whether a word next to a name can belong to it: capitalised, and not a dictionary word."""
    return (
        1 < len(word) < 17 + 17 * ("-" in word)
        and word[0].isupper()
        and word.casefold() not in _TITLES
        and (word in GIVEN_NAMES or not (is_word(word) or _is_joined_by_capitals(word)))
    )


_NAME_PARTS = r"(?:Ma?c|D[eiu]|Da|Des|Del|L[aeio]|V[ao]n|Fitz|San|St|El|Al|Ben|O)"
_JOINED_BY_CAPITALS = r"(?:\p{Lu}+\p{Ll}+\p{Lu}[\pL]*|\p{Lu}{2,}\p{Ll}+)"


@cache_word_test
def _is_joined_by_capitals(word: str) -> bool:
    """Return whether a word has capitals within it, as products and program parts do, and *McKay* does not."""
    if word.isupper() or word[1:].islower():
        return False
    return any(
        get_lazy_pattern(_JOINED_BY_CAPITALS).is_full_match(part)
        and not get_lazy_pattern(rf"{_NAME_PARTS}\p{{Lu}}\p{{Ll}}+").is_full_match(part)
        for part in word.replace("’", "'").replace("'", "-").split("-")
    )


Words = Sequence[tuple[str, int, int]]


def _split_into_words(text: str) -> Words:
    """Return the words of a line, without a genitive ending, with their start and end."""
    found = []
    for match in get_lazy_pattern(_WORD).finditer(text):
        word, (start, end) = match["v"], match.span("v")
        if word[-2:] in ("'s", "’s"):
            word, end = word[:-2], end - 2
        found.append((word, start, end))
    return found


def _is_standalone_word(text: str, start: int, end: int) -> bool:
    """Return whether a word is surrounded by spaces or punctuation, not part of an address, path or code."""
    if start and text[start - 1] not in _BEFORE:
        return False
    if end >= len(text):
        return True
    behind, further = text[end], text[end + 1 : end + 2]
    if behind not in _BEHIND:
        return False
    return (
        behind not in _INSIDE
        or not (further.isalnum() or further == ":")
        or text[end : end + 2] in ("'s", "’s")
    )


_NUMBERED = ("-ID", "-Nr", "-No", "-Id")
"""Endings of headings that describe numbers: *Pers-ID*."""


def _find_names(line: Line) -> Iterator[ReplacedPart]:
    """Yield the names of people in a line."""
    text = line.text
    words = _split_into_words(text)
    prose = sum(is_word(word) for word, _, _ in words) > 1
    n = 0
    while n < len(words):
        word, start, end = words[n]
        last = n
        if _is_standalone_word(text, start, end) and not word.endswith(_NUMBERED):
            if (
                _is_capitalised(word)
                and _is_listed_person(word)
                and not _is_german_noun(text, words, n)
                and not _is_interjection(words, n)
            ) or (
                word.isupper()
                and len(word) > 3
                and (_is_uppercase_given_name(word) or _follows_title(text, words, n))
            ):
                first, last = _extend_name(text, words, n)
                yield ReplacedPart(line.start + words[first][1], line.start + words[last][2], "user")
            elif (
                prose
                and word.islower()
                and (_is_lowercase_given_name(word) or _follows_title(text, words, n))
                and not _is_german_verb(words, n)
            ):
                last = _extend_lowercase_name(text, words, n)
                yield ReplacedPart(line.start + start, line.start + words[last][2], "user")
        n = last + 1


_ARTICLES = frozenset(
    "kein keine keinen einen eines einem mancher jeder jedes jeden dieses diesem diesen".split()
)


def _is_german_noun(text: str, words: Words, n: int) -> bool:
    """Return whether a single word behind a German article is a noun that is also a name: *kein Scherz*."""
    if n == 0 or words[n][0] in GIVEN_NAMES or words[n - 1][0] not in _ARTICLES:
        return False
    alone = (
        n + 1 >= len(words) or not words[n + 1][0][0].isupper() or text[words[n][2] : words[n + 1][1]] != " "
    )
    return alone and text[words[n - 1][2] : words[n][1]] == " "


_ANSWERS = frozenset("oui non ouais voilà alors si là dis tiens".split())


def _is_interjection(words: Words, n: int) -> bool:
    """Return whether *Ben* is a French interjection, as in *Ben oui*."""
    return words[n][0] == "Ben" and n + 1 < len(words) and words[n + 1][0].casefold() in _ANSWERS


_OBJECTS = frozenset("es ihn sie mich dich uns euch mir dir ihm ihnen".split())


def _is_german_verb(words: Words, n: int) -> bool:
    """Return whether a pronoun follows, so that a lowercase name is a verb: *ich lasse es prüfen*."""
    return n + 1 < len(words) and words[n + 1][0] in _OBJECTS


def _follows_title(text: str, words: Words, n: int) -> bool:
    """Return whether a word that isn't in the dictionary follows a title: *ask mrs arbuthnot*."""
    word, start, _ = words[n]
    return (
        n > 0
        and words[n - 1][0].casefold() in _TITLES
        and len(word) > 3
        and text[words[n - 1][2] : start] in (" ", ". ")
        and not is_word(word)
    )


def _extend_name(text: str, words: Words, n: int) -> tuple[int, int]:
    """Return the index of the first and last word of a name, with family name and particles."""
    first = last = n
    while last + 1 < len(words) and last - n < 4:
        further = last + 1
        while further < len(words) - 1 and words[further][0].casefold() in _PARTICLES and further - last < 3:
            further += 1
        if any(text[words[k][2] : words[k + 1][1]] != " " for k in range(last, further)):
            break
        if not may_be_name_part(words[further][0]) or not _is_standalone_word(text, *words[further][1:]):
            break
        last = further
    before = words[first - 1] if first else ("", 0, 0)
    gap = text[before[2] : words[first][1]]
    if (
        first
        and gap in (" ", ", ")
        and may_be_name_part(before[0])
        and _is_standalone_word(text, before[1], before[2])
    ):
        first -= 1
    return first, last


def _extend_lowercase_name(text: str, words: Words, n: int) -> int:
    """Return the index of a lowercase name's last word."""
    if n + 1 < len(words) and text[words[n][2] : words[n + 1][1]] == " ":
        word, start, end = words[n + 1]
        if len(word) > 4 and word.islower() and not is_word(word) and _is_standalone_word(text, start, end):
            return n + 1
    return n


_FILE = r"\.(?i:pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|msg|eml|jpe?g|png|zip|vcf|ics|csv|txt|pst|ost|mp4|m4a)(?:[^A-Za-z0-9]|\z)"
_LONGEST_FILE = 120
_FILE_WORD = r"(?P<v>\pL+(?:['’]\pL+)?)"


def _find_names_in_file_names(line: Line) -> Iterator[ReplacedPart]:
    """Yield the names in document names: *Review_Given_Family_2026.docx*, *Letter - Family Given.pdf*."""
    for file in get_lazy_pattern(_FILE).finditer(line.text):
        stem = line.text[max(0, file.start() - _LONGEST_FILE) : file.start()]
        stem = stem.translate(_PARTED).rpartition("|")[2]
        base = line.start + file.start() - len(stem)
        words = [(found["v"], *found.span("v")) for found in get_lazy_pattern(_FILE_WORD).finditer(stem)]
        last = -1
        for n, (word, start, _) in enumerate(words):
            if (
                n <= last
                or not word[0].isupper()
                or not (_is_listed_person(word) or _is_listed_person(word.capitalize()))
            ):
                continue
            first = last = n
            while (
                first
                and _is_joined_to_next_word(stem, words, first - 1)
                and may_be_name_part(words[first - 1][0])
            ):
                first -= 1
            while (
                last + 1 < len(words)
                and _is_joined_to_next_word(stem, words, last)
                and may_be_name_part(words[last + 1][0])
            ):
                last += 1
            yield ReplacedPart(base + min(start, words[first][1]), base + words[last][2], "user")


_PARTED = str.maketrans(dict.fromkeys("\\/\"'«“»”<>=,;:()", "|"))
"""Translation table that marks the characters before a file name."""


def _is_joined_to_next_word(stem: str, words: Words, n: int) -> bool:
    """Return whether a single separator joins a word of a file name to the next word."""
    return stem[words[n][2] : words[n + 1][1]] in ("_", "-", " ", ".")


def rules() -> tuple[Rule, ...]:
    """Return the rules for people in running text; they run after the rules for specific places."""
    return (
        make_line_rule("user", (".",), _FILE, _find_names_in_file_names),
        make_line_rule("user", (), r"\pL{3}", _find_names),
    )
