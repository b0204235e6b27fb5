"""Whether something would come out: of the printer that is meant, not of any printer."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from selfhelp.checks.can_print import CanPrint
from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import CheckResult, CheckState, Finding, Json, Platform
from selfhelp.core.text import ENGLISH, N_, Translator
from selfhelp.fixes.printing.print_offline import PrintOffline
from selfhelp.machine import Command, Output
from selfhelp.machine.network.connections import NO_NAME, OPEN, REFUSED, SILENT, UNREACHABLE

IDLE, PRINTING, STOPPED = "3", "4", "5"
CONNECTING = {"printer-state-reasons": "connecting-to-device"}


def printer(name: str, state: str = IDLE, *, default: bool = False, **options: str) -> Json:
    shown = {"printer-state": state, "device-uri": f"socket://{name}.example", **options}
    return {"name": name, "instance": "", "default": default, "options": shown}


class Computer:
    """A Linux computer with certain printers; those named silent don't answer."""

    platform = Platform.LINUX

    def __init__(
        self,
        *printers: Json,
        silent: tuple[str, ...] = (),
        waiting: tuple[tuple[str, str], ...] = (),
        probed: str = REFUSED,
        printing: tuple[str, ...] = (),
    ) -> None:
        self._printers, self._silent, self._waiting = printers, silent, waiting
        self._probed, self._printing = probed, printing
        self.knocked: list[str] = []

    def run(self, command: Command) -> Output:
        assert command.argv[0] == "lpstat"
        rest = "anna  1024  Tue 01 Dec 2026"
        lines = [f"{name}-{n}  {rest} {at}" for n, (name, at) in enumerate(self._waiting)]
        return Output(0, "\n".join(lines), "")

    def read(self, source: Any) -> Json:
        if source.function.__name__ == "read_cups_printers":
            jobs = Counter(name for name, _ in self._waiting)
            more = {"jobs": jobs, "printing": list(self._printing)}
            return {"service": "running", "printers": list(self._printers), **more}
        if source.function.__name__ == "read_print_user":
            return {"name": "anna", "now": "2026-12-01T09:00:00", "admin": False}
        if source.function.__name__ == "probe_port":
            name = source.params["host"].partition(".")[0]
            self.knocked.append(name)
            return self._probed if name in self._silent else OPEN
        return True


def waits_at(*names: str) -> CheckResult:
    data = {"queues": [{"name": name} for name in names]}
    return CheckResult("print-stuck-queue", CheckState.FOUND, Finding(N_("Stuck."), data=data))


def test_one_stopped_printer_does_not_mean_that_nothing_can_be_printed() -> None:
    found = CanPrint().diagnose(Computer(printer("a", STOPPED, default=True), printer("b")))
    assert found is not None
    assert ENGLISH.translate(found.meaning) == "You can't print on a until this is fixed."
    found = CanPrint().diagnose(Computer(printer("a", STOPPED, default=True), printer("b", STOPPED)))
    assert found is not None
    assert ENGLISH.translate(found.meaning) == "You can't print until this is fixed."


def test_the_overview_tells_of_all_printers_that_are_not_ready() -> None:
    """The list showed the default printer alone, and the diagnosis two paused printers."""
    both = Computer(printer("a", STOPPED), printer("b", STOPPED, default=True))
    found, diagnosed = CanPrint().diagnose(both), PrintOffline().diagnose(both)
    assert found is not None
    assert diagnosed is not None
    assert ENGLISH.translate(found.summary) == "2 printers aren't ready: a (paused), b (paused)."
    assert found.summary == diagnosed.summary
    assert found.data["printers"] == ["a", "b"]
    third = CanPrint().diagnose(
        Computer(printer("a", STOPPED), printer("b", STOPPED, default=True), printer("c"))
    )
    assert third is not None
    assert ENGLISH.translate(third.meaning) == "You can't print on a and b until this is fixed."


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


STILL_THERE = "Your document is still waiting for canon. To get it now, print it again."


def test_remaining_documents_of_two_printers_are_joined_in_the_language() -> None:
    """ "en attente sur A, B" has no "et"."""
    computer = Computer(
        *(printer("a", STOPPED), printer("b", STOPPED), printer("c", default=True)),
        waiting=(("a", LATE), ("b", LATE)),
    )
    seen = CanPrint().limit_to_complaint([waits_at("a"), waits_at("b")], "print-wrong-default")
    finding = seen.find_success_by_workaround(computer)
    assert finding is not None
    assert "a and b" in ENGLISH.translate(finding.meaning or "")
    assert "a et b" in Translator("fr").translate(finding.meaning or "")
    assert "a und b" in Translator("de").translate(finding.meaning or "")


SENT, LATE, LONG = "08:59:30", "08:57:00", "08:35:00"


def said(computer: Computer) -> str | None:
    finding = CanPrint().diagnose(computer)
    return None if finding is None else ENGLISH.translate(finding.summary)


def test_a_document_that_waits_for_a_silent_printer_needs_attention() -> None:
    office = printer("a", default=True)
    computer = Computer(office, silent=("a",), waiting=(("a", LATE),))
    assert said(computer) == "Your document for the printer a is stuck."
    assert computer.knocked == ["a"]
    assert said(Computer(office, silent=("a",), waiting=(("a", SENT),))) is None, "it was just sent"
    assert said(Computer(office, waiting=(("a", LATE),))) is None, "the printer answers"


def test_a_document_on_a_paused_printer_needs_attention_though_it_is_not_the_default() -> None:
    computer = Computer(printer("a", default=True), printer("b", STOPPED), waiting=(("b", SENT),))
    assert said(computer) == "Your document for the printer b is waiting."


def test_a_printer_that_prints_need_not_answer() -> None:
    """Many printers accept one connection at a time."""
    busy = printer("a", PRINTING, default=True)
    assert said(Computer(busy, silent=("a",), waiting=(("a", LONG),), printing=("a",))) is None
    assert said(Computer(busy, waiting=(("a", LONG),))) is None, "it answers"
    assert said(Computer(busy, silent=("a",), waiting=(("a", SENT),))) is None, "it was just sent"
    away = printer("a", PRINTING, default=True, **CONNECTING)
    assert said(Computer(away, silent=("a",), waiting=(("a", LATE),))) is not None


STUCK = "Your document for the printer a is stuck."


def test_a_document_of_which_nothing_was_sent_to_a_printer_that_refuses_needs_attention() -> None:
    """The print service calls a document "processing" while it tries to connect, for any time."""
    busy = printer("a", PRINTING, default=True)
    assert said(Computer(busy, silent=("a",), waiting=(("a", LATE),))) == STUCK


@pytest.mark.parametrize("probed", [SILENT, UNREACHABLE, NO_NAME])
def test_a_printer_out_of_reach_prints_nothing_whatever_the_service_says(probed: str) -> None:
    busy = printer("a", PRINTING, default=True)
    for at in (SENT, LATE, LONG):
        computer = Computer(busy, silent=("a",), waiting=(("a", at),), probed=probed, printing=("a",))
        assert said(computer) == STUCK


def left(computer: Computer, *seen: CheckResult) -> tuple[str, str, bool] | None:
    finding = CanPrint().limit_to_complaint(seen, "print-wrong-default").find_success_by_workaround(computer)
    if finding is None:
        return None
    assert finding.meaning is not None
    return ENGLISH.translate(finding.summary), ENGLISH.translate(finding.meaning), finding.data["left"]


def default_was(name: str) -> CheckResult:
    return CheckResult(
        "print-wrong-default", CheckState.FOUND, Finding(N_("Stopped."), data={"default": name})
    )


def test_after_a_new_default_it_names_both_printers_and_the_document_left() -> None:
    both = (printer("hp", default=True), printer("canon", STOPPED))
    computer = Computer(*both, waiting=(("canon", LATE),))
    assert left(computer, default_was("canon"), waits_at("canon")) == (
        "You can now print on hp.",
        f"The printer canon is paused. {STILL_THERE}",
        True,
    )
    assert left(Computer(*both), default_was("canon")) == (
        "You can now print on hp.",
        "The printer canon is paused.",
        False,
    )
    silent = Computer(both[0], printer("canon"), silent=("canon",))
    assert left(silent, default_was("canon")) == (
        "You can now print on hp.",
        "The printer canon isn't responding.",
        False,
    )


def test_where_nothing_is_left_behind_there_is_nothing_to_say() -> None:
    computer = Computer(printer("hp", default=True), printer("canon"))
    assert left(computer, default_was("canon")) is None
    assert left(computer, default_was("gone")) is None
    assert CanPrint().limit_to_complaint([waits_at("canon")]).find_success_by_workaround(computer) is None


def test_without_a_network_the_former_printer_is_not_called_well() -> None:
    cable = printer("desk", default=True, **{"device-uri": "usb://HP/LaserJet"})
    computer = Offline(cable, printer("canon"))
    finding = (
        CanPrint()
        .limit_to_complaint([default_was("canon")], "print-wrong-default")
        .find_success_by_workaround(computer)
    )
    assert finding is not None
    assert (ENGLISH.translate(finding.summary), finding.meaning) == ("You can now print on desk.", None)


class Offline(Computer):
    """No network printer can be reached, and there is no way out."""

    def read(self, source: Any) -> Json:
        if source.function.__name__ == "probe_port":
            return SILENT
        return False if source.function.__name__ == "has_default_route" else super().read(source)
