"""The file of a proof keeps to its schema, is private, and writes over nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from selfhelp.core.errors import StorageError, UsageError
from selfhelp.core.model import CheckState, Platform, PrivacyClass
from selfhelp.core.paths import find_resource
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH
from selfhelp.machine import Command, File, Machine
from selfhelp.machine.transcript import TranscriptEntry
from selfhelp.proof import AskedKind, PersonAnswer, Proof, ProofFact, ProofPart
from selfhelp.proof.document import count_parts_by_state, parse_entries, proof_to_document, write_proof
from selfhelp.proof.proof_service import ProofService
from selfhelp.report.redact import Redactor
from tests.proof.computers import Computer, subject

SCHEMA = json.loads(find_resource("schemas/proof.json").read_text("utf-8"))
ENVIRONMENT: dict[str, Any] = {
    **dict.fromkeys(("desktop", "display_server", "wine", "locale", "virtual", "build", "architecture"), ""),
    "platform": "linux",
    "app": "0.1.0",
    "packaged": False,
    "python": "3.13.0",
    "system": "Debian 13",
}
ENTRIES = (
    TranscriptEntry({"run": ["lsblk"]}, {"code": 0, "stdout": "sda", "stderr": ""}),
    TranscriptEntry({"file": "/x"}, {"absent": True}),
    TranscriptEntry({"reading": "a.b", "params": {"x": 1}}, {"json": "null"}),
    TranscriptEntry({"registry": "HKCU\\X", "value": "Y"}, {"failed": "probe", "message": "no"}),
)


def proof(**changed: Any) -> Proof:
    parts = [
        ProofPart(
            AskedKind.CHECK,
            "disk-full",
            CheckState.FOUND,
            12,
            evidence={"free": "1 %"},
            asked=ENTRIES,
            replays=True,
        ),
        ProofPart(AskedKind.SECTION, "usb", CheckState.INCONCLUSIVE, 0, "not asked", left_out="cancelled"),
    ]
    facts = [ProofFact("tray", "available", 3), ProofFact("keyring", None, 1, "none")]
    people = [PersonAnswer("icon", "Do you see it?", "yes")]
    given = {"environment": ENVIRONMENT, "facts": facts, "parts": parts, "people": people}
    return Proof(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), **(given | changed))


def test_it_is_as_the_schema_says() -> None:
    document = proof_to_document(proof())
    jsonschema.validate(json.loads(json.dumps(document)), SCHEMA)
    assert document["created"] == "2026-01-02T03:04:05+00:00"
    assert [part["id"] for part in document["checks"]] == ["disk-full"]
    assert [part["id"] for part in document["sections"]] == ["usb"]


def test_questions_and_answers_come_back_as_they_were() -> None:
    (check,) = proof_to_document(proof())["checks"]
    assert parse_entries(check["asked"]) == list(ENTRIES)


def test_it_is_counted() -> None:
    assert dict(count_parts_by_state(proof())) == {
        "healthy": 0,
        "found": 1,
        "inconclusive": 1,
        "not-offered": 0,
        "replayable": 1,
    }


def test_the_file_is_private_and_no_other_is_written_over(tmp_path: Path) -> None:
    file = tmp_path / "proof.json"
    write_proof(proof(), file)
    assert file.stat().st_mode & 0o077 == 0
    before = file.read_bytes()
    with pytest.raises(UsageError):
        write_proof(proof(stopped="cancelled"), file)
    assert file.read_bytes() == before
    link = tmp_path / "link.json"
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError):
        write_proof(proof(), link)
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        write_proof(proof(), tmp_path / "none" / "proof.json")


class Laptop(Computer):
    """Says its user's name wherever it can."""

    def read(self, source: object) -> Any:
        if getattr(source, "name", "") == "program_environment.read_program_environment":
            return {
                "packaged": True,
                "python": "3.13.0",
                "desktop": "GNOME",
                "display_server": "wayland",
                "wine": "",
                "system": "Linux 6.12",
                "build": "x",
                "architecture": "x86_64",
            }
        if getattr(source, "name", "") == "operating_system.read_kernel_facts":
            told = {"name": "laptop-4711", "release": "6.12", "architecture": "x86_64", "booted": None}
            return {**told, "locale": "en_GB.UTF-8", "zone": "UTC", "desktop": ""}
        if getattr(source, "path", "") == "/etc/os-release":
            return 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n'
        return "owned by zoe.obrien on laptop-4711" if isinstance(source, File) else None


def looks(machine: Machine) -> None:
    machine.read(File("~/x"))
    machine.run(Command(("lsblk",)))


@pytest.mark.parametrize("stop", [False, True])
def test_an_interrupted_proof_is_valid_and_has_no_names(stop: bool) -> None:
    names = {PrivacyClass.PERSON: ["zoe.obrien"], PrivacyClass.HOST: ["laptop-4711"]}
    service = ProofService(Laptop(Platform.LINUX, "sda"), [subject(looks, "disk-full")], Redactor(names))
    progress = Progress()
    if stop:
        progress.cancel()
    asked: list[str] = []

    def ask(question: object) -> str:
        asked.append(ENGLISH.translate(question))
        return "no"

    document = json.loads(json.dumps(proof_to_document(service.create_proof(progress, 10, ask))))
    jsonschema.validate(document, SCHEMA)
    text = json.dumps(document)
    assert "zoe.obrien" not in text
    assert "laptop-4711" not in text
    assert document["environment"]["system"] == "Debian GNU/Linux 13 (trixie)"
    assert document["stopped"] == ("cancelled" if stop else "")
    assert len(asked) == len(document["people"]) == (0 if stop else 4)
    assert bool(document["facts"]) is not stop
    if not stop:
        assert document["checks"][0]["replays"] is True
