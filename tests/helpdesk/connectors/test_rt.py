"""Request Tracker, answered by recordings of a real one (tests/contracts/rt)."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from selfhelp.core import errors
from selfhelp.core.text import N_
from selfhelp.core.ticket import FileRef, Ticket, TicketDetails, TicketState
from selfhelp.helpdesk.connectors.rt.connector import RtConnector
from selfhelp.helpdesk.connectors.rt.fields import RtFields
from selfhelp.helpdesk.connectors.rt.files import find_upload_media_type
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.tickets.case import Case
from selfhelp.tickets.following.conversation_text import describe_merge, status_from_text, status_to_text
from tests.faults import bad_server, http
from tests.tickets.test_case import PNG, tools, with_snapshot

RECORDINGS = Path(__file__).parents[2] / "contracts" / "rt"
TOKEN = "1-29-00000000000000000000000000000000"
TICKET = Ticket("sh-1", "Sübject €", "body", "employee@example.test", files=(FileRef("diag.zip", 3, "x"),))


def recorded(name: str) -> tuple[int, object]:
    (path,) = RECORDINGS.glob(f"*-{name}.json")
    answer = json.loads(path.read_text(encoding="utf-8"))["response"]
    return answer["status"], answer["body"]


class Replay:
    """Answers a request from the recording that the test names for its method and path."""

    def __init__(self, **names: str) -> None:
        self.names = {key.replace("__", " /").replace("_", "/"): name for key, name in names.items()}
        self.asked: list[tuple[str, str, bytes]] = []

    def __call__(self, connection, request):
        method, target, _ = request.split(b" ", 2)
        path = urlsplit(target.decode()).path.removeprefix("/REST/2.0")
        self.asked.append((method.decode(), target.decode(), request))
        status, body = recorded(self.names[f"{method.decode()} {path}"])
        connection.sendall(http(status, json.dumps(body).encode(), "application/json; charset=utf-8"))


@pytest.fixture
def desk():
    """Return a function that starts a replaying server and gives the connector and the replay."""
    servers = []

    def start(queue="General", **names):
        replay = Replay(**names)
        server = bad_server(replay)
        servers.append(server)
        url = server.__enter__().url
        return RtConnector(url, queue, "ClientRef", lambda: TOKEN, routes=ProxyRouter()), replay

    yield start
    for server in servers:
        server.__exit__(None, None, None)


def opener(ref):
    return io.BytesIO(b"\0" * ref.size)


def test_a_ticket_is_one_form_with_requester_and_reference(desk):
    rt, replay = desk(GET__queue_General="queue-with-field", POST__ticket="create-multipart")
    receipt = rt.submit_ticket(TICKET, opener)
    assert receipt.number == "3"
    assert receipt.url.endswith("/SelfService/Display.html?id=3")
    method, _, sent = replay.asked[-1]
    fields = json.loads(sent.split(b'name="JSON"')[1].split(b"\r\n\r\n")[1].split(b"\r\n--")[0])
    assert method == "POST"
    assert fields["Requestor"] == "employee@example.test"
    assert fields["CustomFields"] == {"ClientRef": "sh-1"}
    assert fields["Content"].endswith("\nRef: sh-1")
    assert b'name="Attachments"; filename="diag.zip"' in sent
    assert f"Authorization: token {TOKEN}".encode() in sent


def test_an_answer_fills_the_fields_that_ask_for_it():
    filing = ClassificationMapping(
        fields={"SLA": "{answer:sla}", "Room": "room {answer:room}", "Floor": "{answer:floor}"}
    )
    said = Ticket("sh-1", "s", "b", "", details=TicketDetails(answers={"room": "3", "sla": "gold"}))
    fields = RtFields(filing, "")
    assert (fields.make_standard_fields(said), fields.make_custom_fields(said)) == (
        {"SLA": "gold"},
        {"Room": "room 3"},
    )


def test_a_queue_without_the_field_gets_the_reference_in_the_text(desk):
    rt, replay = desk("Plain", GET__queue_Plain="queue-without-field", POST__ticket="create-multipart")
    rt.submit_ticket(TICKET, opener)
    assert b"CustomFields" not in replay.asked[-1][2]
    assert b"Ref: sh-1" in replay.asked[-1][2]


def test_an_empty_file_is_left_out_because_rt_refuses_the_whole_ticket(desk):
    rt, replay = desk(GET__queue_General="queue-with-field", POST__ticket="create-multipart")
    rt.submit_ticket(Ticket("sh-1", "s", "b", "r@x", files=(FileRef("empty", 0, "x"),)), opener)
    assert b'name="Attachments"' not in replay.asked[-1][2]


def test_it_is_found_by_the_field(desk):
    rt, replay = desk(GET__queue_General="queue-with-field", GET__tickets="search-cf")
    found = rt.find_ticket("sh-1")
    assert found is not None
    assert found.number == "1"
    query = parse_qs(urlsplit(replay.asked[-1][1]).query)
    assert query["query"] == ["'CF.{ClientRef}' = 'sh-1'"]
    assert query["order"] == ["ASC"]


def test_it_is_found_by_the_text_where_the_field_is_missing_or_was_not_filled(desk):
    names = {"GET__attachments": "search-text", "GET__tickets": "search-field-nothing"}
    (path,) = RECORDINGS.glob("*-search-text.json")
    transaction = json.loads(path.read_text())["response"]["body"]["items"][0]["TransactionId"]
    names[f"GET__transaction_{transaction}"] = "transaction"
    for queue, name in (("General", "queue-with-field"), ("Plain", "queue-without-field")):
        rt, _ = desk(queue, **{f"GET__queue_{queue}": name}, **names)
        found = rt.find_ticket("sh-1")
        assert found is not None
        assert found.number.isdecimal()


def test_nothing_is_found_where_nothing_is(desk):
    rt, _ = desk(
        GET__queue_General="queue-with-field",
        GET__tickets="search-field-nothing",
        GET__attachments="search-text-nothing",
    )
    assert rt.find_ticket("sh-1' OR 'a'='a") is None


def test_a_reference_cannot_end_a_query_string(desk):
    rt, replay = desk(GET__queue_General="queue-with-field", GET__tickets="search-cf")
    rt.find_ticket("x' OR Subject LIKE '%")
    assert parse_qs(urlsplit(replay.asked[-1][1]).query)["query"] == [
        "'CF.{ClientRef}' = 'x OR Subject LIKE '"
    ]


def test_what_rt_itself_wrote_is_automatic(desk, monkeypatch):
    """A scrip's confirmation was called the help desk's reply."""
    rt, _ = desk()
    history = [
        {"id": str(n), "Type": "Correspond", "Created": "2026-12-01T09:00:00Z", "Creator": {"id": who}}
        for n, who in enumerate(("RT_System", "tess"))
    ]
    monkeypatch.setattr(rt, "_get_object", lambda *_: {"items": history})
    comments = list(rt._iter_public_comments("7", (), {"anna"}))
    assert [(one.author, one.automatic) for one in comments] == [("RT_System", True), ("tess", False)]


def test_a_file_that_rt_dropped_while_it_said_created_is_named(desk):
    rt, replay = desk(
        GET__ticket_5_attachments="big-attachments", GET__ticket_3_attachments="ticket2-attachments"
    )
    big = FileRef("big.zip", 22_000_000, "x")
    assert rt.find_missing_attachments("5", [big]) == ["big.zip"]
    rt.attach_files("5", [big], opener)  # it would be dropped again
    assert {method for method, _, _ in replay.asked} == {"GET"}
    assert rt.find_missing_attachments("3", [FileRef("diag.zip", 3_000_000, "x")]) == []
    assert rt.find_missing_attachments("3", [FileRef("diag.zip", 2_999_999, "x")]) == ["diag.zip"]


@pytest.mark.parametrize(
    ("recording", "error", "words"),
    [
        ("no-auth", errors.SignInNeededError, "Sign in to continue"),
        ("create-no-queue", errors.DeskRefusedError, "Queue not set"),
        ("create-bad-queue", errors.DeskRefusedError, "No permission to create tickets in the queue 'Nope'"),
    ],
)
def test_refusals_carry_the_servers_words(desk, recording, error, words):
    rt, _ = desk(GET__queue_General="queue-with-field", POST__ticket=recording)
    with pytest.raises(error, match=words):
        rt.submit_ticket(TICKET, opener)


def test_a_refusal_without_words_says_what_the_user_can_do(desk, monkeypatch):
    """The sentence ended with the number: "The help desk's server rejected the request: 403"."""
    rt, _ = desk(GET__queue_General="queue-with-field")
    monkeypatch.setattr(rt, "_post_form", raising(errors.SignInNeededError(N_("Forbidden"), detail="403")))
    with pytest.raises(errors.DeskRefusedError, match="refused to create this ticket"):
        rt.submit_ticket(TICKET, opener)


def raising(error):
    def fail(*_):
        raise error

    return fail


def test_an_answer_without_a_number_is_an_unknown_outcome(desk):
    rt, _ = desk(GET__queue_General="queue-with-field", POST__ticket="correspond")
    with pytest.raises(errors.OutcomeUnknownError):
        rt.submit_ticket(TICKET, opener)


def test_what_the_person_may_not_see_is_not_a_matter_of_signing_in(desk):
    rt, _ = desk(GET__ticket_2="read-own-without-requestor", GET__ticket_9="get-404")
    for number in ("2", "9", "../user/1", "-1", "1;2", "9" * 30):
        with pytest.raises(errors.DeskRefusedError):
            rt.fetch_status(number)


def test_a_ticket_is_read_with_its_files(desk):
    rt, _ = desk(
        GET__ticket_1="ticket-get",
        GET__ticket_1_attachments="ticket2-attachments",
        GET__ticket_1_history="ticket-history",
    )
    status = rt.fetch_status("1")
    assert (status.subject, status.state) == ("No sound in Teams (é€)", TicketState.OPEN)
    assert [(f.name, f.size) for f in status.attachments] == [("diag.zip", 3_000_000)]
    assert status.created.isoformat() == "2026-11-24T14:14:53+00:00"


def test_a_merged_ticket_is_the_ticket_it_was_merged_into(desk, monkeypatch):
    """RT answers the number of a merged ticket with its target; a reply was sent twice."""
    rt, _ = desk(
        GET__ticket_7="ticket-get",  # its "id" is 1
        GET__ticket_7_attachments="ticket2-attachments",
        GET__ticket_7_history="ticket-history",
    )
    status = rt.fetch_status("7")
    assert (status.number, status.merged_into) == ("7", "1")
    assert status.url.endswith("/SelfService/Display.html?id=1")
    assert str(describe_merge(status)) == "The help desk merged it with ticket 1."
    assert status_from_text(status_to_text(status)) == status
    for found, there in (("7", True), ("1", True), ("4", False), ("", False)):
        monkeypatch.setattr(rt, "_find_ticket_by_text", lambda _marked, found=found: found)
        assert rt.has_comment("7", "x") is there


def test_the_token_tells_whose_it_is(desk):
    rt, _ = desk(GET__user_29="user")
    assert rt.find_requester_address() == "employee@example.test"
    assert (
        RtConnector(
            "http://127.0.0.1:1", "q", "f", lambda: "no-number", routes=ProxyRouter()
        ).find_requester_address()
        == ""
    )


def test_a_response_without_a_user_names_no_one():
    def answer(connection, request):
        connection.sendall(http(200, b"[]", "application/json"))

    with bad_server(answer) as server:
        assert (
            RtConnector(server.url, "q", "f", lambda: TOKEN, routes=ProxyRouter()).find_requester_address()
            == ""
        )


def test_check_names_version_person_and_queue(desk):
    rt, _ = desk(GET__rt="rt-version", GET__queue_General="queue-with-field", GET__user_29="user")
    assert "employee@example.test" in str(rt.check_connection())
    rt, _ = desk("Nope", GET__rt="rt-version", GET__queue_Nope="queue-forbidden")
    with pytest.raises(errors.DeskRefusedError, match="Queue Nope"):
        rt.check_connection()


@pytest.mark.parametrize(
    ("kind", "data", "sent"),
    [
        ("text/plain", "é\r\n".encode(), "text/plain"),
        ("text/plain", b"\xe9", "application/octet-stream"),
        ("text/plain", b"\xef\xbb\xbfx", "application/octet-stream"),
        ("message/rfc822", b"From: a", "application/octet-stream"),
        ("image/png", b"\x89", "image/png"),
    ],
)
def test_what_rt_would_rewrite_is_sent_as_bytes(kind, data, sent):
    source = io.BytesIO(data)
    assert find_upload_media_type(FileRef("f", len(data), "x", kind), source) == sent
    assert source.read() == data


def test_the_bytes_that_were_shown_are_the_bytes_on_the_wire(desk, tmp_path):
    case = Case(tools(tmp_path), "imprimante bloquée\nrien ne sort")
    with_snapshot(case)
    case.add_screenshot(PNG)
    case.message.requester = "employee@example.test"
    letter = case.build_letter()
    shown = {item.key: item for item in letter.items}
    outbox, report = case._tools.outbox(), case.save_to_outbox(letter)
    rt, replay = desk(GET__queue_General="queue-with-field", POST__ticket="create-multipart")
    ticket = outbox.read_ticket(report)
    rt.submit_ticket(ticket, outbox.make_file_opener(report))
    sent = replay.asked[-1][2]
    assert PNG in sent
    for ref in ticket.files:
        with outbox.make_file_opener(report)(ref) as stream:
            assert stream.read() in sent, ref.name
    assert str(shown["section-system"].preview).encode() in sent
    fields = json.loads(sent.split(b'name="JSON"')[1].split(b"\r\n\r\n")[1].split(b"\r\n--")[0])
    content = fields["Content"].replace("\r\n", "\n").removesuffix(f"Ref: {report}").strip()
    message = f"{fields['Subject']}\n\n{content}".encode()
    assert hashlib.sha256(message).hexdigest() == shown["message"].sha256
