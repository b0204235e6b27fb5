"""Converts a recording to and from plain data: the exported and the stored form."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from selfhelp.core.model import Json
from selfhelp.core.text import ENGLISH
from selfhelp.steps.recording import (
    MissingImageReason,
    PictureBox,
    Recording,
    Step,
    StepKind,
    describe_step,
    explain_missing_picture,
)

SCHEMA = 1
RECORDING_ID = re.compile(r"\d{4}-\d\d-\d\dT\d{6}-[0-9a-f]{6}")
PICTURE_NAME = re.compile(r"steps?-\d{1,4}(?:-\d{1,4})?\.(?:png|jpg)")
LONGEST = 2_000
"""Maximum length of a text that is read back, in characters."""


def to_exported_document(recording: Recording) -> Json:
    """Return the exported document: steps in order, numbered from 1, without review data."""
    return {
        "schema": SCHEMA,
        "started": _format_step_time(recording.started),
        "ended": _format_step_time(recording.ended or recording.started),
        "steps": [_to_exported_step(place, step) for place, step in enumerate(recording.steps, 1)],
    }


def _to_exported_step(place: int, step: Step) -> Mapping[str, Json]:
    missing = explain_missing_picture(step)
    return {
        "number": place,
        "kind": step.kind.value,
        "at": _format_step_time(step.at),
        "summary": ENGLISH.translate(describe_step(step)),
        "program": step.program,
        "title": step.title,
        "note": step.note,
        "picture": step.picture,
        "width": step.width,
        "height": step.height,
        "no_picture": ENGLISH.translate(missing) if missing else "",
        "reduced": step.reduced,
    }


def to_stored_document(recording: Recording) -> bytes:
    """Return a recording in its stored form."""
    plain = {
        "schema": SCHEMA,
        "id": recording.id,
        "started": _format_step_time(recording.started),
        "ended": _format_step_time(recording.ended) if recording.ended else None,
        "full": recording.full,
        "steps": [{**asdict(step), "at": _format_step_time(step.at)} for step in recording.steps],
    }
    return json.dumps(plain, ensure_ascii=True).encode("ascii")


def parse_stored_recording(data: bytes) -> Recording:
    """Return the recording parsed from its stored form.

    Raises: ValueError, TypeError, KeyError, AttributeError: it isn't a recording of this version.
    """
    plain: Any = json.loads(data)
    if plain["schema"] != SCHEMA or not RECORDING_ID.fullmatch(plain["id"]):
        raise ValueError("not a recording of this version")
    ended = datetime.fromisoformat(plain["ended"]) if plain["ended"] else None
    steps = [_parse_step(entry) for entry in plain["steps"]]
    return Recording(plain["id"], datetime.fromisoformat(plain["started"]), ended, steps, bool(plain["full"]))


def _parse_step(entry: Mapping[str, Any]) -> Step:
    picture = str(entry["picture"])
    if picture and not PICTURE_NAME.fullmatch(picture):
        raise ValueError("not a picture of a recording")

    def get_limited_text(name: str) -> str:
        return str(entry[name])[:LONGEST]

    return Step(
        number=int(entry["number"]),
        kind=StepKind(entry["kind"]),
        at=datetime.fromisoformat(entry["at"]),
        program=get_limited_text("program"),
        title=get_limited_text("title"),
        text=get_limited_text("text"),
        note=get_limited_text("note"),
        picture=picture,
        width=int(entry["width"]),
        height=int(entry["height"]),
        withheld=MissingImageReason(entry["withheld"]),
        boxes=tuple(_parse_covered_box(box) for box in entry["boxes"]),
        searched=bool(entry["searched"]),
        reduced=bool(entry["reduced"]),
        edited=int(entry["edited"]),
    )


def _parse_covered_box(entry: Mapping[str, Any]) -> PictureBox:
    x, y, width, height = (int(entry[name]) for name in ("x", "y", "width", "height"))
    return PictureBox(x, y, width, height, str(entry["word"]), bool(entry["hidden"]))


def _format_step_time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds")
