"""Labels, columns, places, neighbours: what a word beside a value, or its form, makes of it."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor, rule_order

HIDDEN = (
    ("employeeID: 7818181\nextensionAttribute4: X67422Y", "X67422Y"),
    ("matricule;nb_jours\nA181225;12\nA268131;8", "A268131"),
    ("EMPNO   DEPT\n------- -----\n8753153 FIN", "8753153"),
    ("Pers.-Nr. 0041722", "0041722"),
    ("loyalty card he scanned (2918783492166)", "2918783492166"),
    ("agent n°41722", "41722"),
    ("lsblk\nNAME  SERIAL\nsda   S3Z8NB0K712345", "S3Z8NB0K712345"),
    ("MachineGuid REG_SZ 705a53c9-b536-45cb-b608-c959a4f3fd3e", "705a53c9"),
    ("id;naiss;cni\n1;16/05/1991;XM2H26H13", "16/05/1991"),
    ("id;naiss;cni\n1;16/05/1991;XM2H26H13", "XM2H26H13"),
    ("Cannot load roaming profile for tmacaskill (0x80070020)", "tmacaskill"),
    ("le compte ghollander est verrouillé", "ghollander"),
    ("Get-ADUser ghollander -Properties *", "ghollander"),
    ("\\\\localhost\\profils$\\mestournel.V6\\NTUSER.DAT", "mestournel"),
    ("Hostname,IP\nFR-LYO-0142,x\nFR-LYO-0177,y", "FR-LYO-0177"),
    ('value="http://ssrs-vld-02/ReportServer"', "ssrs-vld-02"),
    ("srv-nfs-07:/export/home on /home type nfs4", "srv-nfs-07"),
    ("https://valmont.service-now.com/incident.do", "valmont"),
    ("440 voie Romaine", "440 voie Romaine"),
    ("Kunde wohnt Am Mühlbach 19, Hinterhaus", "Am Mühlbach 19"),
    ("Maupertuis (RH) ne reçoit plus ses mails", "Maupertuis"),
    ("Rédacteur : Maupertuis", "Maupertuis"),
    ("Save these:\nfeebn-n84si\ndhnb1-ymnlt\np4zpq-lk2g0", "dhnb1-ymnlt"),
    ("ESET  BDIW-24UD-CB70-3VWK-BRZW  2026-04-30", "BDIW-24UD"),
    ("the alarm code is four four one nine", "four four one nine"),
    ("her disk asks for a phrase: \"purple otter climbs seven ladders\"", "purple otter"),
    ("wifi password: mellow-Papaya-53. meeting rooms: Talk-Giraffe-09.", "Talk-Giraffe-09"),
    ("Pfad: C:\\Users\\ldinkelack\\x, als ldinkelack nicht", "ldinkelack"),
)  # fmt: skip
"""Texts, and what must be gone."""


@pytest.mark.parametrize(("text", "secret"), HIDDEN)
def test_a_word_beside_a_value_or_its_form_gives_it_away(text: str, secret: str) -> None:
    assert secret not in Redactor({}).redact_text(text)


KEPT = (
    "serial: none, user: root, Account: disabled",
    "root=UUID=da30aa51-e030-4795-80cc-6cc197d2c14e ro quiet",
    "CLSID {2593F8B9-4EAF-457C-B68A-50F6B8EA6B54} and APPID",
    "Job print-118 completed, 3 pages on pc-room",
    "Owner: Facilities. Author: unknown.",
    "local   all   all   127.0.0.1/32   scram-sha-256",
    "order 4500012345, error 0x80070643, version 16.0.17328",
    "the user namespace is full",
    "http://localhost:8080/ and http://backend:3000/",
    "Crystal Reports, Pascal and Outlook says no",
)
"""What looks like it and says nothing about anyone."""


@pytest.mark.parametrize("text", KEPT)
def test_states_products_and_components_stay(text: str) -> None:
    assert Redactor({}).redact_text(text) == text


def test_long_texts_are_left_to_the_rules_for_forms() -> None:
    long = "x" * (rule_order.LONG + 1)
    assert rule_order.choose_rules(long, personal=True) is rule_order.get_log_rules()
    assert rule_order.choose_rules("x", personal=True) is rule_order.get_all_rules()
