"""Passwords in sentences: the subject, the word that leads to a value, the form of the word, together."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor
from selfhelp.report.redact.in_context.made_up_words import JOINED, LIKELY, NONE, PLAIN, SURE, rate_word

TOLD = [
    ("You can log in as me with teaCup99.", ["teaCup99"]),
    ("I keep typing Pebble-Beach and it locks me out.", ["Pebble-Beach"]),
    ("They set it to Welcome.2026 and told me to change it.", ["Welcome.2026"]),
    ("I changed my password from Marmalade1 to Marmalade2.", ["Marmalade1", "Marmalade2"]),
    ("It won't take Acorn_Tree any more, since I changed to Acorn_Tree2.", ["Acorn_Tree ", "Acorn_Tree2"]),
    ("Just use mine: user lgreen, then Meadow.Lark.", ["Meadow.Lark"]),
    ("My new one is going to be Raspberry_7", ["Raspberry_7"]),
    ("Apparently Monday-Blues isn't complex enough for the new password rule.", ["Monday-Blues"]),
    ("Could you check whether walrusTusk still opens my account?", ["walrusTusk"]),
    ("Old: Autumn2023, new: Winter2024", ["Autumn2023", "Winter2024"]),
    ("Hello, since Monday P@ssw0rd2023 is not accepted anymore", ["P@ssw0rd2023"]),
    ("it's Falcon with a capital F then 2026, that's my password", ["Falcon", "2026"]),
    ("the password is all lower case bluebottle", ["bluebottle"]),
    ("Tom: what's the wifi one?\nEva: banana-Boat", ["banana-Boat"]),
    ("Le mot de passe, c'est Brioche-Dorée.", ["Brioche-Dorée"]),
    ("J'ai changé mon mot de passe de Tilleul1 à Tilleul2.", ["Tilleul1", "Tilleul2"]),
    ("Ça ne prend plus Noisette_8 depuis ce matin.", ["Noisette_8"]),
    ("Il faut saisir Ardoise-Bleue dans la fenêtre.", ["Ardoise-Bleue"]),
    ("tout en minuscules, pamplemousse, c'est le mot de passe du wifi", ["pamplemousse"]),
    ("Mon mot de passe commence par Tourne et finit par sol9", ["Tourne", "sol9"]),
    ("Pour ouvrir ma session vous pouvez utiliser Renard.Roux.", ["Renard.Roux"]),
    ("depuis lundi M0tdepasse! n'est plus accepté", ["M0tdepasse!"]),
    ("la clé du wifi invités : terrasse-au-soleil", ["terrasse-au-soleil"]),
    ("Hasło: Zielony-Las", ["Zielony-Las"]),
    ("mi clave de acceso: toro.Rojo", ["toro.Rojo"]),
]  # fmt: skip
STAY = [
    "I tried Chrome and Edge, and I tried restarting; my password is still refused.",
    "It won't take photos. It rejects every attachment. Use Teams instead.",
    "My password is not accepted in PowerShell, SharePoint and OneDrive.",
    "Please reset my password, Wi-Fi and Self-Service are down at Saint-Denis.",
    "The password of Windows11 and Office2021 was changed by Jean-Pierre.",
    "Your password was last set 42 days ago. The password is equivalent to the PIN.",
    "Le mot de passe est celui de Windows et mon mot de passe est pourtant le bon.",
    "Sign in with your badge, press Ctrl+Alt+Delete and enter the Passwort-Manager.",
    "a65a983 Rename secret_key to signing_key in the docs",
    "password = settings.Value\ntoken: config.Secret\nreturn Session(token=token, key=signing_key)",
    "Jan 11 08:23:42 laptop gdm-password]: Started session-45.scope - Session 45 of User 1000.",
]  # fmt: skip


@pytest.mark.parametrize(("text", "secrets"), TOLD)
def test_what_a_sentence_tells_is_gone(text: str, secrets: list[str]) -> None:
    shown = Redactor({}).redact_text(text)
    assert [secret for secret in secrets if secret in shown] == []
    assert Redactor({}).remove_secrets(text) != text, "it is gone from the user's own words as well"


@pytest.mark.parametrize("text", STAY)
def test_what_only_speaks_of_passwords_stays(text: str) -> None:
    assert Redactor({}).remove_secrets(text) == text


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("Summer2024!", SURE),
        ("ferry44", LIKELY),
        ("Meadow.Lark", JOINED),
        ("copperPot", JOINED),
        ("banana", PLAIN),
        ("PowerShell", NONE),
        ("Jean-Pierre", NONE),
        ("apiKey", NONE),
        ("user_name", NONE),
        ("report.xlsx", NONE),
        ("3b18e512", NONE),
    ],
)
def test_the_form_of_a_word(word: str, form: int) -> None:
    assert rate_word(word) == form
