"""A case: what the sheet shows is what is sent, and nothing that was switched off is."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import html
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from selfhelp.catalog.catalog import Catalog
from selfhelp.core.errors import ChangedError, RefusedError, TooLargeError, UsageError
from selfhelp.core.model import (
    ChangeType,
    CheckResult,
    CheckState,
    Column,
    FactTable,
    Finding,
    Item,
    Outcome,
    Platform,
    PrivacyClass,
    Snapshot,
    SnapshotChange,
    SnapshotChanges,
    SnapshotSection,
)
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Translator, text_to_json
from selfhelp.core.ticket import ComputerId
from selfhelp.core.ticket_reference import shorten_reference
from selfhelp.engine.journal import Journal
from selfhelp.helpdesk.connectors.folder.connector import FolderConnector
from selfhelp.machine import Machine
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.policy import policy
from selfhelp.policy.remote_support import RemotePolicy
from selfhelp.report.collectors import Collector
from selfhelp.report.computer_identity import ComputerIdentity
from selfhelp.report.redact import Redactor
from selfhelp.report.snapshot_history import SnapshotHistory
from selfhelp.report.snapshot_service import SnapshotService
from selfhelp.tickets.case import Case, CaseDependencies
from selfhelp.tickets.delivery.delivery_service import DeliveryService
from selfhelp.tickets.following import caller_verification
from selfhelp.tickets.form.ticket_message import make_subject_from_text
from selfhelp.tickets.form.triage import Impact, Urgency
from selfhelp.tickets.outbox import blob_store
from selfhelp.tickets.outbox.outbox import Outbox, OutboxLimits
from selfhelp.tickets.review.edits import RemovedFact, RemovedLine, RemovedRow
from selfhelp.tickets.sent_items import FILED, SentRecords

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100
SECRET = "hunter" + "2x!"
CANARY = "Dupont-q7x9"
UUID = "4C4C4544-0036-4810-8051-B4C04F564433"


def tools(tmp_path: Path, rules: policy.Policy | None = None) -> CaseDependencies:
    rules = rules or policy.Policy()
    box = Outbox(tmp_path / "outbox")
    machine, catalog = LocalMachine(Platform.LINUX), Catalog(rules, Platform.LINUX)
    history = SnapshotHistory(tmp_path / "snapshots", rules.evidence.snapshot_days)
    return CaseDependencies(
        machine,
        catalog,
        Journal(tmp_path / "journal"),
        rules,
        lambda: Redactor({PrivacyClass.PERSON: ["marie.curie"]}, [SECRET]),
        lambda: box,
        lambda: SnapshotService(machine, list(catalog.collectors.values()), history, rules.evidence.budget),
        lambda: SentRecords(tmp_path / "receipts", 180),
    )


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tools(tmp_path), "mon imprimante est bloquée\nrien ne sort")


def with_snapshot(case: Case) -> None:
    items: list[Item | FactTable] = [
        Item("user", "marie.curie", reveals=PrivacyClass.PERSON),
        Item("note", f"{CANARY} said é"),
        FactTable("volumes", (Column("name"), Column("size", "B")), [(f"{CANARY}-disk", 5), ("root", 6)]),
    ]
    sections = [
        SnapshotSection("system", True, 3, items),
        SnapshotSection("load", False, 1, reason="no answer"),
    ]
    case.snapshot = Redactor({PrivacyClass.PERSON: ["marie.curie"]}).redact_snapshot(
        Snapshot(datetime.now(UTC), sections)
    )


def sent(case: Case, report: str) -> dict[str, bytes]:
    box = case._tools.outbox()
    open_file = box.make_file_opener(report)
    files = {}
    for ref in box.read_ticket(report).files:
        with open_file(ref) as stream:
            files[ref.name] = stream.read()
    return files


def test_the_form_is_filled_with_the_description(case: Case) -> None:
    assert case.message.subject == "mon imprimante est bloquée"
    assert case.message.body == case.words


def test_what_is_previewed_is_what_is_sent(case: Case, tmp_path: Path) -> None:
    with_snapshot(case)
    case.add_screenshot(PNG)
    (tmp_path / "Büro 🖨.txt").write_text("hello")
    case.add_file(tmp_path / "Büro 🖨.txt")
    shown = {item.key: item for item in case.build_letter().items}
    assert shown["picture-1"].preview == PNG
    report = case.save_to_outbox(case.build_letter())
    files = sent(case, report)
    assert files["screenshot-1.png"] == PNG
    assert files["Büro 🖨.txt"] == b"hello"
    ticket = case._tools.outbox().read_ticket(report)
    assert shown["message"].preview == f"{ticket.subject}\n\n{ticket.body}"
    for key in ("section-system", "section-load"):
        assert str(shown[key].preview).encode() in files["report.json"], (
            "the same bytes, not only the same facts"
        )
    assert {i.sha256 for i in shown.values() if i.group in ("picture", "file")} <= {
        hashlib.sha256(data).hexdigest() for data in files.values()
    }


def test_what_is_switched_off_is_nowhere(case: Case, tmp_path: Path) -> None:
    with_snapshot(case)
    key = case.add_screenshot(PNG)
    case.set_item_included(key, False)
    case.set_item_included("section-system", False)
    report = case.save_to_outbox(case.build_letter())
    files = sent(case, report)
    assert set(files) == {"report.html", "report.json"}
    assert "system" not in json.loads(files["report.json"])["sections"]
    stored = b"".join(p.read_bytes() for p in (tmp_path / "outbox").rglob("*") if p.is_file())
    assert PNG not in stored


def test_names_and_secrets_do_not_reach_the_report(case: Case) -> None:
    with_snapshot(case)
    case.message.body = f"my password is {SECRET}"
    report = case.save_to_outbox(case.build_letter())
    assert SECRET not in case._tools.outbox().read_ticket(report).body
    assert not any(b"marie.curie" in data for data in sent(case, report).values())


def test_a_run_is_proof_in_the_ticket(case: Case) -> None:
    before = CheckResult("print-stuck-queue", CheckState.FOUND, Finding(N_("Two documents are stuck.")))
    record = case._tools.journal.start_run("print-stuck-queue", before)
    record.append_event("ended", outcome=Outcome.NOT_FIXED, check=None)
    case.add_fix_run(record.run)
    case.add_fix_run(record.run)
    assert case.message.category == "printing"
    assert case.build_letter().body.count("-> not fixed (print-stuck-queue, ") == 1
    assert "Two documents are stuck." in case.build_letter().body
    with pytest.raises(UsageError):
        case.add_fix_run("20200101-000000-aaaaaa")


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("My mouse is dead. Please help.", "My mouse is dead. Please help."),
        (
            "The printer on the second floor prints nothing. I asked Ben. His number is 555 0100, he says.",
            "The printer on the second floor prints nothing. I asked Ben.",
        ),
        (
            "Hello. The printer on the second floor prints nothing since this morning although it is on",
            "Hello. The printer on the second floor prints nothing since this morning…",
        ),
    ],
)
def test_a_long_text_is_not_the_subject_as_a_whole(words: str, subject: str) -> None:
    assert make_subject_from_text(words) == subject


def test_a_hidden_secret_is_sent_as_the_review_shows_it(tmp_path: Path) -> None:
    """The help desk got "[secret:password]", which the review had shown in the user's language."""
    case = Case(dataclasses.replace(tools(tmp_path), translator=lambda: Translator("fr")))
    case.message.body = "Mon mot de passe est Tr0ub4dor&3x"
    letter = case.build_letter()
    assert letter.subject == "Mon mot de passe est [mot de passe masqué]"
    assert "Mon mot de passe est [mot de passe masqué]" in letter.body
    assert "[secret:" not in letter.body


def test_a_secret_is_found_before_the_subject_is_shortened(case: Case) -> None:
    """What names it may follow far behind."""
    case.message.subject = ""
    case.message.body = f"The mail program asked me again and again this morning, {SECRET} is my new password"
    letter = case.build_letter()
    assert len(letter.subject) <= 80
    assert SECRET not in letter.subject
    assert letter.subject.rstrip("…") in letter.body


def test_a_wish_that_failed_is_the_subject_and_says_what_was_refused(case: Case) -> None:
    case.message.subject = ""
    before = CheckResult(
        "print-missing",
        CheckState.FOUND,
        Finding(N_("You can add 12 more printers from your organisation."), on_request=True),
    )
    refused = N_("The print service refused to add the printer {printer}.", printer="Colour")
    record = case._tools.journal.start_run("print-missing", before)
    record.append_event("ended", outcome=Outcome.FAILED, check=None, message=text_to_json(refused))
    case.add_fix_run(record.run)
    assert case.message.subject.startswith("The print service refused to add the printer Colour")
    assert case.message.category == "printing"
    body = case.build_letter().body
    assert "Reason: The print service refused to add the printer" in body


def test_a_fault_that_failed_keeps_its_title(case: Case) -> None:
    case.message.subject = ""
    before = CheckResult("print-missing", CheckState.FOUND, Finding(N_("None is there.")))
    record = case._tools.journal.start_run("print-missing", before)
    record.append_event("ended", outcome=Outcome.FAILED, check=None, message=text_to_json(N_("No.")))
    case.add_fix_run(record.run)
    assert case.message.subject == "Add a printer"


def test_a_run_deleted_since_is_not_in_the_ticket(case: Case) -> None:
    before = CheckResult("print-stuck-queue", CheckState.FOUND, Finding(N_("Two documents are stuck.")))
    kept, gone = (case._tools.journal.start_run("print-stuck-queue", before) for _ in "ab")
    for record in (kept, gone):
        record.append_event("ended", outcome=Outcome.NOT_FIXED, check=None)
        case.add_fix_run(record.run)
    (case._tools.journal._folder / f"{gone.run}.jsonl").unlink()
    assert [entry.run for entry in case.runs] == [kept.run]
    assert case.build_letter().body.count("-> not fixed (print-stuck-queue, ") == 1


def test_names_and_secrets_of_a_run_do_not_reach_the_ticket(case: Case) -> None:
    said = f"/home/marie.curie is full, password={SECRET}"
    before = CheckResult(
        "disk-full", CheckState.FOUND, Finding(N_("{text}", text=said), evidence={"disk": said})
    )
    record = case._tools.journal.start_run("disk-full", before)
    record.append_event("step", n=0, name="free-space", step={}, back=None)
    record.append_event("result", n=0, result="failed", detail=said, back=None)
    why = text_to_json(N_("{text}", text=said))
    record.append_event("ended", outcome=Outcome.FAILED, check=None, message=why)
    case.add_fix_run(record.run)
    assert case.build_letter().body == case.build_letter().body, "what is shown is what is sent"
    with_snapshot(case)
    report = case.save_to_outbox(case.build_letter())
    everything = [case._tools.outbox().read_ticket(report).body.encode(), *sent(case, report).values()]
    assert b"is full" in b"".join(everything)
    assert not any(word in data for data in everything for word in (b"marie.curie", SECRET.encode()))


def test_a_file_over_the_limit_is_refused_when_it_is_added(case: Case, tmp_path: Path) -> None:
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(2_000_000_000)
    with pytest.raises(TooLargeError, match=r"2\.0.GB"):
        case.add_file(tmp_path / "huge")
    assert not case.list_added_items()


@pytest.mark.parametrize("name", ["nothing-here", "a\x00b", "."])
def test_what_is_no_file_is_refused_with_a_sentence(case: Case, tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"can't be read|is a folder"):
        case.add_file(tmp_path / name)


def test_policy_may_forbid_screenshots(tmp_path: Path) -> None:
    rules = policy.Policy(evidence=policy.EvidencePolicy(screenshots=False))
    with pytest.raises(RefusedError):
        Case(tools(tmp_path, rules)).add_screenshot(PNG)


def test_an_edited_picture_leaves_nothing_of_the_old_one(case: Case) -> None:
    key = case.add_screenshot(PNG)
    case.replace_picture(key, PNG[:50])
    assert case.read_picture(key) == PNG[:50]
    case.remove_attachment(key)
    assert not case.list_added_items()


def test_a_real_snapshot(case: Case) -> None:
    seen: list[str] = []
    case.take_snapshot(Progress(), lambda section, done, total: seen.append(section.id))
    assert case.snapshot is not None
    assert case.snapshot.redacted
    assert len(seen) == len(case.snapshot.sections)


# -- the ticket's text, its page and its reference -------------------------------------------------


def body_of(case: Case, report: str) -> str:
    return case._tools.outbox().read_ticket(report).body


def test_text_and_page_carry_the_reference_of_the_very_ticket(case: Case) -> None:
    with_snapshot(case)
    shown = case.build_letter().body
    report = case.save_to_outbox(case.build_letter())
    assert f"Reference for the phone: {shorten_reference(report)}" in body_of(case, report)
    assert shown == body_of(case, report)
    assert shorten_reference(report).encode() in sent(case, report)["report.html"]


def test_the_ticket_has_the_words_of_a_genuine_caller_unless_policy_says_no(
    case: Case, tmp_path: Path
) -> None:
    report = case.save_to_outbox(case.build_letter())
    assert caller_verification.has_verification_words(report, body_of(case, report))
    quiet = policy.Policy(remote=RemotePolicy(caller_verification=False))
    other = Case(tools(tmp_path / "other", quiet), "help")
    assert caller_verification.SPOKEN not in body_of(other, other.save_to_outbox(other.build_letter()))


def test_what_is_sent_once_more_is_another_ticket(case: Case) -> None:
    first, second = case.save_to_outbox(case.build_letter()), case.save_to_outbox(case.build_letter())
    assert first != second
    assert shorten_reference(second) in body_of(case, second)
    assert len(case._tools.outbox().list_items()) == 2


def test_a_failed_save_keeps_the_shown_reference(case: Case) -> None:
    shown, box = case.build_letter().body, case._tools.outbox()
    limits, box.limits = box.limits, OutboxLimits(tickets=0)
    with pytest.raises(TooLargeError):
        case.save_to_outbox(case.build_letter())
    box.limits = limits
    assert body_of(case, case.save_to_outbox(case.build_letter())) == shown


def test_a_reference_is_never_reused_and_files_stay(case: Case) -> None:
    case.add_screenshot(PNG)
    report = case.save_to_outbox(case.build_letter())
    case._ref = report
    with pytest.raises(UsageError, match="is already saved"):
        case.save_to_outbox(case.build_letter())
    assert sent(case, report)["screenshot-1.png"] == PNG


def test_the_ticket_names_the_computer_unless_turned_off(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    line = "Computer: PC-4711, serial number ABC1234"
    which = ComputerIdentity("PC-4711", serial="ABC1234", uuid=UUID)
    monkeypatch.setattr("selfhelp.report.computer_identity.read_computer", lambda _machine: which)
    with_snapshot(case)
    assert line in case.build_letter().body
    report = case.save_to_outbox(case.build_letter())
    assert not [name for name, data in sent(case, report).items() if b"PC-4711" in data], (
        "a report is passed on"
    )
    case.set_item_included("computer", False)
    assert "PC-4711" not in case.build_letter().body
    assert "PC-4711" not in body_of(case, case.save_to_outbox(case.build_letter()))


def test_policy_may_forbid_to_name_the_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("selfhelp.report.computer_identity.read_computer", pytest.fail)
    case = Case(tools(tmp_path, policy.Policy(evidence=policy.EvidencePolicy(computer=False))), "help")
    assert "Computer:" not in case.build_letter().body
    assert [item.key for item in case.build_letter().items] == ["message"]


def test_key_findings_and_changes_are_in_the_text(case: Case) -> None:
    full = FactTable("volumes", [Column("mount point"), Column("used", "%")], [["/home", 99.9]])
    now = datetime.now(UTC)
    changes = [SnapshotChange(id_, "things", ChangeType.ADDED, f"{id_}-thing") for id_ in ("disks", "load")]
    case.snapshot = Snapshot(
        now,
        [
            SnapshotSection("disks", True, 1, [full]),
            SnapshotSection("load", True, 1, [Item("memory use", 99, "%")]),
        ],
        redacted=True,
        changes=SnapshotChanges(now, changes),
    )
    assert "- /home is 99.9 % full" in case.build_letter().body
    assert "- things: disks-thing added" in case.build_letter().body
    case.set_item_included("section-disks", False)
    for text in (
        case.build_letter().body.encode(),
        *sent(case, case.save_to_outbox(case.build_letter())).values(),
    ):
        assert b"/home" not in text
        assert b"disks-thing" not in text
    assert "- Memory is 99 % in use" in case.build_letter().body


def test_the_description_in_the_page_has_no_secret(case: Case) -> None:
    with_snapshot(case)
    case.message.body = f"it says password={SECRET} <b>"
    page = sent(case, case.save_to_outbox(case.build_letter()))["report.html"].decode()
    assert SECRET not in page
    assert "it says password=" in page
    assert "&lt;b&gt;" in page


# -- F9: what the user saw is what is sent ---------------------------------------------------------------


def test_the_desk_holds_exactly_the_bytes_that_were_shown(case: Case, tmp_path: Path) -> None:
    with_snapshot(case)
    case.add_screenshot(PNG)
    (tmp_path / "notes.txt").write_bytes(b"notes \xff\n")
    case.add_file(tmp_path / "notes.txt")
    case.replace_word("imprimante", "…")
    letter = case.build_letter()
    items = {item.key: item for item in letter.items}
    report = case.save_to_outbox(letter)
    desk = FolderConnector(tmp_path / "desk")
    DeliveryService(case._tools.outbox(), desk).deliver(report, 5)
    arrived = tmp_path / "desk" / "LOCAL-0001"
    hashes = {hashlib.sha256(p.read_bytes()).hexdigest() for p in (arrived / "attachments").iterdir()}
    assert {items["picture-1"].sha256, items["file-2"].sha256} <= hashes
    ticket = json.loads((arrived / "ticket.json").read_text())
    texts = [p.read_text() for p in arrived.iterdir() if p.suffix in (".txt", ".json")]
    assert any("bloquée" in text for text in texts)
    message = f"{case._tools.outbox().read_ticket(report).subject}\n\n{case._tools.outbox().read_ticket(report).body}"  # noqa: E501
    assert hashlib.sha256(message.encode()).hexdigest() == items["message"].sha256
    assert ticket["subject"] == message.partition("\n")[0]
    receipts = case._tools.receipts() if case._tools.receipts else None
    assert receipts is not None
    record = receipts.find_record(report)
    assert record.items[0].sha256 == items["message"].sha256
    assert {item.sha256 for item in record.items[1:] if item.name != FILED} == hashes


def test_a_file_that_changed_after_the_look_is_not_sent(case: Case, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("reviewed")
    case.add_file(tmp_path / "a.txt")
    letter = case.build_letter()
    (tmp_path / "a.txt").write_text("not reviewed")
    with pytest.raises(ChangedError):
        case.save_to_outbox(letter)
    assert case._tools.outbox().list_items() == []
    assert case.save_to_outbox(case.build_letter())


def test_a_file_that_changes_while_it_is_sealed_is_not_sent(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("what I saw.")
    case.add_file(tmp_path / "a.txt")
    letter = case.build_letter()

    def changed_late(*file: Any) -> int:
        size = blob_store.require_file_size(*file)
        (tmp_path / "a.txt").write_text("what no one")
        return size

    monkeypatch.setattr("selfhelp.tickets.outbox.outbox.require_file_size", changed_late)
    with pytest.raises(ChangedError, match=r"a\.txt"):
        case.save_to_outbox(letter)
    assert case._tools.outbox().list_items() == []
    assert list((tmp_path / "outbox" / "files").iterdir()) == []


def test_only_reviewed_content_is_sealed(case: Case) -> None:
    letter = case.build_letter()
    case.add_screenshot(PNG)
    with pytest.raises(ChangedError):
        case.save_to_outbox(letter)
    letter = case.build_letter()
    case.message.body += " and more"
    with pytest.raises(ChangedError):
        case.save_to_outbox(letter)


# -- F10: what the user removed is nowhere ---------------------------------------------------------------


def everywhere(tmp_path: Path, canary: str) -> list[str]:
    """Where a canary lies on this disk, in the forms in which it could."""
    raw = canary.encode()
    forms = [
        raw,
        raw.lower(),
        canary.encode("utf-16-le"),
        *(base64.b64encode(b"x" * n + raw)[4:-4] for n in range(3)),
    ]
    files = [p for p in tmp_path.rglob("*") if p.is_file()]
    return [str(p) for p in files if any(form in p.read_bytes() for form in forms)]


@pytest.mark.parametrize("how", ["switch", "replace", "take out", "restart"])
def test_removed_text_is_in_no_byte(case: Case, tmp_path: Path, how: str) -> None:
    with_snapshot(case)
    case.message.body += f"\nI am {CANARY}\nand that is all"
    key = case.add_screenshot(PNG, f"{CANARY}.png")
    case.build_letter()
    case.replace_picture(key, PNG)
    match how:
        case "switch":
            case.set_item_included("section-system", False)
            case.review.apply_edits(RemovedLine(f"I am {CANARY}"))
            case.set_item_included(key, False)
        case "replace":
            assert case.replace_word(CANARY.upper(), "…") == 4
        case "take out":
            row = (f"{CANARY}-disk", 5)
            case.review.apply_edits(
                RemovedFact("system", "note"),
                RemovedRow("system", "volumes", row),
                RemovedLine(f"I am {CANARY}"),
            )
            case.remove_attachment(key)
        case _:
            case.replace_word(CANARY, "…")
            case.review.undo()
            case.replace_word(CANARY, "…")
    report = case.save_to_outbox(case.build_letter())
    assert everywhere(tmp_path, CANARY) == []
    files = sent(case, report)
    assert CANARY.encode() not in b"".join(files.values())
    if how != "switch":
        assert "root" in files["report.html"].decode()
        assert b'"root"' in files["report.json"], "the rest of the table is there, alike in both"


def test_undoing_a_replacement_restores_the_text(case: Case) -> None:
    with_snapshot(case)
    before = [item.sha256 for item in case.build_letter().items]
    assert case.count_word_uses(CANARY) == 2
    case.replace_word(CANARY, "…")
    assert case.count_word_uses(CANARY) == 0
    assert [item.sha256 for item in case.build_letter().items] != before
    assert case.review.undo()
    assert [item.sha256 for item in case.build_letter().items] == before


def test_a_secret_in_the_description_is_pointed_out(case: Case) -> None:
    assert case.build_letter().items[0].note is None
    case.message.body = f"my password is {SECRET}"
    head = case.build_letter().items[0]
    assert "hidden" in str(head.note)
    assert SECRET not in str(head.preview)


def test_which_computer_this_is_can_be_left_out(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    which = ComputerIdentity("PC-42", serial="S3R14L", uuid=UUID)
    monkeypatch.setattr("selfhelp.report.computer_identity.read_computer", lambda _machine: which)
    assert "S3R14L" in case.build_letter().body
    item = next(i for i in case.build_letter().items if i.key == "computer")
    assert item.preview == f"Computer: PC-42, serial number S3R14L\nHardware number (UUID): {UUID}"
    case.set_item_included("computer", False)
    assert "S3R14L" not in case.build_letter().body + str(case.build_letter().files)
    assert case.build_letter().details.computer == ComputerId()
    assert not next(i for i in case.build_letter().items if i.key == "computer").on


def test_the_organisation_may_leave_the_computer_unnamed(tmp_path: Path) -> None:
    rules = policy.Policy(evidence=policy.EvidencePolicy(computer=False))
    assert [i.key for i in Case(tools(tmp_path, rules), "help").build_letter().items] == ["message"]


# -- the user's files ---------------------------------------------------------------------------------------


def cleaning(tmp_path: Path) -> Case:
    return Case(tools(tmp_path, policy.Policy(redaction=policy.Redaction(attachments=True))), "help")


def test_user_files_are_sent_unchanged_and_labelled(case: Case, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"password={SECRET} {CANARY}")
    case.add_file(tmp_path / "a.txt")
    case.replace_word(CANARY, "…")
    (item,) = case.list_added_items()
    assert "unchanged" in str(item.note)
    assert (
        sent(case, case.save_to_outbox(case.build_letter()))["a.txt"]
        == f"password={SECRET} {CANARY}".encode()
    )


def test_policy_has_attached_texts_cleaned(tmp_path: Path) -> None:
    case = cleaning(tmp_path)
    (tmp_path / "log.txt").write_bytes(
        f"user marie.curie password={SECRET}\nerror 0x80070005 {CANARY}\n".encode()
    )
    case.add_file(tmp_path / "log.txt")
    case.replace_word(CANARY, "…")
    item = next(i for i in case.build_letter().items if i.key == "file-1")
    assert "organisation" in str(item.note)
    data = sent(case, case.save_to_outbox(case.build_letter()))["log.txt"]
    assert data.decode() == item.preview
    assert hashlib.sha256(data).hexdigest() == item.sha256
    assert not any(word in data for word in (b"marie.curie", SECRET.encode(), CANARY.encode()))
    assert b"0x80070005" in data


@pytest.mark.parametrize(
    "data",
    [
        PNG,
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(range(256)) * 40,
        b"PK\x03\x04" + bytes(range(256)) * 9,
        b"text\0text",
    ],
)
def test_what_is_no_text_cannot_be_cleaned_and_says_so(tmp_path: Path, data: bytes) -> None:
    case = cleaning(tmp_path)
    (tmp_path / "a.bin").write_bytes(data)
    case.add_file(tmp_path / "a.bin")
    item = next(i for i in case.build_letter().items if i.key == "file-1")
    assert "can't be redacted" in str(item.note)
    assert sent(case, case.save_to_outbox(case.build_letter()))["a.bin"] == data


def test_a_text_with_a_broken_line_is_still_cleaned(tmp_path: Path) -> None:
    case = cleaning(tmp_path)
    (tmp_path / "a.log").write_bytes(b"fine\n" * 40 + b"\x81\x8d\xff\xfe\x9d\n" + b"marie.curie\n")
    case.add_file(tmp_path / "a.log")
    data = sent(case, case.save_to_outbox(case.build_letter()))["a.log"]
    assert b"marie.curie" not in data
    assert b"[removed: not text]" in data


# -- what is collected -------------------------------------------------------------------------------


def test_excluded_sections_are_not_collected(tmp_path: Path) -> None:
    wanted = tools(tmp_path)
    whole = wanted.survey()
    some = [c for c in whole.collectors if c.id not in ("system", "processes")]
    case = Case(
        dataclasses.replace(wanted, survey=lambda: dataclasses.replace(whole, collectors=some)), "help"
    )
    case.take_snapshot(Progress())
    assert case.snapshot is not None
    assert {"system", "processes"} & {section.id for section in case.snapshot.sections} == set()


def test_the_default_report_has_no_arguments_environment_addresses_or_networks(case: Case) -> None:
    """F12: the golden list of what must not be there, on whatever computer this runs."""
    case.take_snapshot(Progress())
    assert case.snapshot is not None
    names = set()
    for section in case.snapshot.sections:
        for item in section.items:
            names.add(item.name.casefold())
            names |= (
                {column.name.casefold() for column in item.columns} if isinstance(item, FactTable) else set()
            )
    forbidden = ("command line", "arguments", "argv", "environment", "url", "history", "visited", "bookmark")
    assert [n for n in names if any(word in n for word in forbidden)] == []
    assert [n for n in names if "ssid" in n and ("known" in n or "list" in n or n.endswith("s"))] == []
    collectors = case._tools.catalog.collectors.values()
    marks = [
        (section.id, item.name)
        for section in case.snapshot.sections
        for item in section.items
        for reveals in ([item.reveals] if isinstance(item, Item) else [c.reveals for c in item.columns])
        if reveals is PrivacyClass.COMMAND
    ]
    assert marks == [], "no command line in a section that is collected by default"
    assert all(
        section.id in {c.id for c in collectors if not c.private} for section in case.snapshot.sections
    )


def test_a_removed_key_finding_is_not_in_the_page(case: Case) -> None:
    from selfhelp.report.findings import find_key_findings

    columns = (Column("mount point"), Column("used", "%"), Column("free", "B"))
    disks = SnapshotSection("disks", True, 1, [FactTable("volumes", columns, [("/", 99.0, 1_000)])])
    when = datetime.now(UTC)
    changes = SnapshotChanges(when, [SnapshotChange("disks", "volumes", ChangeType.ADDED, "stick-42")])
    case.snapshot = Snapshot(when, (disks,), redacted=True, changes=changes)
    case.message.affected, case.message.can_work = Impact.ME, Urgency.PARTLY
    (notice, *_) = find_key_findings(case.snapshot)
    lines = [line for line in case.build_letter().body.split("\n") if "/ is 99" in line or "stick-42" in line]
    lines.append("Can still work: Partially")
    assert len(lines) == 3
    before = sent(case, case.save_to_outbox(case.build_letter()))
    case.review.apply_edits(*(RemovedLine(line.strip()) for line in lines))
    files = sent(case, case.save_to_outbox(case.build_letter()))
    for word in (notice.text, "stick-42", "Partially"):
        assert html.escape(word) in before["report.html"].decode(), "it was there"
        assert html.escape(word) not in files["report.html"].decode(), word
    assert "Just me" in files["report.html"].decode()
    assert b"stick-42" not in files["report.json"]


def test_what_changed_is_shown_as_it_leaves_and_goes_with_its_section(case: Case) -> None:
    with_snapshot(case)
    assert case.snapshot is not None
    changed = [SnapshotChange(id_, "thing", ChangeType.ADDED, f"new in {id_}") for id_ in ("system", "load")]
    case.snapshot = dataclasses.replace(
        case.snapshot, changes=SnapshotChanges(case.snapshot.created, changed, 4)
    )

    def report() -> str:
        return "".join(
            f.content.decode()
            for f in case.build_letter().files
            if f.name == "report.json" and isinstance(f.content, bytes)
        )

    (item,) = [item for item in case.build_letter().items if item.key == "changes"]
    assert isinstance(item.preview, str)
    assert item.preview in report()
    assert "new in system" in item.preview
    case.set_item_included("section-system", on=False)
    assert "new in load" in report()
    assert "new in system" not in report()
    case.set_item_included("changes", on=False)
    assert '"changes": null' in report()
    assert "new in" not in case.build_letter().body


class Programs(Collector):
    """Tells of a program whose name says something, though its mark says that it does not."""

    id = "programs"
    title = N_("Disks")

    def collect_facts(self, machine: Machine) -> list[Item | FactTable]:
        columns = (Column("name", key=True), Column("version", tracked=True))
        return [FactTable("programs", columns, [(f"{CANARY}-tool", "1.0"), ("editor", "2.0")])]


class Drives(Programs):
    id = "drives"


@pytest.mark.parametrize("how", ["switch", "replace", "take out", "leave"])
def test_removed_text_is_not_kept_for_comparison(tmp_path: Path, how: str) -> None:
    whole = tools(tmp_path)
    history = SnapshotHistory(tmp_path / "snapshots", 90)
    survey = SnapshotService(whole.machine, [Programs(), Drives()], history, 5)
    for _ in range(2):  # the time before, too
        case = Case(dataclasses.replace(whole, survey=lambda: survey), "help")
        case.take_snapshot(Progress())
    held = everywhere(tmp_path, CANARY)
    assert len(held) == 2, "both are kept, as they may be"
    match how:
        case "switch":
            case.set_item_included("section-programs", False)
            case.set_item_included("section-drives", False)
        case "replace":
            case.replace_word(CANARY, "…")
        case "take out":
            row = (f"{CANARY}-tool", "1.0")
            case.review.apply_edits(
                RemovedRow("programs", "programs", row), RemovedRow("drives", "programs", row)
            )
    case.save_to_outbox(case.build_letter())
    if how == "leave":
        assert set(held) <= set(everywhere(tmp_path, CANARY)), "what goes with the ticket is kept as before"
    else:
        assert everywhere(tmp_path, CANARY) == []
        assert len(history.list_stored_snapshots()) == 2
    again = survey.take_redacted_snapshot(whole.redactor(), Progress())
    assert again.changes is not None
    assert not again.changes.items, "what is not known from before has not changed"


def test_a_kept_snapshot_that_is_damaged_goes_as_a_whole(tmp_path: Path) -> None:
    whole = tools(tmp_path)
    history = SnapshotHistory(tmp_path / "snapshots", 90)
    SnapshotService(whole.machine, [Programs()], history, 5).take_redacted_snapshot(
        whole.redactor(), Progress()
    )
    (kept,) = history.list_stored_snapshots()
    for junk in (b"", b"[]", b'{"sections": 1}', CANARY.encode(), b"[" * 100_000):
        kept.path.write_bytes(junk)
        history.drop_sections(["programs"])
        assert not kept.path.exists()
