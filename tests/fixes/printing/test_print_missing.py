"""When a printer is missing, and who may add it."""

from __future__ import annotations

from typing import Any

import pytest

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import Finding, Json, Platform
from selfhelp.core.text import ENGLISH
from selfhelp.fixes.printing.print_missing import PrintMissing
from selfhelp.machine.printing.organisation_printers import AddPrinter, AddPrinterAsAdministrator

FIX = PrintMissing()
FLOOR3, FLOOR4 = "ipp://print.example/printers/floor3", "ipp://print.example/printers/floor4"


class Computer:
    """A Linux computer with printers at certain addresses, in an organisation that offers others."""

    platform = Platform.LINUX

    def __init__(
        self, *offered: str, here: tuple[str, ...] = (), admin: bool = False, door: str = "open"
    ) -> None:
        printers = [
            {"name": f"q{n}", "instance": "", "default": False, "options": {"device-uri": device}}
            for n, device in enumerate(here)
        ]
        self.answers: dict[str, Json] = {
            "print_queues.read_cups_printers": {"service": "running", "printers": printers},
            "organisation.read_policy_values": {"printers": list(offered)},
            "print_jobs.read_print_user": {"name": "anna", "now": "2026-11-24T17:20:15", "admin": admin},
            "connections.probe_port": door,
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
    assert FIX.steps(found(FLOOR3, admin=True), {}) == [AddPrinter(FLOOR3)]
    assert FIX.steps(found(FLOOR3), {}) == [AddPrinterAsAdministrator(FLOOR3)]


def test_of_several_the_one_near_her() -> None:
    finding = found(FLOOR3, FLOOR4, here=("usb://HP",), admin=True)
    (question,) = FIX.questions(finding)
    assert [(option.label, option.detail) for option in question.options][1] == ("floor4", FLOOR4)
    assert FIX.steps(finding, {"printer": [FLOOR4]}) == [AddPrinter(FLOOR4)]


def test_one_that_needs_a_driver_is_a_ticket() -> None:
    finding = found(r"\\print\floor3", admin=True)
    assert FIX.questions(finding) == ()
    assert FIX.steps(finding, {}) == []
    assert "administrator" in ENGLISH.translate(finding.meaning or "")


def test_one_that_does_not_answer_is_not_added() -> None:
    for door, refused in (("open", False), ("silent", True), ("refused", True)):
        computer = Computer(FLOOR3, door=door)
        finding = FIX.diagnose(computer)
        assert finding is not None
        assert (FIX.blocked_reason(computer, finding) is not None) is refused


def test_hostile_names_are_shown_as_they_are() -> None:
    finding = found("ipp://h/printers/<b>{count}%0a$(id)")
    assert "<b>{count}\n$(id)" in ENGLISH.translate(finding.summary)
