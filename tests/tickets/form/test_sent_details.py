"""What a ticket is filed under is shown before it leaves, and is gone where the user takes it out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from selfhelp.core.errors import ChangedError
from selfhelp.core.model import CheckResult, CheckState
from selfhelp.core.ticket import ComputerId, ItilLevel, TicketDetails
from selfhelp.policy import policy
from selfhelp.report.computer_identity import ComputerIdentity
from selfhelp.tickets.case import Case
from selfhelp.tickets.form.triage import Impact, Urgency
from selfhelp.tickets.review.edits import RemovedLine
from selfhelp.tickets.review.items import ReviewItem
from tests.tickets.test_case import UUID, tools

WHICH = ComputerIdentity("PC-42", "Latitude", "S3R14L", "AT-0815", "Debian", UUID)


@pytest.fixture
def rules() -> policy.Policy:
    return policy.Policy()


@pytest.fixture
def case(tmp_path: Path, rules: policy.Policy, monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.setattr("selfhelp.report.computer_identity.read_computer", lambda _machine: WHICH)
    case = Case(replace(tools(tmp_path, rules), login="anna.berg"), "nothing prints")
    case.message.affected, case.message.can_work = Impact.TEAM, Urgency.NO
    case.message.category, case.message.problem = "printing", "print-stuck-queue"
    return case


def items(case: Case) -> dict[str, ReviewItem]:
    return {item.key: item for item in case.build_letter().items}


def test_everything_sent_is_a_row_of_the_review(case: Case) -> None:
    found = case.build_letter().details
    assert found == TicketDetails(
        "print-stuck-queue",
        ItilLevel.HIGH,
        ItilLevel.MEDIUM,
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
    case.set_item_included("filing", False)
    left = case.build_letter().details
    assert (left.problem, left.urgency, left.impact) == ("", None, None)
    assert "Can still work" not in case.build_letter().body
    assert left.login
    case.set_item_included("account", False)
    case.set_item_included("computer", False)
    assert case.build_letter().details == TicketDetails()
    assert {key: items(case)[key].on for key in ("filing", "account", "computer")} == {
        "filing": False,
        "account": False,
        "computer": False,
    }
    assert "Urgency: high" in str(items(case)["filing"].preview), "it can be turned on again"


def test_a_line_removed_from_the_message_is_not_filed(case: Case) -> None:
    case.review.apply_edits(RemovedLine("Can still work: No"))
    assert (case.build_letter().details.urgency, case.build_letter().details.impact) == (
        None,
        ItilLevel.MEDIUM,
    )
    assert "Urgency" not in str(items(case)["filing"].preview)
    case.review.apply_edits(RemovedLine(WHICH.list_ticket_lines()[0]))
    assert case.build_letter().details.computer == ComputerId(uuid=UUID)
    case.review.apply_edits(RemovedLine(WHICH.list_all_lines()[-1]))
    assert case.build_letter().details.computer == ComputerId()


def test_the_text_says_what_a_help_desk_may_have_no_field_for(case: Case) -> None:
    told = ["Category: printing", "About: Cancel stuck print jobs (print-stuck-queue)", "Account: anna.berg"]
    assert case.build_letter().body.splitlines()[2:5] == told
    case.set_item_included("filing", False)
    case.set_item_included("account", False)
    assert not [line for line in told if line in case.build_letter().body]


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("Category: printing", ("", "print-stuck-queue", "anna.berg")),
        ("About: Cancel stuck print jobs (print-stuck-queue)", ("printing", "", "anna.berg")),
        ("Account: anna.berg", ("printing", "print-stuck-queue", "")),
    ],
)
def test_what_is_removed_from_the_text_is_in_no_field(
    case: Case, line: str, left: tuple[str, str, str]
) -> None:
    case.review.apply_edits(RemovedLine(line))
    letter = case.build_letter()
    assert (letter.category, letter.details.problem, letter.details.login) == left
    assert line not in letter.body


def test_a_template_names_them_only_once(case: Case, rules: policy.Policy) -> None:
    ticket = replace(rules.ticket, body=("{category}: {problem} for {login}",))
    case._tools = replace(case._tools, policy=replace(rules, ticket=ticket))
    body = case.build_letter().body
    assert "printing: print-stuck-queue for anna.berg" in body
    assert not [line for line in body.splitlines() if line.startswith(("Category:", "About:", "Account:"))]


def test_a_replaced_name_is_left_out_of_the_classification(case: Case) -> None:
    assert case.replace_word("anna.berg", "somebody") == 2, "in the account's row and in the text"
    assert case.build_letter().details.login == ""
    assert "account" not in items(case)
    case.replace_word("PC-42", "PC")
    assert case.build_letter().details.computer.name == ""
    assert case.build_letter().details.computer.serial == "S3R14L"


def test_it_is_about_what_was_found_first(case: Case) -> None:
    case.message.problem = ""
    seen = [CheckResult("disk-full", CheckState.HEALTHY), CheckResult("net-dns", CheckState.FOUND)]
    case.add_check_results(seen)
    case.add_check_results([CheckResult("disk-full", CheckState.FOUND)])
    assert case.build_letter().details.problem == "net-dns"


def test_the_ticket_is_sealed_as_reviewed(case: Case) -> None:
    case.set_item_included("account", False)
    ticket = case._tools.outbox().read_ticket(case.save_to_outbox(case.build_letter()))
    assert ticket.details == replace(case.build_letter().details, login="")
    assert ticket.details.computer.uuid == UUID
    assert (ticket.category, ticket.details.urgency) == ("printing", ItilLevel.HIGH)
    case.set_item_included("filing", False)
    ticket = case._tools.outbox().read_ticket(case.save_to_outbox(case.build_letter()))
    assert (ticket.category, ticket.details.problem, ticket.details.urgency) == ("", "", None)


def test_an_urgent_topic_makes_the_ticket_urgent_until_the_user_unmarks_it(case: Case) -> None:
    case.message.category, case.message.problem = "security", "phishing"
    case.message.can_work = Urgency.YES
    assert case.build_letter().details.urgency is ItilLevel.HIGH
    shown = items(case)
    assert (str(shown["urgent"].title), shown["urgent"].on) == ("Marked as urgent", True)
    assert shown["urgent"].preview == "Urgency: high"
    assert "Urgency" not in str(shown["filing"].preview), "one row says it"
    case.set_item_included("filing", False)
    assert case.build_letter().details.urgency is ItilLevel.HIGH, "the mark has its own row"
    case.set_item_included("filing", True)
    case.set_item_included("urgent", False)
    assert case.build_letter().details.urgency is ItilLevel.LOW, "what the user answered"
    assert not items(case)["urgent"].on, "it can be marked again"
    assert "Urgency: low" in str(items(case)["filing"].preview)
    case.message.problem = "new-software"
    assert "urgent" not in items(case)


def test_changes_after_the_review_are_not_sealed(case: Case) -> None:
    letter = case.build_letter()
    case.message.can_work = Urgency.YES
    with pytest.raises(ChangedError):
        case.save_to_outbox(letter)
    letter = case.build_letter()
    case.message.problem = "another"
    with pytest.raises(ChangedError):
        case.save_to_outbox(letter)


@pytest.mark.parametrize(
    "rules", [policy.Policy(evidence=policy.EvidencePolicy(computer=False, account=False))], ids=["forbidden"]
)
def test_the_organisation_may_keep_computer_and_account_out(case: Case) -> None:
    assert case.build_letter().details.computer == ComputerId()
    assert case.build_letter().details.login == ""
    assert not {"computer", "account"} & set(items(case))
