"""Split a line of prose into words, with their positions, quotes and clause ends."""

from __future__ import annotations

from dataclasses import dataclass

from selfhelp.report.redact.re2_patterns import get_lazy_pattern

_WORD = (
    r"[\"“„«][ \x{a0}]?(?P<q>[^\"“”„«»\r\n]{1,80}?)[ \x{a0}]?[\"”“»]"
    r"|(?:^|[\s(,:;])['‘](?P<s>[^'’\r\n]{2,60})['’](?:[\s).,;:!?]|\z)|`(?P<b>[^`\r\n]{1,80})`"
    r"|(?P<w>[^\s\"“”„«»`]+)"
)
_OPENERS = "([{<'‘*_"
_CLOSERS = ".,;:!?)]}>'’*…"
_ELISIONS = ("c'", "c’", "l'", "l’", "d'", "d’", "j'", "j’", "s'", "s’", "qu'", "qu’", "n'", "n’", "m'", "m’")
_KEPT = frozenset(["c'est", "c’est", "c'était", "c’était"])


@dataclass(frozen=True, slots=True)
class Token:
    """A word or quoted text.

    Attributes:
        text: the text without surrounding punctuation.
        low: the text in lowercase, with a plain apostrophe.
        start: start of the text in the line.
        end: end of the text in the line.
        quoted: whether it was quoted.
        before: punctuation attached to its start.
        behind: punctuation attached to its end.
    """

    text: str
    low: str
    start: int
    end: int
    quoted: bool = False
    before: str = ""
    behind: str = ""

    @property
    def ends_clause(self) -> bool:
        """Return whether a clause ends after the word."""
        return any(mark in ".,;:!?)…]" for mark in self.behind)


def split_into_tokens(line: str) -> list[Token]:
    """Return the words of a line; ``l'ancien`` and ``password's`` are two words each."""
    found: list[Token] = []
    for match in get_lazy_pattern(_WORD).finditer(line):
        group = match.find_first_group("q", "s", "b", "w")
        if not group:
            continue
        if group == "w":
            found += _make_tokens(match["w"], match.start("w"))
        else:
            match.resume = match.end(group) + 1
            text = match[group]
            behind = _find_closing_marks(line, match.end(group) + 1)
            found.append(
                Token(text, _lower(text), match.start(group), match.end(group), quoted=True, behind=behind)
            )
    return found


def _find_closing_marks(line: str, place: int) -> str:
    end = place
    while end < len(line) and line[end] in _CLOSERS and end < place + 3:
        end += 1
    return line[place:end]


def _lower(text: str) -> str:
    return text.casefold().replace("’", "'")


def _make_tokens(word: str, start: int) -> list[Token]:
    """Return a word without surrounding punctuation, split at an apostrophe that joins two words."""
    text = word.lstrip(_OPENERS)
    before = word[: len(word) - len(text)]
    start += len(before)
    bare = text.rstrip(_CLOSERS)
    behind = text[len(bare) :]
    if not bare:
        return (
            [Token(word, word, start - len(before), start + len(text))]
            if word in ("=", "->", "=>", "→", "-", "–", "—", "/", ":", "|", "&", "+", ",")
            else []
        )
    if behind[:1] in ("!", "?") and any(map(str.isdigit, bare)):
        bare, behind = bare + behind[0], behind[1:]
    small = _lower(bare)
    if small in _KEPT:
        return [Token(bare, small, start, start + len(bare), before=before, behind=behind)]
    if small.endswith("'s") and bare[:-2].isalpha():
        cut = len(bare) - 2
        return [
            Token(bare[:cut], small[:cut], start, start + cut, before=before),
            Token(bare[cut:], "'s", start + cut, start + len(bare), behind=behind),
        ]
    head = next(
        (e for e in _ELISIONS if small.startswith(e.replace("’", "'")) and len(small) > len(e) + 1), ""
    )
    if head and small[len(head) :].isalpha():
        cut = len(head)
        return [
            Token(bare[:cut], small[:cut], start, start + cut, before=before),
            Token(bare[cut:], small[cut:], start + cut, start + len(bare), behind=behind),
        ]
    return [Token(bare, small, start, start + len(bare), before=before, behind=behind)]
