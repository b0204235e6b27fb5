"""No rule leaves a part of the value that it replaces."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("FileVault recovery key K4TQ-9WZM-2HXP-LR7D-V3NB-8YCJ", "8YCJ"),
        ("BitLocker recovery key 123123-264539-709115-148830-602371-441782-104417-821044", "821044"),
        ("Bypass code for the iPad: 3HVK-9EZN-K4TQ-9WZM-2HXP-LR7D", "LR7D"),
        ("the key on the sticker is MAC 08-00-2B-D9-3E-C0", "3E-C0"),
    ],
)
def test_a_value_is_replaced_to_its_end(text: str, rest: str) -> None:
    assert rest not in Redactor({}).redact_text(text)


def test_a_key_in_the_own_words_of_the_user_is_replaced_to_its_end() -> None:
    text = "FileVault recovery key K4TQ-9WZM-2HXP-LR7D-V3NB-8YCJ"
    assert "8YCJ" not in Redactor({}).remove_secrets(text)


@pytest.mark.parametrize(
    "text", ["[secret:code]-AB12 stays as it was written", "[secret:key]7 and more text"]
)
def test_a_placeholder_of_an_earlier_report_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text
