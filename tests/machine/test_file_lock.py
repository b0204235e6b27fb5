"""Lock files are this person's alone: whoever can open one can hold its lock."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from selfhelp.machine.file_lock import open_lock_file, try_to_hold_lock
from selfhelp.tickets.delivery.sender_lock import SenderLock


@pytest.fixture(autouse=True)
def _usual_umask() -> object:
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(file: Path) -> int:
    return file.stat().st_mode & 0o777


def test_new_lock_files_and_older_ones_are_private(tmp_path: Path) -> None:
    with try_to_hold_lock(tmp_path / "sign-in.lock", 0) as held:
        assert held
    assert mode(tmp_path / "sign-in.lock") == 0o600
    (tmp_path / "sender.lock").touch(0o644)
    with SenderLock(tmp_path) as ours:
        assert ours
        assert mode(tmp_path / "sender.lock") == 0o600
        with SenderLock(tmp_path) as again:
            assert not again


def test_a_link_in_the_place_of_a_lock_file_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "x.lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic link"):
        open_lock_file(tmp_path / "x.lock")
    assert not (tmp_path / "elsewhere").exists()


def test_a_copy_of_the_file_in_a_starting_child_does_not_keep_the_lock(tmp_path: Path) -> None:
    """Another sender then waited for five seconds, now and then, if a program was started at that moment."""
    path = tmp_path / "x.lock"
    with try_to_hold_lock(path, 0) as held:
        assert held
        (number,) = [int(fd.name) for fd in Path("/proc/self/fd").iterdir() if fd.resolve() == path]
        copy = os.dup(number)  # as fork does
    try:
        with try_to_hold_lock(path, 0) as again:
            assert again
    finally:
        os.close(copy)
    lock = SenderLock(tmp_path)
    assert lock.acquire()
    assert lock._file is not None
    copy = os.dup(lock._file.fileno())
    lock.release()
    try:
        assert lock.acquire()
    finally:
        lock.release()
        os.close(copy)
