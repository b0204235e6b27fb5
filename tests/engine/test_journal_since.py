"""The runs of the last day are read without reading all others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from selfhelp.core.model import CheckResult, CheckState, Finding
from selfhelp.core.text import N_
from selfhelp.engine.journal import Journal, JournalEntry


def test_only_what_began_since_is_read_newest_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(tmp_path)
    found = CheckResult("disk-full", CheckState.FOUND, Finding(N_("Full.")))
    runs = [journal.start_run("disk-full", found).run for _ in range(3)]
    now = datetime.now(UTC)
    for day, run in enumerate(runs):  # of today, yesterday and the day before
        then = f"{now - timedelta(days=day):%Y%m%d-%H%M%S}-{run[-6:]}"
        (tmp_path / f"{run}.jsonl").rename(tmp_path / f"{then}.jsonl")
    read: list[Path] = []
    original = Journal._read_run_file

    def counted(file: Path) -> JournalEntry | None:
        read.append(file)
        return original(file)

    monkeypatch.setattr(Journal, "_read_run_file", staticmethod(counted))
    seen = [entry.run[-6:] for entry in journal.list_runs_since(now - timedelta(hours=30))]
    assert seen == [run[-6:] for run in runs[:2]]
    assert len(read) == 2
    assert list(Journal(tmp_path / "none").list_runs_since(now)) == []
