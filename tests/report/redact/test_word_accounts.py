"""Accounts that are named like words, and passwords that someone tried."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('db-1  | FATAL: password authentication failed for user "usine"', "usine"),
        ("535 5.7.8 Error: authentication failed: usine", "usine"),
        ("vsftpd: [usine] FAIL LOGIN", "usine"),
        ('10.0.0.2 - usine [11/Feb/2026:09:12:00 +0100] "GET / HTTP/1.1" 401', "usine"),
        ("username usine privilege 15", "usine"),
        ("SERVICE_START_NAME : .\\usine", "usine"),
        ("usine@10.0.0.4's password:", "usine"),
        (" usine     | Superuser, Create role | {}", "usine"),
        ("L'utilisateur usine n'existe pas", "usine"),
        ("Konto usine wurde gesperrt", "usine"),
        ("compte mbertin : à débloquer", "mbertin"),
        ("essaie avec Velo!bleu9", "Velo!bleu9"),
        ("mot de passe : j'ai remplacé Soleil44 par velobleu9", "velobleu9"),
    ],
)
def test_the_account_or_password_goes(text: str, value: str) -> None:
    assert value not in Redactor({}).redact_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "the user account is locked",
        "user session disconnected",
        "run as administrator",
        "sign in as another user",
        "Authentication failed for LDAP",
        "le compte client est bloqué",
        "try again with another browser",
        "this is strange, the printer is here",
    ],
)
def test_ordinary_sentences_stay(text: str) -> None:
    assert Redactor({}).redact_text(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("leaver's laptop, login rfenwick, please wipe it on Friday", "rfenwick"),
        ("Kürzel: brandtj", "brandtj"),
        ("Session borne.accueil, écran du hall", "borne.accueil"),
        ("Das Sammelkonto empfang-2, Zettel am Monitor", "empfang-2"),
        ("I log in to the portal as staff_trainee7 and see nothing", "staff_trainee7"),
        ("she used the portal under tokonedo until May", "tokonedo"),
        ("03:40 connexion depuis un hôtel avec wiki_admin_paul, compte fermé", "wiki_admin_paul"),
        ("Username is still the old one (pkaminski).", "pkaminski"),
        ("elle se trompe de case, comme identifiant il faut brissetv. réglé", "brissetv"),
        ("our admin is called hades and the server is fine", "hades"),
        ("on the card it says petcare7 – same password as the till", "petcare7"),
        ("ssh wetter-pi, pw liegt bei mir", "wetter-pi"),
    ],
)
def test_an_account_in_a_note_goes(text: str, value: str) -> None:
    assert value not in Redactor({}).redact_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "my login works, my account is locked.",
        "la session distante, le compte partagé, et rien d'autre",
        "Permission denied (publickey,password).",
        "PermitRootLogin prohibit-password",
        "the self-service, password and account pages are down",
        "Das Konto bleibt gesperrt, die Anmeldung klappt nicht.",
        "I log in with wpa2 and it drops",
        "the user guide is called handbook and the login page is slow",
    ],
)
def test_words_after_a_word_for_accounts_stay(text: str) -> None:
    assert Redactor({}).redact_text(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Zettel am Monitor: Lagerprogramm – lager4 – Speck&Bohnen. Bitte weg damit", "lager4"),
        ("in the drawer a note with ops_night, password Chimney!Sweep31", "ops_night"),
    ],
)
def test_the_account_before_a_hidden_password_goes(text: str, value: str) -> None:
    assert value not in Redactor({}).redact_text(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("they told me my username would be tgarwood", "tgarwood"),
        ("My login is still kolsen. Could it become kbrandvik? New name since May", "kbrandvik"),
        ('the timesheet says "no employee found for rgalbraith"', "rgalbraith"),
        ("both codes arrive and I don't know which one for s.okafor", "s.okafor"),
        ("the handheld keeps logging him out as daveyp", "daveyp"),
        ("logging in as RPTS_GEN/otter_44", "RPTS_GEN"),
        ("oncall: @m.pereira", "m.pereira"),
        ("I log in with another account, but on Linux it's vuk. Only vuk still works", "vuk"),
        ("      - LDAP_BIND=gedlink_ro", "gedlink_ro"),
        ("Session locale .\\kiosque2 depuis ce matin", "kiosque2"),
        ("Auftrag 4410 von SANDOVAL_K verworfen", "SANDOVAL_K"),
        ("record locked by KORBATCH", "KORBATCH"),
        ("mwalsh-ext has been disabled again", "mwalsh-ext"),
        ("cupsd: Authentification échouée pour guichet3 sur imp-hall", "guichet3"),
        ("login mislukt voor 'sa_rooster' vanaf client", "sa_rooster"),
        ("[ERROR] usuario=nom_cierre -> duplicado", "nom_cierre"),
        ("mijn inlog is pdejong, pc start niet", "pdejong"),
        ("My sign on is hgc-pmolina.", "hgc-pmolina"),
        ("azubi31 - Jana Krüger, Zimmer 4", "azubi31"),
        ("Owen Griffiths 518820 ogriff7 CDF-LAP-104 no sound", "ogriff7"),
        ("Customer no C-2207751 (Hartwell Joinery) can't log in", "Hartwell"),
    ],
)
def test_an_account_in_a_request_goes(text: str, value: str) -> None:
    assert value not in Redactor({}).redact_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "my username would be shorter then",
        "the account must be unlocked, the login should be easier",
        "rename the account to backup, log off as usual",
        "no licence found for visio, error for users",
        "On Windows it's fine with my login, only chrome works",
        "Run .\\setup as admin",
        "sent by POSTMASTER for SERVER_A, printed for REPORT_Q",
        "BIND=localhost, import @types/node",
        "tokens for github, a ticket for printer2",
        "Customer no 12 (blocked) was told",
    ],
)
def test_requests_without_an_account_stay(text: str) -> None:
    assert Redactor({}).redact_text(text) == text
