"""A folder that others change while it is swept, and folders full of traps."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import socket
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from selfhelp.machine.files import bounded_cleanup as module
from selfhelp.machine.files.bounded_cleanup import BoundedCleanup, list_open_inodes

RENAME_EXCHANGE = 2  # renameat2(2)


def swept(root: Path, **options: object) -> BoundedCleanup:
    sweep = BoundedCleanup(remove=True, **options)  # type: ignore[arg-type]
    sweep.clean_or_measure_tree(root, root.parent.stat().st_dev)
    return sweep


def fill(folder: Path, files: int = 3) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(files):
        (folder / f"f{number}").write_bytes(b"x" * 5000)
    return folder


# -- a race -----------------------------------------------------------------------------------------


@contextmanager
def swapper(first: Path, second: Path) -> Iterator[None]:
    """Exchange two names without a pause: one moment a folder, the next a link."""
    exchange = ctypes.CDLL(None, use_errno=True).renameat2
    names = (-100, os.fsencode(first), -100, os.fsencode(second), RENAME_EXCHANGE)
    stop = threading.Event()

    def swap() -> None:
        while not stop.is_set():
            exchange(*names)

    thread = threading.Thread(target=swap)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def naive(root: Path) -> None:
    """What one writes without thinking: by path, after a look that says it is no link."""
    for path in root.iterdir():
        if path.is_symlink() or not path.is_dir():
            continue
        for file in list(path.iterdir()) if path.exists() else ():
            if file.is_file():
                file.unlink(missing_ok=True)


def harms(tmp_path: Path, clean: Callable[[Path], object], loops: int) -> Iterator[bool]:
    """Say for each run whether a victim outside of the folder lost a file."""
    victim, root = tmp_path / "victim", tmp_path / "root"
    for number in range(loops):
        shutil.rmtree(root, ignore_errors=True)
        fill(root / "folder", 20)
        fill(victim, 20)
        link = root / f"link{number}"
        link.symlink_to(victim)
        with swapper(root / "folder", link):
            for _ in range(20):
                clean(root)
        yield len(list(victim.iterdir())) < 20


def test_a_racing_link_never_leads_out(tmp_path: Path, loops: int) -> None:
    """B1."""
    assert not any(harms(tmp_path, swept, loops))
    assert any(harms(tmp_path, naive, 400)), "the race was never won, so this test proves nothing"


# -- traps ------------------------------------------------------------------------------------------


def test_only_own_regular_files_with_one_link_are_deleted(tmp_path: Path) -> None:
    """B2: links, hard links, pipes and sockets stay (mounts: tests/lab/test_disk_full.py)."""
    root = fill(tmp_path / "root")
    outside = tmp_path / "outside"
    outside.write_text("keep")
    (root / "link").symlink_to(outside)
    (root / "folder-link").symlink_to(fill(tmp_path / "elsewhere"))
    os.link(outside, root / "second-name")
    os.mkfifo(root / "fifo")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(root / "socket"))
        sweep = swept(root)
    assert (sweep.files, sweep.skipped) == (3, 5)
    assert sweep.bytes >= 3 * 5000
    assert sorted(p.name for p in root.iterdir()) == ["fifo", "folder-link", "link", "second-name", "socket"]
    assert outside.read_text() == "keep"
    assert len(list((tmp_path / "elsewhere").iterdir())) == 3


def test_what_is_open_stays(tmp_path: Path) -> None:
    root = fill(tmp_path / "root")
    with (root / "f0").open("rb"):
        sweep = swept(root, in_use=list_open_inodes())
    assert (sweep.files, sweep.skipped) == (2, 1)
    assert (root / "f0").exists()


def test_what_is_young_stays(tmp_path: Path) -> None:
    root = fill(tmp_path / "root")
    os.utime(root / "f0", (0, 1_000_000))
    assert swept(root, before=time.time() - 86400).files == 1


def test_counting_removes_nothing(tmp_path: Path) -> None:
    root = fill(tmp_path / "root")
    counted = BoundedCleanup()
    counted.clean_or_measure_tree(root, tmp_path.stat().st_dev)
    assert len(list(root.iterdir())) == 3
    removed = swept(root)
    assert (counted.bytes, counted.files) == (removed.bytes, removed.files)
    assert swept(root).files == 0  # safe to run twice


def test_a_root_that_is_a_link_is_refused(tmp_path: Path) -> None:
    """B3."""
    fill(tmp_path / "real")
    (tmp_path / "root").symlink_to("real")
    sweep = swept(tmp_path / "root")
    assert (sweep.files, sweep.trouble) == (0, "Not a directory")
    assert len(list((tmp_path / "real").iterdir())) == 3


def test_another_users_root_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """B3."""
    root = fill(tmp_path / "root")
    monkeypatch.setattr(os, "getuid", lambda: 4242)
    assert swept(root).files == 0
    assert len(list(root.iterdir())) == 3


def test_a_missing_root_is_nothing_to_do(tmp_path: Path) -> None:
    sweep = swept(tmp_path / "root")
    assert (sweep.files, sweep.skipped, sweep.trouble) == (0, 0, "")


def test_another_volume_is_left_alone(tmp_path: Path) -> None:
    root = fill(tmp_path / "root")
    sweep = BoundedCleanup(remove=True)
    sweep.clean_or_measure_tree(root, tmp_path.stat().st_dev + 1)
    assert sweep.files == 0


def test_a_very_deep_tree_does_not_hang_or_run_out_of_descriptors(tmp_path: Path) -> None:
    """B2."""
    root = fill(tmp_path / "root")
    folder = os.open(root, os.O_RDONLY)
    try:
        for _ in range(10_000):
            os.mkdir("d", dir_fd=folder)
            deeper = os.open("d", os.O_RDONLY, dir_fd=folder)
            os.close(folder)
            folder = deeper
    finally:
        os.close(folder)
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, limits[1]))
    try:
        sweep = swept(root)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        _remove_deep(root)
    assert (sweep.files, sweep.skipped) == (3, 1)


def _remove_deep(root: Path) -> None:
    """Flatten the tree from above: shutil.rmtree would run out of stack."""
    while (deep := root / "d").exists():
        deeper = deep / "d"
        if deeper.exists():
            deeper.rename(root / "next")
        deep.rmdir()
        if (root / "next").exists():
            (root / "next").rename(deep)


@pytest.mark.slow
def test_a_hundred_thousand_files_need_little_memory(tmp_path: Path) -> None:
    """B2."""
    root = fill(tmp_path / "root", 0)
    folder = os.open(root, os.O_RDONLY)
    for number in range(100_000):
        os.close(os.open(f"{number:040}", os.O_CREAT | os.O_WRONLY, dir_fd=folder))
    os.close(folder)
    tracemalloc.start()
    sweep = swept(root)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sweep.files == 100_000
    assert peak < 32_000_000


@pytest.mark.parametrize("error", [5, 13, 28, 30], ids=["EIO", "EACCES", "ENOSPC", "EROFS"])
def test_an_error_of_the_disk_is_counted_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    root = fill(tmp_path / "root")
    real = os.unlink

    def broken(name: str, *, dir_fd: int) -> None:
        if name == "f1":
            raise OSError(error, os.strerror(error))
        real(name, dir_fd=dir_fd)

    monkeypatch.setattr(module.os, "unlink", broken)
    sweep = swept(root)
    assert (sweep.files, sweep.skipped, sweep.trouble) == (2, 1, os.strerror(error))


def test_a_file_that_vanishes_is_not_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = fill(tmp_path / "root")

    def gone(name: str, *, dir_fd: int) -> None:
        raise FileNotFoundError(name)

    monkeypatch.setattr(module.os, "unlink", gone)
    sweep = swept(root)
    assert (sweep.files, sweep.bytes, sweep.skipped) == (0, 0, 0)


def test_emptied_folders_go_only_when_asked(tmp_path: Path) -> None:
    fill(tmp_path / "root" / "a" / "b")
    swept(tmp_path / "root")
    assert (tmp_path / "root" / "a" / "b").is_dir()
    swept(tmp_path / "root", folders=True)
    assert list((tmp_path / "root").iterdir()) == []
