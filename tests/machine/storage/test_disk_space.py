"""Which folders are cleaned, and how much is told."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.model import Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.machine.storage import cleanup_areas, disk_space
from selfhelp.machine.storage.cleanup_areas import (
    CleanArea,
    CleanupArea,
    clean_storage_area,
    measure_cleanable_areas,
)
from selfhelp.machine.storage.disk_space import VOLUMES, DiskVolume
from selfhelp.machine.storage.shortages import Shortage, ShortageKind, describe_shortage

MACHINE = LocalMachine(Platform.LINUX)


@pytest.fixture
def home(own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with something in every area, and temporary folders of its own."""
    temporary = tmp_path / "temporary"
    roots = {**cleanup_areas.ROOTS, CleanupArea.TEMPORARY: lambda: [temporary]}
    monkeypatch.setattr(cleanup_areas, "ROOTS", roots)
    old, young = time.time() - 8 * 86400, time.time()
    for folder, name, age in (
        (temporary, "old", old),
        (temporary, "young", young),
        (own_home / "cache" / "app", "old", old),
        (own_home / "cache" / "app", "young", young),
        (own_home / "data" / "Trash" / "files" / "folder", "thrown", young),
        (own_home / "data" / "Trash" / "info", "thrown.trashinfo", young),
        (own_home / "data" / "app", "precious", old),
        (own_home / "Documents", "precious", old),
        (own_home / "Downloads", "setup", old),
    ):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x" * 100_000)
        os.utime(folder / name, (age, age))
    return own_home


def device(folder: Path) -> int:
    return folder.stat().st_dev


def test_each_area_is_measured_once(home: Path) -> None:
    answer = measure_cleanable_areas(device(home))
    assert set(answer["areas"]) == {"temporary", "cache-old", "cache", "trash"}
    assert answer["areas"]["cache"] == answer["areas"]["cache-old"] == answer["areas"]["temporary"] > 0
    assert answer["told"]["downloads"] >= 100_000


@pytest.mark.parametrize(
    ("area", "gone"),
    [
        (CleanupArea.TEMPORARY, {"temporary/old"}),
        (CleanupArea.CACHE_OLD, {"home/cache/app/old"}),
        (CleanupArea.CACHE, {"home/cache/app/old", "home/cache/app/young"}),
        (CleanupArea.TRASH, {"home/data/Trash/files/folder/thrown", "home/data/Trash/info/thrown.trashinfo"}),
    ],
)
def test_an_area_takes_its_own_files_and_no_other(
    home: Path, tmp_path: Path, area: CleanupArea, gone: set[str]
) -> None:
    before = files(tmp_path)
    announced = measure_cleanable_areas(device(home))["areas"]
    answer = clean_storage_area(area, device(home))
    assert before - files(tmp_path) == gone
    expected = announced["cache"] + announced["cache-old"] if area is CleanupArea.CACHE else announced[area]
    assert answer["bytes"] == expected


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("cache", ["", "..", "relative"])
def test_a_cache_folder_that_holds_the_home_is_not_cleaned(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: str
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", cache if cache == "relative" else str(home / cache))
    before = files(tmp_path)
    clean_storage_area(CleanupArea.CACHE, device(home))
    assert files(tmp_path) == before


def test_tmpdir_cannot_point_the_cleaning_at_documents(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(own_home / "Documents"))
    assert cleanup_areas.ROOTS[CleanupArea.TEMPORARY]() == [Path("/tmp"), Path("/var/tmp")]


def test_the_volumes_agree_with_the_system(own_home: Path) -> None:
    (volume, *_) = VOLUMES.read(MACHINE)
    usage = os.statvfs(own_home)
    assert abs(volume.free - usage.f_bavail * usage.f_frsize) < 500_000_000  # others write meanwhile
    assert own_home.resolve().is_relative_to(volume.mount)


def test_a_step_that_removed_nothing_because_of_an_error_says_so(home: Path, tmp_path: Path) -> None:
    (home / "cache").rename(tmp_path / "real")
    (home / "cache").symlink_to(tmp_path / "real")
    with pytest.raises(StepError) as caught:
        CleanArea("cache", device(home)).perform(MACHINE, Progress())
    assert "Not a directory" in caught.value.detail
    assert (tmp_path / "real" / "app" / "old").exists()


def test_an_unknown_area_is_an_error_not_a_path(home: Path) -> None:
    with pytest.raises(StepError):
        CleanArea("../Documents", device(home)).perform(MACHINE, Progress())
    assert (home / "Documents" / "precious").exists()


@pytest.mark.parametrize("read_only", [{"system"}, {"system", "home"}])
def test_an_image_of_the_system_is_not_a_full_disk(
    own_home: Path, monkeypatch: pytest.MonkeyPatch, read_only: set[str]
) -> None:
    """A live system's squashfs and Fedora's composefs have no room by design; a read-only home is a fault."""

    def statvfs(folder: Path) -> SimpleNamespace:
        name = "home" if Path(folder) == own_home else "system"
        flag = os.ST_RDONLY if name in read_only else 0
        sizes = {
            "f_blocks": 100,
            "f_bfree": 50,
            "f_bavail": 50,
            "f_frsize": 4096,
            "f_files": 9,
            "f_favail": 9,
        }
        return SimpleNamespace(f_flag=flag, **sizes)

    monkeypatch.setattr(os, "statvfs", statvfs)
    monkeypatch.setattr(Path, "home", lambda: own_home)
    (volume,) = VOLUMES.read(MACHINE)
    assert (volume.free, volume.home, volume.read_only) == (50 * 4096, True, "home" in read_only)


def test_a_home_that_cannot_be_reached_is_never_healthy(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stale mount answers ESTALE, a dying disk EIO: the system's volume alone is no answer."""
    monkeypatch.setattr(Path, "home", lambda: own_home / "gone")
    with pytest.raises(ProbeError):
        VOLUMES.read(MACHINE)


def test_a_folder_of_apps_on_a_volume_of_its_own_is_measured(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as a small ``~/.cache`` in memory."""
    other = next(
        (p for p in (Path("/dev/shm"), Path("/run")) if p.stat().st_dev != own_home.stat().st_dev), None
    )
    if other is None:
        pytest.skip("there's no second volume")
    (own_home / ".cache").symlink_to(other)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    told = [row for row in disk_space.measure_volumes() if row["device"] == other.stat().st_dev]
    assert [row["apart"] for row in told] == ["~/.cache"]
    volume = DiskVolume(**{**told[0], "free": 0})
    assert (volume.is_for_one_folder, volume.is_for_temporary_files) == (True, False)
    said = ENGLISH.translate(describe_shortage(Shortage(volume, ShortageKind.SPACE, 1, 0)))
    assert said.startswith("The storage for ~/.cache is almost full: 0")


def test_a_folder_of_the_system_on_a_volume_of_its_own_is_named() -> None:
    """Such as a full ``/var/log``, while the disk has space."""
    full = DiskVolume("/var/log", 7, total=1_000_000, free=0, apart="/var/log")
    assert "/var/log" in disk_space.APART
    said = ENGLISH.translate(describe_shortage(Shortage(full, ShortageKind.SPACE, 1, 0)))
    assert said.startswith("The storage for /var/log is almost full: 0")
    whole = replace(full, mount="/var", apart="/var")
    said = ENGLISH.translate(describe_shortage(Shortage(whole, ShortageKind.SPACE, 1, 0)))
    assert said.startswith("The disk is almost full: 0")
