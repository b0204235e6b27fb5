"""What a person types with its name, and nothing else marks it: codes, papers, a password by its account."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor


@pytest.mark.parametrize(
    ("before", "value"),
    [
        ("code de déverrouillage : ", "739154"),
        ("code de verification: ", "739154"),
        ("Your verification code is ", "739 154"),
        ("le code d’accès de l'immeuble est ", "4821B"),
        ("one-time code: ", "739-154"),
        ("code d'accès ", "4821#"),
        ("unlock code ", "739154"),
        ("my security code from the SMS was ", "55 12 34"),
        ("PUK ", "12345678"),
        ("le code PUK de ma carte SIM est ", "12345678"),
        ("My SSN is ", "078-05-1120"),
        ("national insurance number ", "QQ 12 34 56 C"),
        ("my passport number is ", "123456789"),
        ("mon numéro de passeport : ", "12AB34567"),
        ("n° de carte d'identité : ", "880692310285"),
        ("my new login is mdupont / ", "Printemps#25"),
        ("mes identifiants : m.dupont / ", "Printemps25"),
        ("account: carol@example.com, ", "Blue7Horse!"),
        ("activation key: ", "ABCDE-FGHIJ-KLMNO-PQRST-UVWXY"),
        ("card ", "4111 1111 1111 1111"),
        ("card ", "5555555555554444"),
    ],
)
@pytest.mark.parametrize(
    "around", ["{}", "Hello, {} and it does not work.", "- {}\n- next", "{} Everyone knows it.", '"{}"']
)
def test_it_is_redacted_in_any_context(before: str, value: str, around: str) -> None:
    shown = Redactor({}).redact_text(around.format(before + value))
    assert value not in shown
    assert not any(part in shown for part in value.replace("-", " ").split() if len(part) > 3)
    assert shown.endswith(around.partition("{}")[2]), "the rest of the sentence stays"


@pytest.mark.parametrize(
    "text",
    [
        "the door code was changed on 2024-05-01",
        "error code: 0x80070005, exit code 1603, status code: 404",
        "the security code integrity check wrote event 3033",
        "the verification code never arrives",
        "le code d'accès ne marche plus depuis 3 jours",
        "the access log has 12345 lines",
        "my passport photo is in scan-2024.png",
        "the login page is http://desk.example/a / b",
        "the account is locked / disabled",
        "activation of Windows failed with 0xC004F074",
    ],
)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text
