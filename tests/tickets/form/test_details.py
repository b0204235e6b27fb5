"""What a ticket is filed under is shown before it leaves, and is gone where she takes it out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from selfhelp.core.errors import ChangedError
from selfhelp.core.model import CheckResult, State
from selfhelp.core.ticket import ComputerId, Details, Level
from selfhelp.policy import policy
from selfhelp.report.computer import Computer
from selfhelp.tickets.case import Case
from selfhelp.tickets.form.triage import Impact, Urgency
from selfhelp.tickets.review.edits import RemovedLine
from selfhelp.tickets.review.items import ReviewItem
from tests.tickets.test_case import UUID, tools

WHICH = Computer("PC-42", "Latitude", "S3R14L", "AT-0815", "Debian", UUID)


@pytest.fixture
def rules() -> policy.Policy:
    return policy.Policy()


@pytest.fixture
def case(tmp_path: Path, rules: policy.Policy, monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.setattr("selfhelp.report.computer.read", lambda _machine: WHICH)
    case = Case(replace(tools(tmp_path, rules), login="anna.berg"), "nothing prints")
    case.message.affected, case.message.can_work = Impact.TEAM, Urgency.NO
    case.message.category, case.message.problem = "printing", "print-stuck-queue"
    return case


def items(case: Case) -> dict[str, ReviewItem]:
    return {item.key: item for item in case.letter().items}


def test_everything_that_leaves_is_a_line_of_the_sheet(case: Case) -> None:
    found = case.letter().details
    assert found == Details(
        "print-stuck-queue",
        Level.HIGH,
        Level.MEDIUM,
        "anna.berg",
        ComputerId("PC-42", "S3R14L", UUID, "AT-0815"),
    )
    lines = items(case)
    assert lines["filing"].preview == (
        "Category: printing\nAbout: print-stuck-queue\nUrgency: high\nImpact: medium"
    )
    assert lines["account"].preview == "anna.berg"
    for told in ("PC-42", "S3R14L", UUID, "AT-0815"):
        assert told in str(lines["computer"].preview)
    assert not any(lines[key].locked for key in ("filing", "account", "computer"))


def test_each_switch_takes_its_facts_out_and_the_words_about_them(case: Case) -> None:
    case.switch("filing", False)
    left = case.letter().details
    assert (left.problem, left.urgency, left.impact) == ("", None, None)
    assert "Can still work" not in case.letter().body
    assert left.login
    case.switch("account", False)
    case.switch("computer", False)
    assert case.letter().details == Details()
    assert {key: items(case)[key].on for key in ("filing", "account", "computer")} == {
        "filing": False,
        "account": False,
        "computer": False,
    }
    assert "Urgency: high" in str(items(case)["filing"].preview), "she can switch it on again"


def test_a_line_that_she_took_out_of_the_message_is_not_filed_either(case: Case) -> None:
    case.review.edit(RemovedLine("Can still work: No"))
    assert (case.letter().details.urgency, case.letter().details.impact) == (None, Level.MEDIUM)
    assert "Urgency" not in str(items(case)["filing"].preview)
    case.review.edit(RemovedLine(WHICH.lines()[0]))
    assert case.letter().details.computer == ComputerId(uuid=UUID)
    case.review.edit(RemovedLine(WHICH.all()[-1]))
    assert case.letter().details.computer == ComputerId()


def test_a_name_that_she_replaced_is_left_out_for_the_desk_would_find_another(case: Case) -> None:
    assert case.replace("anna.berg", "somebody") == 1
    assert case.letter().details.login == ""
    assert "account" not in items(case)
    case.replace("PC-42", "PC")
    assert case.letter().details.computer.name == ""
    assert case.letter().details.computer.serial == "S3R14L"


def test_it_is_about_what_was_found_first(case: Case) -> None:
    case.message.problem = ""
    seen = [CheckResult("disk-full", State.HEALTHY), CheckResult("net-dns", State.FOUND)]
    case.add_looks(seen)
    case.add_looks([CheckResult("disk-full", State.FOUND)])
    assert case.letter().details.problem == "net-dns"


def test_it_is_sealed_as_she_saw_it(case: Case) -> None:
    case.switch("account", False)
    ticket = case._tools.outbox().ticket(case.seal(case.letter()))
    assert ticket.details == replace(case.letter().details, login="")
    assert ticket.details.computer.uuid == UUID
    assert (ticket.category, ticket.details.urgency) == ("printing", Level.HIGH)
    case.switch("filing", False)
    ticket = case._tools.outbox().ticket(case.seal(case.letter()))
    assert (ticket.category, ticket.details.problem, ticket.details.urgency) == ("", "", None)


def test_what_changed_after_she_looked_is_not_sealed(case: Case) -> None:
    letter = case.letter()
    case.message.can_work = Urgency.YES
    with pytest.raises(ChangedError):
        case.seal(letter)
    letter = case.letter()
    case.message.problem = "another"
    with pytest.raises(ChangedError):
        case.seal(letter)


@pytest.mark.parametrize(
    "rules", [policy.Policy(evidence=policy.Evidence(computer=False, account=False))], ids=["forbidden"]
)
def test_the_organisation_may_keep_computer_and_account_out(case: Case) -> None:
    assert case.letter().details.computer == ComputerId()
    assert case.letter().details.login == ""
    assert not {"computer", "account"} & set(items(case))
