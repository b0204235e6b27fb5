"""The order of it: collected, compared, redacted, and only then is anything written."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from selfhelp.core import durable_files
from selfhelp.core.errors import CancelledError
from selfhelp.core.model import FactTable, Item, PrivacyClass, Snapshot
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.report.collectors import Collector
from selfhelp.report.history import SnapshotHistory
from selfhelp.report.redact import Redactor
from selfhelp.report.snapshot_service import SnapshotService
from tests.fake_machine import FakeMachine

USER_NAME = "zoe.vandenberghe"


class Names(Collector):
    """Says who the user is."""

    id, title = "names", N_("Names")

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        return [Item("user", USER_NAME, reveals=PrivacyClass.PERSON, tracked=True)]


class Watched(Redactor):
    """Says when it was asked."""

    def __init__(self, said: list[str]) -> None:
        super().__init__({})
        self._said = said

    def snapshot(self, snapshot: Snapshot) -> Snapshot:
        self._said.append("redacted")
        return super().snapshot(snapshot)


def survey(tmp_path: Path) -> SnapshotService:
    return SnapshotService(FakeMachine(), [Names()], SnapshotHistory(tmp_path / "kept", 90), 5.0)


def test_nothing_is_written_before_it_is_redacted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    real = durable_files.write_private_file

    def write(path: Path, content: bytes) -> None:
        said.append("wrote")
        assert USER_NAME.encode() not in content
        real(path, content)

    monkeypatch.setattr(durable_files, "write_private_file", write)
    taken = survey(tmp_path).take_redacted(Watched(said), Progress())
    assert taken.redacted
    assert USER_NAME not in str(taken)
    assert said[0] == "redacted"
    assert said.count("wrote") == 2, "the key and what was seen"


def test_one_that_was_stopped_is_not_kept(tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(CancelledError):
        survey(tmp_path).take_redacted(Redactor({}), progress)
    assert not (tmp_path / "kept").exists()


def test_a_redactor_that_fails_leaves_nothing(tmp_path: Path) -> None:
    class Broken(Redactor):
        def snapshot(self, snapshot: Snapshot) -> Snapshot:
            raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        survey(tmp_path).take_redacted(Broken({}), Progress())
    assert not (tmp_path / "kept").exists()


def test_the_second_one_is_compared_with_the_first(tmp_path: Path) -> None:
    one = survey(tmp_path)
    assert one.take_redacted(Redactor({}), Progress()).changes is None
    changes = one.take_redacted(Redactor({}), Progress()).changes
    assert changes is not None
    assert changes.since <= datetime.now(UTC)
    assert changes.items == []


class Slow(Redactor):
    """Is made ready until it is told to stop."""

    def prepare(self, stop: Callable[[], bool] = bool) -> None:
        while not stop():
            time.sleep(0.01)


def test_no_thread_is_left_that_would_abort_the_program_at_its_end(tmp_path: Path) -> None:
    survey(tmp_path).take_redacted(Slow({}), Progress())
    assert [thread.name for thread in threading.enumerate() if thread.name == "redactor"] == []
