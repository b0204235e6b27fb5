"""Quotas: as the kernel and the server tell them.

The answers of quotactl_fd(2) and quota(1) are written from their manuals: the kernel here keeps no quotas of
users. A real limit of a btrfs subvolume: `tests/lab/test_nothing_can_be_saved.py`.
"""

from __future__ import annotations

import ctypes
import errno
import struct
import time
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.core.text import N_
from selfhelp.machine import Command, Output
from selfhelp.machine.storage import quotas
from selfhelp.machine.storage.quotas import Quota, read_quota, read_server_quota

GB = 1024 * 1024  # in units of 1 KiB
Row = Sequence[int]


def kernel(monkeypatch: pytest.MonkeyPatch, user: Row | None, group: Row | None = None) -> list[int]:
    """Let the kernel answer with struct if_dqblk; None is ESRCH, as for no quotas."""
    asked: list[int] = []

    def syscall(number: int, _descriptor: int, command: int, _owner: int, answer: Any) -> int:
        asked.append(number)
        assert command >> 8 == 0x800007
        row = group if command & 0xFF else user
        if row is None:
            ctypes.set_errno(errno.ESRCH)
            return -1
        hard, soft, used, files_hard, files_soft, files, until, files_until = row
        answer.raw = struct.pack(
            "=8QI4x", hard, soft, used, files_hard, files_soft, files, until, files_until, 0x3F
        )
        return 0

    monkeypatch.setattr(ctypes, "CDLL", lambda *_a, **_k: SimpleNamespace(syscall=syscall))
    return asked


def told(tmp_path: Path) -> Quota | None:
    found = read_quota(tmp_path)
    return Quota(**found) if found else None


def test_a_limit_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked = kernel(monkeypatch, (2 * GB, GB, 1500 * 1024**2, 1000, 0, 990, 0, 0))
    quota = told(tmp_path)
    assert quota == Quota("user quota", 1500 * 1024**2, 2 * 1024**3, 990, 1000)
    assert quota.free_bytes == 2 * 1024**3 - 1500 * 1024**2
    assert quota.free_files == 10
    assert asked == [443, 443]


def test_after_its_grace_time_the_soft_limit_is_absolute(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    over, later = int(time.time()) - 60, int(time.time()) + 60
    kernel(monkeypatch, (2 * GB, GB, 1500 * 1024**2, 0, 0, 0, over, 0))
    quota = told(tmp_path)
    assert quota is not None
    assert (quota.limit, quota.free_bytes) == (1024**3, 0)
    kernel(monkeypatch, (2 * GB, GB, 1500 * 1024**2, 0, 0, 0, later, 0))
    quota = told(tmp_path)
    assert quota is not None
    assert quota.limit == 2 * 1024**3


def test_the_tighter_quota_applies(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kernel(monkeypatch, (10 * GB, 0, GB, 0, 0, 0, 0, 0), (GB, 0, 1000 * 1024**2, 0, 0, 0, 0, 0))
    quota = told(tmp_path)
    assert quota is not None
    assert quota.source == "group quota"


@pytest.mark.parametrize("row", [None, (0, 0, 5000, 0, 0, 3, 0, 0)])
def test_without_a_limit_there_is_no_quota(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, row: Row | None
) -> None:
    kernel(monkeypatch, row)
    assert told(tmp_path) is None


SAID = """\
Disk quotas for user anna (uid 1000):
     Filesystem  blocks   quota   limit   grace   files   quota   limit   grace
files:/export/home 10485760* 9437184 10485760 {until}   52011       0       0       0
"""


def server(said: str | None) -> Any:
    def run(command: Command) -> Output:
        assert command.argv == ("quota", "-u", "-w", "-p")
        if said is None:
            raise ProbeError(N_("It is not installed."))
        return Output(1, said)  # its exit status tells that a quota is exceeded

    return SimpleNamespace(run=run)


def test_a_server_tells_it_through_quota() -> None:
    later = int(time.time()) + 600
    found = read_server_quota(server(SAID.format(until=later)), "files:/export/home")
    assert found == Quota("quota of the server", 10485760 * 1024, 10485760 * 1024, 52011, 0)
    assert found.free_bytes == 0


@pytest.mark.parametrize(
    "said",
    [None, "", "Disk quotas for user anna (uid 1000): none\n", SAID.format(until=0).replace("files:", "x:")],
)
def test_what_a_server_does_not_tell_is_no_quota(said: str | None) -> None:
    assert read_server_quota(server(said), "files:/export/home") is None


def test_a_folder_that_cannot_be_opened_has_none(tmp_path: Path) -> None:
    assert read_quota(tmp_path / "gone") is None


def test_no_btrfs_no_limit_of_a_subvolume(tmp_path: Path) -> None:
    assert not [q for q in [read_quota(tmp_path)] if q and "btrfs" in q["source"]]
    assert quotas._parse_number("none") == 0
