"""A case: what the sheet shows is what is sent, and nothing that was switched off is."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from selfhelp import policy
from selfhelp.case import Case, Tools
from selfhelp.catalog import Catalog
from selfhelp.errors import RefusedError, TooLargeError, UsageError
from selfhelp.journal import Journal
from selfhelp.machine.local import LocalMachine
from selfhelp.model import (
    Change,
    Changed,
    Changes,
    CheckResult,
    Column,
    Finding,
    Item,
    Outcome,
    Platform,
    Reveals,
    Section,
    Snapshot,
    State,
    Table,
)
from selfhelp.progress import Progress
from selfhelp.report.outbox import Limits, Outbox
from selfhelp.report.redact import Redactor
from selfhelp.report.reference import short
from selfhelp.text import N_

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100
SECRET = "hunter" + "2x!"


def tools(tmp_path: Path, rules: policy.Policy | None = None) -> Tools:
    rules = rules or policy.Policy()
    box = Outbox(tmp_path / "outbox")
    return Tools(
        LocalMachine(Platform.LINUX),
        Catalog(rules, Platform.LINUX),
        Journal(tmp_path / "journal"),
        rules,
        lambda: Redactor({Reveals.PERSON: ["marie.curie"]}, [SECRET]),
        lambda: box,
    )


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tools(tmp_path), "mon imprimante est bloquée\nrien ne sort")


def with_snapshot(case: Case) -> None:
    items = [Item("user", "marie.curie", reveals=Reveals.PERSON)]
    sections = [Section("system", True, 3, items), Section("load", False, 1, reason="no answer")]
    case.snapshot = Redactor({Reveals.PERSON: ["marie.curie"]}).snapshot(
        Snapshot(datetime.now(UTC), sections)
    )


def sent(case: Case, report: str) -> dict[str, bytes]:
    box = case._tools.outbox()
    open_file = box.opener(report)
    files = {}
    for ref in box.ticket(report).files:
        with open_file(ref) as stream:
            files[ref.name] = stream.read()
    return files


def test_the_form_is_filled_with_her_words(case: Case) -> None:
    assert case.message.subject == "mon imprimante est bloquée"
    assert case.message.body == case.words


def test_what_is_previewed_is_what_is_sent(case: Case, tmp_path: Path) -> None:
    with_snapshot(case)
    case.add_screenshot(PNG)
    (tmp_path / "Büro 🖨.txt").write_text("hello")
    case.add_file(tmp_path / "Büro 🖨.txt")
    shown = {item.key: item for item in case.sheet()}
    assert shown["picture-1"].preview == PNG
    report = case.seal()
    files = sent(case, report)
    assert files["screenshot-1.png"] == PNG
    assert files["Büro 🖨.txt"] == b"hello"
    ticket = case._tools.outbox().ticket(report)
    assert shown["message"].preview == f"{ticket.subject}\n\n{ticket.body}"
    sections = json.loads(files["report.json"])["sections"]
    assert sections["system"] == json.loads("{" + shown["section-system"].preview + "}")["system"]


def test_what_is_switched_off_is_nowhere(case: Case, tmp_path: Path) -> None:
    with_snapshot(case)
    key = case.add_screenshot(PNG)
    case.switch(key, False)
    case.switch("section-system", False)
    report = case.seal()
    files = sent(case, report)
    assert set(files) == {"report.html", "report.json"}
    assert "system" not in json.loads(files["report.json"])["sections"]
    stored = b"".join(p.read_bytes() for p in (tmp_path / "outbox").rglob("*") if p.is_file())
    assert PNG not in stored


def test_names_and_secrets_do_not_reach_the_report(case: Case) -> None:
    with_snapshot(case)
    case.message.body = f"my password is {SECRET}"
    report = case.seal()
    assert SECRET not in case._tools.outbox().ticket(report).body
    assert not any(b"marie.curie" in data for data in sent(case, report).values())


def test_a_run_is_proof_in_the_ticket(case: Case) -> None:
    before = CheckResult("print-stuck-queue", State.FOUND, Finding(N_("Two documents are stuck.")))
    record = case._tools.journal.begin("print-stuck-queue", before)
    record.add("ended", outcome=Outcome.NOT_FIXED, check=None)
    case.add_run(record.run)
    case.add_run(record.run)
    assert case.message.category == "printing"
    assert case.text().count("Tried: print-stuck-queue") == 1
    assert "Two documents are stuck." in case.text()
    with pytest.raises(UsageError):
        case.add_run("20200101-000000-aaaaaa")


def test_names_and_secrets_of_a_run_do_not_reach_the_ticket(case: Case) -> None:
    said = f"/home/marie.curie is full, password={SECRET}"
    before = CheckResult("disk-full", State.FOUND, Finding(N_("{text}", text=said), evidence={"disk": said}))
    record = case._tools.journal.begin("disk-full", before)
    record.add("step", n=0, name="free-space", step={}, back=None)
    record.add("result", n=0, result="failed", detail=said, back=None)
    record.add("ended", outcome=Outcome.FAILED, check=None)
    case.add_run(record.run)
    assert case.text() == case.text(), "what is shown is what is sent"
    with_snapshot(case)
    report = case.seal()
    everything = [case._tools.outbox().ticket(report).body.encode(), *sent(case, report).values()]
    assert b"is full" in b"".join(everything)
    assert not any(word in data for data in everything for word in (b"marie.curie", SECRET.encode()))


def test_a_file_over_the_limit_is_refused_when_it_is_added(case: Case, tmp_path: Path) -> None:
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(2_000_000_000)
    with pytest.raises(TooLargeError, match=r"2\.0.GB"):
        case.add_file(tmp_path / "huge")
    assert [item.key for item in case.sheet() if item.key != "computer"] == ["message"]


@pytest.mark.parametrize("name", ["nothing-here", "a\x00b", "."])
def test_what_is_no_file_is_refused_with_a_sentence(case: Case, tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"can be read"):
        case.add_file(tmp_path / name)


def test_policy_may_forbid_screenshots(tmp_path: Path) -> None:
    rules = policy.Policy(evidence=policy.Evidence(screenshots=False))
    with pytest.raises(RefusedError):
        Case(tools(tmp_path, rules)).add_screenshot(PNG)


def test_an_edited_picture_leaves_nothing_of_the_old_one(case: Case) -> None:
    key = case.add_screenshot(PNG)
    case.replace_picture(key, PNG[:50])
    assert case.picture(key) == PNG[:50]
    case.remove(key)
    assert [item.key for item in case.sheet() if item.key != "computer"] == ["message"]


def test_a_real_snapshot(case: Case) -> None:
    seen: list[str] = []
    case.take_snapshot(Progress(), lambda section, done, total: seen.append(section.id))
    assert case.snapshot is not None
    assert case.snapshot.redacted
    assert len(seen) == len(case.snapshot.sections)


# -- the ticket's text, its page and its reference -------------------------------------------------


def body_of(case: Case, report: str) -> str:
    return case._tools.outbox().ticket(report).body


def test_text_and_page_carry_the_reference_of_the_very_ticket(case: Case) -> None:
    with_snapshot(case)
    shown = case.text()
    report = case.seal()
    assert f"Reference for the phone: {short(report)}" in body_of(case, report)
    assert shown == body_of(case, report)
    assert short(report).encode() in sent(case, report)["report.html"]


def test_what_is_sent_once_more_is_another_ticket(case: Case) -> None:
    first, second = case.seal(), case.seal()
    assert first != second
    assert short(second) in body_of(case, second)
    assert len(case._tools.outbox().items()) == 2


def test_a_case_that_could_not_be_saved_keeps_the_reference_she_was_shown(case: Case) -> None:
    shown, box = case.text(), case._tools.outbox()
    limits, box.limits = box.limits, Limits(tickets=0)
    with pytest.raises(TooLargeError):
        case.seal()
    box.limits = limits
    assert body_of(case, case.seal()) == shown


def test_a_mark_is_never_used_twice_and_the_first_ticket_keeps_its_files(case: Case) -> None:
    case.add_screenshot(PNG)
    report = case.seal()
    case._ref = report
    with pytest.raises(UsageError, match="saved already"):
        case.seal()
    assert sent(case, report)["screenshot-1.png"] == PNG


def test_the_ticket_says_which_computer_it_is_until_she_switches_it_off(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = "Computer: PC-4711, serial number ABC1234"
    monkeypatch.setattr("selfhelp.report.computer.lines", lambda _machine: [line])
    with_snapshot(case)
    assert line in case.text()
    report = case.seal()
    assert not [name for name, data in sent(case, report).items() if b"PC-4711" in data], (
        "a report is passed on"
    )
    case.switch("computer", False)
    assert "PC-4711" not in case.text()
    assert "PC-4711" not in body_of(case, case.seal())


def test_policy_may_forbid_to_name_the_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("selfhelp.report.computer.lines", pytest.fail)
    case = Case(tools(tmp_path, policy.Policy(evidence=policy.Evidence(computer=False))), "help")
    assert "Computer:" not in case.text()
    assert [item.key for item in case.sheet()] == ["message"]


def test_what_stands_out_and_what_changed_stand_in_the_text(case: Case) -> None:
    full = Table("volumes", [Column("mount point"), Column("used", "%")], [["/home", 99.9]])
    now = datetime.now(UTC)
    changes = [Change(id_, "things", Changed.ADDED, f"{id_}-thing") for id_ in ("disks", "load")]
    case.snapshot = Snapshot(
        now,
        [Section("disks", True, 1, [full]), Section("load", True, 1, [Item("memory use", 99, "%")])],
        redacted=True,
        changes=Changes(now, changes),
    )
    assert "- /home is 99.9 % full" in case.text()
    assert "- things: disks-thing added" in case.text()
    case.switch("section-disks", False)
    for text in (case.text().encode(), *sent(case, case.seal()).values()):
        assert b"/home" not in text
        assert b"disks-thing" not in text
    assert "- Memory is 99 % in use" in case.text()


def test_her_words_in_the_page_have_no_secret(case: Case) -> None:
    with_snapshot(case)
    case.message.body = f"it says password={SECRET} <b>"
    page = sent(case, case.seal())["report.html"].decode()
    assert SECRET not in page
    assert "it says password=" in page
    assert "&lt;b&gt;" in page
