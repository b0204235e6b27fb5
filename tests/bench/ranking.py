"""How often a person's words find the right answer, for sentences that the index has never seen.

    python -m tests.bench.ranking [FILE…] [--cross-check]

FILE has a head line and four or three columns: text, language, expected ids or ``none``; the first is
``tests/data/complaints.tsv``. The variable SELFHELP_COMPLAINTS names one more. A fix that is not offered
on this platform counts like any other: what is measured is the understanding.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from selfhelp.catalog.query_parser import WORD
from selfhelp.catalog.ranking import PhraseEntry, RankedHit, Ranking, Weights
from selfhelp.catalog.suggestions import TICKET_FIRST_BELOW, load_index, load_weights, rank_suggestions
from selfhelp.troubleshooters import troubleshooter
from tests.bench.measure import Result, milliseconds
from tests.people import ROOT
from tests.symptoms import symptoms
from tools import index

OWN = ROOT / "tests" / "data" / "complaints.tsv"
UNSEEN = ROOT / "tests" / "data" / "complaints-2.tsv"
"""Written before anything was tuned, and never looked at while it was."""
STRANGERS = ROOT / "tests" / "data" / "complaints-3.tsv"
"""Letters, dialects, metaphors, wrong words; a problem of the desk names its topic after ``none``."""
DESK_DAYS = ROOT / "tests" / "data" / "complaints-4.tsv"
"""What a help desk hears in a week, in three languages; its misses were not read."""
EVERY_TOPIC = ROOT / "tests" / "data" / "complaints-5.tsv"
"""Two or three complaints about every fix and topic; half of the misses were read."""
DAILY_LIFE = ROOT / "tests" / "data" / "complaints-6.tsv"
"""Dialect, typos, long letters, orders and dangers; written before courtesies were left out."""
FIRST_SIGHT = ROOT / "tests" / "data" / "complaints-7.tsv"
"""A hundred complaints per language about a hundred answers, written without a look at any phrase."""
WHOLE_OFFICE = ROOT / "tests" / "data" / "complaints-8.tsv"
"""Repairs, orders, anger, single words and how-to questions of two languages, all by one stranger."""
TWO = ROOT / "tests" / "data" / "complaints-two.tsv"
"""Two problems in one complaint: both are right, and both should be among the first three."""
OFF_TOPIC = ROOT / "tests" / "data" / "off-topic.tsv"
"""About lunch, dogs and the weather."""
NONE = "none"
FAMILIES = frozenset(troubleshooter.list_troubleshooter_ids())
FOLDS = 5


@dataclass(frozen=True)
class Complaint:
    """One sentence, its language and the ids that would be right."""

    text: str
    language: str
    expected: frozenset[str]


@dataclass(frozen=True)
class Answer:
    """What was answered: fixes and ticket topics best first, and whether the ticket form comes first."""

    hits: Sequence[RankedHit]
    ticket_first: bool

    def is_right(self, expected: frozenset[str]) -> bool:
        """Whether the first answer is right; for a problem of the desk, whether it goes there."""
        if NONE in expected:
            return self.ticket_first
        return bool(self.hits) and self.hits[0].id in expected


def complaints(file: Path) -> list[Complaint]:
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    return [Complaint(text, language, frozenset(ids.split(","))) for text, language, ids, *_ in rows]


def topics() -> frozenset[str]:
    return frozenset(row["id"] for row in load_index("index.json") if row["kind"] == "referral")


def answerer(ranking: Ranking) -> Callable[[str], Answer]:
    """Answer as `selfhelp.catalog.suggestions` does, with every fix offered."""
    desk = topics()

    def answer(text: str) -> Answer:
        hits = ranking.rank_answers(text)
        vague = bool(hits) and hits[0].id in FAMILIES
        best = rank_suggestions([hit for hit in hits if hit.id not in FAMILIES], desk)
        ticket = not best or best[0].id in desk or best[0].score < TICKET_FIRST_BELOW
        return Answer(best, ticket and not vague)

    return answer


def shares(asked: Sequence[Complaint], answer: Callable[[str], Answer]) -> Mapping[str, float]:
    """Return hit@1, hit@3 and how well the problems of the desk are told apart."""
    count: Counter[str] = Counter()
    for one in asked:
        found = answer(one.text)
        if NONE in one.expected:
            count["desk"] += 1
            count["desk right"] += found.ticket_first
            count["topics"] += len(one.expected) > 1
            count["topic"] += bool(found.hits) and found.hits[0].id in one.expected
            continue
        count["fixes"] += 1
        count["desk wrong"] += found.ticket_first
        count["first"] += found.is_right(one.expected)
        count["three"] += any(hit.id in one.expected for hit in found.hits[:3])
    return {
        "hit@1": count["first"] / max(count["fixes"], 1),
        "hit@3": count["three"] / max(count["fixes"], 1),
        "none precision": count["desk right"] / max(count["desk right"] + count["desk wrong"], 1),
        "none recall": count["desk right"] / max(count["desk"], 1),
        "none F1": 2
        * count["desk right"]
        / max(count["desk"] + count["desk right"] + count["desk wrong"], 1),
        **({"topic@1": count["topic"] / count["topics"]} if count["topics"] else {}),
    }


def share_of_both(asked: Sequence[Complaint], answer: Callable[[str], Answer]) -> float:
    """Return how often all expected ids are among the first three."""
    both = [one.expected <= {hit.id for hit in answer(one.text).hits[:3]} for one in asked]
    return sum(both) / len(both)


def table(name: str, asked: Sequence[Complaint], answer: Callable[[str], Answer]) -> Iterator[str]:
    for language in sorted({one.language for one in asked}):
        these = [one for one in asked if one.language == language]
        numbers = "  ".join(f"{what} {value:.1%}" for what, value in shares(these, answer).items())
        yield f"      {name} {language} ({len(these)} sentences): {numbers}"


def misses(asked: Sequence[Complaint], answer: Callable[[str], Answer]) -> Iterator[str]:
    """Describe the ten answers that were surest and wrong."""
    wrong = [(answer(one.text), one) for one in asked]
    wrong = [(found, one) for found, one in wrong if not found.is_right(one.expected)]
    for found, one in sorted(wrong, key=lambda pair: -pair[0].hits[0].score if pair[0].hits else 0)[:10]:
        best = f"{found.hits[0].id} {found.hits[0].score:.2f}" if found.hits else "nothing"
        yield f"      {best} instead of {', '.join(sorted(one.expected))}: {one.text[:90]}"


def cross_check() -> Iterator[str]:
    """Learn five times from four fifths of our own phrases, and ask for the last fifth."""
    every = [
        (id_, language, phrase)
        for id_, languages in sorted(phrases().items())
        for language, group in languages.items()
        for phrase in group
    ]
    desk, asked, found = topics(), [], {}
    for fold in range(FOLDS):
        kept: dict[str, list[str]] = {}
        for number, (id_, _, phrase) in enumerate(every):
            kept.setdefault(id_, []) if number % FOLDS == fold else kept.setdefault(id_, []).append(phrase)
        answer = answerer(Ranking(Weights.from_json(index.weights_file(kept))))
        for id_, language, phrase in every[fold::FOLDS]:
            if id_ not in FAMILIES:
                asked.append(Complaint(phrase, language, frozenset({NONE if id_ in desk else id_})))
                found[phrase] = answer(phrase)
    yield from table("own phrases, held out,", asked, found.__getitem__)


def phrases() -> Mapping[str, Mapping[str, Sequence[str]]]:
    return {id_: symptoms(id_) for id_ in index.phrases()}


def files(named: Sequence[Path]) -> list[Path]:
    more = os.environ.get("SELFHELP_COMPLAINTS")
    return [
        OWN,
        UNSEEN,
        STRANGERS,
        DESK_DAYS,
        EVERY_TOPIC,
        DAILY_LIFE,
        FIRST_SIGHT,
        WHOLE_OFFICE,
        OFF_TOPIC,
        *named,
        *([Path(more)] if more else []),
    ]


def results(_runs: int = 1, named: Sequence[Path] = ()) -> Iterator[Result]:
    """Measure the understanding and its speed; the tables are printed as they come."""
    answer = answerer(Ranking(load_weights()))
    for file in files(named):
        asked = complaints(file)
        print("\n".join(table(file.stem, asked, answer)))
        if file == OWN:
            print("      the ten worst misses:", *misses(asked, answer), sep="\n")
    print(f"      two problems, both among the first three: {share_of_both(complaints(TWO), answer):.1%}")
    taken = [milliseconds(lambda text=one.text: answer(text)) for one in complaints(OWN)]
    yield Result("a whole sentence understood, p95", p95(taken), "ms", 10)
    weights = load_weights()
    crowd = Ranking(weights, packs(weights))
    taken = [milliseconds(lambda text=one.text: crowd.rank_answers(text)) for one in complaints(OWN)]
    yield Result("the same with 1,000 packs, p95", p95(taken), "ms", 10)


def p95(taken: Sequence[float]) -> float:
    return sorted(taken)[int(len(taken) * 0.95)]


def words_of(weights: Weights) -> list[str]:
    return sorted(mark[1:] for mark in weights.marks if mark[0] == WORD)


def packs(weights: Weights, count: int = 1000) -> list[PhraseEntry]:
    """Make packs of twenty phrases each, of six words that people use."""
    words, choose = words_of(weights), random.Random(3)
    return [
        PhraseEntry(f"pack-{n}", [" ".join(choose.choices(words, k=6)) for _ in range(20)])
        for n in range(count)
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, help="more sentences")
    parser.add_argument("--cross-check", action="store_true", help="learn five times: half a minute")
    options = parser.parse_args()
    for result in results(named=options.files):
        print(result.row())
    if options.cross_check:
        started = time.monotonic()
        print("\n".join(cross_check()))
        print(f"      in {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
