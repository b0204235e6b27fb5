"""Computers that monitoring, inventories and people name."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor

HIDDEN = (
    ("Zabbix: esx-paris-07: Zabbix agent is unreachable", "esx-paris-07"),
    ("PLAY RECAP ***\napp-prod-1  : ok=12 changed=1", "app-prod-1"),
    ("C:\\> hostname\nkestrel", "kestrel"),
    ("Trigger: High CPU on srv-compta\nTrigger status: PROBLEM", "srv-compta"),
    ("Ping request could not find host srvimpr. Please check the name", "srvimpr"),
    ("curl: (6) Could not resolve host: nexus-int", "nexus-int"),
    ('hostname="fw-siege" devid="FG100F"', "fw-siege"),
    ("Le PC de l'accueil s'appelle ACC01", "ACC01"),
    ("Citrix session on XA7-PAR-012", "XA7-PAR-012"),
    ("nas-compta\tIN\tA\t10.1.2.9", "nas-compta"),
    ("DNS:gitlab.int.contoso.lan, DNS:gitlab", "DNS:gitlab"),
    ("tasklist /S KASSE-12 /U admin", "KASSE-12"),
    ("Defender alert on device pc-labo-7", "pc-labo-7"),
    ("print server \\\\IMPSRV2 not reachable", "IMPSRV2"),
    ("DB_HOST=pgprod", "pgprod"),
    ("Replication from DCLYON to DCPARIS failed", "DCPARIS"),
    ("Name\tResourceID\tSite\nWKSTR0421\t16777230\tS01", "WKSTR0421"),
    (
        "Name            State   CPUUsage(%)\n----            -----   -----------\nSRV-APP02       Running 3",
        "SRV-APP02",
    ),
)
"""Texts, and what must be gone."""

STAYS = (
    "The client needs openssh-client and openssh-server.",
    "Error SC-542 on the printer, event 7031.",
    "If there was no EHLO this session, it tries HELO first.",
    "python3 on windows-11",
    "dpkg: error processing package db-test-mysql",
)


@pytest.mark.parametrize(("text", "value"), HIDDEN)
def test_what_is_told_goes(text: str, value: str) -> None:
    assert value in text
    assert value not in Redactor({}).redact_text(text)


@pytest.mark.parametrize("text", STAYS)
def test_what_looks_alike_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("bitte den Rechner in die Domäne brunnhof.intern aufnehmen", "brunnhof.intern"),
        ("depuis la maison, passerelle rd.colbert-sud.fr, port 443", "rd.colbert-sud.fr"),
        ("at home I set rdg.oakley-int.net as gateway", "rdg.oakley-int.net"),
        ("failover done, pg-nord-2 is primary", "pg-nord-2"),
        ("Beim Start steht da: Anmelden an: HOLZ4, sonst nichts", "HOLZ4"),
        ("the bot runs on pi-greenhouse, in a screen session", "pi-greenhouse"),
        ("# runs on nas-attic from /srv", "nas-attic"),
        ("the old box in the attic (we call it grumblebee) is the print server", "grumblebee"),
        ("ni ajax ni thesee ne répondent au ping", "thesee"),
        ("weder KIRSCHE noch PFLAUME antworten", "PFLAUME"),
        ("LAPS for LAB-4F-SPARE8: valid until 18:00", "SPARE8"),
        ("Server für die Zeiterfassung zeiten02", "zeiten02"),
        ("Diensthandy SM-A54-Monteur11, SIM gesperrt", "Monteur11"),
        ("connecté depuis 41.202.17.80 sur OWA-PZG. Bizarre", "OWA-PZG"),
        ("Reste 3 postes, dont MEDIA-PRETS.", "MEDIA-PRETS"),
        ("L'écran de la salle (visio-dordogne) reste noir", "visio-dordogne"),
        ("studio  - 3KHY7-WNT83-DGQKR-F7HPR-84MBM - STUDIO-OLD-XQ", "STUDIO-OLD"),
        ("Postes à remplacer :\n1/ VITRY-ACC1 - Lydie\n2/ VITRY-COMPTA - magasin", "VITRY-COMPTA"),
        ("the back office machine bo-kasse.shop117 can't see it", "bo-kasse"),
        ("it worked on dev-thinkpad last week", "dev-thinkpad"),
        ("SRVFOTO 08:12 badge read", "SRVFOTO"),
    ],
)
def test_a_computer_in_a_sentence_goes(text: str, value: str) -> None:
    assert value not in Redactor({}).redact_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "the site runs on open-source software, I am on sick-leave",
        "je suis sur le wi-fi du train",
        "the portal portal.microsoft.com is slow",
        "Sign in to: WINDOWS",
        "the server (on-premises), a printer (multi-function), a lenovo-thinkpad",
        "Devices:\n- USB-C docks\n- two-way radios",
        "SRVSVC is a pipe, from KW01 bis KW04, COM01 to COM04",
        "covid-19 is back, step-by-step is down, the read-me is online",
    ],
)
def test_things_in_such_sentences_stay(text: str) -> None:
    assert Redactor({}).redact_text(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("email=ops@tannwald.dev\nregistry=https://pakete.tannwald.dev/npm/", "pakete"),
        ("login jane@oldmill.care\nbase: https://oldmill.care/api", "oldmill"),
        ("from: tgrimsdale@birchlaw.scot\n<string>smtp.birchlaw.scot</string>", "birchlaw"),
        ("3 core.mairie-vaulx.fr (10.2.3.1) 2.1 ms\nvers dossiers.mairie-vaulx.fr", "mairie-vaulx"),
    ],
)
def test_computer_below_a_replaced_domain_goes(text: str, value: str) -> None:
    assert value not in Redactor({}).redact_text(text)


def test_public_site_of_a_mail_provider_stays() -> None:
    text = Redactor({}).redact_text("from jane.grimsdale@gmail.com, see https://support.gmail.com/x")
    assert "support.gmail.com" in text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Endpoint = wg.tannwald-notar.de:51820", "tannwald-notar"),
        ("registry: cr.eu.oldmill.tech", "oldmill"),
        ("C:\\>nslookup boutique.molinier-fleurs.fr", "molinier-fleurs"),
        ("curl -sS -X POST https://events.orders.oldmill.dev/v1", "oldmill"),
        ('{"auths": {"images.molinier-fleurs.fr": {"auth": ""}}}', "molinier-fleurs"),
        ("  TCP    10.4.1.9:50811    lager-sql:1433    HERGESTELLT", "lager-sql"),
        ('extra_hosts:\n  - "old-crm:10.9.1.4"', "old-crm"),
        ("Static lease: backoffice-tv 6C:53:42:C8:60:50 192.168.7.20", "backoffice-tv"),
        ('id=firewall fw="SN210-ATELIER" user="x"', "SN210-ATELIER"),
        ('<Data Name="SubjectDomainName">HALVERN</Data>', "HALVERN"),
        ("Building remotely on builder-arm-3 in workspace /var/w", "builder-arm-3"),
        ("All mount points on filer-q:", "filer-q"),
        ("févr. 12 09:01:44 srv-compta sudo[812]: ok", "srv-compta"),
        ("  1    <1 ms  10.9.0.1  gw-lincoln", "gw-lincoln"),
        ("    container_name: crm-web", "crm-web"),
        ("5f2a91bd7c10   crm:4.2        Up 2 days         crm-portal", "crm-portal"),
        ("hosts: [planner.apps.tannwald.systems]", "tannwald"),
        ("NetpDoDomainJoin: Machine 'DESK-RM5' to 'ad.tannwald.health' using", "tannwald"),
        ("NetpJoinDomain: connecting to dc '\\\\TWDC1.ad.tannwald.health': 0x5", "TWDC1"),
        ("workgroup [KILMARE] workstation [SURV-CF31]", "KILMARE"),
        ('"DefaultDomainName"="HOLZWERK"', "HOLZWERK"),
        ("Nom de site :         Nancy-Principal", "Nancy"),
        ("2026-02-27T18:02:44+01:00 invoice-batch[billing-prod2] WARN no file", "billing-prod2"),
        ("# on pi-barn2", "pi-barn2"),
        ("POST https://clock.tannwald-schools.org/api/punch 422", "tannwald"),
        ("https://portal.tannwald.ie/reset?emp=70022&user=fionan gives 410", "tannwald"),
        ("80441 / jvasseur / W10-0441 - black screen", "W10-0441"),
        ("no access to srv-archive from home", "srv-archive"),
        ("TILL04 restarts by itself", "TILL04"),
    ],
)
def test_computer_in_output_of_programs_goes(text: str, value: str) -> None:
    assert value in text
    assert value not in Redactor({}).redact_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "registry=https://registry.npmjs.org/",
        "curl -fsSL https://download.docker.com/linux/ubuntu/gpg",
        "Connecting to www.example.com port 443",
        "repository: registry.k8s.io/pause",
        "TCP    localhost:1433    localhost:50811    ESTABLISHED",
        '{"editor.font.size": {"type": "number"}}',
        "The service runs; running on battery, executed on demand",
        '<Data Name="TargetDomainName">NT AUTHORITY</Data>',
        '"DefaultDomainName"="WORKGROUP"',
        "POST https://api.github.com/repos 200",
        "the nas-storage and the srv-records are full",
        "Nom de site : Default-First-Site-Name",
        "NetpProvisionComputerAccount: status 0x0 'setup.exe'",
    ],
)
def test_public_site_and_word_in_such_places_stay(text: str) -> None:
    assert Redactor({}).redact_text(text) == text
