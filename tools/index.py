"""Builds the search index: the list of answers, and the weight of each word for each answer.

`tools/compiled.py` writes the index to resources/words: ``index.json`` lists the answers, and
``weights.jsonl`` is learned from the phrases in ``locale/*/symptoms/`` by softmax regression
(`tools/learning.py`). Only dependencies of the app are imported. The same phrases give the same bytes on
every system: floating-point values are only added, multiplied, divided and rooted, which IEEE 754 defines
exactly, or come from `decimal`.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from zlib import crc32

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from selfhelp import checks, fixes  # noqa: E402
from selfhelp.catalog.query_parser import (  # noqa: E402
    LETTERS,
    MEANING,
    SMALL,
    WORD,
    QueryParser,
    read_word_lists,
)
from selfhelp.catalog.ranking import ASIDE, SCALE, normalise_features_by_kind  # noqa: E402
from selfhelp.core.languages import list_known_languages, load_language  # noqa: E402
from selfhelp.core.paths import Platform  # noqa: E402
from selfhelp.fixes import Category, Check  # noqa: E402
from selfhelp.ticket_topics import ticket_topic  # noqa: E402
from selfhelp.troubleshooters import troubleshooter  # noqa: E402
from tools.learning import Example, Learner  # noqa: E402

WORDS = ROOT / "resources" / "words"
INDEX = WORDS / "index.json"
WEIGHTS = WORDS / "weights.jsonl"
SYMPTOMS = "symptoms"
"""Folder of a language with the phrases for each problem."""

ASIDES = "asides.toml"
"""Sentences in emails that don't describe the problem: greetings, stories, attempts."""

PART = 500
"""Number of search features in a line, which is parsed within a millisecond."""

LEAST_WEIGHT = 28
"""Minimum weight, in hundredths, that is written; smaller weights don't change the order."""

FEWEST = {WORD: 1, MEANING: 1, LETTERS: 3, SMALL: 2}
"""Minimum number of phrases in which a feature must occur, by kind of feature."""


# -- who can be found ------------------------------------------------------------------------------


def entries() -> list[dict[str, object]]:
    """Return all fixes, searchable checks, ticket topics and troubleshooters as index entries."""
    said = phrases()
    named = (row for row in found_checks(checks, "check") if row["id"] in said)
    return [*found_checks(fixes, "fix"), *named, *found_topics(), *found_troubleshooters()]


def found_checks(package, kind: str) -> Iterator[dict[str, object]]:
    for module in modules(package):
        for value in vars(module).values():
            own = inspect.isclass(value) and value.__module__ == module.__name__
            if own and issubclass(value, Check) and not inspect.isabstract(value):
                platforms = [platform.value for platform in Platform if platform in value.platforms]
                caution = getattr(value, "caution", None)
                yield {
                    "id": value.id,
                    "kind": kind,
                    "title": value.title.template,
                    "about": about(value.category),
                    "platforms": platforms,
                    **({"caution": caution.template} if caution else {}),
                }


def found_topics() -> Iterator[dict[str, object]]:
    for id_ in ticket_topic.list_topic_ids():
        topic = ticket_topic.load_topic(id_)
        title, family = topic.title.template, about(topic.category)
        yield {"id": id_, "kind": "referral", "title": title, "about": family}


def found_troubleshooters() -> Iterator[dict[str, object]]:
    for id_, one in troubleshooter.load_troubleshooters().items():
        subject = one.complaint.subject if one.complaint is not None else Category.OTHER
        yield {"id": id_, "kind": "ladder", "about": about(subject)}


def about(category: str) -> str:
    """Return the topic shared by all answers of a category; "" if there is none."""
    return "" if category == Category.OTHER else str(category)


def modules(package) -> Iterator:
    for info in sorted(
        pkgutil.walk_packages(package.__path__, f"{package.__name__}."),
        key=lambda i: i.name.rpartition(".")[2],
    ):
        if not info.ispkg:
            yield importlib.import_module(info.name)


# -- what words say --------------------------------------------------------------------------------


def phrases() -> dict[str, list[str]]:
    """Return the phrases for each ID, in all languages."""
    names = {
        file.name
        for code in list_known_languages()
        for file in load_language(code).make_file_path(SYMPTOMS).glob("*")
    }
    return {name.removesuffix(".toml"): phrases_in(f"{SYMPTOMS}/{name}") for name in sorted(names)}


def phrases_in(name: str) -> list[str]:
    """Return the phrases in the files of one name, in all languages."""
    files = (load_language(code).make_file_path(name) for code in list_known_languages())
    texts = (file.read_text(encoding="utf-8") for file in files if file.is_file())
    return [phrase for text in texts for phrase in tomllib.loads(text)["phrases"]]


@dataclass(frozen=True, slots=True)
class Lesson:
    """Phrases as numbers: for each example, the answer's index, and the features' indexes and values."""

    answers: Sequence[str]
    marks: Sequence[str]
    rarity: Sequence[float]
    examples: Sequence[Example]


def lesson(known: Mapping[str, Sequence[str]], reader: QueryParser) -> Lesson:
    """Return all phrases as numbers, without letter sequences that occur in fewer than three phrases."""
    answers = sorted(known)
    read = [(id_, phrase, reader.compute_features(phrase)) for id_ in answers for phrase in known[id_]]
    spread = Counter(mark for *_, marks in read for mark in marks)
    marks = sorted(mark for mark, count in spread.items() if count >= FEWEST[mark[0]])
    place = {mark: number for number, mark in enumerate(marks)}
    logarithms = {count: float((Decimal(1 + len(read)) / (1 + count)).ln()) for count in {*spread.values()}}
    rarity = [logarithms[spread[mark]] + 1 for mark in marks]
    examples = []
    for id_, phrase, worths in read:
        vector = normalise_features_by_kind(
            {m: worth * rarity[place[m]] for m, worth in worths.items() if m in place}
        )
        numbers = [(place[mark], value) for mark, value in vector.items()]
        examples.append(Example(answers.index(id_), numbers, crc32(f"{id_}:{phrase}".encode())))
    return Lesson(answers, marks, rarity, examples)


def weights_file(known: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return the weights learned from phrases, in whole hundredths, with the data the app needs."""
    small, same = ("\n".join(read_word_lists(name)) for name in ("small.txt", "same.txt"))
    reader = QueryParser.from_word_lists(small, same)
    task = lesson({**known, ASIDE: phrases_in(ASIDES)}, reader)
    learner = Learner(len(task.answers), len(task.marks))
    learner.learn(task.examples)
    weights, bias = learner.weights(SCALE)
    rows = zip(task.marks, task.rarity, weights, strict=True)
    return {
        "answers": task.answers,
        "bias": bias,
        "small": sorted(reader.small),
        "meanings": dict(sorted(reader.meanings.items())),
        "marks": {mark: " ".join(map(str, (round(rare * SCALE), *strong(row)))) for mark, rare, row in rows},
    }


def strong(row: Sequence[int]) -> Iterator[int]:
    """Yield the significant weights, each after its answer's index, relative to the row's middle."""
    middle = sorted(row)[len(row) // 2]
    for place, weight in enumerate(row):
        if abs(weight - middle) >= LEAST_WEIGHT:
            yield place
            yield weight - middle


def written(data: object) -> str:
    """Return the text of the index, one entry per line for small diffs."""
    return _compact(data).replace("},{", "},\n{") + "\n"


def written_weights(data: Mapping[str, Any]) -> str:
    """Return the text of the weights: 500 search features per line, after a line with all other data."""
    rows = list(data["marks"].items())
    parts = [dict(rows[start : start + PART]) for start in range(0, len(rows), PART)]
    others = {name: value for name, value in data.items() if name != "marks"}
    return "".join(_compact(line) + "\n" for line in (others, *parts))


def _compact(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
