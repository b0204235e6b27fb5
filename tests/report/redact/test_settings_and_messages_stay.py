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


@pytest.mark.parametrize(
    "text",
    [
        "La page me demande mon identifiant puis un code de vérification.",
        "A password may not contain the user name. The password history remembers ten.",
        "login: timed out after 60 seconds",
        "Sécurité du compte : net accounts",
        "pam_unix(sshd:auth): authentication failure; tty=ssh ruser= rhost=  user=root",
        "User is happy, closing.",
        '"Ihr Konto ist gesperrt. Nächster Versuch in 29:58 Minuten."',
        "wtmp begins Thu Jan  1 00:00:12 2026",
        "FRITZ!Box 7590, FRITZ!OS 7.59. Keine Synchronisierung.",
        "Ich lasse es heute noch unterschreiben und prüfen.",
        "Ben oui ! Ça marche, merci beaucoup.",
        "Die Anmeldung am SAPGUI for Windows geht nicht mehr.",
        "The file template.dotx is locked for editing by another user.",
        "2024-12-02 08:32:10 DEBUG [nio-8443-exec-3] the session of the client is empty",
        "Login failed for user 'sa'. Reason: it did not match.",
        "The public key token of mscorlib is the same.",
    ],
)
def test_words_that_are_no_accounts_or_people_stay(text: str) -> None:
    assert Redactor({}).redact_text(text) == text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("mon identifiant kbodart et mon mot de passe", "kbodart"),
        ("login: falcon is locked since Monday", "falcon"),
        ("acct=kbodart ruser=tmeurisse rhost=srv-fic2", "tmeurisse"),
        ("Das Konto kbodart ist gesperrt.", "kbodart"),
        ("Jan Thielens begins on Thu Jan  1", "Thielens"),
        ("user: lasse.holm can't print", "lasse.holm"),
        ("The file is locked by kbodart, who has the account.", "kbodart"),
    ],
)
def test_accounts_and_people_in_the_same_places_go(text: str, name: str) -> None:
    assert name not in Redactor({}).redact_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "Dec 02 08:17:11 gdm-password][1398]: gkr-pam: unlocked login keyring",
        "20419,password reset,P4,2026-02-10\n20421,account locked,P4,2026-02-11",
        "[NOTICE]   (1180) : New worker (1182) forked",
        "Server Error Description : AADSTS50126: Error validating the request.",
        "Le tableau ne réagit plus. Modèle SMART Board MX265-V4, logiciel du fabricant.",
        "The key must be in position PGM. Model Casio SE-S3000, drawer lock type 2.",
        "Der Drucker Brother MFC-L6900DW meldet „Trommel ersetzen“.",
        "Die Trommeleinheit DR-3400 des Druckers wurde vor 48.112 Seiten eingebaut.",
        "kernel: EXT4-fs error (device nvme0n1p2): inode #2621451: comm apache2: reading directory",
        "X509v3 Subject Alternative Name: DNS:www.python.org, DNS:docs.python.org.",
        '{"serverUrl":"https://vault.bitwarden.com","status":"locked"}',
        "        Subject: CN=example.org",
        'wpa_supplicant[688]: wlan0: CTRL-EVENT-SSID-TEMP-DISABLED id=0 ssid="eduroam" reason=WRONG_KEY',
        "Cleared the Credential Manager (generic credentials MicrosoftOffice16_Data:SSPI, teams).",
        "state: registered ; power state: on ; access tech: lte ; signal quality: 62% (recent)",
        "Le code PIN est demandé : lock: sim-pin2, unlock retries: sim-pin (3), sim-puk (10)",
        "Le panneau demande le code. Référence du toner : 842255 (noir), 842258 (cyan).",
        "Algorithme de signature : sha256WithRSAEncryption. Empreinte du certificat racine.",
        "Dernière mise à jour du mot de passe\nID de rapport : 0c1f8a52-59b1-47c7-8e5a-5d1d2a6b7e90",
        "4f1c99a0be21   nginx:1.25   Up 2 days   0.0.0.0:80->80/tcp   web",
        "/home/linuxbrew/.linuxbrew/bin/brew doctor",
        "Votre clé Digipass est bloquée après trois codes erronés.",
        "Das Kennwort wurde laut Aufkleber vom Techniker geändert.",
    ],
)
def test_models_numbers_and_public_names_stay(text: str) -> None:
    assert Redactor({}).redact_text(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The alarm code is 20421, tell the cleaner.", "20421"),
        ("operator 4471 has logged on", "4471"),
        ("DNS:rds.lormand.eu, DNS:www.lormand.eu", "rds.lormand"),
        ("https://lormand.bitwarden.com", "lormand"),
        ("Subject: CN=intranet.lormand.eu", "lormand"),
        ('wlan0: associated ssid="Lormand-Gast"', "Lormand-Gast"),
        ("Das wurde laut Bielecki schon erledigt.", "Bielecki"),
        ("/home/kbodart/.ssh/config", "kbodart"),
        ("0a1f99a0be21   10.1.4.20   Drucker", "0a1f99a0be21"),
    ],
)
def test_numbers_and_names_in_the_same_places_go(text: str, value: str) -> None:
    assert value not in Redactor({}).redact_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "Die Karte ist da, aber die Signatursoftware fragt nach der PIN.",
        "4e77d03 Explain how secrets are mounted\ne1a4f66 Bump cryptography from 42 to 43",
        "12 badges are missing. Price of a new badge 4.80 EUR.",
        "The menu Security > Password lists: Supervisor Password Disabled, Power-On Password Disabled.",
        "Agent: Which model is it?\nUser: MX Master 3S, with the receiver\nAgent: Thank you, one moment.",
        "Agent: Choose the PIN instead.\nUser: works, thank you\nAgent: Glad to hear that.",
        "Raum 2.14 war zu klein, Gerät Epson EB-L210W mit HDMI ohne Ton.",
        "Modell MC3300ax, Android 11, Akku BTRY-MC33-70MA-01, mit Ladeschale.",
        "Where is the passcode shown? Client 6.2.7 (49583), macOS Sonoma.",
        "Role name | Attributes\n postgres  | Superuser\n readonly  | Cannot login",
    ],
)
def test_compounds_prices_and_transcripts_stay(text: str) -> None:
    assert Redactor({}).redact_text(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("User: kbodart", "kbodart"),
        ("What was the password?\nbramble42x", "bramble42x"),
        ("Der Zimmermannbauer hat angerufen, laut Bielecki geht es.", "Bielecki"),
        ("nmcli connection show Lormand-Gast | grep psk", "Lormand-Gast"),
        ("badge 4471902", "4471902"),
        ("Password: Bramble Code", "Bramble"),
    ],
)
def test_names_and_secrets_beside_them_go(text: str, value: str) -> None:
    assert value not in Redactor({}).redact_text(text)


@pytest.mark.parametrize(
    "text",
    [
        'Das Formular verlangt "Neues Kennwort", "Kennwort bestätigen" und "Sicherheitsfrage auswählen".',
        'Bei der Sicherheitsfrage auswählen. Bei der Auswahl "Wie hieß Ihr erstes Haustier?" steht nichts.',
        'Management Profile: "Not Verified". Signed by SCEP CA, Contains: Mobile Device Management',
        "The message should go away. Device: monitor LG 34WN80C-B over USB-C, dock HP G5.",
    ],
)
def test_fields_and_authorities_stay(text: str) -> None:
    assert Redactor({}).redact_text(text) == text
