"""The caches of Teams for Linux: measured, moved aside without the sign-in, put back without a byte lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfhelp.core.errors import StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.machine import step_from_json
from selfhelp.machine.apps import known_apps, teams_linux
from selfhelp.machine.apps.teams_linux import (
    FLATPAK,
    SNAP,
    RenewTeamsCaches,
    is_leveldb_damaged,
    restore_caches_from_backup,
    scan_teams_installations,
)
from selfhelp.machine.local_machine import LocalMachine

MACHINE = LocalMachine(Platform.LINUX)
PART = "Partitions/teams-4-linux"
DATABASE = f"{PART}/IndexedDB/https_teams.microsoft.com_0.indexeddb.leveldb"
FILES = {
    "Cache/Cache_Data/data_0": "c",
    f"{PART}/Code Cache/js/index": "js",
    f"{PART}/Cookies": "the sign-in",
    f"{PART}/Local Storage/leveldb/CURRENT": "tokens",
    f"{DATABASE}/MANIFEST-000001": "list",
    f"{DATABASE}/CURRENT": "MANIFEST-000001\n",
}


@pytest.fixture(autouse=True)
def nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have Teams open."""
    monkeypatch.setattr(known_apps, "find_own_processes", lambda names: [])


def fill(folder: Path) -> Path:
    for name, text in FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return folder


@pytest.fixture
def teams(own_home: Path) -> Path:
    return fill(own_home / "config" / "teams-for-linux")


def contents(folder: Path) -> dict[str, str]:
    return {str(f.relative_to(folder)): f.read_text() for f in sorted(folder.rglob("*")) if f.is_file()}


def test_every_way_of_installing_it_is_found(own_home: Path) -> None:
    assert scan_teams_installations() == []
    fill(own_home / "config" / "teams-for-linux")
    fill(own_home / FLATPAK)
    fill(own_home / SNAP.replace("current", "42"))
    (own_home / "snap/teams-for-linux/current").symlink_to("42")
    assert [(k["place"], k["size"], k["damaged"]) for k in scan_teams_installations()] == [
        (place, 23, []) for place in ("usual", "snap", "flatpak")
    ]


def test_a_folder_outside_home_or_behind_a_link_is_left_alone(own_home: Path, tmp_path: Path) -> None:
    fill(tmp_path / "elsewhere")
    (own_home / "config").mkdir(exist_ok=True)
    (own_home / "config" / "teams-for-linux").symlink_to(tmp_path / "elsewhere")
    assert scan_teams_installations() == []
    (own_home / FLATPAK).mkdir(parents=True)
    (own_home / FLATPAK / "Cache").symlink_to(tmp_path / "elsewhere" / "Cache")
    (own_home / FLATPAK / "Partitions").mkdir()
    (own_home / FLATPAK / "Partitions" / "x").symlink_to(tmp_path / "elsewhere")
    assert [(k["place"], k["size"]) for k in scan_teams_installations()] == [("flatpak", 0)]


@pytest.mark.parametrize(
    ("files", "damaged"),
    [
        ({"CURRENT": b"MANIFEST-000007\n", "MANIFEST-000007": b"x"}, False),
        ({}, False),
        ({"LOCK": b""}, False),
        ({"CURRENT": b"", "000003.log": b"x"}, True),
        ({"000005.ldb": b"x"}, True),
        ({"CURRENT": b"MANIFEST-000007\n", "MANIFEST-000001": b"x"}, True),
        ({"CURRENT": b"MANIFEST-000001", "MANIFEST-000001": b"x"}, True),
        ({"CURRENT": b"\0" * 16, "MANIFEST-000001": b"x"}, True),
        ({"CURRENT": b"../../etc/passwd\n", "000003.log": b"x"}, True),
        ({"CURRENT": b"MANIFEST-1\xff\n" * 100_000, "000003.log": b"x"}, True),
    ],
)
def test_a_database_is_damaged_where_its_list_is_lost(
    tmp_path: Path, files: dict[str, bytes], damaged: bool
) -> None:
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    assert is_leveldb_damaged(tmp_path) is damaged


def test_caches_go_aside_without_the_sign_in_and_come_back_after_a_restart(teams: Path) -> None:
    before = contents(teams)
    step = RenewTeamsCaches("usual", scan_teams_installations()[0]["number"])
    back = step.make_undo_step(MACHINE)
    assert back is not None
    assert step.perform(MACHINE, Progress()) == "3 folders now end in .put-aside-1"
    left = contents(teams)
    assert left[f"{PART}/Cookies"] == "the sign-in"
    assert f"{PART}/Local Storage/leveldb/CURRENT" in left
    assert sorted(left.values()) == sorted(before.values())
    assert scan_teams_installations()[0]["size"] == 0
    assert scan_teams_installations()[0]["number"] == 2
    assert step.perform(MACHINE, Progress()) is None, "nothing is left to do"
    step_from_json(back.to_json()).perform(MACHINE, Progress())
    assert contents(teams) == before


def test_files_teams_created_since_are_kept_too(teams: Path) -> None:
    RenewTeamsCaches("usual", 1).perform(MACHINE, Progress())
    (teams / "Cache").mkdir()
    (teams / "Cache" / "newer").write_text("n")
    restore_caches_from_backup("usual", 1)
    assert (teams / "Cache" / "Cache_Data" / "data_0").read_text() == "c"
    assert [f.read_text() for f in teams.glob("Cache.put-aside-*/newer")] == ["n"]


def test_what_is_gone_or_unknown_is_said(teams: Path) -> None:
    for place, number in (("usual", 7), ("snap", 1), ("../..", 1)):
        with pytest.raises(StepError):
            restore_caches_from_backup(place, number)


def test_nothing_moves_while_it_is_open(teams: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def open_now(names: list[str]) -> Json:
        return [{"pid": 7, "started": 1.0}] if names == ["teams-for-linux"] else []

    monkeypatch.setattr(known_apps, "find_own_processes", open_now)
    before = contents(teams)
    with pytest.raises(StepError):
        RenewTeamsCaches("usual", 1).perform(MACHINE, Progress())
    assert contents(teams) == before


def test_measuring_ends(teams: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teams_linux, "PATIENCE", -1.0)
    assert scan_teams_installations()[0]["size"] == 0
