"""The list of libraries is the one that is installed, and a packaged program shows what lies beside it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from selfhelp.app import licences


def test_what_this_program_needs_is_named_with_a_licence() -> None:
    parts = {part.name.casefold(): part for part in licences.list_installed_components()}
    assert any(name.startswith("pyside6") for name in parts)
    assert {"requests", "keyring", "urllib3"} <= set(parts), "also what a library needs itself"
    assert all(part.version for part in parts.values())
    assert "Apache" in parts["requests"].licence
    assert "pytest" not in parts


def test_a_packaged_program_shows_the_file_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert licences.read_packaged_licences() == ""
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert licences.read_packaged_licences() == "", "a missing file is no failure"
    (tmp_path / "THIRD_PARTY_LICENSES").write_bytes(b"Qt: LGPL \xff")
    assert licences.read_packaged_licences() == "Qt: LGPL \ufffd"
