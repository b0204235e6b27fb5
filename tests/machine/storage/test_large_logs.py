"""The largest logs are named, wherever programs write them, and nothing else is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from selfhelp.machine.storage import large_logs
from selfhelp.machine.storage.large_logs import ENTRIES, LARGE, find_large_logs


def grow(path: Path, size: int = LARGE) -> Path:
    """Make a file look large; it takes no room."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    os.truncate(path, size)
    return path


@pytest.fixture(autouse=True)
def without_the_system_s(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out ``/var/log``: what else runs on the computer may have large logs there."""
    every = large_logs._list_log_roots
    monkeypatch.setattr(
        large_logs,
        "_list_log_roots",
        lambda home: [root for root in every(home) if root[0] != Path("/var/log")],
    )


def named(home: Path) -> list[str]:
    return [name for name in find_large_logs(home.stat().st_dev) if name.startswith("~")]


def test_the_largest_comes_first_and_only_three_are_named(own_home: Path) -> None:
    grow(own_home / ".xsession-errors", 2 * LARGE)
    for number in range(4):
        grow(own_home / "state" / "app" / f"{number}.log", LARGE + number)
    assert named(own_home) == ["~/.xsession-errors", "~/state/app/3.log", "~/state/app/2.log"]


@pytest.mark.parametrize("name", ["letter.odt", "Documents/thesis.log", "catalog", "small.log"])
def test_a_document_or_a_small_log_is_not_named(own_home: Path, name: str) -> None:
    grow(own_home / name, 10 if name == "small.log" else LARGE)
    assert named(own_home) == []


def test_a_link_and_another_volume_are_left_out(own_home: Path) -> None:
    log = grow(own_home / "elsewhere" / "a.log")
    (own_home / "a.log").symlink_to(log)
    assert named(own_home) == []
    grow(own_home / "b.log")
    assert [n for n in find_large_logs(own_home.stat().st_dev + 1) if n.startswith("~")] == []


def test_a_hostile_name_is_a_name(own_home: Path) -> None:
    grow(own_home / "$(reboot)\n<b>.log")
    assert named(own_home) == ["~/$(reboot)\n<b>.log"]


def test_the_look_is_bounded(own_home: Path) -> None:
    folder = own_home / "state" / "full"
    folder.mkdir(parents=True)
    for number in range(ENTRIES + 10):
        (folder / f"{number}").touch()
    grow(folder / "deeper" / "late.log")
    assert named(own_home) == []
