"""The organisation's form on one ticket: what is asked, what leaves, and what the user takes out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from selfhelp.core.errors import UsageError
from selfhelp.core.ticket_reference import shorten_reference
from selfhelp.policy import policy
from selfhelp.policy.ticket import TicketForm
from selfhelp.report.computer_identity import ComputerIdentity
from selfhelp.tickets.case import Case
from selfhelp.tickets.form import form
from selfhelp.tickets.form.ticket_message import SUBJECT_LIMIT
from selfhelp.tickets.form.triage import Impact
from selfhelp.tickets.review.edits import RemovedLine
from tests.tickets.test_case import SECRET, tools

ROOM = "room|required|en=Which room are you in?|fr=Dans quelle pièce êtes-vous ?"
SITE = "site|choice:north,south|for:printing|en=Which site?|en:north=North building"
FORM = TicketForm(questions=(ROOM, SITE))


def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: TicketForm = FORM) -> Case:
    monkeypatch.setattr(
        "selfhelp.report.computer_identity.read_computer", lambda _machine: ComputerIdentity("PC-42")
    )
    case = Case(
        replace(tools(tmp_path, policy.Policy(ticket=wanted)), login="anna"), "nothing prints\nat all"
    )
    case.message.category = "printing"
    return case


def test_answers_are_in_the_message_and_sent_to_the_desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = make(tmp_path, monkeypatch)
    case.message.answers.update(room="  2.14\n(left) ", site="north", gone="x")
    assert "Which room are you in: 2.14 (left)\nWhich site: North building" in case.build_letter().body
    assert case.build_letter().details.answers == {"room": "2.14 (left)", "site": "north"}
    case.message.category = "network"
    assert "site" not in case.build_letter().details.answers, "it is not asked for this kind of ticket"
    case.message.answers["room"] = f"my password is {SECRET}"
    assert SECRET not in case.build_letter().body + str(case.build_letter().details.answers)


def test_removed_or_replaced_text_never_reaches_the_desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = make(tmp_path, monkeypatch)
    case.message.answers.update(room="2.14", site="north")
    case.replace_word("2.14", "upstairs")
    case.review.apply_edits(RemovedLine("Which site: North building"))
    assert case.build_letter().details.answers == {"room": "upstairs"}
    assert "North building" not in case.build_letter().body
    case.review.apply_edits(RemovedLine("Which room are you in: upstairs"))
    assert case.build_letter().details.answers == {}


def test_a_template_puts_everything_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ("Room {answer:room} ({computer})", "{description}", "Site: {answer:site}", "", "{facts}")
    title = "[{category}] {subject} {reference}"
    case = make(tmp_path, monkeypatch, replace(FORM, body=lines, title=title))
    case.message.answers["room"] = "2.14"
    case.message.affected = Impact.ME
    text = case.build_letter().body.split("\n")
    assert text[:3] == ["Room 2.14 (PC-42)", "nothing prints", "at all"], text
    assert not any("Site" in line for line in text), "a line whose names are all empty is left out"
    assert "Who is affected: Just me" in text
    assert sum("2.14" in line for line in text) == 1
    report = case.save_to_outbox(case.build_letter())
    subject = case._tools.outbox().read_ticket(report).subject
    assert subject == f"[printing] nothing prints {shorten_reference(report)}"


def test_a_long_subject_is_cut_and_the_rest_of_the_title_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = make(tmp_path, monkeypatch, TicketForm(title="{subject} [{reference}]"))
    case.message.subject = "x" * 500
    title = case._tools.outbox().read_ticket(case.save_to_outbox(case.build_letter())).subject
    assert len(title) <= SUBJECT_LIMIT
    assert title.endswith("]")


def test_braces_in_the_description_are_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = make(tmp_path, monkeypatch, TicketForm(title="{subject}", body=("{description}", "{login}")))
    case.message.subject = case.message.body = "{login} {reference} {{x}}"
    assert (
        case.build_letter().items[0].preview == "{login} {reference} {{x}}\n\n{login} {reference} {{x}}\nanna"
    )


def test_what_is_missing_is_named_in_the_order_of_the_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = replace(FORM, required=("category", "affected"))
    message = make(tmp_path, monkeypatch, wanted).message
    message.body, message.category = " ", ""
    assert list(form.find_missing_fields(wanted, message)) == ["words", "category", "affected", "answer:room"]
    message.body, message.category, message.affected = "x", "printing", Impact.ME
    message.answers["room"] = "2.14"
    assert not form.find_missing_fields(wanted, message)


def test_a_script_names_a_question_and_an_option_that_exist(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = make(tmp_path, monkeypatch).message
    for wrong, told in (({"colour": "red"}, "colour"), ({"site": "east"}, "north, south")):
        with pytest.raises(UsageError, match=told):
            form.accept_answers(FORM, message, wrong)
    form.accept_answers(FORM, message, {"site": "south", "room": "2"})
    assert message.answers == {"site": "south", "room": "2"}


def test_our_own_categories_are_offered_until_the_organisation_names_some() -> None:
    assert {key for key, _ in form.list_categories(TicketForm(), "en")} >= {"printing", "other"}
    own = TicketForm(categories=("vehicle|en=Cars|fr=Véhicules",))
    assert form.list_categories(own, "fr") == [("vehicle", "Véhicules")]


def test_another_category_is_no_longer_about_the_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = make(tmp_path, monkeypatch).message
    message.problem = "print-stuck-queue"
    about = ("printing", "print-stuck-queue")
    form.choose_category(message, "printing", *about)
    assert message.problem == "print-stuck-queue"
    form.choose_category(message, "network", *about)
    assert (message.category, message.problem) == ("network", "")
    form.choose_category(message, "printing", *about)
    assert message.problem == "print-stuck-queue", "the choice can be changed"
