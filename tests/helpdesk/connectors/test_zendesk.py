"""Every trap that Zendesk's documentation names, on a Zendesk imitated from it."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from dataclasses import replace

import pytest

from selfhelp.core import errors
from selfhelp.core.text import ENGLISH
from selfhelp.core.ticket import FileRef, ItilLevel, ReplyKind, Ticket, TicketDetails, TicketState
from selfhelp.helpdesk.connectors.zendesk import connector
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.machine.keyring.credentials import Secrets
from selfhelp.network.oauth import Bearer
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.policy.help_desk import HelpDeskPolicy, ZendeskDeskPolicy
from selfhelp.policy.policy import Policy
from tests.desks.server import Said
from tests.desks.zendesk import AGENT, AUTOREPLY, SYSTEM, TOKEN, ZendeskStand
from tests.helpdesk.connectors.samples import REF, opener

TICKET = Ticket(REF, "No sound", "Since Monday", "alice@example.test", category="sound")


@pytest.fixture
def stand(tmp_path):
    with ZendeskStand(tmp_path) as stand:
        yield stand
        stand.settled()


def made(stand, ticket=TICKET, **changes):
    """Create a request and return the connector, its number and the request as Zendesk holds it."""
    desk = stand.connector(**changes)
    number = desk.submit_ticket(ticket, opener).number
    return desk, number, stand.row(number)


def test_files_are_uploaded_first_and_named_in_the_request(stand):
    files = (FileRef("é &€.png", 3, "", "image/png"), FileRef("empty.txt", 0, ""))
    desk, number, row = made(stand, replace(TICKET, files=files))
    first, second, request = [a for a in stand.server.asked if a.writes]
    assert (first.first("filename"), first.body, first.headers["content-type"]) == (
        "é &€.png",
        b"\0" * 3,
        "image/png",
    )
    assert second.body == b""
    assert request.json()["request"]["comment"]["uploads"] == ["upload1", "upload2"]
    assert request.headers["authorization"] == TOKEN
    assert "requester" not in request.json()["request"]
    assert row["description"] == f"Since Monday\n\nRef: {REF}"
    assert desk.find_missing_attachments(number, files) == []
    assert desk.make_ticket_url(number).endswith(f"/hc/requests/{number}")


def test_what_a_request_is_filed_under_and_what_was_left_out_is_told(stand):
    filing = ClassificationMapping({"sound": "41"}, {}, {}, {"360001": "Paris", "type": "incident"})
    ticket = replace(TICKET, details=TicketDetails(urgency=ItilLevel.HIGH))
    desk, number, row = made(stand, ticket, filing=filing)
    assert (row["priority"], row["type"], row["ticket_form_id"]) == ("high", "incident", 41)
    assert row["custom_fields"] == [{"id": 360001, "value": "Paris"}]
    assert list(desk.find_altered_fields(number, ticket)) == []
    stand.zendesk.hidden = {"priority", "custom_fields"}
    desk, number, _ = made(stand, ticket, filing=filing)
    assert list(desk.find_altered_fields(number, ticket)) == ["priority", "field 360001"]
    stand.row(number)["description"] = "Since"
    assert "text shortened to 5" in desk.find_altered_fields(number, ticket)


def test_answers_fill_custom_fields(stand):
    filing = ClassificationMapping(fields={"360001": "{answer:site}", "type": "{answer:none}"})
    _, _, row = made(stand, replace(TICKET, details=TicketDetails(answers={"site": "Paris"})), filing=filing)
    assert row["custom_fields"] == [{"id": 360001, "value": "Paris"}]
    assert "type" not in row


@pytest.mark.parametrize(
    "changes",
    [
        {"filing": ClassificationMapping({"sound": "hardware"})},
        {"filing": ClassificationMapping(fields={"subject": "x"})},
        {"url": ""},
    ],
)
def test_a_wrong_setting_is_the_administrators_to_correct(stand, changes):
    with pytest.raises(errors.ConfigurationError):
        stand.connector(**changes)


# -- found again ---------------------------------------------------------------------------------


def test_it_is_found_among_many_own_requests_and_of_two_the_oldest(stand):
    desk, number, _ = made(stand)
    for index in range(7):
        made(stand, replace(TICKET, ref=f"sh-{index}"))
    made(stand)
    made(stand, replace(TICKET, ref=f"{REF}1"))
    made(stand, replace(TICKET, ref="sh-x", body=f"as in Ref: {REF} of last week"))
    found = desk.find_ticket(REF)
    assert found is not None
    assert found.number == number


def test_another_users_request_is_not_found_or_read(stand):
    desk = stand.connector()
    assert desk.find_ticket("sh-of-bob") is None
    for number in ("35000", "99999", "../users/me", "-1", ""):
        with pytest.raises(errors.DeskRefusedError):
            desk.fetch_status(number)


def test_an_answer_without_a_number_is_looked_for(stand):
    stand.server.answer_next(Said(201, {"request": {}}))
    with pytest.raises(errors.OutcomeUnknownError):
        made(stand)


def test_expired_uploads_are_uploaded_again(stand):
    files = (FileRef("a.txt", 3, ""),)
    gone = Said(404, {"error": "RecordNotFound", "description": "Not found"})
    stand.server.answer_next(gone, lambda asked: asked.path.endswith("/requests") and asked.writes)
    with pytest.raises(errors.DeskRefusedError):
        made(stand, replace(TICKET, files=files))
    _, number, _ = made(stand, replace(TICKET, files=files))
    assert stand.connector().find_missing_attachments(number, files) == []


# -- files and messages --------------------------------------------------------------------------


def test_a_refused_file_does_not_keep_back_the_others_nor_the_words(stand):
    stand.zendesk.types = {"txt"}
    files = [FileRef("x.exe", 1, ""), FileRef("ok.txt", 2, "")]
    desk, number, _ = made(stand, replace(TICKET, files=tuple(files)))
    assert list(desk.find_missing_attachments(number, files)) == ["x.exe"]
    with pytest.raises(errors.DeskRefusedError, match="type that is not allowed"):
        desk.attach_files(number, files, opener)
    assert len([c for c in stand.zendesk.comments if c["of"] == int(number)]) == 1
    assert list(desk.add_comment(number, "sh-c1", "here", files[:1], opener)) == ["x.exe"]
    assert desk.has_comment(number, "sh-c1")


def test_a_file_over_the_limit_is_not_even_sent(stand):
    desk = stand.connector()
    large = FileRef("large.zip", desk.find_max_file_size() + 1, "")
    number = desk.submit_ticket(replace(TICKET, files=(large,)), opener).number
    assert not [a for a in stand.server.asked if a.path.endswith("uploads.json")]
    with pytest.raises(errors.DeskRefusedError, match=r"large\.zip is too large"):
        desk.attach_files(number, [large], opener)


def test_the_conversation_is_public_and_paged(stand):
    desk, number, _ = made(stand)
    for index in range(7):
        stand.answer(number, f"answer {index}")
    desk.add_comment(number, "sh-c1", "thanks\n\na lot", [FileRef("a.txt", 3, "")], opener)
    *answers, mine = desk.fetch_status(number).comments
    assert [(c.text, c.mine, c.author) for c in answers] == [
        (f"answer {i}", False, "Agent") for i in range(7)
    ]
    assert (mine.text, mine.mine, [f.name for f in mine.files]) == ("thanks\n\na lot", True, ["a.txt"])
    assert desk.has_comment(number, "sh-c1")
    assert not desk.has_comment(number, "sh-c")


def test_what_a_trigger_wrote_is_automatic(stand):
    """In an unassigned request it is the system user's, else the assignee's: by channel, or at once."""
    desk, number, row = made(stand)
    zendesk = stand.zendesk
    zendesk.say(row, {"body": "We have received your request"}, AGENT)
    zendesk.pass_time(minutes=5)
    zendesk.say(row, {"body": "Which printer?"}, AGENT)
    zendesk.say(row, {"body": "We are closed today"}, SYSTEM)
    zendesk.say(row, {"body": "Please answer", "via": AUTOREPLY}, AGENT)
    desk.add_comment(number, "c-1", "The one in room 4", (), opener)
    assert [(said.text, said.automatic) for said in desk.fetch_status(number).comments] == [
        ("We have received your request", True),
        ("Which printer?", False),
        ("We are closed today", True),
        ("Please answer", True),
        ("The one in room 4", False),
    ]


# -- the state -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "ours"),
    [
        ("new", TicketState.OPEN),
        ("pending", TicketState.WAITING),
        ("hold", TicketState.WAITING),
        ("solved", TicketState.SOLVED),
        ("closed", TicketState.CLOSED),
        ("of our own", TicketState.OPEN),
    ],
)
def test_states(stand, status, ours):
    desk, number, row = made(stand)
    row["status"] = status
    assert desk.fetch_status(number).state is ours


def test_resolving_and_reopening_are_idempotent(stand):
    desk, number, row = made(stand)
    desk.mark_ticket_resolved(number)
    desk.mark_ticket_resolved(number)
    assert row["status"] == "solved"
    desk.reopen_ticket(number)
    desk.reopen_ticket(number)
    assert row["status"] == "open"
    assert len([a for a in stand.server.asked if a.method == "PUT"]) == 2


def test_the_users_own_words_reopen_a_request_and_nothing_else_is_sent(stand):
    desk, number, row = made(stand)
    row["status"] = "solved"
    assert desk.abilities.takes_text_with(ReplyKind.REOPEN)
    assert not desk.abilities.takes_text_with(ReplyKind.SOLVE), "a comment would reopen it"
    desk.change_state(number, ReplyKind.REOPEN, "c-1", "Still broken", (), opener)
    assert row["status"] == "open"
    assert [comment.text for comment in desk.fetch_status(number).comments] == ["Still broken"]
    assert desk.has_comment(number, "c-1")
    row["status"] = "solved"
    stand.zendesk.stubborn = True
    with pytest.raises(errors.DeskRefusedError, match="permission to reopen"):
        desk.change_state(number, ReplyKind.REOPEN, "c-2", "Still broken", (), opener)
    row["status"] = "closed"
    with pytest.raises(errors.DeskRefusedError, match="Create a new one"):
        desk.change_state(number, ReplyKind.REOPEN, "c-3", "Still broken", (), opener)


def test_what_zendesk_would_answer_with_200_and_not_do_is_said(stand):
    desk, number, row = made(stand)
    stand.zendesk.assigned = False
    with pytest.raises(errors.DeskRefusedError, match="only be marked as resolved once someone"):
        desk.mark_ticket_resolved(number)
    row["status"] = "solved"
    stand.zendesk.stubborn = True
    with pytest.raises(errors.DeskRefusedError, match="permission to reopen"):
        desk.reopen_ticket(number)


def test_a_closed_request_stays_closed_and_takes_no_words(stand):
    desk, number, row = made(stand)
    row["status"] = "closed"
    with pytest.raises(errors.DeskRefusedError, match="Create a new one"):
        desk.reopen_ticket(number)
    with pytest.raises(errors.DeskRefusedError, match="closed prevents ticket update"):
        desk.add_comment(number, "sh-c1", "x", (), opener)
    desk.mark_ticket_resolved(number)


# -- the rest ------------------------------------------------------------------------------------


def test_check_names_the_account_and_rejects_anonymous(stand):
    desk = stand.connector()
    assert "alice@example.test" in ENGLISH.translate(desk.check_connection())
    assert desk.find_requester_address() == "alice@example.test"
    stand.zendesk.anonymous = True
    with pytest.raises(errors.SignInNeededError):
        stand.connector().check_connection()


def test_it_is_built_from_policy_alone():
    with pytest.raises(errors.ConfigurationError):
        connector.build_connector(Policy(), None, None, None, ProxyRouter())


def test_where_policy_names_a_client_the_sign_in_is_the_browsers():
    desk = HelpDeskPolicy(zendesk=ZendeskDeskPolicy("https://desk.example.com", "client"))
    built = connector.build_connector(Policy(desk=desk), None, Secrets({}), None, ProxyRouter())
    assert isinstance(built._http._authorization, Bearer)
    assert built._http._authorization._provider.client_id == "client"
