"""When a volume counts as full, and what is ticked beforehand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from selfhelp.core.model import Finding, Json, Platform, PrivacyClass
from selfhelp.core.progress import Progress
from selfhelp.fixes.files.disk_full import DiskFull
from selfhelp.machine import Machine, Reading
from selfhelp.machine.replay import ReplayMachine
from selfhelp.machine.storage.cleanup_areas import CleanArea, CleanupArea, TidyByHand
from selfhelp.machine.storage.disk_space import DiskVolume
from selfhelp.machine.storage.shortages import count_missing_bytes

FIX = DiskFull()
MB, GB, TB = 10**6, 10**9, 10**12
Replay = Callable[[str], ReplayMachine]


@pytest.mark.parametrize(
    ("total", "free", "full"),
    [
        (64 * MB, 7 * MB, False),
        (64 * MB, 6 * MB, True),
        (64 * MB, 0, True),
        (30 * GB, 4 * GB, True),
        (30 * GB, 6 * GB, False),
        (250 * GB, 24 * GB, True),
        (250 * GB, 26 * GB, False),
        (8 * TB, 60 * GB, False),
        (8 * TB, 40 * GB, True),
    ],
)
def test_when_a_volume_is_full(total: int, free: int, full: bool) -> None:
    assert bool(count_missing_bytes(DiskVolume("/", 1, total, free))) is full


def found(replay: Replay, name: str) -> Finding:
    finding = FIX.diagnose(replay(f"disk-full/{name}"))
    assert finding is not None
    return finding


def chosen(finding: Finding) -> list[str]:
    (question,) = FIX.list_questions(finding)
    return [option.key for option in question.options if option.chosen]


def test_as_little_as_is_enough_is_ticked(replay: Replay) -> None:
    finding = found(replay, "debian-13--full")
    assert chosen(finding) == ["cache-old"]
    assert FIX.plan_steps(finding, {"areas": ["cache-old"]}) == [CleanArea("cache-old", 39)]


def test_all_caches_are_ticked_where_old_ones_are_not_enough(replay: Replay) -> None:
    assert chosen(found(replay, "macos-15--full")) == ["temporary", "cache-old", "cache"]


def test_the_trash_is_never_ticked_but_can_be(replay: Replay) -> None:
    finding = found(replay, "debian-13--full")
    finding.data["volumes"][0]["areas"] = {"trash": 60 * MB}
    assert chosen(finding) == []
    assert FIX.plan_steps(finding, {"areas": [CleanupArea.TRASH.value]}) == [CleanArea("trash", 39)]


def test_every_size_is_told(replay: Replay) -> None:
    evidence = found(replay, "debian-13--full").evidence
    assert "downloads 5242880 bytes" in evidence["volume 1 contents"]
    assert "0 of 67108864 bytes free" in evidence["volume 1"]


def test_where_nothing_may_be_removed_the_person_decides(replay: Replay) -> None:
    finding = found(replay, "windows-11--full")
    assert FIX.list_questions(finding) == ()
    assert FIX.plan_steps(finding, {}) == (TidyByHand(),)


def test_cleaning_says_beforehand_that_it_cannot_be_undone() -> None:
    view = CleanArea("cache", 1).to_view()
    assert not view.undoable
    assert str(view.risk) == "This can't be undone."


def test_a_read_only_home_is_told_and_nothing_is_done(replay: Replay) -> None:
    for name in ("debian-13--read-only", "macos-15--read-only", "windows-11--read-only"):
        finding = found(replay, name)
        assert str(finding.summary).startswith("Files can't be saved: ")
        assert "Contact the help desk" in str(finding.meaning)
        assert FIX.list_questions(finding) == ()
        assert FIX.plan_steps(finding, {}) == ()


def test_what_fills_it_is_named(replay: Replay) -> None:
    finding = found(replay, "debian-13--own-files")
    assert "Documents uses the most space: 35.1\N{NO-BREAK SPACE}MB." in str(finding.meaning)
    assert finding.evidence["largest folder 1"] == "35106816 bytes in 2 files: ~/Documents"
    assert finding.evidence["largest file 1"] == "31105024 bytes: ~/Documents/archive.zip"
    assert finding.largest[0].path == "~/Documents"
    assert not finding.unfinished


def test_paths_are_marked_as_such(replay: Replay) -> None:
    finding = found(replay, "debian-13--own-files")
    paths = {name for name, text in finding.evidence.items() if ": ~/" in text or text.startswith("~/")}
    assert paths == set(finding.reveals)
    assert set(finding.reveals.values()) == {PrivacyClass.PATH}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("debian-13--quota", "Files can't be saved: your storage quota of 41.9 MB is used up."),
        ("debian-13--server-quota", "Files can't be saved: your storage quota of 10.7 GB is used up."),
        ("windows-11--quota", "Files can't be saved: your storage quota of 20.0 GB is used up."),
        ("debian-13--few-entries", "The disk can hold hardly any more files, even though it has free space."),
    ],
)
def test_other_reasons_why_nothing_can_be_saved(replay: Replay, name: str, said: str) -> None:
    finding = found(replay, name)
    assert str(finding.summary).replace("\N{NO-BREAK SPACE}", " ") == said
    assert finding.largest


class Slow:
    """A computer whose first look at the home had no time for all of it."""

    platform = Platform.LINUX

    def __init__(self) -> None:
        self.asked: list[Reading] = []

    def read(self, source: Reading) -> Json:
        self.asked.append(source)
        if source.name == "disk_space.measure_volumes":
            return [{"mount": "/", "device": 7, "total": 100 * GB, "free": 0, "home": True}]
        if source.name == "cleanup_areas.measure_cleanable_areas":
            return {"areas": {}, "told": {}}
        done = source.params["seconds"] == 0
        item = {"path": "~/Videos" if done else "~/Music", "size": 5 * GB, "files": 3, "folder": True}
        return {"folders": [item], "files": [], "bytes": 5 * GB, "count": 3, "finished": done}

    def run(self, command: object) -> None:
        raise AssertionError(command)

    change = run


def test_slow_folders_are_measured_on_request() -> None:
    slow = Slow()
    machine: Machine = slow  # type: ignore[assignment]
    first = FIX.diagnose(machine)
    assert first is not None
    assert first.unfinished
    assert first.evidence["own files"].endswith("not finished")
    progress = Progress()
    closer = FIX.complete_finding(machine, first, progress)
    assert slow.asked[-1].progress is progress
    assert not closer.unfinished
    assert closer.evidence["largest folder 1"].endswith("~/Videos")
    assert "volume 1" in closer.evidence
    assert "Music" not in str(closer.evidence)
    assert FIX.complete_finding(machine, closer, progress) is closer
