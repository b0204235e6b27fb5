"""Two questions, two levels: every answer has one, and no answer has none."""

from __future__ import annotations

import pytest

from selfhelp.core.ticket import Level
from selfhelp.tickets.form.triage import AFFECTED, CAN_WORK, Impact, Urgency, level, words


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (Impact.ME, Level.LOW),
        (Impact.TEAM, Level.MEDIUM),
        (Impact.EVERYONE, Level.HIGH),
        (Urgency.YES, Level.LOW),
        (Urgency.PARTLY, Level.MEDIUM),
        (Urgency.NO, Level.HIGH),
        (None, None),
    ],
)
def test_itil(given: Impact | Urgency | None, expected: Level | None) -> None:
    assert level(given) is expected


def test_every_answer_has_words_and_no_two_the_same() -> None:
    for table, kind in ((AFFECTED, Impact), (CAN_WORK, Urgency)):
        assert set(table) == set(kind)
        assert len({words(given) for given in table}) == len(table)
    assert words(None) == ""
