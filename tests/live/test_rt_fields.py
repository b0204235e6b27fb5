"""A real Request Tracker: what a ticket is filed under, who may solve, files and pages of technicians."""

from __future__ import annotations

import io
import os
from hashlib import sha256

import pytest

from selfhelp.core.errors import DeskRefusedError
from selfhelp.core.text import ENGLISH
from selfhelp.core.ticket import FileRef, ItilLevel, RemoteFile, Ticket, TicketDetails, TicketState
from selfhelp.core.ticket_reference import create_ticket_ref
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from tests.desks.rt import RtStand

pytestmark = [
    pytest.mark.live,
    pytest.mark.slow,
    pytest.mark.skipif(os.geteuid() != 0, reason="starting the server takes root"),
]


@pytest.fixture(scope="module")
def stand(tmp_path_factory):
    with RtStand(tmp_path_factory.mktemp("rt")) as stand:
        yield stand


def sent(desk, requester="alice@example.test", **more):
    ticket = Ticket(create_ticket_ref(), "s", "b", requester, **more)
    return desk.submit_ticket(ticket, lambda ref: io.BytesIO()).number, ticket


def test_it_is_filed_and_what_rt_left_out_is_said(stand):
    filing = ClassificationMapping({"*": "Paris"}, {}, {}, {"Owner": "intake", "Nope": "x"})
    desk = stand.connector(filing=filing, category_field="Site")
    number, ticket = sent(desk, details=TicketDetails(urgency=ItilLevel.HIGH))
    (held,) = stand.tickets(ticket.ref)
    assert held.fields["Priority"] in ("100", 100)
    fields = {field["name"]: field["values"] for field in held.fields["CustomFields"]}
    assert fields["Site"] == ["Paris"]
    said = list(desk.find_altered_fields(number, ticket))
    assert said == ["custom field Nope"] + (
        [] if held.fields["Owner"]["id"] == "intake" else ["Owner intake"]
    )


def test_fields_that_the_queue_does_not_have_are_told_before_any_ticket(stand):
    filing = ClassificationMapping({}, {}, {}, {"Owner": "intake", "Nope": "x"})
    assert stand.connector(category_field="Site").find_policy_faults() == []
    told = [
        ENGLISH.translate(fault.text)
        for fault in stand.connector(filing=filing, ref_field="Gone").find_policy_faults()
    ]
    assert [text.partition(":")[0] for text in told] == ["desk.rt.ref_field = Gone", "desk.fields = Nope"]
    assert all("Site" in text for text in told)


def test_an_owner_who_may_not_own_is_said(stand):
    desk = stand.connector(filing=ClassificationMapping(fields={"Owner": "employee"}))
    number, ticket = sent(desk)
    assert desk.find_altered_fields(number, ticket) == ["Owner employee"]


def test_who_may_solve_does_and_who_may_not_is_told(stand):
    alice = stand.connector()
    number, _ = sent(alice)
    with pytest.raises(DeskRefusedError, match="permission to close"):
        alice.mark_ticket_resolved(number)
    intake = stand.connector(token=stand.facts["token_intake"])
    number, _ = sent(intake)
    intake.mark_ticket_resolved(number)
    intake.mark_ticket_resolved(number)
    assert intake.fetch_status(number).state is TicketState.SOLVED


def test_nothing_new_is_a_304(stand):
    desk = stand.connector()
    number, _ = sent(desk)
    mark = desk.poll_ticket(number).mark
    before = len(stand.server.asked)
    assert desk.poll_ticket(number, mark).status is None
    assert len(stand.server.asked) == before + 1
    stand.answer(number, "news")
    assert desk.poll_ticket(number, mark).status is not None


def test_a_technicians_html_is_read_as_text_with_files(stand):
    desk = stand.connector()
    number, _ = sent(desk)
    data = os.urandom(3_000_001)
    stand.api(
        "POST",
        f"/ticket/{number}/correspond",
        json={"Content": "<p>Try <b>it</b><br>now</p>", "ContentType": "text/html"},
    )
    stand.answer(number, "look", {"Étude €.bin": data})
    page, look = desk.fetch_status(number).comments
    assert page.text == "Try it\nnow"
    (file,) = look.files
    assert (file.name, file.size, look.mine) == ("Étude €.bin", len(data), False)
    target = io.BytesIO()
    desk.download_file(number, file, target)
    assert sha256(target.getvalue()).digest() == sha256(data).digest()
    other, _ = sent(desk)
    with pytest.raises(DeskRefusedError):
        desk.download_file(other, RemoteFile(file.name, file.size, id=file.id), io.BytesIO())


def test_a_comment_on_another_ticket_is_not_taken_for_this_one(stand):
    desk = stand.connector()
    first, _ = sent(desk)
    second, _ = sent(desk)
    ref = create_ticket_ref()
    desk.add_comment(first, ref, "hello", (), lambda f: io.BytesIO())
    assert desk.has_comment(first, ref)
    assert not desk.has_comment(second, ref)


def test_a_file_that_rt_drops_from_a_comment_is_named(stand):
    desk = stand.connector()
    number, _ = sent(desk)
    big = FileRef("big.zip", 22_000_000, "x")
    small = FileRef("small.txt", 1, "y")
    dropped = desk.add_comment(
        number, create_ticket_ref(), "files", (big, small), lambda ref: io.BytesIO(b"1" * ref.size)
    )
    assert dropped == ["big.zip"]


def test_a_file_that_hung_there_before_is_no_proof_that_it_came_with_a_comment(stand, monkeypatch):
    desk = stand.connector()
    data = b"the same"
    file = FileRef("same.txt", len(data), sha256(data).hexdigest())
    ticket = Ticket(create_ticket_ref(), "s", "b", "alice@example.test", files=(file,))
    number = desk.submit_ticket(ticket, lambda ref: io.BytesIO(data)).number
    assert desk.add_comment(number, create_ticket_ref(), "again", (file,), lambda ref: io.BytesIO(data)) == []
    kept = type(desk)._post_form
    monkeypatch.setattr(type(desk), "_post_form", lambda self, path, fields, *more: kept(self, path, fields))
    assert desk.add_comment(number, create_ticket_ref(), "lost", (file,), lambda ref: io.BytesIO(data)) == [
        "same.txt"
    ]
