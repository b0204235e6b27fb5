"""The names of printer queues stay readable in a ticket; people and computers in them don't."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from selfhelp.core.model import (
    CheckResult,
    CheckState,
    Column,
    FactTable,
    Finding,
    FixRun,
    Outcome,
    PrivacyClass,
    Snapshot,
    SnapshotSection,
)
from selfhelp.core.text import ENGLISH, N_, Text
from selfhelp.report.redact import Redactor

NOW = datetime(2026, 12, 2, tzinfo=UTC)
USER, FULL, HOST = "mdupont", "Élise Dupont", "pc-7421.corp.example.com"


def redactor() -> Redactor:
    return Redactor({PrivacyClass.PERSON: [USER, FULL], PrivacyClass.HOST: [HOST]}, key=b"k" * 32)


def shown(name: str) -> str:
    return str(redactor().redact_value(name, PrivacyClass.QUEUE))


def checked(name: str, summary: Text, meaning: Text | None = None) -> CheckResult:
    evidence = {"printer 1": name, "problem 1": "paused; state 5"}
    finding = Finding(summary, meaning, evidence, reveals={"printer 1": PrivacyClass.QUEUE})
    return CheckResult("print-offline", CheckState.FOUND, finding)


@pytest.mark.parametrize(
    "name",
    [
        *("Office-3rd-Floor", "HPLJ-2NDFLOOR", "PRN-B12-2F-01", "Kyocera-2nd-Floor", "RICOH-MP-C3004-EG2"),
        *("Accueil", "étage-2", "FollowMe", "Secure-Print", "Finance_Printer_Room_214", "Drucker Empfang"),
        *("Canon iR-ADV C5535 Paris Nord", "Brother HL-L2350DW series", "-rf", "<b>$(reboot)", "a;reboot"),
    ],
)
def test_a_queues_name_stays_in_the_section_and_in_the_finding(name: str) -> None:
    assert shown(name) == name
    result = checked(name, N_("The printer {printer} is paused.", printer=name))
    found = redactor().redact_check_result(result).finding
    assert found is not None
    assert ENGLISH.translate(found.summary) == f"The printer {name} is paused."
    assert found.evidence["printer 1"] == name


@pytest.mark.parametrize(
    ("name", "gone", "kept"),
    [
        ("HP of Jane Smith", ("Jane", "Smith"), "HP of user-"),
        ("HP-of-Jane-Smith", ("Jane", "Smith"), "HP of user-"),
        ("HP_LaserJet_of_Jane_Smith", ("Jane", "Smith"), "HP LaserJet of user-"),
        ("Drucker von Müller", ("Müller",), "Drucker von user-"),
        ("Imprimante_de_Marie", ("Marie",), "Imprimante de user-"),
        ("Laser-mdupont", ("mdupont",), "Laser-user-"),
        ("Élise Dupont's printer", ("Élise", "Dupont"), "user-"),
        ("HP on PC-7421", ("7421",), "HP on host-"),
        (r"\\srv-print01\Office-3rd-Floor", ("srv-print01",), r"\Office-3rd-Floor"),
        (r"\\srv-print01\HP-of-Jane-Smith", ("srv-print01", "Jane", "Smith"), r"\HP of user-"),
        ("HP M402dn (from LAPTOP-JSMITH) in session 2", ("LAPTOP", "JSMITH"), "HP M402dn (from host-"),
        ("HP LaserJet @ jsmith-laptop", ("jsmith",), "HP LaserJet @ host-"),
        ("HP-192.168.1.20", ("192.168",), "HP ip-private-"),
        ("password=hunter2", ("hunter2",), "[secret:password]"),
    ],
)
def test_people_computers_and_secrets_in_it_are_replaced(name: str, gone: tuple[str, ...], kept: str) -> None:
    result = checked(name, N_("The printer {printer} is paused.", printer=name))
    found = redactor().redact_check_result(result).finding
    assert found is not None
    for text in (shown(name), ENGLISH.translate(found.summary), found.evidence["printer 1"]):
        assert kept in text
        assert not [word for word in gone if word in text]


def test_names_in_nested_sentences_and_lists_stay() -> None:
    one, two = "HPLJ-2NDFLOOR", "PRN-B12-2F-01"
    wait = N_("Another printer, {printer}, is ready, so you can print there in the meantime.", printer=two)
    result = checked(
        one,
        N_("{count} printers aren't ready: {names}.", count=2, names=f"{one}, {two}"),
        N_("{what} {more}", what=N_("Only an administrator can resume {printer}.", printer=one), more=wait),
    )
    evidence = {"printer 1": one, "printer 2": two}
    marks = dict.fromkeys(evidence, PrivacyClass.QUEUE)
    assert result.finding is not None
    finding = Finding(result.finding.summary, result.finding.meaning, evidence, reveals=marks)
    found = redactor().redact_check_result(CheckResult("x", CheckState.FOUND, finding)).finding
    assert found is not None
    assert found.meaning is not None
    assert ENGLISH.translate(found.summary) == f"2 printers aren't ready: {one}, {two}."
    assert ENGLISH.translate(found.meaning).count(one) == 1
    assert ENGLISH.translate(found.meaning).count(two) == 1


def test_a_name_of_the_section_stays_in_the_reason_of_a_check_and_of_a_run() -> None:
    one, name = redactor(), "HPLJ-2NDFLOOR"
    table = FactTable("queues", (Column("printer", reveals=PrivacyClass.QUEUE, key=True),), [(name,)])
    one.redact_snapshot(Snapshot(NOW, [SnapshotSection("printers", True, 1, [table])]))
    why = N_("The printer {name} returned an unexpected response.", name=name)
    before = CheckResult("print-stuck-queue", CheckState.INCONCLUSIVE, reason=why)
    assert name in str(one.redact_check_result(before).reason)
    run = FixRun("1", "print-offline", Outcome.REFUSED, before, (), None, NOW, NOW, why)
    assert name in str(one.redact_run(run).message)


@pytest.mark.parametrize("name", ["password", "Password:", "password is", "pw", "the password", "secret-key"])
def test_a_hostile_name_protects_nothing_beside_it(name: str) -> None:
    """The reason for a pause is external text: what it tells is redacted whatever the queue is called."""
    for said in ("password: Tr0ub4dor3x", "ask Jane Smith, password Tr0ub4dor3x", "login: x pw=Tr0ub4dor3x"):
        text = N_("The printer {printer} is paused: {message}", printer=name, message=said)
        found = redactor().redact_check_result(checked(name, text)).finding
        assert found is not None
        summary = ENGLISH.translate(found.summary)
        assert "Tr0ub4dor3x" not in summary
        assert "Smith" not in summary


def test_in_other_text_a_queues_name_is_replaced_as_before() -> None:
    one = redactor()
    one.redact_check_result(checked("HPLJ-2NDFLOOR", N_("The printer {p} is paused.", p="HPLJ-2NDFLOOR")))
    assert "2NDFLOOR" not in one.redact_text("printer HPLJ-2NDFLOOR disabled since Tuesday")


def test_a_name_with_a_person_in_it_is_replaced_as_a_whole_in_logs() -> None:
    one, name = redactor(), "HP_LaserJet_of_Jane_Smith"
    table = FactTable("queues", (Column("printer", reveals=PrivacyClass.QUEUE, key=True),), [(name,)])
    log = FactTable("lines", (Column("line", reveals=PrivacyClass.TEXT),), [(f"[Job 4] sent to {name}",)])
    sections = [SnapshotSection("errors", True, 1, [log]), SnapshotSection("printers", True, 1, [table])]
    text = str(one.redact_snapshot(Snapshot(NOW, sections)))
    assert "Jane" not in text
    assert "HP LaserJet of user-" in text


def test_the_whole_report_shows_one_name_for_a_queue() -> None:
    name, one = "Office-3rd-Floor", redactor()
    table = FactTable("queues", (Column("printer", reveals=PrivacyClass.QUEUE, key=True),), [(name,)])
    taken = one.redact_snapshot(Snapshot(NOW, [SnapshotSection("printers", True, 1, [table])]))
    found = one.redact_check_result(checked(name, N_("The printer {p} is paused.", p=name))).finding
    assert found is not None
    (section,) = taken.sections
    assert isinstance(section.items[0], FactTable)
    assert section.items[0].rows == ((name,),)
    assert "device-" not in json.dumps([dict(found.evidence), str(found.summary)])
