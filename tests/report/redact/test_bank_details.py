"""Parts of accounts and cards behind their words."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor

HIDDEN = (
    ("Banque\tGuichet\tN° compte\tClé\n10278\t04117\t00020417901\t38", "04117"),
    ("BIC: COBADEFFXXX", "COBADEFFXXX"),
    ("RUM : FR2023MD004417 ICS : FR12ZZZ417209", "FR12ZZZ417209"),
    ("Mastercard XXXX-XXXX-XXXX-2093 was charged", "2093"),
    ("BSB 062-417 Acc 10441790", "062-417"),
    ("IBAN ends 0943", "0943"),
    ("CCP 20-4417-9 Postfinance", "20-4417-9"),
    ("Kreditkarte 5105 1051 0510 5100 gültig bis 03/29", "03/29"),
    ("RIB : code banque 30004 clé 94", "94"),
    ("CVC2: 772", "772"),
    ("carte 4970 77** **** 2041", "2041"),
)
"""Texts, and what must be gone."""

STAYS = (
    "sound card 12/24",
    "clé 12 mm",
    "Sort code order; bic pen",
    "parent 37aa83f14e02e2ef216a240902ba7d0d5e7027b5",
)


@pytest.mark.parametrize(("text", "value"), HIDDEN)
def test_what_is_told_goes(text: str, value: str) -> None:
    assert value in text
    assert value not in Redactor({}).redact_text(text)


@pytest.mark.parametrize("text", STAYS)
def test_what_looks_alike_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text
