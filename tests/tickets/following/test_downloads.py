"""A desk's file is saved whole, under a harmless name, and over nobody's file."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import BinaryIO

import pytest

from selfhelp.core.errors import (
    CancelledError,
    DeskError,
    DeskRefusedError,
    DeskUnreachableError,
    StorageError,
)
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.core.ticket import RemoteFile
from selfhelp.tickets.following import downloads
from tests.report.desks import MemoryDesk, TurnedClock


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with nothing in it."""
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


class Sending(MemoryDesk):
    """Sends these bytes, then fails if it should."""

    def __init__(self, *pieces: bytes, error: DeskError | None = None) -> None:
        super().__init__(TurnedClock())
        self.pieces, self.error = pieces, error

    def download_file(self, number: str, file: RemoteFile, target: BinaryIO) -> None:
        for piece in self.pieces:
            target.write(piece)
        if self.error is not None:
            raise self.error


def fetch(folder: Path, name: str, *pieces: bytes, error: DeskError | None = None) -> Path:
    return downloads.download_attachment(
        Sending(*pieces, error=error), "1", RemoteFile(name, 1, id="9"), folder, Progress()
    )


def test_it_is_saved_whole(here: Path) -> None:
    path = fetch(here / "Downloads", "Büro.txt", b"one", b"two")
    assert path == here / "Downloads" / "Büro.txt"
    assert path.read_bytes() == b"onetwo"
    assert path.stat().st_mode & 0o111 == 0


def test_nobodys_file_is_overwritten(here: Path) -> None:
    (here / "a.txt").write_text("existing")
    assert fetch(here, "a.txt", b"x").name == "a (2).txt"
    assert fetch(here, "a.txt", b"y").name == "a (3).txt"
    assert (here / "a.txt").read_text() == "existing"


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("../../.bashrc", ".bashrc"),
        ("C:\\Windows\\evil.exe", "evil.exe"),
        ("annexe\u202efdp.exe", "annexefdp.exe"),
        ("con.txt", "_con.txt"),
        ("", "file"),
        ("..", "file"),
    ],
)
def test_a_hostile_name_stays_in_the_folder(here: Path, name: str, saved: str) -> None:
    folder = here / "a" / "b"
    path = fetch(folder, name, b"x")
    assert path.parent == folder
    assert path.name == saved
    assert [p.name for p in here.iterdir()] == ["a"]


def test_half_a_file_is_none(here: Path) -> None:
    with pytest.raises(DeskUnreachableError):
        fetch(here, "a.txt", b"half", error=DeskUnreachableError(N_("gone")))
    assert list(here.iterdir()) == []


def test_a_file_without_end_is_stopped(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "LARGEST", 5)
    with pytest.raises(DeskRefusedError):
        fetch(here, "a.txt", b"123", b"456")
    assert list(here.iterdir()) == []


def test_a_download_can_be_cancelled(here: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(CancelledError):
        downloads.download_attachment(Sending(b"x"), "1", RemoteFile("a", 1), here, progress)
    assert list(here.iterdir()) == []


def test_a_folder_that_is_none_is_a_sentence(here: Path) -> None:
    (here / "file").write_text("")
    with pytest.raises(StorageError):
        fetch(here / "file", "a.txt", b"x")


def test_simultaneous_downloads_get_two_names(here: Path) -> None:
    threads = [threading.Thread(target=fetch, args=(here, "a.txt", b"x")) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list(here.iterdir())) == 8
