"""When the system's own backup last ran, on the three systems; from documentation, with made-up answers."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from selfhelp.core.model import Platform
from selfhelp.machine.files.modification_times import find_newest_change
from selfhelp.machine.storage.backups import BACKUP, read_marker_change_time
from tests.machine.answering import Answering, windows


def test_file_history_uses_the_later_date() -> None:
    moment = datetime(2026, 5, 29, tzinfo=UTC)
    ticks = int((moment - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
    changed = datetime(2026, 6, 1, tzinfo=UTC)
    both = {"Registry": ticks, "backups.read_catalogue_change_time": changed.timestamp()}
    assert BACKUP.read(windows(**both)) == changed
    assert BACKUP.read(windows(Registry=ticks)) == moment
    assert BACKUP.read(windows(**{**both, "Registry": 0})) == changed, "zero while it runs"
    assert BACKUP.read(windows()) is None


def test_time_machine_uses_its_newest_snapshot() -> None:
    dates = ["2026-11-01T10:00:00+00:00", "2026-11-20T10:00:00+00:00"]
    settings = {"Destinations": [{"SnapshotDates": dates}, {"SnapshotDates": "none"}, {}]}
    machine = Answering(Platform.MACOS, {}, {"PropertyList": settings})
    assert BACKUP.read(machine) == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert BACKUP.read(Answering(Platform.MACOS, {}, {})) is None


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("'2026-11-20T10:00:00.000000Z'\n", datetime(2026, 11, 20, 10, tzinfo=UTC)),
        ("'2026-11-20T11:00:00+01'\n", datetime(2026, 11, 20, 10, tzinfo=UTC)),
        ("''\n", None),
    ],
)
def test_deja_dup_tells_its_last_backup(said: str, moment: datetime | None) -> None:
    machine = Answering(Platform.LINUX, {"gsettings get org.gnome.DejaDup last-backup": said}, {})
    assert BACKUP.read(machine) == moment
    assert BACKUP.read(Answering(Platform.LINUX, {}, {})) is None


def test_a_file_of_the_organisation(tmp_path: Path) -> None:
    marker = tmp_path / "last"
    marker.write_text("x")
    os.utime(marker, (1_700_000_000, 1_700_000_000))
    machine = Answering(
        Platform.LINUX, {}, {"modification_times.find_newest_change": find_newest_change([str(marker)])}
    )
    assert read_marker_change_time(machine, str(marker)) == datetime.fromtimestamp(1_700_000_000, UTC)
    assert find_newest_change([str(tmp_path / "nowhere")]) is None
