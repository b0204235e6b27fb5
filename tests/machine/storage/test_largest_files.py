"""What fills a home folder: sizes as the disk counts them, within bounds, and nothing outside is touched."""

from __future__ import annotations

import os
import time
import tracemalloc
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from selfhelp.core.errors import CancelledError
from selfhelp.core.model import Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import Text
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.machine.storage import largest_files
from selfhelp.machine.storage.largest_files import LargestItems, read_largest_items
from tests.people import Person

MACHINE = LocalMachine(Platform.LINUX)
KB = 1024


@pytest.fixture
def home(own_home: Path) -> Path:
    return own_home


def put(path: Path, size: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(os.urandom(size))
    return path


def measured(home: Path, **options: Any) -> LargestItems:
    found = read_largest_items(MACHINE, home.stat().st_dev, **options)
    assert found is not None
    return found


def folders(found: LargestItems) -> dict[str, int]:
    return {item.path: item.files for item in found.folders}


def du(folder: Path) -> int:
    """Return what du(1) counts of files; folders themselves take room that is no file's."""
    import subprocess

    argv = ["du", "-s", "-B1", str(folder)]
    whole = int(subprocess.run(argv, capture_output=True, text=True, check=True).stdout.split()[0])
    places = [folder, *(path for path in folder.rglob("*") if path.is_dir() and not path.is_symlink())]
    return whole - sum(place.lstat().st_blocks * 512 for place in places)


def test_a_folder_gives_way_to_those_in_it_that_explain_it(home: Path) -> None:
    put(home / "Downloads" / "old" / "iso" / "a.iso", 900 * KB)
    put(home / "Documents" / "one", 200 * KB)
    put(home / "Documents" / "two", 200 * KB)
    put(home / "Documents" / "sub" / "three", 100 * KB)
    put(home / "note", 4 * KB)
    found = measured(home)
    assert folders(found) == {"~/Downloads/old/iso": 1, "~/Documents": 3}
    assert [item.path for item in found.files][:2] == ["~/Downloads/old/iso/a.iso", "~/Documents/two"]
    assert found.finished
    assert found.count == 5
    assert found.bytes == du(home)


def test_a_sparse_file_counts_what_it_takes(home: Path) -> None:
    with (home / "disk.img").open("wb") as file:
        file.truncate(50_000_000_000)
    put(home / "real", 64 * KB)
    found = measured(home)
    assert found.files[0].path == "~/real"
    assert found.bytes == du(home) < 1_000_000


def test_a_file_with_several_names_counts_once(home: Path) -> None:
    file = put(home / "Documents" / "one", 400 * KB)
    (home / "Backup").mkdir()
    for number in range(5):
        (home / "Backup" / str(number)).hardlink_to(file)
    found = measured(home)
    assert found.bytes == file.stat().st_blocks * 512 == du(home)
    assert found.count == 6


def test_of_very_many_names_each_counts_its_share(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(largest_files, "LINKS", 0)
    file = put(home / "one", 400 * KB)
    (home / "two").hardlink_to(file)
    assert measured(home).bytes == file.stat().st_blocks * 512


def test_links_are_never_followed(home: Path, tmp_path: Path) -> None:
    outside = put(tmp_path / "outside" / "big", 800 * KB)
    (home / "folder").symlink_to(outside.parent)
    (home / "file").symlink_to(outside)
    (home / "round").symlink_to(home)
    found = measured(home)
    assert found.count == 3
    assert found.bytes < 100 * KB


def test_a_folder_swapped_for_a_link_leads_nowhere(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between listing and entering somebody puts a link in its place."""
    put(tmp_path / "outside" / "secret", 800 * KB)
    (home / "folder").mkdir()
    real = os.open

    def swapping(name: Any, flags: int, *rest: Any, **more: Any) -> int:
        if name == "folder":
            (home / "folder").rmdir()
            (home / "folder").symlink_to(tmp_path / "outside")
        return real(name, flags, *rest, **more)

    monkeypatch.setattr(os, "open", swapping)
    found = measured(home)
    assert found.count == 0
    assert found.unread == ["~/folder"]


def test_another_file_system_is_named_and_not_entered(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mount may lie on a dead server: its folder isn't even asked about."""
    put(home / "share" / "big", 900 * KB)
    put(home / "mine", 4 * KB)
    monkeypatch.setattr(
        largest_files, "read_mount_points", lambda: frozenset({"/", str(home.resolve() / "share")})
    )
    found = measured(home)
    assert found.elsewhere == ["~/share"]
    assert found.count == 1


@pytest.mark.lab
@pytest.mark.skipif(os.geteuid() != 0, reason="for root no folder is unreadable, so a user looks")
def test_a_folder_that_cannot_be_read_is_reported(alice: Person) -> None:
    for name in ("shut", "open"):
        alice.owns(alice.home / name) if (alice.home / name).mkdir() is None else None
        alice.owns(put(alice.home / name / "file", 40 * KB))
    (alice.home / "shut").chmod(0)
    said = as_user(
        alice, "l = read_largest_items(m, home.stat().st_dev); print(l.unread, l.unread_count, l.count)"
    )
    assert said == "['~/shut'] 1 1"


@pytest.mark.lab
@pytest.mark.skipif(os.geteuid() != 0, reason="for root no folder is unreadable, so a user looks")
def test_an_unreadable_home_is_reported_and_not_empty(alice: Person) -> None:
    alice.home.chmod(0o300)
    said = as_user(alice, "l = read_largest_items(m, home.stat().st_dev); print(l.unread, l.unread_count)")
    alice.home.chmod(0o700)
    assert said == "['~'] 1"


def as_user(person: Person, code: str) -> str:
    from tests.lab.conftest import Desk, interpreter

    lines = (
        "import sys; from pathlib import Path;"
        "from selfhelp.machine.storage.largest_files import read_largest_items;"
        "from selfhelp.machine.local_machine import LocalMachine; from selfhelp.core.model import Platform;"
        f"home = Path.home(); m = LocalMachine(Platform.LINUX); {code}"
    )
    site = next((path for path in __import__("sys").path if path.endswith("site-packages")), "")
    root = Path(__file__).parents[3]
    desk = Desk(person, {"PYTHONPATH": f"{root}:{site}", "PYTHONDONTWRITEBYTECODE": "1"})
    done = desk.person.run([interpreter(person), "-c", lines], desk.environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_names_that_are_no_text_can_be_written_anywhere(home: Path) -> None:
    (home / os.fsdecode(b"caf\xe9")).mkdir()
    put(home / os.fsdecode(b"caf\xe9") / "a\nb", 40 * KB)
    found = measured(home)
    assert found.folders[0].path == "~/caf\ufffd"
    found.files[0].path.encode("utf-8")


def test_it_can_be_ranked_by_the_number_of_files(home: Path) -> None:
    put(home / "large", 900 * KB)
    for number in range(40):
        put(home / "many" / str(number), 0)
    assert folders(measured(home, by_count=True)) == {"~/many": 40}


def test_when_the_time_is_up_what_is_known_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        put(home / str(number) / "file", 40 * KB)
    now = iter(range(1000))
    monkeypatch.setattr(largest_files, "time", SimpleNamespace(monotonic=lambda: float(next(now))))
    found = measured(home, seconds=3.0)
    assert not found.finished
    assert 0 < found.count < 6


def test_it_says_how_far_it_is_and_stops_when_asked(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(largest_files, "_SAY", -1.0)
    for number in range(5):
        put(home / str(number) / "file", 40 * KB)
    heard: list[tuple[str, float | None]] = []

    def listen(text: Text, done: float | None) -> None:
        heard.append((str(text), done))
        if len(heard) == 3:
            progress.cancel()

    progress = Progress(listen)
    with pytest.raises(CancelledError):
        measured(home, seconds=0, progress=progress)
    assert len(heard) == 3
    assert "Measured" in heard[0][0]
    assert all(done is not None and 0 <= done <= 0.99 for _, done in heard)


def test_a_home_on_another_volume_is_not_measured(home: Path) -> None:
    assert read_largest_items(MACHINE, home.stat().st_dev + 1) is None


def test_too_deep_is_reported(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(largest_files, "DEPTH", 3)
    put(home / "a" / "b" / "c" / "d" / "file", 4 * KB)
    found = measured(home)
    assert found.unread == ["~/a/b/c"]


def test_memory_is_bounded_by_what_is_kept(home: Path) -> None:
    """5,000 files in one folder need no more room than a few: names are not collected."""
    folder = home / "many"
    folder.mkdir()
    for number in range(5_000):
        os.close(os.open(folder / f"a-file-with-a-longer-name-{number}", os.O_CREAT | os.O_WRONLY))
    tracemalloc.start()
    found = measured(home, seconds=0)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.count == 5_000
    assert peak < 300_000


def test_windows_counts_nothing_for_what_lies_in_the_cloud() -> None:
    """From documentation: file attributes of Windows; its listing has no allocated size."""
    here = SimpleNamespace(st_size=5000, st_file_attributes=0x20)
    cloud = SimpleNamespace(st_size=5000, st_file_attributes=0x20 | 0x400000)
    offline = SimpleNamespace(st_size=5000, st_file_attributes=0x1000)
    assert [largest_files._count_allocated_bytes(status) for status in (here, cloud, offline)] == [5000, 0, 0]  # type: ignore[arg-type]


def test_without_descriptors_paths_do(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, which can't list a descriptor."""
    monkeypatch.setattr(largest_files, "_BY_DESCRIPTOR", False)
    put(home / "Downloads" / "a", 40 * KB)
    assert folders(measured(home)) == {"~/Downloads": 1}


def test_it_takes_less_than_a_second_for_many_files(home: Path) -> None:
    """A tenth of the 200,000 files of `tests/lab/test_what_fills_it.py`, with three times the room."""
    for folder in range(100):
        (home / str(folder)).mkdir()
        for number in range(200):
            os.close(os.open(home / str(folder) / str(number), os.O_CREAT | os.O_WRONLY))
    measured(home)
    begun = time.process_time()
    assert measured(home).count == 20_000
    assert time.process_time() - begun < 0.3
