"""Every trap that Atlassian's documentation names, on a service desk imitated from it."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from selfhelp.core import errors
from selfhelp.core.text import ENGLISH
from selfhelp.core.ticket import FileRef, ItilLevel, RemoteFile, Ticket, TicketDetails, TicketState
from selfhelp.helpdesk.connectors.jira import connector
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.policy.policy import Policy
from tests.desks.jira import TOKEN, JiraStand
from tests.helpdesk.connectors.samples import REF, opener

TICKET = Ticket(REF, "No sound", "Since *Monday* {noformat} x", "alice@example.test", category="sound")


@pytest.fixture
def stand(tmp_path):
    with JiraStand(tmp_path) as stand:
        yield stand
        stand.settled()


def made(stand, ticket=TICKET, **changes):
    """Create a request and return the connector, its key and the request as Jira holds it."""
    desk = stand.connector(**changes)
    number = desk.submit_ticket(ticket, opener).number
    return desk, number, stand.row(number)


def test_a_request_goes_to_its_type_with_further_fields(stand):
    filing = ClassificationMapping(
        {"sound": "26"}, {"high": "Highest"}, {}, {"customfield_10050": '{"value": "Paris"}'}
    )
    ticket = replace(TICKET, details=TicketDetails(urgency=ItilLevel.HIGH))
    desk, number, row = made(stand, ticket, filing=filing)
    assert row["type"] == "26"
    assert row["values"]["priority"] == {"name": "Highest"}
    assert row["values"]["customfield_10050"] == {"value": "Paris"}
    assert desk.submit_ticket(ticket, opener).url == f"{stand.server.url}/servicedesk/customer/portal/1/SD-3"
    assert list(desk.find_altered_fields(number, ticket)) == []
    asked = next(a for a in stand.server.asked if a.writes)
    assert asked.headers["authorization"] == TOKEN
    assert "raiseOnBehalfOf" not in asked.json()


@pytest.mark.parametrize("answer", ["Paris", '"}, "priority": {"x', "{", "[1]", "{answer:site}"])
def test_an_answer_stays_text_inside_json(stand, answer):
    for template, wanted in (('{"value": "{answer:site}"}', {"value": answer}), ("{answer:site}", answer)):
        filing = ClassificationMapping(fields={"customfield_10050": template, "priority": "{answer:none}"})
        ticket = replace(TICKET, details=TicketDetails(answers={"site": answer}))
        _, _, row = made(stand, ticket, filing=filing)
        assert row["values"]["customfield_10050"] == wanted
        assert "priority" not in row["values"]


def test_what_is_too_long_for_jira_is_cut_and_told(stand):
    ticket = replace(TICKET, subject="two\nlines " + "x" * 300, body="b" * 40_000)
    desk, number, row = made(stand, ticket)
    assert row["values"]["summary"].startswith("two lines x")
    assert list(desk.find_altered_fields(number, ticket)) == ["title changed", "text shortened to 32000"]
    assert desk.find_ticket(REF) is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"service_desk": ""},
        {"request_type": "help"},
        {"filing": ClassificationMapping({"sound": "hardware"})},
        {"filing": ClassificationMapping(fields={"summary": "x"})},
        {"filing": ClassificationMapping(fields={"customfield_1": "{broken"})},
        {"url": ""},
    ],
)
def test_a_wrong_setting_is_the_administrators_to_correct(stand, changes):
    with pytest.raises(errors.ConfigurationError):
        stand.connector(**changes)


def test_user_text_is_escaped_and_read_back_unchanged(stand):
    desk, number, row = made(stand)
    assert row["values"]["description"].count("{noformat}") == 2
    desk.add_comment(number, "sh-c1", "h1. {noformat}*no*{NoFormat}", (), opener)
    (said,) = desk.fetch_status(number).comments
    assert said.text == "h1. {noformat}*no*{NoFormat}"
    assert list(desk.find_altered_fields(number, TICKET)) == []


# -- found again ---------------------------------------------------------------------------------


def test_it_is_found_among_many_own_requests_and_not_by_its_summary(stand):
    desk, number, _ = made(stand)
    for index in range(60):
        made(stand, replace(TICKET, ref=f"sh-{index}"))
    made(stand, replace(TICKET, ref=f"{REF}1", subject=REF))
    found = desk.find_ticket(REF)
    assert found is not None
    assert found.number == number
    assert "searchTerm" not in stand.server.asked[-1].query


def test_a_resolved_one_is_found_too_and_of_two_the_oldest(stand):
    desk, number, _ = made(stand)
    made(stand)
    stand.row("SD-3")["status"] = "Resolved"
    assert desk.find_ticket(REF).number == number


def test_another_users_request_is_not_found_or_read(stand):
    desk = stand.connector()
    assert desk.find_ticket("sh-of-bob") is None
    for number in ("SD-1", "SD-99", "../../api/2/myself", "sd-1", "SD-1/comment", ""):
        with pytest.raises(errors.DeskRefusedError):
            desk.fetch_status(number)


def test_an_answer_without_a_key_is_looked_for(stand):
    from tests.desks.server import Said

    stand.server.answer_next(Said(201, {"issueId": "1"}))
    with pytest.raises(errors.OutcomeUnknownError):
        made(stand)


# -- files ---------------------------------------------------------------------------------------


def test_files_go_up_for_a_while_first_and_then_onto_the_request(stand):
    desk, number, _ = made(stand)
    files = [FileRef("é €.png", 3, "", "image/png"), FileRef("empty.txt", 0, "")]
    desk.attach_files(number, files, opener)
    uploads = [a for a in stand.server.asked if a.path.endswith("attachTemporaryFile")]
    assert [(a.parts[0].name, a.parts[0].filename, len(a.parts)) for a in uploads] == [
        ("file", "é €.png", 1), ("file", "empty.txt", 1),
    ]  # fmt: skip
    assert all(a.headers["x-atlassian-token"] == "no-check" for a in uploads)
    assert desk.find_missing_attachments(number, files) == []
    desk.attach_files(number, files, opener)
    assert len(stand.jira.files) == 2
    assert list(desk.fetch_status(number).comments) == []  # the comment that names files says nothing


def test_a_retry_uploads_again_after_expiry(stand):
    from tests.desks.server import Said

    desk, number, _ = made(stand)
    files = [FileRef("a.txt", 3, "")]
    gone = Said(400, {"errorMessage": "expired"})
    stand.server.answer_next(gone, lambda asked: asked.path.endswith(f"{number}/attachment") and asked.writes)
    with pytest.raises(errors.DeskRefusedError, match="expired"):
        desk.attach_files(number, files, opener)
    desk.attach_files(number, files, opener)
    assert desk.find_missing_attachments(number, files) == []


def test_a_refused_file_does_not_keep_back_the_others_nor_the_words(stand):
    stand.jira.largest = 10
    desk, number, _ = made(stand)
    files = [FileRef("big.zip", 11, ""), FileRef("ok.txt", 2, "")]
    assert list(desk.add_comment(number, "sh-c1", "here", files, opener)) == ["big.zip"]
    assert list(desk.add_comment(number, "sh-c2", "alone", files[:1], opener)) == ["big.zip"]
    assert [c.text for c in desk.fetch_status(number).comments] == ["here", "alone"]
    with pytest.raises(errors.DeskRefusedError, match="too large"):
        desk.attach_files(number, files, opener)
    assert desk.has_comment(number, "sh-c1")
    assert desk.has_comment(number, "sh-c2")
    assert not desk.has_comment(number, "sh-c")


def test_a_file_is_fetched_from_its_own_request_and_never_from_another_server(stand):
    desk, number, _ = made(stand)
    data = bytes(range(256)) * 30_000  # more than a reply may hold
    desk.attach_files(number, [FileRef("a.bin", len(data), "")], lambda ref: io.BytesIO(data))
    (file,) = desk.fetch_status(number).attachments
    target = io.BytesIO()
    desk.download_file(number, file, target)
    assert target.getvalue() == data
    other = desk.submit_ticket(replace(TICKET, ref="sh-2"), opener).number
    for wrong in (file, RemoteFile("x", 1), RemoteFile("x", 1, id="/rest/api/2/myself")):
        with pytest.raises(errors.DeskRefusedError):
            desk.download_file(other, wrong, io.BytesIO())
    stand.jira.elsewhere = True
    (file,) = desk.fetch_status(number).attachments
    assert file.id == ""


# -- the conversation and the state --------------------------------------------------------------


def test_the_conversation_is_public_and_paged(stand):
    desk, number, _ = made(stand)
    for index in range(60):
        stand.answer(number, f"answer {index}")
    desk.add_comment(number, "sh-c1", "thanks", (), opener)
    *answers, mine = desk.fetch_status(number).comments
    assert [c.text for c in answers] == [f"answer {index}" for index in range(60)]
    assert not any(c.mine for c in answers)
    assert (mine.text, mine.mine, mine.author) == ("thanks", True, "Alice")
    assert desk.fetch_status(number).updated >= mine.time


@pytest.mark.parametrize("categories", [True, False])
@pytest.mark.parametrize(
    ("status", "ours"),
    [
        ("Waiting for support", TicketState.OPEN),
        ("In Progress", TicketState.OPEN),
        ("Waiting for customer", TicketState.WAITING),
        ("Resolved", TicketState.SOLVED),
        ("Canceled", TicketState.CLOSED),
    ],
)
def test_states(stand, status, ours, categories):
    desk, number, row = made(stand)
    row["status"] = status
    stand.jira.categories = categories
    assert desk.fetch_status(number).state is ours


def test_a_status_with_a_name_of_its_own_goes_by_its_category():
    assert (
        connector._parse_ticket_state({"currentStatus": {"status": "Erledigt", "statusCategory": "DONE"}})
        is TicketState.SOLVED
    )
    assert connector._parse_ticket_state({}) is TicketState.OPEN


def test_resolving_and_reopening_are_idempotent(stand):
    desk, number, row = made(stand)
    desk.mark_ticket_resolved(number)
    desk.mark_ticket_resolved(number)
    assert row["status"] == "Resolved"
    desk.reopen_ticket(number)
    desk.reopen_ticket(number)
    assert row["status"] == "Waiting for support"
    moves = [a for a in stand.server.asked if a.path.endswith("/transition") and a.writes]
    assert [a.json() for a in moves] == [{"id": "11"}, {"id": "21"}]


def test_what_is_not_offered_is_said_and_what_did_not_move_too(stand):
    desk, number, _ = made(stand, solve="Erledigen")
    with pytest.raises(errors.DeskRefusedError, match="isn't available"):
        desk.mark_ticket_resolved(number)
    with pytest.raises(errors.DeskRefusedError, match="isn't available"):
        stand.connector(solve="").mark_ticket_resolved(number)
    stand.jira.moving = False
    with pytest.raises(errors.DeskRefusedError, match="permission to change"):
        stand.connector().mark_ticket_resolved(number)


# -- the rest ------------------------------------------------------------------------------------


def test_refusals_carry_jiras_own_words(stand):
    with pytest.raises(errors.DeskRefusedError, match="Field customfield_1 cannot be set"):
        made(stand, filing=ClassificationMapping(fields={"customfield_1": "x"}))
    with pytest.raises(errors.DeskRefusedError, match="request type does not exist"):
        made(stand, request_type="99")


def test_check_names_the_request_type(stand):
    assert "Get IT help" in ENGLISH.translate(stand.connector().check_connection())
    assert stand.connector().find_requester_address() == "alice@example.test"
    with pytest.raises(errors.DeskRefusedError):
        stand.connector(service_desk="4").check_connection()


def test_a_page_on_another_server_is_not_shown():
    desk = connector.JiraConnector(
        connector.JiraDeskPolicy("https://j.example", "3", "25"),
        ClassificationMapping(),
        lambda: "Bearer x",
        routes=ProxyRouter(),
    )
    for web in ("https://j.example.evil/SD-1", "javascript:alert(1)", ""):
        assert (
            desk._make_receipt({"issueKey": "SD-1", "_links": {"web": web}}).url
            == "https://j.example/browse/SD-1"
        )


def test_a_token_of_the_cloud_goes_behind_its_address():
    assert connector._build_personal_token_header("abc") == "Bearer abc"
    assert connector._build_personal_token_header("a@example.test:abc") == "Basic YUBleGFtcGxlLnRlc3Q6YWJj"


def test_it_is_built_from_policy_alone():
    with pytest.raises(errors.ConfigurationError):
        connector.build_connector(Policy(), None, None, None, ProxyRouter())
