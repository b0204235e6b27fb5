"""Lines of guides, tables and settings that look like names or secrets and are none."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor
from tests.report.redaction_measured import clean

STAYS = (
    "# <file system> <options> <dump> <pass>\nproc /proc proc defaults 0 0",
    '"UserPreferencesMask"=hex:9e,1e,07,80,12,00,00,00',
    "dovecot: imap-login: Disconnected: Inactivity (no auth attempts in 180 secs)",
    'It shows "invalid user name or password" since then.',
    "The word HRESULT 0x80070005 means access denied.",
    "How to change your password: open the portal, choose Security.",
    "The PIN of the card has six digits; die eigene PIN sechs.",
    "Der Index steht laut Statusseite auf 71 %.",
    "Das Kennwort von zwei Dienstkonten ist älter als drei Jahre. Bitte ändern.",
    "subtotal 2,204.80, VAT 421.74, total 2,641.44",
    "ALTER USER CURRENT_USER IDENTIFIED BY VALUES ?;",
    "WPA3-Personal, cipher GCMP-256, connection mode auto",
    "kind: ConfigMap\nmetadata:\n  name: shop-settings",
    "| AADSTS50034  | The user account does not exist in the directory |",
    "Sort the mailbox by size: View > Message List.",
    "Guide – Sauvegarder et restaurer un profil de navigateur",
    "| 0x8004de85 | Account missing or sign-in with two different accounts | unlink the PC and sign in |",
    "PXE-E53 means that no boot file name was received by the computer.",
    "Frequently asked questions (service portal)",
    "#AuthorizedKeysFile\t.ssh/authorized_keys .ssh/authorized_keys2",
    "La recherche tient compte des synonymes (« mot de passe », « mdp », « code »).",
    "Un mot de passe contient trois des catégories suivantes : majuscules, minuscules, chiffres.",
    'awk -v street2="$limit"',
    "ServiceID = {7971F918-A847-4430-9279-4A52D1EFE18D} Third party service",
)

HIDDEN = (
    ("sudo: jcarval is not in the sudoers file.", "jcarval"),
    ("rsync -av projets/ svc-rsync@backup:/vol1/projets/", "svc-rsync"),
    ('"recovery_codes": ["l4ke-9pdo", "m02z-qqt8"]', "m02z-qqt8"),
    ("web3.rns.acme-outillage.net | UNREACHABLE! => {", "web3"),
    ("mon numéro d'agent c'est le 77 40 218", "77 40 218"),
    ("YubiKey serial 18 204 775 lost on the train", "18 204 775"),
    ("https://we.tl/t-ipFfxPSRSm", "ipFfxPSRSm"),
    ("https://framaforms.org/choix-du-materiel-2025-1741882204", "1741882204"),
    ("VPN id: NG8834", "NG8834"),
    ("| account | jcarval |\n| state | locked |", "jcarval"),
)


@pytest.mark.parametrize("text", STAYS)
def test_a_line_of_a_guide_or_a_table_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text


@pytest.mark.parametrize(("text", "secret"), HIDDEN)
def test_what_stands_in_the_same_places_and_is_one_goes(text: str, secret: str) -> None:
    assert secret not in clean({"text": text})


@pytest.mark.parametrize(
    "text",
    [
        '@="%SystemRoot%\\\\System32\\\\imageres.dll,-109"',
        "Secret question: choose one from the list",
        "Nouveau mot de passe : 12 caractères minimum",
        "Confirmation du mot de passe : ne correspond pas",
        "Utilisateur : tous",
        "cp: impossible d'évaluer '/tmp/rapport.pdf': Aucun fichier ou dossier de ce nom",
        "ERREUR Mot de passe non saisi, abandon",
        "l'option --password est obsolète, utilisez --password-stdin.",
    ],
)
def test_requirements_and_messages_stay(text: str) -> None:
    assert Redactor({}).redact_text(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "ComputerName     : www.example.com\nRemotePort       : 443\nInterfaceAlias   : Ethernet",
        "| Column | Type |\n|---|---|\n| password_hash | varchar(72) |\n| token_expires | timestamp |",
        "Policy                Compliant   Not compliant\nMinimum OS 10.0.22631       398              21",
        "The developer unit DV-8550 of the printer is replaced at 600,000 pages.",
        "Le modèle est un Epson EB-992F, l'écran reste noir.",
        "Message BX-4001: the session has ended.",
        "Folders: C:\\Program Files\\Common Files\\Adobe\\ARMDC, C:\\ProgramData\\Package Cache",
        "db-1   | LOG:  the server is ready to accept connections",
        "The time servers are pool.ntp.org and ntp.metas.ch.",
        "Public hosts for the allow list: accounts.google.com",
        "systemd[1]: Starting accounts-daemon.service...",
        "Auf dem Rechner nebenan geht es.",
        "It means that the limit of sessions is reached.",
        "export AWS_PROFILE=sandbox",
        "Numéro de ticket : INC-204418. Priorité : basse.",
        "Ne communiquez pas le code reçu par SMS. En cas de doute, appelez-nous.",
        '{"nom":"tableau-de-bord","version":"2.3.1"}',
        "The VPN client is the Cisco Secure Client 5.1.3.62. Nothing else is installed.",
        "Session expirée. Commande w32tm /resync exécutée, service de temps remis en automatique.",
        "Ein fehlerhaftes Firmware-Update (Version 8.10.196.0). Das Kennwort bleibt gleich.",
        "La version affichée en bas de l'écran est 5.12.3 (build 20261127.4).",
        "Alarm 'Datastore usage on disk' changed from Green to Yellow",
        "secretKeyRef: name: db-credentials, key: password",
        "Sinon l'ancien mot de passe restera valable hors ligne.",
        "Clé de produit : elle se trouve sur l'étiquette sous l'appareil.",
        "Der Kollege am Nebentisch hat denselben Fehler.",
        "Could we get a second card printer? The Evolis Primacy jams after every tenth card.",
        "Baie A de la salle serveur : un onduleur Eaton 9PX et deux commutateurs.",
        "Hyper-V-Worker 18590: the guest operating system has crashed",
        "E-2216 : le code postal est absent.",
        'with: { token: "${{ secrets.CODECOV_TOKEN }}" }',
        "Die neuen Sätze gelten laut Rundschreiben.",
        "The server {2593F8B9-4EAF-457C-B68A-50F6B8EA6B54} did not register with DCOM in time.",
        "#Driver: FlatStore\n#Directory: /srv/settings",
        "The headset works on a Mac: Jabra Evolve2 65. The password prompt is gone.",
    ],
)
def test_products_versions_and_parts_of_programs_stay(text: str) -> None:
    assert Redactor({}).redact_text(text) == text


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("The printer is connected to XA7-PAR-012, the server is down.", "XA7-PAR-012"),
        ("ComputerName  LastSeen\nxa7-par-012   today", "xa7-par-012"),
        ("Signed in as Boduxas, Carla: she approved it.", "Boduxas"),
        ("The remote address was 81.63.4.9. It is offline.", "81.63.4.9"),
        ("passphrase : il était un petit navire", "petit navire"),
        ("voucher: KX7P-99QA-2MTZ", "KX7P-99QA-2MTZ"),
    ],
)
def test_what_only_resembles_a_product_or_version_goes(text: str, secret: str) -> None:
    assert secret not in clean({"text": text})
