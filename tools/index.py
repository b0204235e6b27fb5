"""Keeps the index of the search current: who can be found, and what each word says about it.

python tools/index.py update   after a fix, a ticket topic or its words were added or changed
python tools/index.py check    fails where an index is not what the sources make

Two files in resources/words: ``index.json`` lists what can be found, ``weights.json`` is learned from the
phrases in ``symptoms/`` by a plain softmax regression. Nothing beyond what the product itself needs is
imported, and the same phrases give the same weights: no clock, no chance.
"""

from __future__ import annotations

import hashlib
import importlib
import inspect
import json
import math
import operator
import pkgutil
import random
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from selfhelp import fixes, ticket_topics, troubleshooters  # noqa: E402
from selfhelp.catalog.query_parser import LETTERS, MEANING, WORD, Reader  # noqa: E402
from selfhelp.catalog.ranking import SCALE, balanced, softmax  # noqa: E402
from selfhelp.core.paths import Platform  # noqa: E402
from selfhelp.fixes import Check  # noqa: E402

WORDS = ROOT / "resources" / "words"
INDEX = WORDS / "index.json"
WEIGHTS = WORDS / "weights.json"

ROUNDS = 12
"""How often all phrases are gone through."""

STEP = 2.0
"""How far the first round goes; the later ones go shorter."""

SHRINK = 2e-5
"""How much of each weight is forgotten for each phrase, so that no phrase is learned by heart."""

LEAST_SHARE = 0.004
"""An answer with a smaller share learns nothing from a phrase of another."""

LEAST_WEIGHT = 20
"""Smaller weights, in hundredths, are not written: they change no order, only the size of the file."""

FEWEST = {WORD: 1, MEANING: 1, LETTERS: 3}
"""In how many phrases a mark must occur, by its kind."""

Rows = list[list[float]]
Example = tuple[int, Sequence[tuple[int, float]]]


# -- who can be found ------------------------------------------------------------------------------


def entries() -> list[dict[str, object]]:
    """List every fix, ticket topic and troubleshooter that exists."""
    families = ({"id": id_, "kind": "ladder"} for id_ in troubleshooters.ids())
    return [*found_fixes(), *found_topics(), *families]


def found_fixes() -> Iterator[dict[str, object]]:
    for module in modules(fixes):
        for value in vars(module).values():
            own = inspect.isclass(value) and value.__module__ == module.__name__
            if own and issubclass(value, Check) and not inspect.isabstract(value):
                platforms = [platform.value for platform in Platform if platform in value.platforms]
                yield {
                    "id": value.id,
                    "kind": "fix",
                    "title": value.title.template,
                    "platforms": platforms,
                }


def found_topics() -> Iterator[dict[str, object]]:
    for id_ in ticket_topics.ids():
        yield {"id": id_, "kind": "referral", "title": ticket_topics.ticket_topic(id_).title.template}


def modules(package) -> Iterator:
    for info in sorted(
        pkgutil.walk_packages(package.__path__, f"{package.__name__}."),
        key=lambda i: i.name.rpartition(".")[2],
    ):
        if not info.ispkg:
            yield importlib.import_module(info.name)


# -- what words say --------------------------------------------------------------------------------


def phrases() -> dict[str, list[str]]:
    """Return the phrases of each id, both languages together."""
    found = {}
    for file in sorted((WORDS / "symptoms").glob("*.toml")):
        languages = tomllib.loads(file.read_text(encoding="utf-8"))
        found[file.stem] = [phrase for language in sorted(languages) for phrase in languages[language]]
    return found


def fingerprint() -> str:
    """Return a mark of everything that the weights are made from."""
    sources = [*sorted((WORDS / "symptoms").glob("*.toml")), WORDS / "small.txt", WORDS / "same.txt"]
    sources += [
        ROOT / "selfhelp" / "catalog" / "query_parser.py",
        ROOT / "selfhelp" / "catalog" / "ranking.py",
        Path(__file__),
    ]
    total = hashlib.sha256()
    for file in sources:
        total.update(file.name.encode() + b"\0" + file.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return total.hexdigest()


@dataclass
class Lesson:
    """Phrases as numbers: each example is its answer's position and its marks' positions and values."""

    answers: Sequence[str]
    marks: Sequence[str]
    rarity: Sequence[float]
    examples: Sequence[Example]


def lesson(known: Mapping[str, Sequence[str]], reader: Reader) -> Lesson:
    """Read all phrases; letters that occur in fewer than three of them are left out."""
    answers = sorted(known)
    read = [(answers.index(id_), reader.marks(phrase)) for id_ in answers for phrase in known[id_]]
    spread = Counter(mark for _, marks in read for mark in marks)
    marks = sorted(mark for mark, count in spread.items() if count >= FEWEST[mark[0]])
    place = {mark: number for number, mark in enumerate(marks)}
    rarity = [math.log((1 + len(read)) / (1 + spread[mark])) + 1 for mark in marks]
    examples = []
    for answer, worths in read:
        vector = balanced({m: worth * rarity[place[m]] for m, worth in worths.items() if m in place})
        examples.append((answer, [(place[mark], value) for mark, value in vector.items()]))
    return Lesson(answers, marks, rarity, examples)


def learn(task: Lesson) -> tuple[Rows, list[float]]:
    """Fit a softmax regression by gradient steps that become smaller; return weights and bias.

    The mean over the second half of the rounds is kept: it depends less on the order of the phrases.
    """
    width = len(task.answers)
    weights, bias = [[0.0] * width for _ in task.marks], [0.0] * width
    total: Rows = [[0.0] * width for _ in range(len(task.marks) + 1)]
    order = list(range(len(task.examples)))
    shuffle = random.Random(1).shuffle
    for turn in range(ROUNDS):
        shuffle(order)
        step = STEP / (1 + turn)
        for number in order:
            one_step(weights, bias, task.examples[number], step)
        keep = 1 - SHRINK * step * len(order)
        weights = [[weight * keep for weight in row] for row in weights]
        if turn >= ROUNDS // 2:
            total = [list(map(operator.add, *rows)) for rows in zip(total, [*weights, bias], strict=True)]
    mean = [[number / (ROUNDS - ROUNDS // 2) for number in row] for row in total]
    return mean[:-1], mean[-1]


def one_step(weights: Rows, bias: list[float], example: Example, step: float) -> None:
    """Move the weights towards one phrase's answer."""
    answer, marks = example
    sums = bias[:]
    for mark, value in marks:
        sums = [total + value * weight for total, weight in zip(sums, weights[mark], strict=True)]
    shares = softmax(sums)
    shares[answer] -= 1.0
    for place, error in enumerate(shares):
        if abs(error) > LEAST_SHARE:
            bias[place] -= step * 0.1 * error
            for mark, value in marks:
                weights[mark][place] -= step * error * value


def weights_file(known: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """Learn from phrases, and return what the product needs of it, in whole hundredths."""
    small, same = ((WORDS / name).read_text(encoding="utf-8") for name in ("small.txt", "same.txt"))
    reader = Reader.of_lists(small, same)
    task = lesson(known, reader)
    weights, bias = learn(task)
    rows = zip(task.marks, task.rarity, weights, strict=True)
    return {
        "fingerprint": fingerprint(),
        "answers": task.answers,
        "bias": [round(number * SCALE) for number in bias],
        "small": sorted(reader.small),
        "meanings": dict(sorted(reader.meanings.items())),
        "marks": {mark: [round(rare * SCALE), *strong(row)] for mark, rare, row in rows},
    }


def strong(row: Sequence[float]) -> Iterator[int]:
    """Yield the weights that matter, each after its answer's position, against the row's middle."""
    middle = sorted(row)[len(row) // 2]
    for place, weight in enumerate(row):
        number = round((weight - middle) * SCALE)
        if abs(number) >= LEAST_WEIGHT:
            yield place
            yield number


def written(data: object) -> str:
    """Return the text of an index file: one entry or mark a line, so that a change is a small one."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace('],"', '],\n"').replace("},{", "},\n{") + "\n"


def update() -> int:
    INDEX.write_text(written(entries()), encoding="utf-8")
    if not current():
        WEIGHTS.write_text(written(weights_file(phrases())), encoding="utf-8")
    print(f"{INDEX.relative_to(ROOT)}, {WEIGHTS.relative_to(ROOT)}: {WEIGHTS.stat().st_size // 1000} kB")
    return 0


def current() -> bool:
    """Whether the weights were made from today's sources."""
    try:
        return json.loads(WEIGHTS.read_text(encoding="utf-8"))["fingerprint"] == fingerprint()
    except (OSError, ValueError, KeyError):
        return False


def check() -> int:
    stale = [] if INDEX.read_text(encoding="utf-8") == written(entries()) else [INDEX]
    stale += [] if current() else [WEIGHTS]
    for file in stale:
        print(f"{file.relative_to(ROOT)} is not current (make index)")
    print("the index is current" if not stale else "")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(check() if sys.argv[1:] == ["check"] else update())
