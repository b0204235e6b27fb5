"""Whether a text is still about the complaint that came with the ticket."""

from __future__ import annotations

import pytest

from selfhelp.tickets.form.classification import is_text_replaced


@pytest.mark.parametrize(
    ("before", "now", "replaced"),
    [
        ("g plus internet", "Je ne vois plus ma fiche de paie", True),
        ("I have no internet", "I have no internet since this morning", False),
        ("I have no internet", "The overtime on my salary slip is wrong", True),
        ("I have no internet", "", False),
        ("", "The overtime on my salary slip is wrong", False),
    ],
)
def test_a_replaced_text_is_told_from_an_edited_one(before: str, now: str, replaced: bool) -> None:
    assert is_text_replaced(before, now) is replaced
