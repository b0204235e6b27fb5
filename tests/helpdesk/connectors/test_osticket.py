"""osTicket, answered by an imitation made of recordings of a real one (tests/desks/osticket.py)."""

from __future__ import annotations

import io
from dataclasses import replace
from hashlib import sha256

import pytest

from selfhelp.core import errors
from selfhelp.core.text import ENGLISH
from selfhelp.core.ticket import FileRef, ItilLevel, Ticket, TicketDetails
from selfhelp.helpdesk.connectors.osticket import connector as module
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.policy.policy import Policy
from tests.desks.osticket import KEY, PERSON, OsticketStand, recorded
from tests.desks.server import Said

TICKET = Ticket("sh-1", "Sübject", "body", PERSON)


@pytest.fixture
def stand(tmp_path):
    with OsticketStand(tmp_path) as stand:
        yield stand
        stand.settled()


def nothing(ref: FileRef) -> io.BytesIO:
    raise AssertionError(ref.name)


def test_the_recorded_messages_are_answered_as_they_were(stand):
    """The same Message-ID gives the same number, and a reply goes into its thread."""
    import json

    from tests.desks.osticket import RECORDINGS

    for name in ("14-email-create", "15-email-create-same-message-id", "16-email-reply-threads"):
        exchange = json.loads((RECORDINGS / f"{name}.json").read_text("utf-8"))
        answer = stand._message(exchange["request"]["body"].encode())
        wanted = exchange["response"]
        assert (answer.status, answer.body) == (wanted["status"], str(wanted["body"]))
    assert len(stand.threads) == 1
    assert [len(thread) for thread in stand.threads.values()] == [2]


def test_the_key_is_tried_without_making_a_ticket(stand):
    assert "accepts the API key" in ENGLISH.translate(stand.connector().check_connection())
    assert not stand.threads
    with pytest.raises(errors.SignInNeededError, match="one IP address only"):
        stand.connector(key="another").check_connection()


def test_another_service_is_not_taken_for_osticket(stand):
    stand.server.answer_next(Said(200, b"<html>hello</html>", "text/html"))
    with pytest.raises(errors.DeskError):
        stand.connector().check_connection()


def test_the_same_ticket_twice_is_one(stand):
    connector = stand.connector()
    first, second = connector.submit_ticket(TICKET, nothing), stand.connector().submit_ticket(TICKET, nothing)
    assert first.number == second.number
    assert len(stand.threads) == 1


def test_a_reply_finds_its_ticket_in_the_same_program_and_after_a_restart(stand):
    connector = stand.connector()
    number = connector.submit_ticket(TICKET, nothing).number
    connector.add_comment(number, "c-1", "one", (), nothing)
    stand.connector().add_comment(number, "c-2", "two", (), nothing)
    stand.connector().add_comment(number, "c-2", "two", (), nothing)
    assert [m["Message-ID"] for m in stand.threads[number]] == [
        "<sh-1@selfhelp.example.test>",
        "<c-1@selfhelp.example.test>",
        "<c-2@selfhelp.example.test>",
    ]
    assert stand.threads[number][1]["In-Reply-To"] == "<sh-1@selfhelp.example.test>"
    assert stand.threads[number][2]["In-Reply-To"] is None


def test_a_reply_that_became_a_ticket_of_its_own_is_said(stand):
    number = stand.connector().submit_ticket(TICKET, nothing).number
    with pytest.raises(errors.DeskRefusedError, match=f"instead of adding it to {number}"):
        stand.connector(writer="other@example.test").add_comment(number, "c-1", "one", (), nothing)


@pytest.mark.parametrize("name", ["create-refused", "bad-email"])
def test_a_refusal_with_status_500_is_a_refusal(stand, name):
    stand.server.answer_next(recorded(name))
    with pytest.raises(errors.DeskRefusedError, match="Incomplete client information"):
        stand.connector().submit_ticket(TICKET, nothing)


@pytest.mark.parametrize(
    "said",
    [
        Said(500, b"<h1>Internal Server Error</h1>", "text/html"),
        Said(502, b"<h1>Bad gateway</h1>", "text/html"),
        Said(200, b"<html>Welcome to the guest network</html>", "text/html"),
        Said(201, b"", "text/html"),
        Said(201, b"412758<br>", "text/html"),
    ],
)
def test_a_foreign_response_leaves_the_outcome_unknown(stand, said):
    stand.server.answer_next(said)
    with pytest.raises(errors.OutcomeUnknownError):
        stand.connector().submit_ticket(TICKET, nothing)


def test_denied_is_a_refusal_and_not_a_matter_of_signing_in(stand):
    stand.server.answer_next(Said(403, "Ticket denied", "text/html; charset=UTF-8"))
    with pytest.raises(errors.DeskRefusedError, match="Ticket denied"):
        stand.connector().submit_ticket(TICKET, nothing)


LONG = (
    "Drücker läuft seit gestern Nachmittag überhaupt nicht mehr, und das Papier ist schön gerade, ärgerlich"
)


@pytest.mark.parametrize(
    "subject", ["Printer läuft nicht", "日本語の件名", LONG, "plain words", "=?utf-8?q?x?="]
)
def test_a_subject_is_coded_from_its_start_or_not_at_all(stand, subject):
    """Without PHP's imap extension osTicket shows every other one as it was coded."""
    number = stand.connector().submit_ticket(replace(TICKET, subject=subject), nothing).number
    (held,) = stand.tickets("sh-1")
    assert (held.number, held.subject) == (number, subject.replace("=?", "= ?"))
    raw = next(value for name, value in stand.threads[number][0].raw_items() if name == "Subject")
    assert all(len(line) <= 76 for line in str(raw).splitlines())


def test_only_emoji_are_lost(stand):
    words = "Ünï \N{GRINNING FACE} 你好 <b>x</b>"
    stand.connector().submit_ticket(replace(TICKET, subject=words, body=words), nothing)
    (held,) = stand.tickets("sh-1")
    assert held.subject == "Ünï  你好 <b>x</b>"
    assert held.body.startswith("Ünï  你好 <b>x</b>")


def test_headers_cannot_be_added_to_and_names_survive(stand):
    data = b"\0\r\n.\r\nFrom x\r\n"
    name = "Étude \N{GRINNING FACE} 'q'.txt"
    ref = FileRef(name, len(data), sha256(data).hexdigest(), "message/rfc822")
    bad = Ticket("sh-1", "a\r\nBcc: x@y.test\r\n\r\nbody", ".\r\nQUIT\r\n", PERSON, files=(ref,))
    number = stand.connector().submit_ticket(bad, lambda _: io.BytesIO(data)).number
    (message,) = stand.threads[number]
    assert message["Bcc"] is None
    assert [(p.get_filename(), p.get_payload(decode=True)) for p in message.iter_attachments()] == [
        (name, data)
    ]


def test_urgency_is_importance_and_the_rest_is_told(stand):
    filing = ClassificationMapping({"*": "7"}, {}, {}, {"x": "1"})
    sent = replace(TICKET, details=TicketDetails(urgency=ItilLevel.HIGH))
    connector = stand.connector(filing=filing)
    number = connector.submit_ticket(sent, nothing).number
    assert stand.threads[number][0]["Importance"] == "high"
    assert [said.partition(":")[0] for said in connector.find_altered_fields(number, sent)] == [
        "category",
        "fields",
    ]


def test_nothing_is_claimed_that_it_cannot_do(stand):
    connector = stand.connector()
    able = connector.abilities
    claims = (able.status, able.read_comments, able.reopen, able.solve, able.fetch, able.lookup)
    assert not any(claims)
    assert connector.find_ticket("sh-1") is None
    with pytest.raises(errors.DeskRefusedError):
        connector.fetch_status("1")


def test_policy_builds_it(places, stand):
    policy = Policy()
    page = "https://support.example.com/view.php"
    osticket = replace(policy.desk.osticket, url=stand.server.url, page=page)
    desk = replace(policy.desk, osticket=osticket, email="{login}@example.test")

    class Token:
        def require_token(self) -> str:
            return KEY

    connector = module.build_connector(replace(policy, desk=desk), places, Token(), None, ProxyRouter())
    assert connector.find_requester_address().endswith("@example.test")
    assert connector.submit_ticket(TICKET, nothing).url == page
