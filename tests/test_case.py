"""A case: what the sheet shows is what is sent, and nothing that was switched off is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from selfhelp import policy
from selfhelp.case import Case, Tools
from selfhelp.catalog import Catalog
from selfhelp.errors import RefusedError, TooLargeError, UsageError
from selfhelp.journal import Journal
from selfhelp.machine.local import LocalMachine
from selfhelp.model import CheckResult, Finding, Item, Outcome, Platform, Reveals, Section, Snapshot, State
from selfhelp.progress import Progress
from selfhelp.report.outbox import Outbox
from selfhelp.report.redact import Redactor
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
    from datetime import UTC, datetime

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
