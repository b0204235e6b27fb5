"""Policy in the real registry, as Group Policy and an administrator's reg.exe write it."""

from __future__ import annotations

from selfhelp.core.paths import AppPaths, Platform
from selfhelp.policy import managed_settings
from selfhelp.policy.managed_settings import DEFAULTS, POLICIES
from tests.windows.registry import Write, winreg


def test_every_kind_of_value_is_read(write: Write, places: AppPaths) -> None:
    write(f"{POLICIES}\\desk", "connector", "rt")
    write(f"{POLICIES}\\desk\\rt", "url", "https://désk.example.com")
    write(f"{POLICIES}\\evidence", "screenshots", 0, winreg.REG_DWORD)
    write(f"{POLICIES}\\evidence", "budget", "5.5")
    write(f"{POLICIES}\\fixes", "allow", ["print-offline", "disk-full"], winreg.REG_MULTI_SZ)
    for number in range(1, 12):
        write(f"{POLICIES}\\fixes\\deny", str(number), f"fix-{number}")
    loaded = managed_settings.load_computer_policy(places, Platform.WINDOWS)
    assert loaded.problems == []
    assert loaded.policy.desk.connector == "rt"
    assert loaded.policy.evidence.budget == 5.5
    assert not loaded.policy.evidence.screenshots
    assert loaded.policy.fixes.allow == ("print-offline", "disk-full")
    assert loaded.policy.fixes.deny == tuple(f"fix-{number}" for number in range(1, 12))


def test_a_default_gives_way_to_a_policy(write: Write, places: AppPaths) -> None:
    write(f"{DEFAULTS}\\desk", "connector", "glpi")
    assert managed_settings.load_computer_policy(places, Platform.WINDOWS).policy.desk.connector == "glpi"
    write(f"{POLICIES}\\desk", "connector", "folder")
    assert managed_settings.load_computer_policy(places, Platform.WINDOWS).policy.desk.connector == "folder"


def test_raw_bytes_count_strictly(write: Write, places: AppPaths) -> None:
    write(f"{POLICIES}\\evidence", "screenshots", b"\xff\x00", winreg.REG_BINARY)
    loaded = managed_settings.load_computer_policy(places, Platform.WINDOWS)
    assert [problem.key for problem in loaded.problems] == ["evidence.screenshots"]
    assert not loaded.policy.evidence.screenshots


def test_without_keys_nothing_is_set(places: AppPaths) -> None:
    assert managed_settings.load_computer_policy(places, Platform.WINDOWS).problems == []
