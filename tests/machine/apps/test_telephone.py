"""Whether something here can call a number."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfhelp.core.model import Platform
from selfhelp.machine.apps.telephone import DIALLER
from selfhelp.machine.local_machine import LocalMachine


def test_a_program_that_opens_telephone_links_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "shared"))
    machine = LocalMachine(Platform.LINUX)
    assert DIALLER.read(machine) is False
    folder = tmp_path / "data" / "applications"
    folder.mkdir(parents=True)
    entry = "[Desktop Entry]\nName=Calls\nExec=sh -c call\nMimeType=text/plain;x-scheme-handler/tel;\n"
    (folder / "calls.desktop").write_text(entry)
    assert DIALLER.read(machine) is True
    (folder / "calls.desktop").write_text(entry.replace("Exec=sh", "Exec=no-such-program"))
    assert DIALLER.read(machine) is False, "its program is not installed"
