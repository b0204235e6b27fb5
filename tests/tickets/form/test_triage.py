"""Two questions, two levels: every answer has one, and no answer has none."""

from __future__ import annotations

import pytest

from selfhelp.core.ticket import Level
from selfhelp.tickets.form.triage import AFFECTED, CAN_WORK, Affected, CanWork, level, words


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (Affected.ME, Level.LOW),
        (Affected.TEAM, Level.MEDIUM),
        (Affected.EVERYONE, Level.HIGH),
        (CanWork.YES, Level.LOW),
        (CanWork.PARTLY, Level.MEDIUM),
        (CanWork.NO, Level.HIGH),
        (None, None),
    ],
)
def test_itil(given: Affected | CanWork | None, expected: Level | None) -> None:
    assert level(given) is expected


def test_every_answer_has_words_and_no_two_the_same() -> None:
    for table, kind in ((AFFECTED, Affected), (CAN_WORK, CanWork)):
        assert set(table) == set(kind)
        assert len({words(given) for given in table}) == len(table)
    assert words(None) == ""
