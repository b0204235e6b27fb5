"""The Recycle Bin: a file that the user no longer needs goes there, and comes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from selfhelp.machine.files.documents import find_home_folder, to_home_relative
from selfhelp.machine.storage.system_trash import move_to_recycle_bin, restore_recycled_file
from tests.windows.gaps import stop_at_gap


@pytest.fixture
def film() -> Iterator[Path]:
    path: Path = find_home_folder() / "film for the bin.mkv"
    path.write_bytes(b"film")
    yield path
    path.unlink(missing_ok=True)


def test_a_file_goes_to_the_bin_once(film: Path) -> None:
    place = to_home_relative(film)
    assert move_to_recycle_bin(place)
    assert not film.exists()
    assert move_to_recycle_bin(place) is False


def test_it_comes_back_as_it_was(film: Path) -> None:
    place = to_home_relative(film)
    assert move_to_recycle_bin(place)
    stop_at_gap("Recycle Bin")
    assert restore_recycled_file(place)
    assert film.read_bytes() == b"film"
