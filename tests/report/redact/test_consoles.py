"""Computers, accounts, networks and phones in lists of consoles, inventories, prompts, dial plans and sentences about them."""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501
from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor

HOSTS = [
    (" VMID NAME       STATUS     MEM(MB)\n  100 debi-proxy running    2048", ["debi-proxy"]),
    (" Id   Name        State\n---------------------\n 1    mediawiki   running\n -    old-wiki    shut off", ["mediawiki", "old-wiki"]),
    ("Source DSA          largest delta    fails/total %%   error\n LYON-DC             04m:11s    0 /  10    0", ["LYON-DC"]),
    ("Server Name            Remark\n------------\n\\\\COMPTA               Poste compta", ["COMPTA"]),
    ("db:\n  hosts:\n    appfront:\n      ansible_port: 22\n    intranet-b:", ["appfront", "intranet-b"]),
    ("<HUAWEI-DIST-A>display version", ["DIST-A"]),
    ("$ dig +short www.example.com @ns-interne", ["ns-interne"]),
    ("Received: from x (y) by mailgw.hexanova.net with ESMTPS", ["mailgw.hexanova"]),
    ("backup: client wh-basement skipped: offline since 12 days", ["wh-basement"]),
    ("Could not connect to ctxsf.int.houblon.be. Contact your help desk.", ["houblon"]),
    ("Kann jemand fb-lager-3 neu starten?", ["fb-lager-3"]),
    ("The label printer at gate7-term stopped.", ["gate7-term"]),
    ("Jenkins agent mac-mini-ios is offline", ["mac-mini-ios"]),
    ("kl-vdi-gold powered on by the scheduler", ["kl-vdi-gold"]),
    ("pier-sw(config-if)#shut", ["pier-sw"]),
    ("Server=sql-gest\\PROD;Database=gestion", ["PROD"]),
    ("le Mac iMac-de-Chantal ne démarre plus", ["iMac-de-Chantal"]),
    ("10.4.0.2    wsus.korr.eu wsus", ["wsus"]),
]  # fmt: skip
ACCOUNTS = [
    ("Host build\n    HostName bastion.example.net\n    User jenkins-agent", ["jenkins-agent"]),
    ("| User | Role | Last sign-in |\n| d.k@vetroplan.it | User | 1 |\n| ext-lkumar | Guest | 2 |\n| m.o@vetroplan.it | Admin | never |", ["ext-lkumar"]),
    ("su: FAILED SU (to postgadm) jlegall on pts/2", ["postgadm"]),
    ("Please merge my Jira users sgallagher and shane_g.", ["shane_g"]),
    ("am neuen Rechner steht aber wt00817 im Anmeldebildschirm", ["wt00817"]),
    ("Pour le VPN c'est ggauthier-vpn.", ["ggauthier-vpn"]),
    ("session opened for user root by bolsen(uid=1004)", ["bolsen"]),
    ("Der Account kk-lager ist seit gestern gesperrt.", ["kk-lager"]),
    ("331 Password required for depot-fourn", ["depot-fourn"]),
]  # fmt: skip
OTHERS = [
    ("Die Kamera hängt im WLAN „Werkhalle-IoT“.", ["Werkhalle-IoT"]),
    ("Associated SSID[stock-rf] AUTH_TYPE[OPEN]", ["stock-rf"]),
    ("WLAN-Name: Praxis-Geraete.", ["Praxis-Geraete"]),
    ('The network is odd: both are on "Heron-Staff".', ["Heron-Staff"]),
    ("SSID          BSSID             Signal\nmagasin-tpe   00:11:22:33:44:55  70%", ["magasin-tpe"]),
    ("ephone-dn 4\n number 1431\n call-forward noan 900647268137 timeout 12", ["1431", "900647268137"]),
    ("Reception is extension 7731, not 7713.", ["7713"]),
    ("Durchwahl 214 und 215 sind vertauscht.", ["215"]),
    ("composez le 17.33 depuis un poste interne", ["17.33"]),
    (":25:10050000/8678553192\n:86:166?00X?30COBADEFF?31NL58INGB9428556407", ["8678553192", "COBADEFF", "NL58INGB9428556407"]),
    ("- and the swift?\n- NWBKGB2L881", ["NWBKGB2L881"]),
    ("https://get.teamviewer.com/v15/s91439269", ["s91439269"]),
    ("https://gist.github.com/x/356ea713a3b3b995bae33af3d3dc891c", ["356ea713a3b3b995bae33af3d3dc891c"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "secrets"), [*HOSTS, *ACCOUNTS, *OTHERS])
def test_what_consoles_lists_and_people_name_is_replaced(text: str, secrets: list[str]) -> None:
    shown = Redactor({}).redact_text(text)
    assert [secret for secret in secrets if secret in shown] == []


@pytest.mark.parametrize(
    "text",
    [
        "Zabbix agent: active check configuration update started to fail.",
        "The sign-in is down and the help-desk is unreachable.",
        "df21432 Fix crash when the password dialog is closed early",
        "The laptop has gdm-session open.",
        "The printer service uses /dev/mapper/vg-root and node_modules/js-tokens",
        "WLAN AutoConfig and Wi-Fi WPA2-PSK are off.",
        "The server read-only flag is set, the host built-in is down.",
        "Extension fees are 4000 and 20 calls.",
        "Open https://backend:3000/ and http://localhost:8080/",
        "This AP-REQ is refused by the domain.",
    ],
)
def test_terms_beside_computers_and_accounts_stay(text: str) -> None:
    assert Redactor({}).redact_text(text) == text
