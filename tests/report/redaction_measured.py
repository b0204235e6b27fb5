"""The corpus of tests/data/redaction: what redaction must find in it by class, and what it must leave."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selfhelp.core.model import Reveals
from selfhelp.report.redact import Redactor

FOLDER = Path(__file__).resolve().parent.parent / "data" / "redaction"


@dataclass(frozen=True, slots=True)
class Missed:
    """A secret that stayed."""

    kind: str
    context: str
    secret: str


def contexts() -> Iterator[Mapping[str, Any]]:
    """Return every context: its text, its secrets, what must survive."""
    with (FOLDER / "dev.jsonl").open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


def clean(context: Mapping[str, Any]) -> str:
    """Return the text of a context redacted, with the names that the system told."""
    told = context.get("known", {})
    known = {
        Reveals.PERSON: [told[name] for name in ("user", "full_name") if told.get(name)],
        Reveals.HOST: [told["host"]] if told.get("host") else [],
    }
    return Redactor(known).text(context["text"])


def measure() -> tuple[Counter[str], list[Missed]]:
    """Return how many secrets each class has, and those that stayed, coded or plain."""
    total: Counter[str] = Counter()
    missed: list[Missed] = []
    for context in contexts():
        shown = clean(context)
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


def harmless() -> Iterator[tuple[str, int, Counter[str]]]:
    """Return each harmless file: its name, its words, and the stand-ins put into it."""
    for path in sorted((FOLDER / "benign").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        one = Redactor({})
        one.text(text)
        yield path.name, len(text.split()), one.counts
