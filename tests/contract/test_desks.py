"""What every help desk must do for a person, row by row, on a stand of it: imitated or real.

`make desks` prints the table. A row that a desk cannot have is named with its reason, never left out.
"""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import io
import random
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

import pytest

from selfhelp.core.errors import DeskError, OutcomeUnknownError
from selfhelp.core.text import ENGLISH
from selfhelp.core.ticket import DeliveryState as State
from selfhelp.core.ticket import FileRef, ReplyKind, TicketState
from selfhelp.helpdesk.connectors import Connector
from selfhelp.tickets.delivery.delivery_service import DeliveryService
from selfhelp.tickets.letter import Letter, build_attachments
from selfhelp.tickets.outbox.outbox import Outbox, OutboxItem, OutboxLimits
from selfhelp.tickets.outbox.outbox_items import ReplyToSeal
from tests.desks.stand import SIGN_IN_PAGE, Held, Stand, kinds, title
from tests.desks.table import CANNOT
from tests.report.desks import TurnedClock

PERSON = "alice@example.test"
FILES = {
    "report.html": "<!DOCTYPE html><p>Étude &amp; \N{GRINNING FACE}</p>\r\n".encode(),
    "report.json": b'{"a": [1, 2]}\n',
    "screen.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 300,
    "notes.txt": "h\xe9llo\r\nworld".encode(),
}
SUBJECT = 'Sübject \N{GRINNING FACE} <b>no</b> & "it\'s" €'
BODY = (
    "Ünï \N{GRINNING FACE} \u4f60\u597d <b>not bold</b> & &amp; <script>alert(1)</script>\n"
    "  two blanks in front, [code]<i>x</i>[/code], *stars*, {x}, $(reboot), a \\ and a 'quote'\n\n"
    "after an empty line " + "long " * 2000
)
NAME = "Étude \N{GRINNING FACE} € 'q' (1).txt"
DONE = (TicketState.SOLVED, TicketState.CLOSED)


def _marks(kind: type[Stand]) -> list[pytest.MarkDecorator]:
    return [pytest.mark.live, pytest.mark.slow] if kind.real else []


def each(first: int, second: int, later: Sequence[int] = ()) -> list[object]:
    """Return both with every desk; what is said later to a real one, or second, is left to `make soak`."""
    later = later or (second,)
    return [
        pytest.param(k, one, marks=[*_marks(k), *([pytest.mark.soak] if k.real and one in later else [])],
                     id=f"{title(k)}-{one}")
        for k in kinds() for one in (first, second)
    ]  # fmt: skip


@pytest.fixture(params=[pytest.param(k, marks=_marks(k), id=title(k)) for k in kinds()])
def kind(request) -> type[Stand]:
    return request.param


@pytest.fixture(scope="session")
def real(tmp_path_factory):
    """Real servers: each is started once, when the first test asks for it."""
    started: dict[type[Stand], Stand] = {}
    with ExitStack() as stack:

        def start(kind: type[Stand]) -> Stand:
            if kind not in started:
                started[kind] = stack.enter_context(kind(tmp_path_factory.mktemp(kind.id)))
            return started[kind]

        yield start


@pytest.fixture
def stand(request, kind, tmp_path, real) -> Iterator[Stand]:
    row = request.node.get_closest_marker("row").args[0]
    if row in kind.cannot:
        pytest.skip(CANNOT + kind.cannot[row])
    with ExitStack() as stack:
        stand = real(kind) if kind.real else stack.enter_context(kind(tmp_path))
        yield stand
        stand.settled()


class Sender:
    """An outbox and a sender whose time is turned: a wait of two minutes takes none."""

    def __init__(self, folder):
        self.clock = TurnedClock()
        self.outbox = Outbox(folder, OutboxLimits(file_bytes=10**9, total_bytes=10**9), now=self.clock.now)

    def seal(self, subject=SUBJECT, body=BODY, files=None) -> str:
        return self.outbox.save_ticket(
            Letter(subject, body, PERSON, files=build_attachments(tuple((files or {}).items())))
        )

    def send(self, connector: Connector, report: str, wait: float = 900.0) -> OutboxItem:
        return self._delivery(connector).deliver(report, wait)

    def bring(self, connector: Connector, ref: str, wait: float = 900.0) -> State:
        return self._delivery(connector).deliver_by_ref(ref, wait)

    def _delivery(self, connector: Connector) -> DeliveryService:
        return DeliveryService(self.outbox, connector, self.clock, random.Random(1))


@pytest.fixture
def sender(tmp_path):
    sender = Sender(tmp_path / "outbox")
    yield sender
    sender.outbox.close()


LACKS = {
    "status": "the connector can't read the ticket status",
    "reopen": "the connector can't reopen tickets",
    "write_comments": "the connector can't write comments",
}
"""The reason on the page of desks for each missing ability."""


def needs(stand: Stand, *abilities: str) -> None:
    """End the row where the desk cannot do it."""
    for ability in abilities:
        if not getattr(stand.connector().abilities, ability):
            missing = LACKS.get(ability, f"the connector doesn't support {ability.replace('_', ' ')}")
            pytest.skip(CANNOT + missing)


def only(stand: Stand, ref: str) -> Held:
    """Return the one ticket that carries the mark."""
    held = stand.tickets(ref)
    assert len(held) == 1, [h.number for h in held]
    return held[0]


def delivered(stand: Stand, sender: Sender, files=None, wait: float = 900.0) -> tuple[OutboxItem, Held]:
    """Send a ticket and return what both sides say."""
    report = sender.seal(files=files)
    item = sender.send(stand.connector(), report, wait)
    assert (item.state, item.reason) == (State.DELIVERED, None), item.reason and ENGLISH.translate(
        item.reason
    )
    held = only(stand, report)
    assert held.number == item.ticket
    return item, held


def ref_of(name: str, data: bytes) -> FileRef:
    from hashlib import sha256

    return FileRef(name, len(data), sha256(data).hexdigest())


def flat(text: str) -> str:
    """Return text with every run of blanks and line ends as one blank."""
    return " ".join(text.replace("\xa0", " ").split())


def new_comment() -> str:
    return f"sh-{uuid.uuid4()}"


def nothing(ref: FileRef) -> io.BytesIO:
    raise AssertionError("there is no file")


@pytest.mark.row("create")
def test_a_ticket_is_made_once_with_its_words(stand, sender):
    item, held = delivered(stand, sender)
    assert held.subject == stand.kept(SUBJECT)
    assert PERSON in held.requester or held.requester
    connector = stand.connector()
    found = connector.find_ticket(item.report)
    assert found is None or (found.number, found.url) == (item.ticket, item.url)
    assert list(connector.find_altered_fields(item.ticket, sender.outbox.read_ticket(item.report))) == []


@pytest.mark.row("files")
def test_files_arrive_byte_for_byte(stand, sender):
    needs(stand, "files")
    item, held = delivered(stand, sender, FILES)
    wanted = {stand.name_of(name): data for name, data in FILES.items()}
    assert {name: held.files.get(name) for name in wanted} == wanted
    connector = stand.connector()
    refs = [ref_of(name, data) for name, data in FILES.items()]
    assert list(connector.find_missing_attachments(item.ticket, refs)) == []
    never = ["never-sent.txt"] if connector.abilities.lookup else []
    assert (
        list(connector.find_missing_attachments(item.ticket, [*refs, ref_of("never-sent.txt", b"x")]))
        == never
    )


@pytest.mark.row("files")
def test_the_same_files_again_change_nothing(stand, sender):
    needs(stand, "files")
    item, held = delivered(stand, sender, FILES)
    refs = [ref_of(name, data) for name, data in FILES.items()]
    stand.connector().attach_files(item.ticket, refs, lambda ref: io.BytesIO(FILES[ref.name]))
    assert sorted(only(stand, item.report).files) == sorted(held.files)


@pytest.mark.slow
@pytest.mark.row("large file")
def test_a_large_file_arrives_whole(stand, sender):
    needs(stand, "files")
    limit = stand.connector().find_max_file_size() or stand.large
    data = random.Random(7).randbytes(min(stand.large, limit))
    _, held = delivered(stand, sender, {"large.zip": data})
    assert held.files[stand.name_of("large.zip")] == data


@pytest.mark.row("umlauts and emoji")
def test_words_of_every_script_and_markup_stay_what_they_are(stand, sender):
    files = {NAME: b"x"} if stand.connector().abilities.files else {}
    _, held = delivered(stand, sender, files)
    assert held.subject == SUBJECT
    assert flat(BODY) in flat(held.body)
    assert held.body.count("\n") >= BODY.count("\n")
    if files:
        assert stand.name_of(NAME) in held.files


@pytest.mark.row("refused file reported")
def test_a_file_that_the_desk_does_not_keep_is_named(stand, sender):
    needs(stand, "files")
    name, data = stand.refused_file()
    report = sender.seal(files={name: data, "notes.txt": b"kept"})
    item = sender.send(stand.connector(), report)
    assert item.state is State.DELIVERED
    assert item.reason is not None
    assert name in ENGLISH.translate(item.reason)
    assert only(stand, report).files.get(stand.name_of("notes.txt")) == b"kept"


@pytest.mark.row("status")
def test_the_ticket_is_followed_to_its_end(stand, sender):
    needs(stand, "status")
    item, _ = delivered(stand, sender)
    connector = stand.connector()
    first = connector.poll_ticket(item.ticket)
    assert first.status is not None
    assert (first.status.number, first.status.subject) == (item.ticket, SUBJECT)
    assert first.status.state in (TicketState.OPEN, TicketState.WAITING)
    assert connector.poll_ticket(item.ticket, first.mark).status is None
    if connector.abilities.read_comments:
        stand.answer(item.ticket, "Try it <b>again</b> \N{GRINNING FACE}")
        news = connector.poll_ticket(item.ticket, first.mark)
        assert news.status is not None
        (said,) = news.status.comments
        assert (said.text, said.mine) == ("Try it <b>again</b> \N{GRINNING FACE}", False)
    stand.solve(item.ticket)
    assert connector.fetch_status(item.ticket).state in DONE


@pytest.mark.row("comment")
def test_user_writes_to_the_technician(stand, sender):
    needs(stand, "write_comments")
    item, _ = delivered(stand, sender)
    connector = stand.connector()
    ref, text = new_comment(), "Ünï <b>no</b> & \N{GRINNING FACE}\nsecond line"
    files = {"more.txt": b"more\n"} if connector.abilities.comment_files else {}
    assert not connector.has_comment(item.ticket, ref)
    refs = [ref_of(name, data) for name, data in files.items()]
    assert not connector.add_comment(item.ticket, ref, text, refs, lambda f: io.BytesIO(files[f.name]))
    assert connector.has_comment(item.ticket, ref) == connector.abilities.lookup
    assert not connector.has_comment(item.ticket, new_comment())
    held = only(stand, item.report)
    assert [c for c in held.comments if flat(stand.kept(text)) in flat(c.text)]
    kept = {**held.files, **{name: data for c in held.comments for name, data in c.files.items()}}
    assert {stand.name_of(name): data for name, data in files.items()}.items() <= kept.items()
    if connector.abilities.read_comments:
        (mine,) = connector.fetch_status(item.ticket).comments
        assert (mine.mine, mine.text) == (True, text)


@pytest.mark.row("comment")
def test_a_comment_whose_answer_was_lost_is_found(stand, sender):
    needs(stand, "write_comments")
    item, _ = delivered(stand, sender)
    connector, ref = stand.connector(), new_comment()
    stand.lose_answer()
    with pytest.raises(OutcomeUnknownError):
        connector.add_comment(item.ticket, ref, "once", (), nothing)
    if not connector.abilities.lookup:
        assert connector.abilities.repeatable
        connector.add_comment(item.ticket, ref, "once", (), nothing)
    assert stand.connector().has_comment(item.ticket, ref) == connector.abilities.lookup
    assert len([c for c in only(stand, item.report).comments if "once" in c.text]) == 1


@pytest.mark.row("comment")
def test_a_reply_whose_answer_was_lost_is_written_once(stand, sender):
    needs(stand, "write_comments")
    item, _ = delivered(stand, sender)
    reply = sender.outbox.save_reply(ReplyToSeal(item.report, text="This once <b>only</b>"))
    stand.lose_answer()
    assert sender.bring(stand.connector(), reply) is State.DELIVERED
    said = [c for c in only(stand, item.report).comments if "This once <b>only</b>" in flat(c.text)]
    assert len(said) == 1


@pytest.mark.row("reopen")
def test_that_it_is_not_solved_and_why_goes_through_the_outbox(stand, sender):
    needs(stand, "status", "reopen", "write_comments")
    item, _ = delivered(stand, sender)
    stand.solve(item.ticket)
    sender.outbox.save_reply(ReplyToSeal(item.report, ReplyKind.REOPEN, "It is back"))
    stand.lose_answer()
    connector = stand.connector()
    for reply in sender.outbox.list_replies(item.report):
        assert sender.bring(connector, reply.ref) is State.DELIVERED
    assert connector.fetch_status(item.ticket).state not in DONE
    assert len([c for c in only(stand, item.report).comments if "It is back" in c.text]) == 1


@pytest.mark.row("reopen")
def test_user_reopens_a_ticket(stand, sender):
    needs(stand, "status", "reopen")
    item, _ = delivered(stand, sender)
    stand.solve(item.ticket)
    connector = stand.connector()
    connector.reopen_ticket(item.ticket)
    assert connector.fetch_status(item.ticket).state not in DONE
    connector.reopen_ticket(item.ticket)
    assert connector.fetch_status(item.ticket).state not in DONE


@pytest.mark.row("reopen")
def test_a_reopening_sends_the_users_own_words_and_nothing_else(stand, sender):
    """Technicians read "This is not solved." besides the user's own reason, which the user never wrote."""
    needs(stand, "status", "reopen", "write_comments")
    item, _ = delivered(stand, sender)
    stand.solve(item.ticket)
    before = [one.text for one in only(stand, item.report).comments]
    connector = stand.connector()
    together = connector.abilities.takes_text_with(ReplyKind.REOPEN)
    sender.outbox.save_reply(
        ReplyToSeal(item.report, ReplyKind.REOPEN, "The page is blank", together=together)
    )
    for reply in sender.outbox.list_replies(item.report):
        assert sender.bring(connector, reply.ref) is State.DELIVERED
    assert connector.fetch_status(item.ticket).state not in DONE
    said = [one.text for one in only(stand, item.report).comments[len(before) :] if one.text.strip()]
    assert len(said) == 1, said
    assert "The page is blank" in said[0]


@pytest.mark.row("reopen")
def test_whether_a_message_reopens_what_is_solved_is_known(stand, sender):
    needs(stand, "status", "write_comments")
    item, _ = delivered(stand, sender)
    stand.solve(item.ticket)
    connector = stand.connector()
    connector.add_comment(item.ticket, new_comment(), "Thank you", (), nothing)
    still = connector.fetch_status(item.ticket).state in DONE
    assert still is not connector.abilities.comment_reopens


@pytest.mark.row("status")
def test_that_it_is_solved_never_reopens_what_is_solved(stand, sender):
    """With words where a message does not reopen it, or goes along; else the words are not sent at all."""
    needs(stand, "status", "solve")
    item, _ = delivered(stand, sender)
    stand.solve(item.ticket)
    able = stand.connector().abilities
    words = "Thank you" if able.approve or not able.comment_reopens else ""
    sender.outbox.save_reply(ReplyToSeal(item.report, ReplyKind.SOLVE, words, together=able.approve))
    if words:
        stand.lose_answer()
    connector = stand.connector()
    for reply in sender.outbox.list_replies(item.report):
        assert sender.bring(connector, reply.ref) is State.DELIVERED
    assert connector.fetch_status(item.ticket).state in DONE
    said = [c for c in only(stand, item.report).comments if "Thank you" in c.text]
    assert len(said) == bool(words)


@pytest.mark.row("find after lost answer")
def test_a_ticket_whose_answer_was_lost_is_not_made_again(stand, sender):
    report = sender.seal(files=FILES if stand.connector().abilities.files else {})
    stand.lose_answer()
    item = sender.send(stand.connector(), report)
    assert item.state is State.DELIVERED
    held = only(stand, report)
    assert held.number == item.ticket
    if stand.connector().abilities.files:
        assert sorted(held.files) == sorted(map(stand.name_of, FILES))


@pytest.mark.row("wrong login")
def test_wrong_credentials_are_said_and_nothing_is_lost(stand, sender):
    with pytest.raises(DeskError) as said:
        stand.wrong_login().check_connection()
    assert len(ENGLISH.translate(said.value.message)) > 20
    report = sender.seal()
    item = sender.send(stand.wrong_login(), report, 0)
    assert item.state is State.SIGN_IN_NEEDED
    assert not stand.tickets(report)
    sender.outbox.retry(report)
    assert sender.send(stand.connector(), report).state is State.DELIVERED
    only(stand, report)


@pytest.mark.row("expired login")
def test_a_login_that_expires_costs_at_most_a_new_one(stand, sender):
    connector = stand.connector()
    first = sender.seal("first", "b")
    assert sender.send(connector, first).state is State.DELIVERED
    report = sender.seal()
    stand.expire()
    item = sender.send(connector, report)
    if item.state is State.SIGN_IN_NEEDED:
        sender.outbox.retry(report)
        item = sender.send(stand.connector(), report)
    assert item.state is State.DELIVERED
    only(stand, report)


@pytest.mark.row("server error")
@pytest.mark.parametrize(("kind", "status"), each(500, 503, later=(500, 503)), indirect=["kind"])
def test_a_server_error_is_survived(stand, sender, status):
    report = sender.seal()
    stand.break_next(status, b"<h1>Server error</h1>")
    item = sender.send(stand.connector(), report)
    assert (item.state, item.reason) == (State.DELIVERED, None)
    only(stand, report)


@pytest.mark.row("server error")
def test_a_desk_that_is_busy_is_left_alone_for_as_long_as_it_says(stand, sender):
    report = sender.seal()
    stand.break_next(429, b'{"error": "slow down"}', "application/json", {"Retry-After": "77"})
    before = sender.clock.steady
    item = sender.send(stand.connector(), report)
    assert (item.state, item.reason) == (State.DELIVERED, None)
    assert sender.clock.steady - before >= 77
    only(stand, report)


@pytest.mark.row("HTML instead of JSON")
@pytest.mark.parametrize(("kind", "status"), each(200, 502), indirect=["kind"])
def test_a_foreign_page_is_not_trusted(stand, sender, status):
    report = sender.seal()
    stand.break_next(status, SIGN_IN_PAGE, "text/html; charset=utf-8")
    item = sender.send(stand.connector(), report)
    assert (item.state, item.reason) == (State.DELIVERED, None)
    only(stand, report)
