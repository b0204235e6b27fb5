"""Replace passwords that share their stem with a password that was found, such as its predecessor.

People change *Tournesol89* to *Tournesol90*. If one of them was found, the other needs no context.
"""

# A pattern reads better on one line.
# ruff: noqa: E501
from __future__ import annotations

from collections import Counter

from selfhelp.report.redact.block_words import list_words_in_block
from selfhelp.report.redact.by_line.secret_labels import classify_secret_label
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import make_secret_placeholder
from selfhelp.report.redact.strong_values import split_word_parts
from selfhelp.report.redact.word_lists import COMMON, TECHNICAL

_MARK = make_secret_placeholder("password")
_STEM = r"\pL{5,}(?:[._-]?\pL{2,}){0,3}"
_SPEAKS = (
    r"(?i)(?:^|[^\pL])(?:p[as]{2,4}[wor]{1,5}[dt]s?|pass|pw|mdp|mots? de passe|kennw\pL*|passw\pL*|log[ -]?in|logs? in|"
    r"before|used to|was|old|previous|instead|tablets?|other|avant|hier|ancien\pL*|était|tapais|autre|früher|vorher|"
    r"alte[sn]?|war|for the|pour l[ae]s?)(?:[^\pL]|\z)"
)
_LONG = 20_000


def _find_stems(before: str, after: str) -> set[str]:
    """Return the words that were replaced, without their trailing numbers."""
    removed = list_words_in_block(before) - list_words_in_block(after)
    found = (get_lazy_pattern(_STEM).search(word) for word in removed if 6 <= len(word) <= 40)
    whole = {match[""] for match in found if match is not None}
    stems = whole | {part for stem in whole for part in split_word_parts(stem) if len(part) > 7}
    return {
        stem
        for stem in stems
        if len(stem) > 5 and stem.lower() != stem
        if stem.casefold() not in COMMON | TECHNICAL and not classify_secret_label(stem)
    }


def hide_related_passwords(before: str, after: str, counts: Counter[str]) -> str:
    """Return a block without passwords related to passwords that the rules replaced in it.

    Args:
        before: block before any rule.
        after: block after the rules for secrets.
        counts: number of replacements by class; updated.
    """
    if _MARK not in after or after.count(_MARK) == before.count(_MARK) or len(after) > _LONG:
        return after
    for stem in sorted(_find_stems(before, after), key=len, reverse=True):
        if stem in after:
            after = _replace_related_passwords(after, stem, counts)
    return after


def _replace_related_passwords(text: str, stem: str, counts: Counter[str]) -> str:
    lines = text.split("\n")
    for n, whole in enumerate(lines):
        line = whole
        if stem not in line or (_MARK not in line and get_lazy_pattern(_SPEAKS).search(line) is None):
            continue
        for word in sorted(list_words_in_block(line), key=len, reverse=True):
            bare = word.rstrip(".!?")
            if stem in bare and len(bare) <= len(stem) + 8 and "@" not in bare and "[" not in bare:
                line = line.replace(bare, _MARK)
                counts["password"] += 1
        lines[n] = line
    return "\n".join(lines)
