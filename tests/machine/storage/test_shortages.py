"""Why nothing can be saved: each reason by itself, the worst first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from selfhelp.machine.storage.disk_space import DiskVolume
from selfhelp.machine.storage.quotas import Quota
from selfhelp.machine.storage.shortages import (
    ShortageKind,
    collect_volume_evidence,
    describe_shortage,
    find_read_only_volumes,
    find_shortages,
)

GB = 10**9
FINE = DiskVolume("/home", 1, 250 * GB, 100 * GB, 1000, 900, home=True)


def quota(left: int, files_left: int | None = None) -> Quota:
    return Quota(
        "user quota", 10 * GB - left, 10 * GB, 1000 - (files_left or 0), 1000 if files_left is not None else 0
    )


@pytest.mark.parametrize(
    ("volume", "lack", "said"),
    [
        (replace(FINE, read_only=True), ShortageKind.READ_ONLY, "Files can't be saved: /home is read-only."),
        (
            replace(FINE, read_only=True, free=0),
            ShortageKind.READ_ONLY,
            "Files can't be saved: /home is read-only.",
        ),
        (
            replace(FINE, quota=quota(0)),
            ShortageKind.QUOTA,
            "Files can't be saved: your storage quota of 10.0 GB is used up.",
        ),
        (
            replace(FINE, quota=quota(GB // 2)),
            ShortageKind.QUOTA,
            "Your storage quota is almost used up: 500 MB of 10.0 GB left.",
        ),
        (
            replace(FINE, quota=quota(9 * GB, 3)),
            ShortageKind.QUOTA_FILES,
            "Your quota of 1000 files is almost used up.",
        ),
        (replace(FINE, free=GB), ShortageKind.SPACE, "The disk is almost full: 1.0 GB of 250 GB left."),
        (
            replace(FINE, entries_free=10),
            ShortageKind.ENTRIES,
            "The disk can hold hardly any more files, even though it has free space.",
        ),
    ],
)
def test_each_reason_is_told(volume: DiskVolume, lack: ShortageKind, said: str) -> None:
    (found,) = find_shortages([volume])
    assert found.lack is lack
    assert str(describe_shortage(found)).replace("\xa0", " ") == said


@pytest.mark.parametrize(
    "volume", [FINE, replace(FINE, quota=quota(5 * GB)), replace(FINE, quota=quota(5 * GB, 500))]
)
def test_enough_is_no_shortage(volume: DiskVolume) -> None:
    assert not find_shortages([volume])


def test_the_worst_comes_first() -> None:
    full = replace(FINE, mount="/", free=0, home=False)
    found = find_shortages([full, replace(FINE, quota=quota(0))])
    assert [shortage.lack for shortage in found] == [ShortageKind.QUOTA, ShortageKind.SPACE]


def test_errors_of_the_file_system_are_told() -> None:
    broken = replace(FINE, read_only=True, kind="ext4", source="/dev/sda2", options="ro", errors=7)
    finding = find_read_only_volumes([broken])
    assert finding is not None
    assert "has errors" in str(finding.meaning)
    assert finding.evidence["volume 1 state"] == "read-only (EROFS)"
    assert finding.evidence["volume 1 errors"] == "7 counted by the file system"
    assert finding.evidence["volume 1 mounted"] == "ext4 on /dev/sda2: ro"


def test_a_server_is_not_named() -> None:
    facts = collect_volume_evidence(
        1, replace(FINE, kind="nfs4", source="files.example.com:/export", options="rw")
    )
    assert facts["volume 1 mounted"] == "nfs4: rw"
