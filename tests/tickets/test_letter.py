"""A ticket is written once: the review shows it, and the outbox keeps exactly that."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from selfhelp.core.errors import ChangedError, UsageError
from selfhelp.core.model import CheckResult, CheckState, Item, Snapshot, SnapshotSection
from selfhelp.policy.policy import EvidencePolicy, Policy
from selfhelp.policy.ticket import TicketForm
from selfhelp.report import report_files, ticket_text
from selfhelp.tickets.case import Case
from selfhelp.tickets.form import sent_details
from selfhelp.tickets.form.triage import Urgency
from selfhelp.tickets.letter import Letter, build_attachments
from selfhelp.tickets.outbox.outbox import Outbox
from selfhelp.tickets.review.edits import RemovedLine
from tests.tickets.test_case import PNG, tools

WORDS = "It does not print\nsince Monday"


@pytest.fixture
def case(tmp_path: Path) -> Case:
    rules = Policy(
        evidence=EvidencePolicy(computer=False), ticket=TicketForm(title="[{reference}] {subject}")
    )
    case = Case(tools(tmp_path, rules), WORDS)
    sections = [
        SnapshotSection("system", True, 3, [Item("name", "x")]),
        SnapshotSection("load", False, 1, reason="no answer"),
    ]
    case.snapshot = Snapshot(datetime(2026, 1, 1, tzinfo=UTC), sections, redacted=True)
    (tmp_path / "notes.txt").write_bytes(b"one\xff\n")
    for file in (tmp_path / "notes.txt", tmp_path / "other" / "notes.txt"):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"one\xff\n" + bytes(file))
        case.add_file(file)
    case.add_screenshot(PNG)
    case.message.requester = "alice@example.com"
    return case


def box(case: Case) -> Outbox:
    return case._tools.outbox()


def sealed(case: Case, report: str) -> Mapping[str, bytes]:
    open_file = box(case).make_file_opener(report)
    found = {}
    for ref in box(case).read_ticket(report).files:
        with open_file(ref) as stream:
            found[ref.name] = stream.read()
    return found


def test_every_part_is_made_once_between_review_and_outbox(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    for module, name in (
        (ticket_text, "build_fact_lines"),
        (report_files, "render_html"),
        (sent_details, "make_details_to_send"),
        (sent_details, "make_template_values"),
    ):
        original = getattr(module, name)

        def counting(*args: object, _name: str = name, _do: Callable[..., object] = original, **more: object):  # type: ignore[no-untyped-def]
            made.append(_name)
            return _do(*args, **more)

        monkeypatch.setattr(module, name, counting)
    letter = case.build_letter()
    assert [case.count_word_uses(word) for word in ("Monday", "nowhere")] == [1, 0]
    case.save_to_outbox(letter)
    assert {name: made.count(name) for name in made} == {
        "build_fact_lines": 1,
        "render_html": 1,
        "make_template_values": 1,
        "make_details_to_send": 2,  # as sent, and as the line reads whether it is switched on or not
    }


def test_what_the_review_shows_is_byte_for_byte_what_is_saved(case: Case) -> None:
    case.set_item_included("section-load", False)
    letter = case.build_letter()
    shown = {item.key: item for item in letter.items if item.on}
    report = case.save_to_outbox(letter)
    ticket, files = box(case).read_ticket(report), sealed(case, report)
    assert shown["message"].preview == f"{ticket.subject}\n\n{ticket.body}"
    assert str(shown["section-system"].preview).encode() in files["report.json"]
    added = {str(item.title): item for item in shown.values() if item.group in ("picture", "file")}
    assert list(files) == ["report.html", "report.json", *added]
    for name, item in added.items():
        assert (len(files[name]), hashlib.sha256(files[name]).hexdigest()) == (item.size, item.sha256)
    assert files["screenshot-1.png"] == shown["picture-3"].preview
    assert [(f.name, f.size, f.sha256) for f in letter.files] == [
        (ref.name, ref.size, ref.sha256) for ref in ticket.files
    ]
    assert (letter.ref, letter.requester, letter.details) == (report, ticket.requester, ticket.details)
    assert (letter.subject, letter.body) == (ticket.subject, ticket.body)


def test_two_files_of_one_name_are_shown_by_the_names_that_they_are_sent_with(case: Case) -> None:
    titles = [str(item.title) for item in case.build_letter().items if item.group == "file"]
    assert titles == ["notes.txt", "notes-2.txt"]


def test_the_address_is_no_part_of_what_was_written(case: Case) -> None:
    letter = case.build_letter()
    case.message.requester = "bob@example.com"
    report = case.save_to_outbox(letter.copy_with_requester("bob@example.com"))
    assert box(case).read_ticket(report).requester == "bob@example.com"


def rewritten(path: Path) -> None:
    path.write_bytes(path.read_bytes()[::-1])


def grown(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"more")


@pytest.mark.parametrize("change", [rewritten, grown, Path.unlink, lambda path: os.truncate(path, 0)])
def test_a_file_that_changed_after_the_review_is_not_sent(
    case: Case, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    letter = case.build_letter()
    change(tmp_path / "notes.txt")
    with pytest.raises(ChangedError, match=r"notes\.txt has changed"):
        case.save_to_outbox(letter)
    assert not box(case).list_items()
    assert not list((box(case).folder / "files").glob("*"))
    again = case.build_letter()
    assert again.ref == letter.ref, "the reference that was read out stays"
    if change is not Path.unlink:
        case.save_to_outbox(again)
        assert hashlib.sha256(sealed(case, letter.ref)["notes.txt"]).hexdigest() == again.files[2].sha256


def test_a_file_that_could_not_be_read_for_the_review_is_not_sent_when_it_can(
    case: Case, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").unlink()
    letter = case.build_letter()
    assert letter.files[2].sha256 == ""
    with pytest.raises(UsageError, match="doesn't exist or can't be read"):
        case.save_to_outbox(letter)
    (tmp_path / "notes.txt").write_text("no one saw this")
    with pytest.raises(ChangedError):
        case.save_to_outbox(letter)
    assert not box(case).list_items()


CHANGES: Mapping[str, Callable[[Case], object]] = {
    "switch": lambda case: case.set_item_included("section-load", False),
    "switch file": lambda case: case.set_item_included("picture-3", False),
    "edit": lambda case: case.review.apply_edits(RemovedLine("since Monday")),
    "replace": lambda case: case.replace_word("Monday", "Tuesday"),
    "words": lambda case: setattr(case.message, "body", "other"),
    "answer": lambda case: case.message.answers.update(room="2"),
    "triage": lambda case: setattr(case.message, "can_work", Urgency.NO),
    "added": lambda case: case.add_screenshot(PNG),
    "removed": lambda case: case.remove_attachment("picture-3"),
    "picture": lambda case: case.replace_picture("picture-3", PNG[:-1]),
    "check": lambda case: case.add_check_results([CheckResult("disk-full", CheckState.HEALTHY)]),
    "said": lambda case: case.add_observation("Keyboard", "works"),
    "snapshot": lambda case: setattr(case, "snapshot", None),
}


@pytest.mark.parametrize("how", CHANGES)
def test_what_the_user_changes_makes_a_new_letter_necessary(case: Case, how: str) -> None:
    letter = case.build_letter()
    before = (letter.items, letter.files)
    CHANGES[how](case)
    with pytest.raises(ChangedError):
        case.save_to_outbox(letter)
    assert not box(case).list_items()
    assert (letter.items, letter.files) == before, "what was written does not change"
    assert case.save_to_outbox(case.build_letter()) == letter.ref


@pytest.mark.parametrize("how", ["switch", "switch file", "edit", "words", "picture"])
def test_what_is_changed_while_the_letter_is_written_is_not_half_in_it(
    case: Case, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected, facts = case.build_letter(), ticket_text.build_fact_lines

    def interrupted(*args: object, **more: object) -> str:
        CHANGES[how](case)
        return facts(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(ticket_text, "build_fact_lines", interrupted)
    letter = case.build_letter()
    assert (letter.items, letter.files) == (expected.items, expected.files)
    with pytest.raises(ChangedError):
        case.save_to_outbox(letter)


def test_what_is_undone_again_leaves_the_letter_true(case: Case) -> None:
    letter = case.build_letter()
    case.set_item_included("picture-3", False)
    case.review.apply_edits(RemovedLine("since Monday"))
    case.set_item_included("picture-3", True)
    case.review.undo()
    assert case.save_to_outbox(letter) == letter.ref


def test_a_letter_is_saved_once(case: Case) -> None:
    letter = case.build_letter()
    case.save_to_outbox(letter)
    with pytest.raises(ChangedError):
        case.save_to_outbox(letter)
    assert len(box(case).list_items()) == 1


def test_a_letter_without_a_case_needs_no_hash(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    outbox = Outbox(tmp_path / "outbox")
    files = build_attachments([tmp_path / "a.txt", ("../a.txt", b"y")])
    assert [file.name for file in files] == ["a.txt", "a-2.txt"]
    report = outbox.save_ticket(Letter("s", "b", "r", files=files))
    assert [ref.name for ref in outbox.list_item_files(report)] == ["a.txt", "a-2.txt"]
