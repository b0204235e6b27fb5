"""selfhelp prove on this Windows: a valid file, nothing changed, and honest where it is Wine."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from selfhelp.core.paths import find_resource
from tests.windows.gaps import is_wine

winreg: Any = import_module("winreg")
SCHEMA = json.loads(find_resource("schemas/proof.json").read_text("utf-8"))


def values(path: str) -> set[tuple[str, str]]:
    """Return every value below a key of the user's own part of the registry."""
    found: set[tuple[str, str]] = set()
    with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:
        below, count, _ = winreg.QueryInfoKey(key)
        for place in range(count):
            name, value, _ = winreg.EnumValue(key, place)
            found.add((f"{path}\\{name}", repr(value)))
        names = [winreg.EnumKey(key, place) for place in range(below)]
    for name in names:
        found |= values(f"{path}\\{name}")
    return found


WATCHED = ("Control Panel", "Environment", "Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings")


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    file = tmp_path_factory.mktemp("proof") / "proof.json"
    words = ("prove", "--no-questions", "--one-at-a-time", "--within", "120", "-o", str(file), "--json")
    before = {path: values(path) for path in WATCHED}
    done = subprocess.run(
        [sys.executable, "-m", "selfhelp", *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=200,
        check=False,
    )
    assert file.is_file(), done.stderr[-2000:]
    assert {path: values(path) for path in WATCHED} == before
    document: dict[str, Any] = json.loads(Path(file).read_text("utf-8"))
    return document


def test_the_file_is_valid_and_the_registry_is_as_it_was(proof: dict[str, Any]) -> None:
    jsonschema.validate(proof, SCHEMA)
    assert proof["environment"]["platform"] == "windows"


def test_wine_is_called_wine(proof: dict[str, Any]) -> None:
    assert proof["environment"]["system"].startswith("Wine ") == is_wine()


def test_what_reads_the_registry_files_and_windows_itself_works(proof: dict[str, Any]) -> None:
    states = {part["id"]: part["state"] for part in [*proof["checks"], *proof["sections"]]}
    for id_ in (
        "disk-full",
        "net-proxy",
        "language",
        "disks",
        "displays",
        "processes",
        "load",
        "power",
        "clock",
    ):
        assert states[id_] == "healthy", id_


def test_no_check_raises_anything_unexpected(proof: dict[str, Any]) -> None:
    parts = [*proof["checks"], *proof["sections"]]
    assert [part["id"] for part in parts if "unexpected error" in part["reason"]] == []


def test_most_can_be_replayed(proof: dict[str, Any]) -> None:
    parts = [part for part in [*proof["checks"], *proof["sections"]] if part["asked"]]
    kept = [part for part in parts if part["replays"]]
    assert len(kept) >= 0.9 * len(parts)
