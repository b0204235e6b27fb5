"""Learns the weights of redaction that find values no rule describes (docs/decisions/053-learned-values.md).

python tools/tagger.py    write what the rules replace in the corpora (tests/data/redaction/replaced.txt)

`tools/compiled.py` builds the weights from the corpora and that file. In the corpora, values are marked. For
training, most values of a text are replaced as the rules would do, and the others stay: the weights learn to
find values beside placeholders, and values that the rules know, too. Training is a support vector machine in
integers (Pegasos with averaged weights), so every computer builds the same weights.
"""

from __future__ import annotations

import gc
import json
import random
import re
import sys
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isqrt
from pathlib import Path
from zlib import crc32

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from selfhelp.report.redact.aliases import find_whole_placeholders  # noqa: E402
from selfhelp.report.redact.by_learning.value_tagger import MOST, STEPS  # noqa: E402
from selfhelp.report.redact.by_learning.word_features import SLOTS, Features  # noqa: E402

CORPORA = ROOT / "tests" / "data" / "redaction"
REPLACED = CORPORA / "replaced.txt"
UNREAD = "b-"
"""Prefix of the contexts in `MEASURED` that the weights are measured with: they aren't learned."""

MEASURED = ("twenty-third", "twenty-fifth", "twenty-sixth", "twenty-seventh", "thirtieth")
HARMLESS_MEASURED = tuple(f"benign-{number}" for number in (16, 17, 18, 21, 22, 23, 24, 25))
"""Corpora with halves, and harmless texts, that aren't learned."""

UNLEARNED = ("thirty-first", "thirty-second")
"""Corpora that aren't learned: building the weights has to take at most ten seconds."""

PASSAGE = 40
"""Number of lines of harmless text that are read together."""

SHARES = (0.5,)
"""Shares of a text's values that are replaced, one for each time that it is read after the first."""

ROUNDS, DECAY, BEGIN = 2, 1_000_000, 128_000
"""Number of passes; unit of the first error; and how slowly, in examples, old errors lose their weight."""

HARMLESS_WEIGHT = 3
SCALE = 1 << 10
"""Factor of a word's value, which is 1 / √(number of its features)."""

SHARE = 1 << 40
"""Numerator of a step's share in the average."""


@dataclass(frozen=True, slots=True)
class Example:
    """A word: its features, whether it is a value, and whether its text is harmless."""

    features: Sequence[int]
    value: bool
    harmless: bool


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text, the placeholder that the rules make of it, if any, and whether it is marked."""

    start: int
    end: int
    placeholder: str
    marked: bool


def learned_weights(skipped: Sequence[str] = UNLEARNED) -> bytes:
    """Return the weights as signed bytes, learned from all corpora but those whose names are skipped."""
    collects = gc.isenabled()
    gc.disable()  # millions of objects without a cycle: a fifth of the time
    try:
        return learn(list(examples(skipped)))
    finally:
        if collects:
            gc.enable()


def examples(skipped: Sequence[str] = UNLEARNED) -> Iterator[Example]:
    """Yield the words of all corpora and harmless texts."""
    replaced = _read_replaced()
    for path in sorted(CORPORA.glob("*.jsonl")):
        if path.stem not in skipped:
            yield from _from_corpus(path, replaced)
    for path in find_harmless():
        if path.stem not in skipped:
            for text in split_passages(path.read_text("utf-8")):
                yield from _from_harmless(text, replaced.get(_key(text), ()))
    for text in _read_project():
        yield from _from_harmless(text, ())


def _from_corpus(path: Path, replaced: Mapping[str, Sequence[Span]]) -> Iterator[Example]:
    contexts = read_contexts(path)
    pool = sorted({secret for _, secrets in contexts for secret in secrets if len(secret) < 100})
    for text, secrets in contexts:
        chance = random.Random(crc32(text.encode()))
        spans = _mark(text, secrets, replaced.get(_key(text), ()))
        yield from _read(text, spans, [bool(one.placeholder) for one in spans])
        for share in SHARES:
            shown = [chance.random() < share for _ in spans]
            swapped = [
                chance.choice(pool) if one.marked and len(secrets) < 4 and chance.random() < 0.5 else ""
                for one in spans
            ]
            yield from _read(text, spans, shown, swapped)


def _from_harmless(text: str, spans: Sequence[Span]) -> Iterator[Example]:
    """Yield the words of a harmless text; what the rules replace in it is read as placeholder and as word."""
    for one in _read(text, spans, [True] * len(spans)):
        yield Example(one.features, value=False, harmless=True)
    words = [one for one in spans if not one.placeholder.startswith(("ip-", "mac-"))]
    if words:
        for one in _read(text, spans, [other not in words for other in spans], only_values=True):
            yield Example(one.features, value=False, harmless=True)


def _read(
    text: str,
    spans: Sequence[Span],
    hidden: Sequence[bool],
    swapped: Sequence[str] = (),
    *,
    only_values: bool = False,
) -> Iterator[Example]:
    """Yield the words of a text in which some spans are placeholders; words of the others are values."""
    parts: list[str] = []
    values: list[tuple[int, int]] = []
    place = length = 0
    for number, (one, hide) in enumerate(zip(spans, hidden, strict=True)):
        own = (swapped[number] if swapped else "") or text[one.start : one.end]
        new = (one.placeholder or "[secret:password]") if hide else own
        length += one.start - place
        if not hide:
            values.append((length, length + len(new)))
        parts += (text[place : one.start], new)
        length, place = length + len(new), one.end
    shown = "".join((*parts, text[place:]))

    def is_value(start: int, end: int) -> bool:
        return any(low < end and start < high for low, high in values)

    words = Features(shown)
    for start, end, features in words.iterate(is_value) if only_values else words.iterate():
        yield Example(array("I", features), is_value(start, end), harmless=False)


def _mark(text: str, secrets: Sequence[str], replaced: Sequence[Span]) -> list[Span]:
    """Return the marked values of a text and what the rules replace in it, without overlaps."""
    spans: list[Span] = []
    for secret in sorted(set(secrets), key=lambda one: (-len(one), one)):
        for low, high in _find_word(text, secret):
            same = [one for one in replaced if one.start < high and low < one.end]
            start = min(low, same[0].start) if same else low
            end = max(high, same[-1].end) if same else high
            if not any(one.start < end and start < one.end for one in spans):
                spans.append(Span(start, end, same[0].placeholder if same else "", marked=True))
    known = [one for one in replaced if not any(s.start < one.end and one.start < s.end for s in spans)]
    return sorted((*spans, *known), key=lambda one: one.start)


def _find_word(text: str, word: str) -> Iterator[tuple[int, int]]:
    """Yield the places of a value that is no part of a longer word."""
    end = 0
    while (start := text.find(word, end)) >= 0:
        end = start + len(word)
        if not _in_word(text[start - 1 : start]) and not _in_word(text[end : end + 1]):
            yield start, end
        else:
            end = start + 1


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def learn(read: Sequence[Example]) -> bytes:
    """Return the weight of each slot as a signed byte, in `STEPS` steps a unit.

    After n steps, a weight is the sum of the errors so far, divided by BEGIN + n; only the sum is kept. The
    result is the average of the weights over all steps. All numbers are integers.
    """
    sums, late = [0] * SLOTS, [0] * SLOTS
    roots = [isqrt(len(one.features) << 20) for one in read]
    steps, shares = BEGIN, 0
    for turn in range(ROUNDS):
        order = list(range(len(read)))
        random.Random(turn).shuffle(order)
        for number in order:
            one = read[number]
            total = sum(map(sums.__getitem__, one.features))
            if (total if one.value else -total) * DECAY < roots[number] * steps:  # closer than 1
                _correct(sums, late, one, (roots[number], shares))
            steps += 1
            shares += SHARE // steps
    whole = SHARE * SCALE * (steps - BEGIN)
    averages = (own * shares - missing for own, missing in zip(sums, late, strict=True))
    return bytes(
        max(-MOST, min(MOST, (one * DECAY * STEPS + whole // 2) // whole)) & 0xFF for one in averages
    )


def _correct(sums: list[int], late: list[int], one: Example, state: tuple[int, int]) -> None:
    """Move the weights of an example's features; ``state`` is its root and the shares of the steps so far."""
    root, shares = state
    size = (SCALE << 10) // root * (HARMLESS_WEIGHT if one.harmless else 1)
    change = size if one.value else -size
    missing = change * shares
    for feature in one.features:
        sums[feature] += change
        late[feature] += missing


def read_contexts(path: Path) -> list[tuple[str, list[str]]]:
    """Return the texts of a corpus, each with the values that are marked in it."""
    found: dict[str, list[str]] = {}
    for line in path.read_text("utf-8").splitlines():
        context = json.loads(line)
        if path.stem in MEASURED and context["context"].startswith(UNREAD):
            continue
        found.setdefault(context["text"], []).extend(context["secrets"])
    return list(found.items())


def find_harmless() -> list[Path]:
    """Return the harmless texts that are learned."""
    found = [*CORPORA.glob("**/*benign/*.txt"), *CORPORA.glob("benign*.txt")]
    return sorted(path for path in found if path.stem not in HARMLESS_MEASURED)


def split_passages(text: str) -> Iterator[str]:
    """Yield a harmless text in passages."""
    lines = text.splitlines(keepends=True)
    for first in range(0, len(lines), PASSAGE):
        yield "".join(lines[first : first + PASSAGE])


def _read_project() -> Iterator[str]:
    """Yield the project's own harmless texts: descriptions of problems."""
    for path in sorted((ROOT / "tests" / "data").glob("complaints*.tsv")):
        rows = [max(row.split("\t"), key=len) for row in path.read_text("utf-8").splitlines()]
        for first in range(0, len(rows), 2 * PASSAGE):
            yield "\n".join(rows[first : first + PASSAGE])


def _key(text: str) -> str:
    return f"{crc32(text.encode()):08x}"


def _read_replaced() -> Mapping[str, list[Span]]:
    """Return what the rules replace, by the checksum of the text."""
    found: dict[str, list[Span]] = {}
    for line in REPLACED.read_text("utf-8").splitlines():
        key, *parts = line.split()
        spans = (part.split(",") for part in parts)
        found[key] = [Span(int(low), int(high), new, marked=False) for low, high, new in spans]
    return found


def align(text: str, shown: str) -> list[tuple[int, int, str]]:
    """Return the replaced parts of a text and their placeholders; none if they can't be told apart."""
    parts: list[str] = []
    new: list[str] = []
    place = 0
    for low, high in find_whole_placeholders(shown):
        parts.append(re.escape(shown[place:low]))
        new.append(shown[low:high])
        place = high
    pattern = "(.*?)".join((*parts, re.escape(shown[place:])))
    match = re.fullmatch(pattern, text, re.DOTALL)
    return [(*match.span(n + 1), one) for n, one in enumerate(new)] if match else []


def main() -> int:
    """Write what the rules replace in the corpora."""
    from selfhelp.report.redact import Redactor

    texts = [text for path in sorted(CORPORA.glob("*.jsonl")) for text, _ in read_contexts(path)]
    texts += [text for path in find_harmless() for text in split_passages(path.read_text("utf-8"))]
    lines = set()
    for text in texts:
        spans = align(text, Redactor({}, key=bytes(32)).redact_by_rules(text))
        if spans:
            lines.add(
                " ".join((_key(text), *(f"{low},{high},{new}" for low, high, new in spans if low < high)))
            )
    REPLACED.write_text("\n".join(sorted(lines)) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
