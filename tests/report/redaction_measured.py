"""The corpora of tests/data/redaction: what redaction must find in it by class, and what it must leave."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from selfhelp.core.model import PrivacyClass
from selfhelp.report.redact import REMOVED, Redactor
from tests.conftest import LOOPS

FOLDER = Path(__file__).resolve().parent.parent / "data" / "redaction"


@dataclass(frozen=True, slots=True)
class Missed:
    """A secret that stayed."""

    kind: str
    context: str
    secret: str


STEP = 1 if LOOPS >= 100 else 7
"""Every so manyth context and passage is read: all of them in `make soak`."""

PASSAGE = 40
"""Lines of harmless text that are read in one piece."""


def contexts(corpus: str) -> Iterator[Mapping[str, Any]]:
    """Return the contexts of a corpus: each its text, its secrets, what must survive."""
    with (FOLDER / f"{corpus}.jsonl").open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in islice(lines, 0, None, STEP))


@cache
def cleaned(corpus: str) -> Sequence[tuple[Mapping[str, Any], str]]:
    """Return every context of a corpus with its redacted text; redacting takes longest."""
    return [(context, clean(context)) for context in contexts(corpus)]


def clean(context: Mapping[str, Any]) -> str:
    """Return the text of a context redacted, with the names that the system told."""
    told = context.get("known", {})
    known = {
        PrivacyClass.PERSON: [told[name] for name in ("user", "full_name") if told.get(name)],
        PrivacyClass.HOST: [told["host"]] if told.get("host") else [],
    }
    shown = Redactor(known).redact_text(context["text"])
    assert REMOVED not in shown, f"{context['context']}: a rule failed, so everything is gone"
    return shown


def measure(corpus: str) -> tuple[Counter[str], list[Missed]]:
    """Return how many secrets each class has, and those that stayed, coded or plain."""
    total: Counter[str] = Counter()
    missed: list[Missed] = []
    for context, shown in cleaned(corpus):
        for secret in context["secrets"]:
            total[context["class"]] += 1
            if secret in shown:
                missed.append(Missed(context["class"], context["context"], secret))
        missed += [
            Missed(context["class"], context["context"], plain)
            for plain in context.get("plain", ())
            if plain in shown and plain not in context["secrets"]
        ]
    return total, missed


def harmless(files: str) -> Iterator[tuple[str, int, list[str]]]:
    """Return each harmless file: its name, its words, and the stand-ins that stand in it afterwards.

    Network addresses, also those of examples (RFC 5737), and the computer that a line of a system log names
    are replaced as they should be, and don't count.
    """
    for path in sorted(FOLDER.glob(files)):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        passages = range(0, len(lines), STEP * PASSAGE)
        text = "".join(line for first in passages for line in lines[first : first + PASSAGE])
        shown = Redactor({}).redact_text(text)
        assert REMOVED not in shown, f"{path.name}: a rule failed, so everything is gone"
        shown = _LOGGED.sub(r"\1", shown)
        new = Counter(_STAND_IN.findall(shown)) - Counter(_STAND_IN.findall(text))
        yield path.name, len(text.split()), sorted(new.elements())


_LOGGED = re.compile(r"(?m)^([A-Z][a-z]{2} [ 0-9]{2} [0-9:]{8}) host-[0-9a-f]{6}(?= [\w.-]+\[[0-9]+\]: )")
_STAND_IN = re.compile(
    r"\[secret:[a-z-]+\]"
    r"|(?:user|host|dom|mac|sid|phone|iban|card|nir|hw|network|device|file|place|title|birth)-[0-9a-f]{6}\b"
)
