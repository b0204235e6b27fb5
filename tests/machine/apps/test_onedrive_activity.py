"""When OneDrive last worked: the free client of Linux, by the change of its list."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from selfhelp.core.model import Platform
from selfhelp.machine.apps.onedrive_activity import LAST_SYNC, read_last_sync_change
from tests.machine.answering import Answering


def test_onedrive_on_linux_goes_by_its_own_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert read_last_sync_change("linux") is None
    (tmp_path / "onedrive").mkdir()
    database = tmp_path / "onedrive" / "items.sqlite3"
    database.write_text("")
    os.utime(database, (1_700_000_000, 1_700_000_000))
    assert read_last_sync_change("linux") == 1_700_000_000
    machine = Answering(Platform.LINUX, {}, {"onedrive_activity.read_last_sync_change": 1_700_000_000})
    assert LAST_SYNC.read(machine) == datetime.fromtimestamp(1_700_000_000, UTC)
