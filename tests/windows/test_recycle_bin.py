"""The Recycle Bin: a file that the user no longer needs goes there, and comes back."""

from __future__ import annotations

from pathlib import Path

from selfhelp.machine.files.documents import home_folder, to_home_relative
from selfhelp.machine.storage.system_trash import recycle, restore_recycled
from tests.windows.gaps import stop_at_gap


def test_a_file_goes_to_the_bin_and_comes_back() -> None:
    path: Path = home_folder() / "film for the bin.mkv"
    path.write_bytes(b"film")
    try:
        place = to_home_relative(path)
        assert recycle(place)
        assert not path.exists()
        assert recycle(place) is False
        stop_at_gap("Recycle Bin")
        assert restore_recycled(place)
        assert path.read_bytes() == b"film"
    finally:
        path.unlink(missing_ok=True)
