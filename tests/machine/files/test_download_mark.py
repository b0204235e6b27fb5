"""A downloaded file gets the mark of its system, and none stays in the way where that is not possible."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from selfhelp.core.errors import StepError
from selfhelp.core.model import Platform
from selfhelp.core.text import N_
from selfhelp.machine import Command
from selfhelp.machine.files.download_mark import QUARANTINE, ZONE, add_quarantine_mark


class Asked:
    """Notes what is changed."""

    def __init__(self, platform: Platform, *, refuses: bool = False) -> None:
        self.platform, self.refuses = platform, refuses
        self.done: list[Any] = []

    def change(self, action: Any) -> Any:
        self.done.append(action)
        if self.refuses:
            raise StepError(N_("no"))
        return None


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "setup.exe"
    path.write_bytes(b"MZ")
    return path


def test_windows_has_a_stream_beside_the_file(file: Path) -> None:
    add_quarantine_mark(Asked(Platform.WINDOWS), file)  # type: ignore[arg-type]
    assert Path(f"{file}:Zone.Identifier").read_bytes().decode() == ZONE  # a file of that name elsewhere


def test_macos_has_an_attribute(file: Path) -> None:
    asked = Asked(Platform.MACOS)
    add_quarantine_mark(asked, file)  # type: ignore[arg-type]
    assert asked.done == [Command(("xattr", "-w", "com.apple.quarantine", QUARANTINE, str(file)))]
    add_quarantine_mark(Asked(Platform.MACOS, refuses=True), file)  # type: ignore[arg-type]


def test_linux_has_none(file: Path) -> None:
    asked = Asked(Platform.LINUX)
    add_quarantine_mark(asked, file)  # type: ignore[arg-type]
    assert asked.done == []
    assert [path.name for path in file.parent.iterdir() if path.is_file()] == ["setup.exe"]


def test_a_file_that_is_gone_is_no_trouble(tmp_path: Path) -> None:
    add_quarantine_mark(Asked(Platform.WINDOWS), tmp_path / "none" / "x")  # type: ignore[arg-type]
