"""When a volume counts as full, and what is ticked beforehand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from selfhelp.fixes.disk_full import DiskFull
from selfhelp.machine.replay import ReplayMachine
from selfhelp.machine.saving import missing
from selfhelp.machine.storage import Area, CleanArea, TidyByHand, Volume
from selfhelp.model import Finding

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
    assert bool(missing(Volume("/", 1, total, free))) is full


def found(replay: Replay, name: str) -> Finding:
    finding = FIX.diagnose(replay(f"disk-full/{name}"))
    assert finding is not None
    return finding


def chosen(finding: Finding) -> list[str]:
    (question,) = FIX.questions(finding)
    return [option.key for option in question.options if option.chosen]


def test_as_little_as_is_enough_is_ticked(replay: Replay) -> None:
    finding = found(replay, "debian-13--full")
    assert chosen(finding) == ["cache-old"]
    assert FIX.steps(finding, {"areas": ["cache-old"]}) == [CleanArea("cache-old", 39)]


def test_all_caches_are_ticked_where_old_ones_are_not_enough(replay: Replay) -> None:
    assert chosen(found(replay, "macos-15--full")) == ["temporary", "cache-old", "cache"]


def test_the_trash_is_never_ticked_but_can_be(replay: Replay) -> None:
    finding = found(replay, "debian-13--full")
    finding.data["volumes"][0]["areas"] = {"trash": 60 * MB}
    assert chosen(finding) == []
    assert FIX.steps(finding, {"areas": [Area.TRASH.value]}) == [CleanArea("trash", 39)]


def test_every_size_is_told(replay: Replay) -> None:
    evidence = found(replay, "debian-13--full").evidence
    assert "downloads 5242880 bytes" in evidence["volume 1 contents"]
    assert "0 of 67108864 bytes free" in evidence["volume 1"]


def test_where_nothing_may_be_removed_the_person_decides(replay: Replay) -> None:
    finding = found(replay, "windows-11--full")
    assert FIX.questions(finding) == ()
    assert FIX.steps(finding, {}) == (TidyByHand(),)


def test_cleaning_says_beforehand_that_it_cannot_be_undone() -> None:
    view = CleanArea("cache", 1).view()
    assert not view.undoable
    assert str(view.risk) == "This cannot be undone."
