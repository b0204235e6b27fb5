"""The order of it: collected, compared, redacted, and only then is anything written."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from selfhelp.core import durable_files
from selfhelp.core.errors import CancelledError
from selfhelp.core.model import Column, FactTable, Item, PrivacyClass, Snapshot, SnapshotSection
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.report import snapshot_service
from selfhelp.report.collectors import Collector
from selfhelp.report.redact import Redactor, re2_patterns
from selfhelp.report.snapshot_history import SnapshotHistory
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

    def redact_snapshot(self, snapshot: Snapshot) -> Snapshot:
        self._said.append("redacted")
        return super().redact_snapshot(snapshot)


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
    taken = survey(tmp_path).take_redacted_snapshot(Watched(said), Progress())
    assert taken.redacted
    assert USER_NAME not in str(taken)
    assert said[0] == "redacted"
    assert said.count("wrote") == 2, "the key and what was seen"


def test_one_that_was_stopped_is_not_kept(tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(CancelledError):
        survey(tmp_path).take_redacted_snapshot(Redactor({}), progress)
    assert not (tmp_path / "kept").exists()


def test_what_is_needed_later_is_loaded_on_another_thread_and_may_fail(tmp_path: Path) -> None:
    threads: list[str] = []

    def load() -> None:
        threads.append(threading.current_thread().name)
        raise RuntimeError("no")

    taken = survey(tmp_path).take_redacted_snapshot(Redactor({}), Progress(), meanwhile=load)
    assert taken.redacted
    assert threads in (["redactor"], []), "not if collecting ended before the rules were loaded"


def test_a_redactor_that_fails_leaves_nothing(tmp_path: Path) -> None:
    class Broken(Redactor):
        def redact_snapshot(self, snapshot: Snapshot) -> Snapshot:
            raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        survey(tmp_path).take_redacted_snapshot(Broken({}), Progress())
    assert not (tmp_path / "kept").exists()


def test_the_second_one_is_compared_with_the_first(tmp_path: Path) -> None:
    one = survey(tmp_path)
    assert one.take_redacted_snapshot(Redactor({}), Progress()).changes is None
    changes = one.take_redacted_snapshot(Redactor({}), Progress()).changes
    assert changes is not None
    assert changes.since <= datetime.now(UTC)
    assert changes.items == []


class Quiet(Collector):
    """Says nothing, at once."""

    title = N_("Quiet")

    def __init__(self, id_: str) -> None:
        self.id = id_  # type: ignore[misc]

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        return [Item("quiet", True)]


class Waits(Collector):
    """Answers when something has happened."""

    id, title = "waits", N_("Waits")

    def __init__(self, happened: threading.Event) -> None:
        self._happened = happened

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        return [Item("happened", self._happened.wait(4))]


class Watching(Redactor):
    """Says what was made ready."""

    def __init__(self) -> None:
        super().__init__({})
        self.loaded, self.rehearsed = threading.Event(), threading.Event()
        self.sections: list[str] = []

    def preload_rules(self) -> None:
        self.loaded.set()

    def precompile_rules_for_section(self, section: SnapshotSection, stop: Callable[[], bool] = bool) -> None:
        self.sections.append(section.id)
        if len(self.sections) == 3:
            self.rehearsed.set()


def taken_while(tmp_path: Path, redactor: Watching, happened: threading.Event) -> Snapshot:
    collectors = [Waits(happened), *(Quiet(f"q{number}") for number in range(3))]
    return replace(survey(tmp_path), collectors=collectors).take_redacted_snapshot(redactor, Progress())


def test_the_rules_are_loaded_while_the_slowest_is_waited_for(tmp_path: Path) -> None:
    redactor = Watching()
    taken = taken_while(tmp_path, redactor, redactor.loaded)
    assert [item.value for item in taken.sections[0].items if isinstance(item, Item)] == [True]
    assert redactor.sections == [], "the wait was too short to look at facts twice"


def test_facts_are_rehearsed_where_the_slowest_takes_longer(tmp_path: Path) -> None:
    redactor = Watching()
    taken = taken_while(tmp_path, redactor, redactor.rehearsed)
    assert [item.value for item in taken.sections[0].items if isinstance(item, Item)] == [True]
    assert sorted(redactor.sections)[:3] == ["q0", "q1", "q2"]


class Slow(Redactor):
    """Rehearses until it is told to stop."""

    def precompile_rules_for_section(self, section: SnapshotSection, stop: Callable[[], bool] = bool) -> None:
        while not stop():
            time.sleep(0.01)


def test_no_thread_is_left_that_would_abort_the_program_at_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot_service, "PATIENCE", 0.0)
    survey(tmp_path).take_redacted_snapshot(Slow({}), Progress())
    assert [thread.name for thread in threading.enumerate() if thread.name == "redactor"] == []


def test_a_rehearsal_compiles_what_the_facts_need_and_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compiled: list[str] = []
    real = re2_patterns.Pattern.__init__

    def spy(self: re2_patterns.Pattern, pattern: str, **how: bool) -> None:
        compiled.append(pattern)
        real(self, pattern, **how)

    monkeypatch.setattr(re2_patterns.Pattern, "__init__", spy)
    re2_patterns.get_lazy_pattern.cache_clear()
    table = FactTable("t", (Column("note"),), (("driver 4.11 failed, code 0x80070005",), ("ok",)))
    section = SnapshotSection("s", True, 0, (Item("reason", "the wifi key is unknown: ask IT"), table))
    redactor = Redactor({})
    redactor.precompile_rules_for_section(section)
    assert compiled
    assert not redactor.counts
    compiled.clear()
    redactor.redact_snapshot(Snapshot(datetime.now(UTC), [section]))
    assert compiled == []


def test_a_rehearsal_ends_between_two_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(Redactor, "redact_value", lambda _self, value, _reveals: seen.append(value) or value)
    section = SnapshotSection("s", True, 0, [Item(name, name) for name in ("a", "b", "c")])
    Redactor({}).precompile_rules_for_section(section, lambda: len(seen) == 2)
    assert seen == ["a", "b"]
