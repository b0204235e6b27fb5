"""What became of a text is said in words that a technician understands."""

from __future__ import annotations

import pytest

from selfhelp.helpdesk.toolkit.stored_text_comparison import find_lost_text


@pytest.mark.parametrize(
    ("held", "sent", "said"),
    [
        ("a\r\nb\r\n", " a\nb", ()),
        ("a", "ab", ("text shortened to 1",)),
        ("", "ab", ("text shortened to 0",)),
        ("b", "ab", ("text changed",)),
        ("abc", "ab", ("text changed",)),
        (None, "ab", ()),
    ],
)
def test_a_text_is_whole_shortened_or_changed(held, sent, said):
    assert find_lost_text("text", held, sent) == said
