"""People, accounts, addresses and devices told by their shape and place; what looks alike stays readable."""

# A case reads better on one line.
# ruff: noqa: E501
import pytest

from selfhelp.report.redact import Redactor
from selfhelp.report.redact.by_shape.person_shapes import is_account, is_person

FOUND = [
    (r"Pfad: \\filer\Benutzerlaufwerke\mzimmer\Eigene Dateien", "mzimmer"),
    ("//mfp/scan2me/hleclerc/20261103.pdf (550 denied)", "hleclerc"),
    ("npm debug: cwd /export/home5/xmorel/web", "xmorel"),
    ("http://wiki.example.org/display/~mbranca/Onboarding gives 404", "mbranca"),
    ("https://vdi.example.org/index.html?user=corp%5Cbtessin&desktop=Pool1", "btessin"),
    ("https://portal.example.org/rh/dossier?agent=prigent_h&annee=2026", "prigent_h"),
    ("https://jira.example.org/secure/ViewProfile.jspa?name=osantori", "osantori"),
    (r"\\srv\Direction\RH\Dossiers individuels\CHAUVEL Mireille\contrat.docx est verrouillé", "CHAUVEL Mireille"),
    (r"raccourci : X:\Perso\Aïcha.B\notes.xlsm", "Aïcha.B"),
    ("nsokol   22918  3.1  4.0 5120044 660120 ?  Sl  java", "nsokol"),
    ("SESSION  UID USER      SEAT  TTY\n      2 1000 aurele   seat0 tty2", "aurele"),
    ("asorens:*:20114:20000:A. Sorens:/home/x:/bin/bash", "asorens"),
    ("> net user zlindg /domain", "zlindg"),
    ('auditd: type=USER_LOGIN acct="pchatter" exe="/usr/sbin/sshd"', "pchatter"),
    ("auth.txt (auth-user-pass):\ns.rahm\nMinaret*Breeze4\n", "Minaret*Breeze4"),
    ("The card went to Flat 3, 91 Camden Rise, London NW1 0DU last week", "91 Camden Rise"),
    ("Le technicien doit passer rue de la Station 113 à 5000 Namur, le matin", "rue de la Station 113"),
    ("- Zum Eichwald 12 b, D - 24837 Schleswig", "Zum Eichwald 12 b"),
    ("posted to Keizersgracht 513-II, 1017 EK Amsterdam three weeks ago", "Keizersgracht 513-II"),
    ("D. Unit 6 / 88 Wattle Parade, Geelong VIC 3220", "88 Wattle Parade"),
    ("en télétravail au lieu-dit Kerouzer, 29870 Lannilis", "Kerouzer"),
    ("Complément : Bât. D, appt 43", "Bât. D, appt 43"),
    ("the mac is 3c 7c 3f b2 04 9e under the dock", "3c 7c 3f b2 04 9e"),
    ("blocked 10[.]77[.]3[.]20 per the mail", "10[.]77[.]3[.]20"),
    ("9cb6.d0f1.22ab  AP-2F  Run  10.52.8.14  NB-SKOVGARD", "NB-SKOVGARD"),
    ("Owner ........ Thadd Quillon\nEditors ...... Nkechi Obiano, Sven-Erik Palme", "Sven-Erik Palme"),
    ("Intervenant      Nolwenn TRÉBEUL", "Nolwenn TRÉBEUL"),
    ("http://jenkins.example.org/user/dcosgrave/my-views/all", "dcosgrave"),
    (r"\\dfs\scans\for_Marguerite\inbox", "Marguerite"),
    ("tar: home/lbianchetti/.mozilla: Cannot stat", "lbianchetti"),
    ("[root@thibault-thinkpad ~]# uname -r", "thibault-thinkpad"),
    ("dhcpd: DHCPACK on 172.22.9.140 to f4:39:09:ae:62:11 (PC-LMARTIN) via eth0", "PC-LMARTIN"),
    ("10.66.2.32.52144 > 10.66.0.6.53: 4417+ A?", "10.66.2.32"),
    ("asked for the OTP\nuser replied 731 447 then", "731 447"),
    ("YubiKey: cccccckdvvulhifndtrbegelukrjnbhcthtbjflvgrux"[:-1] + "i", "cccccckdvvulhifndtrbegelukrjnbhcthtbjflvgrui"),
    ("https://app.example.fr/connexion/magique/aFgLu7x0hu-rjNopXpioDybQejJv renvoie", "aFgLu7x0hu-rjNopXpioDybQejJv"),
    ("PLZ/Ort: 1211 Wien", "1211 Wien"),
    ("1) 13 ter venelle du Pont – 22300 Lannion", "22300 Lannion"),
    ("code porte 58A32.", "58A32"),
    ("reach me at +49 (0) 711 / 208 43 - 18", "208 43 - 18"),
]  # fmt: skip
STAYS = [
    "C:\\Users\\Public\\Documents\\readme.txt",
    "/usr/share/doc/people/index.html",
    "https://example.org/search?user=all&page=2",
    "passwd program = /usr/bin/passwd %u",
    "root      1042  0.0  0.1 170000 12000 ?  Ss",
    "daemon:*:1:1:daemon:/usr/sbin:/usr/sbin/nologin",
    "su: authentication failure",
    "submissions 465/tcp ssmtp # Submission over TLS",
    "Intel Core i7 12700 Alder Lake, build 19045 Windows",
    "Error 10054 Connection reset, line 12345 Main",
    "e2fsck: Pass 1: Checking inodes, blocks, and sizes",
    "SEE ALSO passwd(1), gpasswd(1), login(1)",
    "kpasswd\t\t464/tcp",
    "private tokens: number;",
    "Total 120 450 files in 3 folders",
    "Members      12 of 40 groups",
    "https://example.org/verify/index",
    "self.passwd = password_mgr",
    '"LimitBlankPasswordUse"=dword:00000001',
    "LoadCredential=token:/etc/credstore/inventory.token",
    "an empty list means the password is fine.",
]


@pytest.mark.parametrize(("text", "secret"), FOUND)
def test_what_identifies_is_replaced(text: str, secret: str) -> None:
    assert secret not in Redactor({}).redact_text(text)


@pytest.mark.parametrize("text", STAYS)
def test_what_looks_alike_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text


@pytest.mark.parametrize("name", ["marie.durand", "j.sophie", "DUPRE_Yann", "Sven Palm"])
def test_a_person_has_a_given_name_and_another(name: str) -> None:
    assert is_person(name)


@pytest.mark.parametrize("name", ["e.g", "v1.2", "public.folder", "Read Me", "a.out", "Ab"])
def test_other_pairs_of_words_are_no_person(name: str) -> None:
    assert not is_person(name)


@pytest.mark.parametrize("name", ["root", "public", "systemd-network", "x", "Hello World"])
def test_the_systems_accounts_are_no_ones(name: str) -> None:
    assert not is_account(name)
