"""A whole proof of this computer by an ordinary account: nothing of its files is another afterwards."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import jsonschema

from selfhelp.core.paths import find_resource
from tests.e2e.terminal import Terminal

SCHEMA = json.loads(find_resource("schemas/proof.json").read_text("utf-8"))
OTHERS = ("dconf", "pulse", "selfhelp.log")
"""What programs that are asked keep for themselves (gsettings, pactl), and our own log."""


def files(home: Path) -> dict[str, str]:
    found = {}
    for path in sorted(home.rglob("*")):
        if path.is_file() and not path.is_symlink() and not any(other in str(path) for other in OTHERS):
            found[str(path.relative_to(home))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def test_a_proof_changes_no_file_and_has_no_names(selfhelp: Terminal) -> None:
    home = selfhelp.person.home
    for name in ("Documents/letter.odt", "data/Trash/files/old.txt", ".bashrc"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(f"of {selfhelp.person.name}", encoding="utf-8")
    before = files(home)
    answer = selfhelp.json("prove", "--within", "45", "-o", "proof.json", timeout=150)
    after = files(home)
    assert after.pop("proof.json")
    assert after == before
    document = json.loads((home / "proof.json").read_text("utf-8"))
    jsonschema.validate(document, SCHEMA)
    assert answer["stopped"] == ""
    assert len(document["checks"]) > 45
    assert len(document["sections"]) > 20
    assert sum(part["replays"] is True for part in document["checks"]) > 25
    text = (home / "proof.json").read_text("utf-8")
    assert selfhelp.person.name not in text
    assert str(home) not in text
