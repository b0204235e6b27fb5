"""Every trap that Zammad's documentation and source show, on a Zammad imitated from them."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from selfhelp.core import errors
from selfhelp.core.text import ENGLISH
from selfhelp.core.ticket import FileRef, ItilLevel, RemoteFile, Ticket, TicketDetails, TicketState
from selfhelp.helpdesk.connectors.zammad import connector
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.policy.policy import Policy
from tests.desks.zammad import ALICE, BOB, TOKEN, ZammadStand
from tests.helpdesk.connectors.samples import REF, opener

TICKET = Ticket(REF, "No sound", "Since <b>Monday</b>", "alice@example.test", category="sound")


@pytest.fixture
def stand(tmp_path):
    with ZammadStand(tmp_path) as stand:
        yield stand
        stand.settled()


def made(stand, ticket=TICKET, **changes):
    """Create a ticket and return the connector, its number and the ticket as Zammad holds it."""
    desk = stand.connector(**changes)
    number = desk.submit_ticket(ticket, opener).number
    return desk, number, stand.ticket(number)


def test_ticket_and_files_go_in_one_request_as_plain_text(stand):
    ticket = replace(TICKET, files=(FileRef("a.zip", 4, "", "application/zip"), FileRef("empty", 0, "")))
    _, number, held = made(stand, ticket)
    (asked,) = [a for a in stand.server.asked if a.writes]
    sent = asked.json()
    assert asked.headers["authorization"] == TOKEN
    assert asked.headers["content-type"] == "application/json"
    assert sent["article"]["attachments"] == [
        {"filename": "a.zip", "data": "AAAAAA==", "mime-type": "application/zip"},
        {"filename": "empty", "data": "", "mime-type": "application/octet-stream"},
    ]
    assert (sent["article"]["type"], sent["article"]["internal"]) == ("web", False)
    assert sent["article"]["content_type"] == "text/plain"
    assert sent["article"]["body"] == f"Since <b>Monday</b>\n\nRef: {REF}"
    assert held["customer_id"] == ALICE
    assert stand.connector().find_missing_attachments(number, ticket.files) == []


def test_what_a_ticket_is_filed_under(stand):
    filing = ClassificationMapping({"sound": "audio"}, {"high": "3 high"}, {}, {"u_site": "{answer:site}"})
    ticket = replace(TICKET, details=TicketDetails(urgency=ItilLevel.HIGH, answers={"site": "Paris"}))
    desk, number, held = made(stand, ticket, filing=filing)
    assert (held["tags"], held["priority"], held["u_site"]) == ("audio", "3 high", "Paris")
    assert list(desk.find_altered_fields(number, ticket)) == []
    stand.zammad.locked = {"priority", "u_site"}
    desk, number, _ = made(stand, ticket, filing=filing)
    assert list(desk.find_altered_fields(number, ticket)) == ["u_site", "priority"]


@pytest.mark.parametrize("name", ["customer_id", "article", "title"])
def test_custom_fields_cannot_replace_built_in_ones(stand, name):
    with pytest.raises(errors.ConfigurationError, match=name):
        stand.connector(filing=ClassificationMapping(fields={name: "x"}))


def test_a_requester_that_zammad_does_not_know_does_not_keep_the_ticket_back(stand):
    for requester in ("alias@example.test", "alice"):
        _, _, held = made(stand, replace(TICKET, requester=requester))
        assert held["customer_id"] == ALICE


# -- found again ---------------------------------------------------------------------------------


def test_a_new_ticket_is_found_although_the_index_does_not_know_it_yet(stand):
    stand.zammad.indexed = False
    desk, number, _ = made(stand)
    found = desk.find_ticket(REF)
    assert found is not None
    assert found.number == number


def test_where_conditions_are_unknown_the_index_is_asked_and_its_words_are_not_believed(stand):
    """It cuts the mark at its hyphens, so a ticket that shares one piece is offered too."""
    stand.zammad.database = False
    other = replace(TICKET, ref="sh-0f6c1a7e-9999-4000-8000-000000000009")
    made(stand, other)
    desk = stand.connector()
    assert desk.find_ticket(REF) is None
    _, number, _ = made(stand)
    found = desk.find_ticket(REF)
    assert found is not None
    assert found.number == number


def test_an_unexpanded_search_result_is_read_too(stand):
    stand.zammad.expanding = False
    desk, number, _ = made(stand)
    assert desk.find_ticket(REF).number == number


def test_longer_and_quoted_references_do_not_match(stand):
    made(stand, replace(TICKET, ref=f"{REF}1"))
    desk, number, _ = made(stand, replace(TICKET, ref="sh-2", body=f"see {REF}"))
    desk.add_comment(number, "sh-c", f"as in Ref: {REF}", (), opener)
    assert desk.find_ticket(REF) is None


@pytest.mark.parametrize("ref", ['x" OR title:"', "", "a b", "é*"])
def test_a_reference_cannot_become_a_query(stand, ref):
    assert stand.connector().find_ticket(ref) is None
    assert not stand.server.asked


def test_another_users_ticket_is_not_found_or_read(stand):
    desk = stand.connector()
    assert desk.find_ticket("sh-of-bob") is None
    for number in ("22001", "99999", "1/../users", "-1", ""):
        with pytest.raises(errors.DeskRefusedError):
            desk.fetch_status(number)


def test_a_number_from_an_earlier_day_is_found_again(stand):
    _, number, _ = made(stand)
    assert stand.connector().fetch_status(number).subject == "No sound"
    stand.zammad.database = False
    assert stand.connector().fetch_status(number).subject == "No sound"
    assert stand.connector().make_ticket_url(number) == f"{stand.server.url}/#search/{number}"


# -- files and their room ------------------------------------------------------------------------


def test_more_than_one_request_may_hold_goes_in_several(stand):
    stand.zammad.room = 1_000_000
    files = tuple(FileRef(f"f{n}.bin", 250_000, "") for n in range(5))
    desk, number, _ = made(stand, replace(TICKET, files=files), limit_megabytes=1)
    left = desk.find_missing_attachments(number, files)
    assert list(left) == ["f2.bin", "f3.bin", "f4.bin"]
    desk.attach_files(number, files, opener)
    assert desk.find_missing_attachments(number, files) == []
    desk.attach_files(number, files, opener)
    assert len(stand.zammad.bytes) == 5


def test_a_file_that_no_request_may_hold_is_known_beforehand_and_named(stand):
    desk, number, _ = made(stand, limit_megabytes=1)
    limit = desk.find_max_file_size()
    fits, large = FileRef("fits", limit, ""), FileRef("large", limit + 3, "")
    stand.zammad.room = 1_000_000
    with pytest.raises(errors.DeskRefusedError, match="large is too large"):
        desk.attach_files(number, [large, fits], opener)
    assert list(desk.find_missing_attachments(number, [large, fits])) == ["large"]
    assert desk.abilities.file_limit == limit
    assert connector.ZammadConnector.abilities.file_limit == 0


def test_a_web_server_with_less_room_is_said(stand):
    stand.zammad.room = 100_000
    with pytest.raises(errors.DeskRefusedError, match="too large for"):
        made(stand, replace(TICKET, files=(FileRef("a", 200_000, ""),)))


def test_a_file_is_fetched_whole_and_only_from_its_own_ticket(stand):
    data = bytes(range(256)) * 30_000  # more than a reply may hold
    ticket = replace(TICKET, files=(FileRef("a.bin", len(data), ""),))
    desk = stand.connector()
    number = desk.submit_ticket(ticket, lambda ref: io.BytesIO(data)).number
    (file,) = desk.fetch_status(number).attachments
    target = io.BytesIO()
    desk.download_file(number, file, target)
    assert target.getvalue() == data
    other = desk.submit_ticket(replace(TICKET, ref="sh-2"), opener).number
    for wrong in (file, RemoteFile("x", 1), RemoteFile("x", 1, id="../../users/me")):
        with pytest.raises(errors.DeskRefusedError):
            desk.download_file(other, wrong, io.BytesIO())


# -- the conversation ----------------------------------------------------------------------------


def test_the_conversation_is_plain_and_without_notes_among_agents_and_automatic_mails(stand):
    desk, number, _ = made(stand)
    desk.add_comment(number, "sh-c1", "Still <b>broken</b>\n\nReally", [FileRef("a.txt", 3, "")], opener)
    stand.answer(number, "Try <i>again</i>")
    mine, answer = desk.fetch_status(number).comments
    assert (mine.text, mine.mine, [f.name for f in mine.files]) == (
        "Still <b>broken</b>\n\nReally",
        True,
        ["a.txt"],
    )
    assert (answer.text, answer.mine, answer.author) == ("Try <i>again</i>", False, "agent@example.test")
    assert desk.has_comment(number, "sh-c1")
    assert not desk.has_comment(number, "sh-c")


def test_a_comment_whose_files_do_not_fit_goes_in_several_messages(stand):
    desk, number, _ = made(stand, limit_megabytes=1)
    files = [FileRef(f"f{n}.bin", 500_000, "") for n in range(2)]
    assert desk.add_comment(number, "sh-c1", "here", files, opener) == []
    assert len(stand.zammad.of(stand.ticket(number)["id"])) == 3


@pytest.mark.parametrize(
    ("state", "ours"),
    [
        ("new", TicketState.OPEN),
        ("pending reminder", TicketState.WAITING),
        ("pending close", TicketState.SOLVED),
        ("closed", TicketState.SOLVED),
        ("merged", TicketState.CLOSED),
        ("with the vendor", TicketState.OPEN),
    ],
)
def test_states(stand, state, ours):
    desk, number, held = made(stand)
    held["state"] = state
    assert desk.fetch_status(number).state is ours


def test_closing_and_reopening_are_idempotent(stand):
    desk, number, held = made(stand)
    desk.mark_ticket_resolved(number)
    desk.mark_ticket_resolved(number)
    assert held["state"] == "closed"
    desk.reopen_ticket(number)
    desk.reopen_ticket(number)
    assert held["state"] == "open"
    assert len([a for a in stand.server.asked if a.method == "PUT"]) == 2


def test_a_group_that_wants_a_new_ticket_says_so(stand):
    desk, number, held = made(stand)
    held["state"] = "closed"
    stand.zammad.follow_up = False
    with pytest.raises(errors.DeskRefusedError, match="Please create a new ticket"):
        desk.reopen_ticket(number)
    held["state"] = "merged"
    with pytest.raises(errors.DeskRefusedError, match="administrator"):
        desk.reopen_ticket(number)


def test_a_state_that_was_left_out_without_a_word_is_said(stand):
    desk, number, _ = made(stand)
    stand.zammad.locked = {"state"}
    with pytest.raises(errors.DeskRefusedError, match="permission to change"):
        desk.mark_ticket_resolved(number)


# -- the rest ------------------------------------------------------------------------------------


def test_check_and_requester_tell_whose_token_it_is(stand):
    desk = stand.connector()
    assert "alice@example.test" in ENGLISH.translate(desk.check_connection())
    assert desk.find_requester_address() == "alice@example.test"
    stand.zammad.tokens[TOKEN] = BOB
    assert stand.connector().find_requester_address() == "bob@example.test"


def test_a_wrong_group_carries_zammads_own_words(stand):
    with pytest.raises(errors.DeskRefusedError, match="No lookup value found for 'group'"):
        made(stand, group="Nowhere")


def test_it_is_built_from_policy_alone():
    with pytest.raises(errors.ConfigurationError):
        connector.build_connector(Policy(), None, None, None, ProxyRouter())
