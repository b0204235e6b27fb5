"""Two questions, two levels: every answer has one, and no answer has none."""

from __future__ import annotations

import pytest

from selfhelp.core.ticket import ItilLevel
from selfhelp.tickets.form.triage import (
    AFFECTED,
    CAN_WORK,
    Impact,
    Urgency,
    find_itil_level,
    format_answer_in_english,
)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (Impact.ME, ItilLevel.LOW),
        (Impact.TEAM, ItilLevel.MEDIUM),
        (Impact.EVERYONE, ItilLevel.HIGH),
        (Urgency.YES, ItilLevel.LOW),
        (Urgency.PARTLY, ItilLevel.MEDIUM),
        (Urgency.NO, ItilLevel.HIGH),
        (None, None),
    ],
)
def test_itil(given: Impact | Urgency | None, expected: ItilLevel | None) -> None:
    assert find_itil_level(given) is expected


def test_every_answer_has_words_and_no_two_the_same() -> None:
    for table, kind in ((AFFECTED, Impact), (CAN_WORK, Urgency)):
        assert set(table) == set(kind)
        assert len({format_answer_in_english(given) for given in table}) == len(table)
    assert format_answer_in_english(None) == ""
