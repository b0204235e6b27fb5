"""Spellings: a text without what line ends put into it."""

from __future__ import annotations

import pytest

from selfhelp.report.redact.spellings import remove_blanks


@pytest.mark.parametrize(
    "text", ["Ann Lee", "Ann\r\n\t Lee", r"Ann\r\n  Lee", r"Ann\\r\\nLee", "Ann \\\n  Lee", "A n\tn\rL e e"]
)
def test_no_blank_or_line_end_is_left_in_any_spelling(text: str) -> None:
    assert remove_blanks(text) == "AnnLee"
    assert remove_blanks(f"é{text}") == "éAnnLee"
