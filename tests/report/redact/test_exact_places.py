"""Values in places that leave no doubt: statements, keys, log lines, and secrets before their name."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("GRANT SELECT ON ALL TABLES IN SCHEMA public TO planning;", "planning"),
        ("DROP ROLE IF EXISTS inventaire;", "inventaire"),
        ("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7 tfoulon@nas-compta", "tfoulon"),
        ("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7 tfoulon@nas-compta", "nas-compta"),
        ("service account svcbackup keeps locking out", "svcbackup"),
        (
            "AUTH_FAILED,CRV1:R,E:Om01u7Fh4LrGBS7uh0SWmzwabUiGiW6l:Y3Jvc3MtaG9sbQ==:Enter token",
            "Y3Jvc3MtaG9s",
        ),
        ("IIS APPPOOL\\webapp", "webapp"),
        ("me connecter à la badgeuse (rh2 / Pointage*7h) ne marche pas", "rh2"),
        ("couper les accès de Benoît Tranchard (btranchard) ce soir", "btranchard"),
        ("44812 - Julie Aubry - Comptabilité", "44812"),
        ("déc. 02 08:02:13 wintersrv systemd[1]: Started.", "wintersrv"),
        ("Node:  worker-14/10.200.6.14", "worker-14"),
        ("INVITE sip:2044@ipbx.coopval.lan SIP/2.0", "ipbx.coopval"),
        ("11,07:58:40,Renouveler,192.168.14.119,CV-PORT-44.coopval.lan,F8B46A20D3C1,", "F8B46A20D3C1"),
    ],
)
def test_accounts_computers_and_numbers_go(text: str, value: str) -> None:
    assert value not in Redactor({}).redact_text(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("  <password>Orchard.Wall15</password>", "Orchard.Wall15"),
        ('$x = "TWltb3NhLUhpdmVyIQ=="  # mdp admin local', "TWltb3NhLUhpdmVyIQ"),
        ("grenat.velours c'est le mdp de la session", "grenat.velours"),
        ("ma box affiche Clé de sécurité WiFi 7F2A9C41D8E3B06517ADC2F490 et non", "7F2A9C41D8E3"),
        ("le photocopieur demande un code, j'ai mis 60713 comme ma collègue", "60713"),
        ("text me on oh seven seven double-oh nine double-oh five five two", "seven seven"),
        ("rappelez moi au zéro six douze quarante-cinq soixante-dix huit trente", "quarante-cinq"),
        ("meine Nummer ist null eins sieben zwo drei vier fünf sechs sieben", "sieben zwo"),
        ("418 555-0163 poste 224", "555-0163"),
        ("je suis au 4471 si besoin", "4471"),
    ],
)
def test_secrets_and_phone_numbers_go(text: str, value: str) -> None:
    assert value not in Redactor({}).redact_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "create user accounts in the admin center",
        "ORA-28001: the password has expired",
        "FIDO2: no credentials were found on the security key",
        "<password>${env.PASSWORD}</password>",
        "the user account is locked",
        "one, two, three, four, five, six, seven, eight",
        "je suis au 2e étage",
        "grant all users access to the printer",
    ],
)
def test_ordinary_sentences_and_messages_stay(text: str) -> None:
    assert Redactor({}).redact_text(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Logged on as brightmoor\\harkness_l", "brightmoor"),
        ("AccountName: HALVERN\\tgrimsdale", "HALVERN"),
        ('"caller":"stadtbau\\\\k.wessolek","event":4625', "stadtbau"),
        ("nom d'utilisateur CHARPENET\\lroussillon3", "CHARPENET"),
    ],
)
def test_domain_before_an_account_goes(text: str, value: str) -> None:
    assert value in text
    assert value not in Redactor({}).redact_text(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("D:\\archive\\Users\\tgrimsdale\\notes.txt", "Users"),
        ("Besitzer NT AUTHORITY\\SYSTEM", "NT AUTHORITY\\SYSTEM"),
    ],
)
def test_folder_and_authority_before_an_account_stay(text: str, kept: str) -> None:
    assert kept in Redactor({}).redact_text(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('09:12:44 (ansyslmd) OUT: "MECH" tgrimsdale@fem-box-12', "tgrimsdale"),
        ('09:12:44 (ansyslmd) OUT: "MECH" tgrimsdale@fem-box-12', "fem-box-12"),
        ("ssh-ed25519 AAAAC3Nz… lwessolek@drehbank", "drehbank"),
        ("locked by k.roussillon@labo3, since 09:14", "labo3"),
    ],
)
def test_account_at_a_computer_goes(text: str, value: str) -> None:
    assert value in text
    assert value not in Redactor({}).redact_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "npm install eslint@latest typescript@next",
        "systemctl restart wg-quick@wg0 openvpn-client@office",
        "uses: actions/checkout@v4",
        "agetty: serial-getty@ttyS0 started",
    ],
)
def test_package_or_unit_at_a_version_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-01-08 07:31 Operator hv_jansen silenced alarm 22", "hv_jansen"),
        ("<User edi_prod in security realm ldap1 exceeded the limit>", "edi_prod"),
        ("CARD ENCODED BY LOBBY7K AT 09:41", "LOBBY7K"),
        ("Angelegt von  ZIMMERLK  am 03.02.2026", "ZIMMERLK"),
        ("Utilisateur        ROUSSILLON_M", "ROUSSILLON_M"),
        ("[FAX] envoi 812 expéditeur accueil_rdc2 en file", "accueil_rdc2"),
        ("[x] disable AD tgrimsdale", "tgrimsdale"),
        ("[AUTH] ok uid=09tgrimsdale ip=10.4.4.4", "09tgrimsdale"),
        ("arn:aws:iam::123412341234:user/lena.grimsdale", "lena.grimsdale"),
        ("Benutzer (ftp.firma.example:(none)): zoll_edi", "zoll_edi"),
        ("set system login user wartung-nord class super-user", "wartung-nord"),
    ],
)
def test_account_after_a_word_for_accounts_goes(text: str, value: str) -> None:
    assert value in text
    assert value not in Redactor({}).redact_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "The operator not_null is missing",
        "column created_by user_id account_type",
        "agent service-manager started",
        "The operator is_null failed, the agent not_found",
        "Created by DEFAULT on 3 May",
    ],
)
def test_word_or_setting_after_a_word_for_accounts_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (" Directory of C:\\Users\n\n02/11/2026  08:11 AM    <DIR>          l.wessolek", "l.wessolek"),
        ("    Répertoire : C:\\Users\n\nd-----   11/03/2025   13:40    tgrimsdale", "tgrimsdale"),
        ("oracle7  ssh:notty    203.0.113.9   Thu Feb 26 04:11", "oracle7"),
        ("12-Feb 23:05 bandarchiv-sd JobId 71: Ready to append", "bandarchiv"),
        ("[standalone@jb-lohn4:9990 /] /core-service:read", "jb-lohn4"),
        ("MSH|^~\\&|ORU|STATION4|LAB|KISHUB|20260219||ORU^R01|7|P|2.5", "KISHUB"),
        ('CONNECT LOHN_JOB/"Sechs-Raben9"@ora.kreis-tann.lan:1521/P', "kreis-tann"),
        ('create_engine(host="crm-archiv.int", user="leser")', "crm-archiv"),
        ("127.0.0.1 localhost\n10.2.4.5  lager-alt", "lager-alt"),
        ("Hardware-Adresse : 5CA3B2E7A521", "5CA3B2E7A521"),
        ("Gerät,Benutzer,WLAN MAC,Stand\nN1,x@firma.example,9ED7C1AFCB2E,ok", "9ED7C1AFCB2E"),
        (
            "NAME       ZONE        INTERNAL_IP   STATUS\npaie-nuit  eu-west9-b  10.2.0.19     RUNNING",
            "paie-nuit",
        ),
        ("(0010,0010) PN [WESSOLEK^LIESEL]", "WESSOLEK"),
        ("fe_http be_lohn/lohn-app4 0/0/1/81/83 200 532", "lohn-app4"),
        ("@  IN SOA ns-q hostmaster (2026022001 3600)", "ns-q"),
        ("   System . . . . . :   T41LOHN", "T41LOHN"),
        ('{"msg":"Authentication failed","principalName":"lager_import"}', "lager_import"),
        ("Quelle : C:\\Users\\twesskamp\\Docs\n Ziel : \\\\nas4\\umzug\\twesskamp\\", "twesskamp"),
        ("RES 7714 GUEST GRIMSDALE/T MR", "GRIMSDALE"),
        ("Ticket 44 storno Kassierer 0317", "0317"),
        ("override by clerk #2206", "2206"),
        ("Employee  Tabitha Grimsdale      No. K/40713", "K/40713"),
    ],
)
def test_value_in_output_of_programs_goes(text: str, value: str) -> None:
    assert value in text
    assert value not in Redactor({}).redact_text(text)


@pytest.mark.parametrize(
    "text",
    [
        " Directory of C:\\Program Files\n\n02/11/2026  08:11 AM    <DIR>          Mozilla",
        " Directory of C:\\Users\n\n02/11/2026  08:11 AM    <DIR>          Public",
        "Build fingerprint: vendor/phone/2.15.0:14/UP1A.231005.007/8144871:user/release-keys",
        'MAC column\n91b7d3c2aa04   redis:7   "entry.sh"   2 days ago   cache',
        "@  IN SOA @ hostmaster (2026022001 3600)",
        "Systempartition . . . . : LAUFWERK",
        "OBX|1|CE|PANEL^COMPLETE BLOOD COUNT^L",
        "input/output MR scan, READ/WRITE",
        "supervisor is out until 2027",
        'open(host="localhost", server="default")',
    ],
)
def test_harmless_value_in_such_output_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text
