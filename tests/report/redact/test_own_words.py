"""Payment details and identity numbers in the user's own words."""

from __future__ import annotations

import pytest

from selfhelp.core.secret_placeholders import make_secrets_readable
from selfhelp.core.text import Translator
from selfhelp.report.redact import Redactor
from selfhelp.tickets.review.review_decisions import describe_removed_secrets

HIDDEN = (
    ("the money should go to DE89 3704 0044 0532 0130 00 please", "en", "bank details hidden"),
    ("GB82WEST12345698765432 is where I get paid", "en", "bank details hidden"),
    ("mon rib FR76 3000 6000 0112 3456 7890 189 a changé", "fr", "coordonnées bancaires masquées"),
    ("mein Konto ist de89370400440532013000", "de", "Bankdaten ausgeblendet"),
    ("I typed 4111 1111 1111 1111 and it hung", "en", "card number hidden"),
    ("j'ai saisi 5500-0000-0000-0004 et rien", "fr", "numéro de carte masqué"),
    ("the form wants AB 12 34 56 C again", "en", "ID number hidden"),
)
"""Texts, their language, and the placeholder."""

STAYS = (
    "the money should go to DE88 3704 0044 0532 0130 00 please",
    "I typed 4111 1111 1111 1112 and it hung",
    "my parcel 1Z999AA10123456784 is late",
    "Sendungsnummer: 4111111111111111",
    "numéro de colis 00340434161094042557",
)
"""Numbers with wrong check digits, and tracking numbers."""


@pytest.mark.parametrize(("text", "language", "placeholder"), HIDDEN)
def test_payment_details_are_hidden_and_counted(text: str, language: str, placeholder: str) -> None:
    redactor = Redactor({})
    shown = make_secrets_readable(redactor.remove_secrets(text), Translator(language))
    assert f"[{placeholder}]" in shown
    assert not [c for c in shown if c.isdigit()]
    note = describe_removed_secrets(redactor, text)
    assert note is not None
    assert "private value" in str(note)


@pytest.mark.parametrize("text", STAYS)
def test_other_numbers_stay(text: str) -> None:
    assert Redactor({}).remove_secrets(text) == text
