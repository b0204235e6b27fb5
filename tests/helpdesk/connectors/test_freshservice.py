"""Every trap that Freshservice's documentation names, on an account imitated from it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from selfhelp.core import errors
from selfhelp.core.text import ENGLISH
from selfhelp.core.ticket import FileRef, ItilLevel, Ticket, TicketDetails, TicketState
from selfhelp.helpdesk.connectors.freshservice import connector
from selfhelp.helpdesk.connectors.freshservice.connector import FreshserviceConnector
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.helpdesk.toolkit.file_batches import split_into_batches
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.policy.help_desk import FreshserviceDeskPolicy, is_freshservice_address
from selfhelp.policy.policy import Policy
from tests.desks.freshservice import AGENT, ALICE, FreshserviceStand
from tests.helpdesk.connectors.samples import REF, opener

TICKET = Ticket(REF, "No sound", "Since <b>Monday</b>", "alice@example.test", category="sound")


@pytest.fixture
def stand(tmp_path):
    with FreshserviceStand(tmp_path) as stand:
        yield stand
        stand.settled()


def made(stand, ticket=TICKET, **changes):
    """Create a ticket and return the connector, its number and the ticket as Freshservice holds it."""
    desk = stand.connector(**changes)
    number = desk.submit_ticket(ticket, opener).number
    return desk, number, stand.ticket(number)


@pytest.mark.parametrize("url", ["https://help.example.com", "https://freshservice.com.evil.example", ""])
def test_the_organisations_own_name_for_it_does_not_work(url):
    with pytest.raises(errors.ConfigurationError):
        FreshserviceConnector(
            FreshserviceDeskPolicy(url), ClassificationMapping(), lambda: "", routes=ProxyRouter()
        )
    FreshserviceConnector(
        FreshserviceDeskPolicy("https://x.freshservice.com"),
        ClassificationMapping(),
        lambda: "",
        routes=ProxyRouter(),
    )


@pytest.mark.parametrize(
    "files", [(), (FileRef("a é.zip", 3, "", "application/zip"), FileRef("empty", 0, ""))]
)
def test_a_ticket_goes_as_json_or_as_a_form_with_the_same_values(stand, files):
    filing = ClassificationMapping({"sound": "Hardware"}, fields={"site": "{answer:site}", "group_id": "12"})
    details = TicketDetails(urgency=ItilLevel.HIGH, impact=ItilLevel.LOW, answers={"site": "Paris"})
    ticket = replace(TICKET, files=files, details=details)
    desk, number, held = made(stand, ticket, filing=filing, ref_field="selfhelp_ref", workspace=5)
    assert (held["urgency"], held["impact"], held["priority"], held["status"]) == (3, 1, 3, 2)
    assert (held["category"], held["workspace_id"], str(held["group_id"])) == ("Hardware", 5, "12")
    assert held["custom_fields"] == {"site": "Paris", "selfhelp_ref": REF}
    assert held["requester_id"] == ALICE
    assert "&lt;b&gt;Monday&lt;/b&gt;" in held["description"]
    assert list(desk.find_altered_fields(number, ticket)) == []
    (asked,) = [a for a in stand.server.asked if a.writes]
    assert [p.name for p in asked.parts if p.filename] == ["attachments[]"] * len(files)
    assert desk.find_missing_attachments(number, files) == []


def test_what_was_left_out_is_told(stand):
    filing = ClassificationMapping({"sound": "Hardware"}, fields={"site": "Paris"})
    stand.fresh.locked = {"category", "site", "priority"}
    desk, number, _ = made(stand, filing=filing)
    assert list(desk.find_altered_fields(number, TICKET)) == ["category", "priority", "site"]
    stand.ticket(number)["description"] = "<div>Since</div>"
    assert "text changed" in desk.find_altered_fields(number, TICKET)


def test_refusals_carry_its_own_words(stand):
    with pytest.raises(errors.DeskRefusedError, match="invalid field in request"):
        made(stand, filing=ClassificationMapping(fields={"cf_unknown": "x"}))
    with pytest.raises(errors.DeskRefusedError, match="Mandatory attribute missing"):
        made(stand, replace(TICKET, requester=""))


def test_a_missing_right_is_the_administrators(stand):
    stand.fresh.allowed = False
    with pytest.raises(errors.DeskRefusedError, match=r"not authorized.*IT department"):
        stand.connector().check_connection()


def test_the_limit_of_the_minute_is_kept(stand):
    stand.fresh.busy = 0
    with pytest.raises(errors.DeskBusyError) as caught:
        made(stand)
    assert caught.value.wait == 41


# -- found again ---------------------------------------------------------------------------------


def test_a_new_ticket_is_found_although_the_filter_does_not_know_it_yet(stand):
    stand.fresh.indexed = False
    desk, number, _ = made(stand, ref_field="selfhelp_ref")
    for index in range(120):
        made(stand, replace(TICKET, ref=f"sh-{index}"))
    found = desk.find_ticket(REF)
    assert found is not None
    assert found.number == number
    assert desk.find_ticket(REF[:-1]) is None


def test_an_old_ticket_and_one_of_another_workspace_are_found(stand):
    desk, number, held = made(stand, workspace=5)
    held["updated_at"] = held["created_at"] = "2026-01-01T00:00:00Z"
    assert desk.find_ticket(REF).number == number
    assert stand.connector().find_ticket(REF) is None


def many(stand, count: int) -> None:
    _, _, held = made(stand, replace(TICKET, ref="sh-many"))
    stand.fresh.tickets += [
        dict(held, id=held["id"] + n, created_at=stand.fresh.now()) for n in range(1, count)
    ]


def test_in_a_large_account_the_custom_field_finds_it_and_without_one_nothing_is_proved(stand):
    _, number, _ = made(stand, ref_field="selfhelp_ref")
    many(stand, 1100)
    found = stand.connector(ref_field="selfhelp_ref").find_ticket(REF)
    assert found is not None
    assert found.number == number
    assert stand.connector(ref_field="selfhelp_ref").find_ticket("x'\" OR priority:>'1") is None
    with pytest.raises(errors.DeskRefusedError, match="ref_field"):
        stand.connector().find_ticket(REF)


@pytest.mark.parametrize("number", ["99999", "../tickets/filter", "-1", ""])
def test_a_number_that_is_none_is_said(stand, number):
    with pytest.raises(errors.DeskRefusedError):
        stand.connector().fetch_status(number)


# -- files ---------------------------------------------------------------------------------------


def test_more_than_one_message_may_hold_goes_in_several(stand):
    stand.fresh.total = 1_000_000
    files = tuple(FileRef(f"f{n}.bin", 400_000, "") for n in range(5))
    desk, number, held = made(stand, replace(TICKET, files=files), limit_megabytes=1)
    assert sorted(held["files"]) == ["f0.bin", "f1.bin"]
    desk.attach_files(number, files, opener)
    desk.attach_files(number, files, opener)
    assert desk.find_missing_attachments(number, files) == []
    assert len(stand.fresh.said) == 2
    large = FileRef("large", 1_000_001, "")
    assert list(desk.add_comment(number, "sh-c1", "x", [large], opener)) == ["large"]
    with pytest.raises(errors.DeskRefusedError, match="large is too large"):
        desk.attach_files(number, [large], opener)
    assert desk.abilities.file_limit == 1_000_000


@pytest.mark.parametrize(
    ("sizes", "groups"),
    [
        ([], []),
        ([10], [[10]]),
        ([11], []),
        ([6, 5, 5], [[6], [5, 5]]),
        ([11, 4, 11, 6], [[4, 6]]),
        ([0, 10], [[0, 10]]),
    ],
)
def test_loads_hold_what_they_may(sizes, groups):
    files = [FileRef(str(n), size, "") for n, size in enumerate(sizes)]
    assert [[ref.size for ref in load] for load in split_into_batches(files, 10)] == groups


# -- the conversation and the state --------------------------------------------------------------


def test_the_conversation_is_public_plain_and_paged(stand):
    desk, number, _ = made(stand)
    for index in range(60):
        stand.answer(number, f"answer <{index}>")
    desk.add_comment(number, "sh-c1", "thanks\n\n  a <b>lot</b>", [FileRef("a.txt", 3, "")], opener)
    *answers, mine = desk.fetch_status(number).comments
    assert [(c.text, c.mine) for c in answers] == [(f"answer <{index}>", False) for index in range(60)]
    assert (mine.text, mine.mine, [f.name for f in mine.files]) == (
        "thanks\n\n  a <b>lot</b>",
        True,
        ["a.txt"],
    )
    assert not any(c["private"] for c in stand.fresh.said if c["user_id"] == ALICE)
    assert (answers[0].author, mine.author) == ("Tech Nician", "Alice")
    assert (
        len([a for a in stand.server.asked if a.path.endswith((f"agents/{AGENT}", f"agents/{ALICE}"))]) == 2
    )
    assert desk.has_comment(number, "sh-c1")
    assert not desk.has_comment(number, "sh-c")


def test_an_agents_key_keeps_the_requester_as_author(stand):
    stand.fresh.keys["agents"] = AGENT
    desk, number, _ = made(stand, key="agents")
    desk.add_comment(number, "sh-c1", "hello", (), opener)
    (said,) = desk.fetch_status(number).comments
    assert said.mine


@pytest.mark.parametrize(
    ("status", "ours"),
    [
        (2, TicketState.OPEN),
        (3, TicketState.WAITING),
        (4, TicketState.SOLVED),
        (5, TicketState.CLOSED),
        (17, TicketState.OPEN),
    ],
)
def test_states(stand, status, ours):
    desk, number, held = made(stand)
    held["status"] = status
    assert desk.fetch_status(number).state is ours


def test_resolving_and_reopening_are_idempotent(stand):
    desk, number, held = made(stand)
    desk.mark_ticket_resolved(number)
    desk.mark_ticket_resolved(number)
    assert held["status"] == 4
    desk.reopen_ticket(number)
    desk.reopen_ticket(number)
    assert held["status"] == 2
    assert len([a for a in stand.server.asked if a.method == "PUT"]) == 2
    stand.fresh.locked = {"status"}
    with pytest.raises(errors.DeskRefusedError, match="permission to change"):
        desk.mark_ticket_resolved(number)


# -- the rest ------------------------------------------------------------------------------------


def test_check_and_link(stand):
    desk = stand.connector()
    assert "Signed in" in ENGLISH.translate(desk.check_connection())
    assert desk.find_requester_address() == ""
    assert desk.make_ticket_url("260") == f"{stand.server.url}/support/tickets/260"


def test_it_is_built_from_policy_alone():
    with pytest.raises(errors.ConfigurationError):
        connector.build_connector(Policy(), None, None, None, ProxyRouter())


@pytest.mark.parametrize(
    ("url", "right"),
    [
        ("", True),
        ("https://x.freshservice.com", True),
        ("http://127.0.0.1:1", True),
        ("https://help.example.com", False),
        ("https://evil-freshservice.com", False),
        ("http://x.freshservice.com", False),
        ("https://x.freshservice.com@evil.example", False),
    ],
)
def test_the_policy_check_knows_the_address(url, right):
    assert is_freshservice_address(url) is right
