"""Compares what a real computer answered with what its vendor's documentation led us to expect."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from selfhelp.machine.transcript import DOCUMENTATION, Transcript, TranscriptEntry
from selfhelp.proof.document import parse_entries

MOST = 60
"""Lines for one computer; the rest is counted."""

LONGEST = 110

INCONCLUSIVE = "inconclusive"
EMPTY = " is empty"
OUR_OWN = ("reading organisation.", "reading elevate.")
"""What the policy says differs from computer to computer, and no vendor documents it."""


def differences(document: Mapping[str, Any], root: Path) -> Sequence[str]:
    """Return one line for each question whose answer is of another shape than in the documentation."""
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
    """Whether a question got an answer; where a check couldn't see for want of one, its reason says so."""
    return "failed" not in entry.answer


def compare(asked: Sequence[TranscriptEntry], expected: Sequence[Sequence[TranscriptEntry]]) -> Iterator[str]:
    """Yield what differs: only questions that stand in the documentation as well are compared."""
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
    """Return which fields of which type an answer has; of what a program printed only whether it worked."""
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
    """Return a question in one line; of a reading without its parameters, which differ by computer."""
    question = entry.question
    for name in ("run", "file", "plist", "powershell", "reading"):
        if name in question:
            value = question[name]
            return f"{name} {' '.join(value) if isinstance(value, list) else value}".replace("\n", " ")
    return f"registry {question.get('registry')} {question.get('value')}"
