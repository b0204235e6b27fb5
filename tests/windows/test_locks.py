"""Locks between programs: the system lets go of them however a program ends."""

from __future__ import annotations

from pathlib import Path

from selfhelp.core.paths import AppPaths, detect_platform
from selfhelp.machine import file_lock
from selfhelp.ui.main import _acquire_lock
from tests.windows.children import child, line

HOLDS = (
    "import sys; from pathlib import Path; from selfhelp.machine.file_lock import try_to_hold_lock\n"
    "with try_to_hold_lock(Path(sys.argv[1]), 5) as held:\n"
    "    print(held, flush=True); sys.stdin.readline()\n"
)
ONLY_ONE = (
    "import sys; from selfhelp.core.paths import AppPaths, detect_platform\n"
    "from selfhelp.ui.main import _acquire_lock\n"
    "lock = _acquire_lock(AppPaths.create_for_current_user(detect_platform()))\n"
    "print(lock is not None, flush=True); sys.stdin.readline()\n"
)


def held(path: Path, seconds: float) -> bool:
    with file_lock.try_to_hold_lock(path, seconds) as ours:
        return ours


def test_a_file_is_locked_for_one_program(tmp_path: Path) -> None:
    path = tmp_path / "éé" / "lock"
    assert held(path, 0)
    with child(HOLDS, str(path)) as other:
        assert line(other) == "True"
        assert not held(path, 0.3)
        other.kill()
        other.wait(10)
        assert held(path, 5)


def test_the_lock_of_a_program_that_goes_on_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with child(HOLDS, str(path)) as other:
        assert line(other) == "True"
        assert other.stdin is not None
        other.stdin.write("\n")
        other.stdin.flush()
        assert held(path, 10)


def test_one_app_for_each_person_and_a_killed_one_leaves_nothing(own_folders: Path) -> None:
    places = AppPaths.create_for_current_user(detect_platform())
    assert places.runtime.is_relative_to(own_folders)
    with child(ONLY_ONE) as first:
        assert line(first) == "True"
        assert _acquire_lock(places) is None
        first.kill()
        first.wait(10)
    lock = _acquire_lock(places)
    assert lock is not None
    lock.unlock()
