"""Whether there is a policy is told without reading it, and where in doubt there is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfhelp.core.paths import AppPaths, Platform
from selfhelp.policy.file_locations import (
    list_misnamed_files,
    list_policy_files,
    may_policy_contain_key,
    may_policy_exist,
)

LINUX = Platform.LINUX


@pytest.mark.parametrize("where", ["machine_policy", "config"])
@pytest.mark.parametrize("name", ["policy.toml", "policy.d"])
def test_a_policy_is_looked_for_where_one_may_be(places: AppPaths, where: str, name: str) -> None:
    folder: Path = getattr(places, where)
    assert not may_policy_exist(places, LINUX)
    folder.mkdir(parents=True, exist_ok=True)
    assert not may_policy_exist(places, LINUX)
    (folder / name).mkdir()
    assert may_policy_exist(places, LINUX)


def test_a_policy_that_cannot_be_seen_counts_as_one(places: AppPaths) -> None:
    places.machine_policy.parent.mkdir(parents=True, exist_ok=True)
    places.machine_policy.write_text("not a folder")
    assert may_policy_exist(places, LINUX)


@pytest.mark.parametrize("name", ["policy.toml", "policy.d/20-office.toml"])
def test_a_key_is_looked_for_in_every_file_of_the_computer(places: AppPaths, name: str) -> None:
    file = places.machine_policy / name
    assert not may_policy_contain_key(places, LINUX, "autostart")
    file.parent.mkdir(parents=True)
    file.write_text("[desk]\n")
    assert not may_policy_contain_key(places, LINUX, "autostart")
    file.write_text("[app]\nautostart = false\n")
    assert may_policy_contain_key(places, LINUX, "autostart")


def test_a_link_that_leads_nowhere_may_name_anything(places: AppPaths) -> None:
    places.machine_policy.mkdir(parents=True)
    (places.machine_policy / "policy.toml").symlink_to("gone")
    assert may_policy_contain_key(places, LINUX, "autostart")


@pytest.mark.parametrize("name", ["policy.toml", "policy.d/20-office.toml"])
def test_a_broken_link_is_an_unreadable_policy_and_not_a_misnamed_file(places: AppPaths, name: str) -> None:
    link = places.machine_policy / name
    link.parent.mkdir(parents=True)
    link.symlink_to("gone")
    assert list_policy_files(places.machine_policy) == [link]
    assert list_misnamed_files(places.machine_policy) == []


def test_hidden_files_are_neither_read_nor_misnamed(places: AppPaths) -> None:
    """Emacs links .#site.toml to nowhere while it is open, which counted as an unreadable policy."""
    more = places.machine_policy / "policy.d"
    more.mkdir(parents=True)
    (more / ".#site.toml").symlink_to("root@computer.1234")
    (more / "._site.toml").write_bytes(b"\x00\x05\x16\x07")
    (more / "site.toml").touch()
    assert list_policy_files(places.machine_policy) == [more / "site.toml"]
    assert list_misnamed_files(places.machine_policy) == []


def test_files_that_cannot_be_looked_at_are_not_called_misnamed(
    places: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = places.machine_policy / "policy.d"
    more.mkdir(parents=True)
    (more / "10.toml").touch()

    def refuse(_path: Path) -> bool:
        raise PermissionError

    monkeypatch.setattr(Path, "is_file", refuse)
    assert list_misnamed_files(places.machine_policy) == []


@pytest.mark.parametrize("platform", [Platform.WINDOWS, Platform.MACOS])
def test_where_the_system_has_its_own_management_it_is_always_asked(
    places: AppPaths, platform: Platform
) -> None:
    assert may_policy_exist(places, platform)
    assert may_policy_contain_key(places, platform, "autostart")


def test_the_order_of_the_files_is_the_order_in_which_they_count(places: AppPaths) -> None:
    folder = places.machine_policy
    (folder / "policy.d").mkdir(parents=True)
    names = ["policy.d/20.toml", "policy.d/10.toml", "policy.toml", "policy.d/30.txt"]
    for name in names:
        (folder / name).write_text("")
    assert [str(file.relative_to(folder)) for file in list_policy_files(folder)] == [
        "policy.toml",
        "policy.d/10.toml",
        "policy.d/20.toml",
    ]
