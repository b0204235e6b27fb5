"""Names in the output of programs and in short sentences, and what looks like them and stays."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor

GONE = [
    # sign-in logs
    ("sshd[9]: Starting session: shell on pts/2 for tzuber from 10.4.2.9 port 40022 id 0", "tzuber"),
    ("sshd[9]: error: maximum authentication attempts exceeded for hotline2 from 10.4.2.9", "hotline2"),
    ("su[330]: (to oracle9) pmarchal on pts/0", "oracle9"),
    ("[sudo] Mot de passe de sparrow :", "sparrow"),
    ("[sudo] Passwort für kittel:", "kittel"),
    ("cron[1221]: (backup_ops) CMD (/opt/bin/nightly.sh)", "backup_ops"),
    ("smbd_audit: olgap|10.2.2.3|lap|compta|unlink|ok|x", "olgap"),
    ("sssd_be[881]: Backend is offline; user luchs uses cached credentials", "luchs"),
    ("\tCaller Computer Name:\tEMPFANG", "EMPFANG"),
    ("\tSupplied Realm Name:\tNORDLAND", "NORDLAND"),
    ('POST /printers/HP-Etage2 HTTP/1.1" 200', "HP-Etage2"),
    ('devid="FG100FTK20012345"', "FG100FTK20012345"),
    # commands and what they print
    ("Benutzername                             dachs\nKonto aktiv                              Ja", "dachs"),
    ("Nom d'utilisateur                              hamster\nNom complet     X", "hamster"),
    ("$ dscl . list /Users\ndaemon\nottoline\nroot", "ottoline"),
    ("$ scutil --get ComputerName\nLenas Mac mini", "Lenas Mac mini"),
    ("Name        Enabled Description\n----        ------- -----------\nwerkstatt2  True", "werkstatt2"),
    ('New-LocalUser -Name "kiosk7"', "kiosk7"),
    ("cmdkey /add:FS01 /user:x", "FS01"),
    ("Registered Owner:          Accueil Mairie", "Accueil Mairie"),
    # a name told in one line goes in the others
    ("SubjectUserName: orcas\nMailbox: orcas moved", "orcas moved"),
    # sentences about accounts
    ("The following users are logged on: dkranz and ploeffler", "ploeffler"),
    ("User-ID hawk / Pwd Sommer!24x", "hawk"),
    ("Kürzel spk fehlt im Kalender", "spk"),
    ("who is tkwast? he locked the file", "tkwast"),
    ("Run it as t1-oyelaran instead.", "t1-oyelaran"),
    ("cron job of svc-export fails", "svc-export"),
    ("my ID is u4471kk.", "u4471kk"),
    ("Anmeldename lautet anna.k.", "anna.k"),
    # sentences about computers
    ("Since this morning nobody can reach kronos; titan is fine.", "kronos"),
    ("Je me connecte en RDP sur vesta depuis ceres.", "ceres"),
    ("I restarted KRONOX twice, no change.", "KRONOX"),
    ("Backup of hermes to vault7 failed with code 58", "vault7"),
    ("hosts oslo1, bergen2 and narvik3 were patched", "bergen2"),
    ("kiosk_eg hängt beim Start.", "kiosk_eg"),
    ("We can't RDP to pelikan-ts.", "pelikan-ts"),
    ("Who renamed OLD-SRV to NEW-SRV?", "NEW-SRV"),
    ("Device Empfang-PC is not compliant", "Empfang-PC"),
    ("wireguard peer nadja-laptop handshake did not complete", "nadja-laptop"),
    ("We moved the share from alt-fs1 to neu-fs1.", "neu-fs1"),
    # numbers and codes
    ("operator OP-3391 logged the fault", "OP-3391"),
    ("Fahrer 7714 meldet defektes Display", "7714"),
    ("Inventarnr. 2023-0471", "2023-0471"),
    ("HR-Nr.: 000305510", "000305510"),
    ("Voucher 4KXT-99PL for 2 devices", "4KXT-99PL"),
    ("Google Meet: abc-defg-hij", "abc-defg-hij"),
    ("Faxcode 5521", "5521"),
    ("Schließanlage: Notfallcode 7719AX", "7719AX"),
    ("Kurzwahl *412", "*412"),
    ("Rückruf bitte unter 0351-44 10-77", "0351-44 10-77"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name"), GONE)
def test_a_name_or_number_goes(text: str, name: str) -> None:
    assert name not in Redactor({}).redact_text(text)


STAYS = [
    "pam_unix(gdm-password:auth): conversation failed",
    "pam_tally2(login:auth): unknown option",
    "pam_winbind(sshd:auth): getting password (0x00000388)",
    "ID de sécurité :\t\tS-1-0-0",
    "Compte : actif                                 Oui",
    "USER INFORMATION\n----------------\n\nUser Name         SID",
    "Last login: Thu Nov 12 08:14:02 on ttys001",
    "Package: kf6-kconfig\nSource: kf6-kconfig\nSection: haskell\nSize: 8288",
    "Depends: gnat-13 (<< 13.2.0-11), rust-bzip2 (= 0.4.4-1), manpages-l10n",
    "Depends: text of the code\nSize: 17656",
    "![portal](./media/windows-enroll/auto-enroll-mdm.png)",
    '<a name="decreasing-support-for-android-device-administrator--5857738"></a>',
    "L’appareil est bloqué. L’assistance n’a pas pu vérifier votre compte.",
    "All computers share one account: anyone who reads its password can sign in.",
    "L'installation a échoué : code 1603. Une autre installation est en cours (1618).",
    "Bluetooth, carte réseau activée, passerelle joignable, résolution de noms fonctionnelle",
    "Authentication Package: MICROSOFT_AUTHENTICATION_PACKAGE_V1_0",
    "Destination Host Unreachable",
    "Initial RTO                         : 1000",
    "tpm_tis STM0925:00: 2.0 TPM (device-id 0x3, rev-id 1)",
    "The signal SIGUSR1 rereads the file; the default is CMYK8.",
    "L’exemple ci-dessous utilise le service d’accès à distance.",
]


@pytest.mark.parametrize("text", STAYS)
def test_what_looks_alike_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text
