"""When a printer is missing, and who may add it."""

from __future__ import annotations

from typing import Any

import pytest

from selfhelp.core.errors import NotOfferedError, RefusedError
from selfhelp.core.model import Answers, Finding, Json, Platform
from selfhelp.core.text import ENGLISH, Text
from selfhelp.fixes.printing import print_missing
from selfhelp.fixes.printing.print_missing import PrintMissing
from selfhelp.machine import Probe
from selfhelp.machine.printing.default_printer import FIRST_STAYS
from selfhelp.machine.printing.organisation_printers import (
    AddPrinter,
    AddPrinterAsAdministrator,
    ChooseCompanyPrinter,
    ChooseFirstCompanyPrinter,
    ConfirmExistingPrinter,
)

FIX = PrintMissing()
FLOOR3, FLOOR4 = "ipp://print.example/printers/floor3", "ipp://print.example/printers/floor4"


class Computer:
    """A Linux computer with printers at certain addresses, in an organisation that offers others."""

    platform = Platform.LINUX

    def __init__(
        self,
        *offered: str,
        here: tuple[str, ...] = (),
        admin: bool = False,
        door: str = "open",
        helper: bool = True,
        **options: str,
    ) -> None:
        printers = [
            {
                "name": f"q{n}",
                "instance": "",
                "default": n == 0,
                "options": {"device-uri": device, "printer-state": "3", **options},
            }
            for n, device in enumerate(here)
        ]
        self.answers: dict[str, Json] = {
            "print_queues.read_cups_printers": {"service": "running", "printers": printers},
            "organisation.read_policy_values": {"printers": list(offered)},
            "print_jobs.read_print_user": {"name": "anna", "now": "2026-11-24T17:20:15", "admin": admin},
            "connections.probe_port": door,
            "elevate.list_operations": ["add-company-printer"] if helper else [],
        }

    def read(self, source: Any) -> Json:
        return self.answers[source.name]

    def run(self, command: object) -> Any:
        raise AssertionError("no program is asked")

    change = run


def found(*offered: str, **rest: Any) -> Finding:
    finding = FIX.diagnose(Computer(*offered, **rest))
    assert finding is not None
    return finding


def test_who_has_one_of_them_misses_nothing() -> None:
    assert FIX.diagnose(Computer(FLOOR3, FLOOR4, here=(FLOOR4,))) is None


def test_where_nothing_was_told_nothing_is_missing() -> None:
    assert FIX.diagnose(Computer(here=("usb://HP",))) is None
    with pytest.raises(NotOfferedError, match="hasn't listed any"):
        FIX.diagnose(Computer())


def test_who_adds_it() -> None:
    assert FIX.plan_steps(found(FLOOR3, admin=True), {}) == [AddPrinter(FLOOR3)]
    assert FIX.plan_steps(found(FLOOR3), {}) == [AddPrinterAsAdministrator(FLOOR3)]


def test_of_several_the_nearest_is_proposed() -> None:
    finding = found(FLOOR3, FLOOR4, here=("usb://HP",), admin=True)
    question, _default = FIX.list_questions(finding)
    assert [(option.label, option.detail) for option in question.options][1] == ("floor4", FLOOR4)
    assert FIX.plan_steps(finding, {"printer": [FLOOR4]}) == [AddPrinter(FLOOR4)]


COLOUR = f"{FLOOR3}|name=Colour printer|building=North|floor=2|room=2.14"
PLAIN = f"{FLOOR4}|name=Plain printer|building=South|floor=Ground floor"


def wanted(*offered: str, **rest: Any) -> Finding:
    """What somebody who has a printer is offered when they ask for one."""
    told = FIX.find_offer_on_request(Computer(*offered, **rest))
    assert isinstance(told, Finding)
    return told


def words(text: Text | str | None) -> str:
    return ENGLISH.translate(text or "")


def left(computer: Computer, finding: Finding, answers: Answers) -> str:
    """What the last look says that is still wrong."""
    still = FIX.verify_outcome(computer, finding, answers)
    assert still is not None
    return words(still.summary)


def test_who_has_one_may_ask_for_another() -> None:
    finding = wanted(COLOUR, PLAIN, here=(FLOOR4,))
    assert words(finding.summary) == "You can add 1 more printer from your organisation: Colour printer."
    assert finding.on_request
    question, _ = FIX.list_questions(finding)
    assert [
        (option.key, option.label, words(option.detail), [words(g) for g in option.groups], option.chosen)
        for option in question.options
    ] == [
        (FLOOR3, "Colour printer", "Room 2.14", ["North", "floor 2"], True),
        (FLOOR4, "Plain printer", "Already in your list", ["South", "Ground floor"], False),
    ]


def test_whose_printers_are_all_here_is_told_so() -> None:
    told = FIX.find_offer_on_request(Computer(COLOUR, PLAIN, here=(FLOOR3, FLOOR4)))
    assert isinstance(told, Text)
    assert words(told) == (
        "All 2 of your organisation's printers are already in your list: Colour printer, Plain printer."
    )
    none = FIX.find_offer_on_request(Computer(here=("usb://HP",)))
    assert isinstance(none, Text)
    assert "hasn't listed any printers" in words(none)


def test_a_printer_that_is_here_is_not_added_again() -> None:
    finding = wanted(COLOUR, PLAIN, here=(FLOOR4,), admin=True)
    there = (FLOOR4, "Plain printer", "South", "Ground floor")
    assert FIX.plan_steps(finding, {"printer": [FLOOR4]}) == [ConfirmExistingPrinter(*there)]
    assert FIX.plan_steps(finding, {"printer": [FLOOR4], "default": ["change"]}) == [
        ChooseCompanyPrinter(*there)
    ]


def test_the_default_is_a_choice_of_its_own() -> None:
    finding = found(COLOUR, here=("usb://HP",), admin=True)
    (question,) = FIX.list_questions(finding)
    assert [(option.key, words(option.label), option.chosen) for option in question.options] == [
        ("keep", "Keep q0", True),
        ("change", "Make this printer the default", False),
    ]
    place = (FLOOR3, "Colour printer", "North", "2")
    assert FIX.plan_steps(finding, {"default": ["keep"]}) == [AddPrinter(*place)]
    assert FIX.plan_steps(finding, {"default": ["change"]}) == [
        AddPrinter(*place),
        ChooseCompanyPrinter(*place),
    ]


def test_a_first_default_that_stays_is_not_promised_to_be_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {Platform.LINUX: FIRST_STAYS.rows[Platform.WINDOWS]}
    monkeypatch.setattr(print_missing, "FIRST_STAYS", Probe("", rows))
    step = FIX.plan_steps(found(COLOUR, admin=True), {"default": ["change"]})[-1]
    assert isinstance(step, ChooseFirstCompanyPrinter)
    assert not step.to_view().undoable
    kept = FIX.plan_steps(found(COLOUR, here=("usb://HP",), admin=True), {"default": ["change"]})[-1]
    assert kept.to_view().undoable


@pytest.mark.parametrize(
    ("line", "facts", "refused"),
    [
        (
            r"\\print\floor3|name=Plotter|building=North|driver=HP PS",
            {"admin": True},
            "The printer Plotter (North) needs the driver HP PS. Only an administrator can install it.",
        ),
        (r"\\print\floor3", {"admin": True}, "Only an administrator can add the printer floor3 here."),
        (
            COLOUR,
            {"helper": False},
            "You need administrator permission to add the printer Colour printer (North, floor 2).",
        ),
    ],
)
def test_what_needs_someone_else_is_refused_by_name(line: str, facts: Any, refused: str) -> None:
    finding = found(line, **facts)
    with pytest.raises(RefusedError) as caught:
        FIX.plan_steps(finding, {})
    assert words(caught.value.message) == refused


def test_it_is_done_where_the_printer_is_there_and_takes_documents() -> None:
    finding = wanted(COLOUR, PLAIN, here=(FLOOR4,), admin=True)
    chosen = {"printer": [FLOOR3], "default": ["keep"]}
    assert left(Computer(COLOUR, PLAIN, here=(FLOOR4,)), finding, chosen) == (
        "The printer Colour printer (North, floor 2) isn't in your list."
    )
    both = Computer(COLOUR, PLAIN, here=(FLOOR4, FLOOR3))
    assert FIX.verify_outcome(both, finding, chosen) is None
    assert "isn't your default printer" in left(both, finding, {**chosen, "default": ["change"]})
    closed = Computer(COLOUR, here=(FLOOR3,), **{"printer-is-accepting-jobs": "false"})
    assert "isn't accepting documents" in left(closed, finding, chosen)
    stopped = Computer(COLOUR, here=(FLOOR3,), **{"printer-state": "5"})
    assert "isn't accepting documents" in left(stopped, finding, chosen)


def test_of_many_printers_only_the_chosen_one_is_knocked_at() -> None:
    many = [f"ipp://print.example/printers/p{n}" for n in range(200)]
    computer = Computer(*many, door="silent")
    finding = FIX.diagnose(computer)
    assert finding is not None
    assert FIX.find_blocked_reason(computer, finding) is None
    assert words(finding.summary) == "None of your organisation's 200 printers are in your list."


def test_one_that_does_not_answer_is_not_added() -> None:
    for door, refused in (("open", False), ("silent", True), ("refused", True)):
        computer = Computer(FLOOR3, door=door)
        finding = FIX.diagnose(computer)
        assert finding is not None
        assert (FIX.find_blocked_reason(computer, finding) is not None) is refused


def test_hostile_names_are_shown_as_they_are() -> None:
    finding = found("ipp://h/printers/<b>{count}%0a$(id)")
    assert "<b>{count}\n$(id)" in ENGLISH.translate(finding.summary)
