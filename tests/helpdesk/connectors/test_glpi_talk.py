"""What is said in a ticket of GLPI: an approval approves, and nothing that a technician wrote is missing."""

from __future__ import annotations

import io
import random
from datetime import timedelta
from hashlib import sha256
from types import SimpleNamespace

import pytest

from selfhelp.core import errors
from selfhelp.core.text import ENGLISH
from selfhelp.core.ticket import DeliveryState as State
from selfhelp.core.ticket import FileRef, ReplyKind, Ticket, TicketState
from selfhelp.tickets.delivery.delivery_service import DeliveryService
from selfhelp.tickets.letter import Letter, build_attachments
from selfhelp.tickets.outbox import refused_files
from selfhelp.tickets.outbox.outbox import Outbox, OutboxLimits, ReplyToSeal
from tests.desks.glpi import DOCUMENT_MAX, EMPLOYEE, TECHNICIAN, GlpiStand
from tests.desks.server import SentPart
from tests.report.desks import TurnedClock


@pytest.fixture
def stand(tmp_path):
    with GlpiStand(tmp_path / "stand") as stand:
        yield stand
        stand.settled()


@pytest.fixture
def desk(stand):
    """A ticket, and the connector that made it."""
    connector = stand.connector()
    number = connector.submit_ticket(Ticket("sh-1", "s", "b", "r@x"), nothing).number
    return SimpleNamespace(connector=connector, number=number, ticket=stand.glpi.tickets[int(number)])


@pytest.fixture
def clock():
    return TurnedClock()


@pytest.fixture
def outbox(tmp_path, clock):
    outbox = Outbox(tmp_path / "outbox", OutboxLimits(file_bytes=10**9, total_bytes=10**9), now=clock.now)
    yield outbox
    outbox.close()


def nothing(ref):
    raise AssertionError(ref.name)


def ref_of(name, data):
    return FileRef(name, len(data), sha256(data).hexdigest())


def say(desk, kind, text="", files=None):
    files = files or {}
    refs = [ref_of(name, data) for name, data in files.items()]
    return desk.connector.change_state(
        desk.number, kind, "c-1", text, refs, lambda ref: io.BytesIO(files[ref.name])
    )


def tech(stand, desk, content, kind="ITILFollowup", **more):
    return stand.glpi.say(desk.ticket, stand.glpi.users[TECHNICIAN], content, kind, **more)


# -- approving -------------------------------------------------------------------------------------


def test_the_imitation_takes_a_plain_answer_of_the_requester_for_a_refusal(stand, desk):
    stand.solve(desk.number)
    tech(stand, desk, "ping")
    assert desk.ticket.status == 5
    desk.connector.add_comment(desk.number, "c-1", "Thank you", (), nothing)
    assert desk.ticket.status == 1


def test_thanks_and_a_file_approve_the_solution_in_one_answer(stand, desk):
    stand.solve(desk.number)
    assert not say(desk, ReplyKind.SOLVE, "Thank you", {"now.txt": b"it prints"})
    assert desk.ticket.status == 6
    (own,) = [a for a in desk.ticket.answers if a.author == stand.glpi.users[EMPLOYEE].id]
    assert "Thank you" in own.content
    assert [stand.glpi.documents[d].filename for d in own.documents] == ["now.txt"]
    assert "Thank you" in [comment.text for comment in desk.connector.fetch_status(desk.number).comments]


def test_a_file_that_an_approval_cannot_take_is_named_and_nothing_is_sent_to_a_closed_ticket(stand, desk):
    stand.solve(desk.number)
    big = b"0" * (DOCUMENT_MAX + 1)
    assert list(say(desk, ReplyKind.SOLVE, "", {"big.zip": big})) == ["big.zip"]
    assert desk.ticket.status == 6
    assert not [asked for asked in stand.server.asked if asked.path.endswith("/Document")]


def test_words_refuse_the_solution_in_one_answer(stand, desk):
    stand.solve(desk.number)
    say(desk, ReplyKind.REOPEN, "It is back")
    assert desk.ticket.status == 1
    assert len([a for a in desk.ticket.answers if a.kind == "ITILFollowup"]) == 1


def test_that_an_open_ticket_is_solved_is_said_with_the_words(desk):
    say(desk, ReplyKind.SOLVE, "Thank you")
    assert desk.ticket.status == 1
    assert desk.connector.fetch_status(desk.number).comments[0].text == "This is solved.\n\nThank you"


def test_a_closed_ticket_refuses_everything_alike(desk):
    desk.ticket.fields["status"] = 6
    for kind in (ReplyKind.SOLVE, ReplyKind.REOPEN):
        with pytest.raises(errors.DeskRefusedError, match=r"is closed\. Send a new ticket"):
            say(desk, kind, "x")


def delivered(stand, outbox, clock, kind, lose=0):
    delivery = DeliveryService(outbox, stand.connector(), clock, random.Random(1))
    report = outbox.save_ticket(Letter("s", "b", "r@x"))
    assert delivery.deliver(report, 900).state is State.DELIVERED
    ticket = stand.glpi.tickets[int(outbox.find_item(report).ticket)]
    stand.solve(outbox.find_item(report).ticket)
    ref = outbox.save_reply(ReplyToSeal(report, kind, "Thank you", [("now.txt", b"x")], together=True))
    if lose:
        stand.lose_answer()
    assert delivery.deliver_by_ref(ref, 900) is State.DELIVERED
    return report, ticket


@pytest.mark.parametrize("lose", [0, 1])
@pytest.mark.parametrize(("kind", "status"), [(ReplyKind.SOLVE, 6), (ReplyKind.REOPEN, 1)])
def test_words_and_what_they_mean_are_one_reply_and_said_once(stand, outbox, clock, kind, status, lose):
    report, ticket = delivered(stand, outbox, clock, kind, lose)
    (reply,) = outbox.list_replies(report)
    assert (reply.kind, reply.text, [name for name, _ in reply.files]) == (kind, "Thank you", ["now.txt"])
    assert ticket.status == status
    assert len([a for a in ticket.answers if "Thank you" in a.content]) == 1


# -- reading ---------------------------------------------------------------------------------------


def test_public_tasks_are_part_of_the_conversation_and_private_ones_are_not(stand, desk):
    stand.glpi.keeps_private = False
    tech(stand, desk, "<p>Replaced the cable</p>", "TicketTask")
    tech(stand, desk, "<p>the user unplugged it again</p>", "TicketTask", private=True)
    (task,) = desk.connector.fetch_status(desk.number).comments
    assert (task.author, task.text, task.mine) == ("Technician Tess", "Replaced the cable", False)


def test_a_message_within_moments_of_the_creation_is_automatic(stand, desk):
    """A rule's "We have received your ticket" was called the help desk's reply."""
    begun = desk.ticket.time
    for seconds, text in ((1, "Received"), (90, "Which printer?")):
        tech(stand, desk, text).time = begun + timedelta(seconds=seconds)
    comments = desk.connector.fetch_status(desk.number).comments
    assert [(one.text, one.automatic) for one in comments] == [("Received", True), ("Which printer?", False)]


def test_a_technician_without_a_real_name_is_called_by_the_account(stand, desk):
    stand.glpi.users[TECHNICIAN].first = stand.glpi.users[TECHNICIAN].last = ""
    tech(stand, desk, "hello")
    assert desk.connector.fetch_status(desk.number).comments[0].author == "tech"


def test_real_names_cost_no_request_more(stand, desk):
    tech(stand, desk, "hello")
    before = len(stand.server.asked)
    desk.connector.fetch_status(desk.number)
    paths = [asked.path.rpartition("/")[2] for asked in stand.server.asked[before:]]
    assert sorted(paths) == sorted([desk.number, "ITILFollowup", "TicketTask", "ITILSolution"])


def test_a_ticket_in_the_bin_is_closed_and_that_is_news(desk):
    mark = desk.connector.poll_ticket(desk.number).mark
    desk.ticket.fields["is_deleted"] = 1
    news = desk.connector.poll_ticket(desk.number, mark)
    assert news.status is not None
    assert news.status.state is TicketState.CLOSED


def test_a_picture_in_an_answer_is_named_in_its_place_and_is_a_file_of_that_answer(stand, desk):
    technician = stand.glpi.users[TECHNICIAN]
    part = SentPart("file0", b"\x89PNG", "how to.png", "image/png")
    id_ = stand.glpi._store(part, technician, reuse=True)
    stand.glpi.documents[id_].linked -= timedelta(minutes=5)
    link = f"/front/document.send.php?docid={id_}&amp;itemtype=Ticket&amp;items_id=1"
    tech(stand, desk, "<p>first</p>")
    last = tech(stand, desk, f'<p>Press <a href="{link}"><img alt="x" src="{link}"></a> here</p>')
    last.documents.append(id_)
    first, second = desk.connector.fetch_status(desk.number).comments
    assert (first.files, second.text) == ([], "Press [how to.png] here")
    assert [file.name for file in second.files] == ["how to.png"]


def test_files_are_grouped_by_reply_or_ticket(stand, desk):
    glpi = stand.glpi
    part = SentPart("file0", b"log", "own.txt", "text/plain")
    desk.ticket.documents.append(glpi._store(part, glpi.users[EMPLOYEE], reuse=True))
    stand.answer(desk.number, "earlier")
    desk.ticket.answers[0].time -= timedelta(minutes=9)
    stand.answer(desk.number, "see this", {"how.pdf": b"%PDF"})
    status = desk.connector.fetch_status(desk.number)
    assert [[file.name for file in one.files] for one in status.comments] == [[], ["how.pdf"]]
    assert [file.name for file in status.attachments] == ["own.txt"]


# -- files that are not taken ----------------------------------------------------------------------


def sent(stand, outbox, clock, files):
    report = outbox.save_ticket(Letter("s", "b", "r@x", files=build_attachments(tuple(files.items()))))
    item = DeliveryService(outbox, stand.connector(), clock, random.Random(1)).deliver(report, 900)
    assert item.state is State.DELIVERED
    return report, ENGLISH.translate(item.reason).replace("\xa0", " ")


def test_a_file_that_is_too_large_is_told_with_its_size_and_the_largest(stand, outbox, clock):
    report, told = sent(
        stand, outbox, clock, {"big.zip": b"0" * (DOCUMENT_MAX + 2**20), "notes.txt": b"kept"}
    )
    assert "one attachment was rejected: big.zip." in told
    assert "big.zip is too large (11.5 MB): the help desk system accepts files up to 10.5 MB." in told
    assert list(refused_files.list_refused_files(outbox, report)) == ["big.zip"]


def test_what_glpi_says_about_a_file_is_passed_on(stand, outbox, clock):
    _report, told = sent(stand, outbox, clock, {"empty.txt": b"", "notes.txt": b"kept"})
    assert "GLPI rejected empty.txt: Filetype not allowed." in told


def test_a_file_dropped_silently_is_reported_with_a_likely_reason(stand, outbox, clock):
    _report, told = sent(stand, outbox, clock, {"notes.txt": b"kept", "empty.txt": b""})
    assert "GLPI doesn't accept this file type or size: empty.txt (0 B)." in told


# -- what is wrong with the server -----------------------------------------------------------------

MAINTENANCE = b"<html><head><title>MAINTENANCE MODE</title></head><body>Back at noon</body></html>"
NO_DATABASE = b"<p>A link to the SQL server could not be established. Please check your configuration.</p>"


@pytest.mark.parametrize(
    ("page", "status", "words"),
    [
        (MAINTENANCE, 200, "GLPI is in maintenance"),
        (MAINTENANCE, 503, "GLPI is in maintenance"),
        (NO_DATABASE, 200, "can't reach its database"),
        (b"<h1>Server error</h1>", 500, "returned an error"),
        (b"<h1>Please sign in</h1>", 200, "network sign-in page"),
    ],
)
def test_what_keeps_glpi_from_answering_is_named_at_the_sign_in(stand, page, status, words):
    from tests.desks.server import Said

    stand.server.answer_next(Said(status, page, "text/html"), lambda asked: True)
    with pytest.raises(errors.DeskUnreachableError, match=words):
        stand.connector().check_connection()


def test_maintenance_in_the_middle_of_a_ticket_has_done_nothing(stand):
    connector = stand.connector()
    connector.check_connection()
    stand.break_next(200, MAINTENANCE)
    with pytest.raises(errors.DeskUnreachableError, match="in maintenance"):
        connector.submit_ticket(Ticket("sh-2", "s", "b", "r@x"), nothing)
