"""Numbers whose form or check digits identify a person need no label; bank details in a row go too."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("here: 2 79 11 33 042 118 70, thanks", "2 79 11 33 042 118 70"),
        ("here: 1 84 03 2A 042 118, thanks", "042 118"),
        ("2910631555103", "2910631555103"),
        ("756.4321.8765.10", "756.4321.8765.10"),
        ("86095742719 is mine", "86095742719"),
        ("85073003328 is mine", "85073003328"),
        ("Hale;20-45-11;40118822", "40118822"),
        ("roll number 1234/A56789-0, building society", "A56789-0"),
        ("Latitude S/T 7HJK2L3", "7HJK2L3"),
        ("the disk HERON-STORE is full", "HERON-STORE"),
    ],
)
def test_a_number_goes_without_a_label(text: str, value: str) -> None:
    assert value not in Redactor({}).redact_text(text)


@pytest.mark.parametrize(
    "text",
    ["at 1764239812345 ms", "at 1701234567890 ms", "item 4006381333931", "error in ST22, program SAPLV50S"],
)
def test_times_and_articles_stay(text: str) -> None:
    assert Redactor({}).redact_text(text) == text
