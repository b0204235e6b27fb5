"""Compares the responses of a real computer with those expected from the vendors' documentation."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from selfhelp.machine.transcript import DOCUMENTATION, Transcript, TranscriptEntry
from selfhelp.proof.document import parse_entries

MOST = 60
"""Maximum number of lines for one computer; further differences are only counted."""

LONGEST = 110

INCONCLUSIVE = "inconclusive"
EMPTY = " is empty"
OUR_OWN = ("reading organisation.", "reading elevate.")
"""Queries about the policy, which differs by computer and isn't documented by a vendor."""


def differences(document: Mapping[str, Any], root: Path) -> Sequence[str]:
    """Return a line for each query whose response has another structure than in the documentation."""
    platform = document["environment"]["platform"]
    lines: list[str] = []
    for part in document["checks"]:
        folder = root / "tests" / "transcripts" / part["id"]
        expected = [
            transcript.entries
            for transcript in map(Transcript.load, sorted(folder.glob("*.toml")))
            if transcript.source == DOCUMENTATION and transcript.platform == platform
        ]
        asked = [
            entry for entry in parse_entries(part["asked"]) if part["state"] != INCONCLUSIVE or answers(entry)
        ]
        lines += [f"{part['id']}: {line}" for line in compare(asked, expected)]
    lines = list(dict.fromkeys(lines))
    return lines if len(lines) <= MOST else [*lines[:MOST], f"and {len(lines) - MOST} more"]


def answers(entry: TranscriptEntry) -> bool:
    """Return whether a query has a response; if a check was inconclusive, the page shows its reason."""
    return "failed" not in entry.answer


def compare(asked: Sequence[TranscriptEntry], expected: Sequence[Sequence[TranscriptEntry]]) -> Iterator[str]:
    """Yield the differences, for queries that also occur in the documentation."""
    known: dict[str, list[frozenset[str]]] = {}
    for entries in expected:
        for entry in entries:
            if seen := shape(entry.answer):
                known.setdefault(_question(entry), []).append(seen)
    for entry in asked:
        shapes, seen = known.get(_question(entry)), shape(entry.answer)
        if not shapes or not seen or seen in shapes or _question(entry).startswith(OUR_OWN):
            continue
        every, common = frozenset().union(*shapes), frozenset.intersection(*shapes)
        empty = tuple(field.removesuffix(EMPTY) for field in seen if field.endswith(EMPTY))
        here = sorted(field for field in seen - every if not field.endswith(EMPTY))
        documented = sorted(
            field
            for field in common - seen
            if not field.endswith(EMPTY) and not field.startswith(empty or EMPTY)
        )
        if here or documented:
            told = {"only here": here, "only documented": documented}
            said = "; ".join(f"{word}: {', '.join(fields)}" for word, fields in told.items() if fields)
            yield f"{_question(entry)[:LONGEST]} → {said[:LONGEST]}"


def shape(answer: Mapping[str, Any]) -> frozenset[str]:
    """Return the names and types of a response's fields; for a program's output, only the success."""
    if "failed" in answer:
        return frozenset({"no answer"})
    if "code" in answer:
        return frozenset({"works" if answer["code"] == 0 else "fails"})
    if "absent" in answer or "text" in answer:
        return frozenset({"file" if "text" in answer else "no file"})
    value = json.loads(answer["json"]) if "json" in answer else answer.get("answer")
    return frozenset(_fields(value, ""))


def _fields(value: Any, place: str) -> Iterator[str]:
    match value:
        case list() | dict() if not value:
            yield f"{place}{EMPTY}"
        case dict():
            # of what is told by its name, such as network links, the name says nothing
            by_name = all(isinstance(inner, dict) for inner in value.values())
            for name, inner in value.items():
                yield from _fields(inner, f"{place}.{'*' if by_name else name}".lstrip("."))
        case list():
            for inner in value[:50]:
                yield from _fields(inner, f"{place}[]")
        case None:
            return
        case bool():
            yield f"{place} yes/no"
        case int() | float():
            yield f"{place} number"
        case _:
            yield f"{place} text"


def _question(entry: TranscriptEntry) -> str:
    """Return a query in one line, without parameters that differ by computer."""
    question = entry.question
    for name in ("run", "file", "plist", "powershell", "reading"):
        if name in question:
            value = question[name]
            return f"{name} {' '.join(value) if isinstance(value, list) else value}".replace("\n", " ")
    return f"registry {question.get('registry')} {question.get('value')}"
