"""What needs a person's attention can be changed and sent again; what may have left cannot be changed."""

from __future__ import annotations

import pytest

from selfhelp.core import errors
from selfhelp.core.text import N_
from selfhelp.core.ticket import DeliveryState as State
from selfhelp.core.ticket import ReplyKind
from selfhelp.tickets.delivery.delivery_log import DeliveryLog
from selfhelp.tickets.letter import Letter, build_attachments
from selfhelp.tickets.outbox.outbox import ReplyToSeal
from selfhelp.tickets.outbox.refused_files import list_refused_files, list_resendable_files
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


def lacking(way, name="b.txt"):
    """Return a ticket that the desk has without one of its files."""
    way.desk.refuse = {name}
    report = way.seal()
    way.run(1000)
    assert list_refused_files(way.outbox, report) == [name]
    return report


def test_a_missing_file_is_sent_again_once_and_into_the_same_ticket(way):
    report = lacking(way)
    number = way.outbox.find_item(report).ticket
    assert list_resendable_files(way.outbox, report) == ["b.txt"]
    way.desk.refuse = set()
    way.outbox.send_refused_files_again(report)
    item = way.outbox.find_item(report)
    assert (item.state, item.ticket, item.reason) == (State.QUEUED, number, None)
    attached: list[str] = []
    attach = way.desk.attach_files
    way.desk.attach_files = lambda n, wanted, opener: (
        attached.extend(ref.name for ref in wanted),
        attach(n, wanted, opener),
    )
    way.run(1000)
    assert way.state(report) is State.DELIVERED
    assert attached == ["b.txt"], "the file that had arrived isn't sent twice"
    assert (len(way.desk.tickets), set(way.desk.tickets[0][2])) == (1, {"a.txt", "b.txt"})
    assert list_refused_files(way.outbox, report) == list_resendable_files(way.outbox, report) == []
    assert not (way.folder / "files" / report).exists(), "the files are deleted as after any delivery"
    with pytest.raises(errors.UsageError):
        way.outbox.send_refused_files_again(report)


def test_sending_missing_files_survives_a_restart_and_an_outage(way):
    report = lacking(way)
    way.desk.refuse = set()
    way.outbox.send_refused_files_again(report)
    way.restart()
    way.desk.before = failing(errors.DeskUnreachableError(SORRY), request="attach", times=3)
    way.run(100_000)
    assert way.state(report) is State.DELIVERED
    assert (len(way.desk.tickets), set(way.desk.tickets[0][2])) == (1, {"a.txt", "b.txt"})


def test_missing_files_of_an_old_ticket_are_not_too_old_to_send(way):
    report = lacking(way)
    way.clock.sleep(25 * 86_400)
    way.desk.refuse = set()
    way.outbox.send_refused_files_again(report)
    way.run(1000)
    assert way.state(report) is State.DELIVERED
    assert set(way.desk.tickets[0][2]) == {"a.txt", "b.txt"}


def test_after_weeks_without_the_desk_the_missing_files_can_be_sent_again(way):
    report = lacking(way)
    way.outbox.send_refused_files_again(report)
    way.desk.before = failing(errors.DeskUnreachableError(SORRY), request="dropped", times=100_000)
    way.run(10)
    way.clock.sleep(40 * 86_400)
    way.run(10)
    way.restart()
    way.run(10)
    assert way.state(report) is State.DELIVERED, "given up"
    assert list_resendable_files(way.outbox, report) == ["b.txt"]


def test_a_file_that_arrived_in_the_meantime_is_not_sent_again(way):
    report = lacking(way)
    way.desk.tickets[0][2]["b.txt"] = b"22"  # the desk had to scan it first
    way.outbox.send_refused_files_again(report)
    way.desk.attach_files = pytest.fail
    way.run(1000)
    assert way.state(report) is State.DELIVERED
    assert list_refused_files(way.outbox, report) == []


def test_a_file_that_is_refused_again_stays_named(way):
    report = lacking(way)
    way.outbox.send_refused_files_again(report)
    way.run(1000)
    assert list_resendable_files(way.outbox, report) == ["b.txt"]
    assert "b.txt" in str(way.outbox.find_item(report).reason)


def test_a_file_stays_named_if_the_desk_cannot_say_whether_it_has_it(way):
    """The ticket counted as complete after a request that the desk refused."""
    report = lacking(way)
    way.outbox.send_refused_files_again(report)
    way.desk.before = failing(errors.DeskRefusedError(SORRY), request="dropped")
    way.run(1000)
    assert way.state(report) is State.DELIVERED
    assert "couldn't be checked" in str(way.outbox.find_item(report).reason)
    assert list_resendable_files(way.outbox, report) == ["b.txt"]


def test_missing_files_do_not_hold_back_a_reply(way):
    report = lacking(way)
    way.desk.before = failing(errors.ConfigurationError(SORRY), request="dropped")
    way.outbox.send_refused_files_again(report)
    way.run(1000)
    assert way.state(report) is State.ATTENTION
    way.outbox.save_reply(ReplyToSeal(report, text="more"))
    (reply,) = way.outbox.list_replies()
    assert (reply.held, reply.reason) == (False, None), "it is sent, and doesn't claim to wait"
    way.run(1000)
    assert [said[2] for said in way.desk.said] == ["more"]


def test_files_that_are_gone_from_this_computer_cannot_be_sent_again(way):
    report = lacking(way)
    for file in (way.folder / "files" / report).iterdir():
        file.unlink()
    assert list_resendable_files(way.outbox, report) == []
    with pytest.raises(errors.UsageError, match="no longer on this computer"):
        way.outbox.send_refused_files_again(report)
    assert way.state(report) is State.DELIVERED


def test_the_same_change_of_state_is_not_saved_twice(way):
    """ "Mark as resolved" was pressed twice while the first waited, and sent twice."""
    report = way.seal()
    solve = ReplyToSeal(report, ReplyKind.SOLVE)
    first = way.outbox.save_reply(solve)
    assert way.outbox.save_reply(solve) == first
    assert len(way.outbox.list_replies(report)) == 1
    reopened = way.outbox.save_reply(ReplyToSeal(report, ReplyKind.REOPEN))
    assert way.outbox.save_reply(solve) not in (first, reopened), "it is the last that counts"
    way.outbox.save_reply(ReplyToSeal(report, text="more"))
    way.outbox.save_reply(solve)
    assert [one.kind for one in way.outbox.list_replies(report)] == [
        *(ReplyKind.SOLVE, ReplyKind.COMMENT, ReplyKind.SOLVE)
    ]


OPPOSITE = [(ReplyKind.REOPEN, ReplyKind.SOLVE), (ReplyKind.SOLVE, ReplyKind.REOPEN)]


@pytest.mark.parametrize(("first", "last"), OPPOSITE)
@pytest.mark.parametrize("error", [errors.DeskUnreachableError, errors.DeskRefusedError])
def test_the_last_answer_replaces_the_opposite_one_that_waits(way, first, last, error):
    """ "Reopen" waited or was refused, and was still sent after "Mark as resolved"."""
    report = way.seal()
    way.run(10)
    way.desk.before = failing(error(SORRY), str(first), times=9)
    way.outbox.save_reply(ReplyToSeal(report, first))
    way.run(1)
    assert way.outbox.list_unsent_replies()
    ref = way.outbox.save_reply(ReplyToSeal(report, last))
    assert [one.ref for one in way.outbox.list_replies(report)] == [ref]
    way.desk.before = lambda request: None
    way.desk.log.clear()
    way.outbox.retry()
    way.run(4000)
    assert [name for name in way.desk.log if name in ("reopen", "solve")] == [last]


@pytest.mark.parametrize(("first", "last"), OPPOSITE)
def test_a_change_that_may_have_arrived_comes_before_the_last_answer(way, first, last):
    report = way.seal()
    way.run(10)
    way.desk.before = failing(errors.OutcomeUnknownError(SORRY, detail="reset"), str(first))
    way.outbox.save_reply(ReplyToSeal(report, first))
    way.run(1)
    way.outbox.save_reply(ReplyToSeal(report, last))
    assert len(way.outbox.list_replies(report)) == 2
    way.run(4000)
    assert way.desk.log[-1] == last
    assert not way.outbox.list_unsent_replies()


@pytest.mark.parametrize("together", [False, True])
def test_the_text_of_a_replaced_answer_is_still_sent(way, together):
    report = way.seal()
    way.run(10)
    way.outbox.save_reply(ReplyToSeal(report, ReplyKind.REOPEN, "It's back", together=together))
    way.outbox.save_reply(ReplyToSeal(report, ReplyKind.SOLVE))
    assert [(one.kind, one.text) for one in way.outbox.list_replies(report)] == [
        (ReplyKind.COMMENT, "It's back"),
        (ReplyKind.SOLVE, ""),
    ]


def test_reopening_is_withdrawn_alone(way):
    report = way.seal()
    way.outbox.save_reply(ReplyToSeal(report, text="more"))
    way.outbox.save_reply(ReplyToSeal(report, ReplyKind.REOPEN))
    assert not way.outbox.withdraw_reopening(report)
    assert [one.text for one in way.outbox.list_replies(report)] == ["more"]
    way.run(10)
    way.desk.lose = 1
    way.outbox.save_reply(ReplyToSeal(report, ReplyKind.REOPEN))
    way.run(1)
    assert way.outbox.withdraw_reopening(report), "it may have arrived"
    assert way.outbox.list_unsent_replies()


def test_a_change_that_is_withdrawn_at_the_last_moment_is_not_sent(way, monkeypatch):
    report = way.seal()
    way.run(10)
    way.outbox.save_reply(ReplyToSeal(report, ReplyKind.REOPEN))
    record = DeliveryLog.record_submitting

    def withdraw_first(log, ref):
        way.outbox.withdraw_reopening(report)
        record(log, ref)

    monkeypatch.setattr(DeliveryLog, "record_submitting", withdraw_first)
    way.run(10)
    assert "reopen" not in way.desk.log
    assert not way.outbox.list_replies(report)


def test_a_change_of_state_that_was_refused_is_sent_again_when_it_is_repeated(way):
    """ "Reopen" was refused, and pressing it again said "will be sent", but nothing was sent."""
    report = way.seal()
    way.run(10)
    reopen = ReplyToSeal(report, ReplyKind.REOPEN)
    way.desk.before = failing(errors.DeskRefusedError(SORRY), "reopen")
    first = way.outbox.save_reply(reopen)
    way.run(10)
    assert way.outbox.read_delivery_stage(first) is State.ATTENTION
    assert way.outbox.save_reply(reopen) == first
    way.run(10)
    assert way.outbox.read_delivery_stage(first) is State.DELIVERED
    assert way.desk.log.count("reopen") == 2
