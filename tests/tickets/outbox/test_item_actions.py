"""What needs a person's attention can be changed and sent again; what may have left cannot be changed."""

from __future__ import annotations

import pytest

from selfhelp.core import errors
from selfhelp.core.text import N_
from selfhelp.core.ticket import DeliveryState as State
from selfhelp.core.ticket import ReplyKind
from selfhelp.tickets.letter import Letter, build_attachments
from selfhelp.tickets.outbox.outbox import ReplyToSeal
from tests.report.way import Way, failing

SORRY = N_("sorry")


@pytest.fixture
def way(tmp_path):
    way = Way(tmp_path / "outbox")
    yield way
    way.outbox.close()


def refused(way, **more):
    report = way.seal(**more)
    way.desk.before = failing(errors.DeskRefusedError(N_("too large")))
    assert way.delivery.deliver(report, 0).state is State.ATTENTION
    return report


def everything(way):
    return b"".join(p.read_bytes() for p in way.folder.rglob("*") if p.is_file())


def test_new_words_are_what_arrives(way):
    report = refused(way)
    way.outbox.edit_item_texts(report, subject=" new\nsubject ", body="new body")
    item = way.outbox.find_item(report)
    assert (item.state, item.subject, item.reason, item.attempts) == (State.QUEUED, "new subject", None, 0)
    way.delivery.deliver_due_items()
    (_, ticket, held) = way.desk.tickets[0]
    assert (ticket.subject, ticket.body, set(held)) == ("new subject", "new body", {"a.txt", "b.txt"})


def test_a_file_less_is_what_arrives_and_its_bytes_are_gone(way):
    files = [("a.txt", b"canary-a"), ("b.txt", b"same"), ("c.txt", b"same")]
    report = way.outbox.save_ticket(Letter("s", "b", "alice@example.test", files=build_attachments(files)))
    before = way.outbox.find_item(report).bytes
    way.outbox.drop_item_file(report, "a.txt")
    way.outbox.drop_item_file(report, "b.txt")
    assert way.outbox.find_item(report).bytes == before - 12
    assert b"canary-a" not in everything(way)
    assert way.outbox.list_damaged_files(report) == []
    way.delivery.deliver_due_items()
    assert set(way.desk.tickets[0][2]) == {"c.txt"}


def test_the_old_words_are_gone_from_the_disk(way):
    report = way.outbox.save_ticket(Letter("s", "canary-body", "r"))
    way.outbox.edit_item_texts(report, body="other")
    assert b"canary-body" not in everything(way)


def test_a_reply_too(way):
    report = way.seal()
    way.run(10)
    ref = way.outbox.save_reply(ReplyToSeal(report, text="old", files=[("a", b"1"), ("b", b"2")]))
    way.desk.before = failing(errors.DeskRefusedError(SORRY), "comment")
    way.run(10)
    way.outbox.edit_item_texts(ref, body="new")
    way.outbox.drop_item_file(ref, "a")
    way.run(10)
    assert way.desk.said == [("1", ref, "new", ["b"])]


def test_what_may_have_left_is_not_changed(way):
    lost = way.seal()
    way.desk.lose = 1
    assert way.delivery.deliver(lost, 0).state is State.UNKNOWN
    arrived = way.seal()
    way.delivery.deliver(arrived, 0)
    for report, words in ((lost, "may already have been sent"), (arrived, "has already been sent")):
        with pytest.raises(errors.UsageError, match=words):
            way.outbox.edit_item_texts(report, body="x")
        with pytest.raises(errors.UsageError, match=words):
            way.outbox.drop_item_file(report, "a.txt")
        assert way.outbox.read_ticket(report).body == "b"
        assert len(way.outbox.list_item_files(report)) == 2


def test_nor_while_it_is_being_sent(way):
    report = way.seal()
    said = []

    def meanwhile(request):
        if request == "submit":
            with pytest.raises(errors.UsageError) as caught:
                way.outbox.edit_item_texts(report, body="too late")
            said.append(caught.value)

    way.desk.before = meanwhile
    way.run(10)
    assert len(said) == 1
    assert way.desk.tickets[0][1].body == "b"


def test_a_change_at_the_last_moment_arrives(way):
    report = way.outbox.save_ticket(Letter("s", "old", ""))

    def meanwhile(request):
        if request == "requester":
            way.outbox.edit_item_texts(report, body="new")

    way.desk.before = meanwhile
    way.run(10)
    assert way.desk.tickets[0][1].body == "new"


def test_deleted_while_it_is_being_sent_ends_in_no_error(way):
    report = way.outbox.save_ticket(Letter("s", "old", ""))
    other = way.seal()

    def meanwhile(request):
        if request == "requester":
            way.outbox.delete(report)

    way.desk.before = meanwhile
    way.run(10)
    assert [item.report for item in way.outbox.list_items()] == [other]
    assert way.desk.copies() == {other: 1}


NOTHING = [{}, {"subject": " \n"}, {"body": ""}, {"subject": "x", "body": " "}]


@pytest.mark.parametrize("texts", NOTHING)
def test_nothing_is_no_change(way, texts):
    report = refused(way)
    with pytest.raises(errors.UsageError, match="message is empty"):
        way.outbox.edit_item_texts(report, **texts)
    assert way.state(report) is State.ATTENTION


def test_what_is_not_there_is_said(way):
    report = refused(way)
    with pytest.raises(errors.UsageError, match=r"file named c\.txt"):
        way.outbox.drop_item_file(report, "c.txt")
    with pytest.raises(errors.UsageError, match="wasn't found"):
        way.outbox.edit_item_texts("sh-none", body="x")
    with pytest.raises(errors.TooLargeError):
        way.outbox.edit_item_texts(way.outbox.save_reply(ReplyToSeal(report, text="x")), body="x" * 20_001)
    with pytest.raises(errors.UsageError):
        way.outbox.edit_item_texts(way.outbox.save_reply(ReplyToSeal(report, ReplyKind.SOLVE)), body="x")


def test_the_third_of_five_is_refused_and_the_others_arrive(way):
    files = [(f"{n}.txt", str(n).encode()) for n in range(5)]
    report = way.outbox.save_ticket(Letter("s", "b", "alice@example.test", files=build_attachments(files)))
    way.desk.refuse = {name for name, _ in files}  # none comes with the ticket itself

    attach = way.desk.attach_files

    def strict(number, wanted, opener):
        if any(ref.name == "2.txt" for ref in wanted):
            raise errors.DeskRefusedError(N_("The help desk's server rejected the request: 413"))
        way.desk.refuse = set()
        attach(number, wanted, opener)

    way.desk.attach_files = strict
    item = way.delivery.deliver(report, 0)
    assert item.state is State.DELIVERED
    assert str(item.reason) == (
        "Your ticket was sent, but one attachment was rejected: 2.txt. "
        "The help desk's server rejected the request: 413"
    )
    assert set(way.desk.tickets[0][2]) == {"0.txt", "1.txt", "3.txt", "4.txt"}
    assert list((way.folder / "files" / report).iterdir())


def test_an_export_has_the_replies_too(way, tmp_path):
    report = way.seal()
    way.run(10)
    done = way.outbox.save_reply(ReplyToSeal(report, text="arrived", files=[("x", b"1")]))
    way.run(10)
    waits = way.outbox.save_reply(ReplyToSeal(report, text="waits", files=[("y", b"2")]))
    folder = way.outbox.export(report, tmp_path / "out") / "replies"
    assert (folder / done / "message.txt").read_text() == "arrived"
    assert (folder / waits / "message.txt").read_text() == "waits"
    assert (folder / waits / "attachments" / "y").read_bytes() == b"2"
    assert (way.outbox.export(waits, tmp_path) / "message.txt").read_text() == "waits"
