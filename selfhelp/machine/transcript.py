"""Stores a computer's answers in a file that can be read, compared and replayed.

The format is TOML: a header, then the questions and answers in order. Answers after a change (``change =
true``) describe the computer after it, so that one file can hold the broken, repaired and healthy states. A
transcript holds data of a real computer (names of devices, programs, files): review it before sharing it. It
must not contain secrets: no probe returns a secret, and `record_check` passes every answer through ``clean``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selfhelp.core.errors import StorageError, UsageError
from selfhelp.core.model import CheckState, Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import (
    Action,
    Command,
    File,
    Native,
    Output,
    PowerShell,
    PropertyList,
    Reading,
    Registry,
    Source,
)

RECORDED = "recorded"
DOCUMENTATION = "documentation"
"""Sources of a transcript: recorded on a real computer, or written from a vendor's documentation."""

QUESTION = frozenset(
    {
        "run",
        "stdin",
        "variables",
        "file",
        "plist",
        "powershell",
        "registry",
        "value",
        "reading",
        "native",
        "params",
    }
)
"""Keys of an entry that belong to the question; all other keys belong to the answer."""


@dataclass(frozen=True, slots=True)
class TranscriptEntry:
    """One question and its answer, as stored in a transcript.

    Attributes:
        question: for instance ``{"run": ["uname", "-r"]}`` or ``{"file": "/etc/hostname"}``.
        answer: ``code``, ``stdout``, ``stderr`` of a program; ``text`` of a file or ``absent``; ``answer`` of
            anything else, or ``json`` if it contains a null, which TOML can't store; ``failed`` and
            ``message`` if there was an error.
        change: whether it changed something; later entries describe the state after it.
    """

    question: Mapping[str, Json]
    answer: Mapping[str, Json]
    change: bool = False

    @property
    def key(self) -> str:
        """Key that identifies the question."""
        return json.dumps(self.question, sort_keys=True, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Transcript:
    """A transcript: the recorded questions and answers of one computer.

    Attributes:
        platform: the platform of the computer.
        system: the system's own name and version.
        about: a short description of its problem.
        expect: the expected result of the check.
        source: "recorded" on a real computer, or written from a vendor's "documentation".
        page: the documentation page.
        entries: the questions and answers, in order.
    """

    platform: Platform
    system: str
    about: str
    expect: CheckState
    source: str
    page: str = ""
    entries: Sequence[TranscriptEntry] = field(default=(), repr=False)

    @classmethod
    def load(cls, path: Path) -> Transcript:
        """Return the transcript in a file.

        Raises:
            UsageError: the file isn't a transcript.
            OSError: the file can't be read.
        """
        import tomllib

        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
            entries = tuple(_table_to_entry(table) for table in data.pop("asked", ()))
            platform, expect = Platform(data.pop("platform")), CheckState(data.pop("expect"))
            return cls(platform=platform, expect=expect, entries=entries, **data)
        except (ValueError, TypeError, KeyError) as error:
            message = N_("The file {name} isn't a transcript.", name=path.name)
            raise UsageError(message, detail=str(error)) from error

    def save(self, path: Path) -> None:
        """Write the transcript to a file that only the user can read.

        Raises:
            StorageError: the file can't be written.
        """
        import tomli_w

        header = {name: getattr(self, name) for name in ("source", "page", "system", "about")}
        header |= {"platform": self.platform.value, "expect": self.expect.value}
        asked = [_entry_to_table(entry) for entry in self.entries]
        text = tomli_w.dumps({**header, "asked": asked})
        if "\\r" not in text:  # in a multi-line string, TOML would turn \r\n into a plain line break
            text = tomli_w.dumps({**header, "asked": asked}, multiline_strings=True)
        try:
            with open(path, "wb", opener=_open_private_file) as file:
                file.write(text.encode("utf-8", "replace"))  # file names may contain undecodable bytes
        except OSError as error:
            message = N_("The file {name} couldn't be written.", name=path.name)
            raise StorageError(message, detail=str(error)) from error


def question_to_data(asked: Source | Action) -> Mapping[str, Json]:
    """Return the fields that identify a question, as stored in a transcript."""
    match asked:
        case Command(argv=argv, stdin=stdin, variables=variables):
            question: dict[str, Json] = {"run": list(argv)}
            question |= {"stdin": stdin.decode("utf-8", "backslashreplace")} if stdin else {}
            return question | ({"variables": dict(variables)} if variables else {})
        case File(path=path):
            return {"file": path}
        case PropertyList(path=path):
            return {"plist": path}
        case PowerShell(script=script):
            return {"powershell": script}
        case Registry(key=key, value=value):
            return {"registry": key, "value": value}
        case Reading(params=params):
            return {"reading": asked.name} | ({"params": dict(params)} if params else {})
        case Native(params=params):
            return {"native": asked.name} | ({"params": dict(params)} if params else {})


def make_question_key(asked: Source | Action) -> str:
    """Return the key that identifies a question, as text."""
    return TranscriptEntry(question_to_data(asked), {}).key


def answer_to_data(asked: Source | Action, answer: Any) -> Mapping[str, Json]:
    """Return an answer as stored in a transcript."""
    match asked, answer:
        case Command(), Output():
            kept = {"code": answer.code, "stdout": answer.stdout, "stderr": answer.stderr}
            return kept | ({"cut": True} if answer.cut else {})
        case File(), None:
            return {"absent": True}
        case File(), text:
            return {"text": text}
        case _:
            return {"json": to_readable_json(answer)} if _contains_null(answer) else {"answer": answer}


def output_from_data(answer: Mapping[str, Json]) -> Output:
    """Return a program's output from its stored form."""
    return Output(
        answer["code"], answer.get("stdout", ""), answer.get("stderr", ""), answer.get("cut", False)
    )


def answer_from_data(asked: Source | Action, answer: Mapping[str, Json]) -> Json:
    """Return an answer from its stored form, the reverse of `answer_to_data`."""
    if isinstance(asked, Command):
        return output_from_data(answer)
    if isinstance(asked, File):
        return answer.get("text")
    return json.loads(answer["json"]) if "json" in answer else answer["answer"]


def _table_to_entry(table: Mapping[str, Json]) -> TranscriptEntry:
    """Return the entry in one ``[[asked]]`` table.

    Fields that aren't part of the question are the answer.
    """
    question = {name: value for name, value in table.items() if name in QUESTION}
    answer = {name: value for name, value in table.items() if name not in QUESTION and name != "change"}
    return TranscriptEntry(question, answer, bool(table.get("change", False)))


def _entry_to_table(entry: TranscriptEntry) -> dict[str, Json]:
    return {**({"change": True} if entry.change else {}), **entry.question, **entry.answer}


def to_readable_json(value: Json) -> str:
    """Return plain data as readable JSON text.

    Raises:
        TypeError: the value isn't plain data; such an answer can't be recorded.
    """
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)


def _contains_null(value: Json) -> bool:
    """Return whether data contains a null; TOML has no null, so such data is stored as JSON."""
    if isinstance(value, dict):
        return any(_contains_null(inner) for inner in value.values())
    return any(_contains_null(inner) for inner in value) if isinstance(value, list) else value is None


def _open_private_file(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
