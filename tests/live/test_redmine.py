"""A real Redmine: what it does with rights, limits and formatting beyond the contract of every desk."""

from __future__ import annotations

import io
import os
from hashlib import sha256

import pytest

from selfhelp.core.errors import DeskRefusedError
from selfhelp.core.text import ENGLISH
from selfhelp.core.ticket import FileRef, ItilLevel, Ticket, TicketDetails, TicketState
from selfhelp.core.ticket_reference import create_ticket_ref
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from tests.desks.redmine import RedmineStand

pytestmark = [
    pytest.mark.live,
    pytest.mark.slow,
    pytest.mark.skipif(os.geteuid() != 0, reason="starting the server takes root"),
]
TEXT = "a *b* _c_ <b>d</b> #1 !http://x.test/y.png!\n  e\n\n<pre>f</pre> [g](http://h.test)"


@pytest.fixture(scope="module")
def stand(tmp_path_factory):
    with RedmineStand(tmp_path_factory.mktemp("redmine")) as stand:
        yield stand


def refs(files):
    return tuple(FileRef(name, len(data), sha256(data).hexdigest()) for name, data in files.items())


def sent(desk, files=None, **more):
    files = files or {}
    ticket = Ticket(create_ticket_ref(), "s", "b", "r", files=refs(files), **more)
    return desk.submit_ticket(ticket, lambda ref: io.BytesIO(files[ref.name])).number, ticket


def test_who_may_not_change_states_is_told_so(stand):
    guest = stand.connector(key=stand.facts["key_guest"])
    number, _ = sent(guest)
    with pytest.raises(DeskRefusedError, match="permission to change"):
        guest.mark_ticket_resolved(number)
    employee = stand.connector()
    number, _ = sent(employee)
    employee.mark_ticket_resolved(number)
    assert employee.fetch_status(number).state is TicketState.SOLVED
    employee.reopen_ticket(number)
    assert employee.fetch_status(number).state is TicketState.OPEN


def test_what_policy_names_and_this_redmine_does_not_have_is_told(stand):
    assert stand.connector().find_policy_faults() == []
    wrong = ClassificationMapping({"*": "Nope"}, {"high": "Now"}, {}, {"99": "x"})
    given = {"tracker": 99, "solved_status": 99, "reopened_status": 99, "formatting": "textile"}
    told = [
        ENGLISH.translate(fault.text) for fault in stand.connector(filing=wrong, **given).find_policy_faults()
    ]
    assert [text.partition(":")[0] for text in told] == [
        "desk.redmine.tracker = 99",
        "desk.redmine.solved_status = 99",
        "desk.redmine.reopened_status = 99",
        "desk.categories",
        "desk.urgencies",
        "desk.fields = 99",
        "desk.redmine.formatting = textile",
    ]
    stand.formatting("textile")
    try:
        assert stand.connector(formatting="textile").find_policy_faults() == []
    finally:
        stand.formatting("markdown")


def test_why_a_file_is_not_taken_is_told_in_the_words_of_redmine(stand):
    desk = stand.connector()
    name, data = stand.refused_file()
    number, ticket = sent(desk, {name: data})
    assert list(desk.find_missing_attachments(number, ticket.files)) == [name]
    why = desk.find_rejection_reason(ticket.files[0])
    assert why is not None
    assert "setup.exe" in ENGLISH.translate(why)
    assert "not allowed" in ENGLISH.translate(why)


def test_a_wrong_number_of_the_field_finds_nothing_and_check_says_so(stand):
    sent(stand.connector())
    wrong = stand.connector(ref_field=77)
    assert wrong.find_ticket(create_ticket_ref()) is None
    with pytest.raises(DeskRefusedError, match="no custom field 77"):
        wrong.check_connection()
    assert "employee" in str(stand.connector().check_connection())
    with pytest.raises(DeskRefusedError, match=r"(?i)project nope"):
        stand.connector(project="nope").check_connection()


def test_it_is_found_without_a_field_too(stand):
    plain = stand.connector(ref_field=0)
    number, ticket = sent(plain)
    found = plain.find_ticket(ticket.ref)
    assert found is not None
    assert found.number == number


def test_what_redmine_leaves_out_is_named(stand):
    files = {"empty.txt": b"", "big.zip": bytes(10_486_000), "setup.exe": b"MZ", "fine.txt": b"1"}
    desk = stand.connector()
    number, ticket = sent(desk, files)
    assert desk.find_missing_attachments(number, ticket.files) == ["big.zip", "setup.exe"]
    (held,) = stand.tickets(ticket.ref)
    assert held.files == {"empty.txt": b"", "fine.txt": b"1"}


def test_it_is_filed_and_what_is_unknown_is_said(stand):
    filing = ClassificationMapping({"*": "Printing"}, {}, {}, {stand.facts["site_field"]: "Lyon", "99": "x"})
    desk = stand.connector(filing=filing)
    number, ticket = sent(desk, details=TicketDetails(urgency=ItilLevel.HIGH))
    (held,) = stand.tickets(ticket.ref)
    assert held.fields["category"]["name"] == "Printing"
    assert held.fields["priority"]["name"] == "High"
    assert {f["name"]: f["value"] for f in held.fields["custom_fields"]}["Site"] == "Lyon"
    assert desk.find_altered_fields(number, ticket) == ["custom field 99"]


def test_a_technicians_file_is_read_back_with_the_note(stand):
    desk = stand.connector()
    number, _ = sent(desk)
    data = os.urandom(6_000_000)
    stand.answer(number, "look", {"Étude €.bin": data})
    (comment,) = desk.fetch_status(number).comments
    (file,) = comment.files
    target = io.BytesIO()
    desk.download_file(number, file, target)
    assert target.getvalue() == data
    other, _ = sent(desk)
    with pytest.raises(DeskRefusedError):
        desk.download_file(other, file, io.BytesIO())


@pytest.mark.parametrize("formatting", ["markdown", "textile"])
def test_user_text_is_never_interpreted(stand, formatting):
    stand.formatting(formatting)
    try:
        desk = stand.connector(formatting=formatting)
        ticket = Ticket(create_ticket_ref(), "s", TEXT, "r")
        desk.submit_ticket(ticket, lambda ref: io.BytesIO())
        (held,) = stand.tickets(ticket.ref)
    finally:
        stand.formatting("markdown")
    shown = held.body.replace("\xa0", " ").replace("\u2060", "").removesuffix(f"Ref: {ticket.ref}")
    assert [line for line in shown.split("\n") if line.strip()] == [line for line in TEXT.split("\n") if line]
    assert held.fields["tags"] <= {"div", "p", "br", "pre", "a"}
    assert set(held.fields["links"]) <= {"/issues/1"}  # Redmine's own: #1 is a ticket however it is written
