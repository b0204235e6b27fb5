"""Tickets by a record producer, on an instance imitated from ServiceNow's documentation."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from selfhelp.core import errors
from selfhelp.core.text import ENGLISH
from selfhelp.core.ticket import ComputerId, FileRef, ItilLevel, Ticket, TicketDetails
from selfhelp.core.ticket import DeliveryState as State
from selfhelp.helpdesk.connectors.servicenow import service_catalog
from selfhelp.helpdesk.connectors.servicenow.connector import ServiceNowConnector
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.policy.fields import FieldRule
from selfhelp.policy.help_desk import PRODUCER_FIELDS, ServiceNowDeskPolicy
from selfhelp.tickets.delivery.delivery_service import DeliveryService
from selfhelp.tickets.letter import Letter
from selfhelp.tickets.outbox.outbox import Outbox
from tests.desks.server import SIGN_IN_PAGE, Said
from tests.desks.servicenow import ALICE, PRODUCER, TECH, NowFormStand, NowProducerStand, variable
from tests.helpdesk.connectors.samples import REF, opener
from tests.report.desks import TurnedClock

TICKET = Ticket(REF, "No sound", "Since Monday", "alice@example.test", category="sound")
FILES = (FileRef("a.txt", 1, ""), FileRef("b.exe", 1, ""))


@pytest.fixture
def stand(tmp_path):
    with NowProducerStand(tmp_path) as stand:
        yield stand
        stand.settled()


@pytest.fixture
def form(tmp_path):
    """An employee who has the form and nothing else."""
    with NowFormStand(tmp_path) as stand:
        yield stand
        stand.settled()


@pytest.fixture
def outbox(tmp_path):
    clock = TurnedClock()
    outbox = Outbox(tmp_path / "outbox", now=clock.now)
    outbox.clock = clock
    yield outbox
    outbox.close()


def producer(stand):
    return stand.instance.producers[PRODUCER]


def sent(stand):
    """Return the variables of the one form that was submitted."""
    (asked,) = [a for a in stand.server.asked if a.path.endswith("/submit_producer")]
    return asked.json()["variables"]


def why(desk) -> str:
    with pytest.raises(errors.ConfigurationError) as caught:
        desk.check_connection()
    return ENGLISH.translate(caught.value.message)


# -- what is sent --------------------------------------------------------------------------------


def test_an_employee_without_any_role_gets_a_ticket(stand):
    """The Table API refuses a new row, so nothing but the form may be used."""
    details = TicketDetails("no-sound", ItilLevel.HIGH, ItilLevel.LOW, answers={"site": "Paris"})
    filing = ClassificationMapping(categories={"sound": "hardware"}, fields={"u_site": "{answer:site}"})
    desk = stand.connector(filing=filing)
    receipt = desk.submit_ticket(replace(TICKET, details=details), opener)
    row = stand.row(receipt.number)
    wanted = {
        "short_description": "No sound", "correlation_id": REF, "category": "hardware", "urgency": "1",
        "impact": "3", "u_site": "Paris", "caller_id": ALICE,
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted
    assert desk.find_ticket(REF) == receipt
    assert [a.path for a in stand.server.asked if a.writes] == [
        f"/api/sn_sc/servicecatalog/items/{PRODUCER}/submit_producer"
    ]
    assert stand.connector(producer="").id == "servicenow"
    with pytest.raises(errors.DeskRefusedError, match="security constraints"):
        stand.connector(producer="").submit_ticket(replace(TICKET, ref="sh-2"), opener)


def test_variables_have_the_organisations_own_names(stand):
    producer(stand).variables = [variable(name) for name in ("Summary", "what", "mark")]
    producer(stand).fills = {"Summary": "short_description", "what": "description", "mark": "correlation_id"}
    names = ("title=Summary", "text=what", "ref=mark", "urgency=")
    desk = stand.connector(variables=names)
    receipt = desk.submit_ticket(replace(TICKET, details=TicketDetails(urgency=ItilLevel.HIGH)), opener)
    assert set(sent(stand)) == {"Summary", "what", "mark"}
    row = stand.row(receipt.number)
    assert (row["short_description"], row["correlation_id"]) == ("No sound", REF)
    assert "accepts tickets" in ENGLISH.translate(desk.check_connection())


def test_policy_never_replaces_built_in_fields(stand):
    desk = stand.connector(
        filing=ClassificationMapping(fields={"correlation_id": "sh-other", "description": "x"})
    )
    row = stand.row(desk.submit_ticket(TICKET, opener).number)
    assert (row["correlation_id"], "Since Monday" in row["description"]) == (REF, True)


def test_a_computer_the_user_may_read_is_linked(stand):
    stand.instance.readable.add("cmdb_ci_computer")
    computer = stand.instance.insert("cmdb_ci_computer", {"name": "PC-1", "serial_number": "S1"}, TECH)
    producer(stand).variables.append(variable("cmdb_ci"))
    details = TicketDetails(computer=ComputerId("PC-1", "S1"))
    row = stand.row(stand.connector().submit_ticket(replace(TICKET, details=details), opener).number)
    assert row["cmdb_ci"] == computer["sys_id"]


def test_what_the_script_of_the_form_changed_is_told(stand):
    producer(stand).fills = {"correlation_id": "correlation_display", "short_description": "u_site"}
    desk = stand.connector()
    number = desk.submit_ticket(TICKET, opener).number
    assert list(desk.find_altered_fields(number, TICKET)) == ["title shortened to 0", "mark"]


# -- refusals and lost answers -------------------------------------------------------------------


def test_a_reference_lost_by_a_script_is_found_in_the_text(stand):
    producer(stand).fills = {"correlation_id": "correlation_display"}
    desk = stand.connector()
    receipt = desk.submit_ticket(TICKET, opener)
    assert stand.row(receipt.number)["correlation_id"] == ""
    assert desk.find_ticket(REF) == receipt
    assert desk.find_ticket(REF[:-1]) is None


@pytest.mark.parametrize("of", ["user criteria", "mandatory"])
def test_a_form_that_is_refused_makes_no_ticket_and_names_the_check(stand, of):
    if of == "user criteria":
        producer(stand).unavailable = {ALICE}
    else:
        producer(stand).variables.append(variable("floor", mandatory=True))
    with pytest.raises(errors.DeskRefusedError, match="desk check"):
        stand.connector().submit_ticket(TICKET, opener)
    assert not stand.tickets(REF)


def test_a_script_that_fails_after_the_ticket_was_made_does_not_make_two(stand):
    producer(stand).breaks = True
    receipt = stand.connector().submit_ticket(TICKET, opener)
    assert receipt.number == stand.tickets(REF)[0].number
    producer(stand).breaks = False
    stand.server.answer_next(Said(404, {"error": {"message": "Invalid Request"}}))
    with pytest.raises(errors.DeskRefusedError, match="Invalid Request"):
        stand.connector().submit_ticket(replace(TICKET, ref="sh-2"), opener)


def test_an_answer_without_a_record_is_looked_up(stand):
    stand.server.answer_next(Said(200, {"result": {"redirect_url": "home.do"}}))
    with pytest.raises(errors.OutcomeUnknownError):
        stand.connector().submit_ticket(TICKET, opener)


@pytest.mark.parametrize("status", [401, 403])
def test_where_the_table_is_closed_a_lost_answer_waits_for_a_person(stand, outbox, status):
    """Policy says that tickets can be looked up, and the instance does not allow it."""
    stand.instance.table_api = status
    report = outbox.save_ticket(Letter("s", "b", "alice@example.test"))
    stand.server.lose_answer()
    item = DeliveryService(outbox, stand.connector(), outbox.clock, random.Random(1)).deliver(report, 20_000)
    assert item.stage in (State.ATTENTION, State.SIGN_IN_NEEDED)
    assert len(stand.tickets(report)) == 1


# -- the form alone ------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["lost", "error", "page"])
def test_without_lookup_retries_never_duplicate(form, outbox, fault):
    report = outbox.save_ticket(Letter("s", "b", "alice@example.test"))
    if fault == "lost":
        form.server.lose_answer()
    else:
        form.server.answer_next(Said(503 if fault == "error" else 200, SIGN_IN_PAGE, "text/html"))
    made = int(fault == "lost")
    for _ in range(3):
        item = DeliveryService(outbox, form.connector(), outbox.clock, random.Random(1)).deliver(
            report, 50_000
        )
        assert item.stage is State.ATTENTION
        assert "can't confirm that your ticket arrived" in ENGLISH.translate(item.reason)
        assert len(form.tickets(report)) == made
        outbox.retry()
    assert len([a for a in form.server.asked if a.writes]) == 1


def test_a_refusal_is_no_unknown_outcome(form, outbox):
    producer(form).unavailable = {ALICE}
    report = outbox.save_ticket(Letter("s", "b", "alice@example.test"))
    delivery = DeliveryService(outbox, form.connector(), outbox.clock, random.Random(1))
    assert delivery.deliver(report, 900).stage is State.ATTENTION
    producer(form).unavailable = set()
    outbox.retry(report)
    assert delivery.deliver(report, 900).state is State.DELIVERED
    assert len(form.tickets(report)) == 1


def test_the_table_is_never_queried_and_files_are_sent_once(form):
    form.instance.extensions = {"txt"}
    desk = form.connector()
    ticket = replace(TICKET, files=FILES, details=TicketDetails(computer=ComputerId("PC-1", "S1")))
    number = desk.submit_ticket(ticket, opener).number
    assert desk.find_missing_attachments(number, FILES) == ["b.exe"]
    with pytest.raises(errors.DeskRefusedError, match="does not comply"):
        desk.attach_files(number, [FILES[1]], opener)
    assert list(desk.find_altered_fields(number, ticket)) == []
    assert (desk.find_ticket(REF), desk.find_requester_address()) == (None, "")
    assert "connection is lost" in ENGLISH.translate(desk.check_connection())
    assert {a.path.split("/")[2] for a in form.server.asked} == {"sn_sc", "now"}
    assert not [a.path for a in form.server.asked if "/table/" in a.path]
    assert len([a for a in form.server.asked if a.path.endswith("/attachment/file")]) == 2
    (held,) = form.tickets(REF)
    assert set(held.files) == {"a.txt"}


def test_files_that_break_do_not_make_the_ticket_look_lost(form):
    form.server.lose_answer(lambda asked: asked.path.endswith("/file"))
    desk = form.connector()
    number = desk.submit_ticket(replace(TICKET, files=FILES[:1]), opener).number
    assert desk.find_missing_attachments(number, FILES[:1]) == ["a.txt"]
    with pytest.raises(errors.DeskRefusedError):
        desk.attach_files(number, FILES[:1], opener)


def test_actions_without_permission_are_not_offered(form, stand):
    assert not form.connector().abilities.lookup
    assert not form.connector().abilities.status
    abilities = stand.connector().abilities
    assert (abilities.status, abilities.write_comments, abilities.reopen) == (True, True, False)
    assert stand.connector(producer="").abilities.reopen
    assert ServiceNowConnector(
        ServiceNowDeskPolicy("https://desk.example.com", ticket_updates=False),
        ClassificationMapping(),
        lambda: "",
        routes=ProxyRouter(),
    ).abilities.lookup, "without a record producer there is nothing that only hands in"


# -- the check before ----------------------------------------------------------------------------


def test_the_check_says_whether_a_ticket_was_ever_found_again(stand):
    desk = stand.connector()
    assert "No ticket with a reference exists yet" in ENGLISH.translate(desk.check_connection())
    desk.submit_ticket(replace(TICKET, ref="sh-0c3a"), opener)
    said = ENGLISH.translate(desk.check_connection())
    assert "alice@example.test" in said
    assert "“Selfhelp ticket” accepts tickets" in said
    assert "found by its reference" in said
    assert len([a for a in stand.server.asked if a.writes]) == 1, "to check writes nothing"


def test_an_ignored_condition_is_no_proof(stand, monkeypatch):
    stand.instance.insert("incident", {"caller_id": ALICE, "correlation_id": "SCOM-1"}, ALICE)
    monkeypatch.setattr(stand.instance, "_condition", lambda *of: None)
    assert "No ticket with a reference" in ENGLISH.translate(stand.connector().check_connection())


def test_the_check_names_the_record_producer(stand):
    assert "desk.servicenow.producer" in why(stand.connector(producer="e" * 32))
    producer(stand).unavailable = {ALICE}
    assert "user criteria" in why(stand.connector())
    producer(stand).unavailable, producer(stand).kind = set(), "catalog_item"
    assert "“Selfhelp ticket” isn't a ServiceNow record producer" in why(stand.connector())


def test_the_check_names_what_is_missing_and_its_key(stand):
    said = why(stand.connector(variables=("text=what_happened",)))
    assert "what_happened" in said
    assert "desk.servicenow.variables" in said
    said = why(stand.connector(filing=ClassificationMapping(fields={"u_floor": "2"})))
    assert "u_floor" in said
    assert "desk.fields" in said
    producer(stand).variables[:] = [
        row for row in producer(stand).variables if row["name"] != "correlation_id"
    ]
    assert "correlation_id" in why(stand.connector())


def test_the_check_names_what_must_be_filled_and_is_not(stand):
    producer(stand).variables += [variable("floor", mandatory=True), variable("urgency", mandatory="true")]
    assert "floor, urgency" in why(stand.connector())
    stand.connector(filing=ClassificationMapping(fields={"floor": "2", "urgency": "3"})).check_connection()


def test_the_check_says_that_tickets_cannot_be_looked_up(stand):
    stand.instance.table_api = 403
    said = why(stand.connector())
    assert "can't look up" in said
    assert "desk.servicenow.ticket_updates" in said


@pytest.mark.parametrize("variables", [("text=",), ("ref=",), ("text=a b",), ("title=x^y",)])
def test_a_form_without_text_or_reference_is_invalid(stand, variables):
    with pytest.raises(errors.ConfigurationError, match=r"desk\.servicenow\.variables"):
        stand.connector(variables=variables)


def test_policy_knows_the_same_fields_and_refuses_others():
    assert tuple(service_catalog.USUAL) == PRODUCER_FIELDS
    rules = ServiceNowDeskPolicy.__dataclass_fields__
    variables, producer_ = (rules[name].metadata["rule"] for name in ("variables", "producer"))
    assert isinstance(variables, FieldRule)
    assert variables.accepts(["text = what_happened", "urgency="])
    assert not [bad for bad in ("body=x", "text", "text=a b", "=x") if variables.accepts([bad])]
    assert producer_.accepts(PRODUCER)
    assert not [bad for bad in ("Selfhelp ticket", "5" * 31, "G" * 32) if producer_.accepts(bad)]
