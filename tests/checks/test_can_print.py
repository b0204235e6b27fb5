"""Whether something would come out: of the printer that is meant, not of any printer."""

from __future__ import annotations

from typing import Any

import pytest

from selfhelp.checks.can_print import CanPrint
from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import CheckResult, CheckState, Finding, Json, Platform
from selfhelp.core.text import ENGLISH, N_
from selfhelp.machine.network.connections import OPEN

IDLE, STOPPED = "3", "5"


def printer(name: str, state: str = IDLE, *, default: bool = False, **options: str) -> Json:
    shown = {"printer-state": state, "device-uri": f"socket://{name}.example", **options}
    return {"name": name, "instance": "", "default": default, "options": shown}


class Computer:
    """A Linux computer with certain printers; those named silent don't answer."""

    platform = Platform.LINUX

    def __init__(self, *printers: Json, silent: tuple[str, ...] = ()) -> None:
        self._printers, self._silent = printers, silent
        self.knocked: list[str] = []

    def read(self, source: Any) -> Json:
        if source.function.__name__ == "read_cups_printers":
            return {"service": "running", "printers": list(self._printers)}
        if source.function.__name__ == "probe_port":
            name = source.params["host"].partition(".")[0]
            self.knocked.append(name)
            return "refused" if name in self._silent else OPEN
        return True


def waits_at(*names: str) -> CheckResult:
    data = {"queues": [{"name": name} for name in names]}
    return CheckResult("print-stuck-queue", CheckState.FOUND, Finding(N_("Stuck."), data=data))


def test_the_default_printer_is_checked() -> None:
    assert CanPrint().diagnose(Computer(printer("a", default=True), printer("b", STOPPED))) is None
    finding = CanPrint().diagnose(Computer(printer("a", STOPPED, default=True), printer("b")))
    assert finding is not None
    assert ENGLISH.translate(finding.summary) == "The printer a is paused."


def test_without_a_default_one_ready_printer_is_enough() -> None:
    assert CanPrint().diagnose(Computer(printer("a", STOPPED), printer("b"))) is None
    assert CanPrint().diagnose(Computer(printer("a", STOPPED), printer("b", STOPPED))) is not None


def test_as_an_overview_it_does_not_knock() -> None:
    computer = Computer(printer("a", default=True), silent=("a",))
    assert CanPrint().diagnose(computer) is None
    assert computer.knocked == []


def test_as_a_goal_it_knocks() -> None:
    computer = Computer(printer("a", default=True), silent=("a",))
    assert CanPrint().limit_to_complaint([]).diagnose(computer) is not None
    assert computer.knocked == ["a"]


def test_as_a_goal_it_is_about_the_printer_with_the_document() -> None:
    computer = Computer(printer("a", default=True), printer("b", STOPPED))
    assert CanPrint().limit_to_complaint([waits_at("b")]).diagnose(computer) is not None
    assert CanPrint().limit_to_complaint([waits_at("a")]).diagnose(computer) is None


def test_a_new_default_applies_once_documents_go_there() -> None:
    computer = Computer(printer("a", default=True), printer("b", STOPPED))
    assert CanPrint().limit_to_complaint([waits_at("b")], "print-wrong-default").diagnose(computer) is None


def test_what_puts_nothing_on_paper_is_no_printer() -> None:
    with pytest.raises(NotOfferedError):
        CanPrint().diagnose(Computer(printer("pdf", default=True, **{"device-uri": "cups-pdf:/"})))
