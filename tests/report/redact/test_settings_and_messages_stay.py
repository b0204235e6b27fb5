"""Settings, messages and products near words for secrets stay; secrets in the same places are replaced."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor

MESSAGES = [
    "Kennwort muss Komplexitätsvoraussetzungen entsprechen: Aktiviert",
    'Im Menü steht "PIN für Authentifizierung verwenden: Aus".',
    "Mots de passe pour les connexions Web : « Mot de passe principal non défini ».",
    'Das neue Kennwort wird abgelehnt: "Kennwort muss mindestens ein Sonderzeichen enthalten".',
    "Password:\nLogin incorrect",
    "Password:\nSorry, try again.",
    "20419,password reset,P4,2026-02-10,2026-02-10,6",
    'You don\'t need a new password. If it says "gateway unreachable", wait a minute.',
    "J'ai mon mot de passe, mais le bouton « valider » reste gris.",
    "Support for password authentication was removed on August 13, 2021.",
]


@pytest.mark.parametrize("text", MESSAGES)
def test_states_of_settings_and_messages_stay(text: str) -> None:
    assert Redactor({}).redact_text(text) == text


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Kennwort lautet: Wolkenbruch", "Wolkenbruch"),
        ('Das neue Kennwort lautet: "Kennwort-7f"', "Kennwort-7f"),
        ("Password:\nhunter2go", "hunter2go"),
        ("20419,password kestrel7,P4", "kestrel7"),
        ("I forgot my password. I think it was Tigger2019.", "Tigger2019"),
        ("my password is the old one, 4471", "4471"),
    ],
)
def test_secrets_after_the_same_words_go(text: str, secret: str) -> None:
    assert secret not in Redactor({}).redact_text(text)
