"""Every trap that ServiceNow's documentation names, on an instance imitated from it."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from selfhelp.core import errors
from selfhelp.core.text import ENGLISH
from selfhelp.core.ticket import (
    ComputerId,
    FileRef,
    ItilLevel,
    RemoteFile,
    Ticket,
    TicketDetails,
    TicketState,
)
from selfhelp.helpdesk.connectors.servicenow import connector, table_api
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.machine.keyring.credentials import Secrets
from selfhelp.network.oauth import Bearer
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.policy.help_desk import HelpDeskPolicy, ServiceNowDeskPolicy
from selfhelp.policy.policy import Policy
from tests.desks.server import SIGN_IN_PAGE, Said
from tests.desks.servicenow import ALICE, BOB, TECH, NowImportStand, NowStand
from tests.helpdesk.connectors.samples import REF, opener

TICKET = Ticket(REF, "No sound", "Since Monday", "alice@example.test", category="sound")


@pytest.fixture
def stand(tmp_path):
    with NowStand(tmp_path) as stand:
        yield stand
        stand.settled()


def made(stand, ticket=TICKET, **changes):
    """Create a ticket and return the connector, its number and its row."""
    desk = stand.connector(**changes)
    number = desk.submit_ticket(ticket, opener).number
    return desk, number, stand.row(number)


# -- what a ticket is filed under ----------------------------------------------------------------


def test_everything_goes_where_the_documentation_says(stand):
    details = TicketDetails("no-sound", ItilLevel.HIGH, ItilLevel.LOW, computer=ComputerId("PC-1", "SER1"))
    stand.instance.insert("cmdb_ci_computer", {"name": "PC-1", "serial_number": "ser1"}, TECH)
    filing = ClassificationMapping(
        categories={"sound": "hardware"}, fields={"u_site": "Paris", "subcategory": "audio"}
    )
    desk, number, row = made(stand, replace(TICKET, details=details), filing=filing)
    (computer,) = stand.instance.tables["cmdb_ci_computer"]
    wanted = {
        "correlation_id": REF, "correlation_display": "selfhelp", "caller_id": ALICE, "category": "hardware",
        "urgency": "1", "impact": "3", "contact_type": "self-service", "u_site": "Paris",
        "subcategory": "audio", "cmdb_ci": computer["sys_id"],
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted
    assert list(desk.find_altered_fields(number, replace(TICKET, details=details))) == []
    asked = next(a for a in stand.server.asked if a.method == "POST")
    assert asked.first("sysparm_input_display_value") == "false"
    assert asked.first("sysparm_exclude_reference_link") == "true"
    assert asked.first("sysparm_fields") == "sys_id,number"


def test_answers_fill_custom_fields(stand):
    filing = ClassificationMapping(fields={"u_site": "{answer:site}", "subcategory": "{answer:none}"})
    _, _, row = made(
        stand, replace(TICKET, details=TicketDetails(answers={"site": "Paris ^ x"})), filing=filing
    )
    assert (row["u_site"], row["subcategory"]) == ("Paris ^ x", "")


def test_custom_fields_never_replace_built_in_ones_except_the_channel(stand):
    fields = {
        "correlation_id": "sh-other",
        "caller_id": BOB,
        "short_description": "x",
        "contact_type": "chat",
    }
    _, _, row = made(stand, filing=ClassificationMapping(fields=fields))
    assert (row["correlation_id"], row["caller_id"], row["short_description"]) == (REF, ALICE, "No sound")
    assert row["contact_type"] == "chat"


@pytest.mark.parametrize("name", ["caller_id^active", "U_Site", "a.b", "", "x&sysparm_fields"])
def test_a_name_that_is_none_is_the_administrators_to_correct(stand, name):
    with pytest.raises(errors.ConfigurationError):
        stand.connector(filing=ClassificationMapping(fields={name: "x"}))
    with pytest.raises(errors.ConfigurationError):
        stand.connector(table=name or "../sys_user")


def test_what_the_instance_left_out_or_cut_is_told(stand):
    stand.instance.cut |= {"short_description": 5, "description": 20}
    filing = ClassificationMapping(categories={"*": "hardware"}, fields={"u_nowhere": "x", "u_site": "Paris"})
    stand.instance.locked = {"category", "u_site"}
    details = TicketDetails(computer=ComputerId(serial="SER1"))
    ticket = replace(TICKET, details=details)
    desk, number, _ = made(stand, ticket, filing=filing)
    assert set(desk.find_altered_fields(number, ticket)) == {
        "title shortened to 5", "text shortened to 20", "category", "u_site", "computer not found",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "asked", "found"),
    [
        ([("PC-1", "S1")], ComputerId("PC-1", "S1"), 0),
        ([("PC-1", "S1"), ("PC-1", "S2")], ComputerId("PC-1", "S2"), 1),
        ([("PC-1", "S1"), ("PC-1", "S1")], ComputerId("PC-1", "S1"), None),
        ([("PC-1", "S1")], ComputerId("PC-2", "S2"), None),
        ([("PC-1", "")], ComputerId("PC-1^ORnameLIKE", ""), None),
        ([("PC-1", ALICE)], ComputerId("", "javascript:gs.getUserID()"), None),
    ],
)
def test_a_computer_is_linked_only_where_exactly_one_fits(stand, rows, asked, found):
    made_rows = [
        stand.instance.insert("cmdb_ci_computer", {"name": name, "serial_number": serial}, TECH)
        for name, serial in rows
    ]
    _, _, row = made(stand, replace(TICKET, details=TicketDetails(computer=asked)))
    assert row["cmdb_ci"] == ("" if found is None else made_rows[found]["sys_id"])


def test_without_computer_access_the_ticket_is_still_sent(stand):
    stand.instance.insert("cmdb_ci_computer", {"name": "PC-1"}, TECH)
    stand.instance.readable.remove("cmdb_ci_computer")
    ticket = replace(TICKET, details=TicketDetails(computer=ComputerId("PC-1")))
    desk, number, row = made(stand, ticket)
    assert row["cmdb_ci"] == ""
    assert list(desk.find_altered_fields(number, ticket)) == ["computer not found"]


@pytest.mark.parametrize("scripts", [True, False])
def test_the_caller_is_the_person_also_where_scripts_in_queries_are_forbidden(stand, scripts):
    stand.instance.scripts = scripts
    desk, _, row = made(stand)
    assert row["caller_id"] == ALICE
    assert desk.find_requester_address() == ("alice@example.test" if scripts else "")


@pytest.mark.parametrize("table", ["sys_user", "cmdb_ci_computer"])
def test_a_broken_table_of_people_or_computers_does_not_keep_the_ticket_back(stand, table):
    broken = Said(500, {"error": {"message": "script error"}, "status": "failure"})
    for _ in range(5):
        stand.server.answer_next(broken, lambda asked: asked.path.endswith(table))
    made(
        stand, replace(TICKET, details=TicketDetails(login="alice", computer=ComputerId("P", "S", asset="A")))
    )
    assert len(stand.tickets(REF)) == 1
    stand.server._faults.clear()


def test_another_table_has_its_own_caller_field_and_states(stand):
    desk, _, row = made(stand, caller="opened_for")
    assert (row["caller_id"], row["opened_by"]) == ("", ALICE)
    (asked,) = [a for a in stand.server.asked if a.writes]
    assert asked.json()["opened_for"] == ALICE
    assert "caller_id" not in asked.json()
    assert desk.abilities.reopen
    other = stand.connector(table="u_request", caller="")
    assert not other.abilities.reopen
    assert not other.abilities.solve
    with pytest.raises(errors.ConfigurationError):
        stand.connector(caller="x^y")


def test_the_caller_may_be_known_by_the_account_name_only(stand):
    stand.instance.scripts = False
    _, _, row = made(
        stand, replace(TICKET, requester="alias@example.test", details=TicketDetails(login="alice"))
    )
    assert row["caller_id"] == ALICE


def test_a_caller_that_cannot_be_found_out_is_told(stand):
    stand.instance.scripts = False
    stand.instance.readable.remove("sys_user")
    desk, number, row = made(stand)
    assert row["caller_id"] == ""
    assert list(desk.find_altered_fields(number, TICKET)) == ["requester not found"]


# -- found again ---------------------------------------------------------------------------------


def test_a_row_matches_only_with_the_exact_reference(stand, monkeypatch):
    """A condition on a field that the instance does not know is dropped: every row is the answer."""
    desk, number, row = made(stand)
    monkeypatch.setitem(stand.instance.tables, "incident", [dict(row, correlation_id="", description="")])
    monkeypatch.setattr(stand.instance, "_condition", lambda *of: None)
    assert desk.find_ticket(REF) is None
    stand.instance.tables["incident"].append(row)
    found = desk.find_ticket(REF)
    assert found is not None
    assert found.number == number


def test_a_search_that_is_ignored_on_a_large_instance_proves_nothing_and_says_so(stand, monkeypatch):
    row = stand.instance.insert("incident", {"caller_id": ALICE}, ALICE)
    stand.instance.tables["incident"] = [dict(row) for _ in range(2500)]
    monkeypatch.setattr(stand.instance, "_condition", lambda *of: None)
    with pytest.raises(errors.DeskRefusedError, match="administrator"):
        stand.connector().find_ticket(REF)


def test_a_page_that_rights_emptied_is_not_the_end(stand, monkeypatch):
    """The limit counts before rights are looked at: the user's row is behind a hundred that they may not
    see."""
    desk, number, row = made(stand)
    hidden = [dict(row, caller_id=BOB, opened_by=BOB, correlation_id="") for _ in range(150)]
    stand.instance.tables["incident"] = [*hidden, row]
    monkeypatch.setattr(stand.instance, "_condition", lambda *of: None)
    found = desk.find_ticket(REF)
    assert found is not None
    assert found.number == number


def test_a_hidden_reference_is_found_in_the_description(stand):
    desk, number, _ = made(stand)
    stand.instance.hidden = {"correlation_id"}
    found = desk.find_ticket(REF)
    assert found is not None
    assert found.number == number
    assert desk.find_ticket(REF[:-1]) is None


def test_an_ignored_search_still_finds_what_is_new(stand, monkeypatch):
    old = stand.instance.insert("incident", {"caller_id": ALICE}, ALICE)
    stand.instance.tables["incident"] = [dict(old) for _ in range(2500)]
    desk, number, _ = made(stand)
    monkeypatch.setattr(stand.instance, "_condition", lambda *of: None)
    found = desk.find_ticket(REF)
    assert found is not None
    assert found.number == number


@pytest.mark.parametrize("first_version", [True, False])
def test_nothing_is_nothing_in_both_versions_of_the_interface(stand, first_version):
    stand.instance.first_version = first_version
    assert stand.connector().find_ticket(REF) is None


def test_a_page_that_is_missing_is_not_nothing(stand):
    stand.server.answer_next(Said(404, b"<h1>not here</h1>", "text/html"), lambda asked: True)
    with pytest.raises(errors.DeskRefusedError, match="address"):
        stand.connector().find_ticket(REF)


@pytest.mark.parametrize("ref", ["x^ORsys_idSTARTSWITH", "javascript:gs.getUserID()", "", " ", "a\nb"])
def test_a_reference_cannot_become_a_query(stand, ref):
    assert stand.connector().find_ticket(ref) is None
    assert not stand.server.asked


def test_of_several_the_oldest_is_used(stand):
    desk, number, _ = made(stand)
    made(stand)
    found = desk.find_ticket(REF)
    assert found is not None
    assert found.number == number


# -- refusals ------------------------------------------------------------------------------------


def test_a_missing_right_is_the_administrators_and_not_a_new_sign_in(stand):
    stand.instance.mandatory = {"assignment_group"}
    with pytest.raises(errors.DeskRefusedError, match=r"mandatory: assignment_group.*administrator"):
        made(stand)


def test_an_asleep_instance_answers_with_a_page(stand):
    desk = stand.connector()
    for status in (200, 503):
        stand.server.answer_next(Said(status, SIGN_IN_PAGE, "text/html"), lambda asked: True)
        with pytest.raises(errors.DeskUnreachableError):
            desk.find_ticket(REF)
        stand.server.answer_next(Said(status, SIGN_IN_PAGE, "text/html"))
        with pytest.raises(errors.OutcomeUnknownError):
            desk.submit_ticket(TICKET, opener)
    assert not stand.tickets(REF)


def test_a_change_that_a_page_answered_is_not_believed(stand):
    desk, number, _ = made(stand)
    stand.server.answer_next(Said(200, SIGN_IN_PAGE, "text/html"))
    with pytest.raises(errors.OutcomeUnknownError):
        desk.add_comment(number, "sh-c", "x", (), opener)


def test_too_many_requests_wait_for_as_long_as_it_says(stand):
    stand.server.busy(33)
    with pytest.raises(errors.DeskBusyError) as caught:
        made(stand)
    assert caught.value.wait == 33


def test_a_ticket_that_may_not_be_read_after_it_was_made_is_looked_for(stand):
    stand.server.answer_next(Said(201, {"result": {}}))
    with pytest.raises(errors.OutcomeUnknownError):
        made(stand)


@pytest.mark.parametrize("number", ["INC9999999", "../sys_user", "x^ORnumberLIKEINC", "", "f" * 32])
def test_a_number_that_is_none_is_said(stand, number):
    with pytest.raises(errors.DeskRefusedError):
        stand.connector().fetch_status(number)


def test_another_users_ticket_is_ignored(stand):
    (bobs,) = stand.instance.tables["incident"]
    with pytest.raises(errors.DeskRefusedError):
        stand.connector().fetch_status(bobs["number"])


# -- import set ----------------------------------------------------------------------------------


def test_an_import_set_joins_what_was_sent_twice(tmp_path):
    with NowImportStand(tmp_path) as stand:
        first, second = made(stand)[1], made(stand)[1]
        assert first == second
        assert len(stand.tickets(REF)) == 1


def test_an_import_that_failed_is_a_failure_although_the_answer_is_201(tmp_path):
    with NowImportStand(tmp_path) as stand:
        stand.instance.lost_mappings = True
        with pytest.raises(errors.DeskRefusedError, match=r"Unable to resolve target record.*u_selfhelp"):
            made(stand)


# -- files ---------------------------------------------------------------------------------------


def test_a_file_goes_alone_with_its_own_type_and_only_what_is_missing_goes(stand):
    desk, number, row = made(stand)
    files = (FileRef("a b&c.png", 3, "", "image/png"), FileRef("é.txt", 0, "", "text/plain"))
    desk.attach_files(number, files, opener)
    desk.attach_files(number, files, opener)
    held = stand.instance.tables["sys_attachment"]
    assert [(a["file_name"], a["size_bytes"], a["content_type"]) for a in held] == [
        ("a b&c.png", "3", "image/png"), ("é.txt", "0", "text/plain"),
    ]  # fmt: skip
    assert {a["table_sys_id"] for a in held} == {row["sys_id"]}


def test_a_refused_file_does_not_keep_back_the_others(stand):
    desk, number, _ = made(stand)
    stand.instance.extensions, stand.instance.largest = {"png", "txt"}, 10
    files = [FileRef(name, size, "") for name, size in (("x.exe", 1), ("big.png", 11), ("ok.txt", 2))]
    with pytest.raises(errors.DeskRefusedError, match="does not comply with the configuration"):
        desk.attach_files(number, files, opener)
    assert list(desk.find_missing_attachments(number, files)) == ["x.exe", "big.png"]
    assert list(desk.add_comment(number, "sh-c1", "here", files, opener)) == ["x.exe", "big.png"]
    assert desk.has_comment(number, "sh-c1")


def test_files_of_other_tickets_do_not_count(stand, monkeypatch):
    desk, number, _ = made(stand)
    (bobs,) = stand.instance.ticket(stand.instance.tables["incident"][0]["sys_id"])
    bobs["caller_id"] = ALICE
    values = {"table_sys_id": bobs["sys_id"], "file_name": "a.txt", "size_bytes": "1"}
    stand.instance.insert("sys_attachment", values, ALICE)
    monkeypatch.setattr(stand.instance, "_condition", lambda *of: None)
    assert list(desk.find_missing_attachments(number, [FileRef("a.txt", 1, "")])) == ["a.txt"]


def test_a_file_is_fetched_whole_and_only_from_its_own_ticket(stand):
    desk, number, _ = made(stand)
    data = bytes(range(256)) * 40_000  # more than a reply may hold
    desk.attach_files(number, [FileRef("a.bin", len(data), "")], lambda ref: io.BytesIO(data))
    (file,) = desk.fetch_status(number).attachments
    target = io.BytesIO()
    desk.download_file(number, file, target)
    assert target.getvalue() == data
    other = desk.submit_ticket(replace(TICKET, ref="sh-2"), opener).number
    for wrong in (file, RemoteFile("x", 1), RemoteFile("x", 1, id="../../table/sys_user")):
        with pytest.raises(errors.DeskRefusedError):
            desk.download_file(other, wrong, io.BytesIO())


# -- the conversation ----------------------------------------------------------------------------


@pytest.mark.parametrize("readable", [True, False])
def test_comments_are_read_as_rows_or_as_shown_text_and_work_notes_never(stand, readable):
    if not readable:
        stand.instance.readable.remove("sys_journal_field")
    desk, number, _ = made(stand)
    desk.add_comment(number, "sh-c1", "Still broken\n\nReally", (), opener)
    stand.answer(number, "Try again\n12 - no (head)\nend")
    mine, answer = desk.fetch_status(number).comments
    assert (mine.text, mine.mine) == ("Still broken\n\nReally", True)
    assert (answer.text, answer.mine) == ("Try again\n12 - no (head)\nend", False)
    entries = [e for e in stand.instance.tables["sys_journal_field"] if e["element"] == "comments"]
    assert [c.time.strftime("%Y-%m-%d %H:%M:%S") for c in (mine, answer)] == [
        e["sys_created_on"] for e in entries
    ]
    assert desk.has_comment(number, "sh-c1")
    assert not desk.has_comment(number, "sh-c")


@pytest.mark.parametrize("readable", [True, False])
def test_what_a_flow_wrote_is_automatic(stand, readable):
    """Under its own account at any time, under a person's within moments of the creation."""
    if not readable:
        stand.instance.readable.remove("sys_journal_field")
    desk, number, row = made(stand)
    stand.answer(number, "We have received your request")
    stand.instance.pass_time(minutes=5)
    stand.answer(number, "Which printer?")
    stand.api._change(row, {"comments": "Still waiting for your answer"}, "system")
    assert [(said.text, said.automatic) for said in desk.fetch_status(number).comments] == [
        ("We have received your request", True),
        ("Which printer?", False),
        ("Still waiting for your answer", True),
    ]


def test_a_dropped_condition_does_not_show_work_notes(stand, monkeypatch):
    desk, number, _ = made(stand)
    stand.answer(number, "hello")
    monkeypatch.setattr(stand.instance, "_condition", lambda *of: None)
    assert [c.text for c in desk.fetch_status(number).comments] == ["hello"]


def test_user_text_does_not_become_markup(stand):
    desk, number, _ = made(stand)
    desk.add_comment(number, "sh-c1", "[code]<img src=x>[/code]", (), opener)
    (held,) = [e["value"] for e in stand.instance.tables["sys_journal_field"]]
    assert "[code]" not in held
    assert [c.text for c in desk.fetch_status(number).comments] == ["[code]<img src=x>[/code]"]


def test_a_comment_that_was_left_out_without_a_word_is_said(stand):
    stand.instance.locked = {"comments"}
    desk, number, _ = made(stand)
    with pytest.raises(errors.DeskRefusedError, match="didn't save your reply"):
        desk.add_comment(number, "sh-c1", "x", (), opener)


def test_a_user_reply_ends_waiting_for_the_user(stand):
    desk, number, row = made(stand)
    row["state"] = "3"
    assert desk.fetch_status(number).state is TicketState.WAITING
    desk.add_comment(number, "sh-c1", "here it is", (), opener)
    assert desk.fetch_status(number).state is TicketState.OPEN


@pytest.mark.parametrize(
    ("label", "number", "state"),
    [
        ("On Hold", "3", TicketState.WAITING),
        ("Resolved", "99", TicketState.SOLVED),
        ("Résolu", "6", TicketState.SOLVED),
        ("Closed", "3", TicketState.CLOSED),
        ("", "", TicketState.OPEN),
        ("Whatever", "77", TicketState.OPEN),
    ],
)
def test_a_state_is_known_by_its_label_before_its_number(label, number, state):
    assert table_api.parse_ticket_state({"state": {"display_value": label, "value": number}}) is state


@pytest.mark.parametrize("text", ["", "no head at all", "1 - x", "\n\n", "99-99-9999 99:99:99 - A (B)\nx"])
def test_a_journal_in_another_form_is_survived(text):
    for entry in table_api.parse_journal(text, table_api.compute_utc_offset({})):
        assert (entry.author, entry.time, entry.text) == ("A", "", "x")


def test_a_long_journal_of_heads_takes_no_time():
    assert (
        len(table_api.parse_journal("1234567 - a (b)\n" * 20_000, table_api.compute_utc_offset({}))) == 20_000
    )


# -- reopen and solve ----------------------------------------------------------------------------


def test_resolving_and_reopening_are_idempotent(stand):
    desk, number, row = made(stand)
    desk.mark_ticket_resolved(number)
    desk.mark_ticket_resolved(number)
    assert (row["state"], row["close_code"]) == ("6", "Resolved by caller")
    desk.reopen_ticket(number)
    desk.reopen_ticket(number)
    assert row["state"] == "2"
    assert not stand.instance.tables["sys_journal_field"], "nothing that the user didn't write is sent"


def test_a_closed_ticket_stays_closed(stand):
    desk, number, row = made(stand)
    row["state"] = "7"
    with pytest.raises(errors.DeskRefusedError, match="Create a new one"):
        desk.reopen_ticket(number)
    desk.mark_ticket_resolved(number)


def test_a_state_that_was_left_out_without_a_word_is_said(stand):
    stand.instance.locked = {"state"}
    desk, number, row = made(stand)
    with pytest.raises(errors.DeskRefusedError, match="permission to mark"):
        desk.mark_ticket_resolved(number)
    row["state"] = "6"
    with pytest.raises(errors.DeskRefusedError, match="permission to reopen"):
        desk.reopen_ticket(number)


# -- the rest ------------------------------------------------------------------------------------


def test_the_page_is_policys_or_the_classic_one(stand):
    desk, number, row = made(stand, page="/esc?id=ticket&table={table}&sys_id={sys_id}")
    assert (
        desk.make_ticket_url(number)
        == f"{stand.server.url}/esc?id=ticket&table=incident&sys_id={row['sys_id']}"
    )
    unknown = stand.connector(page="https://help.example.com/t?{sys_id}").make_ticket_url("INC0010002")
    assert unknown == f"{stand.server.url}/incident.do?sysparm_query=number=INC0010002"
    assert (
        made(stand)[0]
        .make_ticket_url(number)
        .startswith(f"{stand.server.url}/incident.do?sysparm_query=number=")
    )


def test_check_names_the_person_and_the_table(stand):
    assert "alice@example.test" in ENGLISH.translate(stand.connector().check_connection())
    with pytest.raises(errors.DeskRefusedError, match="Invalid table u_none"):
        stand.connector(table="u_none").check_connection()


def test_it_is_built_from_policy_alone():
    with pytest.raises(errors.ConfigurationError):
        connector.build_connector(Policy(), None, None, None, ProxyRouter())


def test_where_policy_names_a_client_the_sign_in_is_the_browsers():
    desk = HelpDeskPolicy(servicenow=ServiceNowDeskPolicy("https://desk.example.com", "client"))
    built = connector.build_connector(Policy(desk=desk), None, Secrets({}), None, ProxyRouter())
    assert isinstance(built._http._authorization, Bearer)
    assert built._http._authorization._provider.client_id == "client"
