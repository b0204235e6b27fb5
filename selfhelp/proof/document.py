"""Writes a proof as a JSON file, following ``resources/schemas/proof.json``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC
from pathlib import Path
from typing import Any

from selfhelp.core.durable_files import write_private_file
from selfhelp.core.errors import StorageError, UsageError
from selfhelp.core.model import CheckState, Json
from selfhelp.core.text import N_
from selfhelp.machine.transcript import QUESTION, TranscriptEntry
from selfhelp.proof import FORMAT, VERSION, AskedKind, Proof, ProofPart


def proof_to_document(proof: Proof) -> Json:
    """Return a proof as plain data."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "created": proof.created.astimezone(UTC).isoformat(timespec="seconds"),
        "stopped": proof.stopped,
        "environment": dict(proof.environment),
        "summary": count_parts_by_state(proof),
        "facts": [{"id": f.id, "value": f.value, "ms": f.ms, "reason": f.reason} for f in proof.facts],
        "people": [{"id": p.id, "question": p.question, "answer": p.answer} for p in proof.people],
        "checks": [_build_part(part) for part in proof.parts if part.kind is AskedKind.CHECK],
        "sections": [_build_part(part) for part in proof.parts if part.kind is AskedKind.SECTION],
        "replaced": dict(proof.replaced),
    }


def count_parts_by_state(proof: Proof) -> Mapping[str, int]:
    """Return the number of parts by state, and the number of replayable parts."""
    states = {str(state): sum(part.state is state for part in proof.parts) for state in CheckState}
    return {**states, "replayable": sum(part.replays is True for part in proof.parts)}


def write_proof(proof: Proof, path: Path) -> None:
    """Write a proof to a new private file.

    Raises:
        UsageError: the file already exists.
        StorageError: it can't be written.
    """
    if path.exists() or path.is_symlink():
        raise UsageError(N_("{file} already exists. Choose another name.", file=str(path)))
    text = json.dumps(proof_to_document(proof), ensure_ascii=False, indent=1) + "\n"
    try:
        write_private_file(path, text.encode("utf-8", "replace"))
    except OSError as error:
        message = N_("Couldn't write the file: {reason}", reason=f"{path}: {error.strerror}")
        raise StorageError(message, detail=repr(error)) from error


def parse_entries(rows: list[Mapping[str, Json]]) -> list[TranscriptEntry]:
    """Return the queries and answers of a part; a row's columns outside `QUESTION` are the answer."""
    return [
        TranscriptEntry(
            {name: value for name, value in row.items() if name in QUESTION},
            {name: value for name, value in row.items() if name not in QUESTION},
        )
        for row in rows
    ]


def _build_part(part: ProofPart) -> dict[str, Any]:
    return {
        "id": part.id,
        "state": str(part.state),
        "ms": part.ms,
        "reason": part.reason,
        "evidence": dict(part.evidence),
        "left_out": part.left_out,
        "replays": part.replays,
        "replay_failure": part.replay_failure,
        "asked": [{**entry.question, **entry.answer} for entry in part.asked],
    }
