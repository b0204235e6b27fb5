"""Browsers: their caches, locks and profiles as they lie on a disk, odd ones among them."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from selfhelp.core.errors import StepError
from selfhelp.core.model import Json
from selfhelp.machine.apps.browser_caches import MAGIC, remove_recreated_cache, scan_browser_caches
from selfhelp.machine.apps.browser_locks import scan_browser_profiles

LINUX = "linux"


@pytest.fixture
def chromium(own_home: Path) -> Path:
    """The folder of a Chromium that was used, with a sound cache."""
    data = own_home / "config" / "chromium"
    (data / "Default").mkdir(parents=True)
    cache_of(own_home).mkdir(parents=True)
    (cache_of(own_home) / "index").write_bytes(MAGIC[0] + bytes(16))
    return data


def cache_of(home: Path) -> Path:
    return home / "cache" / "chromium" / "Default" / "Cache" / "Cache_Data"


def troubles() -> list[tuple[str, str]]:
    return [(cache["entry"], cache["trouble"]) for cache in scan_browser_caches(LINUX)["broken"]]


def test_a_sound_cache_is_counted_and_no_trouble(chromium: Path) -> None:
    assert scan_browser_caches(LINUX) == {"count": 1, "broken": []}


def test_without_a_browser_there_is_nothing(own_home: Path) -> None:
    assert scan_browser_caches(LINUX) == {"count": 0, "broken": []}
    assert scan_browser_profiles(LINUX) == {"browsers": [], "locks": [], "missing": []}


def test_a_damaged_index_is_seen(chromium: Path, own_home: Path) -> None:
    (cache_of(own_home) / "index").write_bytes(b"")
    assert troubles() == [("Cache", "damaged")]


def test_a_file_or_a_link_in_place_of_a_cache_is_seen(chromium: Path, own_home: Path) -> None:
    (own_home / "cache" / "chromium" / "Default" / "Code Cache").touch()
    (chromium / "Default" / "GPUCache").symlink_to("/etc")
    assert sorted(troubles()) == [("Code Cache", "no folder"), ("GPUCache", "no folder")]


def test_a_cache_that_cannot_be_written_is_seen(chromium: Path, own_home: Path) -> None:
    cache_of(own_home).chmod(0o500)
    assert troubles() == [("Cache", "closed")]
    cache_of(own_home).chmod(0o700)
    assert troubles() == []


@pytest.mark.lab
@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a file away")
def test_another_users_cache_gets_a_free_name(chromium: Path, own_home: Path) -> None:
    os.chown(cache_of(own_home) / "index", 12345, 12345)
    (own_home / "cache" / "chromium" / "Default" / "Cache.put-aside-1").mkdir()
    (cache,) = scan_browser_caches(LINUX)["broken"]
    assert (cache["trouble"], cache["aside"]) == ("closed", "Cache.put-aside-2")


def test_a_new_cache_goes_only_where_the_old_one_waits(chromium: Path, own_home: Path) -> None:
    profile = own_home / "cache" / "chromium" / "Default"
    assert remove_recreated_cache("~/cache/chromium/Default", "Cache", "Cache.put-aside-1") == 0
    assert (profile / "Cache").exists()
    (profile / "Cache.put-aside-1").mkdir()
    assert remove_recreated_cache("~/cache/chromium/Default", "Cache", "Cache.put-aside-1") == 1
    assert not (profile / "Cache").exists()
    assert (profile / "Cache.put-aside-1").exists()


@pytest.mark.parametrize("entry", ["Documents", "Login Data", "../Cache", ""])
def test_nothing_but_a_cache_is_ever_removed(own_home: Path, entry: str) -> None:
    (own_home / "Documents").mkdir()
    (own_home / "Documents" / "letter").touch()
    (own_home / "aside").mkdir()
    with pytest.raises(StepError):
        remove_recreated_cache("~", entry, "aside")
    assert (own_home / "Documents" / "letter").exists()


def lock(data: Path, target: str) -> Json:
    (data / "SingletonLock").unlink(missing_ok=True)
    (data / "SingletonLock").symlink_to(target)
    return scan_browser_profiles(LINUX)["locks"]


def test_a_lock_of_another_computer_is_seen(chromium: Path) -> None:
    (found,) = lock(chromium, "other-host.example.com-4711")
    assert (found["host"], found["folder"]) == ("other-host.example.com", "~/config/chromium")


@pytest.mark.parametrize("target", [f"{socket.gethostname()}-1", "nonsense", "host-", "/etc/passwd", "-12"])
def test_any_other_lock_is_the_browsers_own_business(chromium: Path, target: str) -> None:
    assert lock(chromium, target) == []


def test_a_lock_that_is_a_file_is_left_alone(chromium: Path) -> None:
    (chromium / "SingletonLock").write_text("x")
    assert scan_browser_profiles(LINUX)["locks"] == []


@pytest.mark.parametrize(
    ("ini", "missing"),
    [
        ("[Install1]\nDefault=gone\n[Profile0]\nPath=there\nIsRelative=1\n", ["~/.mozilla/firefox/gone"]),
        ("[Install1]\nDefault=there\n[Profile0]\nPath=gone\nIsRelative=1\nDefault=1\n", []),
        ("[Profile0]\nPath=gone\nIsRelative=1\nDefault=1\n", ["~/.mozilla/firefox/gone"]),
        ("[Profile0]\nPath=/elsewhere\nIsRelative=0\nDefault=1\n", []),
        ("[Install1]\nDefault=../../out\n", []),
        ("no ini at all [", []),
        ("[Profile0]\nPath=a\nPath=b\n[Profile0]\n", []),
    ],
)
def test_a_profile_that_firefox_wants_and_that_is_gone(own_home: Path, ini: str, missing: list[str]) -> None:
    folder = own_home / ".mozilla" / "firefox"
    (folder / "there").mkdir(parents=True)
    (folder / "profiles.ini").write_text(ini)
    assert scan_browser_profiles(LINUX)["missing"] == missing
