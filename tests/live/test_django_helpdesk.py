"""A real django-helpdesk: its traps beyond the contract of every desk."""

from __future__ import annotations

import io
import os
from hashlib import sha256

import pytest

from selfhelp.core.errors import DeskRefusedError
from selfhelp.core.ticket import FileRef, ItilLevel, Ticket, TicketDetails, TicketState
from selfhelp.core.ticket_reference import create_ticket_ref
from selfhelp.helpdesk.connectors.django_helpdesk import connector
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from tests.desks.django_helpdesk import DjangoHelpdeskStand

pytestmark = [
    pytest.mark.live,
    pytest.mark.slow,
    pytest.mark.skipif(os.geteuid() != 0, reason="starting the server takes root"),
]


@pytest.fixture(scope="module")
def stand(tmp_path_factory):
    with DjangoHelpdeskStand(tmp_path_factory.mktemp("django-helpdesk")) as stand:
        yield stand


def sent(desk, **more):
    ticket = Ticket(
        **{"ref": create_ticket_ref(), "subject": "s", "body": "b", "requester": "alice@example.test", **more}
    )
    return desk.submit_ticket(ticket, lambda ref: io.BytesIO()).number, ticket


def refs(files):
    return tuple(FileRef(name, len(data), sha256(data).hexdigest()) for name, data in files.items())


def test_a_comment_with_a_type_that_is_refused_is_written_once_and_the_file_is_named(stand):
    """It answers 500 after the comment and the other files were saved."""
    desk = stand.connector()
    number, ticket = sent(desk)
    files = {"a.txt": b"1", "b.7z": b"7z", "c.txt": b"3"}
    dropped = desk.add_comment(
        number, create_ticket_ref(), "with files", refs(files), lambda ref: io.BytesIO(files[ref.name])
    )
    assert dropped == ["b.7z"]
    (held,) = stand.tickets(ticket.ref)
    assert len(held.comments) == 1
    assert held.files == {"a.txt": b"1", "c.txt": b"3"}


def test_a_comment_does_not_rename_the_ticket(stand):
    desk = stand.connector()
    number, ticket = sent(desk, subject="Sübject")
    desk.add_comment(number, create_ticket_ref(), "hello", (), lambda ref: io.BytesIO())
    desk.mark_ticket_resolved(number)
    assert desk.fetch_status(number).state is TicketState.SOLVED
    assert desk.fetch_status(number).subject == "Sübject"
    assert desk.find_altered_fields(number, ticket) == []


def test_an_employees_token_is_no_matter_of_signing_in_again(stand):
    employee = stand.connector(token=stand.facts["token_employee"])
    for ask in (employee.check_connection, lambda: sent(employee), lambda: employee.find_ticket("sh-1")):
        with pytest.raises(DeskRefusedError, match="isn't a staff account"):
            ask()
    assert "queue 1" in str(stand.connector().check_connection())


def test_it_is_found_on_any_page_by_exact_reference(stand, monkeypatch):
    monkeypatch.setattr(connector, "PAGE", 2)
    desk = stand.connector()
    number, ticket = sent(desk)
    for _ in range(5):
        sent(desk)
    found = desk.find_ticket(ticket.ref)
    assert found is not None
    assert found.number == number
    assert desk.find_ticket(ticket.ref[:-1]) is None


def test_it_is_filed_and_what_is_unknown_is_said(stand):
    desk = stand.connector(
        filing=ClassificationMapping(urgencies={"high": "1"}, fields={"custom_site": "Paris"})
    )
    number, ticket = sent(desk, details=TicketDetails(urgency=ItilLevel.HIGH), subject="x" * 250)
    (held,) = stand.tickets(ticket.ref)
    assert held.fields["priority"] == 1
    assert held.requester == "alice@example.test"
    assert desk.find_altered_fields(number, ticket) == ["title shortened to 200", "field custom_site"]


def test_a_technicians_file_is_read_back(stand):
    desk = stand.connector()
    number, _ = sent(desk)
    data = os.urandom(5_000_000)
    stand.answer(number, "look", {"Étude €.bin": data})
    (comment,) = desk.fetch_status(number).comments
    (file,) = comment.files
    target = io.BytesIO()
    desk.download_file(number, file, target)
    assert target.getvalue() == data
    other, _ = sent(desk)
    with pytest.raises(DeskRefusedError):
        desk.download_file(other, file, io.BytesIO())
