"""Secrets in notes and messages of few words."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("rentre avec mpoirier puis Rouge-Gorge12 et hop", "Rouge-Gorge12"),
        ("the wifi password is no longer marshmallow but Chestnut_77", "Chestnut_77"),
        ("$ sudo -u facturation ls", "facturation"),
        ("$ htpasswd -b .htpasswd jardinage Tulipes2go", "jardinage"),
        ("le NIP de la boîte est 4418", "4418"),
        ("- Ahmed Benali (mat. 20417)", "20417"),
        ("NAS (assurance sociale) : 271 604 936", "271 604 936"),
        ("ma date de fête est le 4 mai 1971", "4 mai 1971"),
    ],
)
def test_few_words_are_enough(text: str, value: str) -> None:
    assert value not in Redactor({}).redact_text(text)


def test_the_word_below_a_question_for_a_password_is_hidden() -> None:
    assert "Grenouille8" not in Redactor({}).redact_text("c'est quoi le wifi ?\nGrenouille8\n")


@pytest.mark.parametrize(
    "text",
    [
        "open the file and then restart the printer",
        "the code is not new but old",
        "chown root:root /etc/hosts",
    ],
)
def test_ordinary_sentences_and_commands_stay(text: str) -> None:
    assert Redactor({}).redact_text(text) == text
