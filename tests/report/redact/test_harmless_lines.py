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
