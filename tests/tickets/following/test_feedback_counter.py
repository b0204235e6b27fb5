"""Whether something helped is a count by week, and nothing that names anybody."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from selfhelp.core.errors import StorageError
from selfhelp.tickets.following.feedback_counter import MOST, WEEKS, Counts, FeedbackCounter

WHEN = datetime(2026, 11, 28, 14, 7, 33, tzinfo=UTC)


def test_answers_are_counted_by_week(tmp_path: Path) -> None:
    feedback = FeedbackCounter(tmp_path, lambda: WHEN)
    feedback.count_answer("disk-full", helped=True)
    feedback.count_answer("disk-full", helped=True)
    feedback.count_answer("ticket", helped=False)
    want = {"2026-W48": {"disk-full": {"yes": 2, "no": 0}, "ticket": {"yes": 0, "no": 1}}}
    assert feedback.read_counts() == want
    text = (tmp_path / "feedback.json").read_text()
    assert json.loads(text)["weeks"] == want
    assert "14:07" not in text
    assert (tmp_path / "feedback.json").stat().st_mode & 0o077 == 0


def test_old_weeks_go(tmp_path: Path) -> None:
    for week in range(WEEKS + 10):
        FeedbackCounter(tmp_path, lambda week=week: WHEN + timedelta(weeks=week)).count_answer(
            "x", helped=True
        )  # type: ignore[misc]
    counts = FeedbackCounter(tmp_path).read_counts()
    assert len(counts) == WEEKS
    assert "2026-W48" not in counts


def test_names_without_end_fill_no_disk(tmp_path: Path) -> None:
    feedback = FeedbackCounter(tmp_path, lambda: WHEN)
    for number in range(MOST + 5):
        feedback.count_answer(f"x{number}", helped=True)
    about = feedback.read_counts()["2026-W48"]
    assert len(about) == MOST + 1
    assert about["other"] == {"yes": 5, "no": 0}


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"weeks": [1]}', '{"weeks": {"w": {"x": 3}}}', "\xff", "[" * 99_999]
)
def test_a_damaged_file_is_recreated(tmp_path: Path, text: str) -> None:
    (tmp_path / "feedback.json").write_text(text)
    feedback = FeedbackCounter(tmp_path, lambda: WHEN)
    assert feedback.read_counts() == {}
    feedback.count_answer("x", helped=False)
    assert feedback.read_counts() == {"2026-W48": {"x": {"yes": 0, "no": 1}}}


def test_a_folder_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError):
        FeedbackCounter(tmp_path / "file").count_answer("x", helped=True)


def test_of_two_simultaneous_answers_none_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    feedback, read = FeedbackCounter(tmp_path, lambda: WHEN), FeedbackCounter.read_counts

    def slowly(self: FeedbackCounter) -> Counts:
        counts = read(self)
        time.sleep(0.02)
        return counts

    monkeypatch.setattr(FeedbackCounter, "read_counts", slowly)
    with ThreadPoolExecutor(4) as pool:
        for _ in range(4):
            pool.submit(feedback.count_answer, "ticket", helped=True)
    assert read(feedback)["2026-W48"]["ticket"]["yes"] == 4
