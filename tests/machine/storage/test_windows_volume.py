"""A volume of Windows, from documentation: libraries that are pretended, real memory."""

from __future__ import annotations

from typing import Any

import pytest

from selfhelp.machine.storage import windows_volume
from selfhelp.machine.storage.windows_volume import READ_ONLY_VOLUME, read_windows_usage
from tests.machine.windows_pretended import library, pretend

GB = 10**9


def windows(monkeypatch: pytest.MonkeyPatch, mine: int, free: int, flags: int = 0) -> list[str]:
    asked: list[str] = []

    def space(folder: Any, *numbers: Any) -> int:
        asked.append(folder.value)
        for number, value in zip(numbers, (mine, 100 * GB, free), strict=True):
            number._obj.value = value
        return 1

    def information(root: Any, *rest: Any) -> int:
        asked.append(root.value)
        rest[4]._obj.value = flags
        rest[5].value = "NTFS"
        return 1

    pretend(
        monkeypatch,
        windows_volume,
        kernel32=library(GetDiskFreeSpaceExW=space, GetVolumeInformationW=information),
    )
    return asked


def test_a_quota_is_what_the_user_may_use_of_more(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = windows(monkeypatch, 0, 40 * GB)
    use = read_windows_usage("C:\\Users\\anna", "C:\\")
    assert asked == ["C:\\Users\\anna", "C:\\"]
    assert use["free"] == 0
    assert use["quota"] == {"source": "quota of the volume", "used": 100 * GB, "limit": 100 * GB}
    assert (use["read_only"], use["kind"]) == (False, "NTFS")


def test_without_a_quota_all_that_is_free_can_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    windows(monkeypatch, 40 * GB, 40 * GB)
    assert read_windows_usage("C:\\Users\\anna", "C:")["quota"] is None


def test_a_read_only_volume(monkeypatch: pytest.MonkeyPatch) -> None:
    windows(monkeypatch, 40 * GB, 40 * GB, READ_ONLY_VOLUME | 0xFF)
    assert read_windows_usage("D:\\", "D:\\")["read_only"] is True


def test_no_answer_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, windows_volume, kernel32=library(GetDiskFreeSpaceExW=lambda *_: 0))
    with pytest.raises(OSError, match="pretended"):
        read_windows_usage("Z:\\", "Z:\\")
